"""Drafts of rule packs for those who write and those who release: what is wrong, what changes, which steps follow."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from service.domain import clock
from service.domain import drafts as duties
from service.domain import rule_drafts as rules
from service.domain.calendar import parse_day
from service.domain.errors import NotFound
from service.domain.messages import is_english
from service.domain.people import Actor
from service.domain.rule_form import describe
from service.reads.rules import changes_by_group, used
from service.store import codec, rule_drafts
from service.store import rule_packs as packs
from service.store.database import Row, Tx


def page(tx: Tx, actor: Actor) -> list[dict[str, Any]]:
    """Return the drafts of packs.

    Raises Forbidden.
    """
    duties.check_sees(actor)
    released = packs.newest(tx, actor.tenant)
    return [_head(row, codec.loads(row["text"]), released, actor) for row in rule_drafts.page(tx, actor.tenant)]


def draft(tx: Tx, actor: Actor, key: str, lang: str) -> dict[str, Any]:
    """Return one draft; it is compared with the newest text of the pack that it began from.

    Raises Forbidden, NotFound.
    """
    duties.check_sees(actor)
    row = rule_drafts.get(tx, actor.tenant, key)
    if row is None:
        raise NotFound("rule_draft_not_found")
    text, released = codec.loads(row["text"]), packs.newest(tx, actor.tenant)
    texts = {name: each for name, (_, each) in released.items()}
    number, base = released[row["base"]]
    wrong = rules.problems(key, text, texts, clock.today())
    # what breaks the schema cannot be put into words yet, but for the reason that is still to be written
    readable = all(each.code in rules.STILL_READABLE for each in wrong)
    ends = rules.ended(key, text, texts)
    found = changes_by_group(base, text, lang) if readable else None
    english = is_english(lang)
    return {
        **_head(row, text, released, actor),
        "text": text,
        "released": base,
        "outdated": number != row["base_number"],
        "problems": [
            {"pointer": each.pointer, "message": each.message_en if english else each.message_zh} for each in wrong
        ],
        "groups": found[0] if found else [],
        "counts": found[1] if found else None,
        "ends": [
            {"id": name, "instrument": each["instrument"], "effective_to": each["effective_to"]}
            for name, each in ends.items()
        ],
        "names": _names(text, texts, english),
        "uses": _uses(tx, actor.tenant),
        "form": describe(lang),
    }


def _names(text: dict[str, Any], released: dict[str, Any], english: bool) -> list[dict[str, str]]:
    """Return what rules are called elsewhere of which this text says that it has none."""
    rows = text.get("rules")
    absent = [rule for rule, row in rows.items() if row is None] if isinstance(rows, dict) else []
    found = []
    for rule in absent:
        titled = [each["rules"][rule] for each in released.values() if (each.get("rules") or {}).get(rule)]
        if titled:
            found.append({"rule": rule, "title": str((english and titled[-1].get("title_en")) or titled[-1]["title"])})
    return found


def _uses(tx: Tx, tenant: int) -> list[dict[str, Any]]:
    return [
        {"rule": rule, "uses": [{name: said for name, said in asdict(use).items() if name != "rule"} for use in each]}
        for rule, each in sorted(used(tx, tenant).items())
    ]


def _head(row: Row, text: dict[str, Any], released: dict[str, tuple[int, Any]], actor: Actor) -> dict[str, Any]:
    number, base = released[row["base"]]
    since = parse_day(base.get("effective_from"))
    same = row["pack"] == row["base"]
    coming = since is not None and since > clock.today()
    return {
        "pack": row["pack"],
        "instrument": str(text.get("instrument") or ""),
        "effective_from": str(text.get("effective_from") or ""),
        "kind": rules.SUCCESSOR if not same else "mend" if coming else rules.CORRECTION,
        "base": {"id": row["base"], "instrument": str(base["instrument"]), "number": number},
        "version": row["version"],
        "saved_at": row["saved_at"],
        "saved_by": {"id": row["saved_by"], "name": row["saved_by_name"]},
        "handed_in": row["handed_id"]
        and {
            "id": row["handed_id"],
            "status": row["handed_status"],
            "note": row["handed_note"],
            "by": {"id": row["handed_by"], "name": row["handed_by_name"]},
            "at": row["handed_at"],
            "reason": row["handed_reason"],
            "decided_by": row["decided_by_name"],
        },
        "wrote": actor.person_id in row["written_by"],
    }
