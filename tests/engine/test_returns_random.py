"""Returns at random places of random models: what is redone ends as if nothing had happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.conftest import MONDAY, Desk
from tests.engine.draw import Process, definitions, several
from tests.engine.records import Record, record
from tests.engine.test_moves import books
from tests.engine.test_random import BLOCKS, Block, Pencil, model_of

STEADY = st.recursive(
    st.sampled_from([("task",), ("serve",), ("sign",), ("turns",)]),
    lambda inner: st.one_of(
        st.tuples(st.just("seq"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("and"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("loop"), inner),
        st.tuples(st.just("sub"), inner),
        st.tuples(st.just("call"), inner),
    ),
    max_leaves=7,
)


@dataclass
class Steady(Pencil):
    """Draw processes whose end does not depend on who is faster: every answer is a function of its place."""

    called: list[Process] = field(default_factory=list)
    rounds: list[str] = field(default_factory=list)

    def _serve(self, p: Process) -> tuple[str, str]:
        key, act = self.name("ut"), self.name("st")
        p.user(key).service(act, "op.known", f"said_{act}", node=f"'{act}'").flow(key, act)
        return key, act

    def _sign(self, p: Process, sequential: bool = False) -> tuple[str, str]:
        key = self.name("ut")
        p.user(key, several("items", f"item_{key}", f"all_{key}", f"one_{key}", sequential))
        return key, key

    def _turns(self, p: Process) -> tuple[str, str]:
        return self._sign(p, True)

    def _loop(self, p: Process, block: Block) -> tuple[str, str]:
        enter, leave, out, count = self.name("gw"), self.name("gw"), self.name("gw"), self.name("sc")
        self.rounds.append(f"n_{count}")
        p.gate("xor", enter, leave, out).script(count, f"n_{count} = n_{count} + 1")
        first, last = self.draw(p, block)
        p.flow(enter, first).flow(last, count, leave).when(leave, enter, f"n_{count} < 2").otherwise(leave, out)
        return enter, out

    def _inner(self, p: Process, block: Block) -> Process:
        start, end = self.name("start"), self.name("end")
        first, last = self.draw(p.start(start).end(end), block)
        return p.flow(start, first).flow(last, end)

    def _sub(self, p: Process, block: Block) -> tuple[str, str]:
        key = self.name("sp")
        p.sub(self._inner(Process(key, "subProcess"), block))
        return key, key

    def _call(self, p: Process, block: Block) -> tuple[str, str]:
        key, process = self.name("ca"), self.name("proc")
        self.called.append(self._inner(Process(process), block))
        p.call(key, process)
        return key, key


def steady(block: Block) -> tuple[bytes, dict[str, Any]]:
    pencil, p = Steady(), Process("proc_a").start().end().user("ut_first").user("ut_last")
    first, last = pencil.draw(p, block)
    p.flow("start_1", "ut_first", first).flow(last, "ut_last", "end_1")
    data: dict[str, Any] = {"items": ["a", "b"], **dict.fromkeys(pencil.rounds, 0)}
    return definitions(p.xml(), *(q.xml() for q in pencil.called)), data


def services(operator: str, params: dict[str, Any]) -> str:
    return f"{params['node']}!"


def answers(r: Record, key: UUID) -> dict[str, Any]:
    node = r.run.tasks[key].node
    return {f"one_{node}": f"{node}/{r.run.tasks[key].data.get(f'item_{node}')}"}


def baseline(desk: Desk, file: bytes, data: dict[str, Any]) -> Record:
    r = record(desk, file, services, **data)
    while not r.run.ended:
        key = next(iter(r.run.tasks))
        r.do(key, **answers(r, key))
    return r


RUNS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], print_blob=True)


@settings(RUNS, max_examples=60)
@given(block=STEADY, turns=st.lists(st.integers(0, 99), min_size=12, max_size=40))
def test_what_is_redone_ends_as_if_nothing_had_happened(desk: Desk, block: Block, turns: list[int]) -> None:
    file, data = steady(block)
    straight = baseline(desk, file, data)
    r = record(desk, file, services, **data)
    start = Counter(passed.node for passed in r.run.last.passed)
    for turn in turns:
        if r.run.ended or (r.run.open() == ["ut_last"] and turn % 2):
            break
        done = r.targets()
        if turn % 4 == 0 and done:
            before, state = dict(r.run.tasks), r.run.state
            number = done[turn % len(done)]
            target = r.entries[number].past.wait
            asked = r.ask(number)
            assert r.back(number).outcome.closed == asked.outcome.closed and r.run.state != state
            assert target in r.run.tasks and not r.run.ended
            for key in before.keys() & r.run.tasks.keys():
                assert r.run.tasks[key] == before[key]
        else:
            key = list(r.run.tasks)[turn % len(r.run.tasks)]
            r.do(key, **answers(r, key))
    while not r.run.ended:
        key = next(iter(r.run.tasks))
        r.do(key, **answers(r, key))
    assert r.run.last.variables == straight.run.last.variables
    assert r.path() + start == straight.path() + start
    live = Counter((call.node, call.result) for entry in r.entries for call in entry.called)
    assert live == Counter((call.node, call.result) for entry in straight.entries for call in entry.called)


@settings(RUNS, max_examples=60)
@given(block=BLOCKS, choices=st.lists(st.integers(0, 99), min_size=30, max_size=30))
def test_returns_among_timers_and_choices(desk: Desk, block: Block, choices: list[int]) -> None:
    """Every run comes to its end, whatever is returned; what waited and still waits, waits as it did."""
    desk.clock.now = MONDAY
    r = Record(desk.run(desk.model(model_of(block)), pick=0))
    turn = 0
    while not r.run.ended and turn < 200:
        choice, done = choices[turn % len(choices)], r.targets()
        if choice % 7 == 0 and turn < 60:
            desk.clock.turn(days=2)
            r.fire()
        elif choice % 5 == 0 and done and turn < 60:
            before = books(r.run)
            r.back(done[choice % len(done)])
            for then, now in zip(before[:3], books(r.run)[:3], strict=True):
                assert {key: now[key] for key in then.keys() & now.keys()} == {
                    key: then[key] for key in then.keys() & now.keys()
                }
        else:
            keys = sorted(r.run.tasks, key=lambda key: r.run.tasks[key].node)
            r.do(keys[choice % len(keys)], pick=choice % 4 if turn < 40 else 0)
        turn += 1
    assert r.run.ended and not r.run.tasks and not r.run.timers
