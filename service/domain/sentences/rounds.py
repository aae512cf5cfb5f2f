"""What is said about votes, recommendation, points, training, objections and what operators of a diagram do."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
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
    "vote_no_writing": (
        "委员会表决不计书面意见，请如实填写到会人数。",
        "A committee counts no written opinions; enter who was present.",
    ),
    "vote_says_otherwise": (
        "赞成 {yes} 票，已够通过所需的 {needed} 票（{article}），与填写的结论不符。",
        "{yes} yes make the {needed} that it takes ({article}); the conclusion says otherwise.",
    ),
    "vote_officer_barred": (
        "这位同志应当回避，不能主持、记录、计票或者监票。",
        "They keep out of this case and may not chair, record, count or watch.",
    ),
    "vote_officer_twice": ("计票人和监票人应当是不同的人。", "Tellers and monitor must be different people."),
    "vote_no_entitled": ("应到会人数须大于零。", "At least one member must be entitled to vote."),
    "vote_no_quorum": (
        "应到会 {entitled} 人，至少要到会 {needed} 人（{article}），实到会 {present} 人，不能表决。",
        "{present} of {entitled} present, and it takes {needed} ({article}): no quorum, no vote.",
    ),
    "vote_not_passed": (
        "应到会 {entitled} 人、实到会 {present} 人，至少要赞成 {needed} 票（{article}），赞成 {yes} 票，没有通过。",
        "{yes} yes, and with {entitled} entitled and {present} present it takes {needed} ({article}): not passed.",
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
    "star_rated": (
        "本支部 {year} 年度的星级评定已经开展过。",
        "The branch has begun its rating of {year} already.",
    ),
    "star_nobody": ("本支部没有可以评定的党员。", "The branch has no members to rate."),
    "star_closed": ("星级已经进入评定，不能再自评。", "The rating has gone on; own marks are closed."),
    "star_sheets": (
        "自己不给自己打分，互评最多 {most} 份。",
        "Nobody rates oneself: there can be {most} sheets at most.",
    ),
    "star_twice": ("同一位同志只填一行。", "One row for each person."),
    "star_quorum": (
        "应到会 {entitled} 人，到会不足三分之二，不能评定。",
        "Of {entitled} members fewer than two thirds were there.",
    ),
    "selection_runs": ("{year} 年度的评选已经开展过。", "The choice of {year} has begun already."),
    "selection_nobody": ("没有可以分配名额的党组织。", "There is no organisation to share the places among."),
    "selection_few": (
        "差额提名，至少 {needed} 人；人数不够的写明理由（十个字以上）。",
        "At least {needed} have to be named; where there are fewer, say why in ten characters or more.",
    ),
    "selection_many": ("最多选 {places} 人。", "There are {places} places."),
    "selection_everybody": (
        "请对名单上的 {n} 人逐人给出结论。",
        "Decide on each of the {n} people on the list.",
    ),
    "selection_reason": (
        "{who}得分更高而没有选上，请逐人写明理由（十个字以上）。",
        "{who}: a higher score was passed over; give a reason of ten characters or more for each.",
    ),
    "points_correction_same": (
        "更正后的内容同原记录一样，没有可更正的。",
        "The correction says the same as the entry.",
    ),
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
    "notice_not_over": (
        "公示到 {until} 才期满，请选之后的日期。",
        "The notice lasts until {until}; choose a later day.",
    ),
    "notice_both_places": (
        "流动人员应当在单位和居住地同时公示（{article}），请填写居住地张贴日期。",
        "A floating person's notice goes up at both places ({article}); give the day at the residence.",
    ),
    "introducers_number": ("入党介绍人为 {number} 名。", "There are {number} introducers."),
    "introducer_not_full_member": (
        "入党介绍人须是本支部正式党员，且不是本人。",
        "An introducer is a full member of the branch, and not the person.",
    ),
    "introducer_unsuitable": (
        "受警告、严重警告、撤销党内职务处分，在影响期内的不宜担任入党介绍人（{article}），请另选。",
        "Somebody under a warning in effect is not suitable as an introducer ({article}); choose another.",
    ),
    "reviews_missing": (
        "半年考察还只有 {reviews} 次，满 {needed} 次才能提出为发展对象人选。",
        "There are {reviews} half-year reviews; a proposal needs {needed}.",
    ),
    "review_weak": (
        "本次考察为“较差”，不能同时提出为发展对象人选。",
        "Somebody whose review is weak is not proposed at the same time.",
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
    "settled_elsewhere": (
        "{who}已编入 {day} 成立的“{organization}”，不能再编入另一个新成立的党支部；确需变动的，请办理组织关系转接。",
        "{who} belongs to {organization}, founded on {day}: nobody comes into a second new branch, but by a transfer.",
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
