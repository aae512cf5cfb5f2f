"""What people write on the way from cultivation to the archive: an answer to every form, lawful and plausible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from service.demo.answers import Answers

COMMITTEE: Final = {"entitled": 5, "present": 5, "yes": 5, "no": 0, "abstain": 0}
TOWN: Final = {"entitled": 9, "present": 8, "yes": 8, "no": 0, "abstain": 0}
ASSEMBLY: Final = {"entitled": 16, "present": 14, "yes": 13, "no": 0, "abstain": 1, "written": 0, "written_yes": 0}
DOSSIER: Final = {
    "DOC_ZYS": 24, "DOC_APPLY": 6, "DOC_CULT_FORM": 12, "DOC_POLREV": 4, "DOC_PROB_FORM": 10, "DOC_CONVERT": 6,
}  # fmt: skip
ROOM: Final = "党员活动室"


@dataclass(frozen=True, slots=True)
class Cast:
    """Ids of those who are named in the answers: officers of the branch, two introducers, tellers, the town's two."""

    secretary: str
    commissioner: str
    introducers: tuple[str, str]
    tellers: tuple[str, str]
    monitor: str
    chair: str
    clerk: str

    @property
    def meeting(self) -> Answers:
        """Say who led a meeting of the branch and wrote its minutes."""
        return {"place": ROOM, "chair": self.secretary, "minutes_by": self.commissioner}

    @property
    def session(self) -> Answers:
        """Say who led a session of the town committee and wrote its minutes."""
        return {"place": "街道机关会议室", "chair": self.chair, "minutes_by": self.clerk}


def written(form: str, day: str, cast: Cast, **instead: Any) -> Answers:
    """Return the answers to a form of the way on a day; `instead` takes the place of what stands here."""
    return {**FORMS[form](day, cast), **instead}


def _opinion(day: str, _: Cast) -> Answers:
    return {
        "heard_on": day, "heard_n": 9, "against_n": 0,
        "opinion": "大家认为该同志表现稳定，完成任务认真，能联系群众，赞成提出为发展对象人选。",
    }  # fmt: skip


CULTIVATION: Final[Mapping[str, Callable[[str, Cast], Answers]]] = {
    "form_thought_report": lambda day, _: {
        "reported_on": day,
        "medium": "online",
        "content": "这段时间参加了主题党日和社区防汛值守，学习了党章，对党员义务有了更具体的理解，理论学习还不够系统。",
    },
    "form_contact_opinion": lambda day, _: {
        "talked_on": day,
        "talks_n": 3,
        "opinion": "半年来谈心三次。该同志主动参加值守和志愿服务，对交办的工作不推不拖，理论学习还要加强。",
        "view": "good",
    },
    "form_group_opinion": lambda day, _: {
        "met_on": day,
        "opinion": "小组讨论认为，该同志参加活动积极，能联系群众，做事认真，说到做到。",
    },
    "form_half_year_review": lambda day, cast: {
        "held_on": day,
        "chair": cast.secretary,
        "minutes_by": cast.commissioner,
        "review_result": "good",
        "findings": "按时汇报思想，参加主题党日六次，承担社区志愿服务二十小时，群众反映好。",
        "advice": "继续加强理论学习，多承担支部交办的工作。",
        "branch_wish": "continue",
    },
    "form_confirm_points": lambda day, _: {"points_decision": "post"},
}
CANDIDATE: Final[Mapping[str, Callable[[str, Cast], Answers]]] = {
    "form_candidate_opinion": _opinion,
    "form_candidate_propose": lambda day, cast: {
        "meeting_on": day,
        "body": "committee",
        **cast.meeting,
        "votes": COMMITTEE,
        "candidate_decision": "propose",
        "explanation": "培养考察满一年，两次半年考察均为好，四方面意见一致，基本具备党员条件。",
    },
    "form_candidate_agree": lambda day, cast: {
        "agreed_on": day,
        "agreement": "agree",
        "chair": cast.chair,
        "minutes_by": cast.clerk,
        "votes": TOWN,
    },
    "form_candidate_file": lambda day, _: {"agreed_on": day, "candidate_filing": "filed"},
    "form_notice_post": lambda day, _: {
        "posted_on": day,
        "floating": "no",
        "where_to_object": "街道组织办二楼，工作日上班时间，电话 000-0000-0000",
    },
    "form_notice_result": lambda day, _: {
        "reported_on": day,
        "taken_down": True,
        "summary": "在党支部公告栏公示五个工作日，没有收到反映。",
        "notice_result": "clean",
    },
    "form_candidate_list": lambda day, _: {"meeting_on": day},
    "form_appoint_introducers": lambda day, cast: {
        "introducers": list(cast.introducers),
        "appointed_on": day,
        "agreed": True,
        "not_barred": True,
        "no_relative": True,
        "warned": "no",
    },
}
REVIEW: Final[Mapping[str, Callable[[str, Cast], Answers]]] = {
    "form_review_plan": lambda day, cast: {
        "planned_on": day,
        "reviewers": [cast.secretary, cast.commissioner],
        "methods": ["talk", "archive", "enquiry"],
        "floating": "no",
    },
    "form_review_talk": lambda day, cast: {
        "review_talked_on": day,
        "talkers": [cast.secretary, cast.commissioner],
        "talk_finding": "clear",
        "talk_notes": "本人如实说明了个人经历和主要亲属情况，与材料一致，没有需要进一步核实的问题。",
    },
    "form_review_archive": lambda day, _: {
        "checked_on": day,
        "archive_place": "街道人事档案室",
        "archive_finding": "clear",
        "archive_notes": "查阅人事档案，履历连续，与本人填写的内容一致。",
    },
    "form_review_enquiry": lambda day, _: {
        "asked_on": day,
        "asked_n": 3,
        "enquiry_finding": "clear",
        "enquiry_notes": "向所在单位和居住地了解，反映一致，没有违纪违法情况。",
    },
    "form_review_joint": lambda day, _: {
        "joint_on": day,
        "departments": ["discipline", "police"],
        "joint_finding": "clear",
        "joint_notes": "有关部门回复，没有影响入党的情况。",
    },
    "form_review_conclusion": lambda day, cast: {
        "concluded_on": day,
        "concluded_by": [cast.secretary, cast.commissioner],
        "review_doc_ref": f"政审〔{day[:4]}〕示 7 号",
        "review_conclusion": "passed",
        "conclusion_text": "经谈话、查档、了解，该同志历史清楚，现实表现好，政治审查合格。",
    },
    "form_training_enrol": lambda day, _: {
        "training_name": f"{day[:4]} 年发展对象培训班",
        "training_starts_on": day,
        "training_place": "街道党校（示例）",
        "training_mode": "offline",
    },
    "form_training_outcome": lambda day, _: {
        "trained_on": day,
        "days": 3,
        "hours": 24,
        "certificate_ref": f"结业{day[:4]}-示 12",
    },
}
ADMISSION: Final[Mapping[str, Callable[[str, Cast], Answers]]] = {
    "form_scrutiny": lambda day, cast: {
        "scrutiny_on": day,
        **cast.meeting,
        "opinions_heard": ["members", "masses"],
        "examined": ["conditions", "cultivation", "review", "training", "papers"],
        "introducers": list(cast.introducers),
        "votes": COMMITTEE,
        "scrutiny_result": "qualified",
        "reason": "材料齐全，手续完备，经审查该同志具备党员条件，同意报上级党委预审。",
    },
    "form_pre_review": lambda day, _: {
        "pre_reviewed_on": day,
        "pre_review_ref": f"城街组预审〔{day[:4]}〕示 7 号",
        "pre_examined": ["conditions", "cultivation", "review", "training"],
        "leaving": "no",
        "pre_review_result": "passed",
        "reason": "经预审，培养教育情况清楚，材料齐全，政治审查、培训合格，预审合格。",
    },
    "form_membership_form": lambda day, _: {
        "filled_on": day,
        "form_serial": "示例 0007",
        "form_checked": ["own_hand", "truthful", "guided"],
    },
    "form_introducer_opinion": lambda day, _: {
        "opined_on": day,
        "introducer_opinion": "agree",
        "introducer_words": "我了解该同志的思想和经历，其入党动机端正，工作踏实，已具备党员条件，愿意介绍其入党。",
    },
    "form_assembly": lambda day, cast: {
        "assembly_on": day,
        **cast.meeting,
        "tellers": list(cast.tellers),
        "order_followed": [
            "person_reports",
            "introducers_report",
            "committee_reports",
            "discussion",
            "secret_ballot",
        ],
        "one_by_one": "single",
        "votes": ASSEMBLY,
        "resolution": "大会讨论了该同志的申请，采取无记名投票方式表决，同意接收其为中共预备党员。",
        "scan_ref": f"支部大会记录 {day}",
    },
    "form_report_package": lambda day, _: {
        "reported_on": day,
        "package": ["membership_form", "application_letter", "cultivation_form", "political_review"],
    },
    "form_deliberate": lambda day, _: {
        "deliberated_on": day,
        "deliberation": "agree",
        "deliberation_words": "经审议，手续完备，同意报街道党工委审批。",
    },
    "form_check_package": lambda day, _: {"package_result": "complete", "resolution_reported": day},
    "form_approval_talk": lambda day, _: {
        "approval_talk_on": day,
        "place": "街道谈话室",
        "talk_opinion": "agree",
        "talk_words": "谈话中该同志对党的性质和党员义务有清楚的认识，入党动机端正，同意吸收入党。",
    },
    "form_admission_approve": lambda day, cast: {
        "decided_on": day,
        **cast.session,
        "votes": TOWN,
        "admission_decision": "approved",
        "approval_ref": f"城街工委〔{day[:4]}〕示 7 号",
        "reason": "经集体讨论，该同志具备党员条件，入党手续完备，批准其为中共预备党员。",
    },
    "form_county_filing": lambda day, _: {"county_filed_on": day, "county_result": "filed"},
}
PROBATION: Final[Mapping[str, Callable[[str, Cast], Answers]]] = {
    "form_probation_assign": lambda day, _: {"assigned_on": day, "group_name": "第一党小组", "told": True},
    "form_probation_oath": lambda day, cast: {
        "sworn_on": day,
        "place": "社区党群服务中心",
        "held_by": "base",
        "led_by": cast.secretary,
    },
    "form_probation_review": lambda day, _: {
        "reviewed_on": day,
        "activities": ["meetings", "report"],
        "performance": "按时参加组织生活，主动承担社区防汛值守，按季度汇报思想。",
        "conduct": "good",
    },
    "form_conversion_apply": lambda day, _: {"conversion_letter_on": day, "letter_by": "self", "own_hand": True},
    "form_conversion_opinions": lambda day, _: {
        "heard_on": day,
        "letter": "received",
        "members_heard": 12,
        "masses_heard": 6,
        "group_opinion": "党小组认为该同志履行了党员义务，同意提请支部讨论转正。",
        "introducers_opinion": "介绍人认为该同志预备期表现合格，具备转正条件。",
        "summary": "党员和群众普遍认为该同志工作认真，能起带头作用。",
    },
    "form_conversion_scrutiny": lambda day, cast: {
        "scrutiny_on": day,
        **cast.meeting,
        "scrutiny": "submit",
        "scrutiny_opinion": "预备期内认真履行党员义务，材料齐全，同意提请支部大会讨论。",
    },
    "form_conversion_assembly": lambda day, cast: {
        "meeting_on": day,
        **cast.meeting,
        "person_present": "yes",
        "outcome": "convert",
        "votes": ASSEMBLY,
        "tellers": list(cast.tellers),
        "monitor": cast.monitor,
        "scan_ref": f"支部大会记录 {day}",
        "resolution": "adopted",
        "reason": "一年来履行党员义务，经讨论，同意按期转为中共正式党员。",
    },
    "form_conversion_report": lambda day, _: {
        "resolution_reported": day,
        "papers": ["conversion", "zys", "prob_form", "minutes"],
    },
    "form_conversion_approve": lambda day, cast: {
        "approval_on": day,
        **cast.session,
        "votes": TOWN,
        "approval": "approved",
        "approval_reason": "条件具备、手续完备，批准支部大会决议。",
    },
    "form_conversion_announce": lambda day, _: {
        "talked_on": day,
        "announced_on": day,
        "reason": "肯定一年来的表现，希望继续发挥党员的先锋模范作用。",
    },
    "form_archive_check": lambda day, _: {
        "checked_on": day,
        "items": [{"code": code, "state": "present", "pages": pages} for code, pages in DOSSIER.items()],
        "storage_ref": f"支部档案盒 {day[:4]}-2",
    },
    "form_archive_receive": lambda day, _: {"received_on": day, "archive_to": "dossier"},
    "form_archive_receipt": lambda day, _: {
        "archived_on": day,
        "keeper": "示例企业人力资源部",
        "receipt_no": f"示人回〔{day[:4]}〕12",
    },
}
FORMS: Final = {**CULTIVATION, **CANDIDATE, **REVIEW, **ADMISSION, **PROBATION}
