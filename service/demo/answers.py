"""Plausible answers to the forms of a membership case; a test holds each of them against its form's schema."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any, Final
from uuid import UUID

Answers = dict[str, Any]

START_FORM: Final = "form_case_start"
PLACES: Final = ("支部会议室", "社区党群服务中心", "支部活动室", "社区居委会二楼")
IMPRESSIONS: Final = (
    "该同志对党的认识比较清楚，入党动机端正，愿意参加支部活动和志愿服务，今后应加强理论学习。",
    "该同志工作踏实，遵纪守法，入党意愿明确；对党员义务的理解还可以更具体，已作说明。",
    "谈话中态度诚恳，经历清楚，对入党条件和程序有基本了解，建议继续在社区工作中培养锻炼。",
)
REASONS: Final = (
    "该同志经党员推荐得票较多，平时表现稳定，群众反映好，支委会一致同意确定。",
    "该同志积极承担社区工作，思想汇报及时，经研究符合积极分子条件，同意确定。",
    "经党员推荐和支委会集体研究，该同志入党动机端正、表现突出，同意确定为积极分子。",
)
CAUSES: Final = ("person_away", "post_vacant", "overlooked")


def case_start(entry: str) -> Answers:
    """Answer the start form: on paper, or by the person on line."""
    return {"entry": entry, "privacy_told": True}


def application_entered(received: date, rng: Random) -> Answers:
    """Enter an application that came on paper."""
    return {
        "received_on": received.isoformat(),
        "letter_on": received.isoformat(),
        "pages": rng.randint(3, 6),
        "delivery": "in_person",
        "adult": True,
    }


def application_submitted(received: date) -> Answers:
    """Confirm on line that the letter was handed in."""
    return {
        "received_on": received.isoformat(),
        "delivery": "handed",
        "adult": True,
        "own_will": True,
        "privacy_read": True,
    }


def talk(on: date, talkers: list[UUID], rng: Random) -> Answers:
    """Record the talk."""
    return {
        "talked_on": on.isoformat(),
        "place": rng.choice(PLACES),
        "talkers": [str(person) for person in talkers],
        "topics": ["history", "view", "motive", "law", "family"],
        "explained": ["basics", "standards", "conditions"],
        "impression": rng.choice(IMPRESSIONS),
        "address": "right",
    }


def committee_confirms(on: date, chair: UUID, minutes_by: UUID, rng: Random) -> Answers:
    """Record the committee's decision."""
    entitled = rng.choice((4, 5))
    return {
        "meeting_on": on.isoformat(),
        "body": "committee",
        "place": rng.choice(PLACES),
        "chair": str(chair),
        "minutes_by": str(minutes_by),
        "votes": {"entitled": entitled, "present": entitled, "yes": entitled, "no": 0, "abstain": 0},
        "committee_decision": "confirm",
        "reason": rng.choice(REASONS),
    }


def filed(on: date) -> Answers:
    """File a complete set of papers."""
    return {
        "papers": ["application", "talk", "recommendation", "minutes", "report"],
        "filing_decision": "filed",
        "filed_on": on.isoformat(),
    }


def incomplete(on: date) -> Answers:
    """Send papers back."""
    return {
        "papers": ["application", "talk", "minutes"],
        "filing_decision": "incomplete",
        "filed_on": on.isoformat(),
        "missing": "缺少推荐材料和备案报告，请补齐后重新报送。",
    }


def contacts_appointed(on: date, contacts: list[UUID]) -> Answers:
    """Appoint the contacts."""
    return {"contacts": [str(contact) for contact in contacts], "appointed_on": on.isoformat(), "no_relative": True}
