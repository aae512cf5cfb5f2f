"""Return a case to an earlier step: how the past reads as steps, what of it a return undoes, what stands in the way.

Every operator says once, here, how it takes it when its step is undone; withdrawing asks the same table. One that says
nothing is final, and so is whatever has left the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from service.domain.assignment import Refusal
from service.domain.outcome import Called

Row = Mapping[str, Any]


class Back(Enum):
    """What becomes of an operator's work when its step is undone."""

    READS = "reads"  # it has looked something up and changed nothing outside the state of its instance
    REPEATS = "repeats"  # its rows stay until the step is redone, which writes the same rows anew
    TELLS = "tells"  # people have been told; that stays, and they are told again
    UNDOES = "undoes"  # a compensation takes it back, with a row of its own
    FINAL = "final"  # it stands: there is no way back to before it


_READS: Final = (
    "cultivation.next", "cultivation.contact", "candidate.standing",
    "archive.check", "archive.manifest", "stages.gate",
    "cultivation.next", "cultivation.contact",
    "programme.away", "probation.next", "probation.position",
    "deadline.compute", "rules.ask", "round.nominees", "points.check", "points.totals", "points.disputes", "vote.count",
    "joint.units", "joint.consents", "sunshine.score", "sunshine.standing",
    "enterprise.coverage", "org.request", "org.planned", "org.term", "org.candidates", "org.ballot", "org.officers",
    "org.postpone",
    "selection.nominees",
    "star.score", "star.upheld", "star.quorum",
    "approval.path", "correction.open", "correction.weigh",
    "activists.branches", "activists.compare", "activists.figures",
    "transfer.open", "transfer.standing", "transfer.arrival",
)  # fmt: skip
_REPEATS: Final = (
    "case.enter", "probation.postpone", "probation.resolve",
    "enterprise.visit", "enterprise.cluster", "enterprise.instruct", "enterprise.plan", "enterprise.plans",
    "cultivation.record", "candidate.close", "case.set_introducers",
    "case.register", "case.set_dates", "case.set_contacts", "filing.number",
    "round.branches", "round.eligible", "round.nominate", "round.record", "round.late",
    "selection.name", "selection.exclude", "selection.choose",
    "star.mark", "star.propose", "star.self", "star.tally",
    "exam.enrol", "programme.take",
    "training.enrol", "training.record_attendance", "disqualify.register", "disqualify.decide",
)  # fmt: skip
_TELLS: Final = ("activists.urge", "notice.send", "notice.office", "training.invite")
_UNDOES: Final = ("document.issue", "person.advance", "candidate.step_back", "points.post", "cultivation.post_points")
# Why there is no way back: a code of messages.py.
FINAL: Final[Mapping[str, str]] = {
    "case.close": "return_closed",
    "stages.open": "return_sent",
    "message.send": "return_sent",
    "signal.send": "return_sent",
    "death.record": "return_closed",
    "disqualify.apply": "return_closed",
    "objection.open": "return_recorded",
    "objection.answer": "return_recorded",
    "correction.apply": "return_recorded",
    "points.close": "return_closed",
    "points.dispute": "return_recorded",
    "points.resolve": "return_recorded",
    "points.publish": "return_published",
    "points.freeze": "return_closed",
    "publication.post": "return_published",
    "publication.take_down": "return_published",
    "round.open": "return_opened",
    "round.announce": "return_published",
    "round.publish_results": "return_published",
    "exam.open": "return_opened",
    "exam.confirm": "return_opened",
    "exam.close": "return_closed",
    "exam.record_paper": "return_recorded",
    "exam.publish": "return_published",
    "enterprise.register": "return_opened",
    "joint.found": "return_recorded",
    "org.found": "return_recorded",
    "org.settle": "return_recorded",
    "selection.open": "return_opened",
    "selection.publish": "return_published",
    "selection.announce": "return_published",
    "star.open": "return_opened",
    "star.publish": "return_published",
    "star.award": "return_recorded",
    "sunshine.award": "return_recorded",
    "sunshine.open": "return_opened",
    "sunshine.settle": "return_recorded",
    "org.appoint": "return_recorded",
    "org.install": "return_recorded",
    "programme.open": "return_opened",
    "programme.visits": "return_opened",
    "programme.invite": "return_opened",
    "programme.makeup": "return_opened",
    "programme.certify": "return_recorded",
    "transfer.join": "return_opened",
    "transfer.leave": "return_closed",
    "transfer.readmit": "return_recorded",
    "transfer.refuse": "return_closed",
    "transfer.take_over": "return_recorded",
    "training.open": "return_opened",
    "training.certify": "return_recorded",
    "training.record_makeup": "return_recorded",
}
BACKS: Final[Mapping[str, Back]] = {
    **dict.fromkeys(_READS, Back.READS),
    **dict.fromkeys(_REPEATS, Back.REPEATS),
    **dict.fromkeys(_TELLS, Back.TELLS),
    **dict.fromkeys(_UNDOES, Back.UNDOES),
    **dict.fromkeys(FINAL, Back.FINAL),
}

RETURNED: Final = "task.returned"
WITHDRAWN: Final = "task.withdrawn"
# Rows that begin a step in which nodes run, and what the engine calls it.
KINDS: Final[Mapping[str, str]] = {
    "task.completed": "task",
    "timer.fired": "timer",
    "message.received": "message",
    "signal.received": "message",
    "instance.retried": "timer",
    "child.ended": "child",
    "countersign.added": "joined",
    "countersign.removed": "left",
    "delivery.done": "answered",
    "delivery.skipped": "answered",
    "delivery.failed": "failed",
}


def back_of(operator: str) -> Back:
    """Return how an operator takes it when its step is undone."""
    return BACKS.get(operator, Back.FINAL)


@dataclass(frozen=True, slots=True)
class Step:
    """One step as history has it: the rows from its cause to the one that carries the state."""

    rows: tuple[Row, ...]
    undone_by: int | None = None  # the number of the row that has undone it
    withdrawn: bool = False

    @property
    def cause(self) -> Row:
        """Return the row that says what happened."""
        return self.rows[0]

    @property
    def kind(self) -> str:
        """Return what the engine calls it; `moved` when no node ran."""
        return KINDS.get(self.cause["type"], "moved")

    @property
    def state(self) -> Any:
        """Return the engine's state after it."""
        return self.rows[-1]["state"]

    @property
    def advanced(self) -> Mapping[str, Any]:
        """Return what the engine said came of it."""
        found: Mapping[str, Any] = next((r["payload"] for r in self.rows if r["type"] == "instance.advanced"), {})
        return found


def undone(rows: Iterable[Row]) -> set[int]:
    """Return the numbers of the history rows that a return or a withdrawal has undone; a withdrawal is one itself."""
    gone: set[int] = set()
    for row in rows:
        if row["type"] == WITHDRAWN:
            first, last = row["payload"].get("undone", (0, -1))
            gone |= {row["seq"], *range(first, last + 1)}
        elif row["type"] == RETURNED:
            for first, last in row["payload"].get("undone", ()):
                gone |= set(range(first, last + 1))
    return gone


def instead(rows: Iterable[Row]) -> dict[int, list[Any]]:
    """Return which nodes a row still says were passed, where a return has undone a part of its step."""
    said: dict[int, list[Any]] = {}
    for row in rows:
        if row["type"] == RETURNED:
            said |= {int(seq): passed for seq, passed in row["payload"].get("instead", {}).items()}
    return said


def steps_of(rows: Sequence[Row]) -> list[Step]:
    """Read history rows, oldest first, as steps; each row has seq, type, node, task_id, payload, at and state."""
    by: dict[int, tuple[int, bool]] = {}
    for row in rows:
        if row["type"] in (WITHDRAWN, RETURNED):
            for seq in undone([row]):
                by[seq] = (row["seq"], row["type"] == WITHDRAWN)
    steps: list[Step] = []
    open_: list[Row] = []
    for row in rows:
        open_.append(row)
        if row["state"] is not None:
            undone_by, withdrawn = by.get(open_[0]["seq"], (None, False))
            itself = undone_by == open_[0]["seq"]
            steps.append(Step(tuple(open_), None if itself else undone_by, withdrawn and not itself))
            open_ = []
    return steps


@dataclass(frozen=True, slots=True)
class Undone:
    """One operator's work that a return undoes: what it said is None where history is too old to tell."""

    node: str  # as people call it
    operator: str
    call: Called | None

    @property
    def back(self) -> Back:
        """Return how it takes that."""
        return back_of(self.operator)


@dataclass(frozen=True, slots=True)
class Held:
    """A task, and who has it: the holder, or the post."""

    title: str
    holder: str
    node: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A step to which one may return, with all that comes of it; or why one may not."""

    task_id: UUID
    node: str
    title: str
    who: str
    at: datetime
    refusal: Refusal | None = None
    cancelled: tuple[Held, ...] = ()
    redone: tuple[str, ...] = ()
    kept: tuple[Held, ...] = ()
    undone: tuple[Undone, ...] = ()
    parts: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What a return writes into history about the steps that it undoes, wholly or in part."""

    undone: list[list[int]] = field(default_factory=list)
    instead: dict[str, list[Any]] = field(default_factory=dict)


def why_final(undone_: Iterable[Undone]) -> Refusal | None:
    """Return what bars the way: the first work that stands, or that nobody can take back any more."""
    for each in undone_:
        if each.back is Back.FINAL:
            return Refusal(FINAL.get(each.operator, "return_sent"), {"node": each.node})
        if each.back is Back.UNDOES and each.call is None:
            return Refusal("return_lost", {})
    return None
