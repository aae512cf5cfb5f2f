"""The board of people on the way (个案看板), and what may be done for many of them at once.

A way is opened, a holder is reminded, a filing is noted for many. Votes, approvals and everything else that weighs a
person are done one by one (细则 §20, §24): whatever is not in FILINGS cannot be done in bulk, whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from service.domain import clock, labels
from service.domain.assignment import BLIND, NO_BUSINESS, right_to, view_of
from service.domain.errors import Forbidden, Invalid, Problem
from service.domain.people import STAGES, Actor, Stage

CASE: Final = "proc_membership_case"
# Whose open steps say how far somebody is; points, requests and objections have lists of their own, and of a death
# nobody learns from a board.
ON_THE_WAY: Final = (
    CASE,
    "proc_application_intake",
    "proc_activist_confirmation",
    "proc_contact_change",
    "proc_cultivation_cycle",
    "proc_development_candidate",
    "proc_political_review",
    "proc_candidate_training",
    "proc_admission",
    "proc_probation_conversion",
    "proc_archive_handover",
    "proc_case_transfer",
    "proc_transfer_receipt",
)
SOON_DAYS: Final = 7
STANDINGS: Final = ("overdue", "soon", "on_time", "open")
KINDS: Final = ("start", "remind", "file")
MOST: Final = 5_000
REMIND_EVERY_HOURS: Final = 24
KEPT_DAYS: Final = 365  # how long it is remembered what became of whom

# Filings: both sides have decided already, one notes that the papers are there. Only the plain outcome is for many:
# what is missing differs from person to person.
FILINGS: Final[Mapping[tuple[str, str], Mapping[str, Any]]] = {
    ("proc_activist_confirmation", "ut_file_with_town"): {"filing_decision": "filed"},
    ("proc_development_candidate", "ut_town_file"): {"candidate_filing": "filed"},
    ("proc_admission", "ut_county_filing"): {"county_result": "filed"},
    ("proc_archive_handover", "ut_receipt"): {},
}
# Ways of opening a case, and from which stage each goes.
ENTRIES: Final = ("paper", "self", "register")
# Rules of the pack by which somebody without an open step is judged: a term of the stage itself.
TALK_RULE: Final = "talk_deadline"
CULTIVATION_RULE: Final = "cultivation_min"
PROBATION_RULE: Final = "probation"
STAGE_RULES: Final[Mapping[str, str]] = {
    Stage.APPLICANT: TALK_RULE,
    Stage.ACTIVIST: CULTIVATION_RULE,
    Stage.DEVELOPMENT_CANDIDATE: "political_review",
    Stage.PROBATIONARY_MEMBER: PROBATION_RULE,
}
START_RULE: Final = "apply_to"


@dataclass(frozen=True, slots=True)
class Step:
    """A node of a process as the board names it: `process.node`."""

    process: str
    node: str

    @property
    def key(self) -> str:
        """Return the name that addresses use."""
        return f"{self.process}.{self.node}"


def step_of(text: str) -> Step:
    """Read a step's name.

    Raises Invalid.
    """
    process, _, node = text.partition(".")
    if not process or not node or len(text) > 200:
        raise Invalid.at("/step", "bad_value")
    return Step(process, node)


@dataclass(frozen=True, slots=True)
class Narrow:
    """What a reader narrowed the board, or one of its columns, to."""

    organization: UUID | None = None
    year: int | None = None
    stage: str | None = None
    standing: str | None = None
    step: Step | None = None
    without_case: bool = False
    q: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall be done for whom: some people, or everybody whom a column of the board shows."""

    kind: str
    people: tuple[UUID, ...] | None = None
    column: Narrow = field(default_factory=Narrow)
    step: Step | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What would become of one person: done or not, with the code of a sentence and its parameters."""

    may: bool
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


def refused(code: str, **params: Any) -> Verdict:
    """Say that it is not allowed, and why."""
    return Verdict(False, code, params)


def may_act(actor: Actor, on: date) -> bool:
    """Tell whether somebody holds a post that does business at all: an auditor only looks at the board."""
    return any(grant.role not in BLIND | NO_BUSINESS and grant.in_force(on) for grant in actor.grants)


def check_bulk(step: Step, title: str, article: str, votes: bool, decides: bool) -> None:
    """Refuse to do a step for many that is done one by one.

    Raises Forbidden naming the article: nobody may, whatever their post.
    """
    if (step.process, step.node) in FILINGS:
        return
    code = "cohort_vote" if votes else "cohort_decision" if decides else "cohort_no_filing"
    raise Forbidden(code, title=title, article=article)


def check_answers(step: Step, answers: Mapping[str, Any]) -> None:
    """Refuse for many what is to be said of each person alone.

    Raises Invalid.
    """
    for name, only in FILINGS[step.process, step.node].items():
        if answers.get(name) != only:
            raise Invalid([Problem(f"/answers/{name}", "cohort_only_filed")])


def barred(actor: Actor, person: UUID) -> Verdict | None:
    """Return why somebody keeps out of a person's case, None when nothing does."""
    if person == actor.person_id:
        return refused("cohort_own")
    return refused("cohort_recused") if person in actor.recused_from else None


def judge_start(
    actor: Actor, row: Mapping[str, Any], entry: str, roles: tuple[str, ...], on: date, article: str
) -> Verdict:
    """Say whether a case could be opened for a person, from where, or why not.

    `row` has the person's stage, branch, day of becoming an activist or member, and the case that runs (`case_id`).
    """
    if found := barred(actor, row["person_id"]):
        return found
    if row["case_id"] is not None:
        return refused("cohort_running", key=row["business_key"] or "")
    if not any(actor.grant_for(role, (row["branch_id"],), on) for role in roles):
        return refused("cohort_not_starter", article=article)
    stage = row["stage"]
    if stage not in STAGES or stage == Stage.FULL_MEMBER:
        return refused("cohort_stage_over", stage=labels.stage_term(stage))
    if entry != "register":
        if stage != Stage.APPLICANT:
            return refused("cohort_stage_register", stage=labels.stage_term(stage))
        return Verdict(True, "cohort_would_apply", {"article": article})
    days = {Stage.ACTIVIST: row["activist_on"], Stage.PROBATIONARY_MEMBER: row["member_on"]}
    if stage in days and days[Stage(stage)] is None:
        return refused("cohort_no_day", stage=labels.stage_term(stage))
    return Verdict(True, "cohort_would_join", {"stage": labels.stage_term(stage), "article": article})


def judge_remind(actor: Actor, row: Mapping[str, Any], holders: int, on: date) -> Verdict:
    """Say whether the holders of a person's open step could be reminded; `holders`: how many besides the actor."""
    if found := barred(actor, row["person_id"]):
        return found
    if row["task_id"] is None:
        return refused("cohort_no_step")
    if row["reminded_at"] is not None:
        return refused("cohort_reminded", at=row["reminded_at"])
    if row["earliest_on"] is not None and on < row["earliest_on"]:
        return refused("cohort_early", title=row["title"], earliest=row["earliest_on"])
    if holders == 0:
        mine = row["assignee_id"] == actor.person_id or actor.grant_for(row["role"], (row["organization_id"],), on)
        return refused("cohort_mine" if mine else "cohort_nobody", title=row["title"])
    params = {"title": row["title"], "role": labels.role_term(row["role"]), "due": clock.office_day(row["due_at"])}
    return Verdict(True, "cohort_would_remind", params)


def judge_file(actor: Actor, row: Mapping[str, Any], title: str, on: date, article: str) -> Verdict:
    """Say whether a filing could be noted for a person; nobody files for many in another's stead."""
    if row["task_id"] is None:
        return refused("cohort_other_step", title=title)
    view = view_of(row)
    names = {
        "role": labels.role_term(row["role"]),
        "organization": row["organization_name"],
        "who": row["assignee_name"] or row["name"],
        "node": title,
        "article": article,
    }
    refusal = right_to(view, replace(actor, substitutions=()), on, names).refusal
    if refusal is not None:
        return refused(refusal.code, **refusal.params)
    return Verdict(True, "cohort_would_file", {"title": title, "article": article})
