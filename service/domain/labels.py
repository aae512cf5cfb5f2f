"""What codes are called: roles, levels, kinds, stages, statuses; Chinese first, English second."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.messages import Term, is_english

Table = Mapping[str, tuple[str, str]]

ROLES: Final[Table] = {
    "applicant": ("本人", "the person concerned"),
    "party_group_leader": ("党小组组长", "Party group leader"),
    "contact_person": ("培养联系人", "cultivation contact"),
    "introducer": ("入党介绍人", "introducer"),
    "branch_secretary": ("党支部书记", "branch secretary"),
    "branch_deputy": ("党支部副书记", "deputy branch secretary"),
    "org_commissioner": ("组织委员", "organisation commissioner"),
    "publicity_commissioner": ("宣传委员", "publicity commissioner"),
    "discipline_commissioner": ("纪检委员", "discipline commissioner"),
    "branch_assembly": ("党支部党员大会", "branch assembly"),
    "vote_teller": ("计票人", "teller"),
    "vote_monitor": ("监票人", "ballot monitor"),
    "league_secretary": ("群团负责人", "mass organisation leader"),
    "base_committee_reviewer": ("社区党委、党总支审议人", "base committee reviewer"),
    "joint_secretary": ("联合党委书记", "joint committee secretary"),
    "joint_member": ("联合党委兼职委员", "part-time member of the joint committee"),
    "area_coordinator": ("片区联络员", "area coordinator"),
    "town_org_office": ("街道组织办", "town organisation office"),
    "membership_officer": ("组织员", "membership officer"),
    "town_committee": ("街道党工委会议", "town working committee"),
    "town_secretary": ("街道党工委书记", "town secretary"),
    "linked_leader": ("联系点班子成员", "linked leader"),
    "county_org_dept": ("区委组织部", "district organisation department"),
    "training_admin": ("培训管理员", "training administrator"),
    "exam_invigilator": ("监考员", "invigilator"),
    "supervision_committee": ("居务监督委员会", "supervision committee"),
    "process_editor": ("流程管理员", "process editor"),
    "process_releaser": ("流程发布审核人", "process releaser"),
    "auditor": ("审计查阅人", "auditor"),
    "privacy_officer": ("个人信息保护负责人", "privacy officer"),
    "sys_admin": ("系统管理员", "system administrator"),
    "security_admin": ("安全管理员", "security administrator"),
    "audit_admin": ("审计管理员", "audit administrator"),
    "system": ("系统", "the system"),
}

# From activist to development candidate: what happened, and what came of it.
DEVELOPMENT: Final[Table] = {
    "review": ("半年考察", "half-year review"),
    "attempt": ("提出发展对象人选", "proposed as a candidate"),
    "publication": ("公示", "public notice"),
    "introducer": ("入党介绍人", "introducer"),
    "good": ("好", "good"),
    "fair": ("一般", "fair"),
    "weak": ("较差", "weak"),
    "listed": ("列为发展对象", "listed"),
    "not_listed": ("暂未列为发展对象", "not listed"),
    "unit": ("工作、学习单位", "place of work or study"),
    "residence": ("居住地", "residence"),
}

LEVELS: Final[Table] = {
    "county": ("区", "district"),
    "town": ("街道", "subdistrict"),
    "area": ("片区", "area"),
    "base": ("基层党组织", "base organisation"),
    "branch": ("党支部", "branch"),
    "group": ("党小组", "Party group"),
}

ORG_KINDS: Final[Table] = {
    "county_org_dept": ("区委组织部", "district organisation department"),
    "town_committee": ("街道党工委", "subdistrict working committee"),
    "area_committee": ("片区联合党委", "area joint committee"),
    "nonpublic_committee": ("非公党委", "non-public enterprise committee"),
    "base_committee": ("社区党委", "community committee"),
    "general_branch": ("党总支", "general branch"),
    "branch": ("党支部", "branch"),
    "joint_branch": ("联合党支部", "joint branch"),
    "joint_committee": ("社区联合党委", "community joint committee"),
    "park_org": ("园区党组织", "park organisation"),
    "party_group": ("党小组", "Party group"),
}

# What an organisation is asked for as, and what dmn_org_form proposes.
ORG_FORMS: Final[Table] = {
    "branch": ("党支部", "branch"),
    "joint_branch": ("联合党支部", "joint branch"),
    "branch_no_committee": ("党支部，不设支委会", "branch without a committee"),
    "branch_with_committee": ("党支部，设支委会", "branch with a committee"),
    "general_branch": ("党总支", "general branch"),
    "committee": ("党委", "committee"),
    "none": ("暂不具备条件，派党建工作指导员", "none yet; assign an instructor"),
}

SUNSHINE_LEVELS: Final[Table] = {
    "created": ("达到创建标准", "meets the standard"),
    "building": ("继续创建", "keep building"),
    "none": ("未达到标准", "below the standard"),
    "vetoed": ("有一票否决情形", "vetoed"),
}

STAR_PARTS: Final[Table] = {
    "self_mark": ("自评", "own mark"),
    "peers": ("党员互评平均", "peers, average"),
    "mass": ("群众评议平均", "mass assessment, average"),
    "branch_mark": ("支部评定", "branch"),
    "points": ("积分", "points"),
    "score": ("合计", "score"),
    "stars": ("星级", "stars"),
}
STAR_EXEMPT: Final[Table] = {
    "own_wish": ("本人申请不参加", "own wish"),
    "old_or_ill": ("年老体弱", "old or in poor health"),
    "away": ("长期外出", "away for long"),
}
STAR_LEVELS: Final[Table] = {str(n): ("★" * n, f"{n} star" + ("s" if n > 1 else "")) for n in range(1, 6)}

SUNSHINE_STATUSES: Final[Table] = {
    "nominated": ("已提名", "named"),
    "excluded": ("审核未通过", "excluded"),
    "chosen": ("拟命名", "to be named"),
    "passed_over": ("本次未选上", "not chosen"),
    "published": ("公示中", "published"),
    "announced": ("阳光党员", "sunshine member"),
}
SUNSHINE_VERDICTS: Final[Table] = {
    "eligible": ("符合条件", "eligible"),
    "few_stars": ("不足四星", "fewer than four stars"),
    "few_points": ("积分不足", "too few points"),
    "disciplined": ("年内受过处分", "disciplined this year"),
    "too_new": ("入党不满一年", "a member for less than a year"),
}

STAGES: Final[Table] = {
    "applicant": ("入党申请人", "applicant"),
    "activist": ("入党积极分子", "activist"),
    "development_candidate": ("发展对象", "development candidate"),
    "probationary_member": ("预备党员", "probationary member"),
    "full_member": ("正式党员", "full member"),
    "suspended": ("暂缓", "suspended"),
    "transferred_out": ("已转出", "transferred"),
    "withdrawn": ("已撤回申请", "withdrawn"),
    "disqualified": ("已取消资格", "disqualified"),
    "probation_cancelled": ("已取消预备党员资格", "probation cancelled"),
    "deceased": ("已去世", "deceased"),
}

# The five stages of the law, as the path on a case page shows them.
PATH: Final[Table] = {
    "applicant": ("申请入党", "application"),
    "activist": ("积极分子", "activist"),
    "development_candidate": ("发展对象", "development candidate"),
    "probationary_member": ("预备党员", "probation"),
    "full_member": ("转正", "full member"),
}

# What a census of activists finds different (A15).
CENSUS_DIFFERENCES: Final[Table] = {
    "unlisted": ("在培养但名册上没有", "not on the register"),
    "left": ("已调离、转出或者不再培养", "left or no longer cultivated"),
    "stage": ("阶段或者日期不对", "stage or day is wrong"),
    "contact": ("培养联系人不对", "another contact"),
    "other": ("其他不一致", "something else"),
    "no_contact": ("没有培养联系人", "no contact"),
    "no_review": ("半年考察逾期未做", "a half-year review is late"),
}

INSTANCE_STATUSES: Final[Table] = {
    "running": ("办理中", "running"),
    "ended": ("已办结", "ended"),
    "faulted": ("流程停住", "stopped by a fault"),
    "suspended": ("已暂停", "suspended"),
    "cancelled": ("已撤销", "cancelled"),
}

DELIVERY_STATUSES: Final[Table] = {
    "waiting": ("待发送", "waiting"),
    "sent": ("已送出，待个案接收", "sent, not yet taken"),
    "done": ("已送达", "delivered"),
    "dead": ("送不出去", "failed"),
    "caught": ("送不出去，流程已转办", "failed, the process went another way"),
    "skipped": ("已跳过", "skipped"),
    "cancelled": ("不再需要", "no longer needed"),
}

JOBS: Final[Table] = {
    "fire_timers": ("推进到期的定时", "fire due timers"),
    "child_ended": ("把子个案的结果交回", "hand back the result of a part"),
    "deliver_message": ("传递流程消息", "deliver a message"),
    "migrate_cases": ("迁移个案到另一版本", "move cases to another release"),
    "do_for_many": ("批量办理", "do something for many"),
    "deliver_outside": ("向外发送", "send something out"),
    "sweep_timers": ("查找到期的定时", "look for due timers"),
    "rescue": ("接管中断的任务", "take over interrupted jobs"),
    "tell_stranded": ("提醒没有人能办的事项", "tell of steps that nobody can do"),
    "release_claims": ("放回离任人员领取的待办", "put back what was claimed by a post that is over"),
    "tidy": ("清理过期数据", "tidy up"),
}

TASK_STATUSES: Final[Table] = {
    "open": ("待办", "open"),
    "completed": ("已办", "done"),
    "cancelled": ("已撤销", "withdrawn"),
}

POINTS_STATUSES: Final[Table] = {
    "draft": ("待核实", "to be verified"),
    "verified": ("已核实", "verified"),
    "published": ("已公布", "published"),
    "disputed": ("争议中", "disputed"),
    "reversed": ("已冲正", "reversed"),
    "reversal": ("冲正", "reversal"),
}

EXAM_MODES: Final[Table] = {
    "computer": ("上机考试", "at the computer"),
    "paper": ("纸质答卷", "on paper"),
    "attendance": ("只计出勤", "attendance only"),
    "unknown": ("待核实年龄", "age to be checked"),
}

EXAM_KINDS: Final[Table] = {
    "single": ("单选题", "single choice"),
    "multiple": ("多选题", "multiple choice"),
    "judgement": ("判断题", "true or false"),
}

EXAM_STATUSES: Final[Table] = {
    "waiting": ("未开始", "not begun"),
    "sitting": ("答题中", "sitting"),
    "over": ("时间到，未交卷", "time over, not handed in"),
    "done": ("已交卷", "handed in"),
}

ROUND_STATUSES: Final[Table] = {
    "not_started": ("未开始", "not started"),
    "listing": ("列名单", "listing"),
    "voting": ("推荐中", "recommending"),
    "deciding": ("研究决定", "deciding"),
    "filed": ("已上报", "filed"),
    "late": ("逾期", "late"),
    "open": ("进行中", "open"),
    "closed": ("已截止", "closed"),
    "published": ("已公布", "published"),
}

ATTENDANCE: Final[Table] = {
    "invited": ("已通知", "invited"),
    "confirmed": ("已确认", "confirmed"),
    "present": ("到", "present"),
    "leave": ("请假", "on leave"),
    "absent": ("缺席", "absent"),
    "made_up": ("已补课", "made up"),
    "certified": ("合格", "certified"),
}

LEAVE_CLASSES: Final[Table] = {
    "illness": ("病假", "illness"),
    "childbirth": ("产假", "childbirth"),
    "care": ("照护", "caring duty"),
    "work": ("值班、工作", "work shift"),
    "other": ("其他", "other"),
}

KINDS: Final[Table] = {
    "earliest": ("最早日期", "earliest day"),
    "deadline": ("期限", "deadline"),
    "window": ("期间", "window"),
    "vote": ("表决", "vote"),
    "count": ("人数、学时", "count"),
    "order": ("程序", "procedure"),
    "power": ("权限", "power"),
    "document": ("材料", "documents"),
    "date": ("日期", "date"),
}

STRENGTHS: Final[Table] = {
    "must": ("必须", "must"),
    "shall": ("应当", "shall"),
    "generally": ("一般", "generally"),
    "may": ("可以", "may"),
    "plain": ("", ""),
    "condition": ("条件", "condition"),
}

SEXES: Final[Table] = {"male": ("男", "male"), "female": ("女", "female")}

# Why somebody was not recommended; a person is always told the class [TEMPLATE].
NOT_RECOMMENDED: Final[Table] = {
    "quota_full": ("名额已满", "no place left"),
    "fewer_votes": ("党员推荐得票较少", "fewer recommendations"),
    "deferred": ("支部委员会研究后暂缓", "deferred by the branch committee"),
    "not_ready": ("还需继续培养了解", "more time is needed"),
    "other": ("其他，见书面说明", "other, see the written reason"),
}

INELIGIBLE: Final[Table] = {
    "eligible": ("符合条件", "eligible"),
    "under_age": ("未满十八岁", "under 18"),
    "open_case": ("有未结的取消资格事项", "a disqualification case is open"),
    "too_young": ("未满十八岁", "under 18"),
    "not_talked": ("党组织还没有派人谈话", "no talk yet"),
    "suspended": ("暂缓期间", "suspended"),
    "disqualifying": ("正在办理取消资格", "a disqualification case is open"),
    "below_floor": ("上一年度积分低于底线", "below last year's floor"),
    "wrong_stage": ("不是入党申请人", "not an applicant"),
}

VOTE_RESULTS: Final[Table] = {
    "passed": ("通过", "passed"),
    "not_passed": ("未通过", "not passed"),
    "no_quorum": ("未达法定人数", "no quorum"),
}


def label(table: Table, code: str | None, lang: str = "zh-CN") -> str:
    """Return what a code is called; a code nobody named is shown as it is."""
    pair = table.get(code or "")
    return (code or "") if pair is None else pair[is_english(lang)]


def role_term(code: str | None) -> Term:
    """Return what a role is called, for a sentence whose reader is not known yet."""
    return Term(role_name(code), role_name(code, "en"))


def role_name(code: str | None, lang: str = "zh-CN") -> str:
    """Return what a role is called."""
    return label(ROLES, code, lang)


def stage_name(code: str | None, lang: str = "zh-CN") -> str:
    """Return what a stage is called."""
    return label(STAGES, code, lang)


def stage_term(code: str | None) -> Term:
    """Return what a stage is called, for a sentence whose reader is not known yet."""
    return Term(stage_name(code), stage_name(code, "en"))


def census_difference(code: str | None, lang: str = "zh-CN") -> str:
    """Return what a difference of the census of activists is called."""
    return label(CENSUS_DIFFERENCES, code, lang)


def instance_status(code: str | None, lang: str = "zh-CN") -> str:
    """Return what the status of a case is called."""
    return label(INSTANCE_STATUSES, code, lang)


def level_name(code: str | None, lang: str = "zh-CN") -> str:
    """Return what a level is called."""
    return label(LEVELS, code, lang)
