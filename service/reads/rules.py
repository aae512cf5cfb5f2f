"""Rule packs as people read them: which holds on a day, what each says and where it is used, what changed, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from service.domain import clock
from service.domain import rule_words as words
from service.domain.errors import NotFound
from service.domain.messages import is_english
from service.domain.people import Actor
from service.domain.points_scheme import parse_scheme
from service.domain.rule_compare import Change, Said, compare_said, said
from service.domain.rule_releases import changed_rules
from service.domain.rule_vocabulary import CHECKS, FAMILIES, STAGES
from service.domain.rules import Check, Rule, RulePack, parse_pack
from service.engine.rule_uses import Use, uses
from service.reads import rule_items
from service.store import rule_packs as store
from service.store.database import Row, Tx

# A diagram's text never changes under its checksum, so neither do the rules that it follows.
_uses: dict[str, tuple[Use, ...]] = {}


@dataclass(frozen=True, slots=True)
class _Text:
    """One released text of a pack."""

    row: Row
    raw: Mapping[str, Any]
    pack: RulePack


def page(tx: Tx, actor: Actor, on: date | None, lang: str) -> dict[str, Any]:
    """Return the packs by family, which of them holds on a day (today), and every release of every pack."""
    texts = _texts(tx, actor.tenant)
    newest = _newest(texts)
    today = clock.today()
    day = on or today
    holding = _holding(newest, day)
    families: dict[str, list[dict[str, Any]]] = {key: [] for key in FAMILIES}
    for text in sorted(newest.values(), key=lambda text: text.pack.effective_from, reverse=True):
        families.setdefault(text.pack.family, []).append(_head(text, today, holding, lang))
    cases = _cases(tx, actor.tenant)
    return {
        "today": today,
        "on": day,
        "families": [
            {"key": key, "name": words.word(FAMILIES, key, lang), "packs": packs}
            for key, packs in families.items()
            if packs
        ],
        "history": [_release(text, texts, newest, cases) for text in texts],
    }


def pack(tx: Tx, actor: Actor, key: str, number: int | None, lang: str) -> dict[str, Any]:
    """Return what one pack says, by stage, with the steps that follow each rule; its newest text, or an earlier one.

    Raises NotFound.
    """
    texts = _texts(tx, actor.tenant)
    newest, text = _newest(texts), _find(texts, key, number)
    today, cases = clock.today(), _cases(tx, actor.tenant)
    followed = used(tx, actor.tenant)
    if text.raw.get("items"):
        groups = rule_items.groups(parse_scheme(text.raw), lang)
    else:
        groups = _groups(text.pack.rules.values(), followed, lang)
    others = sorted((other.pack for other in newest.values() if other.pack.family == text.pack.family), key=_since)
    return {
        **_head(text, today, _holding(newest, today), lang),
        "family_name": words.word(FAMILIES, text.pack.family, lang),
        "correction": text.pack.correction,
        "groups": groups,
        "others": [
            {"id": other.id, "instrument": other.instrument, "effective_from": other.effective_from}
            for other in others
            if other.id != key
        ],
        "releases": [_release(each, texts, newest, cases) for each in texts if each.pack.id == key],
    }


def comparison(
    tx: Tx, actor: Actor, old: tuple[str, int | None], new: tuple[str, int | None], lang: str
) -> dict[str, Any]:
    """Return what changed from one pack, or one text of it, to another; stage by stage.

    Raises NotFound.
    """
    texts = _texts(tx, actor.tenant)
    newest, today = _newest(texts), clock.today()
    before, after = _find(texts, *old), _find(texts, *new)
    if bool(before.raw.get("items")) != bool(after.raw.get("items")):
        raise NotFound("rules_not_comparable")
    groups, counts = changes_by_group(before.raw, after.raw, lang)
    holding = _holding(newest, today)
    return {
        "before": _head(before, today, holding, lang),
        "after": _head(after, today, holding, lang),
        "counts": counts,
        "groups": groups,
    }


def changes_by_group(
    old: Mapping[str, Any], new: Mapping[str, Any], lang: str
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Return what changed from one text to another, group by group, and how many rows of each kind of change."""
    (names, old_rows), (_, new_rows) = _said(old, lang), _said(new, lang)
    changes = compare_said(old_rows, new_rows)
    groups = {name: [_change(each) for each in changes if each.rule.group == key] for key, name in names.items()}
    counts = {kind: sum(each.kind == kind for each in changes) for kind in ("added", "dropped", "changed", "moved")}
    return (
        [{"stage": name, "changes": rows} for name, rows in groups.items() if rows],
        {**counts, "same": len(new_rows) - sum(each.kind != "dropped" for each in changes)},
    )


def _said(raw: Mapping[str, Any], lang: str) -> tuple[Mapping[str, str], list[Said]]:
    """Return what a text says, row by row, and what the groups of its rows are called."""
    if raw.get("items"):
        return rule_items.said(parse_scheme(raw), lang)
    return {key: words.word(STAGES, key, lang) for key in STAGES}, said(parse_pack(raw), lang)


def _texts(tx: Tx, tenant: int) -> list[_Text]:
    rows = store.history(tx, tenant)
    raws = store.texts(tx, {row["checksum"] for row in rows})
    return [_Text(row, raw := raws[row["checksum"]], parse_pack(raw)) for row in rows]


def _newest(texts: Sequence[_Text]) -> dict[str, _Text]:
    newest: dict[str, _Text] = {}
    for text in texts:
        known = newest.get(text.row["pack"])
        if known is None or known.row["number"] < text.row["number"]:
            newest[text.row["pack"]] = text
    return newest


def _find(texts: Sequence[_Text], key: str, number: int | None) -> _Text:
    own = [text for text in texts if text.row["pack"] == key and number in (None, text.row["number"])]
    if not own:
        raise NotFound("rules_not_found", pack=key)
    return max(own, key=lambda text: text.row["number"])


def _since(each: RulePack) -> date:
    return each.effective_from


def _holding(newest: Mapping[str, _Text], day: date) -> set[str]:
    """Return the packs that hold on a day: of each family the one that began last."""
    found: dict[str, RulePack] = {}
    for text in sorted(newest.values(), key=lambda text: text.pack.effective_from):
        if text.pack.in_force(day):
            found[text.pack.family] = text.pack
    return {each.id for each in found.values()}


def _head(text: _Text, today: date, holding: set[str], lang: str) -> dict[str, Any]:
    own = text.pack
    ended = own.effective_to is not None and own.effective_to < today
    return {
        "id": own.id,
        "instrument": own.instrument,
        "version": own.version,
        "number": text.row["number"],
        "effective_from": own.effective_from,
        "effective_to": own.effective_to,
        "state": "coming" if own.effective_from > today else "past" if ended else "in_force",
        "holds": own.id in holding,
        "template": own.template,
        "rules": len(own.rules) or len(text.raw.get("items", ())),
        "unchecked": sum(rule.check is not Check.SEEN for rule in own.rules.values()),
        "released_at": text.row["released_at"],
    }


def _release(
    text: _Text, texts: Sequence[_Text], newest: Mapping[str, _Text], cases: Mapping[tuple[str, str], int]
) -> dict[str, Any]:
    key, number = text.row["pack"], text.row["number"]
    before = next((each for each in texts if (each.row["pack"], each.row["number"]) == (key, number - 1)), None)
    current = newest[key] is text
    pinned = {name: n for (name, checksum), n in cases.items() if checksum == text.row["checksum"]}
    return {
        "pack": key,
        "instrument": text.pack.instrument,
        "number": number,
        "version": text.pack.version,
        "correction": text.pack.correction if before is None or before.pack.version != text.pack.version else "",
        "changed": [] if before is None else changed_rules(before.raw, text.raw)[:20],
        "ends": text.pack.effective_to
        if before is not None and before.pack.effective_to != text.pack.effective_to
        else None,
        "released_at": text.row["released_at"],
        "released_by": text.row["released_by_name"],
        "current": current,
        "cases": pinned.get(key, 0),
    }


def _cases(tx: Tx, tenant: int) -> dict[tuple[str, str], int]:
    return {(store.pack_of(row["path"]) or "", row["checksum"]): row["n"] for row in store.open_cases(tx, tenant)}


def used(tx: Tx, tenant: int) -> dict[str, list[Use]]:
    """Return the steps of the released diagrams by the rule that they follow."""
    manifest = store.diagrams(tx, tenant)
    missing = {path: checksum for path, checksum in manifest.items() if checksum not in _uses}
    for path, content in store.load(tx, missing).items():
        _uses[missing[path]] = uses(content)
    found: dict[str, list[Use]] = {}
    for checksum in manifest.values():
        for use in _uses[checksum]:
            found.setdefault(use.rule, []).append(use)
    return found


def _groups(rules: Any, used: Mapping[str, list[Use]], lang: str) -> list[dict[str, Any]]:
    stages: dict[str, list[dict[str, Any]]] = {key: [] for key in STAGES}
    for rule in rules:
        stages.setdefault(rule.stage, []).append(_rule(rule, used.get(rule.id, []), lang))
    return [{"key": key, "name": words.word(STAGES, key, lang), "rules": rows} for key, rows in stages.items() if rows]


def _rule(rule: Rule, used: Sequence[Use], lang: str) -> dict[str, Any]:
    english = is_english(lang)
    return {
        "id": rule.id,
        "title": rule.title_en if english else rule.title,
        "value": words.value(rule, lang),
        "start": words.counted_from(rule, lang),
        "direction": words.direction(rule, lang),
        "kind": str(rule.kind),
        "strength": str(rule.strength),
        "strength_name": words.strength(rule, lang),
        "article": rule.article if english else rule.citation,
        "text": (english and rule.text_en) or rule.text.removesuffix("（待核）"),
        "check": "" if rule.check is Check.SEEN else words.word(CHECKS, rule.check, lang),
        "facts": [{"label": fact.label, "words": fact.words} for fact in words.facts(rule, lang)],
        "uses": [
            {key: value for key, value in asdict(use).items() if key != "rule"}
            for use in sorted(used, key=lambda use: (use.process_name, use.process))
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    rule = change.rule
    return {
        "kind": change.kind,
        "id": rule.id,
        "title": rule.title,
        "article": rule.article,
        "value": rule.value,
        "text": rule.text,
        "said": [asdict(each) for each in change.said],
    }
