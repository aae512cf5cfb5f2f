"""Timers on the engine's clock: the wall clock of the machine never matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.engine.times import add, parse_cycle, parse_duration, parse_moment
from tests.engine.conftest import MONDAY, Desk
from tests.engine.draw import Process, definitions, timer


def guarded(kind: str, expression: str, interrupting: bool = True) -> bytes:
    p = Process("proc_a").start().user("ut_a").end().user("ut_t").end("end_2")
    p.boundary("tm", "ut_a", timer(kind, expression), interrupting)
    return definitions(p.flow("start_1", "ut_a", "end_1").flow("tm", "ut_t", "end_2").xml())


def test_a_timer_is_armed_by_the_engines_clock(desk: Desk) -> None:
    run = desk.run(desk.model(guarded("timeDuration", "P3D")))
    (armed,) = run.timers.values()
    assert (armed.node, armed.due_at, armed.interrupting) == ("tm", MONDAY + timedelta(days=3), True)


@pytest.mark.parametrize("expression", ["'P3D'", '"P3D"', "P3D", "wait"])
def test_durations_may_be_literals_or_expressions(desk: Desk, expression: str) -> None:
    run = desk.run(desk.model(guarded("timeDuration", expression)), wait="P3D")
    assert next(iter(run.timers.values())).due_at == MONDAY + timedelta(days=3)


def test_a_date_means_its_first_moment_in_the_town(desk: Desk) -> None:
    run = desk.run(desk.model(guarded("timeDate", "limit['expires']")), limit={"expires": "2017-05-01"})
    assert next(iter(run.timers.values())).due_at == datetime(2017, 4, 30, 16, tzinfo=UTC)


def test_before_it_is_due_nothing_fires(desk: Desk) -> None:
    run = desk.run(desk.model(guarded("timeDuration", "P3D")))
    desk.clock.turn(days=2, hours=23)
    run.fire()
    assert run.open() == ["ut_a"] and len(run.timers) == 1


def test_completing_in_time_disarms(desk: Desk) -> None:
    run = desk.run(desk.model(guarded("timeDuration", "P3D")))
    assert run.do("ut_a").ended and not run.timers


def test_a_gentle_timer_leaves_the_task_open(desk: Desk) -> None:
    run = desk.run(desk.model(guarded("timeDuration", "P3D", interrupting=False)))
    desk.clock.turn(days=3)
    fired = run.fire()
    assert run.open() == ["ut_a", "ut_t"] and not fired.closed
    assert [(passed.node, passed.flows) for passed in fired.passed] == [("tm", ("f_tm_ut_t",))]
    run.do("ut_a")
    assert run.open() == ["ut_t"] and run.do("ut_t").ended


def test_a_completion_first_lets_gentle_timers_fire(desk: Desk) -> None:
    run = desk.run(desk.model(guarded("timeDuration", "P3D", interrupting=False)))
    desk.clock.turn(days=3)
    run.do("ut_a")
    assert run.open() == ["ut_t"]


def test_a_timer_that_is_due_at_once_fires_in_the_same_step(desk: Desk) -> None:
    run = desk.run(desk.model(guarded("timeDate", "'2017-01-01'")))
    assert run.open() == ["ut_t"] and not run.timers


def test_a_wait_between_two_steps(desk: Desk) -> None:
    p = Process("proc_a").start().catch("tm", timer("timeDate", "expires")).user("ut_a").end()
    run = desk.run(desk.model(definitions(p.flow("start_1", "tm", "ut_a", "end_1").xml())), expires="2017-04-11T09:00")
    (armed,) = run.timers.values()
    assert armed.due_at == MONDAY + timedelta(days=1) and not armed.interrupting
    desk.clock.turn(days=1)
    run.fire()
    assert run.open() == ["ut_a"]


def test_a_counted_cycle_catches_up(desk: Desk) -> None:
    run = desk.run(desk.model(guarded("timeCycle", "R3/P1D", interrupting=False)))
    desk.clock.turn(days=1)
    run.fire()
    assert run.open() == ["ut_a", "ut_t"] and next(iter(run.timers.values())).due_at == MONDAY + timedelta(days=2)
    desk.clock.turn(days=30)
    run.fire()
    assert run.open() == ["ut_a", "ut_t", "ut_t", "ut_t"] and not run.timers
    run.do("ut_a")
    for _ in range(3):
        run.do("ut_t")
    assert run.ended


def test_an_endless_cycle_reminds_once_for_all_it_missed(desk: Desk) -> None:
    run = desk.run(desk.model(guarded("timeCycle", "R/P1D", interrupting=False)))
    desk.clock.turn(days=10, hours=1)
    run.fire()
    assert run.open() == ["ut_a", "ut_t"] and next(iter(run.timers.values())).due_at == MONDAY + timedelta(days=11)
    run.do("ut_a")
    assert not run.timers
    assert run.do("ut_t").ended


def test_a_timer_that_makes_no_sense_is_a_fault(desk: Desk) -> None:
    model = desk.model(guarded("timeDate", "wait"))
    outcome = desk.engine.start(model, "proc_a", {"wait": 3}, lambda operator, params: None)
    assert outcome.fault is not None and (outcome.fault.node, outcome.fault.code) == ("tm", "timer_failed")


@pytest.mark.parametrize("text", ["", "P", "3D", "-P1D", "PT", "P1W2", "P1S", "p", "P99999Y", "P0003-06-04T00:00:00"])
def test_bad_durations_are_refused(text: str) -> None:
    """SpiffWorkflow takes "", "P" and "3D"."""
    with pytest.raises(ValueError):
        parse_duration(text)


def test_months_end_with_the_month() -> None:
    january = datetime(2017, 1, 31, 4, tzinfo=UTC)
    assert add(january, parse_duration("P1M")) == datetime(2017, 2, 28, 4, tzinfo=UTC)
    assert add(datetime(2016, 2, 29, 4, tzinfo=UTC), parse_duration("P1Y")) == datetime(2017, 2, 28, 4, tzinfo=UTC)
    # Midnight belongs to the town: 31 January 00:30 there is still the 30th in UTC.
    assert add(datetime(2017, 1, 30, 16, 30, tzinfo=UTC), parse_duration("P1M")) == datetime(
        2017, 2, 27, 16, 30, tzinfo=UTC
    )


def test_moments_and_cycles() -> None:
    assert parse_moment("2017-04-10T09:00:00") == MONDAY == parse_moment("2017-04-10T01:00:00Z")
    assert parse_cycle("R/2017-04-10/P1D").first == datetime(2017, 4, 9, 16, tzinfo=UTC)
    for text in ("R0/P1D", "R3/PT0S", "R3", "3/P1D", "R3/a/b/c"):
        with pytest.raises(ValueError):
            parse_cycle(text)
