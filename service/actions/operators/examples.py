"""An example of what each operator answers, for the trial of a release: the same keys, the same kinds of values.

bpmn/README.md says the same in words. tests/conftest.py compares every call of every test with it.
"""

from __future__ import annotations

from typing import Any

_ID = "00000000-0000-7000-8000-000000000001"
_DAY, _MOMENT = "2017-04-26", "2017-04-27T00:00:00+08:00"
_NOMINEE = {
    "person_id": _ID,
    "adult": True,
    "talked": True,
    "suspended": False,
    "open_case": False,
    "scored": True,
    "points": 85,
}

EXAMPLES: dict[str, Any] = {
    "case.close": None,
    "case.register": {"case_no": "ZQ-2017-0001"},
    "case.set_contacts": {"n": 2},
    "case.set_dates": None,
    "deadline.compute": {"earliest": _DAY, "due": _DAY, "expires": _MOMENT},
    "document.issue": {
        "document_id": _ID,
        "code": "DOC_TALK",
        "number": "TH-2017-0001",
        "version": 1,
        "digest": "00",
    },
    "filing.number": {"number": "A-2017-0001"},
    "message.send": None,
    "notice.office": {"sent_n": 1},
    "notice.send": {"notice_id": _ID},
    "objection.answer": {"reversal_id": _ID, "entry_id": _ID},
    "objection.open": {"objection_id": _ID, "involved": [_ID]},
    "person.advance": {"person_id": _ID, "to": "activist", "before": {"stage": "applicant", "stage_since": _DAY}},
    "points.check": {
        "ok": True,
        "n": 1,
        "inactive_n": 0,
        "outside_cycle_n": 0,
        "late_n": 0,
        "duplicate_n": 0,
        "over_cap_n": 0,
        "not_activist_n": 0,
    },
    "points.close": {"n": 3, "hash": "00"},
    "points.dispute": None,
    "points.disputes": {"open_n": 0},
    "points.freeze": {"n": 3, "hash": "00"},
    "points.post": [{"entry_id": _ID, "person_id": _ID}],
    "points.publish": {"n": 3},
    "points.resolve": {"reversal_id": _ID, "entry_id": _ID},
    "points.totals": [{"person_id": _ID, "total": 85, "whole_cycle": True}],
    "round.announce": {"recommended_n": 2, "due": _DAY, "expires": _MOMENT},
    "round.branches": [{"branch_id": _ID, "branch_name": "第一支部", "quota": 2}],
    "round.eligible": {"eligible_n": 5},
    "round.late": {"late_n": 0},
    "round.nominate": {"nominees_n": 3},
    "round.nominees": [_NOMINEE],
    "round.open": {"round_id": _ID, "closes_on": _DAY, "expires": _MOMENT},
    "round.publish_results": {"recommended_n": 2, "not_recommended_n": 1},
    "round.record": {"nominees_n": 3, "recommended_n": 2, "order_departs": False},
    # `details` has every name that the rule has in any pack; what a diagram reads is shown here for the trial.
    "rules.ask": {
        "pack": "cpc_dev_2026",
        "applies": True,
        "limited": True,
        "strength": "shall",
        "article": "第十三条",
        "text": "人选报上级党委同意。",
        "details": {
            "mode": "agree",
            "floating": "both_places_at_once",
            "exact": 2,
            "joint": ["county_org_dept"],
            "may_hear": "discipline_and_law_departments",
            "min_days": 3,
            "or_min_hours": 24,
            "video": "may",
            "hear": ["party_group"],
            "steps": ["assembly_vote"],
            "items": ["membership_form"],
            "deliberate": ["general_branch"],
            "cannot": ["general_branch"],
            "tell_on_refusal": ["person"],
            "times": 1,
            "one_by_one": "must",
        },
    },
    "signal.send": None,
    "training.certify": [{"entry_id": _ID, "person_id": _ID}],
    "training.enrol": {"enrolled_n": 5},
    "training.invite": {"sent_n": 5},
    "training.open": {"training_id": _ID, "expires": _MOMENT},
    "training.record_attendance": {"attended_n": 4, "leave_n": 0, "absent_n": 1, "makeup_n": 1},
    "training.record_makeup": {"attended_n": 1, "missed_n": 0},
}
