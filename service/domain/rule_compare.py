"""Two rule packs, or two points schemes, side by side: what one says that the other does not, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.domain import rule_words as words
from service.domain.messages import is_english
from service.domain.rule_vocabulary import KEYS
from service.domain.rules import Rule, RulePack

# What every rule has, in the order in which people look for it; the rest is in the rule's own words.
_ASPECTS = {
    "title": ("名称", "name"),
    "value": ("规定", "value"),
    "start": ("起算", "counted from"),
    "strength": ("要求", "how binding"),
    "direction": ("作用", "what it does"),
    "article": ("条款", "article"),
    "text": ("文字", "wording"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One rule of a pack, or one line of a scheme, in words. `parts` are told apart by key: label and words."""

    id: str
    group: str
    title: str
    article: str
    value: str
    text: str
    parts: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two texts say differently; empty where one says nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that was added, dropped or changed; `moved` says that only its number did."""

    kind: str
    before: Said | None
    after: Said | None
    said: tuple[Difference, ...] = ()

    @property
    def rule(self) -> Said:
        """Return the rule as it stands, or as it stood last."""
        found = self.after or self.before
        assert found is not None
        return found


def compare(old: RulePack, new: RulePack, lang: str) -> list[Change]:
    """Return what changed from one pack to another, in the order of the new one; what was dropped comes last."""
    return compare_said(said(old, lang), said(new, lang))


def compare_said(old: Sequence[Said], new: Sequence[Said]) -> list[Change]:
    """Return what changed from some rows to others, in the order of the new ones; what was dropped comes last."""
    changes, known = [], {row.id: row for row in old}
    for after in new:
        before = known.pop(after.id, None)
        if before is None:
            changes.append(Change("added", None, after))
        elif differs := tuple(_differences(before, after)):
            only_number = len(differs) == 1 and before.article != after.article
            changes.append(Change("moved" if only_number else "changed", before, after, differs))
    return changes + [Change("dropped", row, None) for row in known.values()]


def said(pack: RulePack, lang: str) -> list[Said]:
    """Return the rules of a pack in words."""
    return [_said(rule, lang) for rule in pack.rules.values()]


def labelled(parts: Mapping[str, str], lang: str) -> dict[str, tuple[str, str]]:
    """Put to what every row has the label that people read."""
    return {name: (label[is_english(lang)], parts[name]) for name, label in _ASPECTS.items() if name in parts}


def _differences(before: Said, after: Said) -> Iterator[Difference]:
    old, new = before.parts, after.parts
    for key in (*new, *(key for key in old if key not in new)):
        label, _ = new.get(key) or old[key]
        was, now = old.get(key, ("", ""))[1], new.get(key, ("", ""))[1]
        if was != now:
            yield Difference(label, was, now)


def _said(rule: Rule, lang: str) -> Said:
    parts = _aspects(rule, lang)
    facts = {f"/{fact.key}": (words.word(KEYS, fact.key, lang), fact.words) for fact in words.facts(rule, lang)}
    return Said(
        rule.id, rule.stage, parts["title"], parts["article"], parts["value"], parts["text"],
        labelled(parts, lang) | facts,
    )  # fmt: skip


def _aspects(rule: Rule, lang: str) -> dict[str, str]:
    english = is_english(lang)
    return {
        "title": rule.title_en if english else rule.title,
        "value": words.value(rule, lang),
        "start": words.counted_from(rule, lang),
        "strength": words.strength(rule, lang),
        "direction": words.direction(rule, lang),
        "article": rule.article if english else rule.citation,
        # How far a text has been compared is no difference of the text.
        "text": rule.text_en if english else rule.text.removesuffix("（待核）"),
    }
