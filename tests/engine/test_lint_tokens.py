"""What multiplies is refused with the names of the forks; what is only large is not."""

from __future__ import annotations

import time

import pytest

from service.engine import Bundle, Finding
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, timer

FORMS = {"form_any": {"schema": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}}}


def blocks(fork: str, join: str, count: int, ways: int = 2) -> Process:
    """Draw so many blocks in a row, forked and joined by gateways of these kinds."""
    p, before = Process("proc_a").start().user("ut_0").end().flow("start_1", "ut_0"), "ut_0"
    for block in range(count):
        opened, closed = f"gw_{block}_a", f"gw_{block}_b"
        p.gate(fork, opened).gate(join, closed).flow(before, opened)
        for way in range(ways):
            key = f"ut_{block}_{way}"
            p.user(key).flow(key, closed)
            if fork == "and" or way == 0:
                p.otherwise(opened, key) if fork != "and" else p.flow(opened, key)
            else:
                p.when(opened, key, f"n != {way}" if fork == "or" else f"n == {way}")
        before = closed
    return p.flow(before, "end_1")


def found(desk: Desk, p: Process) -> list[Finding]:
    findings = desk.engine.lint(Bundle({"a.bpmn": definitions(p.xml())}, {}, FORMS))
    return [finding for finding in findings if finding.rule == "tokens-multiply"]


@pytest.mark.parametrize("fork", ["and", "or"])
def test_forks_that_meet_in_a_choice_multiply(desk: Desk, fork: str) -> None:
    (finding,) = found(desk, blocks(fork, "xor", 7))
    assert finding.severity == "error" and finding.element == "gw_0_a"
    names = "、".join(f"名gw_{block}_a" for block in range(7))
    assert finding.zh == f"“{names}”分出的分支后面没有汇合，同一环节最多会重复出现 128 次。"
    assert found(desk, blocks(fork, "xor", 6)) == []


@pytest.mark.parametrize(("fork", "join"), [("and", "and"), ("or", "or"), ("xor", "xor")])
def test_blocks_that_join_do_not(desk: Desk, fork: str, join: str) -> None:
    assert found(desk, blocks(fork, join, 12, 3)) == []


def test_what_it_says_is_what_happens(desk: Desk) -> None:
    run = desk.run(desk.model(definitions(blocks("and", "xor", 5).user("ut_z").xml())), n=1)
    most = 0
    while not run.ended:
        most = max(most, len(run.tasks))
        run.do(sorted(run.open(), key=lambda node: (len(node), node))[0], n=1)
    assert most == 32


def test_reminders_that_come_back_multiply_too(desk: Desk) -> None:
    p, before = Process("proc_a").start().end(), "start_1"
    for number in range(8):
        key, event, meet = f"ut_{number}", f"tm_{number}", f"gw_{number}"
        p.user(key).boundary(event, key, timer("timeDuration", "P1D"), False).gate("xor", meet)
        p.flow(before, key, meet).flow(event, meet)
        before = meet
    (finding,) = found(desk, p.flow(before, "end_1"))
    assert "名ut_0" in finding.zh and "256" in finding.zh


def test_a_large_diagram_is_looked_at_quickly(desk: Desk) -> None:
    p = blocks("and", "and", 300, 3)
    began = time.process_time()
    assert found(desk, p) == []
    assert time.process_time() - began < 5
