"""One random run of a wild diagram, and everything that must hold after each of its steps.

The books that the outcomes write are what the saved state waits for, no more and no less; a case that never left the
memory does the same; a replay of what was recorded ends in the same state; the state does not grow with the number of
steps; and a run ends, or says why not.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from service.domain.errors import Conflict, InstanceEnded
from service.engine import Bundle, Engine, Model, Past, beginning, countersign, returns, step
from service.engine.instances import instance_key
from service.engine.parse import parse
from service.engine.state import _decode, dump, load
from service.engine.workflow import Case, ScriptEngine
from tests.engine.conftest import MONDAY, Clock, Runner
from tests.engine.wild import CONNECTORS, Wild

TURNS = 40  # with random answers; after that every answer leads out
MOST = 260
# Rows of a state: what each wait, each open scope and each half-arrived join may need, however long the case has run.
ROWS_EACH, ROWS_MORE = 14, 40
# What a diagram that can lose its way may end with: a sentence that names the node.
EXPLAINED = frozenset(("stalled",))


@dataclass
class Run:
    """A wild diagram on its way: the engine's run, the same in memory, and the record of what happened."""

    rng: random.Random
    engine: Engine
    clock: Clock
    model: Model
    runner: Runner
    memory: Case
    record: list[tuple[datetime, str, int, dict[str, Any]]] = field(default_factory=list)
    past: list[tuple[Past, bytes, int | None]] = field(default_factory=list)
    returned: bool = False
    alone: bool = False
    stopped: str = ""


def services(operator: str, params: dict[str, Any]) -> Any:
    return {"said": params.get("a")}


def begin(seed: int, engine: Engine, clock: Clock, kinds: tuple[str, ...] | None = None) -> Run:
    rng = random.Random(seed)
    wild = Wild(rng, budget=rng.choice((6, 12, 24))) if kinds is None else Wild(rng, kinds, rng.choice((4, 8)))
    model = parse(Bundle({"a.bpmn": wild.model()}), CONNECTORS)
    clock.now = MONDAY
    data = {"pick": rng.choice((0, 0, 1, 2)), "who": "ann", "items": rng.choice(([], ["x"], ["x", "y", "z"]))}
    runner = Runner(engine, model, "proc_a", data, services)
    memory = Case(model, "proc_a", ScriptEngine(engine._evaluator, clock.now))
    memory.now, memory.services = clock.now, services
    memory.task_tree.data = dict(data)
    with engine._evaluator.step():
        memory.settle_timers()
    run = Run(rng, engine, clock, model, runner, memory)
    run.record.append((clock.now, "start", 0, data))
    return run


# --- what may happen next -------------------------------------------------------------------------------------------


def key_of(task: Any) -> tuple[str, ...]:
    """Name a wait by what two runs have in common: where it is drawn, its round, its data, not its id."""
    where, up = [], task
    while up is not None:
        where.append(f"{up.task_spec.name}:{instance_key(up)}")
        parent = getattr(up.workflow, "parent_task_id", None)
        up = up.workflow.top_workflow.get_task_from_id(parent) if parent else None
    return (*where, repr(sorted(task.data.items())))


def listed(case: Case) -> dict[str, list[tuple[tuple[str, ...], UUID]]]:
    """Return every wait of a case by kind, in an order that does not depend on ids."""
    waits = step.waits_of(case)
    kinds = {"task": waits.tasks, "message": waits.messages, "child": waits.calls, "call": waits.outside}
    found = {kind: [(key_of(task), key) for key, task in held.items()] for kind, held in kinds.items()}
    found["timer"] = [((*key_of(task), due.isoformat()), key) for key, (task, due) in waits.timers.items()]
    for held in found.values():
        held.sort(key=lambda item: item[0])  # stable: what looks the same keeps the engine's order
    return found


def loaded(run: Run) -> Case:
    case = load(run.runner.state, run.model, ScriptEngine(run.engine._evaluator, run.clock.now))
    case.now, case.services = run.clock.now, services
    return case


def choose(run: Run, turn: int, waits: dict[str, list[tuple[tuple[str, ...], UUID]]]) -> tuple[str, int]:
    """Choose what happens: (kind, which); a jump of the clock is ("clock", hours)."""
    rng = run.rng
    which: dict[str, Sequence[int]] = {kind: range(len(found)) for kind, found in waits.items()}
    if turn > TURNS:  # what listens beside would begin something new for ever: only who must be told is, and last
        held = any(waits[kind] for kind in ("task", "timer", "child", "call"))
        must = [] if held else [n for n, (where, _) in enumerate(waits["message"]) if where[0].startswith("ev_")]
        which["message"] = must
    kinds = [kind for kind in ("task", "message", "child", "call") if which[kind]]
    weighted = [kind for kind in kinds for _ in range({"task": 6, "message": 2}.get(kind, 3))]
    if waits["timer"] and (not weighted or rng.random() < 0.2):
        return "clock", rng.choice((1, 7, 25, 80))
    if not weighted:
        return "clock", 24
    kind = rng.choice(weighted)
    return kind, rng.choice(which[kind])


def happen(run: Run, turn: int, waits: dict[str, list[tuple[tuple[str, ...], UUID]]]) -> None:
    """Let one thing happen to the saved case and to the one in memory alike."""
    kind, which = choose(run, turn, waits)
    pick = 0 if turn > TURNS else run.rng.randrange(4)
    given: dict[str, Any] = {"pick": pick, f"by_{turn % 5}": turn}
    if kind == "task" and turn <= TURNS and waits["task"][which][0][0].startswith("us_") and run.rng.random() < 0.3:
        kind, given = run.rng.choice((("joined", {"items": [f"new_{turn}"]}), ("left", {})))
    act(run, kind, which, given)


def act(run: Run, kind: str, which: int, given: dict[str, Any]) -> None:
    before, runner, memory = run.runner.state, run.runner, run.memory
    if kind == "clock":
        run.clock.turn(hours=which)
    memory.now = run.clock.now
    memory.script_engine = ScriptEngine(run.engine._evaluator, run.clock.now)
    mine = loaded(run)
    ours = listed(mine)
    theirs = ours if run.alone else listed(memory)
    if kind == "clock":
        runner.fire(check=False)
        happening, past = step.fire, Past("timer", run.clock.now, runner.state, called=runner.last.called)
        name, key = "", None
    else:
        waits = "task" if kind in ("joined", "left") else kind
        key, twin = ours[waits][which][1], theirs[waits][which][1]
        task = step.find(mine, key)
        name = task.task_spec.event_definition.name if kind == "message" else ""
        if kind == "task":
            runner.absorb(run.engine.complete(run.model, before, key, given, services), check=False)
            happening, said = step.complete(twin, dict(given)), "task"
        elif kind == "joined":
            runner.absorb(run.engine.add_signers(run.model, before, key, given["items"], services), check=False)
            happening, said = countersign.add(twin, given["items"]), "joined"
        elif kind == "left":
            try:
                runner.absorb(run.engine.remove_signer(run.model, before, key, services), check=False)
            except Conflict as conflict:
                assert conflict.code == "signer_last"
                return
            happening, said = countersign.remove(twin), "left"
        elif kind == "message":
            runner.absorb(run.engine.deliver(run.model, before, name, given, services, key), check=False)
            happening, said = step.deliver(name, dict(given), twin), "message"
        elif kind == "child":
            del runner.children[key]
            runner.absorb(run.engine.child_ended(run.model, before, key, given, services), check=False)
            happening, said = step.child_ended(twin, dict(given)), "child"
        else:
            caught = any(spec.name.startswith("be_") for spec in _boundaries(task)) and which % 2 == 0
            if caught:
                said_outcome = run.engine.failed(run.model, before, key, "refused", {"error": "no"}, services)
                happening, said = step.failed(twin, "refused", {"error": "no"}), "failed"
            else:
                del runner.calls[key]
                said_outcome = run.engine.answered(run.model, before, key, given, services)
                happening, said = step.answered(twin, dict(given)), "answered"
            runner.absorb(said_outcome, check=False)
        past = Past(said, run.clock.now, runner.state, key, name, given, runner.last.called)
    run.record.append((run.clock.now, kind, which, given))
    run.past.append((past, before, None))
    if runner.last.fault is not None:
        run.stopped = runner.last.fault.code
        return
    if not run.alone:
        with run.engine._evaluator.step():
            memory.settle_timers()
            happening(memory)
            memory.settle()


def _boundaries(task: Any) -> list[Any]:
    """Return the boundary events drawn on a task."""
    split = task.parent.task_spec if task.parent is not None else None
    return [output for output in getattr(split, "outputs", ()) if output.name != task.task_spec.name]


# --- what must hold -------------------------------------------------------------------------------------------------


def check(run: Run) -> dict[str, list[tuple[tuple[str, ...], UUID]]]:
    """Check one state against the books, the case in memory and its size."""
    runner = run.runner
    assert runner.ended == run.memory.completed, f"ended {runner.ended}, in memory {run.memory.completed}"
    books = (runner.tasks, runner.timers, runner.messages, runner.children, runner.calls)
    if runner.ended:
        assert not any(books), [list(book) for book in books]
        return {}
    case = loaded(run)
    waits = step.waits_of(case)
    assert waits, "nothing waits, and the case has not ended"
    assert waits.tasks.keys() == runner.tasks.keys(), "tasks"
    assert {key: due for key, (_, due) in waits.timers.items()} == {k: t.due_at for k, t in runner.timers.items()}
    assert waits.messages.keys() == runner.messages.keys(), "messages"
    assert waits.calls.keys() == runner.children.keys(), "own instances"
    assert waits.outside.keys() == runner.calls.keys(), "calls outside"
    mine, twin = listed(case), listed(run.memory)
    for kind, found in mine.items():
        assert [key for key, _ in found] == [key for key, _ in twin[kind]], kind
    if not run.returned:
        assert Counter(runner.path) == Counter(passed.node for passed in run.memory.journal)
    rows = sum(len(part.tasks) for part in (case, *case.subprocesses.values()))
    open_ = sum(map(len, books)) + len(case.subprocesses)
    # What has arrived at the end of a scope waits as one token; only changes that cannot be said as one wait apart.
    apart = 0
    for part in (case, *case.subprocesses.values()):
        ends = [task.parent for task in part.tasks.values() if task.task_spec.name.endswith(".EndJoin")]
        beside = [end for end in ends if getattr(end.task_spec, "beside", False)]
        assert len(ends) - len(beside) <= 1, "tokens of forks wait apart at the end"
        apart += len(beside)
    assert rows <= ROWS_EACH * open_ + 4 * apart + ROWS_MORE, f"{rows} rows for {open_} waits and parts"
    return mine


def noise(run: Run) -> None:
    """Ask for what cannot be: the state must not move."""
    runner = run.runner
    done = [past.wait for past, _, _ in run.past if past.wait and past.wait not in runner.tasks]
    try:
        if done and run.rng.random() < 0.5:
            run.engine.complete(run.model, runner.state, run.rng.choice(done), {}, services)
        else:
            run.engine.deliver(run.model, runner.state, "msg_nobody", {}, services)
    except Conflict:
        return
    raise AssertionError("it took what nobody waits for")


def replay(run: Run) -> None:
    """Let all that was recorded happen once more: it must end in the same state."""
    _, _, _, data = run.record[0]
    run.clock.now = MONDAY
    again = Runner(run.engine, run.model, "proc_a", data, services)
    other = Run(run.rng, run.engine, run.clock, run.model, again, run.memory, alone=True)
    for at, kind, which, given in run.record[1:]:
        run.clock.now = at
        if kind == "clock":
            again.fire()
        else:
            act(other, kind, which, given)
    assert value(again.state) == value(run.runner.state), "a replay ends in another state"
    assert again.path == run.runner.path


def retell(run: Run) -> None:
    """Let the history happen once more, as a return does it: from what is on record, asking no operator.

    What is replayed must be the state, ids, moments and all; also where returns have undone a part of the history.
    """
    here = step.Here(run.model, nobody, run.engine._evaluator, run.clock.now)
    with run.engine._evaluator.step():
        told = returns._Replay(here, run.past[0][1], UUID(int=0))
        for past, _, undone in run.past:
            told.take(past if undone is None else Past("undone", past.at, past.after))
        case = returns._bring(here, told._state)
        told._keep_time(case, told._real)  # a return lets terms begin anew
        state = dump(case)
    assert named(state) == named(run.runner.state), "history tells another state"


def nobody(operator: str, params: dict[str, Any]) -> Any:
    raise AssertionError(f"{operator} was asked again")


def named(state: bytes) -> Any:
    """Return what a state says of its waits and its data, with the ids that people and jobs know."""
    process, names, rows, parts = _decode(state)
    runs = [(b"", rows), *((parent, part) for parent, _, part in parts)]
    return process, sorted(
        (parent, row[0], names[row[2]], row[3], repr(sorted((row[5] or {}).items()) if len(row) > 5 else None))
        for parent, run_rows in runs
        for row in run_rows
        if row[0] and not names[row[2]].endswith(".EndJoin")  # nobody knows these by their ids
    )


def value(state: bytes) -> Any:
    """Return what a state says, without ids."""
    try:
        process, names, rows, parts = _decode(state)
    except InstanceEnded:
        return "ended"
    return process, names, [row[1:] for row in rows], [(spec, [row[1:] for row in part]) for _, spec, part in parts]


def back(run: Run) -> bool:
    """Return to a random task that was completed; tell whether there was a way."""
    spans = [(number, undone) for number, (_, _, undone) in enumerate(run.past)]
    latest = {past.wait: n for n, (past, _, undone) in enumerate(run.past) if past.kind == "task" and undone is None}
    if not latest:
        return False
    number = run.rng.choice(sorted(latest.values()))
    start = beginning(spans, number)
    target = run.past[number][0].wait
    assert target is not None
    past = [p if undone is None else Past("undone", p.at, p.after) for p, _, undone in run.past[start:]]
    try:
        said = run.engine.return_to(run.model, run.runner.state, run.past[start][1], past, target)
    except Conflict:
        return False
    before = run.runner.state
    for index, now in enumerate(said.steps, start):
        held, earlier, undone = run.past[index]
        if held.kind != "moved" and undone is None and not now.kept and not now.passed:
            run.past[index] = (held, earlier, len(run.past))
    run.runner.absorb(said.outcome)
    run.past.append((Past("moved", run.clock.now, run.runner.state, data=said.renamed), before, None))
    run.returned = True
    run.memory = loaded(run)
    assert target in run.runner.tasks, "the task is not open again"
    return True


def go(seed: int, engine: Engine, clock: Clock, moves: bool) -> str:
    """Do one whole run; return how it came out. `moves` mixes returns and migrations in."""
    run = begin(seed, engine, clock)
    waits = check(run)
    for turn in range(MOST):
        if run.runner.ended or run.stopped:
            break
        if turn % 7 == 3:
            noise(run)
        if moves and run.rng.random() < 0.12:
            move(run)
            waits = check(run)
            if run.runner.ended:
                break
        happen(run, turn, waits)
        if not run.stopped:
            waits = check(run)
            if turn % 11 == 5 and run.past and not run.runner.ended:
                retell(run)
    if run.stopped:
        assert run.stopped in EXPLAINED, run.runner.last.fault
        return run.stopped
    assert run.runner.ended, f"waits for {sorted(t.node for t in run.runner.tasks.values())} after {MOST} steps"
    if not run.returned:
        replay(run)
    return "returned" if run.returned else "ended"


def move(run: Run) -> None:
    """Return to an earlier task, or move to another release: the same diagram again, or with a task before the end."""
    if run.rng.random() < 0.5 and back(run):
        return
    before, bundle = run.runner.state, run.model.bundle
    longer = run.rng.random() < 0.5 and b"ut_new" not in bundle.processes["a.bpmn"]
    new = parse(Bundle({"a.bpmn": _longer(bundle.processes["a.bpmn"])}), CONNECTORS) if longer else run.model
    said = run.engine.migrate(run.model, new, before)
    if longer and said.outcome is None:
        assert said.found, "refused without a reason"
        return
    assert said.outcome is not None, said.found
    outcome = said.outcome
    assert not (outcome.opened or outcome.closed or outcome.passed or outcome.cancelled_children)
    assert longer or not (outcome.armed or outcome.disarmed or outcome.subscribed or outcome.unsubscribed)
    run.model = run.runner.model = new
    run.runner.absorb(outcome)
    run.past.clear()  # what came before was on another diagram
    run.returned = True
    run.memory = loaded(run)


def _longer(file: bytes) -> bytes:
    """Draw one more task before the end of the process."""
    drawn = b'<bpmn:userTask id="ut_new" name="ut_new"/>'
    drawn += b'<bpmn:sequenceFlow id="f_new" sourceRef="ut_new" targetRef="end_1"/>'
    return file.replace(b'targetRef="end_1"', b'targetRef="ut_new"').replace(
        b"</bpmn:process>", drawn + b"</bpmn:process>", 1
    )
