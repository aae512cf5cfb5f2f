"""What a rule says, in plain words: its value, the day it counts from, and whatever else it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from service.domain.calendar import Duration
from service.domain.messages import is_english
from service.domain.rule_vocabulary import CODES, DIRECTIONS, KEYS, STARTS, STRENGTHS, Table
from service.domain.rules import Kind, Rule, chinese_number
from service.domain.votes import parse_share

# A code of its own in these places: how binding something is, not how it is done.
_MODAL: Final = frozenset({"must", "shall", "generally", "may"})
# What the value in words has said already.
_IN_VALUE: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.WINDOW: frozenset({"times", "unit"}),
    Kind.COUNT: frozenset({"exact", "min", "max", "min_days", "or_min_hours", "min_hours"}),
    Kind.VOTE: frozenset({"num", "den", "op", "factor"}),
    Kind.ORDER: frozenset({"steps", "one_of"}),
    Kind.DEADLINE: frozenset({"value"}),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One more thing that a rule says: its key, what it is called, and what it says."""

    key: str
    label: str
    words: str


def word(table: Table, code: str, lang: str) -> str:
    """Return a word of a table; a code that is none stays as it is."""
    pair = table.get(code)
    return pair[is_english(lang)] if pair else code


def strength(rule: Rule, lang: str) -> str:
    """Say how binding a rule is: 必须, 应当, 一般, 可以."""
    return word(STRENGTHS, rule.strength, lang)


def direction(rule: Rule, lang: str) -> str:
    """Say what a rule does: 最早, 最迟, 时段."""
    return word(DIRECTIONS, rule.kind, lang)


def length(value: Duration, lang: str) -> str:
    """Say how long a term is: 一年, 三个月, 十个工作日."""
    if is_english(lang):
        return _length_en(value)
    parts = []
    years, months = divmod(value.months, 12)
    if years:
        parts.append(f"{_number(years)}年")
    if months:
        parts.append(f"{_number(months)}个月")
    if value.days:
        parts.append(f"{_number(value.days)}日")
    if value.working_days:
        parts.append(f"{_number(value.working_days)}个工作日")
    return "".join(parts) or "当日"


def _number(number: int) -> str:
    text = chinese_number(number) if number < 100 else str(number)
    return "两" if number == 2 else text


def _length_en(value: Duration) -> str:
    years, months = divmod(value.months, 12)
    named = ((years, "year"), (months, "month"), (value.days, "day"), (value.working_days, "working day"))
    return " ".join(f"{n} {unit}{'s' if n > 1 else ''}" for n, unit in named if n) or "the same day"


def value(rule: Rule, lang: str) -> str:
    """Say a rule's value in words: 一年以上, 不少于 24 学时, 超过半数; empty when its text is all there is."""
    english = is_english(lang)
    if rule.kind in (Kind.EARLIEST, Kind.DEADLINE, Kind.WINDOW):
        return _term(rule, lang)
    if rule.kind is Kind.COUNT:
        return _count(rule.details, english)
    if rule.kind is Kind.VOTE and rule.details.get("factor"):
        counted, base = (word(CODES, str(rule.details.get(key)), lang) for key in ("num", "den"))
        asked = parse_share(rule.details)
        if asked is None:
            return ""
        more = ("at least" if asked.enough else "more than") if english else ("不少于" if asked.enough else "超过")
        share = _share(asked.of, english)
        return f"{counted}: {more} {share} of {base}" if english else f"{counted}{more}{base}的{share}"
    if rule.kind is Kind.DATE and rule.start:
        return counted_from(rule, lang)
    for key, joint in (("steps", " → "), ("one_of", " / ")):
        if listed := rule.details.get(key):
            return joint.join(word(CODES, str(item), lang) for item in listed)
    return ""


def _share(share: Fraction, english: bool) -> str:
    if share in (1, Fraction(1, 2)):
        named = ("全部", "all") if share == 1 else ("半数", "half")
        return named[english]
    over, under = share.as_integer_ratio()
    return f"{over}/{under}" if english else f"{_share_number(under)}分之{_share_number(over)}"


def _share_number(number: int) -> str:
    return chinese_number(number) if number < 100 else str(number)


def _term(rule: Rule, lang: str) -> str:
    english = is_english(lang)

    def said(zh: str, en: str, term: Duration | None) -> str:
        return "" if term is None else (en if english else zh).format(length(term, lang))

    if rule.kind is Kind.EARLIEST:
        if rule.start == "birth_date" and (age := rule.value or rule.minimum) and not age.months % 12:
            return f"{age.months // 12} years of age" if english else f"满{_number(age.months // 12)}周岁"
        return said("满{}以后", "after {}", rule.value or rule.minimum)
    parts = [
        said("{}以内", "within {}", rule.value),
        said("每{}一次", "every {}", rule.every).replace("每一年", "每年"),
    ]
    if rule.promptly:
        parts.append(word(CODES, "promptly", lang))
    parts.append(said("不少于{}", "at least {}", rule.minimum))
    parts.append(said("不超过{}", "at most {}", rule.maximum))
    parts.append(said("特殊情况不超过{}", "{} in special cases", rule.special_maximum))
    if times := rule.details.get("times"):
        parts.append(f"{times} time(s)" if english else f"只能{_number(int(times)) if int(times) != 1 else '一'}次")
    return (", " if english else "，").join(filter(None, parts)) or (
        "no term in the text" if english else "没有规定期限"
    )


def _count(details: Mapping[str, Any], english: bool) -> str:
    least, most, exact = (details.get(name) for name in ("min", "max", "exact"))
    days, hours = details.get("min_days"), details.get("or_min_hours") or details.get("min_hours")
    if exact is not None:
        return f"{exact} people" if english else f"{exact} 人"
    if least is not None and most is not None:
        return f"{least} to {most} people" if english else f"{least} 至 {most} 人"
    if days and hours:
        return f"at least {days} days or {hours} hours" if english else f"不少于 {days} 天或者 {hours} 学时"
    if hours:
        return f"at least {hours} hours" if english else f"不少于 {hours} 学时"
    return ""


def counted_from(rule: Rule, lang: str) -> str:
    """Say the day from which a rule counts; empty when the text names none."""
    if not rule.start or rule.start == "birth_date":
        return ""
    event = rule.start_name or word(STARTS, rule.start, lang)
    return f"from {event}" if is_english(lang) else f"从{event}之日算起"


def facts(rule: Rule, lang: str) -> list[Fact]:
    """Return what a rule says beside its value, its start and its text, in the order of the pack."""
    skip = _IN_VALUE.get(rule.kind, frozenset())
    return [
        Fact(key, word(KEYS, key, lang), words)
        for key, said in rule.details.items()
        if key not in skip and (words := _words(said, lang))
    ]


def _words(said: Any, lang: str) -> str:
    if said is None:
        return ""
    if isinstance(said, bool):
        return ("yes" if said else "no") if is_english(lang) else ("是" if said else "否")
    if isinstance(said, Sequence) and not isinstance(said, str):
        return (", " if is_english(lang) else "、").join(_words(item, lang) for item in said)
    code = str(said)
    return word(STRENGTHS if code in _MODAL else CODES, code, lang)
