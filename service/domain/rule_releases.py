"""When a rule pack may be released: what past days were counted by stays what it was, unless somebody says why not.

A pack that is not yet in force changes freely. One that has been in force ends by a later day, or is corrected in a new
version that says what was wrong; a rule that changes is a pack of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from service.domain.calendar import parse_day
from service.domain.errors import Problem

Pack = Mapping[str, Any]
_MOST_NAMED: Final = 5
# What a later release may say without being a correction.
_LOOSE: Final = frozenset({"effective_to", "version", "correction"})


def check_release(wanted: Mapping[str, Pack], released: Mapping[str, Pack], today: date) -> list[Problem]:
    """Return why packs may not be released over those released before; both by name, `released` the newest texts."""
    found = list(_same_day(wanted))
    families = {pack.get("family") for pack in wanted.values()}
    for name, old in sorted(released.items()):
        first = parse_day(old.get("effective_from"))
        if first is None or first > today:
            continue
        if name in wanted:
            found += _changed(name, old, wanted, first, today)
        elif old.get("family") in families:
            found.append(Problem(_file(name), "rule_pack_missing", {"name": _called(old)}))
    return found


def changed_rules(old: Pack, new: Pack) -> list[str]:
    """Name what two texts of one pack say differently: rules by their titles, items by their names, else the key."""
    named: list[str] = []
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key), new.get(key)
        if was == now or key in _LOOSE:
            continue
        rows = _rows(was), _rows(now)
        inner = [row for row in dict.fromkeys((*rows[1], *rows[0])) if rows[0].get(row) != rows[1].get(row)]
        named += [_title(rows[1].get(row) or rows[0].get(row), row) for row in inner] if any(rows) else [key]
    return named


def _changed(name: str, old: Pack, wanted: Mapping[str, Pack], first: date, today: date) -> Iterator[Problem]:
    new = wanted[name]
    until = parse_day(new.get("effective_to"))
    if until != parse_day(old.get("effective_to")) and until is not None and until < today:
        follows = (parse_day(pack.get("effective_from")) for key, pack in wanted.items()
                   if key != name and pack.get("family") == old.get("family"))  # fmt: skip
        if not any(day is not None and first < day <= until + timedelta(days=1) for day in follows):
            yield Problem(_file(name), "rule_pack_gap", {"name": _called(old), "until": until})
    what = changed_rules(old, new)
    version = int(old.get("version", 1))
    corrected = int(new.get("version", 1)) > version and new.get("correction") not in (None, "", old.get("correction"))
    if what and not corrected:
        named = what[:_MOST_NAMED] + (["…"] if len(what) > _MOST_NAMED else [])
        params = {"name": _called(old), "since": first, "what": named, "version": version + 1}
        yield Problem(_file(name), "rule_pack_changed", params)


def _same_day(wanted: Mapping[str, Pack]) -> Iterator[Problem]:
    seen: dict[tuple[Any, Any], str] = {}
    for name, pack in sorted(wanted.items()):
        place = (pack.get("family"), parse_day(pack.get("effective_from")))
        if place in seen:
            yield Problem(_file(name), "pack_same_day", {"one": _called(wanted[seen[place]]), "other": _called(pack)})
        seen[place] = name


def _rows(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {str(key): row for key, row in value.items()}
    if isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
        return {str(row.get("code")): row for row in value}
    return {}


def _title(row: Any, key: str) -> str:
    return str(row.get("title") or row.get("name") or key) if isinstance(row, Mapping) else key


def _file(name: str) -> str:
    return f"rules/{name}.yaml"


def _called(pack: Pack) -> str:
    return f"《{pack.get('instrument')}》"
