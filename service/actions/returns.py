"""Return a case to an earlier step (退回), with the same look ahead for the preview and for the move itself.

What a return undoes is what the engine's replay no longer does (engine/returns.py): whatever has come of the decision.
All else is kept. The step that is returned to opens again with its answers as a draft, for whoever did it if they
still hold the post; the steps after it are done once more, each prefilled for whoever did it before. Operators take it
as domain/returns.py says: what cannot be taken back bars the way, and the preview says so by name.

Whoever decided may be another person the next time, so who may not do what is said anew: decisions that are undone
exclude nobody, and the step that opens again excludes whoever did a step that names it (four eyes hold both ways).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from service.actions.forms import variables_of
from service.actions.operators import Context, undo
from service.actions.steps import RUNNING, Cause, cancel, context_of, start_children
from service.actions.tasks import check_open, lock, right
from service.desk import Desk, open_release
from service.domain import assignment, clock, labels, moves
from service.domain import returns as rules
from service.domain.assignment import Refusal
from service.domain.errors import Conflict, NotFound, StaleVersion, TaskNotYours
from service.domain.instances import STARTER, Event, NewTask, Standing, address, small
from service.domain.outcome import Called, Outcome
from service.domain.people import Actor
from service.domain.returns import Back, Held, Mark, Offer, Step, Undone
from service.engine import Engine, Past, Replayed, Return, beginning
from service.store import deliveries, instances, notices, tasks
from service.store import moves as facts
from service.store import returns as store
from service.store import withdrawal as past
from service.store.database import Row, Tx
from service.store.notices import NewNotice
from service.store.returns import Reopened

MOST_OFFERS = 20


@dataclass(frozen=True, slots=True)
class _Case:
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
class _Way:
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


def offers(tx: Tx, engine: Engine, actor: Actor, task_id: UUID) -> list[Offer]:
    """Return the steps to which a task may be returned, the latest first, each with what would come of it.

    Raises NotFound, TaskNotYours.
    """
    row = tasks.for_draft(tx, actor.tenant, task_id)
    if row is None:
        raise NotFound("task_not_found")
    _check_may(tx, actor, row)
    if row["task_status"] != "open":
        return []
    found: list[Offer] = []
    for place in _places_above(tx, actor, row):
        case = _open(tx, engine, actor.tenant, place)
        offers_ = (_offer(case, target) for target in _targets(case)[:MOST_OFFERS])
        found += [offer for offer in offers_ if offer is not None]
    return found


def return_in(
    tx: Tx, engine: Engine, actor: Actor, task_id: UUID, target_id: UUID, reason: str, version: int | None = None
) -> None:
    """Return a task to an earlier step inside the caller's transaction.

    Raises NotFound, TaskNotYours, TaskAlreadyCompleted, StaleVersion, Invalid, Conflict.
    """
    whose = store.instance_of(tx, actor.tenant, target_id)
    if whose is not None:
        instances.lock_instance(tx, actor.tenant, whose)  # a whole before its part, as everywhere
    row = lock(tx, actor, task_id, version)
    check_open(row, actor)
    _check_may(tx, actor, row)
    why = moves.reason_of(reason)
    place = next((each for each in _places_above(tx, actor, row) if each["instance_id"] == whose), None)
    if place is None:
        raise NotFound("return_target")
    if place["status"] not in RUNNING:
        raise Conflict(f"instance_{place['status']}")
    case = _open(tx, engine, actor.tenant, place)
    target = next((step for step in _targets(case) if step.cause["task_id"] == target_id), None)
    if target is None:
        raise NotFound("return_target")
    way = _way(case, target)
    refusal = rules.why_final(way.undone)
    if refusal is not None:
        raise Conflict(refusal.code, **refusal.params)
    if not _comes(case, way):
        raise Conflict("return_aside")
    _write(case, actor, way, target, why)


def _check_may(tx: Tx, actor: Actor, row: Row) -> None:
    """Let whoever may decide the task return it, and whoever may steer its case."""
    refusal = assignment.why_not(*right(row, actor, early=True))
    if refusal is None:
        return
    above = facts.way_up(tx, actor.tenant, row["instance_org"])
    if moves.why_not_steer(actor, row["starter_id"], row["person_id"], above, clock.today()) is None:
        return
    if actor.grant_for(row["role"], (row["organization_id"],), clock.today()) is None and not any(
        grant.organization_id in above and grant.in_force(clock.today()) for grant in actor.grants
    ):
        raise NotFound("task_not_found")
    raise TaskNotYours(refusal.code, **refusal.params)


def _places_above(tx: Tx, actor: Actor, row: Row) -> list[Row]:
    """Return the case of a task and the wholes that it is a part of, as far as the actor may steer them.

    `call` is what waits in a whole for the part that the task is in.
    """
    from_ = {"id": row["id"], "node": row["node"], "title": row["title"]}
    found: list[Row] = []
    instance, call = row["instance_id"], None
    while instance is not None:
        whole = store.standing(tx, actor.tenant, instance)
        if call is not None:
            above = facts.way_up(tx, actor.tenant, whole["instance_org"])
            if moves.why_not_steer(actor, whole["starter_id"], whole["person_id"], above, clock.today()) is not None:
                break
        found.append({**whole, **from_, "call": call})
        instance, call = whole["parent_id"], whole["parent_task_id"]
    return found


def _open(tx: Tx, engine: Engine, tenant: int, row: Row) -> _Case:
    instance = row["instance_id"]
    return _Case(
        tx,
        tenant,
        row,
        open_release(tx, engine, tenant, row["release_id"]),
        engine,
        [step for step in rules.steps_of(store.past(tx, tenant, instance)) if not step.withdrawn],
        store.tasks(tx, tenant, instance),
        store.calls(tx, tenant, instance),
    )


def _targets(case: _Case) -> list[Step]:
    """Return the decisions that stand, the latest first: of each step and person the latest one."""
    found: dict[tuple[Any, ...], Step] = {}
    for step in reversed(case.steps):
        cause = step.cause
        if step.kind == "task" and step.undone_by is None:
            found.setdefault((cause["process"], cause["node"], cause["actor_id"]), step)
    return list(found.values())


def _comes(case: _Case, way: _Way) -> bool:
    """Tell whether the task that is returned has come of what is undone."""
    call = case.row["call"]
    return case.row["id"] in way.outcome.closed if call is None else call in way.parts


def _offer(case: _Case, target: Step) -> Offer | None:
    """Say what a return to a step would do; None when the task does not come of it."""
    cause = target.cause
    offer = Offer(cause["task_id"], cause["node"], cause["title"] or "", cause["who"] or "", cause["at"])
    try:
        way = _way(case, target)
    except Conflict as conflict:
        return replace(offer, refusal=Refusal(conflict.code, conflict.params))
    if not _comes(case, way):
        return None
    closed = set(way.outcome.closed)
    open_ = [row for row in case.tasks if row["status"] == "open"]
    again = [row["title"] for row in case.tasks if row["status"] == "cancelled" and row["id"] in _reopened(way)]
    redone = [row["title"] for row in way.dropped() if row["task_id"] != cause["task_id"]]
    return replace(
        offer,
        refusal=rules.why_final(way.undone),
        cancelled=tuple(_held(row) for row in open_ if row["id"] in closed),
        kept=tuple(_held(row) for row in open_ if row["id"] not in closed),
        redone=tuple(dict.fromkeys([*redone, *again])),
        undone=tuple(each for each in way.undone if each.back is not Back.READS),
        parts=len(way.outcome.cancelled_children),
    )


def _held(row: Row) -> Held:
    post = f"{row['organization_name']} {labels.role_name(row['role'])}"
    return Held(row["title"], row["assignee_name"] or post, row["node"])


def _reopened(way: _Way) -> set[UUID]:
    return {task.id for task in way.outcome.opened}


# --- the look ahead ---------------------------------------------------------------------------------------------------


def _way(case: _Case, target: Step) -> _Way:
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
    return _Way(said, steps, (*undone, *_undone_below(case, instances_)), parts)


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
    wait, name, data = cause["task_id"], "", {}
    if step.kind == "task":
        data = variables_of(desk.model, cause["process"], cause["node"], payload.get("answers") or {})
    elif step.kind == "message":
        name, data = payload.get("message") or payload.get("name") or "", payload.get("payload") or {}
    elif step.kind == "child":
        wait, data = calls.get(payload["child"]), payload.get("result") or {}
    elif step.kind == "joined":
        data = {"items": payload["whom"]}
    elif step.kind in ("answered", "failed"):
        wait, name = UUID(payload["wait"]), payload.get("error") or ""
        data = payload.get("result") if step.kind == "answered" else payload.get("details") or {}
    elif cause["type"] == rules.RETURNED:
        data = payload.get("renamed") or {}
    return Past(step.kind, cause["at"], after, wait, name, data, called)


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


def _undone_below(case: _Case, instances_: Sequence[UUID]) -> list[Undone]:
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


def _parts(case: _Case, steps: Sequence[Step], said: Return) -> frozenset[UUID]:
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


# --- the move ---------------------------------------------------------------------------------------------------------


def _write(case: _Case, actor: Actor, way: _Way, target: Step, why: str) -> None:
    tx, tenant, row, outcome = case.tx, case.tenant, case.row, way.outcome
    at, me, cause = clock.now(), actor.person_id, target.cause
    day = clock.office_day(at)
    known = {each["id"]: each for each in case.tasks}
    came = [task for task in outcome.opened if task.id in known]
    standing = Standing(row["person_id"], row["starter_id"], "running", row["milestone"], row["business_key"])
    news = {task.id: address(task, standing, case.desk.frame(), at, me, ()) for task in outcome.opened}
    told = _event(case, actor, way, target, why, day)
    context = context_of(tx, case.engine, tenant, row, Cause(told, me, actor.name), case.desk, at)
    _take_back(context, way.undone)
    change = replace(
        moves.unchanged(
            row, at, "running", (told, *context.events), me, outcome.closed, outcome.disarmed, outcome.unsubscribed
        ),
        state=outcome.state,
        milestone=past.milestone_before(tx, tenant, row["instance_id"], cause["task_id"], outcome.closed),
        variables=small(outcome.variables, ()),
        opened=tuple(news[task.id] for task in outcome.opened if task.id not in known),
        armed=outcome.armed,
        subscribed=outcome.subscribed,
    )
    if not instances.write_step(tx, tenant, row, change):
        raise StaleVersion(who="")
    gone = [each["task_id"] for each in way.dropped() if each["task_id"] != cause["task_id"]]
    store.undo(tx, tenant, [task for task in gone if task not in {each.id for each in came}])
    _reopen(case, actor, target, [(known[task.id], news[task.id]) for task in came], why)
    _say_who_may_not(case, {task.id for task in came})
    start_children(tx, case.engine, tenant, row, outcome.children, at, case.desk)
    deliveries.ask(tx, tenant, row["instance_id"], outcome.calls)
    deliveries.take_back(tx, tenant, outcome.cancelled_calls)
    for part in case.calls:
        if part["parent_task_id"] in outcome.cancelled_children:
            cancel(tx, tenant, part["id"], at, me)
    _tell(case, actor, way, target, why)


def _event(case: _Case, actor: Actor, way: _Way, target: Step, why: str, day: date) -> Event:
    """Say in history what was returned to what, why, and which rows count no more."""
    cause, closed, mark = target.cause, set(way.outcome.closed), _mark(way)
    payload = {
        "reason": why,
        "from": {"task": str(case.row["id"]), "node": case.row["node"], "title": case.row["title"]},
        "to": {"task": str(cause["task_id"]), "node": cause["node"], "title": cause["title"]},
        "undone": mark.undone,
        "instead": mark.instead,
        "cancelled": [[str(t["id"]), t["title"]] for t in case.tasks if t["id"] in closed and t["status"] == "open"],
        "reopened": [str(task.id) for task in way.outcome.opened],
        "renamed": dict(way.said.renamed),
    }
    return Event(rules.RETURNED, day, payload, cause["node"], cause["task_id"], actor.person_id)


def _mark(way: _Way) -> Mark:
    """Say which rows of which steps count no more, and what is left of a step that is undone in part."""
    mark = Mark()
    for step, now in zip(way.steps, way.said.steps, strict=True):
        if step.kind == "moved" or step.undone_by is not None:
            continue
        first, last = step.rows[0]["seq"], step.rows[-1]["seq"]
        passed = [[p.node, p.kind, list(p.flows), p.process] for p in now.passed]
        if not now.kept and not passed:
            mark.undone.append([first, last])
            continue
        advanced = next((row for row in step.rows if row["type"] == "instance.advanced"), None)
        if advanced is None or _places(advanced["payload"]["passed"]) == _places(passed):
            continue
        mark.instead[str(advanced["seq"])] = passed
        if not now.kept:
            mark.undone.append([first, advanced["seq"] - 1])
        left = Counter(decision.node for decision in now.decisions)
        for row in step.rows:
            if row["type"] == "decision.made":
                left[row["node"]] -= 1
                if left[row["node"]] < 0:
                    mark.undone.append([row["seq"], row["seq"]])
    return mark


def _places(passed: Sequence[Sequence[Any]]) -> Counter[tuple[Any, Any]]:
    return Counter((each[0], each[3]) for each in passed)


def _take_back(context: Context, undone: Sequence[Undone]) -> None:
    """Take back what operators did, the latest first."""
    for each in reversed(undone):
        if each.back is Back.UNDOES and each.call is not None:
            undo(context, each.operator, each.call.result)


def _reopen(case: _Case, actor: Actor, target: Step, came: Sequence[tuple[Row, NewTask]], why: str) -> None:
    at, cause = clock.now(), target.cause
    today = clock.office_day(at)
    keeps: dict[UUID, bool] = {}
    reopened = []
    for row, task in came:
        if row["id"] != cause["task_id"]:
            reopened.append(Reopened(row["id"], task.due_at))
            continue
        holder = cause["actor_id"]
        personal = row["assignee_id"] is not None and row["claimed_at"] is None
        keeps[row["id"]] = not personal and store.holds(
            case.tx, case.tenant, holder, row["role"], row["organization_id"], today
        )
        said = {"who": actor.name, "at": at.isoformat(), "reason": why, "title": case.row["title"]}
        reopened.append(Reopened(row["id"], task.due_at, said, cause["payload"].get("answers") or {}, holder))
    store.reopen(case.tx, case.tenant, reopened, keeps, at)


def _say_who_may_not(case: _Case, came: Collection[UUID]) -> None:
    """Say anew who may not do the open tasks: the undone exclude nobody, and four eyes hold both ways."""
    rows = store.tasks(case.tx, case.tenant, case.row["instance_id"])
    signed = store.signed(case.tx, case.tenant, case.row["instance_id"])
    done = [(row["node"], _named(case.desk, row), row["completed_by"]) for row in rows if row["status"] == "completed"]
    done += [(row["node"], set(), row["person_id"]) for row in signed]
    changed: dict[UUID, set[UUID]] = {}
    for row in rows:
        named = _named(case.desk, row)
        people = {who for node, _, who in done if node in named}
        if row["id"] in came:
            people |= {who for _, names, who in done if row["node"] in names}
        if STARTER in named and case.row["starter_id"] is not None:
            people.add(case.row["starter_id"])
        if row["status"] == "open" and people != set(row["exclude"]):
            changed[row["id"]] = people
    store.exclude(case.tx, case.tenant, changed)


def _named(desk: Desk, row: Row) -> set[str]:
    """Return the nodes that a task's node excludes."""
    info = desk.model.node(row["process_key"], row["node"])
    text = info.properties.get("exclude", "") if info else ""
    return {part.strip() for part in text.split(",") if part.strip()}


def _tell(case: _Case, actor: Actor, way: _Way, target: Step, why: str) -> None:
    """Tell whoever did what is undone; whoever did the step returned to has it in the inbox."""
    did = {row["actor_id"] for row in way.dropped()} - {actor.person_id, target.cause["actor_id"], None}
    params = {
        "subject": case.row["subject_name"],
        "who": actor.name,
        "title": target.cause["title"] or "",
        "reason": why,
    }
    sent = [NewNotice(person, "case_returned", params) for person in sorted(did)]
    notices.send(case.tx, case.tenant, case.row["instance_id"], clock.now(), sent)
