"""Terms against rule packs: a rule that no text has, one that sets no day, and one that a diagram can never meet.

A case cannot reach a step before the waits on its way are over. Where even the shortest way from the day a term counts
from takes longer than the term, nobody will ever be in time: the model is wrong, not the people. The days are those
of the packs that are in force without end, counted without holidays, from many first days; what is unknown takes no
time, so a finding is never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from lxml import etree

from service.domain import deadlines
from service.domain.calendar import Calendar, is_duration, parse_duration
from service.domain.errors import Invalid, Problem
from service.domain.rule_schema import check_pack
from service.domain.rules import Kind, Rule, Rulebook, RulePack, parse_pack
from service.engine.findings import Finding
from service.engine.lint_rules import finding
from service.engine.lint_ways import Passed, Ways
from service.engine.samples import variables
from service.engine.xml import Drawing, NodeInfo, line_of, q

COMPUTE: Final = "deadline.compute"
ASK: Final = "rules.ask"
_LITERAL: Final = re.compile(r"""(['"])([\w.-]+)\1""")
_OF_TERM: Final = re.compile(r"""(\w+)\[['"](\w+)['"]\]""")
_DATA: Final = re.compile(r"data:(\w+)\.(\w+)")
_WEEKDAYS_ONLY: Final = Calendar()


class Packs:
    """The rule packs of a release, and those in force without end: what is drawn now has to meet these."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.broken: list[tuple[str, Problem]] = []
        packs: list[RulePack] = []
        for name, each in sorted(raw.items()):
            found = check_pack(name, each)
            try:
                packs.append(parse_pack(each))
            except Invalid as refused:
                found = found or list(refused.problems)
            self.broken += [(name, problem) for problem in found]
        self._book = Rulebook(packs)
        self._packs = tuple(packs)
        self.known = frozenset(key for pack in packs for key in (*pack.rules, *pack.absent))
        lasting = [pack.effective_from for pack in packs if pack.effective_to is None]
        self.day = max(lasting, default=date(2026, 1, 1))

    def find(self, rule: str) -> Rule | None:
        """Return a rule as it is in force without end."""
        return self._book.find(rule, self.day)

    def without(self, rule: str) -> str | None:
        """Return the newest of the packs on whose first day a rule does not apply, of the families that know it."""
        families = {pack.family for pack in self._packs if rule in pack.rules or rule in pack.absent}
        for pack in sorted(self._packs, key=lambda pack: pack.effective_from, reverse=True):
            if pack.family in families and self._book.find(rule, pack.effective_from) is None:
                return pack.id
        return None

    @property
    def starts(self) -> Sequence[date]:
        """Return days to count from: all months, month ends and weekdays of the first whole year."""
        first = date(self.day.year + 1, 1, 1)
        return [first + timedelta(days=11 * turn) for turn in range(34)]


def lint_packs(packs: Packs) -> Iterator[Finding]:
    """Tell which rule packs cannot be read."""
    for name, problem in packs.broken:
        where = problem.pointer.strip("/").replace("/", " → ") or name
        params = {"where": where, "reason": problem.message_zh, "reason_en": problem.message_en}
        yield finding("rule-pack", f"rules/{name}.yaml", None, None, **params)


def lint_terms(drawing: Drawing, process: etree._Element, forms: Mapping[str, Any], packs: Packs) -> Iterator[Finding]:
    """Check every rule and every term of a process."""
    yield from _Terms(drawing, process, forms, packs).check()


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of a step: its length, and the nodes from which it counts (itself when nothing else is known)."""

    value: str
    rule: Rule | None
    origins: tuple[str, ...]

    def last(self, start: date) -> date | None:
        """Return the last day of the term."""
        return _bounds(self.value, self.rule, start)[1]


class _Terms:
    def __init__(self, drawing: Drawing, process: etree._Element, forms: Mapping[str, Any], packs: Packs) -> None:
        self.drawing, self.forms, self.packs = drawing, forms, packs
        self.elements = {item.get("id", ""): item for item in process.iter() if isinstance(item.tag, str)}
        self.asked: set[str] = set()
        self.computed: dict[str, tuple[str, str]] = {}  # variable -> (node, rule or duration)
        for node in drawing.nodes.values():
            rule = _text(self.elements[node.id], "rule") if node.operator in (COMPUTE, ASK) else None
            if rule and node.operator == ASK:
                self.asked.add(rule)
            elif rule and (name := _result(self.elements[node.id])):
                self.computed[name] = (node.id, rule)
        self.ways = Ways(drawing, self.elements, self._wait)

    def check(self) -> Iterator[Finding]:
        for node in self.drawing.nodes.values():
            if node.operator in (COMPUTE, ASK) and (rule := _text(self.elements[node.id], "rule")):
                yield from self._named(node, rule, fatal=True, days=node.operator == COMPUTE)
            for name in ("due", "earliest"):
                value = node.properties.get(name)
                if value and not value.startswith("data:"):
                    yield from self._named(node, value, fatal=False, days=True)
            yield from self._late(node)

    def _named(self, node: NodeInfo, value: str, fatal: bool, days: bool) -> Iterator[Finding]:
        """Check that a rule exists, is still in force and sets a day."""
        if is_duration(value) or not self.packs.known:
            return
        rule = self.packs.find(value)
        if value not in self.packs.known:
            yield self._report("unknown-rule", node, term=value)
            return
        if fatal and days and value not in self.asked and (pack := self.packs.without(value)):
            yield self._report("rule-gone", node, term=value, pack=pack)
        if rule and days and _bounds(value, rule, self.packs.day) == (None, None):
            yield self._report("rule-no-day", node, term=value, text=rule.text, text_en=rule.text_en)

    def _late(self, node: NodeInfo) -> Iterator[Finding]:
        term = self._term(node)
        if term is None:
            return
        example: tuple[date, date, date] | None = None
        for start in self.packs.starts:
            last = term.last(start)
            if last is None:
                return
            for origin in term.origins:
                reached = self.ways.earliest(origin, node.id, start)
                if reached is not None and reached <= last:
                    return
                if reached is not None:
                    example = example or (start, reached, last)
        if example:
            start, reached, last = example
            cited = f"{term.rule.citation}：{term.rule.text}" if term.rule else term.value
            cited_en = f"{term.rule.article}: {term.rule.text_en}" if term.rule else term.value
            days = {"start": str(start), "reached": str(reached), "last": str(last)}
            yield self._report("term-never-met", node, term=cited, term_en=cited_en, **days)

    def _term(self, node: NodeInfo) -> _Term | None:
        value = node.properties.get("due", "")
        if computed := _DATA.fullmatch(value):
            origin, length = self.computed.get(computed[1], ("", ""))
            known = computed[2] == "due" and origin and origin != node.id
            return _Term(length, self.packs.find(length), (origin,)) if known else None
        if is_duration(value):
            return _Term(value, None, (node.id,)) if parse_duration(value).seconds == 0 else None
        rule = self.packs.find(value) if value else None
        if rule is None:
            return None
        before = tuple(key for key in self._setters(rule.start) if self.ways.leads(key, node.id))
        return _Term(value, rule, before or (node.id,))

    def _setters(self, event: str | None) -> Iterator[str]:
        """Yield the steps whose form asks for the day of an event."""
        for node in self.drawing.nodes.values():
            schema = (self.forms.get(node.properties.get("form", "")) or {}).get("schema")
            if event and isinstance(schema, Mapping):
                names = {name for name, drawn, _ in variables(schema) if not drawn.get("readOnly")}
                if names & {event, f"{event}_on"}:
                    yield node.id

    def _wait(self, node: NodeInfo, day: date, passed: Passed) -> date:
        """Return the first day on which a case that comes on a day can pass a node."""
        value = node.properties.get("earliest", "")
        if found := _DATA.fullmatch(value):
            return max(day, self._computed(found[1], found[2], passed) or day)
        if value:
            return max(day, _bounds(value, self.packs.find(value), day)[0] or _plain(value, day) or day)
        text = _timer(self.elements[node.id])
        if text and (of := _OF_TERM.fullmatch(text)):
            return max(day, self._computed(of[1], of[2], passed) or day)
        literal = text.strip("'\"") if text else ""
        return max(day, _plain(literal, day) or day)

    def _computed(self, name: str, part: str, passed: Passed) -> date | None:
        """Return a day that an earlier step of the same way has computed."""
        node, length = self.computed.get(name, ("", ""))
        # With a day of its own to count from, a term may have begun long ago: then nothing is known.
        day = passed(node) if node else None
        if day is None or _has(self.elements[node], "start"):
            return None
        first, last = _bounds(length, self.packs.find(length), day)
        return {"earliest": first, "due": last, "expires": last}.get(part)

    def _report(self, rule: str, node: NodeInfo, **params: str) -> Finding:
        line = line_of(self.elements[node.id])
        return finding(rule, self.drawing.process.file, node.id, line, name=node.name, **params)


def _bounds(value: str, rule: Rule | None, start: date) -> tuple[date | None, date | None]:
    """Return the first and the last day of a rule's or a duration's term, as deadline.compute counts them."""
    if is_duration(value):
        return None, _plain(value, start)
    if rule is None:
        return None, None
    if rule.kind is Kind.WINDOW and rule.maximum is None and (rule.minimum or rule.value):
        return None, deadlines.window(rule, start, _WEEKDAYS_ONLY)[1].day
    found = deadlines.term(rule, start, _WEEKDAYS_ONLY)
    return found.earliest, found.due


def _plain(value: str, start: date) -> date | None:
    return parse_duration(value).after(start, _WEEKDAYS_ONLY).day if is_duration(value) else None


def _timer(element: etree._Element) -> str | None:
    definition = element.find(q("timerEventDefinition"))
    if definition is None:
        return None
    for tag in ("timeDate", "timeDuration"):
        if text := (definition.findtext(q(tag)) or "").strip():
            return text
    return None


def _parameters(element: etree._Element) -> Iterator[tuple[str, str]]:
    for item in element.iter("{*}parameter"):
        yield item.get("id", ""), (item.get("value") or "").strip()


def _has(element: etree._Element, name: str) -> bool:
    return any(key == name and value not in ("", "None") for key, value in _parameters(element))


def _text(element: etree._Element, name: str) -> str | None:
    """Return a parameter of an operator that is a plain text."""
    for key, value in _parameters(element):
        if key == name and (literal := _LITERAL.fullmatch(value)):
            return literal[2]
    return None


def _result(element: etree._Element) -> str | None:
    for item in element.iter("{*}serviceTaskOperator"):
        return item.get("resultVariable")
    return None
