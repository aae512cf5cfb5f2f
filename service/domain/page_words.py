"""Labels on pages: facts about people, rounds and classes; Chinese first, English second."""

from __future__ import annotations

from typing import Final

from service.domain.messages import is_english

WORDS: Final[dict[str, tuple[str, str]]] = {
    # panels
    "panel_person": ("本人情况", "The person"),
    "panel_points": ("积分纪实", "Points"),
    "panel_entries": ("待核对的记录", "Entries to be checked"),
    "panel_totals": ("本期积分", "Totals of the period"),
    "panel_round": ("推荐轮次", "Recommendation round"),
    "panel_quotas": ("各支部名额", "Places by branch"),
    "panel_branch": ("党支部", "Branch"),
    "panel_nominees": ("推荐人选", "Nominees"),
    "panel_training": ("培训", "Training"),
    "panel_roster": ("名册", "Roster"),
    "panel_opinions": ("此前意见", "Earlier opinions"),
    "panel_recommendation": ("推荐情况", "Recommendation"),
    # people
    "name": ("姓名", "Name"),
    "called": ("名称", "Name"),
    "sex": ("性别", "Sex"),
    "birth_year": ("出生年份", "Year of birth"),
    "branch": ("党支部", "Branch"),
    "base": ("基层党组织", "Base organisation"),
    "stage": ("目前阶段", "Stage"),
    "since": ("自", "since"),
    "education": ("学历", "Education"),
    "occupation": ("职业", "Occupation"),
    "floating": ("流动人员", "Floating person"),
    "id_number": ("身份证号", "Identity number"),
    "phone": ("电话", "Phone"),
    "applied_on": ("递交申请", "Applied"),
    "talked_on": ("谈话", "Talked"),
    "activist_on": ("确定积极分子", "Confirmed as activist"),
    "member_on": ("接收为预备党员", "Admitted"),
    "not_talked": ("还没有谈话", "no talk yet"),
    "contacts": ("培养联系人", "Contacts"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "none": ("无", "none"),
    # points
    "item": ("项目", "Item"),
    "event_date": ("发生日期", "Date"),
    "qty": ("数量", "Quantity"),
    "points": ("分值", "Points"),
    "total": ("合计", "Total"),
    "band": ("档次", "Band"),
    "evidence": ("依据", "Evidence"),
    "hint": ("提示", "Hint"),
    "cut": ("超过上限，计 {points} 分", "over the cap, counts {points}"),
    "no_band": ("暂不分档：没有满一个周期的已定账年度", "no band yet: no whole closed cycle"),
    "band_of": ("依据 {cycle} 年度定账 {total} 分", "from the closed cycle {cycle}: {total} points"),
    "recorded": ("由{who}登记", "recorded by {who}"),
    "masked": ("（已脱敏）", "(masked)"),
    # rounds
    "round_name": ("轮次", "Round"),
    "opens_on": ("开始", "Opens"),
    "closes_on": ("截止", "Closes"),
    "quota_total": ("名额总数", "Places"),
    "quota": ("名额", "Places"),
    "minimum": ("至少推荐", "Nominees at least"),
    "applicants": ("入党申请人", "Applicants"),
    "activists": ("积极分子", "Activists"),
    "members": ("党员", "Members"),
    "talked": ("已谈话", "Talked to"),
    "listed": ("列入范围", "On the list"),
    "nominated": ("人选", "Nominees"),
    "recommended": ("推荐", "Recommended"),
    "reported": ("已上报支部", "Branches reported"),
    "status": ("情况", "Status"),
    "method": ("方式", "Way"),
    "method_member": ("党员推荐", "members"),
    "method_league": ("群团推优", "mass organisation"),
    "method_both": ("联合", "both"),
    "votes": ("得票", "Votes"),
    "league_reason": ("推优理由", "Reason"),
    "verdict": ("条件审核", "Eligibility"),
    "eligible": ("符合", "eligible"),
    "decision": ("结论", "Decision"),
    "recommend": ("推荐", "recommended"),
    "hold": ("暂缓", "deferred"),
    "excluded": ("撤下", "taken out"),
    "reason": ("理由", "Reason"),
    "deviation_reason": ("不按积分次序的理由", "Reason for the departure"),
    "waiver_reason": ("差额不足的理由", "Reason for the waiver"),
    # training
    "phase": ("期次", "Phase"),
    "dates": ("时间", "Dates"),
    "place": ("地点", "Place"),
    "hours": ("学时", "Hours"),
    "enrolled": ("名册人数", "On the roster"),
    "enrolled_status": ("在名册", "on the roster"),
    "leave": ("请假类别", "Leave"),
    # opinions
    "who": ("办理人", "By"),
    "step": ("环节", "Step"),
    "opinion": ("意见", "Opinion"),
    "on": ("日期", "Date"),
    # one's own page
    "next_talk": (
        "党支部应当在收到申请后一个月内找您谈话{by}。您不用做什么，有疑问可以联系党支部。",
        "The branch shall talk with you within a month of your application{by}.",
    ),
    "next_recommendation": (
        "您已谈过话，是入党申请人。下一步：年度集中推荐时由党员推荐或者群团推优产生人选，支部委员会研究。",
        "You are an applicant. Next: the yearly recommendation by members or a mass organisation.",
    ),
    "next_activist": (
        "您是入党积极分子。经过一年以上培养教育和考察（最早 {earliest}），可以列为发展对象；期间每半年考察一次。",
        "You are an activist. After at least a year (from {earliest}) you may become a candidate.",
    ),
    "next_candidate": (
        "您是发展对象。下一步是政治审查和短期集中培训。",
        "You are a development candidate. Next: the political review and the short training.",
    ),
    "next_probation": (
        "您是预备党员，预备期一年。期满前请书面提出转正申请。",
        "You are a probationary member for one year; apply in writing before it ends.",
    ),
    "next_member": ("您已是正式党员，个案已办结。", "You are a full member; your case is closed."),
    "next_other": ("您目前没有在办的个案。需要时请联系党支部。", "Nothing is in progress. Ask your branch if needed."),
    "next_task": (
        "有 {n} 件事要您本人办理：{titles}。",
        "{n} thing(s) wait for you: {titles}.",
    ),
    "by_day": ("（{day} 前）", " (by {day})"),
    "panel_objection": ("异议", "Objection"),
    "objection_what": ("对象", "Subject"),
    "objection_text": ("本人说明", "Statement"),
    "objection_at": ("提出时间", "Raised on"),
    "objection_answer": ("答复", "Answer"),
    "objection_case": ("个案：{name}（{on}）", "Case: {name} ({on})"),
    "objection_entry": ("积分：{item}", "Points: {item}"),
    "objection_open": ("处理中", "in progress"),
    "objection_upheld": ("成立", "upheld"),
    "objection_rejected": ("不成立", "not upheld"),
}


def word(code: str, lang: str = "zh-CN", **params: object) -> str:
    """Return a label, or a sentence with its parameters filled in."""
    pair = WORDS[code]
    return pair[is_english(lang)].format(**params)
