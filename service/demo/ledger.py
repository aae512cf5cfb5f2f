"""The points ledgers of the demo town: facts of 2016 (closed) and of early 2017, within the scheme's caps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from service.demo.dates import moment
from service.demo.values import NOW, LedgerEntry, Period, Person, Town
from service.domain import closings, points
from service.domain.calendar import add_months
from service.domain.periods import YEAR, bounds
from service.domain.points import Fact, Scheme

YEAR_CLOSED: Final = 2016
YEAR_RUNNING: Final = 2017
HALF: Final = Decimal("0.1")  # as the ledger keeps points


@dataclass(slots=True)
class Happening:
    """Something that may be recorded: the item, the day, how much, and on what paper it stands."""

    item: str
    day: date
    quantity: int
    evidence: str


@dataclass(slots=True)
class Recorders:
    """Who records and who verifies in one branch, by role."""

    by_role: dict[str, list[UUID]] = field(default_factory=dict)

    def pick(self, roles: tuple[str, ...], person: Person, contacts: list[UUID], not_: UUID | None) -> UUID | None:
        """Return somebody of one of the roles who is neither the person concerned nor the other signature."""
        for role in roles:
            if role == "applicant":
                return person.id
            for candidate in contacts if role == "contact_person" else self.by_role.get(role, ()):
                if candidate not in (person.id, not_):
                    return candidate
        return None


def make_ledgers(town: Town, scheme: Scheme, new_id: Callable[[], UUID], rng: Random) -> None:
    """Write the ledgers of every activist, and of the applicants who once were; close 2016 in every branch."""
    holders = town.holders()
    offices = {org.town: org.id for org in town.at_level("town")}
    contacts: dict[UUID, list[UUID]] = {}
    for contact in town.contacts:
        contacts.setdefault(contact.person_id, []).append(contact.contact_id)
    by_branch = town.by_branch()
    by_org: dict[UUID, dict[str, list[UUID]]] = {}
    for (org, role), people in holders.items():
        by_org.setdefault(org, {})[role] = people
    for branch in town.at_level("branch"):
        recorders = Recorders(dict(by_org[branch.id]))
        office = offices[branch.town]
        for role in ("town_org_office", "training_admin", "town_committee"):
            recorders.by_role[role] = holders[office, role]
        meetings = _meetings(rng)
        totals: dict[str, dict[str, object]] = {}
        bases: dict[str, str] = {}
        for person in by_branch[branch.id]:
            start = person.activist_on or person.was_activist_from
            if start is None:
                continue
            known = contacts.get(person.id, [])
            closed = _write(town, scheme, person, start, YEAR_CLOSED, meetings, recorders, known, new_id, rng)
            if start.year <= YEAR_CLOSED:
                totals[str(person.id)] = closed
                bases[str(person.id)] = str(points.base_points(scheme, YEAR_CLOSED, start, date(YEAR_CLOSED, 12, 31)))
            if person.activist_on is not None:
                _write(town, scheme, person, start, YEAR_RUNNING, meetings, recorders, known, new_id, rng)
        if totals:
            town.periods.append(_close(town, branch.id, totals, bases, scheme.id))


def _write(
    town: Town,
    scheme: Scheme,
    person: Person,
    start: date,
    cycle: int,
    meetings: dict[date, str],
    recorders: Recorders,
    contacts: list[UUID],
    new_id: Callable[[], UUID],
    rng: Random,
) -> dict[str, object]:
    """Write one person's entries of a cycle and return what a closed period keeps of them."""
    used: dict[str, Decimal] = {}
    facts: list[Fact] = []
    for happening in sorted(_happenings(start, cycle, meetings, rng), key=lambda found: found.day):
        item = scheme.item(happening.item)
        worth = points.raw_points(item, Decimal(happening.quantity))
        already = used.get(item.code, Decimal(0))
        if item.cap is not None and already + abs(worth) > item.cap:
            continue
        signed = _signatures(happening.day, rng)
        if signed is None:
            continue
        verifier = recorders.pick(item.verifier, person, contacts, None)
        recorder = recorders.pick(item.recorder, person, contacts, verifier)
        if verifier is None or (recorder is None and item.recorder != ("system",)):
            continue
        used[item.code] = already + abs(worth)
        status = "published" if cycle == YEAR_CLOSED else "verified"
        entry = LedgerEntry(
            new_id(), person.id, cycle, item.code, happening.day, Decimal(happening.quantity), worth,
            happening.evidence, recorder, signed[0], verifier, signed[1], status,
        )  # fmt: skip
        town.entries.append(entry)
        facts.append(Fact(entry.id, entry.item, entry.event_date, entry.points, entry.status))
    base = points.base_points(scheme, cycle, start, date(cycle, 12, 31))
    total = points.balance(scheme, facts, base).total
    whole = points.whole_cycle(cycle, start)
    return {
        "total": float(total) if total % 1 else int(total),
        "whole_cycle": whole,
        "band": points.band(scheme, total).code if whole else "none",
    }


def _close(
    town: Town, branch: UUID, totals: dict[str, dict[str, object]], bases: dict[str, str], scheme: str
) -> Period:
    """Close the year of a branch: totals, and the hash over them and every entry behind (as points.freeze does)."""
    behind: dict[UUID, list[LedgerEntry]] = {}
    for entry in reversed(town.entries):
        if entry.cycle == YEAR_CLOSED and str(entry.person_id) in totals:
            behind.setdefault(entry.person_id, []).append(entry)
        elif str(entry.person_id) not in totals:
            break  # entries stand branch by branch: what follows belongs to the one before
    entries = [
        [str(entry.id), entry.item, entry.event_date.isoformat(), str(entry.points.quantize(HALF)), entry.status]
        for person in sorted(behind)
        for entry in sorted(behind[person], key=lambda one: (one.event_date, one.recorded_at, one.id))
    ]
    digest = closings.digest(branch, bounds(YEAR_CLOSED, YEAR), totals, entries)
    kept = {"entries": entries, "bases": bases, "scheme": scheme}
    return Period(branch, YEAR_CLOSED, dict(totals), kept, digest)


def _signatures(day: date, rng: Random) -> tuple[datetime, datetime] | None:
    """Return when a fact was recorded and verified (within ten days), or None when that is still to come."""
    recorded = moment(day + timedelta(days=rng.randint(0, 4)), rng)
    verified = moment(recorded.date() + timedelta(days=rng.randint(1, 5)), rng)
    return (recorded, verified) if verified < NOW - timedelta(minutes=30) else None


def _meetings(rng: Random) -> dict[date, str]:
    """Return a branch's party classes (P01) and theme days (P02): one of each a month."""
    found: dict[date, str] = {}
    for cycle, months in ((YEAR_CLOSED, 12), (YEAR_RUNNING, 4)):
        for month in range(1, months + 1):
            found[date(cycle, month, rng.randint(10, 19))] = "P01"
            found[date(cycle, month, rng.randint(20, 27))] = "P02"
    return found


def _happenings(start: date, cycle: int, meetings: dict[date, str], rng: Random) -> Iterator[Happening]:
    """Draw what somebody did in a cycle; more and less active people exist, nobody is perfect."""
    first, last = max(start, date(cycle, 1, 1)), min(NOW.date(), date(cycle, 12, 31))
    zeal = rng.uniform(0.55, 0.98)
    for day, item in meetings.items():
        if first <= day <= last:
            yield from _at_meeting(item, day, zeal, rng)
    yield from _monthly(first, last, zeal, rng)
    for quarter in range(1, 5):
        day = date(cycle, quarter * 3, rng.randint(18, 30))
        if first <= day <= last:
            on_time = rng.random() < 0.75 + zeal / 4
            name = f"{cycle} 年第{'一二三四'[quarter - 1]}季度"
            yield (
                Happening("P03", day, 1, f"{name}思想汇报") if on_time else Happening("N02", day, 1, f"{name}汇报登记")
            )
    for turn in (1, 2):
        review = add_months(start, 6 * turn) if start.year >= cycle - 1 else date(cycle, 6 * turn, 15)
        if first <= review <= last and review.year == cycle and rng.random() < zeal:
            yield Happening("P08", review, 1, f"{review:%Y-%m} 半年考察登记表")
    training = date(cycle, 5, 26)
    if first <= training <= last and rng.random() < 0.6 + zeal / 3:
        yield Happening("P04", training, 1, f"{cycle} 年积极分子集中培训结业证明")
    if last.month == 12 and rng.random() < zeal / 3:
        yield Happening("P09", date(cycle, 12, 20), 1, f"{cycle} 年民主测评汇总")


def _at_meeting(item: str, day: date, zeal: float, rng: Random) -> Iterator[Happening]:
    name = "党课" if item == "P01" else "主题党日"
    if rng.random() < zeal * (0.95 if item == "P01" else 0.7):
        yield Happening(item, day, 1, f"{day:%m-%d} {name}签到表")
    elif rng.random() < 0.06:
        yield Happening("N01", day, 1, f"{day:%m-%d} {name}签到表和请假登记")


def _monthly(first: date, last: date, zeal: float, rng: Random) -> Iterator[Happening]:
    month = first.replace(day=1)
    while month <= last:
        for item, chance, paper in (
            ("P06", zeal * 0.35, "志愿服务组织方名单"),
            ("P05", zeal * 0.13, "社会工作完成说明"),
            ("P11", 0.02, "合理化建议采纳文件"),
            ("P07", 0.012, "应急任务书面说明"),
            ("P10", 0.01, "表彰证书"),
            ("N03", 0.01, "未完成工作情况说明"),
        ):
            day = month + timedelta(days=rng.randrange(27))
            if rng.random() < chance and first <= day <= last:
                hours = rng.choice((2, 3, 4, 4, 6, 8)) if item == "P06" else 1
                yield Happening(item, day, hours, f"{day:%m-%d} {paper}")
        month = add_months(month, 1)
