"""Look ahead of a return: how a case would stand if it went back to a step, asked of the engine, nothing written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.actions.forms import variables_of
from service.actions.steps import RUNNING
from service.desk import Desk, open_release
from service.domain import returns as rules
from service.domain.errors import Conflict
from service.domain.outcome import Called, Outcome
from service.domain.returns import Step, Undone
from service.engine import Engine, Past, Replayed, Return, beginning
from service.store import returns as store
from service.store.database import Row, Tx


@dataclass(frozen=True, slots=True)
class Case:
    """A case with everything that a return looks at."""

    tx: Tx
    tenant: int
    row: Row
    desk: Desk
    engine: Engine
    steps: Sequence[Step]
    tasks: Sequence[Row]
    calls: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Way:
    """One way back: the engine's answer, the steps it replayed, and the work that is undone."""

    said: Return
    steps: Sequence[Step]
    undone: tuple[Undone, ...]
    parts: frozenset[UUID]  # calls whose instances are given up, whether they still run or not

    @property
    def outcome(self) -> Outcome:
        """Return how the case stands after it."""
        return self.said.outcome

    def dropped(self) -> list[Mapping[str, Any]]:
        """Return the decisions that are undone, oldest first; the one returned to is among them."""
        pairs = zip(self.steps, self.said.steps, strict=True)
        return [s.cause for s, now in pairs if s.kind == "task" and s.undone_by is None and not now.kept]


def open_case(tx: Tx, engine: Engine, tenant: int, row: Row) -> Case:
    """Gather everything about a case that a return looks at."""
    instance = row["instance_id"]
    return Case(
        tx,
        tenant,
        row,
        open_release(tx, engine, tenant, row["release_id"]),
        engine,
        [step for step in rules.steps_of(store.past(tx, tenant, instance)) if not step.withdrawn],
        store.tasks(tx, tenant, instance),
        store.calls(tx, tenant, instance),
    )


def targets(case: Case) -> list[Step]:
    """Return the decisions that stand, the latest first: of each step and person the latest one."""
    found: dict[tuple[Any, ...], Step] = {}
    for step in reversed(case.steps):
        cause = step.cause
        if step.kind == "task" and step.undone_by is None:
            found.setdefault((cause["process"], cause["node"], cause["actor_id"]), step)
    return list(found.values())


def comes(case: Case, way: Way) -> bool:
    """Tell whether the task that is returned has come of what is undone."""
    call = case.row["call"]
    return case.row["id"] in way.outcome.closed if call is None else call in way.parts


def way_to(case: Case, target: Step) -> Way:
    """Ask the engine how the case would stand.

    Raises Conflict when there is no way back.
    """
    first = target.cause["seq"]
    begin = beginning([(step.cause["seq"], step.undone_by) for step in case.steps], first)
    start = next(number for number, step in enumerate(case.steps) if step.cause["seq"] == begin)
    steps = case.steps[start:]
    if start == 0 or any(_lost(step) for step in steps):
        raise Conflict("return_lost")
    calls = {str(row["id"]): row["parent_task_id"] for row in case.calls}
    replayed = [_past(case.desk, step, calls) for step in steps]
    earlier = bytes(case.steps[start - 1].state)
    said = case.engine.return_to(case.desk.model, bytes(case.row["state"]), earlier, replayed, target.cause["task_id"])
    parts = _parts(case, steps, said)
    instances_ = [row["id"] for row in case.calls if row["parent_task_id"] in parts]
    undone = [each for step, now in zip(steps, said.steps, strict=True) for each in _undone(case.desk, step, now)]
    return Way(said, steps, (*undone, *_undone_below(case, instances_)), parts)


def _lost(step: Step) -> bool:
    """Tell whether history does not say enough: rows without a state after them, or another release since."""
    mixed = any(row["type"] in rules.KINDS for row in step.rows[1:])
    return mixed or step.cause["type"] in ("instance.migrated", "instance.reverted")


def _past(desk: Desk, step: Step, calls: dict[str, UUID]) -> Past:
    """Tell the engine what happened in a step."""
    cause, payload, after = step.cause, step.cause["payload"], bytes(step.state)
    if step.undone_by is not None:
        return Past("undone" if step.kind != "moved" else "moved", cause["at"], after)
    called = [Called(*each) for each in step.advanced.get("called", ())]
    wait, name, data, known = cause["task_id"], "", {}, None
    if step.kind == "task":
        data = variables_of(desk.model, cause["process"], cause["node"], payload.get("answers") or {})
    elif step.kind == "message":
        name, data = payload.get("message") or payload.get("name") or "", payload.get("payload") or {}
        wait = UUID(payload["wait"]) if "wait" in payload else None  # rows of before do not say
        known = datetime.fromisoformat(payload["since"]) if "since" in payload else None
    elif step.kind == "child":
        wait, data = calls.get(payload["child"]), payload.get("result") or {}
    elif step.kind == "joined":
        data = {"items": payload["whom"]}
    elif step.kind in ("answered", "failed"):
        wait, name = UUID(payload["wait"]), payload.get("error") or ""
        data = payload.get("result") if step.kind == "answered" else payload.get("details") or {}
    elif cause["type"] == rules.RETURNED:
        data = payload.get("renamed") or {}
    return Past(step.kind, cause["at"], after, wait, name, data, called, known)


def _undone(desk: Desk, step: Step, now: Replayed) -> list[Undone]:
    """Return the operators of a step whose work a return undoes; of old history only that they were called."""
    if step.kind == "moved" or step.undone_by is not None:
        return []
    still = Counter((passed.process, passed.node) for passed in now.passed)
    gone = Counter((process, node) for node, _, _, process in step.advanced.get("passed", ())) - still
    found = []
    for call in now.undone:
        gone[call.process, call.node] -= 1
        found.append(Undone(_name(desk, call.process, call.node), call.operator, call))
    for (process, node), count in gone.items():
        operator = desk.operator(process, node)
        if operator is not None and count > 0:
            found.append(Undone(_name(desk, process, node), operator, None))
    return found


def _undone_below(case: Case, instances_: Sequence[UUID]) -> list[Undone]:
    """Return what the operators of parts have done, and of their parts."""
    if not instances_:
        return []
    rows = store.below(case.tx, case.tenant, instances_)
    gone: set[tuple[UUID, int]] = set()
    for instance in {row["instance_id"] for row in rows}:
        own = [row for row in rows if row["instance_id"] == instance]
        gone |= {(instance, seq) for seq in rules.undone(own)}
    found = []
    for row in rows:
        if row["type"] != "instance.advanced" or (row["instance_id"], row["seq"]) in gone:
            continue
        called = [Called(*each) for each in row["payload"].get("called", ())]
        known = Counter((call.process, call.node) for call in called)
        found += [Undone(_name(case.desk, call.process, call.node), call.operator, call) for call in called]
        for node, _, _, process in row["payload"].get("passed", ()):
            operator = case.desk.operator(process, node)
            if operator is not None and not known[process, node]:
                found.append(Undone(_name(case.desk, process, node), operator, None))
    return found


def _parts(case: Case, steps: Sequence[Step], said: Return) -> frozenset[UUID]:
    """Return the calls that come of what is undone: begun since, and neither kept nor still waiting."""
    begun, handed_back = set(said.outcome.cancelled_children), set()
    calls = {str(row["id"]): row["parent_task_id"] for row in case.calls}
    for step, now in zip(steps, said.steps, strict=True):
        begun |= {UUID(call) for call, _ in step.advanced.get("children", ())}
        if step.kind == "child" and now.kept:
            handed_back.add(calls.get(step.cause["payload"]["child"]))
    running = {row["parent_task_id"] for row in case.calls if row["status"] in (*RUNNING, "suspended")}
    waiting = running - set(said.outcome.cancelled_children)
    return frozenset(begun - handed_back - waiting)


def _name(desk: Desk, process: str, node: str) -> str:
    info = desk.model.node(process, node)
    return info.name if info else node
