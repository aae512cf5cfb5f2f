"""A release is run on sample data before anybody's case meets it; what is right raises no alarm."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from service.actions.deploy import read_files
from service.actions.operators import examples
from service.desk import bundle_of
from service.domain.errors import InvalidDefinition
from service.engine import Bundle, Engine, Finding
from service.engine import trial as trials
from service.engine.sample_answers import answers
from service.engine.trial_worlds import FormSamples
from service.engine.tryout import OutOfTime, Tryout
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, message, several, table, timer

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "decision": {"type": "string", "enum": ["pass", "fail"]},
        "amount": {"type": "integer", "minimum": 0, "maximum": 10},
        "due_on": {"type": "string", "format": "date"},
        "people": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
        "note": {"type": "string"},
    },
    "required": ["decision", "amount", "due_on", "people"],
    "allOf": [
        {
            "if": {"properties": {"decision": {"const": "fail"}}},
            "then": {"properties": {"cause": {"type": "string", "enum": ["late", "wrong"]}}, "required": ["cause"]},
        }
    ],
    "unevaluatedProperties": False,
}
RESULTS: Mapping[str, Any] = {
    "op.limit": {"due": "2017-04-26", "expires": "2017-04-27T00:00:00+08:00"},
    "op.none": None,
}


@pytest.fixture(scope="module")
def engine(_engine: Any) -> Engine:
    return Engine(_engine[1], operators=RESULTS, examples=RESULTS)


def tried(engine: Engine, *processes: Process, tables: tuple[bytes, ...] = ()) -> list[Finding]:
    """Return what the trial says; the linter has nothing against these diagrams."""
    files = {"a.bpmn": definitions(*(p.xml() for p in processes), messages=("m",))}
    decisions = {f"{number}.dmn": blob for number, blob in enumerate(tables)}
    found = engine.lint(Bundle(files, decisions, {"form_any": {"schema": SCHEMA}}))
    assert not [finding for finding in found if finding.severity == "error" and not finding.rule.startswith("trial")]
    return [finding for finding in found if finding.rule.startswith("trial")]


def choice(condition: str, first: str = "ut_a") -> Process:
    p = Process("proc_a").start().user("ut_a").gate("xor", "gw").user("ut_y").end().flow("start_1", "ut_a")
    return p.flow(first, "gw").when("gw", "ut_y", condition).otherwise("gw", "end_1").flow("ut_y", "end_1")


def line(*keys: str) -> Process:
    return Process("proc_a").start().user("ut_a").end().flow("start_1", "ut_a", *keys, "end_1")


@pytest.mark.parametrize(
    ("condition", "rule", "reason"),
    [
        ("amount > '3'", "trial-fails", "类型不合"),
        ("people['name'] == 'x'", "trial-fails", "类型不合"),
        ("decision['x'] == 1", "trial-fails", "类型不合"),
        ("10 / amount > 2", "trial", "amount = 0 时算不成：除数为零"),
        ("people[0]['name'] == 'x'", "trial", "people = [] 时算不成：超出列表的范围"),
        ("people[0]['nmae'] == 'x'", "trial-fails", ""),
        ("note == 'x'", "trial-missing", "要用 note，表单里这一项可以不填"),
        ("cause == 'late'", "trial-missing", "要用 cause"),
        ("sum(range(10 ** 12)) > 1", "trial-code", "运行时间超过限制"),
        ("len('a' * 10 ** 10) > amount", "trial-code", "占用内存超过限制"),
        ("[p['nmae'] for p in people][0] == 'x'", "trial-fails", ""),
    ],
)
def test_a_condition_that_fails(engine: Engine, condition: str, rule: str, reason: str) -> None:
    (found,) = tried(engine, choice(condition))
    assert (found.rule, found.element) == (rule, "f_gw_ut_y") and found.line
    assert reason in found.zh and "{" not in found.zh + found.en and found.hint_zh and found.hint_en


@pytest.mark.parametrize(
    "condition",
    [
        "decision == 'pass' and amount > 3",
        "decision == 'fail' and cause == 'late'",
        "amount > 0 and 10 / amount > 2",
        "len(people) > 0 and people[0]['name'] == 'x'",
        "any([p['name'] == 'x' for p in people])",
        "due_on < today",
        "starter_id == person_id",
    ],
)
def test_a_condition_that_is_right(engine: Engine, condition: str) -> None:
    assert tried(engine, choice(condition)) == []


def test_what_the_way_rules_out_is_no_alarm(engine: Engine) -> None:
    """Behind `decision == 'fail'` the cause is always there, and behind its default flow never asked."""
    p = choice("decision == 'fail'").gate("xor", "gw_2").user("ut_z").end("end_2").flow("ut_y", "gw_2")
    p.flows = [flow for flow in p.flows if flow[:3] != ("f_ut_y_end_1", "ut_y", "end_1")]
    p.when("gw_2", "ut_z", "cause == 'late'").otherwise("gw_2", "end_2").flow("ut_z", "end_2")
    assert tried(engine, p) == []


def test_a_script_is_run_and_its_line_is_named(engine: Engine) -> None:
    p = line("sc").script("sc", "total = amount + 1\nfor person in people:\n    total += person['name']\n")
    (found,) = tried(engine, p)
    assert found.rule == "trial" and found.element == "sc" and "脚本第 3 行：类型不合" in found.zh
    (found,) = tried(engine, line("sc").script("sc", "while True:\n    pass"))
    assert found.rule == "trial-code" and found.severity == "error" and "运行时间超过限制" in found.zh
    (found,) = tried(engine, line("sc").script("sc", "import socket"))
    assert found.rule == "trial-code" and "socket" in found.zh


def test_what_scripts_and_operators_set_is_used_further_on(engine: Engine) -> None:
    p = line("sc", "st", "cv").script("sc", "double = amount * 2\n_t = 1").service("st", "op.limit", "limit")
    p.catch("cv", timer("timeDate", "limit['expires']"))
    assert tried(engine, p) == []
    p = (
        line("sc", "st", "cv", "sd")
        .script("sc", "double = amount * 2")
        .service("st", "op.limit", "limit", a="double['x']")
    )
    p.catch("cv", timer("timeDate", "limit['expire']")).script("sd", "z = double + limit")
    found = {item.element: item.rule for item in tried(engine, p)}
    assert found == {"cv": "trial-fails", "sd": "trial-fails", "st": "trial-fails"}


@pytest.mark.parametrize(
    ("body", "more", "right"),
    [
        (several("people"), {}, True),
        (several("amount"), {}, False),
        (several("people", item="one", result="note", until="completed > one"), {}, False),
        (several("people", item="one", result="note", until="completed > instances / 2"), {}, True),
        ("", {"due": "data:limit.due"}, True),
        ("", {"due": "data:limit.deu"}, False),
    ],
)
def test_loops_and_terms(engine: Engine, body: str, more: dict[str, str], right: bool) -> None:
    p = line("st", "ut_b").service("st", "op.limit", "limit").user("ut_b", body, more)
    found = tried(engine, p)
    assert [item.element for item in found] == ([] if right else ["ut_b"])


def test_timers_keys_and_calls(engine: Engine) -> None:
    p = line("cv", "cm", "ca").catch("cv", timer("timeDate", "due_on")).catch("cm", message("m"), {"key": "decision"})
    child = Process("proc_b").start("start_b").gate("xor", "gw_b").end("end_b").end("end_c").flow("start_b", "gw_b")
    child.when("gw_b", "end_b", "one['name'] == 'x' and amount > 3").otherwise("gw_b", "end_c")
    own = {"instance": "own", "pass": "amount", "organization": "one['name']"}
    p.call("ca", "proc_b", several("people", item="one", out=None), **own)
    assert tried(engine, p, child) == []
    p.catch("cv", timer("timeDate", "decision")).catch("cm", message("m"), {"key": "decision['x']"})
    child.flows = [(*flow[:3], flow[3] and "one['nmae'] == amount") for flow in child.flows]
    own["organization"] = "one + 1"
    p.call("ca", "proc_b", several("people", item="one", out=None), **own)
    assert sorted(item.element or "" for item in tried(engine, p, child)) == ["ca", "cm", "cv", "f_gw_b_end_b"]


def test_tables_ask_and_answer(engine: Engine) -> None:
    dmn = table("dmn_a", ["amount"], ["band"], [("< 5", '"low"'), (">= 5", '"high"')])
    p = choice("band == 'low'", "dt").decide("dt", "dmn_a").flow("ut_a", "dt")
    assert tried(engine, p, tables=(dmn,)) == []
    p = choice("band > 3", "dt").decide("dt", "dmn_a").flow("ut_a", "dt")
    (found,) = tried(engine, p, tables=(dmn,))
    assert (found.rule, found.element) == ("trial-fails", "f_gw_ut_y")
    dmn = table("dmn_a", ["amount + decision"], ["band"], [("< 5", '"low"'), (">= 5", '"high"')])
    (found,) = tried(engine, choice("amount > 1", "dt").decide("dt", "dmn_a").flow("ut_a", "dt"), tables=(dmn,))
    assert (found.rule, found.file, found.element) == ("trial-fails", "0.dmn", "dmn_a")


def test_what_nobody_knows_is_left_alone(engine: Engine) -> None:
    p = line("st", "sc").service("st", "op.none", "gone").script("sc", "x = 1")
    assert tried(engine, p) == []
    p = choice("brought['x'] > amount / 0", "cm").catch("cm", message("m"), {"key": "decision"}).flow("ut_a", "cm")
    assert tried(engine, p) == []


def test_shipped_processes_raise_no_alarm() -> None:
    root = Path(__file__).parents[2]
    bundle = bundle_of(read_files(root / "bpmn", root / "forms"))
    began = time.process_time()
    assert trials.trial(bundle, examples()) == []
    assert time.process_time() - began < 2


def test_a_release_that_fails_is_refused(desk: Desk) -> None:
    bundle = Bundle({"a.bpmn": definitions(choice("amount > '3'").xml())}, {}, {"form_any": {"schema": SCHEMA}})
    with pytest.raises(InvalidDefinition) as refused:
        desk.engine.parse(bundle)
    (problem,) = refused.value.problems
    assert problem.code == "trial-fails" and "类型不合" in problem.message_zh
    assert desk.engine.parse(bundle, tried=True).processes.keys() == {"proc_a"}


def test_the_time_for_all_is_bounded(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "SECONDS", 3.5)
    p = line("sa", "sb", "sc", "sd", "se")
    for number, key in enumerate(("sa", "sb", "sc", "sd", "se")):
        p.script(key, f"while True:\n    x = {number}")
    began = time.monotonic()
    rules = [found.rule for found in tried(engine, p)]
    assert time.monotonic() - began < 8
    assert rules.count("trial-unfinished") == 1 and 1 <= rules.count("trial-code") < 5


def test_the_other_process_may_die() -> None:
    with Tryout(5) as tryout:
        assert tryout.run("1 + n", False, [{"n": 1}])[0].value == 2
        assert tryout._process is not None
        tryout._process.kill()
        (said,) = tryout.run("max([n])", False, [{"n": 1}])
        assert said.why is not None and said.why.kind == "Crashed"
        assert tryout.run("max([n])", False, [{"n": 1}])[0].value == 1
    with Tryout(0.0) as tryout, pytest.raises(OutOfTime):
        tryout.run("max([n])", False, [{"n": 1}])


def test_answers_are_what_the_form_takes() -> None:
    said = answers("form_any", {"schema": SCHEMA})
    assert {(a["decision"], a.get("cause")) for a in said} == {("pass", None), ("fail", "late"), ("fail", "wrong")}
    assert {a["amount"] for a in said} >= {0, 10} and [] in [a["people"] for a in said]
    assert any("note" in a for a in said) and any("note" not in a for a in said)
    assert answers("odd", {"schema": {"type": "object", "properties": {"a": {"type": "nonsense"}}}}) == [{"a": "文字"}]
    kept, names = FormSamples({"f": {"schema": {"properties": {"a": {"type": "string", "readOnly": True}}}}}).of("f")
    assert kept == [{}] and names == frozenset()
