"""The process as text, and who comes next."""

from __future__ import annotations

from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, timer


def drawn() -> bytes:
    inner = Process("sp", "subProcess").start("s").user("ut_s").end("e").flow("s", "ut_s", "e")
    p = Process("proc_a").start().user("ut_a").gate("xor", "gw_m", "gw_x").sub(inner).user("ut_b").end().end("end_l")
    p.call("ca", "proc_b").user("ut_r").boundary("tm", "ut_a", timer("timeDuration", "P1D"), interrupting=False)
    p.flow("start_1", "gw_m", "ut_a", "gw_x").when("gw_x", "gw_m", "back").when("gw_x", "sp", "on").otherwise(
        "gw_x", "ca"
    )
    p.flow("sp", "ut_b", "end_1").flow("ca", "ut_b").flow("tm", "ut_r", "end_l")
    q = Process("proc_b").start("start_b").user("ut_q").end("end_b").flow("start_b", "ut_q", "end_b")
    return definitions(p.xml(), q.xml())


def test_the_outline_reads_from_start_to_end(desk: Desk) -> None:
    lines = desk.engine.outline(desk.model(drawn()), "proc_a")
    assert [(line.no, line.node) for line in lines] == [
        ("1", "start_1"), ("2", "gw_m"), ("3", "ut_a"), ("4", "tm"), ("5", "ut_r"), ("6", "end_l"), ("7", "gw_x"),
        ("8", "sp"), ("8.1", "s"), ("8.2", "ut_s"), ("8.3", "e"), ("9", "ca"), ("10", "ut_b"), ("11", "end_1"),
    ]  # fmt: skip
    ut_a = next(line for line in lines if line.node == "ut_a")
    assert (ut_a.role, ut_a.lane_name, ut_a.kind) == ("branch_secretary", "支部", "userTask")
    assert ut_a.predecessors == ("gw_m",) and ut_a.successors == ("gw_x",)
    assert next(line for line in lines if line.node == "tm").predecessors == ("ut_a",)
    assert next(line for line in lines if line.node == "ut_s").parent == "sp"
    assert next(line for line in lines if line.node == "ca").called == "proc_b"


def test_who_may_come_next(desk: Desk) -> None:
    model = desk.model(drawn())
    after = desk.engine.next_nodes(model, "proc_a", "ut_a")
    assert [(node.node, node.process, node.sure) for node in after] == [
        ("ut_a", "proc_a", False),
        ("ut_s", "proc_a", False),
        ("ut_q", "proc_b", False),
    ]
    (last,) = desk.engine.next_nodes(model, "proc_a", "ut_s")
    assert (last.node, last.sure) == ("ut_b", True)
    assert desk.engine.next_nodes(model, "proc_a", "ut_b") == []
