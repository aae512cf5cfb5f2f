"""The register of running cases as it is staged: who is meant, who signs, how far each row has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from service.store import codec
from service.store.cases import CASE
from service.store.database import Row, Tx

KIND: Final = "roster"
FACTS: Final = ("stage_since", "applied_on", "talked_on", "activist_on", "member_on")
# What of a person an entered row writes beside the record: table, column of the other, what else is kept.
_KEPT: Final = {
    "contact": "contact_id, from_on, to_on",
    "introducer": "introducer_id, from_on, to_on",
    "activist_review": "turn, due_on, held_on, result, instance_id, recorded_by, recorded_at",
}


def headings(tx: Tx, tenant: int) -> dict[str, str]:
    """Return which heading was said to be which of our columns."""
    rows = tx.rows("select key, heading from import_heading where tenant_id = %s and kind = %s", (tenant, KIND))
    return {row["key"]: row["heading"] for row in rows}


def remember(tx: Tx, tenant: int, chosen: Mapping[str, str]) -> None:
    """Keep what somebody said about the headings of their sheet."""
    tx.run(
        """insert into import_heading (tenant_id, kind, key, heading)
           select %s, %s, x.key, x.heading from unnest(%s::text[], %s::text[]) as x(key, heading)
           on conflict (tenant_id, kind, key) do update set heading = excluded.heading""",
        (tenant, KIND, list(chosen), list(chosen.values())),
    )


def known(tx: Tx, tenant: int, indexes: Sequence[bytes]) -> dict[bytes, Row]:
    """Return the people on record with these identity numbers, each with the case that runs about them."""
    rows = tx.rows(
        """select p.id, p.id_number_index, p.name, p.branch_id, p.stage, p.status, p.stage_since, p.applied_on,
                  p.talked_on, p.activist_on, p.member_on, p.version, i.id as case_id, i.business_key as case_no
             from person p
             left join lateral (
               select i.id, i.business_key from instance i where i.tenant_id = p.tenant_id and i.person_id = p.id
                  and i.process_key = %s and i.status in ('running', 'faulted', 'suspended') limit 1) i on true
            where p.tenant_id = %s and p.id_number_index = any(%s)""",
        (CASE, tenant, list(indexes)),
    )
    return {bytes(row["id_number_index"]): row for row in rows}


def full_members(tx: Tx, tenant: int, names: Sequence[str]) -> dict[tuple[UUID, str], list[UUID]]:
    """Return the full members of these names, by branch and name."""
    rows = tx.rows(
        """select id, name, branch_id from person where tenant_id = %s and name = any(%s) and stage = 'full_member'
              and status = 'active' and branch_id is not null order by id""",
        (tenant, list(names)),
    )
    found: dict[tuple[UUID, str], list[UUID]] = {}
    for row in rows:
        found.setdefault((row["branch_id"], row["name"]), []).append(row["id"])
    return found


# --- signing ---------------------------------------------------------------------------------------------------------


def signable(tx: Tx, tenant: int, run: UUID, branches: Sequence[UUID], barred: Sequence[UUID]) -> list[Row]:
    """Return the rows of branches that nobody has answered yet, without those about people who bar the signer."""
    return tx.rows(
        """select number, warnings from import_row
            where tenant_id = %s and run_id = %s and branch_id = any(%s) and outcome = 'new' and progress is null
              and person_id <> all(%s) order by number""",
        (tenant, run, list(branches), list(barred)),
    )


def sign(tx: Tx, tenant: int, run: UUID, numbers: Sequence[int], who: UUID, at: datetime) -> None:
    """Take down that a branch stands for rows."""
    tx.run(
        """update import_row set progress = 'signed', signed_by = %s, signed_at = %s
            where tenant_id = %s and run_id = %s and number = any(%s)""",
        (who, at, tenant, run, list(numbers)),
    )


def send_back(
    tx: Tx, tenant: int, run: UUID, reasons: Mapping[int, Mapping[str, Any]], who: UUID, at: datetime
) -> None:
    """Take down that a branch does not stand for rows, and why."""
    tx.run(
        """update import_row r set progress = 'returned', found = x.found::jsonb, signed_by = %s, signed_at = %s
             from unnest(%s::int[], %s::text[]) as x(number, found)
            where r.tenant_id = %s and r.run_id = %s and r.number = x.number""",
        (who, at, list(reasons), [codec.dumps(dict(each)) for each in reasons.values()], tenant, run),
    )


def leave_unsigned(tx: Tx, tenant: int, run: UUID, found: Mapping[str, Any]) -> None:
    """Send back what no branch has signed."""
    tx.run(
        """update import_row set progress = 'returned', found = %s::jsonb
            where tenant_id = %s and run_id = %s and outcome = 'new' and progress is null""",
        (codec.dumps(dict(found)), tenant, run),
    )


def counts(tx: Tx, tenant: int, runs: Sequence[UUID], branches: Sequence[UUID] | None = None) -> dict[UUID, Row]:
    """Count the rows of runs by how far they are; of some branches only, where they are given."""
    rows = tx.rows(
        """select run_id, count(*) filter (where outcome = 'new') as ready,
                  count(*) filter (where outcome = 'rejected') as rejected,
                  count(*) filter (where outcome = 'new' and jsonb_array_length(warnings) > 0) as warned,
                  count(*) filter (where outcome = 'new' and progress is null) as waiting,
                  count(*) filter (where progress = 'signed') as signed,
                  count(*) filter (where progress = 'returned') as returned,
                  count(*) filter (where progress = 'entered') as entered,
                  count(*) filter (where progress = 'refused') as refused,
                  count(*) filter (where progress = 'undone') as undone,
                  count(*) filter (where progress = 'kept') as kept
             from import_row where tenant_id = %(tenant)s and run_id = any(%(runs)s)
              and (%(all)s or branch_id = any(%(branches)s)) group by run_id""",
        {"tenant": tenant, "runs": list(runs), "all": branches is None, "branches": list(branches or ())},
    )
    return {row.pop("run_id"): row for row in rows}


def branches_of(tx: Tx, tenant: int, run: UUID) -> list[Row]:
    """Return the branches of a run with how many rows each has, and who signed when."""
    return tx.rows(
        """select o.id, o.name, count(*) as rows, count(*) filter (where r.progress is null) as waiting,
                  count(*) filter (where r.progress = 'returned') as returned,
                  max(r.signed_at) as signed_at, max(p.name) as signed_by
             from import_row r
             join organization o on o.tenant_id = r.tenant_id and o.id = r.branch_id
             left join person p on p.tenant_id = r.tenant_id and p.id = r.signed_by
            where r.tenant_id = %s and r.run_id = %s and r.outcome = 'new' group by o.id, o.name order by o.name""",
        (tenant, run),
    )


# --- the job ---------------------------------------------------------------------------------------------------------


def status(tx: Tx, tenant: int, run: UUID) -> str | None:
    """Return where a run stands."""
    found: str | None = tx.value(
        "select status from import_run where tenant_id = %s and id = %s and kind = %s", (tenant, run, KIND)
    )
    return found


def set_status(tx: Tx, tenant: int, run: UUID, value: str) -> None:
    """Bring a run to its next status."""
    tx.run("update import_run set status = %s where tenant_id = %s and id = %s", (value, tenant, run))


def next_row(tx: Tx, tenant: int, run: UUID, progress: str) -> Row | None:
    """Lock the next row that has come as far as this; those that are undone go the other way round."""
    order = "desc" if progress == "entered" else "asc"
    return tx.row(
        f"""select r.number, r.facts, r.person_id, r.branch_id, r.version_before, r.version_after, r.before,
                   r.signed_by, r.instance_id, p.name as signer
              from import_row r
              left join person p on p.tenant_id = r.tenant_id and p.id = r.signed_by
             where r.tenant_id = %s and r.run_id = %s and r.progress = %s
             order by r.number {order} limit 1 for update of r""",
        (tenant, run, progress),
    )


def ended_by(tx: Tx, tenant: int, run: UUID) -> UUID | None:
    """Return who has ended a register: whoever takes it back."""
    found: UUID | None = tx.value("select ended_by from import_run where tenant_id = %s and id = %s", (tenant, run))
    return found


def set_row(tx: Tx, tenant: int, run: UUID, number: int, progress: str, **facts: Any) -> None:
    """Take down how far a row has come: `found`, `instance_id`, `before`, `version_after`."""
    tx.run(
        """update import_row set progress = %(progress)s, found = %(found)s::jsonb,
                  instance_id = coalesce(%(instance_id)s, instance_id), before = coalesce(%(before)s::jsonb, before),
                  version_after = coalesce(%(version_after)s, version_after)
            where tenant_id = %(tenant)s and run_id = %(run)s and number = %(number)s""",
        {
            "tenant": tenant,
            "run": run,
            "number": number,
            "progress": progress,
            "found": codec.dumps(facts["found"]) if facts.get("found") else None,
            "instance_id": facts.get("instance_id"),
            "before": codec.dumps(facts["before"]) if facts.get("before") else None,
            "version_after": facts.get("version_after"),
        },
    )


# --- what an entered row writes --------------------------------------------------------------------------------------


def lock_person(tx: Tx, tenant: int, person_id: UUID) -> Row | None:
    """Lock a person's record."""
    return tx.row(
        """select id, name, branch_id, stage, status, version, stage_since, applied_on, talked_on, activist_on,
                  member_on from person where tenant_id = %s and id = %s for update""",
        (tenant, person_id),
    )


def set_facts(tx: Tx, tenant: int, person_id: UUID, facts: Mapping[str, date | str | None]) -> int:
    """Write the days of a person's way; return the record's new version."""
    version: int = tx.value(
        """update person set stage_since = %(stage_since)s::date, applied_on = %(applied_on)s::date,
                  talked_on = %(talked_on)s::date, activist_on = %(activist_on)s::date,
                  member_on = %(member_on)s::date, version = version + 1
            where tenant_id = %(tenant)s and id = %(person)s returning version""",
        {"tenant": tenant, "person": person_id, **{key: facts[key] for key in FACTS}},
    )
    return version


def kept(tx: Tx, tenant: int, person_id: UUID) -> dict[str, Any]:
    """Return contacts, introducers and reviews of a person, as they can be put back and compared."""
    return {
        table: tx.value(
            f"""select coalesce(jsonb_agg(to_jsonb(x) order by to_jsonb(x)::text), '[]') from (
                  select {columns} from {table} where tenant_id = %s and person_id = %s) x""",
            (tenant, person_id),
        )
        for table, columns in _KEPT.items()
    }


def put_back(tx: Tx, tenant: int, person_id: UUID, before: Mapping[str, Any]) -> None:
    """Put contacts, introducers and reviews of a person back as they were."""
    for table, columns in _KEPT.items():
        tx.run(f"delete from {table} where tenant_id = %s and person_id = %s", (tenant, person_id))
        tx.run(
            f"""insert into {table} (tenant_id, person_id, {columns})
                select %s, %s, {columns} from jsonb_populate_recordset(null::{table}, %s::jsonb)""",
            (tenant, person_id, codec.dumps(before[table])),
        )


def last_seq(tx: Tx, tenant: int, instance_id: UUID) -> int:
    """Return the number of a case's last history row."""
    seq: int = tx.value("select history_seq from instance where tenant_id = %s and id = %s", (tenant, instance_id))
    return seq


def acted_since(tx: Tx, tenant: int, instance_id: UUID, seq: int) -> Row | None:
    """Return the first thing that a person or a message has brought about in a case since; the clock is neither."""
    return tx.row(
        """select h.type, h.occurred_on, p.name as who, t.title from history h
             left join person p on p.tenant_id = h.tenant_id and p.id = h.actor_id
             left join task t on t.tenant_id = h.tenant_id and t.id = h.task_id
            where h.tenant_id = %s and h.instance_id = %s and h.seq > %s
              and (h.actor_id is not null or h.type in ('message.received', 'message.held', 'child.ended'))
            order by h.seq limit 1""",
        (tenant, instance_id, seq),
    )


def claimed(tx: Tx, tenant: int, instance_id: UUID) -> Row | None:
    """Return an open task of a case that somebody has claimed, or written a draft for."""
    return tx.row(
        """select t.title, p.name as who from task t
             join person p on p.tenant_id = t.tenant_id
                  and p.id = case when t.claimed_at is not null then t.assignee_id else t.draft_by end
            where t.tenant_id = %s and t.instance_id = %s and t.status = 'open'
              and (t.claimed_at is not null or t.draft is not null) limit 1""",
        (tenant, instance_id),
    )
