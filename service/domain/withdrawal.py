"""Withdraw one's own decision, as long as nothing has come of it. A rule over plain facts; history keeps both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from service.domain import phrases
from service.domain.assignment import Refusal
from service.domain.messages import Term
from service.domain.outcome import Called
from service.domain.returns import Back, back_of, undone

WITHIN: Final = timedelta(minutes=30)
ENGINES: Final = frozenset({"task.completed", "instance.advanced", "decision.made"})
NEUTRAL: Final = frozenset({"instance.suspended", "instance.resumed", "message.held", "message.missed", "term.moved"})

Row = Mapping[str, Any]
Operator = Callable[[str, str], str | None]  # process and node -> the operator called there


@dataclass(frozen=True, slots=True)
class Step:
    """A decision as history has it: its rows, what it opened, and what came after it."""

    first: int
    last: int
    opened: tuple[UUID, ...]
    children: bool
    wrote: str | None  # the node whose operator did what nobody takes back
    undone: tuple[Called, ...]  # what operators did that a compensation takes back, oldest first
    after: Row | None  # the first row that stands in the way


def step_of(rows: Sequence[Row], operator: Operator) -> Step | None:
    """Read a decision out of the history rows from its own on; each has seq, type, node, payload, title, who, closes.

    The row that closes a step is the one that carries the state after it; None when the rows do not tell.
    """
    end = next((index for index, row in enumerate(rows) if row["closes"]), None)
    if end is None:
        return None
    own, later = rows[: end + 1], rows[end + 1 :]
    gone = undone(later)
    after = next((row for row in later if row["seq"] not in gone and row["type"] not in NEUTRAL), None)
    advanced: Mapping[str, Any] = next((row["payload"] for row in own if row["type"] == "instance.advanced"), {})
    called = {(each[0], each[1]): Called(*each) for each in advanced.get("called", ())}
    wrote, compensated, asked = None, [], False
    for node, _kind, _flows, process in advanced.get("passed", ()):
        name = operator(process, node)
        if name is None:
            continue
        back, asked = back_of(name), True
        if back is Back.UNDOES and (process, node) in called:
            compensated.append(called[process, node])
        elif back not in (Back.READS, Back.REPEATS):
            wrote = wrote or node
    if not asked:
        wrote = next((row["type"] for row in own if row["type"] not in ENGINES), None)
    # What has left the house does not come back.
    wrote = wrote or next((node for _, node in advanced.get("calls", ())), None)
    return Step(
        first=own[0]["seq"],
        last=own[-1]["seq"],
        opened=tuple(UUID(task) for task, _ in advanced.get("opened", ())),
        children=bool(advanced.get("children")),
        wrote=wrote,
        undone=tuple(compensated),
        after=after,
    )


def why_not(
    step: Step | None, status: str, done_at: datetime, now: datetime, me: UUID, follow_up: Sequence[Row]
) -> Refusal | None:
    """Return why a decision can no longer be withdrawn by the one who made it, or None when it can.

    `follow_up` are the tasks that it opened: title, who has claimed it, who has a draft of it.
    """
    if status not in ("running", "faulted"):
        return Refusal(f"instance_{status}", {})
    if step is None:
        return Refusal("withdraw_lost", {})
    if step.after is not None:
        return _acted(step.after)
    if step.wrote is not None:
        return Refusal("withdraw_wrote", {})
    if step.children:
        return Refusal("withdraw_parts", {})
    for task in follow_up:
        if task["claimed_by"] not in (None, me):
            return Refusal("withdraw_claimed", {"who": task["claimed_name"], "title": task["title"]})
        if task["draft_by"] not in (None, me):
            return Refusal("withdraw_drafted", {"who": task["draft_name"], "title": task["title"]})
    if now - done_at > WITHIN:
        return Refusal("withdraw_late", {"minutes": int(WITHIN.total_seconds()) // 60})
    return None


def _acted(row: Row) -> Refusal:
    if row["type"] == "task.completed":
        return Refusal("withdraw_acted", {"who": row["who"] or "", "title": row["title"] or ""})
    return Refusal("withdraw_moved", {"event": Term(*phrases.PHRASES.get(row["type"], (row["type"], row["type"])))})
