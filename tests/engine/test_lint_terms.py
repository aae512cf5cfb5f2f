"""Terms that no text has, that set no day, or that a diagram can never meet."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.actions.deploy import lint as lint_shipped
from service.actions.deploy import read_files
from service.engine import Bundle, Finding
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, timer

OURS = ("rule-pack", "unknown-rule", "rule-gone", "rule-no-day", "term-never-met")
PACK: dict[str, Any] = yaml.safe_load("""
id: law_2026
family: cpc_dev
instrument: a text
effective_from: 2026-05-11
check: seen
rules:
  talk:
    {title: 谈话, stage: application, kind: deadline, value: P1M, start: received, start_name: 收到, article: "§7",
     text: 一个月内谈话。, text_en: Talk.}
  year:
    {title: 一年, stage: activist, kind: earliest, value: P1Y, start: received, start_name: 收到, article: "§13",
     text: 满一年。, text_en: A year.}
  notice:
    {title: 公示, stage: candidate, kind: window, min: 5, unit: working_day, article: "§8",
     text: 公示五个工作日。, text_en: A notice.}
  contacts:
    {title: 联系人, stage: activist, kind: count, min: 1, max: 2, article: "§9", text: 一至两名。, text_en: One or two.}
  gone: null
""")
FORMS: dict[str, Any] = {
    "form_any": {"schema": {"type": "object", "properties": {"n": {"type": "integer"}}}},
    "form_letter": {"schema": {"type": "object", "properties": {"received_on": {"type": "string", "format": "date"}}}},
}


def found(desk: Desk, drawn: Process, *packs: dict[str, Any]) -> list[Finding]:
    named = {pack["id"]: pack for pack in packs or (PACK,)}
    files = Bundle({"a.bpmn": definitions(drawn.xml())}, {}, FORMS, named)
    return [each for each in desk.engine.lint(files) if each.rule in OURS]


def rules(desk: Desk, drawn: Process) -> list[tuple[str, str | None]]:
    return [(each.rule, each.element) for each in found(desk, drawn)]


def waiting(wait: str, due: str) -> Process:
    """Draw: the letter is received, a wait, then the talk."""
    p = Process("proc_a").start().user("ut_letter", more={"form": "form_letter"})
    p.catch("ev_wait", timer("timeDuration", wait)).user("ut_talk", more={"due": due}).end()
    return p.flow("start_1", "ut_letter", "ev_wait", "ut_talk", "end_1")


@pytest.mark.parametrize(("wait", "late"), [("'P27D'", False), ("'P1M'", False), ("'P32D'", True), ("'P1M1D'", True)])
def test_a_wait_longer_than_the_term_is_told(desk: Desk, wait: str, late: bool) -> None:
    told = found(desk, waiting(wait, "talk"))
    assert [(each.rule, each.element) for each in told] == ([("term-never-met", "ut_talk")] if late else [])
    for each in told:
        assert each.severity == "error" and "第七条" in each.zh and "§7" in each.en


def test_a_shorter_way_round_the_wait_makes_it_possible(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_letter", more={"form": "form_letter"}).gate("xor", "gw")
    p.catch("ev_wait", timer("timeDuration", "'P2M'")).user("ut_talk", more={"due": "talk"}).end()
    p.flow("start_1", "ut_letter", "gw").when("gw", "ut_talk", "n > 1").otherwise("gw", "ev_wait")
    assert rules(desk, p.flow("ev_wait", "ut_talk", "end_1")) == []


def test_the_step_itself_may_not_open_after_its_term(desk: Desk) -> None:
    def step(**more: str) -> Process:
        return Process("proc_a").start().user("ut_a", more=more).end().flow("start_1", "ut_a", "end_1")

    assert rules(desk, step(earliest="year", due="P5WD")) == [("term-never-met", "ut_a")]
    assert rules(desk, step(earliest="P3D", due="P5WD")) == []


def computed(rule: str, due: str, wait: str | None = None) -> Process:
    """Draw: a term is computed, a wait for the day of another, then the step that has to meet it."""
    p = Process("proc_a").start().service("st_term", "deadline.compute", "term", rule=f"'{rule}'")
    p.service("st_wait", "deadline.compute", "pause", rule=f"'{wait or 'P0D'}'")
    p.catch("ev_wait", timer("timeDate", "pause['expires']")).user("ut_a", more={"due": due}).end()
    return p.flow("start_1", "st_term", "st_wait", "ev_wait", "ut_a", "end_1")


def test_computed_terms_and_computed_waits_are_held_together(desk: Desk) -> None:
    assert rules(desk, computed("P10D", "data:term.due", "notice")) == []
    assert rules(desk, computed("P3D", "data:term.due", "notice")) == [("term-never-met", "ut_a")]
    assert rules(desk, computed("talk", "data:term.due", "year")) == []  # year sets an earliest day, not this one
    assert rules(desk, computed("talk", "data:term.due", "P2M")) == [("term-never-met", "ut_a")]


def test_a_wait_inside_a_part_counts_unless_an_event_leaves_the_part(desk: Desk) -> None:
    def drawn(escape: bool) -> Process:
        inner = Process("sp", "subProcess").start("st_i").catch("ev_i", timer("timeDuration", "'P3M'")).end("end_i")
        p = Process("proc_a").start().user("ut_letter", more={"form": "form_letter"})
        p.sub(inner.flow("st_i", "ev_i", "end_i")).user("ut_talk", more={"due": "talk"}).end()
        if escape:
            p.boundary("ev_out", "sp", timer("timeDuration", "'P5D'")).flow("ev_out", "ut_talk")
        return p.flow("start_1", "ut_letter", "sp", "ut_talk", "end_1")

    assert rules(desk, drawn(False)) == [("term-never-met", "ut_talk")]
    assert rules(desk, drawn(True)) == []


@pytest.mark.parametrize(
    ("due", "told"),
    [("no_such", "unknown-rule"), ("contacts", "rule-no-day"), ("talk", None), ("P5WD", None), ("gone", None)],
)
def test_what_a_term_names_is_looked_up(desk: Desk, due: str, told: str | None) -> None:
    p = Process("proc_a").start().user("ut_a", more={"due": due}).end().flow("start_1", "ut_a", "end_1")
    assert [rule for rule, _ in rules(desk, p)] == ([told] if told else [])


def test_counting_by_a_rule_that_the_law_has_dropped_needs_the_question_first(desk: Desk) -> None:
    def drawn(asked: bool) -> Process:
        p = Process("proc_a").start().service("st_ask", "rules.ask", "known", rule="'gone'" if asked else "'talk'")
        p.service("st_term", "deadline.compute", "term", rule="'gone'").end()
        return p.flow("start_1", "st_ask", "st_term", "end_1")

    assert rules(desk, drawn(asked=False)) == [("rule-gone", "st_term")]
    assert rules(desk, drawn(asked=True)) == []


def test_a_term_by_a_rule_that_only_an_earlier_or_only_a_later_pack_lacks(desk: Desk) -> None:
    """A case goes by the pack of the day of its step, and cases of the earlier pack are still under way."""
    p = Process("proc_a").start().service("st_term", "deadline.compute", "term", rule="'talk'").end()
    p.flow("start_1", "st_term", "end_1")
    later: dict[str, Any] = {**PACK, "rules": {key: rule for key, rule in PACK["rules"].items() if key != "talk"}}
    earlier = {**later, "id": "law_2014", "effective_from": date(2014, 5, 28), "effective_to": date(2026, 5, 10)}
    (lacking,) = found(desk, p, PACK, earlier)
    assert (lacking.rule, lacking.element) == ("rule-gone", "st_term") and "law_2014" in lacking.zh
    (lacking,) = found(desk, p, later, {**earlier, "rules": PACK["rules"]})
    assert (lacking.rule, lacking.element) == ("rule-gone", "st_term") and "law_2026" in lacking.zh
    assert found(desk, p, PACK, {**earlier, "rules": PACK["rules"]}) == []


def test_a_pack_that_cannot_be_read_is_named(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_a").end().flow("start_1", "ut_a", "end_1")
    (bad,) = found(desk, p, {**PACK, "rules": {"talk": {**PACK["rules"]["talk"], "kind": "dead-line"}}})
    assert bad.rule == "rule-pack" and bad.file == "rules/law_2026.yaml" and "talk" in bad.zh


def test_a_shipped_diagram_that_waits_too_long_is_refused(project: Path) -> None:
    """The year of cultivation drawn into the path of the talk: what an organizer could do by mistake."""
    files = read_files(project / "bpmn", project / "forms")
    assert not [each for each in lint_shipped(files) if each.rule in OURS]
    path = next(name for name in files if name.endswith("/proc_application_intake.bpmn"))
    text = files[path].decode()
    assert "'talk_deadline'" in text
    files[path] = text.replace("'talk_deadline'", "'talk_dead_line'").encode()
    assert [each.rule for each in lint_shipped(files) if each.rule in OURS] == ["unknown-rule"]
