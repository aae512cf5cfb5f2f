"""Organizers' code: what it may do, what it may not, and that nothing of it outlives its evaluation."""

from __future__ import annotations

import ast
import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from service.engine.fold import fold
from service.engine.scripts import EvaluationFailed, Evaluator, check_source


@pytest.fixture(scope="module")
def evaluator() -> Iterator[Evaluator]:
    with Evaluator(workers=2) as made:
        yield made


FOLDED = [
    "n > 3",
    "n == 3 and not (k in ['a', 'b'])",
    "1 < n <= 3",
    "d['x'] is None or d['x'] == -1",
    "rows[0] in rows",
    "len(rows) - n >= 1",
    "'ab' < k",
    "n or k",
    "not rows",
    "[n, k] == [3, 'c']",
    "True",
    "n + 0.5 - 1",
]


@pytest.mark.parametrize("source", FOLDED)
def test_folded_expressions_mean_what_python_means(evaluator: Evaluator, source: str) -> None:
    data: dict[str, Any] = {"n": 3, "k": "c", "d": {"x": None}, "rows": [1, 2, 3, 4]}
    assert fold(source) is not None
    assert evaluator.evaluate(source, data) == eval(compile(ast.parse(source, mode="eval"), "", "eval"), dict(data))


@pytest.mark.parametrize("source", ["n * 2", "k.upper()", "[r for r in rows]", "k + 'x'", "max(rows)", "f'{n}'"])
def test_the_rest_goes_to_the_workers(evaluator: Evaluator, source: str) -> None:
    data: dict[str, Any] = {"n": 3, "k": "c", "rows": [1, 2]}
    assert evaluator.evaluate(source, data) == eval(source, dict(data))


def test_a_result_is_a_copy(evaluator: Evaluator) -> None:
    data = {"rows": [{"n": 1}]}
    evaluator.evaluate("rows", data)[0]["n"] = 2
    assert data == {"rows": [{"n": 1}]}


def test_a_script_leaves_what_it_assigns(evaluator: Evaluator) -> None:
    script = "def double(x):\n    y = x * 2\n    return y\n_t = 5\nif n > 100:\n    rare = 1\n"
    script += "total = double(n) + _t\nrows.append(9)"
    left = evaluator.execute(script, {"n": 3, "rows": [1]})
    assert left == {"total": 11, "rows": [1, 9], "n": 3}


def test_nothing_leaks_from_one_evaluation_to_the_next(evaluator: Evaluator) -> None:
    with evaluator.step():
        evaluator.execute("secret = 42\ndef sum(x):\n    return 'mine'\nq = secret", {})
        with pytest.raises(EvaluationFailed):
            evaluator.execute("r = secret + 1", {})
        assert evaluator.execute("r = sum([1, 2])", {}) == {"r": 3}
        evaluator.evaluate("amount * 2", {"amount": 3})
        with pytest.raises(EvaluationFailed):
            evaluator.evaluate("amount * 2", {})


@pytest.mark.parametrize(
    ("source", "reason", "line"),
    [
        ("x = 1\ny = nothing + 1", "没有变量“nothing”", 2),
        ("x = 1\n\nif x\n  y = 2", "写法有误", 3),
        ("x = 1 / 0", "除数为零", 1),
        ("x = {}['k']", "没有“k”这一项", 1),
        ("x = {1, 2}", "变量“x”的值不能保存，只能是文字、数字、真假、列表和字典", None),
        ("x = 1e308 * 10", "变量“x”的值不能保存，只能是文字、数字、真假、列表和字典", None),
        ("__back = 1", "变量名“__back”不能以两条下划线开头", None),
    ],
)
def test_failures_are_said_in_chinese(evaluator: Evaluator, source: str, reason: str, line: int | None) -> None:
    with pytest.raises(EvaluationFailed) as failed:
        evaluator.execute(source, {})
    assert failed.value.why.zh == reason and failed.value.line == line


ESCAPES = [
    "().__class__.__base__.__subclasses__()",
    "rows.__class__.__mro__",
    "'{0.__class__.__init__.__globals__}'.format(rows)",
    "__import__('os').popen('id').read()",
    "open('/etc/passwd').read()",
    "getattr(rows, '__cl' + 'ass__').__mro__",
    "rows.__reduce_ex__(2)[0].__globals__",
    "str.format('{0.__init__.__globals__}', rows)",
    "eval('1+1')",
    "[g.gi_frame.f_back for g in [(0 for _ in [0])]]",
    "(lambda **k: k)(**{'a': rows}).__class__.__mro__",
]


@pytest.mark.parametrize("source", ESCAPES)
def test_nothing_gets_out(evaluator: Evaluator, source: str) -> None:
    try:
        value = evaluator.evaluate(source, {"rows": [1]})
    except EvaluationFailed:
        return
    assert "<class" not in str(value) and "object at" not in str(value) and "root:" not in str(value)


SCRIPT_ESCAPES = [
    "import os\nr = os.popen('id').read()",
    "import os\nr = str(os.environ)",
    "import subprocess",
    "import socket",
    "from pathlib import Path\nr = Path('/etc/passwd').read_text()",
    "try:\n    1 / 0\nexcept Exception as e:\n    r = str(e.__traceback__.tb_frame.f_back.f_globals)",
    "import time\ntime.sleep(30)",
]


@pytest.mark.parametrize("source", SCRIPT_ESCAPES)
def test_no_script_reaches_the_machine(evaluator: Evaluator, source: str) -> None:
    began = time.monotonic()
    with pytest.raises(EvaluationFailed):
        evaluator.execute(source, {})
    assert time.monotonic() - began < 3


GREEDY = [
    "[0 for i in range(10**9)]",
    "9**9**9",
    "[0] * 10**10",
    "'x' * 10**10",
    "'%9999999999d' % 1",
    "'{:>9999999999}'.format(1)",
    "(lambda f: f(f))(lambda f: f(f))",
    "(" * 900 + "1" + ")" * 900,
    "-" * 1_900 + "1",
    "not " * 490 + "1",
    "[" * 900 + "]" * 900,
]


@pytest.mark.parametrize("source", GREEDY, ids=[source[:20] for source in GREEDY])
def test_greed_is_stopped(evaluator: Evaluator, source: str) -> None:
    began = time.monotonic()
    with contextlib.suppress(EvaluationFailed):
        evaluator.evaluate(source, {})
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    "script", ["while True:\n    pass", "a = 'x'\nfor i in range(60):\n    a = a + a", "-" * 19_000 + "1"]
)
def test_greedy_scripts_are_stopped(evaluator: Evaluator, script: str) -> None:
    began = time.monotonic()
    with pytest.raises(EvaluationFailed):
        evaluator.execute(script, {})
    assert time.monotonic() - began < 4


def test_the_evaluator_is_well_after_an_attack(evaluator: Evaluator) -> None:
    with evaluator.step():
        with pytest.raises(EvaluationFailed):
            evaluator.execute("while True:\n    pass", {})
        assert evaluator.evaluate("n * 2", {"n": 4}) == 8


def test_too_long_is_refused() -> None:
    with pytest.raises(EvaluationFailed) as failed:
        check_source("n == 1 or " * 300 + "n", 2_000, expression=True)
    assert "2000" in failed.value.why.zh


@pytest.mark.parametrize("source", ["", "x = 1", "a b", "(n := 3) > 2", "import os"])
def test_an_expression_is_one_expression(source: str) -> None:
    with pytest.raises(EvaluationFailed):
        check_source(source, 2_000, expression=True)


def test_threads_share_the_workers(evaluator: Evaluator) -> None:
    wrong: list[Any] = []

    def work(number: int) -> None:
        for turn in range(30):
            with evaluator.step():
                if evaluator.evaluate("a * b", {"a": number, "b": turn}) != number * turn:
                    wrong.append((number, turn))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


FORK = """
import os, sys
from service.domain.errors import EngineFault
from service.engine.scripts import Evaluator
made = Evaluator()
if os.fork() == 0:
    os._exit(made.evaluate("n * 2", {"n": 21}))
assert os.waitstatus_to_exitcode(os.wait()[1]) == 42
assert made.evaluate("n * 2", {"n": 1}) == 2
if os.fork() == 0:
    try:
        made.evaluate("n * 2", {"n": 1})
    except EngineFault:
        os._exit(7)
assert os.waitstatus_to_exitcode(os.wait()[1]) == 7
made.close()
if os.fork() == 0:
    try:
        Evaluator().evaluate("n * 2", {"n": 1})
    except EngineFault:
        os._exit(8)
assert os.waitstatus_to_exitcode(os.wait()[1]) == 8  # a pool of its own does not help: the library's threads are gone
"""


def test_a_fork_before_the_first_evaluation_works_and_one_after_it_is_refused() -> None:
    """A worker forked from a process that has evaluated would hang for ever."""
    done = subprocess.run([sys.executable, "-c", FORK], capture_output=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_a_step_never_needs_a_second_worker() -> None:
    """With as many steps as workers, each waiting for its second one, none would go on."""
    with Evaluator(workers=1) as made, made.step():
        assert made.execute("y = x + 1", {"x": 1}) == {"x": 1, "y": 2}
        with pytest.raises(EvaluationFailed) as failed:
            made.execute("z = y + 1", {})
        assert failed.value.why.kind == "NameError"
        assert made.execute("y = x + 1", {"x": 2}) == {"x": 2, "y": 3}
