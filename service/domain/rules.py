"""Rule packs: the law as versioned, effective-dated data instead of constants in code.

A pack is a plain mapping (bpmn/rules/*.yaml, parsed elsewhere) that becomes typed rules here. `kind` says what a rule
does: earliest blocks, deadline warns and escalates, window guides; `strength` repeats the modal word of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from service.domain.calendar import Duration, is_duration, parse_day, parse_duration
from service.domain.errors import Invalid, NotFound, Problem

LOCAL_FAMILY: Final = "local"


class Kind(StrEnum):
    """What a rule does."""

    EARLIEST = "earliest"
    DEADLINE = "deadline"
    WINDOW = "window"
    VOTE = "vote"
    COUNT = "count"
    ORDER = "order"
    POWER = "power"
    DOCUMENT = "document"
    DATE = "date"


class Strength(StrEnum):
    """The modal word of the text: 必须, 应当, 一般, 可以, none, or a condition."""

    MUST = "must"
    SHALL = "shall"
    GENERALLY = "generally"
    MAY = "may"
    PLAIN = "plain"
    CONDITION = "condition"


class Check(StrEnum):
    """How far a rule has been compared with the text; anything but seen is shown as 待核."""

    SEEN = "seen"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack. `details` keeps what only this kind of rule has (steps, items, who)."""

    id: str
    pack: str
    kind: Kind
    strength: Strength
    article: str
    text: str
    text_en: str
    check: Check
    template: bool
    title: str = ""
    title_en: str = ""
    stage: str = "other"
    start: str | None = None
    start_name: str = ""
    value: Duration | None = None
    every: Duration | None = None
    minimum: Duration | None = None
    maximum: Duration | None = None
    special_maximum: Duration | None = None
    promptly: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def citation(self) -> str:
        """Return the article as people write it: §7 is 第七条 in Chinese."""
        return chinese_article(self.article)


@dataclass(frozen=True, slots=True)
class RulePack:
    """One version of one family of rules, and the days on which it is in force."""

    id: str
    family: str
    instrument: str
    effective_from: date
    effective_to: date | None
    template: bool
    rules: Mapping[str, Rule]
    absent: frozenset[str] = frozenset()
    version: int = 1
    correction: str = ""

    def in_force(self, day: date) -> bool:
        """Tell whether the pack applies on a day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


class Rulebook:
    """All packs together: find a rule by its id and the day on which a step happens."""

    def __init__(self, packs: Iterable[RulePack]) -> None:
        self._packs = tuple(packs)

    def pack_on(self, day: date, family: str = "cpc_dev") -> RulePack:
        """Return the pack of a family in force on a day."""
        found = [pack for pack in self._packs if pack.family == family and pack.in_force(day)]
        if not found:
            raise NotFound("rule_pack_not_found", day=day, family=family)
        return max(found, key=lambda pack: pack.effective_from)

    def find(self, rule_id: str, day: date, family: str = "cpc_dev") -> Rule | None:
        """Return the rule in force on a day: the family's, else the local one; None when the text has no such rule."""
        for name in (family, LOCAL_FAMILY):
            packs = [pack for pack in self._packs if pack.family == name and pack.in_force(day)]
            for pack in sorted(packs, key=lambda pack: pack.effective_from, reverse=True):
                if rule_id in pack.rules:
                    return pack.rules[rule_id]
                if rule_id in pack.absent:
                    return None
        return None

    def details(self, rule_id: str) -> frozenset[str]:
        """Return the names that a rule has in any pack beside what every rule has.

        Raises NotFound when no pack ever had that rule.
        """
        rules = [pack.rules[rule_id] for pack in self._packs if rule_id in pack.rules]
        if not rules:
            raise NotFound("rule_not_found", rule=rule_id, pack=", ".join(pack.id for pack in self._packs))
        return frozenset(name for rule in rules for name in rule.details)

    def rule(self, rule_id: str, day: date, family: str = "cpc_dev") -> Rule:
        """Return the rule in force on a day, or say that there is none."""
        rule = self.find(rule_id, day, family)
        if rule is None:
            raise NotFound("rule_not_found", rule=rule_id, pack=family)
        return rule


def parse_pack(raw: Mapping[str, Any]) -> RulePack:
    """Make a typed pack of a parsed YAML mapping, or raise Invalid naming every wrong field."""
    problems: list[Problem] = []
    pack_id = str(raw.get("id") or "")
    start, end = parse_day(raw.get("effective_from")), parse_day(raw.get("effective_to"))
    for name, good in (("id", pack_id), ("instrument", raw.get("instrument")), ("effective_from", start)):
        if not good:
            problems.append(_broken(f"/{name}"))
    if raw.get("effective_to") is not None and end is None:
        problems.append(_broken("/effective_to"))
    rows = raw.get("rules")
    if rows is None and "items" in raw:
        rows = {}  # a points scheme: versioned and effective-dated like a pack, but its items are read by points.py
    elif not isinstance(rows, Mapping) or not rows:
        problems.append(_broken("/rules"))
        rows = {}
    rules: dict[str, Rule] = {}
    for rule_id, row in rows.items():
        if row is None:
            continue
        rule = _parse_rule(str(rule_id), row, raw, problems)
        if rule is not None:
            rules[rule.id] = rule
    if problems or start is None:
        raise Invalid(problems, "rule_pack_broken", field=pack_id)
    absent = frozenset(str(rule_id) for rule_id, row in rows.items() if row is None)
    family = str(raw.get("family") or pack_id.rpartition("_")[0])
    template = bool(raw.get("template", False))
    return RulePack(
        id=pack_id,
        family=family,
        instrument=str(raw["instrument"]),
        effective_from=start,
        effective_to=end,
        template=template,
        rules=MappingProxyType(rules),
        absent=absent,
        version=version if isinstance(version := raw.get("version", 1), int) else 1,
        correction=str(raw.get("correction") or ""),
    )


def pack_on(packs: Iterable[RulePack], day: date, family: str = "cpc_dev") -> RulePack:
    """Return the pack of a family in force on a day: before 2026-05-11 the text of 2014."""
    return Rulebook(packs).pack_on(day, family)


_TYPED: Final = frozenset(
    {
        *("title", "title_en", "stage", "kind", "strength", "article", "text", "text_en", "check", "template"),
        *("start", "start_name", "from", "value", "every"),
    }
)


def _parse_rule(rule_id: str, row: Any, pack: Mapping[str, Any], problems: list[Problem]) -> Rule | None:
    where = f"/rules/{rule_id}"
    if not isinstance(row, Mapping):
        problems.append(_broken(where))
        return None
    try:
        kind = Kind(str(row.get("kind", "")))
        strength = Strength(str(row.get("strength", Strength.PLAIN)))
        check = Check(str(row.get("check", pack.get("check", Check.TEXT))))
    except ValueError as exc:
        problems.append(_broken(where, str(exc)))
        return None
    article, text = str(row.get("article") or ""), str(row.get("text") or "")
    for name, good in (("article", article), ("text", text)):
        if not good:
            problems.append(_broken(f"{where}/{name}"))
    terms = {name: _term(row, name, where, problems) for name in ("value", "every", "min", "max", "special_max")}
    used = _TYPED | {name for name, term in terms.items() if term is not None}
    return Rule(
        id=rule_id,
        pack=str(pack.get("id") or ""),
        kind=kind,
        strength=strength,
        article=article,
        text=text if check is Check.SEEN else f"{text}（待核）",
        text_en=str(row.get("text_en") or ""),
        check=check,
        template=bool(row.get("template", pack.get("template", False))),
        title=str(row.get("title") or rule_id),
        title_en=str(row.get("title_en") or row.get("title") or rule_id),
        stage=str(row.get("stage") or "other"),
        start=str(row["start"]) if row.get("start") else str(row["from"]) if row.get("from") else None,
        start_name=str(row.get("start_name") or ""),
        value=terms["value"],
        every=terms["every"],
        minimum=terms["min"],
        maximum=terms["max"],
        special_maximum=terms["special_max"],
        promptly=row.get("value") == "promptly",
        details=MappingProxyType({str(name): value for name, value in row.items() if name not in used}),
    )


def _term(row: Mapping[str, Any], name: str, where: str, problems: list[Problem]) -> Duration | None:
    """Read a duration; `min: 5, unit: working_day` is one too, a bare count (contacts, introducers) is not."""
    value = row.get(name)
    if isinstance(value, int) and row.get("unit") == "working_day":
        return Duration(working_days=value)
    if isinstance(value, str) and value != "promptly":
        if is_duration(value):
            return parse_duration(value)
        problems.append(Problem(f"{where}/{name}", "bad_duration", {"value": value}))
    return None


def _broken(pointer: str, reason: str = "") -> Problem:
    return Problem(pointer, "rule_pack_broken", {"field": pointer, "reason": reason})


_DIGITS: Final = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """Write a number up to 99 as articles are numbered: 10 is 十, 21 is 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones or not tens else "")


def chinese_article(article: str) -> str:
    """Turn "§21-22" into 第二十一条、第二十二条; a text that is no number stays as it is."""
    numbers = [part.strip().lstrip("§") for part in article.replace("-", ",").split(",")]
    if not all(part.isdigit() and int(part) < 100 for part in numbers):
        return article
    return "、".join(f"第{chinese_number(int(part))}条" for part in numbers)
