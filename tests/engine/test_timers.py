"""Timers on the engine's clock: the wall clock of the machine never matters."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from SpiffWorkflow.bpmn.specs.event_definitions.timer import CycleTimerEventDefinition as PlainCycle
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition as plain

from service.domain import messages
from service.engine import Bundle
from service.engine.times import TOWN_ZONE, add, parse_cycle, parse_duration, parse_moment
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


def test_a_timer_whose_date_is_missing_says_what_is_empty(desk: Desk) -> None:
    """`deadline.compute` answers null where the rule has no last day."""
    model = desk.model(guarded("timeDate", 'term["due"]'))
    fault = desk.engine.start(model, "proc_a", {"term": {"earliest": "2017-05-01", "due": None}}, never).fault
    assert fault is not None and fault.code == "timer_empty"
    assert 'term["due"]' in messages.text(fault.code, "zh-CN", **fault.params)


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
    for text in ("R0/P1D", "R3/PT0S", "R3", "3/P1D", "R3/a/b/c", "R3/-P1D", "R9999/PT1S", "R3/P1D/P2D", "R/"):
        with pytest.raises(ValueError):
            parse_cycle(text)


# --- beside plain SpiffWorkflow --------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["3D", "P", ""])
def test_plain_takes_what_is_no_duration(desk: Desk, text: str) -> None:
    assert plain.parse_iso_duration(text) in ({}, {"days": 3})
    fault = desk.engine.start(desk.model(guarded("timeDuration", text or "''")), "proc_a", {}, never).fault
    assert fault is not None and fault.code == "timer_failed"


@pytest.mark.parametrize("text", ["-P1D", "P-1D", "P0.5Y", "P1M3", "PT", "R3", "3D", "2017-13-01", "P9999999Y", "P"])
@pytest.mark.parametrize("kind", ["timeDuration", "timeDate", "timeCycle"])
def test_what_is_no_time_is_refused_when_drawn_and_when_run(desk: Desk, kind: str, text: str) -> None:
    file = guarded(kind, text, interrupting=False)
    assert "timer" in {finding.rule for finding in desk.engine.lint(Bundle({"a.bpmn": file}))}
    fault = desk.engine.start(desk.model(file), "proc_a", {}, never).fault
    assert fault is not None and (fault.node, fault.code) == ("tm", "timer_failed") and fault.params["value"] == text


def never(operator: str, params: object) -> None:
    raise AssertionError(operator)


def test_plain_ends_january_in_march() -> None:
    """A month from 31 January is 31 days there; ours ends with February, in leap years a day later."""
    january = datetime(2017, 1, 31, 4, tzinfo=UTC)
    assert january + plain.get_timedelta_from_start({"months": 1}, january) == datetime(2017, 3, 3, 4, tzinfo=UTC)
    assert add(january, parse_duration("P1M")) == datetime(2017, 2, 28, 4, tzinfo=UTC)
    assert add(datetime(2016, 1, 31, 4, tzinfo=UTC), parse_duration("P1M")) == datetime(2016, 2, 29, 4, tzinfo=UTC)
    assert add(january, parse_duration("P2W")) == datetime(2017, 2, 14, 4, tzinfo=UTC)
    assert add(datetime(2016, 2, 29, 4, tzinfo=UTC), parse_duration("P4Y")) == datetime(2020, 2, 29, 4, tzinfo=UTC)


@pytest.fixture
def new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server that stands elsewhere."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_plain_reads_a_date_in_the_servers_zone(new_york: None) -> None:
    code = "from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition as T\n"
    code += "print(T.get_datetime('2017-07-01T09:00').isoformat())"
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert there in ("2017-07-01T13:00:00+00:00", "2017-07-01T14:00:00+00:00")
    assert parse_moment("2017-07-01T09:00") == datetime(2017, 7, 1, 1, tzinfo=UTC)


def test_a_town_day_has_24_hours_wherever_the_server_stands(desk: Desk, new_york: None) -> None:
    """On 12 March 2017 New York lost an hour."""
    desk.clock.now = datetime(2017, 3, 11, 17, tzinfo=UTC)
    run = desk.run(desk.model(guarded("timeDuration", "P1D")))
    assert next(iter(run.timers.values())).due_at == datetime(2017, 3, 12, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2017-07-01T09:00+02:00", "2017-07-01T07:00"),
        ("2017-07-01T09:00Z", "2017-07-01T09:00"),
        ("2017-07-01T09:00[Europe/Berlin]", "2017-07-01T07:00"),
        ("2017-01-01T09:00[Europe/Berlin]", "2017-01-01T08:00"),
        ("2017-07-01T09:00+02:00[Europe/Berlin]", "2017-07-01T07:00"),
        ("2017-03-26T02:30[Europe/Berlin]", "2017-03-26T01:30"),  # skipped: an hour later on the clock there
        ("2017-10-29T02:30[Europe/Berlin]", "2017-10-29T00:30"),  # comes twice: the first
        ("2017-10-29T02:30+01:00[Europe/Berlin]", "2017-10-29T01:30"),  # the second, by its offset
        ("2017-07-01T09:00[Asia/Shanghai]", "2017-07-01T01:00"),
        ("2017-07-01T09:00", "2017-07-01T01:00"),
        ("2017-07-01", "2017-06-30T16:00"),
    ],
)
def test_moments_in_zones(desk: Desk, text: str, utc: str) -> None:
    desk.clock.now = datetime(2016, 7, 1, tzinfo=UTC)
    run = desk.run(desk.model(guarded("timeDate", "day")), day=text)
    assert next(iter(run.timers.values())).due_at == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["2017-07-01T09:00[Mars/Base]", "2017-07-01T09:00+05:00[Europe/Berlin]", "0017-07-01"])
def test_moments_that_make_no_sense(text: str) -> None:
    with pytest.raises(ValueError):
        parse_moment(text)


def dues(desk: Desk, text: str, now: datetime, at_most: int = 6) -> list[str]:
    """Return the moments of a cycle, as days of the town."""
    desk.clock.now = now
    run = desk.run(desk.model(guarded("timeCycle", text, interrupting=False)))
    found: list[str] = []
    while run.timers and len(found) < at_most:
        (armed,) = run.timers.values()
        found.append(armed.due_at.astimezone(TOWN_ZONE).strftime("%m-%d"))
        desk.clock.now = armed.due_at
        run.fire()
    assert run.open().count("ut_t") == len(found)
    return found


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("R3/P1D", ["02-01", "02-02", "02-03"]),
        ("R3/2017-02-10/P1D", ["02-10", "02-11", "02-12"]),
        ("R4/P1M", ["02-28", "03-31", "04-30", "05-31"]),
        ("R4/2017-03-31/P1M", ["03-31", "04-30", "05-31", "06-30"]),
        ("R3/P1D/2017-02-10", ["02-08", "02-09", "02-10"]),
        ("R4/P1M/2017-05-31", ["02-28", "03-31", "04-30", "05-31"]),
        ("R/P2D/2017-02-05", ["02-02", "02-04"]),
        ("R2/P2W", ["02-14", "02-28"]),
    ],
)
def test_cycles_with_starts_ends_and_month_ends(desk: Desk, text: str, days: list[str]) -> None:
    assert dues(desk, text, datetime(2017, 1, 31, 1, tzinfo=UTC)) == days


def test_plain_goes_on_beyond_the_end_of_a_cycle() -> None:
    count, first, every = plain.parse_iso_recurring_interval("R3/P1D/2017-02-10T00:00:00+00:00")
    assert first + (count - 1) * every == datetime(2017, 2, 11, tzinfo=UTC)


def test_plain_catches_up_once_a_look() -> None:
    """Of three missed times it fires one for each time somebody looks, so the rest depends on who looks how often."""
    task = SimpleNamespace(internal_data={}, task_spec=SimpleNamespace(outputs=[]))
    task._get_internal_data = task.internal_data.get
    task._set_internal_data = lambda **more: task.internal_data.update(more)
    engine = SimpleNamespace(evaluate=lambda *_: "R3/2017-01-01T00:00:00+00:00/PT1S")
    task.workflow = SimpleNamespace(script_engine=engine)
    timer_of = PlainCycle("t", "x")
    assert [timer_of.cycle_complete(task) for _ in range(4)] == [True, True, True, False]


def test_a_cycle_of_seconds_since_the_last_century_costs_nothing(desk: Desk) -> None:
    began = time.process_time()
    run = desk.run(desk.model(guarded("timeCycle", "R/1950-01-01/PT1S", interrupting=False)))
    assert run.open() == ["ut_a", "ut_t"] and next(iter(run.timers.values())).due_at > MONDAY
    assert time.process_time() - began < 2


def test_a_cycle_catches_up_in_one_step_and_no_more_than_it_counts(desk: Desk) -> None:
    run = desk.run(desk.model(guarded("timeCycle", "R500/PT1H", interrupting=False)))
    desk.clock.turn(days=100)
    run.fire()
    assert run.open().count("ut_t") == 500 and not run.timers
    run.fire()
    assert run.open().count("ut_t") == 500
