"""Decision tables: hit policies as the standard has them, cells as S-FEEL has them, every answer explained."""

from __future__ import annotations

from typing import Any

import pytest

from service.engine.dmn import Table, TableFailed, read_tables
from service.engine.feel import BadCell, compare, read_test, read_value
from service.engine.xml import read_xml
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, table


def read(*args: Any, **kwargs: Any) -> Table:
    return dict(read_tables(read_xml(table("dmn_a", *args, **kwargs), "a.dmn")))["dmn_a"]


def holds(cell: str, value: Any, **known: Any) -> bool:
    test = read_test(cell)
    return test is None or test(value, lambda name: known[name])


@pytest.mark.parametrize(
    ("cell", "yes", "no"),
    [
        ("-", [1, None, "x"], []),
        ("", [1, None], []),
        ("3", [3, 3.0], [4, "3", True, None]),
        ('"a"', ["a"], ["b", None]),
        ('"a","b"', ["a", "b"], ["c"]),
        ('not("a","b")', ["c"], ["a", "b"]),
        ("< 3", [2, -1], [3, "2", None, True]),
        (">= 3", [3, 4.5], [2]),
        ("[1..5]", [1, 5], [0, 6]),
        ("(1..5)", [2], [1, 5]),
        ("]1..5[", [2], [1, 5]),
        ("[1..5)", [1], [5]),
        ("< 1, > 5, 3", [0, 6, 3], [1, 5]),
        ("true", [True], [False, 1, "true"]),
        ("null", [None], [0, ""]),
        ("-1", [-1], [1]),
        (".5", [0.5], [5]),
        ('< date("2017-05-01")', ["2017-04-30"], ["2017-05-01"]),
        ('[date("2017-01-01")..@"2017-12-31"]', ["2017-06-01"], ["2018-01-01"]),
        ("limit", [7], [6]),
        ("<= scheme.cap", [2, 3], [4]),
        ("not(null)", [1], [None]),
        ("['a', 'b']", ["a"], ["c"]),
        ('"它说\\"好\\""', ['它说"好"'], []),
        ("!= 3", [4, "3"], [3]),
    ],
)
def test_cells(cell: str, yes: list[Any], no: list[Any]) -> None:
    known = {"limit": 7, "scheme.cap": 3}
    assert [holds(cell, value, **known) for value in yes] == [True] * len(yes)
    assert [holds(cell, value, **known) for value in no] == [False] * len(no)


@pytest.mark.parametrize(
    "cell", ["1 + 1", "<", "[1..", "foo(1)", '"open', "a b", "1..5", "not 3", ">> 3", "x" * 600, "date(3)", "[" * 99]
)
def test_cells_that_are_refused(cell: str) -> None:
    with pytest.raises(BadCell):
        read_test(cell)


def test_output_cells() -> None:
    def value(cell: str) -> Any:
        return read_value(cell)(lambda name: f"<{name}>")

    cells = ['"x"', "3", "-2.5", "true", "null", "", "[1, 'a']", "who.name", '@"2017-01-01"']
    assert [value(cell) for cell in cells] == ["x", 3, -2.5, True, None, None, [1, "a"], "<who.name>", "2017-01-01"]


def test_true_is_not_one() -> None:
    assert not compare("=", True, 1) and not compare(">", True, 0) and compare("!=", True, 1)


RULES = [("< 5", '"low"'), ("[3..8]", '"mid"'), ("> 7", '"high"')]


def lookup(**data: Any) -> Any:
    return lambda name: data[name]


def test_unique() -> None:
    unique = read(["n"], ["band"], RULES)
    assert unique.decide(lookup(n=1)).outputs == {"band": "low"}
    with pytest.raises(TableFailed) as failed:
        unique.decide(lookup(n=4))
    assert failed.value.code == "dmn_many_matches" and failed.value.params["rules"] == ["r1", "r2"]


def test_first_and_any() -> None:
    assert read(["n"], ["band"], RULES, "FIRST").decide(lookup(n=4)).outputs == {"band": "low"}
    same = [("< 5", '"x"'), ("> 3", '"x"')]
    answer = read(["n"], ["band"], same, "ANY").decide(lookup(n=4))
    assert answer.outputs == {"band": "x"} and answer.rules == ("r1", "r2")
    with pytest.raises(TableFailed):
        read(["n"], ["band"], RULES, "ANY").decide(lookup(n=4))


def test_priority_and_output_order() -> None:
    values = '"high","mid","low"'
    assert read(["n"], ["band"], RULES, "PRIORITY", values=values).decide(lookup(n=4)).outputs == {"band": "mid"}
    ordered = read(["n"], ["band"], RULES, "OUTPUT ORDER", values=values)
    assert ordered.decide(lookup(n=4)).outputs == {"band": ["mid", "low"]}
    assert read(["n"], ["band"], RULES, "RULE ORDER").decide(lookup(n=4)).outputs == {"band": ["low", "mid"]}


@pytest.mark.parametrize(("aggregation", "result"), [("SUM", 8), ("MIN", 3), ("MAX", 5), ("COUNT", 2), (None, [5, 3])])
def test_collect(aggregation: str | None, result: Any) -> None:
    more = f' aggregation="{aggregation}"' if aggregation else ""
    rules = [("> 1", "5"), ("> 2", "3"), ("> 99", "7")]
    assert read(["n"], ["points"], rules, "COLLECT", more).decide(lookup(n=50)).outputs == {"points": result}


def test_no_rule_holds() -> None:
    with pytest.raises(TableFailed) as failed:
        read(["n"], ["band"], [("1", '"one"')]).decide(lookup(n=2))
    assert failed.value.code == "dmn_no_match"
    assert read(["n"], ["band"], [("1", '"one"')], "COLLECT").decide(lookup(n=2)).outputs == {"band": []}


def decided(rules: list[tuple[str, ...]], policy: str = "UNIQUE") -> tuple[bytes, bytes]:
    p = Process("proc_a").start().user("ut_a").decide("dt", "dmn_a").user("ut_z").end()
    p.flow("start_1", "ut_a", "dt", "ut_z", "end_1")
    return definitions(p.xml()), table("dmn_a", ["n", "len(rows) * 2"], ["band", "ok"], rules, policy)


def test_a_decision_in_a_process_is_explained(desk: Desk) -> None:
    file, dmn = decided([("< 5", "-", '"low"', "true"), (">= 5", "-", '"high"', "false")])
    run = desk.run(desk.model(file, tables=(dmn,)), rows=[1, 2])
    (decision,) = run.do("ut_a", n=7).decisions
    assert (decision.node, decision.table, decision.rules) == ("dt", "dmn_a", ("r2",))
    assert decision.inputs == {"n": 7, "len(rows) * 2": 4} and decision.outputs == {"band": "high", "ok": False}
    assert run.task("ut_z").data == {"rows": [1, 2], "n": 7, "band": "high", "ok": False}


def test_two_rules_of_a_unique_table_are_a_fault(desk: Desk) -> None:
    """Plain SpiffWorkflow takes the first and says nothing."""
    file, dmn = decided([("< 5", "-", '"low"', "true"), ("> 3", "-", '"high"', "false")])
    fault = desk.run(desk.model(file, tables=(dmn,)), rows=[]).do("ut_a", check=False, n=4).fault
    assert fault is not None and (fault.node, fault.code) == ("dt", "dmn_many_matches")
    assert fault.params["rules"] == ["r1", "r2"] and fault.params["table"] == "表dmn_a"


def test_a_misspelt_input_is_a_fault(desk: Desk) -> None:
    file, dmn = decided([("< 5", "-", '"low"', "true")])
    fault = desk.run(desk.model(file, tables=(dmn,))).do("ut_a", check=False, n=4).fault
    assert fault is not None and fault.code == "expression_failed" and fault.params["reason"] == "没有变量“rows”"
