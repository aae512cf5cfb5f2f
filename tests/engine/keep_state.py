"""Keep a state of the present format for ever: `python -m tests.engine.keep_state` writes states/rich-vN.json.

Run it once when `state.VERSION` has been raised, before the release, and commit the file. Never run it to make a test
pass: a kept state that no longer loads is a case in somebody's database that no longer loads.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from service.engine import Engine, Model, step
from service.engine.state import VERSION, load
from service.engine.workflow import Case, ScriptEngine
from tests.engine.conftest import MONDAY, Clock, Desk, Runner
from tests.engine.draw import Process, definitions, message, several, timer
from tests.engine.wild import CONNECTORS

FOLDER = Path(__file__).parent / "states"
FIRST = {"who": "ann", "items": ["x", "y", "z"], "pick": 1, "deep": {"typename": "x", "list": [1, 2.5, None, True]}}


def rich() -> bytes:
    """Draw what a state can hold half done; never change it, or the kept states prove nothing."""
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_z").end()
    p.flow("start_1", "gw_f").flow("gw_j", "ut_z", "end_1")
    p.user("ut_all", several("items", "one", "all", "said")).flow("gw_f", "ut_all", "gw_j")
    p.user("ut_turn", several("items", "next", "turns", "said", sequential=True)).flow("gw_f", "ut_turn", "gw_j")
    p.user("ut_here").flow("gw_f", "ut_here", "gw_j")
    p.user("ut_late").boundary("tm_again", "ut_late", timer("timeCycle", "R3/P1D"), False).user("ut_side").end("end_2")
    p.boundary("tm_cut", "ut_late", timer("timeDuration", "P9D")).gate("xor", "gw_m").flow("tm_cut", "gw_m", "gw_j")
    p.flow("gw_f", "ut_late", "gw_m").flow("tm_again", "ut_side", "end_2")
    p.gate("or", "gw_o", "gw_p").user("ut_o1").user("ut_o2").flow("gw_f", "gw_o").flow("gw_p", "gw_j")
    p.otherwise("gw_o", "ut_o1").when("gw_o", "ut_o2", "pick == 1").when("gw_o", "gw_p", "pick > 0")
    p.flow("ut_o1", "gw_p").flow("ut_o2", "gw_p")
    p.catch("ev", message("msg_go"), {"key": "who"}).flow("gw_f", "ev", "gw_j")
    p.call("ca_own", "proc_b", several("items", "part", "parts", "done"), instance="own").flow("gw_f", "ca_own", "gw_j")
    p.call("ca_in", "proc_b").flow("gw_f", "ca_in", "gw_j")
    p.service("st_out", "out.send", "sent", to="who").flow("gw_f", "st_out", "gw_j")
    inner = Process("sp", "subProcess").start("st_sp").user("ut_sp").end("end_sp").flow("st_sp", "ut_sp", "end_sp")
    heard = Process("es", "subProcess").user("ut_es").end("end_es").flow("st_es", "ut_es", "end_es")
    inner.on_event(heard, "st_es", message("msg_es"), False, {"key": "who"})
    p.sub(inner).flow("gw_f", "sp", "gw_j")
    q = Process("proc_b").start("start_b").user("ut_b1").user("ut_b2").end("end_b")
    return definitions(p.xml(), q.flow("start_b", "ut_b1", "ut_b2", "end_b").xml(), messages=("msg_go", "msg_es"))


def model(desk: Desk) -> Model:
    """Return the release of the kept states."""
    return desk.model(rich(), connectors=CONNECTORS)


def half_done(desk: Desk) -> Runner:
    """Bring a case to where everything is half done."""
    run = desk.run(model(desk), **FIRST)
    desk.clock.turn(days=1, hours=1)
    run.fire()
    for node in ("ut_all", "ut_turn", "ut_here", "ut_b1"):
        run.do(node, said=node, **{node: 1})
    run.child(next(iter(run.children)), done="first")
    run.deliver("msg_es", es=1)
    return run


def finish(engine: Engine, held: Model, state: bytes) -> dict[str, Any]:
    """Bring a loaded case to its end, whatever it waits for first; return its data."""
    for turn in range(60):
        case = _loaded(engine, held, state)
        waits = step.waits_of(case)
        if waits.tasks:
            key = min(waits.tasks, key=lambda each: (waits.tasks[each].task_spec.name, str(waits.tasks[each].data)))
            said = {"said": waits.tasks[key].task_spec.name}
            outcome = engine.complete(held, state, key, said, lambda operator, params: None)
        elif waits.calls:
            outcome = engine.child_ended(held, state, next(iter(waits.calls)), {"done": "later"}, lambda *_: None)
        elif waits.outside:
            outcome = engine.answered(held, state, next(iter(waits.outside)), {"id": 7}, lambda *_: None)
        else:
            outcome = engine.deliver(held, state, "msg_go", {"go": 1}, lambda *_: None)
        assert outcome.fault is None, (turn, outcome.fault)
        if outcome.ended:
            return dict(outcome.variables)
        state = outcome.state
    raise AssertionError("the case does not end")


def waiting(engine: Engine, held: Model, state: bytes) -> dict[str, list[str]]:
    """Return what a kept state waits for: nodes, timers with their moments, messages with their keys."""
    waits = step.waits_of(_loaded(engine, held, state))
    return {
        "tasks": sorted(task.task_spec.name for task in waits.tasks.values()),
        "timers": sorted(f"{task.task_spec.name} {due.isoformat()}" for task, due in waits.timers.values()),
        "messages": sorted(f"{t.task_spec.name} {t.internal_data['key']}" for t in waits.messages.values()),
        "calls": sorted(task.task_spec.name for task in (*waits.calls.values(), *waits.outside.values())),
    }


def _loaded(engine: Engine, held: Model, state: bytes) -> Case:
    return load(state, held, ScriptEngine(engine._evaluator, engine._clock()))


def main() -> None:
    clock = Clock()
    clock.now = MONDAY
    engine = Engine(clock)
    desk = Desk(engine, clock)
    run = half_done(desk)
    said = {"at": clock.now.isoformat(), "waiting": waiting(engine, run.model, run.state)}
    kept = {"state": base64.b64encode(run.state).decode(), **said, "end": finish(engine, run.model, run.state)}
    file = FOLDER / f"rich-v{VERSION}.json"
    file.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    print(f"{file.name}: {len(run.state)} bytes")
    engine.close()


if __name__ == "__main__":
    main()
