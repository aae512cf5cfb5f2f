"""Make the demo town in a database: plan it as values, drive its cases, copy everything, then play what is running."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from random import Random
from typing import Final, Protocol
from uuid import UUID

from service import desk
from service.actions import passwords
from service.actions.pinyin import pinyin as spelt
from service.actions.tenants import FIRST
from service.demo import cases, write
from service.demo.accounts import PASSWORD
from service.demo.bench import Bench
from service.demo.named import TALES, play_named
from service.demo.office_days import office_days
from service.demo.operators import CaseOperators
from service.demo.park import BRANCHES as PARK_BRANCHES
from service.demo.park import ENTERPRISES, play_park
from service.demo.player import Player
from service.demo.progress import Bar, Progress
from service.demo.round import play_round
from service.demo.scenes import LISTS, play_scenes
from service.demo.town import make_town
from service.demo.units import BRANCHES
from service.demo.values import NOW, Person, Town
from service.domain import clock
from service.domain.calendar import Calendar
from service.domain.errors import Conflict, NotFound
from service.domain.idcard import make_test_number
from service.engine import Engine
from service.store import points, releases, tenants
from service.store.database import Database, Tx
from service.store.sealing import Sealer

PHONE: Final = "000-0000-0000"  # nobody answers


class House(Protocol):
    """What the generator needs of the house: its database and its engine, inside an application context."""

    @property
    def db(self) -> Database: ...
    @property
    def engine(self) -> Engine: ...
    @property
    def sealer(self) -> Sealer: ...


def wanted(house: House) -> bool:
    """Tell whether the tenant is a demo without any people yet."""
    with house.db.reading() as tx:
        return _is_demo(tx) and not _has_people(tx)


def _is_demo(tx: Tx) -> bool:
    return bool(tx.value("select demo from tenant where id = %s", (FIRST,)))


def _has_people(tx: Tx) -> bool:
    return bool(tx.value("select exists (select 1 from person where tenant_id = %s)", (FIRST,)))


def generate(
    house: House, scale: int, seed: int, round_: bool, park: bool, progress: Progress | None, small: bool = False
) -> None:
    """Make the whole town in one transaction."""
    show = progress or Bar()
    try:
        with house.db.transaction() as tx:
            if not _is_demo(tx):
                raise Conflict("demo_only")
            if _has_people(tx):
                raise Conflict("demo_not_empty")
            _generate(tx, house, scale, seed, round_, park, show, small)
            # The demo's morning begins when the town stands.
            tenants.move_clock(tx, FIRST, NOW - datetime.now(UTC))
    finally:
        desk.forget_calendars()
        clock.use_offset(NOW - datetime.now(UTC))


def _generate(
    tx: Tx, house: House, scale: int, seed: int, round_: bool, park: bool, show: Progress, small: bool
) -> None:
    show("组织与人员", 0, 1)
    days = office_days()
    write.copy_calendar(tx, FIRST, days)
    desk.forget_calendars()
    scheme = points.scheme(tx, FIRST, NOW.date())
    if scheme is None:
        raise NotFound("process_not_found")
    town, new_id = make_town(seed, scale, Calendar(days), scheme, small)
    show("组织与人员", 1, 1)
    write.copy_town(tx, FIRST, town, pinyin)
    _copy_cases(tx, house, town, new_id, seed, show)
    show("写入", 0, 2)
    write.copy_posts(tx, FIRST, town, new_id)
    write.copy_accounts(tx, FIRST, town, passwords.hash_password(PASSWORD), new_id)
    show("写入", 1, 2)
    write.copy_ledger(tx, FIRST, town, scheme.id)
    show("写入", 2, 2)
    player = Player(tx, house.engine, town)
    if park:
        play_park(player, _counter("园区", ENTERPRISES + PARK_BRANCHES, show))
    if round_:
        play_round(player, Random(f"round/{seed}"), _counter("推荐", BRANCHES, show))
        play_scenes(player, Random(f"scenes/{seed}"), _counter("积分与培训", len(LISTS), show))
        play_named(player, _counter("示例个案", TALES, show))


def _copy_cases(tx: Tx, house: House, town: Town, new_id: Callable[[], UUID], seed: int, show: Progress) -> None:
    """Drive every membership case through the engine and copy it, town by town, so that memory stays flat."""
    release = releases.current(tx, FIRST, cases.PROCESS)
    if release is None:
        raise NotFound("process_not_found")
    opened = desk.open_release(tx, house.engine, FIRST, release["id"])
    bench = Bench(tx, house.engine, FIRST, release["id"], opened, town.orgs)
    operators = CaseOperators(town, new_id, bench.nearest)
    bench.operators = operators
    tick = _counter("个案", sum(person.stage in ("applicant", "activist") for person in town.people), show)
    rng = Random(f"cases/{seed}")
    towns = {org.id: org.town for org in town.orgs}
    by_town: dict[int, list[Person]] = {}
    for person in town.people:
        by_town.setdefault(towns[person.branch_id] if person.branch_id else 0, []).append(person)
    seals = Seals(house.sealer)
    for people in by_town.values():
        cases.make_cases(town, people, bench, new_id, rng, tick)
        write.copy_people(tx, FIRST, people, pinyin, seals)
        write.copy_machine(tx, FIRST, bench.rows)
        write.copy_case_facts(tx, FIRST, operators.contacts, operators.notices)
        bench.rows.clear()
        operators.contacts.clear()
        operators.notices.clear()
    write.copy_series(tx, FIRST, operators.series)


def _counter(what: str, total: int, show: Progress) -> Callable[[], None]:
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        show(what, done, total)

    return tick


_syllable = lru_cache(maxsize=4096)(spelt)


def pinyin(name: str) -> str:
    """Return a name in letters, for sorting and for finding by keyboard."""
    return "".join(_syllable(character) for character in name)


class Seals:
    """Seal what is sensitive of fictitious people: a birth date, a number of nobody, a phone without a line."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._born: Counter[tuple[date, bool]] = Counter()

    def __call__(self, person: Person) -> tuple[bytes, bytes, bytes, bytes]:
        """Return the sealed columns of a person."""
        male = person.sex == "male"
        self._born[person.birth_date, male] += 1
        # As in a real number: unique among those born on the day, odd for men.
        number = make_test_number(person.birth_date, 2 * self._born[person.birth_date, male] + male)
        seal, index = self._sealer.seal, self._sealer.index
        return (
            seal(person.birth_date.isoformat(), person.id, "birth_date"),
            seal(number, person.id, "id_number"),
            index(number, "id_number"),
            seal(PHONE, person.id, "phone"),
        )
