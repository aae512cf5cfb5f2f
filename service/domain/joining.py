"""Where a running case of the register joins the way: at the first thing that the register does not say was done.

`at` is where proc_membership_case is entered, `next` where the process called there is, `step` the thing to do first.
What the text of the day wants (a notice, agreement or filing) the called process asks itself; here it is only told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from service.domain.people import Stage
from service.domain.rules import Rulebook

PASSED: Final = "passed"
# Conclusions of a political review, as a sheet has them.
REVIEWS: Final[Mapping[str, str]] = {"合格": PASSED, "不合格": "failed", "暂缓": "deferred"}
# next -> where the way is entered, the rule that asks for it, what on the register it comes after
_STEPS: Final[Mapping[str, tuple[str, str, str]]] = {
    "talk": ("talk", "talk_deadline", "applied_on"),
    "recommend": ("recommend", "activist_nomination", "talked_on"),
    "filing": ("confirmation", "activist_filing", "activist_on"),
    "contacts": ("confirmation", "contact_persons", "activist_on"),
    "cultivation": ("cultivation", "activist_review", "activist_on"),
    "agreement": ("candidate", "candidate_agreement", "proposed_on"),
    "agreed": ("candidate", "candidate_notice", "agreed_on"),
    "noticed": ("candidate", "candidate_notice", "notice_on"),
    "introducers": ("candidate", "introducers", "candidate_on"),
    "review": ("review", "political_review", "candidate_on"),
    "take_up": ("take_up", "political_review", "reviewed_on"),
    "training": ("training", "training", "reviewed_on"),
    "scrutiny": ("admission", "committee_scrutiny", "trained_on"),
    "form": ("admission", "pre_review", "pre_reviewed_on"),
    "introduce": ("admission", "introducers", "form_on"),
    "report": ("admission", "report_package", "member_on"),
    "welcome": ("probation", "oath", "approved_on"),
    "group": ("probation", "assign_branch_group", "oath_on"),
    "oath": ("probation", "oath", "group_on"),
    "probation": ("probation", "probation", "oath_on"),
}


@dataclass(frozen=True, slots=True)
class Joining:
    """Where a case is entered, what is done there first, and after what: the column of the register and its day."""

    at: str
    next: str
    step: str
    after: str
    on: Any
    article: str
    pack: int  # the year of the text in force

    def stored(self) -> dict[str, Any]:
        """Return what is kept of it with a row, to be said in words."""
        return {"after": self.after, "on": str(self.on), "article": self.article, "pack": self.pack}


def joining(facts: Mapping[str, Any], today: date, book: Rulebook) -> Joining:
    """Return where somebody joins who has come as far as the register says."""
    found = next_of(facts)
    at, rule_id, after = _STEPS[found]
    if not facts.get(after):  # a sheet without that column
        after = next(key for key in ("approved_on", "member_on", "candidate_on", "applied_on") if facts.get(key))
    rule, step = book.find(rule_id, today), found
    if found == "agreed":  # the text of 2014 knows no notice: who was agreed on is listed
        step = "notice" if rule else "listing"
    rule = rule or book.rule("candidate_agreement", today)
    if found == "agreement":
        step = rule.details["mode"]
    year = book.pack_on(today).effective_from.year
    return Joining(at, found, step, after, facts[after], rule.citation, year)


def next_of(facts: Mapping[str, Any]) -> str:
    """Return the first thing that was not done, by the stage and the days of a row."""
    match facts["stage"]:
        case Stage.APPLICANT:
            return "recommend" if facts["talked_on"] else "talk"
        case Stage.ACTIVIST:
            return _activist(facts)
        case Stage.DEVELOPMENT_CANDIDATE:
            return _candidate(facts)
        case _:
            done = (bool(facts.get("group_on")), bool(facts.get("oath_on")))
            return {(False, False): "welcome", (False, True): "group", (True, False): "oath"}.get(done, "probation")


def _activist(facts: Mapping[str, Any]) -> str:
    for key, step in (("notice_on", "noticed"), ("agreed_on", "agreed"), ("proposed_on", "agreement")):
        if facts.get(key):
            return step
    if not facts.get("filed_on") and not facts["reviews"]:  # whoever has been reviewed was filed; the day is asked for
        return "filing"
    return "cultivation" if facts["contacts"] else "contacts"


def _candidate(facts: Mapping[str, Any]) -> str:
    if facts.get("reviewed_on") and facts.get("review_result") not in (None, PASSED):
        return "take_up"
    if not facts["introducers"] and not any(facts.get(key) for key in ("reviewed_on", "trained_on", "member_on")):
        return "introducers"
    if not facts.get("reviewed_on"):
        return "review"
    for key, step in (("member_on", "report"), ("form_on", "introduce"), ("pre_reviewed_on", "form")):
        if facts.get(key):
            return step
    return "scrutiny" if facts.get("trained_on") else "training"
