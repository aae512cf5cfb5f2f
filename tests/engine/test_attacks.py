"""Attacks wherever organizers' text is evaluated: nothing gets out, all of it ends, and people are told where.

The evaluator alone is attacked in test_scripts.py; here it is met through drawings, as an organizer would.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from service.domain.messages import text
from service.domain.outcome import Outcome
from service.engine import Bundle
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, message, several, table, timer

BESIDE = Process("proc_b").start().user("ut_b").end().flow("start_1", "ut_b", "end_1").xml()
BESIDE += Process("proc_c").start("s_c").end("e_c").flow("s_c", "e_c").xml()


def _gate(source: str, kind: str) -> Process:
    p = Process("proc_a").start().user("ut_a").gate(kind, "here").user("ut_y").user("ut_n").end()
    p.flow("start_1", "ut_a", "here").when("here", "ut_y", source).otherwise("here", "ut_n")
    return p.flow("ut_y", "end_1").flow("ut_n", "end_1")


def _line(draw: Callable[[Process], Process]) -> Process:
    p = draw(Process("proc_a").start().user("ut_a")).end()
    return p.flow("start_1", "ut_a", "here", "end_1")


def _boundary(source: str, kind: str) -> Process:
    p = Process("proc_a").start().user("ut_a").user("ut_h").end().flow("start_1", "ut_a", "ut_h", "end_1")
    return p.boundary("here", "ut_h", timer(kind, source), interrupting=False).flow("here", "end_1")


def _items(**more: Any) -> str:
    return several("rows", out=None, **more)


def _times(source: str) -> str:
    drawn = _items().replace("<bpmn:loopDataInputRef>rows</bpmn:loopDataInputRef>", "<bpmn:loopCardinality/>")
    return drawn.replace("<bpmn:loopCardinality/>", f"<bpmn:loopCardinality>{source}</bpmn:loopCardinality>")


def _xml(source: str) -> str:
    return source.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# Every place: how it is drawn with a text. The node under attack is always called "here".
EXPRESSIONS: dict[str, Callable[[str], Process]] = {
    "condition": lambda source: _gate(source, "xor"),
    "inclusive condition": lambda source: _gate(source, "or"),
    "parameter": lambda source: _line(lambda p: p.service("here", "op.known", "r", a=source)),
    "timer date": lambda source: _line(lambda p: p.catch("here", timer("timeDate", source))),
    "timer duration": lambda source: _line(lambda p: p.catch("here", timer("timeDuration", source))),
    "timer cycle": lambda source: _boundary(source, "timeCycle"),
    "cardinality": lambda source: _line(lambda p: p.script("here", "x = 1") and _several(p, _times(_xml(source)))),
    "completion": lambda source: _line(lambda p: p.script("here", "x = 1") and _several(p, _items(until=source))),
    "correlation key": lambda source: _line(lambda p: p.catch("here", message("m"), {"key": source})),
    "organization": lambda source: _line(lambda p: p.call("here", "proc_b", instance="own", organization=source)),
    "subject": lambda source: _line(lambda p: p.call("here", "proc_b", instance="own", subject=source)),
    "table input": lambda source: _line(lambda p: p.decide("here", "dmn_a")),
}


def _several(p: Process, loop: str) -> Process:
    tag, name, body, attributes = p.nodes["here"]
    p.nodes["here"] = (tag, name, body + loop, attributes)
    return p


ESCAPES = [
    "().__class__.__base__.__subclasses__()",
    "rows.__class__.__mro__",
    "'{0.__class__.__init__.__globals__}'.format(rows)",
    "'{o.__class__.__mro__}'.format_map({'o': rows})",
    "f'{rows.__class__.__mro__}'",
    "__import__('os').popen('id').read()",
    "open('/etc/passwd').read()",
    "getattr(rows, '__cl' + 'ass__').__mro__",
    "rows.__reduce_ex__(2)[0].__globals__",
    "[g.gi_frame.f_back for g in [(0 for _ in [0])]]",
    "(lambda **k: k)(**{'a': rows}).__class__.__mro__",
    "eval('1+1')",
    "exec('x=1')",
    "globals()",
    "breakpoint()",
]
GREEDY = ["sum(range(10**11))", "9**9**9", "'x' * 10**10", "(lambda f: f(f))(lambda f: f(f))"]
SCRIPTS = [
    "import os\nr = os.popen('id').read()",
    "import subprocess",
    "import socket",
    "from pathlib import Path\nr = Path('/etc/passwd').read_text()",
    "import sys\nr = sys._getframe(1).f_globals",
    "try:\n    1 / 0\nexcept Exception as e:\n    r = str(e.__traceback__.tb_frame.f_back.f_globals)",
    "match rows:\n    case object(__class__=c): r = c.__mro__",
    "import time\ntime.sleep(30)",
    "while True:\n    pass",
    "def f(x):\n    return f(x)\nr = f(1)",
    "a = 'xxxxxxxxxx'\nfor i in range(60):\n    a = a + a\nr = len(a)",
    "r = [0] * 10**10",
    "r = " + "[" * 5000 + "]" * 5000,
    "r = " + "-" * 15_000 + "1",
    "print('x' * 10**7)",
    "class A:\n    def __del__(self):\n        while True:\n            pass\na = A()\ndel a",
]
# A value that shows the host: class objects, frames, files, environments. A harmless value may well come back.
HOST = re.compile(r"<class|object at|<frame|<module|root:|uid=|PATH=|__globals__'?:|builtins")


CALLS = ' calledElement="proc_c"'


def judge(outcome: Outcome, calls: list[Any], data: Any, seconds: float, wanted: str = "here") -> None:
    assert not HOST.search(repr((calls, data)))
    assert seconds < 4
    fault = outcome.fault
    if fault is not None:
        sentence = text(fault.code, "zh", **fault.params)
        assert fault.node == wanted and sentence.startswith("“") and re.search("[一-鿿]{3}", sentence), fault
        assert not HOST.search(sentence) and "Traceback" not in sentence


def attack(desk: Desk, p: Process, dmn: tuple[bytes, ...] = ()) -> Outcome | None:
    """Deploy and run a drawing; None when the linter has refused it, in Chinese, at the node or one of its flows."""
    file, calls = definitions(p.xml(), BESIDE, messages=("m",)), []
    findings = desk.engine.lint(Bundle({"a.bpmn": file}, {f"{n}.dmn": blob for n, blob in enumerate(dmn)}))
    refused = [item for item in findings if item.rule in ("syntax", "dmn", "timer", "vendor-expression")]
    for item in refused:
        assert re.search("[一-鿿]{3}", item.zh) and item.element and not HOST.search(item.zh)
    model = desk.model(file, tables=dmn) if not any(item.rule == "dmn" for item in refused) else None
    if model is None:
        return None

    def operator(name: str, params: dict[str, Any]) -> Any:
        calls.append(params)

    began = time.monotonic()
    run = desk.run(model, services=operator, rows=[1, 2])
    outcome = run.do("ut_a", check=False)
    shown = [run.last.variables, *(item for item in (*outcome.children, *outcome.subscribed, *outcome.armed))]
    judge(outcome, calls, shown, time.monotonic() - began)
    return outcome


@pytest.mark.parametrize("place", EXPRESSIONS)
def test_nothing_gets_out_of_an_expression(desk: Desk, place: str) -> None:
    for source in ESCAPES:
        outcome = attack(desk, EXPRESSIONS[place](source), (table("dmn_a", [source], ["x"], [("-", "1")]),))
        # eval and exec are the evaluator's own: what they are given stays inside.
        assert outcome is not None and (outcome.fault is not None or source.startswith(("eval", "exec"))), source


@pytest.mark.parametrize(("place", "source"), [*zip(EXPRESSIONS, GREEDY * 3, strict=True)])
def test_greed_ends_wherever_it_is_drawn(desk: Desk, place: str, source: str) -> None:
    outcome = attack(desk, EXPRESSIONS[place](source), (table("dmn_a", [source], ["x"], [("-", "1")]),))
    assert outcome is not None and outcome.fault is not None


@pytest.mark.parametrize("script", SCRIPTS, ids=[script[:24].replace("\n", " ") for script in SCRIPTS])
def test_no_script_gets_out_or_goes_on(desk: Desk, script: str) -> None:
    outcome = attack(desk, _line(lambda p: p.script("here", script)))
    assert outcome is not None


@pytest.mark.parametrize(
    "cell", ["rows.__class__", "__import__", "rows.__class__.__mro__", "x" * 400, *ESCAPES, *GREEDY]
)
def test_no_cell_of_a_table_gets_out(desk: Desk, cell: str) -> None:
    """Most are refused as no S-FEEL; what reads as a name is looked up by the same evaluator."""
    for rule in ((cell, "1"), ("-", cell)):
        attack(desk, _line(lambda p: p.decide("here", "dmn_a")), (table("dmn_a", ["len(rows)"], ["x"], [rule]),))


@pytest.mark.parametrize("when", ["preScript", "postScript"])
def test_no_script_beside_a_task_gets_out(desk: Desk, when: str) -> None:
    for script in SCRIPTS[:7]:
        drawn = f"<spiffworkflow:{when}>{_xml(script)}</spiffworkflow:{when}>"
        beside = f"<bpmn:extensionElements>{drawn}</bpmn:extensionElements>"
        outcome = attack(desk, _line(lambda p, beside=beside: p.node("callActivity", "here", beside, CALLS)))
        assert outcome is not None and (outcome.fault is not None or script.startswith("match"))


@pytest.mark.parametrize("name", ["__class__", "rows.__class__", "a" * 10_000, "rows[0]", "0"])
def test_the_name_of_a_list_is_a_name(desk: Desk, name: str) -> None:
    """loopDataInputRef is never evaluated: it is looked up as it stands."""
    drawn = _items().replace(">rows<", f">{name}<")
    outcome = attack(desk, _line(lambda p: p.script("here", "x = 1") and _several(p, drawn)))
    assert outcome is not None and outcome.fault is not None


def test_the_next_case_is_served_after_all_of_it(desk: Desk) -> None:
    run = desk.run(desk.model(definitions(_gate("len(rows) * 2 > 3", "xor").xml())), rows=[1, 2])
    assert run.do("ut_a").fault is None and run.open() == ["ut_y"]
