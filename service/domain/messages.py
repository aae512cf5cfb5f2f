"""The sentences people read, Chinese first, English second, made from a code and plain parameters.

A sentence says what happened and what to do. 您 to everyone, no exclamation marks, no engine words.
Sentences about a form's fields stand in form_messages.py, because the browser shares that table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

ZH: Final = "zh-CN"
EN: Final = "en"
SHOWN_ZONE: Final = timezone(timedelta(hours=8))

# code -> (Chinese, English). Placeholders are str.format names; `ago` is made from `ago_seconds`.
CATALOGUE: Final[dict[str, tuple[str, str]]] = {
    # the kinds
    "error": ("出了点问题，请稍后再试。", "Something went wrong. Please try again later."),
    "not_found": ("没有找到，或者您不能查看。", "Not found, or not for you to see."),
    "forbidden": (
        "您不能办理这一项。需要时请向街道组织办申请。",
        "You may not do this. Ask the town office if you need to.",
    ),
    "conflict": ("情况已经变化，请刷新后再办。", "Things have changed. Please refresh and try again."),
    "invalid": ("有几处需要改正，请看标出的栏目。", "Some fields need correction; see the marked ones."),
    "internal": (
        "服务出了问题，您填写的内容都在。请把编号 {reference} 告诉管理员。",
        "The service failed. Nothing you wrote is lost. Please give number {reference} to the administrator.",
    ),
    # the door
    "signed_out": ("登录已过期，内容都在。请重新登录。", "Signed out. Nothing was lost. Please sign in again."),
    "bad_credentials": ("账号或密码不对，请检查后再试。", "The login or the password is wrong. Please check both."),
    "account_locked": ("多次输错，账号已锁定到 {until}。", "Too many wrong passwords; locked until {until}."),
    "log_in_again": ("登录超时，请重新输入账号和密码。", "Too late. Please give your login and password again."),
    "code_needed": ("请再输入动态验证码。", "Please give the code of your authenticator, too."),
    "code_wrong": (
        "验证码不对，或已经用过。请等手机上换出新码再试。",
        "The code is wrong or was used before. Please wait for the next one.",
    ),
    "code_again": ("这一项要先输入动态验证码（五分钟内有效）。", "Please show your second factor first."),
    "password_first": ("请先换一个自己的密码，再办其他事。", "Please choose a password of your own first."),
    "factor_first": (
        "您的岗位需要动态验证码，请先在“账号与安全”里开通。",
        "Your post needs a second factor. Please set it up first.",
    ),
    "factor_not_begun": ("请从第一步重新开通动态验证码。", "Please set up the second factor from the beginning."),
    "factor_is_on": ("动态验证码已经开通。", "The second factor is set up already."),
    "factor_stays": ("您的岗位必须使用动态验证码，不能停用。", "Your post needs the second factor; it stays."),
    "password_wrong": ("现在的密码不对。", "The present password is wrong."),
    "password_short": ("密码至少 {least} 个字符，可以是一句话。", "{least} characters at least; a sentence will do."),
    "password_long": ("密码最多 {most} 个字符。", "{most} characters at most."),
    "password_own_name": (
        "密码不能只是账号或姓名加几个字符。",
        "The password may not be your login or name with little added.",
    ),
    "password_common": ("这个密码太常见，容易被猜中，请换一个。", "This password is too common and easily guessed."),
    "password_same": ("新密码要和现在的不同。", "The new password must differ from the present one."),
    # drafts of processes
    "draft_not_editor": ("只有流程管理员可以提交流程草稿。", "Only a process editor hands in drafts."),
    "draft_not_releaser": ("只有流程发布审核人可以发布或退回草稿。", "Only a process releaser decides on drafts."),
    "draft_not_yours": (
        "只有流程管理员和流程发布审核人能看流程草稿。",
        "Drafts are for process editors and releasers.",
    ),
    "draft_own": ("自己起草的流程不能自己发布或退回，请由另一位审核人办理。", "Nobody decides on the own draft."),
    "draft_decided": ("这份草稿已经发布或退回。", "This draft was released or sent back already."),
    "draft_path": (
        "“{path}”不是流程文件，或重复、过多。文件应为 .bpmn、.dmn、forms/*.json 或 rules/*.rules.json。",
        "“{path}” is no file of a release, is given twice, or is one too many.",
    ),
    # the identity provider
    "account_blocked": ("多次输错，账号暂时锁定，请稍后再试。", "The account is locked for a while after wrong tries."),
    "oidc_off": ("没有配置统一身份认证。", "No identity provider is set up."),
    "oidc_unlinked": (
        "这个统一身份还没有绑定账号。请用账号和密码登录后，在“账号与安全”里绑定；没有密码的，请联系系统管理员。",
        "No account is linked to this identity. Log in with your password and link it, or ask the administrator.",
    ),
    "oidc_expired": (
        "这次登录已超时，或不是从本页发起。请重新点“统一身份认证登录”。",
        "This log-in took too long or was not begun here. Please begin again.",
    ),
    "oidc_refused": ("您在统一身份认证页取消了登录。", "The log-in was cancelled at the identity provider."),
    "oidc_unreachable": (
        "统一身份认证暂时没有回应，请稍后再试，或用账号和密码登录。",
        "The identity provider does not answer. Please try again later, or use your password.",
    ),
    "oidc_bad_answer": (
        "统一身份认证的答复无法核实，没有登录。请重试；仍不行请告诉系统管理员。",
        "The identity provider's answer could not be verified. Try again, or tell the administrator.",
    ),
    "oidc_other": (
        "绑定时登录的账号变了，没有绑定。请重新登录后再绑定。",
        "Another account is signed in by now; nothing was linked. Please begin again.",
    ),
    "oidc_taken": ("这个统一身份已绑定另一个账号。", "This identity belongs to another account."),
    "oidc_is_linked": ("账号已绑定统一身份，要更换请先解除。", "The account is linked already; unlink it first."),
    "oidc_not_linked": ("账号没有绑定统一身份。", "The account is not linked."),
    "oidc_only_way": (
        "只能用统一身份认证登录，不能解除绑定。",
        "The identity provider is the only way to log in; the link stays.",
    ),
    "local_login_off": (
        "这里不用密码登录，请点“统一身份认证登录”。",
        "Passwords do not open accounts here. Please use the identity provider.",
    ),
    "not_oneself": ("不能对自己的账号办这一项，请由另一位管理员办理。", "Another administrator must do this for you."),
    "other_administrators": (
        "管理员的账号由另一类管理员办理。",
        "Accounts of administrators are another administrator's.",
    ),
    "token_unknown": ("令牌无效、已过期或已撤销。", "The token is unknown, over or revoked."),
    "token_read_only": ("这个令牌只能查看，不能办理。", "This token may read, not act."),
    "not_by_token": ("这一项只能本人登录后办理。", "This can only be done signed in."),
    "tokens_full": ("令牌最多 {most} 个，请先撤销不用的。", "{most} tokens at most; please revoke one first."),
    "place_blocked": (
        "这个网络输错的次数太多，请 {seconds} 秒后再试。",
        "Too many wrong log-ins from this network. Try again in {seconds} seconds.",
    ),
    "founded_demo": ("这是演示街道，不能建正式管理员。", "This is a demo town; it gets no real administrators."),
    "founded_already": (
        "已经有管理员在任，请由他们在系统管理里办理。",
        "There are administrators already; they do this in the administration pages.",
    ),
    "founders_three": (
        "系统、安全、审计三个管理员要各有一人，不能兼任。",
        "Three different people are needed: system, security and audit administrator.",
    ),
    "founder_unclear": (
        "“{given}”看不懂，应写成 角色=账号:姓名，例如 sys_admin=zhangwei:张伟。",
        "'{given}' should read role=login:name, for instance sys_admin=zhangwei:张伟.",
    ),
    "login_taken": ("账号“{login}”已有人使用。", "The login '{login}' is taken."),
    "account_closed": ("这个账号已停用，请联系系统管理员。", "This account is closed. Please ask the administrator."),
    "too_many_requests": ("操作太快，请 {seconds} 秒后再试。", "Too fast. Please try again in {seconds} seconds."),
    "csrf": ("页面已过期，请刷新后再办。", "This page is out of date. Please reload it."),
    "method_not_allowed": ("这个地址不支持此操作。", "This address does not support that."),
    "unsupported_media": ("请以 JSON 发送内容。", "Please send JSON."),
    "broken_json": ("内容不是完整的 JSON（第 {line} 行）。", "The body is not valid JSON (line {line})."),
    "oversize": ("内容超过 {limit_kib} KiB，请精简后再交。", "The body exceeds {limit_kib} KiB. Please shorten it."),
    "stale_version": (
        "您看到的是旧版本，{who}刚刚改过。请刷新后再办。",
        "You saw an older version; {who} has changed it. Please refresh.",
    ),
    "precondition_required": ("请带上版本号（If-Match）再改。", "Send the version (If-Match) with the change."),
    "idempotency_mismatch": (
        "同一个提交编号用在了不同内容上，请刷新后再办。",
        "The same Idempotency-Key was used for other content. Please reload.",
    ),
    "bad_request": ("请求不完整，请刷新页面再试。", "The request is not complete. Please reload the page."),
    "no_such_address": ("没有这个地址。", "There is no such address."),
    "unavailable": ("服务暂时连不上数据库，几秒后会恢复。", "The database cannot be reached; try again in seconds."),
    "required": ("请填写这一栏。", "Please fill in this field."),
    "bad_characters": ("含有不能保存的字符，请删去。", "It holds characters that cannot be kept. Please remove them."),
    "bad_instant": (
        "时间写法应为 2017-04-10T09:00:00+08:00 这样。",
        "Write the time like 2017-04-10T09:00:00+08:00.",
    ),
    "one_of": ("只能是其中之一：{expected}。", "Only one of these: {expected}."),
    "number_range": ("应在 {expected} 之间。", "Between {expected}."),
    "unknown_field": ("不认识这个栏目，请删去。", "Unknown field. Please remove it."),
    "wrong_type": ("类型不对，应为{expected}。", "Wrong type; expected {expected}."),
    "bad_cursor": ("翻页位置无效，请从第一页看起。", "The page cursor is not valid. Start from the first page."),
    "bad_value": ("这个值不能用，请重新选择。", "This value cannot be used. Please choose again."),
    "bad_id": ("编号写法不对。", "Not a valid id."),
    "bad_date": ("日期写法应为 2017-04-10 这样。", "Write the date like 2017-04-10."),
    "future_date": ("日期不能晚于今天（{today}）。", "The date cannot be later than today ({today})."),
    "demo_only": ("只有演示环境可以这样做。", "Only a demo town allows this."),
    "demo_not_empty": (
        "数据库里已有人员资料，演示街道只能建在空库里。",
        "There are people in the database; a demo town needs an empty one.",
    ),
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
    "task_principal_barred": (
        "{who}本人在此件上须回避或不得办理，代理人也不能办。",
        "{who} may not act on this, so neither may a substitute.",
    ),
    "countersign_twice": (
        "一个人在同一次会签里只签一次，不能既签自己的又代别人签，也不能代两个人签。请委托人本人签，或者换人代理。",
        "One person signs a countersign once, as themselves or for one other. Let the principal sign, or somebody else.",
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
    "nobody_holds": (
        "{organization}的{role}空缺，待办会一直等到有人任职。",
        "{organization} has no {role}; the task waits until the post is filled.",
    ),
    # definitions
    "invalid_definition": ("流程图还不能发布，请看逐条说明。", "The diagram cannot be released yet; see each finding."),
    "definition_not_found": ("没有这个版本。", "There is no such version."),
    "own_release": ("自己起草的不能由自己发布，请另一人审核。", "Nobody releases their own draft; ask another person."),
    # the engine's faults, in the words of people
    "engine_fault": ("流程没能往下走，已记录。请联系流程管理员。", "The process could not go on. It is on record."),
    "invalid_answers": ("有几处需要改正，请看标出的栏目。", "Some answers need correction; see the marked fields."),
    "poison_key": ("栏目名“{key}”不能用。", "The field name “{key}” cannot be used."),
    "not_json": ("内容里有不能保存的值。", "The content holds a value that cannot be kept."),
    "too_deep": ("内容嵌套太深，请精简。", "The content is nested too deeply."),
    "process_fault": (
        "流程在“{node}”没能往下走，您填写的内容都在。请联系流程管理员。",
        "The process could not go on at “{node}”. Nothing you wrote is lost. Please tell the organizer.",
    ),
    "script_failed": ("“{node}”的脚本出错：{reason}", "The script of “{node}” failed: {reason}"),
    "payload_failed": (
        "“{node}”要带的内容（payload）不是一组“名称：值”。",
        "The payload of “{node}” is no object of names and values.",
    ),
    "timer_empty": (
        "“{node}”的时间还没有：“{source}”没有值。多半是引用的规则没有期限，或起算日期没有填。",
        "“{node}” has no time: “{source}” is empty. The rule that it reads has no term, or its first day is missing.",
    ),
    "timer_failed": ("“{node}”的时间“{value}”看不懂。", "The time “{value}” of “{node}” makes no sense."),
    "many_flows": (
        "“{node}”有几条路同时成立（{flows}），请改条件。",
        "Several ways of “{node}” hold at once ({flows}).",
    ),
    "stalled": (
        "流程在“{node}”等不到应来的分支，走不下去。",
        "At “{node}” the process waits for a branch that cannot come.",
    ),
    "runaway": ("“{node}”处的回路没有人办理的环节，已停住。", "The loop at “{node}” never waits for anybody; stopped."),
    "calls_too_deep": ("“{node}”层层调用超过 {maximum} 层。", "“{node}” calls more than {maximum} levels deep."),
    "process_missing": (
        "“{node}”调用的流程“{process}”不存在。",
        "The process “{process}” that “{node}” calls is missing.",
    ),
    "error_uncaught": (
        "“{node}”以错误“{error}”结束，没有环节处理它。",
        "“{node}” ended with error “{error}”; nothing handles it.",
    ),
    "engine_refused": (
        "流程在“{node}”走不下去，原因已记入运行日志，请联系系统管理员。",
        "The process could not go on at “{node}”. The log of the service says why; please tell the administrator.",
    ),
    "instances_input": (
        "“{node}”的列表“{name}”没有或不是列表。",
        "The list “{name}” of “{node}” is missing or no list.",
    ),
    "instances_count": (
        "“{node}”的份数 {value} 不对，最多 {maximum} 份。",
        "“{node}”: {value} instances; at most {maximum}.",
    ),
    "instances_name": (
        "“{node}”的每一项叫“{name}”，与已有变量重名。",
        "The item “{name}” of “{node}” hides a variable.",
    ),
    "instances_output": ("“{node}”没有给出结果“{name}”。", "“{node}” gave no result “{name}”."),
    "dmn_not_a_number": ("决策表“{table}”要汇总的值不是数字。", "The table “{table}” sums up what is no number."),
    "state_broken": ("这件个案的状态读不出来，请联系系统管理员。", "The state of this case cannot be read."),
    "state_too_new": (
        "这件个案由更新的版本保存（{version}），请先升级服务。",
        "Saved by a newer version ({version}); upgrade first.",
    ),
    "evaluator_forked": ("服务启动方式不对，请联系系统管理员。", "The service was forked after use; see the log."),
    "too_large": ("内容太多，请精简。", "There is too much content; please shorten it."),
    "expression_failed": ("“{node}”的条件算不出来：{reason}", "The expression at “{node}” failed: {reason}"),
    "no_flow": ("“{node}”没有可走的路。", "No way leads on from “{node}”."),
    "dmn_no_match": ("决策表“{table}”没有适用的规则。", "No rule of the table “{table}” fits."),
    "dmn_many_matches": ("决策表“{table}”有多条规则同时适用（{rules}）。", "Several rules of “{table}” fit ({rules})."),
    "operator_unknown": ("“{node}”要用的操作“{operator}”不存在。", "“{node}” calls an unknown operator “{operator}”."),
    "unknown_operator": ("流程要用的操作“{operator}”不存在。", "The process calls an unknown operator “{operator}”."),
    "operator_parameters": ("“{node}”给操作“{operator}”的参数不对：{name}", "Wrong parameter for “{operator}”: {name}"),
    "nobody_waits": ("没有个案在等这条消息。", "Nothing waits for this message."),
    # deliveries (mail, web addresses): conflicts, then why a try failed
    "nobody_catches": ("流程没有画出送不出去时怎么办。", "The diagram has no way for a failed delivery."),
    "delivery_not_found": ("没有找到这条外发任务。", "There is no such delivery."),
    "delivery_stands": (
        "这条外发任务现在是“{status}”，不需要处理。",
        "This delivery is “{status}” now; there is nothing to do.",
    ),
    "delivery_not_yours": ("您的岗位不能处理外发任务。", "Your post may not handle deliveries."),
    "delivery_skip_office": (
        "是否不送而继续办理，由街道组织办决定。",
        "Whether the case goes on without it is for the town office to decide.",
    ),
    "delivery_address": ("这个地址不能用，请核对。", "This address cannot be used. Please check it."),
    "job_gave_up": (
        "试了 {tries} 次仍没有完成，原因见服务日志（作业号 {number}）。",
        "Not done after {tries} tries; see the service's log (job {number}).",
    ),
    "instance_not_faulted": ("这件个案没有停住，不需要处理。", "This case has not stopped; there is nothing to do."),
    "job_not_found": ("没有找到这个失败的后台任务。", "There is no such failed job."),
    "mail_not_set_up": ("还没有配置发信服务器，请系统管理员配置。", "No mail server is configured yet."),
    "mail_bad_address": ("收件地址“{address}”写法不对。", "The address “{address}” is not well formed."),
    "mail_refused": ("对方邮件服务器拒收（{status}）。", "The mail server refused it ({status})."),
    "mail_busy": ("邮件服务器暂时不收（{status}）。", "The mail server does not take it just now ({status})."),
    "mail_login": ("发信账号或密码不被接受，请系统管理员核对。", "The mail server refused our login."),
    "mail_unreachable": ("连不上邮件服务器。", "The mail server cannot be reached."),
    "mail_insecure": ("邮件服务器不支持加密连接。", "The mail server offers no encrypted connection."),
    "web_not_set_up": (
        "还没有配置往外部系统发送（允许的地址和签名密钥），请系统管理员配置。",
        "Calls to other systems are not configured yet (allowed addresses, signing secret).",
    ),
    "web_bad_address": ("网址写法不对。", "The web address is not well formed."),
    "web_not_allowed": (
        "不允许往 {host} 发送，请系统管理员把它列入允许的地址。",
        "Sending to {host} is not allowed; the administrator can list it.",
    ),
    "web_private": ("{host} 是内部网络地址，不允许发送。", "{host} is a private address; sending is not allowed."),
    "web_moved": ("{host} 要求改去别处（{status}），没有跟随。", "{host} redirects ({status}), which is not followed."),
    "web_refused": ("{host} 拒收（{status}）。", "{host} refused it ({status})."),
    "web_busy": ("{host} 暂时不能接收（{status}）。", "{host} cannot take it just now ({status})."),
    "web_unreachable": ("连不上 {host}。", "{host} cannot be reached."),
    "web_certificate": ("{host} 的安全证书有问题。", "The certificate of {host} is not valid."),
    "web_silent": ("{host} 在 {seconds} 秒内没有答复。", "{host} did not answer within {seconds} seconds."),
    "web_answer": ("{host} 的答复不完整或过大。", "The answer of {host} is broken or too large."),
    "demo_refused": (
        "演示街道不向外发送；这个地址用来演示送不出去。",
        "A demo town sends nothing; this address shows what a failure looks like.",
    ),
    "delivery_internal": ("发送程序出了问题，详情见服务日志。", "The sender failed; see the service's log."),
    "delivery_bad_parameters": (
        "流程给的内容不完整或写法不对（{parameter}）。",
        "The content is not right ({parameter}).",
    ),
    # calendars and rules
    "bad_duration": (
        "“{value}”不是期限写法，例如 P1M、P10D、P5WD。",
        "“{value}” is no duration; e.g. P1M, P10D, P5WD.",
    ),
    "rule_not_found": ("规则包 {pack} 里没有规则“{rule}”。", "The rule pack {pack} has no rule “{rule}”."),
    "rule_no_date": ("规则“{rule}”算不出日期。", "The rule “{rule}” gives no date."),
    "rule_pack_not_found": ("{day} 没有适用的规则包。", "No rule pack applies on {day}."),
    "rule_pack_broken": ("规则包的“{field}”写得不对。", "The rule pack's “{field}” is not right."),
    # people
    "holds_id_number": (
        "请不要在文字里写身份证号，它只登记在本人情况里。",
        "Please write no identity number here; it is kept with the person's record only.",
    ),
    "holds_phone": (
        "请不要在文字里写手机号码，它只登记在本人情况里。",
        "Please write no mobile phone number here; it is kept with the person's record only.",
    ),
    "reveal_not_yours": (
        "查看这一项要有本支部或街道的相应职务。需要时请联系街道组织办。",
        "Seeing this wants a post of the person's branch or of the town. Ask the town office if you need it.",
    ),
    "reveal_note": (
        "请用一句话写明为什么要看，本人会看到。",
        "Please say in a sentence why; the person will see it.",
    ),
    "not_privacy_officer": (
        "只有个人信息保护负责人可以办理。",
        "This is for the privacy officer.",
    ),
    "hold_no_case": ("没有这个编号的个案。", "There is no case with this number."),
    "hold_no_person": ("这件个案不涉及某一个人，请按个案保全。", "This case is about no person; hold the case itself."),
    "sealed_not_yours": (
        "这一项已密封，只有承办人和保管材料的岗位可以查看。",
        "This is sealed: only who works on it, and the posts that keep the papers, may open it.",
    ),
    "sealed_not_named": (
        "这一项单独密封，只有被指定的人在期限内可以查看。需要时请保管岗位指定。",
        "This is sealed apart: only who is named may open it, for a time. Ask the post that keeps it.",
    ),
    "sealed_keeper_only": ("由保管这一项的岗位指定查看人。", "The post that keeps it names its readers."),
    "sealed_not_oneself": ("不能指定自己。请由同岗位的另一人指定。", "Nobody names themselves; a colleague may."),
    "sealed_not_the_person": ("不能指定材料所涉及的本人。", "The person it is about cannot be named."),
    "sealed_until": ("期限从今天起最长 {days} 天。", "At most {days} days from today."),
    "sealed_erased": ("这一项已按规定清除，只留有清除记录。", "This has been erased by rule; a certificate is left."),
    "nothing_on_record": ("没有登记这一项。", "This is not on record."),
    "idcard_length": ("身份证号码应为 18 位。", "The identity number has 18 characters."),
    "idcard_characters": ("身份证号码前 17 位应为数字，末位是数字或 X。", "17 digits, then a digit or X."),
    "idcard_birth": ("身份证号码里的出生日期不存在。", "The birth date in the identity number does not exist."),
    "idcard_check": ("身份证号码末位校验不对，请核对。", "The check character is wrong. Please compare."),
    "idcard_test": ("测试号码不能用在正式环境。", "A test number cannot be used in production."),
    "too_young": ("年满十八岁才能申请入党（第五条）。", "Applicants must be at least 18 (article 5)."),
    # imports and the administrators' own pages
    "not_administrator": ("这一项由系统管理员办理。", "This is for the system administrator."),
    "sheet_unreadable": (
        "打不开这个文件。请另存为 .xlsx 再上传。",
        "The file cannot be opened. Please save it as .xlsx.",
    ),
    "sheet_empty": ("表里没有可导入的行。", "The sheet has no rows to import."),
    "sheet_too_long": (
        "一次最多导入 {most} 行，请分成几个文件。",
        "At most {most} rows at a time. Please split the file.",
    ),
    "sheet_too_large": (
        "文件解开后过大，请只保留人员一张表。",
        "The file is too large. Please keep the one sheet only.",
    ),
    "import_column": (
        "没有找到“{name}”一栏，请指定是哪一栏。",
        "There is no column “{name}”. Please say which one it is.",
    ),
    "import_not_found": ("没有这次导入。", "There is no such import."),
    "import_not_open": ("这次导入已经办过，请刷新。", "This import has been dealt with. Please refresh."),
    "import_touched": (
        "导入后已有 {n} 人办过事项或改过信息，不能整批撤回。",
        "{n} of these people have been worked with since; the import cannot be taken back.",
    ),
    "import_meanwhile": ("预览以后这个人的信息又有变动，请重新导入这一行。", "The record changed after the preview."),
    "import_sex": ("与身份号码不一致，请核对。", "It does not agree with the identity number."),
    "import_stage_day": ("{stage}须填这个日期。", "This stage needs this date ({stage})."),
    "import_day_order": ("日期先后不对：申请、积极分子、入党应依次在后。", "The dates are not in order."),
    "import_day": ("日期请写成 2016-03-01。", "Write the date like 2016-03-01."),
    "import_day_range": ("日期不能早于 1921 年或晚于今天。", "The date is before 1921 or in the future."),
    "import_id_as_number": (
        "表格按数字保存，末三位已丢失。请把单元格改为文本后重填。",
        "The sheet kept it as a number and lost its last digits. Please enter it again as text.",
    ),
    "import_name": ("姓名不应有数字，也不应超过 40 个字。", "A name has no digits and at most 40 characters."),
    "import_long": ("不应超过 {most} 个字。", "At most {most} characters."),
    "import_phone": ("手机号应为 11 位数字。", "A mobile number has 11 digits."),
    "import_twice": ("与第 {row} 行重复。", "The same as in row {row}."),
    "import_other_name": ("这个号码登记的是另一姓名，请核对。", "This number is on record with another name."),
    "import_branch_differs": (
        "与登记的党支部不同。转支部请另办，这里不改。",
        "Another branch than on record. An import does not transfer.",
    ),
    "import_stage_differs": (
        "与登记的阶段不同。阶段只随流程改变。",
        "Another stage than on record. Stages change by process only.",
    ),
    "import_branch_unknown": (
        "没有这个党支部，或不归您管理。请写全称。",
        "No such branch, or not yours. Please write its full name.",
    ),
    "import_branch_twice": (
        "有几个同名党支部，请写“上级组织/党支部”。",
        "Several branches have this name; write parent/branch.",
    ),
    "organization_level": ("这一级组织不能设在所选的上级之下。", "This level cannot stand below the chosen one."),
    "organization_name_taken": ("同一上级下已有这个名称。", "The name is taken below the same organisation."),
    "organization_circle": ("不能移到自己或自己的下级之下。", "It cannot stand below itself."),
    "organization_same": ("它已经在这个上级之下。", "It stands there already."),
    "organization_day": ("生效日期不能晚于今天。", "The day cannot be in the future."),
    "organization_dissolved": ("这个组织已经撤销。", "This organisation has been dissolved."),
    "organization_stale": ("这个组织刚刚有改动，请刷新后再办。", "The organisation has just changed. Please refresh."),
    "organization_in_use": (
        "还不能撤销，请先转出：下级组织 {children}、人员 {people}、未结个案 {cases}、待办 {tasks}、任职 {posts}。",
        "Not yet: {children} organisations below, {people} people, {cases} open cases, {tasks} tasks, {posts} posts.",
    ),
    "org_sheet_parent": (
        "没有这个上级组织，或不归您管理。请写全称，并写在下级前面。",
        "No such parent, or not yours. Please write its full name, above what stands below it.",
    ),
    "org_sheet_parent_twice": (
        "有几个同名的上级组织，请写“再上一级/上级”。",
        "Several organisations have this name; write grandparent/parent.",
    ),
    "org_sheet_column": ("没有找到“{name}”一栏，请用模板。", "There is no column “{name}”. Please use the template."),
    "org_sheet_nothing_new": ("表里没有新的组织。", "Nothing in the sheet is new."),
    "organization_other_level": (
        "只能与同一层级的组织合并。",
        "An organisation can be merged with one of its own level only.",
    ),
    "organization_own_matters": (
        "这个组织自己还有 {n} 件未结事项（如积分结账、集中推荐），办结或终止后才能合并。",
        "The organisation itself has {n} open matters (such as a closing of points); they have to end first.",
    ),
    "organization_names_clash": (
        "对方已有同名的下级组织：{names}。请先更名。",
        "The other one has organisations of the same name below it: {names}. Please rename first.",
    ),
    "organization_nobody_goes": ("请选择分出去的人员或下级组织。", "Please choose who is split off."),
    "register_known": (
        "这个身份证号已经登记在册，请按号码查找。",
        "This identity number is on record already. Please search by number.",
    ),
    "register_oneself": ("自己的登记由另一位系统管理员办理。", "Another administrator must do this for you."),
    "register_stale": ("此人的登记刚刚有改动，请刷新后再办。", "The record has just changed. Please refresh."),
    "register_same_branch": ("此人已经在这个党支部。", "The person is in this branch already."),
    "account_exists": ("此人已有账号 {login}。", "This person has an account already: {login}."),
    "account_login": (
        "登录名用 3 到 40 个小写字母、数字、点、横线或下划线，以字母开头。",
        "A login has 3 to 40 small letters, digits, dots, hyphens or underscores and begins with a letter.",
    ),
    "account_login_taken": ("这个登录名已被使用。", "This login is taken."),
    "account_is_closed": ("这个账号已经停用。", "This account is closed already."),
    "account_is_open": ("这个账号正在使用。", "This account is open."),
    "account_last": (
        "这是最后一位在任的{role}的账号，停用后无人能办理。请先让另一人担任。",
        "This is the account of the last {role}. Please have somebody else take the post first.",
    ),
    "calendar_nothing": (
        "没有找到放假或上班的日期。请粘贴通知正文，或按“日期,休或班,名称”一行一天。",
        "No day off and no workday was found. Paste the notice, or write one day a line: day, 休 or 班, name.",
    ),
    "calendar_other_year": (
        "文中写的是{said}年，选的是{year}年。请核对年份。",
        "The text is about {said}, but {year} is chosen.",
    ),
    "calendar_weekday": (
        "{day} 是周{weekday}，文中写作周{said}。请核对年份和日期。",
        "{day} is no such weekday as the text says (周{weekday}, not 周{said}).",
    ),
    "calendar_count": (
        "{name}写明共 {said} 天，按日期数是 {found} 天。请核对。",
        "{name}: the text says {said} days, its dates make {found}.",
    ),
    "calendar_no_day": ("没有 {day} 这一天。", "There is no day {day}."),
    "calendar_both": ("{day} 既写了放假又写了上班。", "{day} is both off and a workday."),
    "calendar_workday": (
        "{day} 是周{weekday}，本来就上班，不必写成调休上班。请核对。",
        "{day} is a workday anyway (周{weekday}).",
    ),
    "calendar_span": ("到 {day} 为止的放假日期先后不对。", "The days off that end on {day} are in the wrong order."),
    "calendar_past": (
        "{year}年早已过去，办事期限不再按它计算，不能再改。",
        "The year {year} is long past; no term counts by it any more.",
    ),
    # votes
    "vote_negative": ("人数和票数不能是负数。", "Counts cannot be negative."),
    "vote_ballots": (
        "赞成、反对、弃权之和（{ballots}）超过实到会人数（{present}）。",
        "Ballots ({ballots}) exceed the members present ({present}).",
    ),
    "vote_present": (
        "实到会与书面意见之和（{sum}）超过应到会人数（{entitled}）。",
        "Present plus written opinions ({sum}) exceed those entitled ({entitled}).",
    ),
    "vote_written": (
        "书面赞成（{yes}）超过书面意见总数（{written}）。",
        "Written yes ({yes}) exceeds written opinions ({written}).",
    ),
    "vote_no_entitled": ("应到会人数须大于零。", "At least one member must be entitled to vote."),
    "vote_no_quorum": (
        "实到会 {present} 人，未超过应到会 {entitled} 人的半数，不能表决。",
        "{present} of {entitled} present: no quorum, no vote.",
    ),
    "vote_not_passed": (
        "赞成 {yes} 票，未超过应到会 {entitled} 人的半数。",
        "{yes} yes of {entitled} entitled: not passed.",
    ),
    "votes_over_total": (
        "得票（{votes}）不能多于参加推荐的人数（{total}）。",
        "Votes ({votes}) exceed participants ({total}).",
    ),
    # recommendation
    "ratio_too_few": (
        "名额 {quota} 人，推荐人选至少 {minimum} 人；人选不足时请写明豁免差额的理由。",
        "A quota of {quota} needs {minimum} nominees; give a reason to waive the surplus.",
    ),
    "waiver_needless": ("人选已够差额，不用豁免。", "There are enough nominees; no waiver is needed."),
    "quota_exceeded": ("推荐 {chosen} 人，超过名额 {quota} 人。", "{chosen} chosen; the quota is {quota}."),
    "departure_reason": (
        "“推荐”与积分先后不一致，请写明理由。",
        "The choice departs from the points' order; give a reason.",
    ),
    "reason_short": ("理由至少写 {minimum} 个字。", "Write at least {minimum} characters as a reason."),
    "nominee_repeated": ("同一人不能列两次。", "The same person is listed twice."),
    "nominee_ineligible": ("{who}不符合推荐条件：{reason}", "{who} is not eligible: {reason}"),
    # points
    "points_item_unknown": ("办法里没有项目 {item}。", "The scheme has no item {item}."),
    "points_item_veto": (
        "一票否决不计分，请按取消资格程序办理。",
        "A veto is not a score; open a disqualification case.",
    ),
    "points_quantity": ("数量须大于零，且按 {step} 计。", "The quantity must be positive, in steps of {step}."),
    "points_cap": (
        "{item_name}今年已满（{cap}），这一笔记为 0 分。",
        "{item_name} is full this year ({cap}); counts 0.",
    ),
    "points_cycle": ("发生日期不在 {cycle} 年积分周期内。", "The date is outside the {cycle} cycle."),
    "points_not_activist": ("{who}在 {on} 还不是积极分子。", "{who} was not an activist on {on}."),
    "points_late": (
        "超过 {days} 天补记，须街道组织办同意。",
        "More than {days} days late; needs the town office's consent.",
    ),
    "points_evidence": ("请写明依据，例如签到表或证书的编号。", "Name the evidence, e.g. the sign-in list's number."),
    "points_closed": ("{period}已结账，请走更正程序。", "{period} is closed; use the correction procedure."),
    "points_status": ("这一笔现在是“{status}”，不能这样办。", "This entry is “{status}”; that cannot be done."),
    "points_reversed": ("这一笔已经冲正。", "This entry has already been reversed."),
    "points_make_up": (
        "先安排补课；补课仍无故缺席才记扣分。",
        "Offer the make-up first; deduct only when that is missed.",
    ),
    "duplicate_entry": ("同一人、同一项目、同一天、同一依据已有记录。", "The same fact is already on record."),
    # training
    "training_full": ("名额已满（{places} 人）。", "The class is full ({places})."),
    "training_not_enrolled": ("{who}不在这一期名单里。", "{who} is not on this phase's list."),
    "training_hours": ("学时应在 0 与 {maximum} 之间。", "Hours must be between 0 and {maximum}."),
    # objections
    "objection_open": ("对这一件的异议正在处理。", "An objection to this is being examined already."),
    "objection_answered": ("这件异议已经答复。", "This objection has been answered."),
    "task_same_handler_case": (
        "您经办过这件个案，异议须由别人处理。",
        "You had a part in this case; someone else must handle the objection.",
    ),
    "only_oneself": ("这个流程只能由本人为自己发起。", "Only the person concerned may start this, for oneself."),
    # history
    "chain_broken": (
        "历史从第 {seq} 条起对不上，请立即告知审计人员。",
        "The history breaks at row {seq}. Tell the auditor.",
    ),
    # operators: cases, rounds, periods, training
    "before_application": (
        "谈话日期不能早于收到申请的日期（{applied_on}）。",
        "The talk cannot be before the application ({applied_on}).",
    ),
    "contacts_number": ("培养联系人为一至两名。", "There are one or two contacts."),
    "contact_not_full_member": (
        "培养联系人须是本支部正式党员，且不是本人。",
        "A contact is a full member of the branch, and not the person.",
    ),
    "not_among_options": ("请从列出的选项中选择。", "Please choose one of the options."),
    "ends_before_start": ("结束日期不能早于开始日期。", "The last day cannot be before the first."),
    "round_not_found": ("没有找到这一轮推荐。", "There is no such round."),
    "round_exists": ("“{name}”还没有办结，不能另开一轮。", "“{name}” is still running; no second round."),
    "round_no_applicants": ("各支部都没有入党申请人，不用开展推荐。", "No branch has applicants; no round is needed."),
    "round_published": ("“{name}”的结果已经公布。", "The results of “{name}” are published."),
    "round_over": ("“{name}”已截止汇总，不能再改。", "“{name}” is closed; nothing can be changed."),
    "quota_over_total": (
        "各支部名额合计 {given} 人，超过总数 {total} 人。",
        "The places add up to {given}; the total is {total}.",
    ),
    "listed_twice": ("同一项不能列两次。", "The same one is listed twice."),
    "not_applicant_here": ("不是本支部的入党申请人。", "Not an applicant of this branch."),
    "applicants_missing": (
        "{who}也已谈过话，请列入，或者写明不列入的理由。",
        "Also talked to: {who}. Put them on the list or say why not.",
    ),
    "not_on_list": ("不在本支部确定的名单里。", "Not on the branch's list."),
    "not_nominated": ("没有被提名，不用研究。", "Not nominated; nothing to decide."),
    "not_recommended": ("不在推荐结果里。", "Not among the recommended."),
    "decision_missing": (
        "还没有研究：{who}。请逐人写明结论和理由。",
        "Not decided yet: {who}. Decide on each, with a reason.",
    ),
    "count_over": (
        "人数（{count}）不能多于上一项（{limit}）。",
        "The count ({count}) exceeds the one before ({limit}).",
    ),
    "teller_is_monitor": ("计票人和监票人须是两个人。", "Teller and monitor are two people."),
    "points_no_ledger": ("不是本支部在册的积极分子。", "Not an activist on record in this branch."),
    "points_entry_not_found": ("没有找到这一笔积分。", "There is no such entry."),
    "points_not_closed": ("{period}还没有结账。", "{period} is not closed yet."),
    "period_not_over": (
        "这个周期到 {until} 才结束，之后才能结账。",
        "The period ends on {until}; close it after that.",
    ),
    "task_same_handler": (
        "这一笔由您记录或核实，异议须由别人处理。",
        "You recorded or verified this entry; someone else must handle the objection.",
    ),
    "training_not_found": ("没有找到这一期培训。", "There is no such class."),
    "training_certified": ("“{name}”已经认定，不能再次认定。", "“{name}” has been certified already."),
    "not_on_roster": ("不在这一期的名册里。", "Not on this class's roster."),
    "already_on_roster": ("已经在名册里。", "Already on the roster."),
    "not_activist_here": ("不是本街道在册的积极分子。", "Not an activist on record here."),
    "attendance_mismatch": (
        "名册 {roster} 人，请假和缺席 {away} 人，到课应为 {attended} 人。",
        "{roster} on the roster, {away} away: {attended} attended.",
    ),
    "notice_not_found": ("没有这条通知。", "There is no such notice."),
}


def is_english(lang: str) -> bool:
    """Tell whether a language tag asks for English; everything else reads Chinese."""
    return lang.lower().startswith("en")


def text(code: str, lang: str = ZH, /, **params: Any) -> str:
    """Make the sentence of a code; an unknown code still gives a sentence, never an exception."""
    english = is_english(lang)
    pair = CATALOGUE.get(code) or CATALOGUE["error"]
    shown = {name: _show(value, english) for name, value in params.items()}
    if "ago_seconds" in params:
        shown["ago"] = ago(float(params["ago_seconds"]), lang)
    return pair[english].format_map(_Lenient(shown))


def ago(seconds: float, lang: str = ZH) -> str:
    """Say how long ago something was, in the largest unit that fits."""
    english = is_english(lang)
    whole = max(0, int(seconds))
    for size, zh, en in ((86400, "天", "day"), (3600, "小时", "hour"), (60, "分钟", "minute"), (1, "秒", "second")):
        if whole >= size:
            count = whole // size
            return f"{count} {en}{'s' if count > 1 else ''} ago" if english else f"{count} {zh}前"
    return "just now" if english else "刚刚"


class _Lenient(dict[str, str]):
    """Stand in for a parameter that the caller forgot: a sentence with a gap beats no sentence."""

    def __missing__(self, key: str) -> str:
        return "…"


@dataclass(frozen=True, slots=True)
class Term:
    """A parameter that has a word of its own in each language, such as a role; the reader's language picks."""

    zh: str
    en: str


def _show(value: Any, english: bool) -> str:
    if isinstance(value, Term):
        return value.en if english else value.zh
    if isinstance(value, datetime):
        return value.astimezone(SHOWN_ZONE).strftime("%Y-%m-%d %H:%M") if value.tzinfo else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return (", " if english else "、").join(_show(item, english) for item in value)
    return str(value)
