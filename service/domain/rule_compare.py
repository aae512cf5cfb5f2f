"""Two rule packs side by side: what one says that the other does not, rule by rule and value by value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.domain import rule_words as words
from service.domain.messages import is_english
from service.domain.rule_vocabulary import KEYS
from service.domain.rules import Rule, RulePack

# What every rule has, in the order in which people look for it; the rest is in the rule's own words.
_ASPECTS = {
    "value": ("规定", "value"),
    "start": ("起算", "counted from"),
    "strength": ("要求", "how binding"),
    "direction": ("作用", "what it does"),
    "article": ("条款", "article"),
    "text": ("文字", "wording"),
}


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
    before: Rule | None
    after: Rule | None
    said: tuple[Difference, ...] = ()

    @property
    def rule(self) -> Rule:
        """Return the rule as it stands, or as it stood last."""
        found = self.after or self.before
        assert found is not None
        return found


def compare(old: RulePack, new: RulePack, lang: str) -> list[Change]:
    """Return what changed from one pack to another, in the order of the new one; what was dropped comes last."""
    changes = []
    for key, after in new.rules.items():
        before = old.rules.get(key)
        if before is None:
            changes.append(Change("added", None, after))
        elif said := tuple(_said(before, after, lang)):
            kind = "moved" if _only_number(before, after, said, lang) else "changed"
            changes.append(Change(kind, before, after, said))
    changes += [Change("dropped", rule, None) for key, rule in old.rules.items() if key not in new.rules]
    return changes


def _only_number(before: Rule, after: Rule, said: tuple[Difference, ...], lang: str) -> bool:
    return len(said) == 1 and before.citation != after.citation and said[0].before == _aspects(before, lang)["article"]


def _said(before: Rule, after: Rule, lang: str) -> Iterator[Difference]:
    english = is_english(lang)
    old, new = _aspects(before, lang), _aspects(after, lang)
    for name, label in _ASPECTS.items():
        if old[name] != new[name]:
            yield Difference(label[english], old[name], new[name])
    was, now = ({fact.key: fact.words for fact in words.facts(rule, lang)} for rule in (before, after))
    for key in (*now, *(key for key in was if key not in now)):
        if was.get(key) != now.get(key):
            yield Difference(words.word(KEYS, key, lang), was.get(key, ""), now.get(key, ""))


def _aspects(rule: Rule, lang: str) -> dict[str, str]:
    english = is_english(lang)
    return {
        "value": words.value(rule, lang),
        "start": words.counted_from(rule, lang),
        "strength": words.strength(rule, lang),
        "direction": words.direction(rule, lang),
        "article": rule.article if english else rule.citation,
        # How far a text has been compared is no difference of the text.
        "text": rule.text_en if english else rule.text.removesuffix("（待核）"),
    }
