"""The points pages: one person's sum explained, and a branch's people with theirs, in the order of names.

A branch's page is seen by whoever may see the single ledgers there (scope.LEDGER); it has no order by points.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service.domain import clock, points_words
from service.domain import points as rules
from service.domain import points_explained as explained
from service.domain.errors import NotFound
from service.domain.messages import is_english
from service.domain.people import Actor
from service.domain.points import Scheme
from service.reads import closings, people, points, scope
from service.store import periods
from service.store import points as ledger
from service.store.database import Row, Tx

SHOWN_HASH: Final = 12  # enough to compare by eye with a printed one
FIRST_CYCLE: Final = 2014

_BRANCH = """select o.id, o.name from organization o
 where o.tenant_id = %(tenant)s and o.id = %(organization)s and o.level = 'branch'
   and (o.id = any(%(any_branch)s::uuid[]) or exists (select 1 from org_closure s where s.tenant_id = o.tenant_id
          and s.descendant_id = o.id and s.ancestor_id = any(%(any_town)s::uuid[])))"""


def of_person(tx: Tx, actor: Actor, person_id: UUID, lang: str, cycle: int | None = None) -> dict[str, Any]:
    """Explain a person's points of a cycle: the sum, every entry with its reason, the band, what would change it.

    Raises NotFound for somebody whose ledger the reader may not see, and for who has none.
    """
    row = people.find(tx, actor, person_id)
    today = clock.today()
    cycle = _cycle(cycle, today)
    scheme = ledger.scheme(tx, actor.tenant, today)
    if not row["sees_ledger"] or row["activist_on"] is None or scheme is None:
        raise NotFound("person_not_found")
    facts = ledger.facts(ledger.of_people(tx, actor.tenant, [person_id], cycle).get(person_id, []))
    until = min(today, date(cycle, 12, 31))
    why = explained.reasons(scheme, facts)
    base = rules.base_points(scheme, cycle, row["activist_on"], until)
    now = rules.balance(scheme, facts, base).total
    shown = points.ledger(tx, actor.tenant, row, lang, masked=not row["plain"], cycle=cycle)
    assert shown is not None
    return {
        "id": row["id"],
        "name": row["name"],
        "mine": row["id"] == actor.person_id,
        "branch": {"id": row["branch_id"], "name": row["branch_name"]},
        "cycles": _cycles(row["activist_on"], today),
        "ledger": shown,
        "steps": [
            {
                "code": step.code,
                "label": points_words.say(step.code, lang),
                "rule": points_words.say(f"{step.code}_rule", lang, **_said(step.params)),
                "points": _plus(step.points) if step.code not in ("base", "total") else points.plain(step.points),
            }
            for step in explained.sum_up(scheme, cycle, facts, row["activist_on"], until)
        ],
        "reasons": [
            {
                "id": fact.id,
                "counts": _plus(why[fact.id].counts),
                "why": points_words.say(f"why_{why[fact.id].code}", lang, counts=_plus(why[fact.id].counts)),
                "rule": _item_rule(scheme, fact.item, lang),
            }
            for fact in facts
        ],
        "changes": [
            points_words.say(code, lang, **_said(params))
            for code, params in explained.changes(scheme, cycle, facts, row["activist_on"], today)
        ],
        "rooms": [
            {
                "item": room.item.code,
                "name": points.item_name(scheme, room.item.code, lang),
                "rule": _item_rule(scheme, room.item.code, lang),
                "left": points.plain(room.left),
            }
            for room in (explained.rooms(scheme, facts) if today.year == cycle else ())
        ],
        "bands": _bands(scheme, shown["band"], lang),
        "band_how": points_words.say("band_how", lang),
        "closed": [each for each in _closed_of(tx, actor.tenant, row, cycle, now, lang)],
        "note": points_words.say("nothing_alone", lang),
    }


def of_branch(tx: Tx, actor: Actor, organization_id: UUID, lang: str, cycle: int | None = None) -> dict[str, Any]:
    """Show a branch's people with their sums of a cycle, by name, and its closed periods with their check.

    Raises NotFound for an organisation that is no branch, or whose ledgers the reader may not see.
    """
    branch = branch_of(tx, actor, organization_id)
    today = clock.today()
    cycle = _cycle(cycle, today)
    scheme = ledger.scheme(tx, actor.tenant, today)
    if branch is None or scheme is None:
        raise NotFound("organization_not_found")
    rows = ledger.holders(tx, actor.tenant, organization_id)
    until = min(today, date(cycle, 12, 31))
    entries = ledger.of_people(tx, actor.tenant, [row["id"] for row in rows], cycle, until)
    sums = ledger.balances(tx, actor.tenant, scheme, rows, cycle, until)
    years = periods.last_years(tx, actor.tenant, [row["id"] for row in rows])
    first = min((row["activist_on"] for row in rows if row["activist_on"]), default=today)
    return {
        "id": branch["id"],
        "name": branch["name"],
        "cycle": cycle,
        "cycles": _cycles(first, today),
        "scheme": scheme.name_en if is_english(lang) and scheme.name_en else scheme.name,
        "template": scheme.template,
        "people": [
            {
                "id": row["id"],
                "name": row["name"],
                "since": row["activist_on"],
                "opening": points.plain(sums[row["id"]].base),
                "bonus": _plus(sums[row["id"]].bonus),
                "deduction": _plus(-sums[row["id"]].deduction),
                "total": points.plain(sums[row["id"]].total),
                "disputed": sum(entry["status"] == "disputed" for entry in entries.get(row["id"], ())),
                "reversed": sum(entry["status"] == "reversed" for entry in entries.get(row["id"], ())),
                "band": _band(scheme, years.get(row["id"]), lang),
            }
            for row in rows
        ],
        "closed": [
            {
                "period": closings.period_name(each.row, lang),
                "status": each.row["status"],
                "status_name": points_words.say(f"closing_{each.row['status']}", lang),
                "until": each.row["published_until"],
                "people": len(each.row["totals"]),
                "hash": bytes(each.row["hash"] or b"").hex()[:SHOWN_HASH],
                "check": each.result,
                "check_name": points_words.say(f"check_{each.result}", lang),
            }
            for each in closings.check_all(tx, actor.tenant, organization_id, cycle)
        ],
        "band_how": points_words.say("band_how", lang),
        "note": points_words.say("nothing_alone", lang),
    }


def branch_of(tx: Tx, actor: Actor, organization_id: UUID) -> Row | None:
    """Return the branch, if it is one and the reader may see the ledgers of its people."""
    params = scope.ledger_params(actor) | {"tenant": actor.tenant, "organization": organization_id}
    return tx.row(_BRANCH, params)


def _cycle(asked: int | None, today: date) -> int:
    return asked if asked is not None and FIRST_CYCLE <= asked <= today.year else today.year


def _cycles(first: date, today: date) -> list[int]:
    return list(range(today.year, max(first.year, FIRST_CYCLE, today.year - 5) - 1, -1))


def _closed_of(tx: Tx, tenant: int, row: Row, cycle: int, now: Decimal, lang: str) -> list[dict[str, Any]]:
    """Return the closed periods of a cycle that hold this person: what was closed, and whether it has changed since."""
    shown: list[dict[str, Any]] = []
    for period in periods.of_organization(tx, tenant, row["branch_id"], cycle):
        total = period["totals"].get(str(row["id"]))
        if total is None:
            continue
        closed = Decimal(str(total["total"]))
        whole = str(period["period"]).endswith("-Y")
        shown.append(
            {
                "period": closings.period_name(period, lang),
                "status": period["status"],
                "status_name": points_words.say(f"closing_{period['status']}", lang),
                "until": period["published_until"],
                "total": points.plain(closed),
                "since": _plus(now - closed) if whole and now != closed else None,
            }
        )
    return shown


def _bands(scheme: Scheme, current: str | None, lang: str) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    above: Decimal | None = None
    for band in scheme.bands:
        name = points.band_name(band, lang)
        least, most = points.plain(band.minimum), points.plain(above)
        code = "band_top" if above is None else "band_range" if band.minimum > 0 else "band_low"
        shown.append(
            {"name": name, "range": points_words.say(code, lang, least=least, most=most), "current": name == current}
        )
        above = band.minimum
    return shown


def _band(scheme: Scheme, year: Row | None, lang: str) -> str | None:
    if year is None or not year.get("whole_cycle"):
        return None
    return points.band_name(rules.band(scheme, Decimal(str(year["total"]))), lang)


def _item_rule(scheme: Scheme, code: str, lang: str) -> str:
    item = scheme.items.get(code)
    if item is None:
        return points_words.say("item_gone", lang)
    unit = item.unit_en if is_english(lang) and item.unit_en else item.unit
    told = {"unit": unit, "points": _plus(item.points), "cap": points.plain(item.cap)}
    return points_words.say("item_rule" if item.cap is not None else "item_rule_free", lang, **told)


def _said(params: Any) -> dict[str, Any]:
    return {name: points.plain(value) if isinstance(value, Decimal) else value for name, value in params.items()}


def _plus(value: Decimal) -> str:
    """Write points with a sign, whole numbers as such: +1.5, -2, 0."""
    return "0" if not value else f"{'+' if value > 0 else '-'}{points.plain(abs(value))}"
