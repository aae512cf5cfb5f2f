"""The points ledger: schemes, entries, sums. Rows are added and change their status, never their facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from service.domain import points
from service.domain.errors import NotFound
from service.domain.points import Balance, Fact, Scheme
from service.store import releases
from service.store.database import Row, Tx

ON_THE_WAY = ("activist", "development_candidate")
_packs: dict[str, Any] = {}  # by checksum, hence never stale


def scheme(tx: Tx, tenant: int, day: date) -> Scheme | None:
    """Return the scheme in force on a day among those that the tenant's releases carry."""
    try:
        return points.scheme_on(_raws(tx, tenant, ("released",)), day)
    except NotFound:
        return None


def schemes(tx: Tx, tenant: int) -> dict[str, Scheme]:
    """Return every version of the scheme that a release has ever carried, by its id."""
    raws = _raws(tx, tenant, ("released", "superseded"))
    return {str(raw["id"]): points.parse_scheme(raw) for raw in raws if raw.get("family") == "points_scheme"}


def _raws(tx: Tx, tenant: int, statuses: Sequence[str]) -> list[Any]:
    rows = tx.rows(
        """select distinct m.value as checksum from release r, jsonb_each_text(r.manifest) m
            where r.tenant_id = %s and r.status = any(%s) and m.key like '%%.rules.json'""",
        (tenant, list(statuses)),
    )
    missing = {row["checksum"]: row["checksum"] for row in rows if row["checksum"] not in _packs}
    for checksum, content in releases.load_artifacts(tx, missing).items() if missing else ():
        _packs[checksum] = orjson.loads(content)
    return [_packs[row["checksum"]] for row in rows]


_ENTRY = """select e.id, e.person_id, e.cycle, e.item, e.scheme, e.event_date, e.quantity, e.points, e.evidence_ref,
  e.recorder_id, e.recorded_at, e.verifier_id, e.verified_at, e.status, e.reverses_id, e.note, e.instance_id
  from points_entry e where e.tenant_id = %(tenant)s"""


def get(tx: Tx, tenant: int, entry_id: UUID) -> Row | None:
    """Return an entry."""
    return tx.row(f"{_ENTRY} and e.id = %(id)s", {"tenant": tenant, "id": entry_id})


def lock(tx: Tx, tenant: int, entry_id: UUID) -> Row | None:
    """Lock an entry, so that it is disputed or reversed once only."""
    return tx.row(f"{_ENTRY} and e.id = %(id)s for update", {"tenant": tenant, "id": entry_id})


def of_people(
    tx: Tx, tenant: int, people: Iterable[UUID], cycle: int, until: date | None = None
) -> dict[UUID, list[Row]]:
    """Return the entries of people in a cycle, oldest event first."""
    rows = tx.rows(
        f"""{_ENTRY} and e.person_id = any(%(people)s) and e.cycle = %(cycle)s and e.event_date <= %(until)s
            order by e.event_date, e.recorded_at, e.id""",
        {"tenant": tenant, "people": list(people), "cycle": cycle, "until": until or date(cycle, 12, 31)},
    )
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row["person_id"], []).append(row)
    return found


def by_ids(tx: Tx, tenant: int, ids: Iterable[str]) -> dict[str, Row]:
    """Return entries by their ids, as they stand now."""
    rows = tx.rows(f"{_ENTRY} and e.id = any(%(ids)s::uuid[])", {"tenant": tenant, "ids": list(ids)})
    return {str(row["id"]): row for row in rows}


def facts(rows: Iterable[Row]) -> list[Fact]:
    """Return rows as the rules see them."""
    return [
        Fact(row["id"], row["item"], row["event_date"], row["points"], row["status"], row["reverses_id"])
        for row in rows
    ]


def holders(tx: Tx, tenant: int, organization_id: UUID) -> list[Row]:
    """Return the people below an organisation who have a ledger: activists and who came further from there."""
    return tx.rows(
        """select p.id, p.name, p.branch_id, p.activist_on from person p
             join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id
            where p.tenant_id = %s and c.ancestor_id = %s and p.stage = any(%s) and p.status = 'active'
            order by p.name_pinyin, p.id""",
        (tenant, organization_id, list(ON_THE_WAY)),
    )


def balances(
    tx: Tx, tenant: int, scheme_: Scheme, people: Sequence[Row], cycle: int, until: date
) -> dict[UUID, Balance]:
    """Sum the ledgers of people (rows with `id` and `activist_on`) up to a day, disputed entries left out."""
    entries = of_people(tx, tenant, [row["id"] for row in people], cycle, until)
    return {
        row["id"]: points.balance(
            scheme_,
            facts(entries.get(row["id"], ())),
            points.base_points(scheme_, cycle, row["activist_on"], until),
        )
        for row in people
    }


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A fact to be written into the ledger."""

    id: UUID
    person_id: UUID
    item: str
    event_date: date
    quantity: Decimal
    points: Decimal
    evidence_ref: str
    note: str = ""
    status: str = "verified"
    reverses_id: UUID | None = None


def insert(
    tx: Tx,
    tenant: int,
    scheme_id: str,
    instance_id: UUID | None,
    entries: Sequence[NewEntry],
    recorders: Mapping[UUID, UUID | None],
    recorder: UUID | None,
    verifier: UUID | None,
    at: datetime,
) -> set[UUID]:
    """Write entries in one statement and return the ids of those that were new.

    A fact that stands already is passed over by the unique index, so that two parallel lists cannot count it twice.
    `recorders` names the recorder of single people where it is not the same for the whole list.
    """
    rows = tx.rows(
        """insert into points_entry (tenant_id, id, person_id, cycle, item, scheme, event_date, quantity, points,
             evidence_ref, recorder_id, recorded_at, verifier_id, verified_at, status, reverses_id, note, instance_id)
           select %(tenant)s, x.id, x.person, extract(year from x.day)::int, x.item, %(scheme)s, x.day, x.quantity,
                  x.points, x.evidence, x.recorder, %(at)s, %(verifier)s,
                  case when %(verifier)s::uuid is null then null else %(at)s end, x.status, x.reverses, x.note,
                  %(instance)s
             from unnest(%(ids)s::uuid[], %(people)s::uuid[], %(items)s::text[], %(days)s::date[],
               %(quantities)s::numeric[], %(points)s::numeric[], %(evidence)s::text[], %(recorders)s::uuid[],
               %(statuses)s::text[], %(reverses)s::uuid[], %(notes)s::text[])
               as x(id, person, item, day, quantity, points, evidence, recorder, status, reverses, note)
           on conflict do nothing returning id""",
        {
            "tenant": tenant,
            "scheme": scheme_id,
            "instance": instance_id,
            "at": at,
            "verifier": verifier,
            "ids": [entry.id for entry in entries],
            "people": [entry.person_id for entry in entries],
            "items": [entry.item for entry in entries],
            "days": [entry.event_date for entry in entries],
            "quantities": [entry.quantity for entry in entries],
            "points": [entry.points for entry in entries],
            "evidence": [entry.evidence_ref for entry in entries],
            "recorders": [recorders.get(entry.person_id, recorder) for entry in entries],
            "statuses": [entry.status for entry in entries],
            "reverses": [entry.reverses_id for entry in entries],
            "notes": [entry.note for entry in entries],
        },
    )
    return {row["id"] for row in rows}


def set_status(tx: Tx, tenant: int, entry_id: UUID, status: str) -> None:
    """Mark an entry: disputed, reversed, or standing again."""
    tx.run("update points_entry set status = %s where tenant_id = %s and id = %s", (status, tenant, entry_id))


def restore(tx: Tx, tenant: int, entry_id: UUID) -> None:
    """Let a disputed entry stand again: published when a published period covers its day."""
    tx.run(
        """update points_entry e set status = case when exists (
                 select 1 from points_cycle c
                   join org_closure x on x.tenant_id = c.tenant_id and x.ancestor_id = c.organization_id
                   join person p on p.tenant_id = x.tenant_id and p.branch_id = x.descendant_id
                  where c.tenant_id = e.tenant_id and p.id = e.person_id and c.published_on is not null
                    and e.event_date between c.starts_on and c.ends_on) then 'published' else 'verified' end
            where e.tenant_id = %s and e.id = %s""",
        (tenant, entry_id),
    )
