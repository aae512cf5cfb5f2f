"""Copy the demo town into the tables: one COPY a table, in the order of the foreign keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from service.demo.bench import Rows
from service.demo.values import NOW, ContactOf, Org, Person, Town
from service.domain.calendar import SHANGHAI, CalendarDay
from service.domain.organizations import closure
from service.store import codec
from service.store.database import Tx

Row = Sequence[Any]
# Posts are looked at again by the year's end, every twelfth within the month.
REVIEWS: Final = (date(2017, 12, 31), date(2017, 5, 5))
YEAR_CLOSED_AT: Final = datetime(2017, 1, 13, 10, 0, tzinfo=SHANGHAI)
# birth date, identity number, its blind index, phone: sealed, or all None where no key is at hand
Seal = Callable[[Person], tuple[bytes | None, bytes | None, bytes | None, bytes | None]]


def copy(tx: Tx, table: str, columns: str, rows: Iterable[Row]) -> int:
    """Copy rows into a table and return how many there were."""
    count = 0
    statement = f"copy {table} ({columns}) from stdin"
    with tx.connection.cursor() as cursor, cursor.copy(statement) as target:
        for row in rows:
            target.write_row(row)
            count += 1
    return count


def copy_calendar(tx: Tx, tenant: int, days: Iterable[CalendarDay]) -> None:
    """Copy the office calendar."""
    rows = ((tenant, day.day, day.is_working, day.provisional, day.name) for day in days)
    copy(tx, "calendar_day", "tenant_id, day, working, provisional, name", rows)


def copy_town(tx: Tx, tenant: int, town: Town, pinyin: Callable[[str], str]) -> None:
    """Copy the organisations and their closure."""
    copy(
        tx,
        "organization",
        "tenant_id, id, parent_id, level, kind, name, name_pinyin, sort, tags, founded_on",
        (_organization(tenant, org, pinyin) for org in town.orgs),
    )
    edges = closure({org.id: org.parent_id for org in town.orgs})
    copy(
        tx,
        "org_closure",
        "tenant_id, descendant_id, ancestor_id, depth",
        ((tenant, edge.descendant, edge.ancestor, edge.depth) for edge in edges),
    )


def _organization(tenant: int, org: Org, pinyin: Callable[[str], str]) -> Row:
    return (
        tenant, org.id, org.parent_id, org.level, org.kind, org.name, pinyin(org.name), org.sort, org.tags,
        org.founded_on,
    )  # fmt: skip


def copy_people(tx: Tx, tenant: int, people: Iterable[Person], pinyin: Callable[[str], str], seal: Seal) -> None:
    """Copy people; what is sensitive goes in sealed."""
    copy(
        tx,
        "person",
        "tenant_id, id, name, name_pinyin, sex, birth_year, birth_date, id_number, id_number_index, phone, branch_id, "
        "stage, stage_since, applied_on, talked_on, activist_on, member_on, education, occupation, floating",
        (
            (
                tenant, person.id, person.name, pinyin(person.name), person.sex, person.birth_date.year,
                *seal(person), person.branch_id, person.stage, person.stage_since, person.applied_on,
                person.talked_on, person.activist_on, person.member_on, person.education, person.occupation,
                person.floating,
            )
            for person in people
        ),
    )  # fmt: skip


def copy_posts(tx: Tx, tenant: int, town: Town, new_id: Callable[[], UUID]) -> None:
    """Copy who holds which post."""
    copy(
        tx,
        "role_grant",
        "tenant_id, id, person_id, role, organization_id, from_on, review_by",
        (
            (tenant, new_id(), p.person_id, p.role, p.organization_id, p.from_on, REVIEWS[at % 12 == 0])
            for at, p in enumerate(town.posts)
        ),
    )


def copy_accounts(tx: Tx, tenant: int, town: Town, password_hash: str, new_id: Callable[[], UUID]) -> int:
    """Copy the accounts of everybody who has a login."""
    return copy(
        tx,
        "account",
        "tenant_id, id, login, person_id, password_hash",
        ((tenant, new_id(), p.login, p.id, password_hash) for p in town.people if p.login is not None),
    )


def copy_ledger(tx: Tx, tenant: int, town: Town, scheme: str) -> None:
    """Copy the points ledger and the closed year."""
    copy(
        tx,
        "points_entry",
        "tenant_id, id, person_id, cycle, item, scheme, event_date, quantity, points, evidence_ref, recorder_id, "
        "recorded_at, verifier_id, verified_at, status, reverses_id, note",
        (
            (
                tenant, e.id, e.person_id, e.cycle, e.item, scheme, e.event_date, e.quantity, e.points,
                e.evidence_ref, e.recorder_id, e.recorded_at, e.verifier_id, e.verified_at, e.status, e.reverses_id,
                e.note,
            )
            for e in town.entries
        ),
    )  # fmt: skip
    copy(
        tx,
        "points_cycle",
        "tenant_id, organization_id, period, cycle, starts_on, ends_on, status, closed_at, published_on, "
        "published_until, hash, totals, behind",
        (
            (
                tenant, p.organization_id, p.key, p.cycle, date(p.cycle, 1, 1), date(p.cycle, 12, 31), "frozen",
                YEAR_CLOSED_AT, date(p.cycle + 1, 1, 5), date(p.cycle + 1, 1, 12), p.digest, codec.dumps(p.totals),
                codec.dumps(p.behind),
            )
            for p in town.periods
        ),
    )  # fmt: skip


_INSTANCE: Final = (
    "id release_id process_key subject_name business_key organization_id person_id status milestone state version "
    "history_seq history_head variables starter_id started_at ended_at updated_at"
)
_TASK: Final = (
    "id instance_id process_key node title role organization_id assignee_id status due_at earliest_on priority "
    "milestone exclude data created_at completed_at completed_by decision version"
)
_TIMER: Final = "id instance_id node due_at interrupting"
_SUBSCRIPTION: Final = "id instance_id node message key"
_HISTORY: Final = (
    "instance_id seq type node task_id actor_id on_behalf_of occurred_on recorded_at body hash salt payload state"
)
_SEALED: Final = "id instance_id person_id title node role organization_id author_id at body"
_NOTICE: Final = "id person_id instance_id kind params created_at read_at"


def copy_machine(tx: Tx, tenant: int, rows: Rows) -> None:
    """Copy instances with their tasks, waits and history."""
    _copy_dicts(tx, tenant, "instance", _INSTANCE, rows.instances)
    _copy_dicts(tx, tenant, "task", _TASK, rows.tasks)
    _copy_dicts(tx, tenant, "timer", _TIMER, rows.timers)
    _copy_dicts(tx, tenant, "subscription", _SUBSCRIPTION, rows.subscriptions)
    _copy_dicts(tx, tenant, "history", _HISTORY, rows.history)
    _copy_dicts(tx, tenant, "sealed_text", _SEALED, rows.sealed_text)


def copy_case_facts(tx: Tx, tenant: int, contacts: Iterable[ContactOf], notices: list[dict[str, Any]]) -> None:
    """Copy what the cases left beside themselves: contacts and notices."""
    rows = ((tenant, contact.person_id, contact.contact_id, contact.from_on) for contact in contacts)
    copy(tx, "contact", "tenant_id, person_id, contact_id, from_on", rows)
    for notice in notices:
        # Whoever was told more than a fortnight ago has read it.
        notice["read_at"] = notice["created_at"] if (NOW - notice["created_at"]).days > 14 else None
    _copy_dicts(tx, tenant, "notice", _NOTICE, notices)


def copy_series(tx: Tx, tenant: int, series: Mapping[tuple[str, int], int]) -> None:
    """Copy the last numbers of the series."""
    rows = ((tenant, name, year, last) for (name, year), last in series.items())
    copy(tx, "number_series", "tenant_id, series, year, last", rows)


def _copy_dicts(tx: Tx, tenant: int, table: str, names: str, rows: list[dict[str, Any]]) -> None:
    columns = names.split()
    as_json = {"variables", "data", "params"} & set(columns)

    def values(row: dict[str, Any]) -> Row:
        return (tenant, *(codec.dumps(row[name]) if name in as_json else row[name] for name in columns))

    copy(tx, table, f"tenant_id, {', '.join(columns)}", map(values, rows))
