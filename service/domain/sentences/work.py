"""What is said about tasks, cases and processes, and about moving cases to another release."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # tasks
    "task_not_found": ("没有找到这件待办，或者它不归您看。", "There is no such task, or it is not for you to see."),
    "task_already_completed": ("{who} {ago}已经办理。", "{who} decided this {ago}."),
    "task_cancelled": ("这件待办已经撤销，不用再办。", "This task has been withdrawn; nothing to do."),
    "task_not_ready": ("这一步还没有轮到，请刷新后再看。", "It is not this step's turn yet. Please refresh."),
    "task_not_yours": (
        "这件待办归{role}办理，您现在不能办。",
        "This task belongs to {role}; you cannot act on it now.",
    ),
    "task_no_role": ("这件待办归{organization}的{role}办理。", "This task belongs to the {role} of {organization}."),
    "task_own_case": ("这是您本人的个案，按规定由别人办理。", "This is your own case; someone else has to decide it."),
    "task_not_subject": ("这一步由本人（{who}）办理。", "This step is for the person concerned ({who})."),
    "task_excluded": (
        "您已经办过“{node}”，这一步须由另一人办理。",
        "You did “{node}”; another person must do this step.",
    ),
    "substitution_not_yours": (
        "代理由本人设置；为他人设置须由安全管理员办理。",
        "People set their own substitute; for others the security administrator does.",
    ),
    "substitution_to_oneself": ("代理人不能是自己。", "Nobody stands in for themselves."),
    "substitution_days": ("结束日期不能早于开始日期。", "The last day is before the first."),
    "substitution_long": ("代理最长 {most} 天，到期后可再设。", "At most {most} days; it can be set anew."),
    "substitution_nothing": (
        "委托人没有可以交人代理的岗位。",
        "The principal holds no post that somebody could stand in for.",
    ),
    "substitution_person": (
        "代理人须有账号，并在委托人的上下级组织任职。",
        "The substitute needs an account and a post in the principal's line of organisations.",
    ),
    "substitution_away": (
        "{who}这段时间自己也请人代理，不能再代理别人。",
        "{who} is away at that time, too.",
    ),
    "substitution_chain": (
        "{who}这段时间正代理{principal}，代理不能再转给别人；请先结束那项代理。",
        "{who} stands in for {principal} at that time; that cannot be passed on. End it first.",
    ),
    "substitution_not_found": ("没有这项代理，或您无权查看。", "There is no such substitution, or not for you."),
    "substitution_over": ("这项代理已经结束。", "This substitution is over."),
    "recused_person": (
        "您与此人须回避，不能由您推荐、登记或计票，请由别人办理。",
        "You are recused from this person: somebody else must propose, record or count.",
    ),
    "recusal_not_yours": (
        "回避由本人申报；为他人登记须由安全管理员办理。",
        "People declare their own recusals; for others the security administrator does.",
    ),
    "recusal_oneself": ("不用对自己申报回避：本人的事本来就不能由本人办理。", "Nobody decides on the own case anyway."),
    "recusal_standing": ("这项回避已经登记，正在生效。", "This recusal is on record already."),
    "recusal_not_found": ("没有这项回避，或您无权查看。", "There is no such recusal, or not for you."),
    "recusal_not_lifted": (
        "回避不能由本人解除，请联系安全管理员。",
        "Whoever is recused cannot lift it; please ask the security administrator.",
    ),
    "recusal_over": ("这项回避已经解除。", "This recusal has been lifted."),
    "post_not_granter": ("只有安全管理员可以管理岗位。", "Only the security administrator looks after posts."),
    "post_to_oneself": ("不能给自己授予或复核岗位。", "Nobody grants or confirms a post of their own."),
    "post_review": (
        "复核日期须在任职开始之后、两年之内。",
        "The day of review lies after the first day, at most two years on.",
    ),
    "post_exclusive": (
        "此人已任{other}，不能同时任{role}。",
        "This person is {other} and cannot be {role} at the same time.",
    ),
    "post_held": ("此人在这段时间已担任这个岗位。", "This person holds the post at that time already."),
    "post_not_found": ("没有这个岗位记录，或您无权查看。", "There is no such post, or not for you."),
    "post_over": ("这个岗位任期已经结束。", "This post is over."),
    "post_same_person": ("请选择另一个人来接任。", "Please choose somebody else."),
    "post_last": (
        "这是最后一位安全管理员，请先任命接任的人。",
        "This is the last security administrator; appoint another one first.",
    ),
    "draft_not_found": ("您在这件事上没有草稿。", "You have no draft here."),
    "task_principal_barred": (
        "{who}本人在此件上须回避或不得办理，代理人也不能办。",
        "{who} may not act on this, so neither may a substitute.",
    ),
    "countersign_twice": (
        "一个人在同一次会签里只签一次，不能既签自己的又代别人签，也不能代两个人签。请委托人本人签，或者换人代理。",
        "One person signs a countersign once, for themselves or one other. Let the principal sign, or somebody else.",
    ),
    "substitute_no_claim": (
        "代理的待办直接办理即可，不用领取。",
        "What you do as a substitute is not claimed; just do it.",
    ),
    "task_recused": ("您在此件上已回避，须由别人办理。", "You are recused from this case; someone else must act."),
    "task_same_recorder": ("记录人不能核实自己的记录，请另一人核实。", "The recorder cannot verify the own record."),
    "task_claimed": ("{who}已经领取，需要时请对方放回。", "{who} has claimed this. Ask them to release it if needed."),
    "task_not_claimed": ("您没有领取这件待办。", "You have not claimed this task."),
    # moving cases to another release
    "may_not_migrate": (
        "迁移个案到另一版流程，由街道组织办办理。",
        "Moving cases to another release is the town office's business.",
    ),
    "release_unknown": ("这个流程没有这一版，请重新选择。", "This process has no such release. Please choose again."),
    "release_same": ("来源版本和目标版本相同。", "The release to leave and the one to go to are the same."),
    "node_unknown": ("流程图里没有“{node}”。", "There is no “{node}” in the diagram."),
    "migrate_too_many": (
        "一次最多迁移 {most} 件，请按单位分批。",
        "At most {most} cases at a time. Please go by organisation.",
    ),
    "migrate_nothing": ("所选版本上没有办理中的个案，不用迁移。", "No open case is on those releases."),
    "migration_not_found": ("没有找到这次迁移。", "There is no such migration."),
    "migration_running": (
        "这个流程的另一次迁移还在进行，请等它完成或先停下。",
        "Another migration of this process is under way. Wait for it, or stop it.",
    ),
    "migration_not_running": ("这次迁移没有在进行，不用停。", "This migration is not under way."),
    "migration_not_stopped": ("这次迁移没有停下，不用继续。", "This migration has not been stopped."),
    "nothing_to_withdraw": (
        "您现在没有在办的入党申请，不用撤回。",
        "You have no application under way; there is nothing to withdraw.",
    ),
    "withdrawn_already": (
        "您已经撤回申请。个案暂停中，恢复后随即办结。",
        "You have withdrawn already; the case is suspended and closes when it is resumed.",
    ),
    "withdraw_open": ("这一步还没有办理，不用撤回。", "This step has not been decided; there is nothing to withdraw."),
    "withdraw_other": ("只有办理人{who}本人可以撤回。", "Only {who}, who decided it, may withdraw it."),
    "withdraw_late": (
        "办理已超过 {minutes} 分钟，不能撤回。需要更正的，请告知下一步的办理人。",
        "A decision may be withdrawn for {minutes} minutes. Please tell whoever has the next step.",
    ),
    "withdraw_acted": ("{who}已经办理“{title}”，不能撤回。", "{who} has done “{title}” since; too late to withdraw."),
    "withdraw_moved": (
        "流程已经往下走（{event}），不能撤回。",
        "The process has moved on ({event}); too late to withdraw.",
    ),
    "withdraw_claimed": (
        "{who}已经领取“{title}”，不能撤回。可以请对方先放回。",
        "{who} has claimed “{title}”. Ask them to release it first.",
    ),
    "withdraw_drafted": (
        "{who}已经在写“{title}”，不能撤回。",
        "{who} is already writing “{title}”; too late to withdraw.",
    ),
    "withdraw_wrote": (
        "这一步已经登记入档、入账或通知他人，不能撤回；需要更正的，按更正办理。",
        "This step has put something on record or told people, so it cannot be withdrawn, only corrected.",
    ),
    "withdraw_lost": (
        "这一步之前的记录已经不在，不能撤回。",
        "What stood before this step is gone; it cannot be withdrawn.",
    ),
    "return_target": ("没有找到要退回的环节，请刷新后再看。", "There is no such step to return to. Please refresh."),
    "return_aside": (
        "这件待办不是由那个环节而来，不能从这里退回。",
        "This task has not come of that step; it cannot be returned to it.",
    ),
    "return_gone": (
        "那个环节已随别的办理结果关闭，不能退回。",
        "Another decision has closed that step; there is no way back to it.",
    ),
    "return_late": (
        "“{name}”的期限已过，退回后会立即失效，不能退回。",
        "The term of “{name}” is over; the step would close at once.",
    ),
    "return_lost": (
        "那时的记录不全，不能退回到这里。",
        "What was on record then is not complete; there is no way back to it.",
    ),
    "return_published": (
        "“{node}”已经公布，不能退回到它之前；需要更正的，按更正办理。",
        "“{node}” has been published; it can only be corrected.",
    ),
    "return_closed": (
        "“{node}”已经办结或结账，不能退回到它之前。",
        "“{node}” has closed it; there is no way back to before that.",
    ),
    "return_sent": (
        "“{node}”已经送出，别的个案或系统可能已据此办理，不能退回到它之前。",
        "“{node}” has gone out and others may have acted on it; there is no way back to before that.",
    ),
    "return_recorded": (
        "“{node}”已经登记入档，不能退回到它之前；需要更正的，按更正办理。",
        "“{node}” is on record for good; it can only be corrected.",
    ),
    "return_opened": (
        "“{node}”已经启动，不能退回到它之前；需要重来的，终止后重新发起。",
        "“{node}” has begun; to start over, cancel the case and start a new one.",
    ),
    "withdraw_parts": (
        "这一步已经发起或收回子个案，不能撤回。",
        "This step has started or ended parts; too late to withdraw.",
    ),
    "signers_open": (
        "还在等{names}签署意见，签完或减签后再办。",
        "Still waiting for the opinion of {names}. Decide when they have answered or been removed.",
    ),
    "signers_own_task": ("这一步由本人办理，不请别人签意见。", "This step is the person's own; nobody else signs it."),
    "signers_many": ("一件待办最多请 {most} 人签意见。", "At most {most} people are asked on one task."),
    "signer_self": ("不用请自己签意见。", "There is no need to ask yourself."),
    "signer_subject": (
        "这件个案关系到本人，本人不签意见。",
        "The case is about this person, who gives no opinion on it.",
    ),
    "signer_excluded": (
        "办过相关环节的人按规定回避，不在这一步签意见。",
        "Whoever did the related step is kept from this one.",
    ),
    "signer_twice": ("已经请过这位同志。", "This person is asked already."),
    "signer_no_post": (
        "只能请在本组织或上级组织任职、有账号的同志。",
        "Only people with an account and a post here or above can be asked.",
    ),
    "signer_post_gone": (
        "您已不在本组织或上级组织任职，不能再签意见；请告知经办人减签。",
        "You no longer hold a post here or above. Please tell whoever asked to remove the request.",
    ),
    "signer_not_found": ("没有找到这件会签，或者它不归您签。", "There is no such request, or it is not yours to sign."),
    "signer_signed": ("{who}已经签过意见，意见不能撤掉。", "{who} has given an opinion; it stays on record."),
    "signer_declined": ("{who}已经说明不签，不用再办。", "{who} has declined already."),
    "signer_removed": ("对{who}的会签请求已经撤回，不用再签。", "The request to {who} has been taken back."),
    "signer_closed": ("这一步已经办结或撤销，不用再签。", "This step is over; there is nothing left to sign."),
    "signers_fixed": (
        "这一步的会签人由流程确定，不能在这里增减。",
        "Who signs this step is fixed by the process; nobody can be added or removed.",
    ),
    "may_not_remove_signer": (
        "会签人彼此平等，只有发起人和上级街道组织办可以减签。",
        "Signers are equals: only whoever started the case and the town office above it may remove one.",
    ),
    "signer_last": (
        "这是最后一位未签的同志，不能减签；没有人签，这一步就办不完。",
        "This is the last who has not signed. Somebody has to, or the step cannot be finished.",
    ),
    "past_date": ("日期不能早于今天（{today}）。", "The date cannot be earlier than today ({today})."),
    "too_early": ("最早 {earliest} 可以办理（{article}）。", "Possible from {earliest} ({article})."),
    "no_business_data": ("系统管理员不办理业务事项。", "System administrators do not act on business."),
    # instances and processes
    "already_running": (
        "{who}已有一件在办（{key}），不用再发起。",
        "A case of {who} is running already ({key}); there is no need for another.",
    ),
    "instance_not_found": ("没有找到这件个案，或者您不能查看。", "There is no such case, or it is not for you to see."),
    "instance_ended": ("这件个案已经办结。", "This case has ended."),
    "instance_suspended": ("这件个案已暂停，恢复后再办。", "This case is suspended. Resume it first."),
    "instance_cancelled": ("这件个案已经终止。", "This case is cancelled."),
    "instance_not_suspended": ("这件个案没有暂停，不用恢复。", "This case is not suspended."),
    "instance_running": ("这件个案正在办理。", "This case is running."),
    "suspended_by": ("{who} {ago}已经暂停这件个案。", "{who} suspended this case {ago}."),
    "cancelled_by": ("{who} {ago}已经终止这件个案。", "{who} cancelled this case {ago}."),
    "parent_suspended": (
        "上级个案暂停中，请先恢复上级个案。",
        "The case that this one is a part of is suspended. Resume that one first.",
    ),
    "instance_is_part": (
        "这件个案是另一件的一部分，那一件还在等它。需要时请终止那一件。",
        "This case is a part of another one that still waits for it. Cancel that one if needed.",
    ),
    "may_not_steer": (
        "只有发起人和上级街道组织办可以暂停、恢复或终止这件个案。",
        "Only whoever started this case and the town office above it may suspend, resume or cancel it.",
    ),
    "instance_faulted": (
        "流程在“{node}”停住了，已告知流程管理员。",
        "The process stopped at “{node}”; the organizer knows.",
    ),
    "instance_busy": ("另一步正在办理，请几秒后再试。", "Another step is running; please try again in seconds."),
    "process_not_found": ("没有这个流程，或者还没有发布。", "There is no such process, or it is not released."),
    "process_not_startable": ("这个流程由系统发起，不用手工发起。", "The system starts this process; not by hand."),
    "start_forbidden": ("发起这个流程需要{role}的岗位。", "Starting this process needs the post {role}."),
    "may_not_start": ("您的岗位不能在这里发起这个流程。", "Your posts do not let you start this process here."),
    "start_organization": ("请选择您任职的组织。", "Choose an organization where you hold the post."),
    "person_required": ("请选择这件个案关于谁。", "Choose the person this is about."),
    "person_not_found": ("没有找到此人，或者您不能查看。", "There is no such person, or not for you to see."),
    "person_stage": ("{who}目前是{stage}，不能办理这一项。", "{who} is at the stage {stage}; this does not apply."),
    "case_exists": ("{who}已有一件在办的同类个案。", "{who} already has a running case of this kind."),
    "organization_not_found": (
        "没有找到这个组织，或者您不能查看。",
        "There is no such organization, or not for you to see.",
    ),
    "stranded_vacant": (
        "{organization}没有{role}，这件事没有人能办。请安全管理员授予这个岗位。",
        "{organization} has no {role}: nobody can do this. The security administrator can give the post to somebody.",
    ),
    "stranded_barred": (
        "{organization}的{role}现有 {n} 人，都须回避或不得办理。请安全管理员把岗位授予另一位同志"
        "（代理不行：回避随代理人走），或者由街道组织办退回、终止。",
        "All {n} {role} of {organization} must keep out. The security administrator can give the post to somebody else "
        "(a substitute is kept out, too); else the street office sends the step back or cancels the case.",
    ),
    "stranded_no_account": (
        "{organization}的{role}现有 {n} 人，都没有能用的账号，这件事没有人能办。请系统管理员开通账号，"
        "或者由安全管理员把岗位授予另一位同志。",
        "None of the {n} {role} of {organization} has an account that is open: nobody can do this. The system "
        "administrator can open one; the security administrator can give the post to somebody else.",
    ),
    "stranded_some": (
        "{organization}的{role}现有 {n} 人，其中 {without} 人没有能用的账号，其余须回避或不得办理。"
        "请系统管理员开通账号，或者由安全管理员把岗位授予另一位同志；不能补充的，由街道组织办退回、终止。",
        "Of the {n} {role} of {organization} {without} have no account that is open, and the others must keep out. The "
        "system administrator can open one, the security administrator can give the post to somebody else; else the "
        "street office sends the step back or cancels the case.",
    ),
    "stranded_person": (
        "办理人本人须回避，这件事只能由本人办，没有人能办。请街道组织办退回上一步，另选办理人。",
        "Whom this is for must keep out, and nobody else may do it. The street office can send the step back.",
    ),
    "nobody_holds": (
        "{organization}的{role}空缺，待办会一直等到有人任职。",
        "{organization} has no {role}; the task waits until the post is filled.",
    ),
}
