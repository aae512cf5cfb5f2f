"""Make the demo town in a database: plan it as values, drive its cases, copy everything, then play what is running."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from random import Random
from typing import Any, Final, Protocol

from pypinyin import lazy_pinyin

from service import desk
from service.actions import passwords
from service.actions.tenants import FIRST
from service.demo import cases, write
from service.demo.accounts import PASSWORD
from service.demo.bench import Bench
from service.demo.office_days import office_days
from service.demo.operators import CaseOperators
from service.demo.progress import Bar, Progress
from service.demo.town import make_town
from service.demo.values import NOW, Person, Town
from service.domain import clock
from service.domain.calendar import Calendar
from service.domain.errors import Conflict, NotFound
from service.engine import Engine
from service.store import points, releases, tenants
from service.store.database import Database, Tx

FOLLOW_UP: Final = "演示街道"


class House(Protocol):
    """What the generator needs of the house: its database and its engine, inside an application context."""

    @property
    def db(self) -> Database: ...
    @property
    def engine(self) -> Engine: ...


def wanted(house: House) -> bool:
    """Tell whether the tenant is a demo without any people yet."""
    with house.db.reading() as tx:
        return _is_demo(tx) and not _has_people(tx)


def _is_demo(tx: Tx) -> bool:
    return bool(tx.value("select demo from tenant where id = %s", (FIRST,)))


def _has_people(tx: Tx) -> bool:
    return bool(tx.value("select exists (select 1 from person where tenant_id = %s)", (FIRST,)))


def generate(house: House, scale: int, seed: int, round_: bool, progress: Progress | None) -> None:
    """Make the whole town in one transaction."""
    show = progress or Bar()
    try:
        with house.db.transaction() as tx:
            if not _is_demo(tx):
                raise Conflict("demo_only")
            if _has_people(tx):
                raise Conflict("demo_not_empty")
            _generate(tx, house.engine, scale, seed, round_, show)
            # The demo's morning begins when the town stands.
            tenants.move_clock(tx, FIRST, NOW - datetime.now(UTC))
    finally:
        desk.forget_calendars()
    clock.use_offset(NOW - datetime.now(UTC))


def _generate(tx: Tx, engine: Engine, scale: int, seed: int, round_: bool, show: Progress) -> None:
    show("组织与人员", 0, 1)
    days = office_days()
    write.copy_calendar(tx, FIRST, days)
    desk.forget_calendars()
    scheme = points.scheme(tx, FIRST, NOW.date())
    if scheme is None:
        raise NotFound("process_not_found")
    town, new_id = make_town(seed, scale, Calendar(days), scheme)
    show("组织与人员", 1, 1)
    bench, operators = _drive_cases(tx, engine, town, new_id, seed, show)
    show("写入", 0, 5)
    write.copy_town(tx, FIRST, town, pinyin)
    write.copy_people(tx, FIRST, town.people, pinyin, _unsealed)
    write.copy_posts(tx, FIRST, town, new_id)
    write.copy_accounts(tx, FIRST, town, passwords.hash_password(PASSWORD), new_id)
    show("写入", 1, 5)
    write.copy_ledger(tx, FIRST, town, scheme.id)
    show("写入", 2, 5)
    write.copy_machine(tx, FIRST, bench.rows)
    show("写入", 3, 5)
    contacts = [(contact.person_id, contact.contact_id, contact.from_on) for contact in operators.contacts]
    write.copy_case_facts(tx, FIRST, contacts, operators.notices, dict(operators.series))
    show("写入", 4, 5)
    tx.run("analyze")
    show("写入", 5, 5)


def _drive_cases(
    tx: Tx, engine: Engine, town: Town, new_id: Any, seed: int, show: Progress
) -> tuple[Bench, CaseOperators]:
    """Drive every membership case through the engine."""
    release = releases.current(tx, FIRST, cases.PROCESS)
    if release is None:
        raise NotFound("process_not_found")
    opened = desk.open_release(tx, engine, FIRST, release["id"])
    bench = Bench(tx, engine, FIRST, release["id"], opened, town.orgs)
    operators = CaseOperators(town, new_id, bench.nearest)
    bench.operators = operators
    total = sum(1 for person in town.people if person.stage in ("applicant", "activist"))
    cases.make_cases(town, bench, new_id, Random(f"cases/{seed}"), _counter("个案", total, show))
    return bench, operators


def _counter(what: str, total: int, show: Progress) -> Callable[[], None]:
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        show(what, done, total)

    return tick


@lru_cache(maxsize=4096)
def _syllable(character: str) -> str:
    return "".join(lazy_pinyin(character))


def pinyin(name: str) -> str:
    """Return a name in letters, for sorting and for finding by keyboard."""
    return "".join(_syllable(character) for character in name)


def _unsealed(person: Person) -> tuple[None, None, None, None]:
    """Leave the sealed columns empty."""
    return None, None, None, None
