"""The town as plain values: exact sums, fictitious names, posts filled, ledgers within the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from service import demo
from service.demo import names, units
from service.demo.accounts import logins
from service.demo.cases import SPECIAL, waiting_points
from service.demo.office_days import office_days
from service.demo.people import EXAM_DAY
from service.demo.town import make_roster, make_town
from service.demo.values import NOW, LedgerEntry, Town
from service.domain import points
from service.domain.calendar import Calendar, add_months, years_between
from service.domain.idcard import make_test_number, problem
from service.domain.training import exam_required
from service.reads.session import DEMO_PASSWORD
from tests.domain.makers import scheme


@pytest.fixture(scope="module")
def town() -> Town:
    return make_town(2017, 1, Calendar(office_days()), scheme())[0]


def branch_people(town: Town, *stages: str) -> Iterator[object]:
    return (person for person in town.people if person.branch_id is not None and person.stage in stages)


def test_the_table_of_units() -> None:
    assert sum(len(row.sizes) for row in units.CLASSES) == units.UNITS == 71
    assert sum(len(row.sizes) * row.branches for row in units.CLASSES) == units.BRANCHES == 147
    assert [sum(row.sizes) for row in units.CLASSES] == [1525, 1705, 445, 520, 415]
    assert sum(sum(row.sizes) for row in units.CLASSES) == units.MEMBERS == 4610


def test_the_exact_sums(town: Town) -> None:
    levels = Counter(org.level for org in town.orgs)
    assert levels == {"county": 1, "town": 1, "area": 6, "base": 71, "branch": 147}
    assert len(list(branch_people(town, "full_member", "probationary_member"))) == 4610
    assert len(list(branch_people(town, "applicant", "activist"))) == 620
    assert len(list(branch_people(town, "activist"))) == 300
    kinds = Counter(org.tags[0] for org in town.at_level("base"))
    assert kinds == {"rural": 35, "urban": 8, "enterprise": 28}
    sizes = Counter(
        person.branch_id for person in town.people if person.stage in ("full_member", "probationary_member")
    )
    assert all(sizes[branch.id] == branch.members for branch in town.at_level("branch"))
    assert sum(branch.members > 50 for branch in town.at_level("branch")) == 1
    assert all(branch.activists >= 1 and branch.applicants >= 1 for branch in town.at_level("branch"))


def test_names_and_flags(town: Town) -> None:
    rural = [org.name for org in town.at_level("base") if org.tags[0] == "rural"]
    assert sum("示例" not in name for name in rural) == 13
    flags = Counter(tag for org in town.orgs for tag in org.tags)
    assert (flags["platform_pilot"], flags["three_affairs_pilot"], flags["research_visit"]) == (10, 8, 3)
    assert (flags["contact_point"], flags["joint_committee"]) == (2, 1)
    assert all(names.is_marked(person.name) for person in town.people)
    assert len({person.name for person in town.people}) == len(town.people)
    assert not {"张彤", "赵新艳"} & {person.name for person in town.people}


def test_ages(town: Town) -> None:
    members = [p for p in town.people if p.branch_id and p.stage in ("full_member", "probationary_member")]
    assert sum(exam_required(person.birth_date, EXAM_DAY) for person in members) == 2536
    for person in town.people:
        if person.applied_on is not None:
            assert years_between(person.birth_date, person.applied_on) >= 18
        assert problem(make_test_number(person.birth_date, person.sequence), allow_test=True) is None


def test_dates_follow_the_law(town: Town) -> None:
    for person in town.of_stage("activist"):
        assert person.applied_on and person.talked_on and person.activist_on
        assert person.applied_on < person.talked_on < person.activist_on <= date(2016, 6, 20)
        assert person.talked_on <= add_months(person.applied_on, 1)
    whole = [p for p in town.of_stage("activist") if points.whole_cycle(2016, p.activist_on)]
    assert len(whole) == 120


def test_posts_are_filled(town: Town) -> None:
    holders = town.holders()
    people = {person.id: person for person in town.people}
    for branch in town.at_level("branch"):
        for role in ("branch_secretary", "org_commissioner", "party_group_leader", "vote_teller", "contact_person"):
            assert holders[branch.id, role], (branch.name, role)
            assert all(people[holder].branch_id == branch.id for holder in holders[branch.id, role])
    office = town.at_level("town")[0].id
    assert len(holders[office, "town_org_office"]) == 3
    for unit in town.at_level("base"):
        assert bool(holders[unit.id, "base_committee_reviewer"]) == (unit.kind != "branch")
    assert all(holders[area.id, "area_coordinator"] for area in town.at_level("area"))
    assert all(people[post.person_id].stage == "full_member" for post in town.posts)
    per_person = Counter(post.person_id for post in town.posts)
    assert max(per_person.values()) == 1, "no demo person wears two hats"


def test_every_activist_has_one_or_two_contacts_of_the_branch(town: Town) -> None:
    people = {person.id: person for person in town.people}
    contacts = Counter(contact.person_id for contact in town.contacts)
    assert set(contacts) == {person.id for person in town.of_stage("activist")}
    assert set(contacts.values()) == {1, 2}
    for contact in town.contacts:
        assert people[contact.contact_id].branch_id == people[contact.person_id].branch_id
        assert people[contact.contact_id].stage == "full_member"


def ledgers(town: Town) -> dict[tuple[object, int], list[LedgerEntry]]:
    found: dict[tuple[object, int], list[LedgerEntry]] = {}
    for entry in town.entries:
        found.setdefault((entry.person_id, entry.cycle), []).append(entry)
    return found


def test_ledgers_stay_within_the_rules(town: Town) -> None:
    book = scheme()
    people = {person.id: person for person in town.people}
    for (person_id, cycle), entries in ledgers(town).items():
        used: Counter[str] = Counter()
        start = people[person_id].activist_on or people[person_id].was_activist_from
        for entry in entries:
            item = book.item(entry.item)
            used[entry.item] += abs(entry.points)  # type: ignore[assignment]
            assert entry.points == points.raw_points(item, entry.quantity)
            assert entry.recorder_id != entry.verifier_id
            assert entry.verifier_id != person_id
            assert start is not None and start <= entry.event_date
            assert entry.event_date.year == cycle
            assert entry.event_date <= entry.recorded_at.date() <= entry.verified_at.date()
            assert (entry.verified_at - entry.recorded_at).days <= 10
            assert entry.verified_at < NOW
        assert all(book.item(code).cap is None or total <= book.item(code).cap for code, total in used.items())
    keys = Counter((e.person_id, e.item, e.event_date, e.evidence_ref) for e in town.entries)
    assert max(keys.values()) == 1


def test_every_activist_has_a_ledger_of_both_years(town: Town) -> None:
    have = set(ledgers(town))
    missing = [p.name for p in town.of_stage("activist") if (p.id, 2017) not in have or (p.id, 2016) not in have]
    assert len(missing) <= 3


def test_the_closed_year_is_what_the_entries_say(town: Town) -> None:
    book, entries = scheme(), ledgers(town)
    people = {str(person.id): person for person in town.people}
    assert len(town.periods) == 147
    assert sum(total["whole_cycle"] for period in town.periods for total in period.totals.values()) == 144
    for period in town.periods:
        for key, total in period.totals.items():
            person = people[key]
            start = person.activist_on or person.was_activist_from
            base = points.base_points(book, 2016, start, date(2016, 12, 31))
            facts = [
                points.Fact(e.id, e.item, e.event_date, e.points, e.status) for e in entries.get((person.id, 2016), [])
            ]
            found = points.balance(book, facts, base).total
            assert Decimal(str(total["total"])) == found
            assert total["band"] == (points.band(book, found).code if total["whole_cycle"] else "none")


def test_the_waiting_points(town: Town) -> None:
    import random

    points_of = waiting_points(town.people, random.Random(1))
    assert Counter(points_of.values()) == SPECIAL


def test_the_same_seed_gives_the_same_town(town: Town) -> None:
    assert make_town(2017, 1, Calendar(office_days()), scheme())[0] == town
    assert make_town(2018, 1, Calendar(office_days()), scheme())[0] != town


def test_two_towns() -> None:
    town, _ = make_roster(2017, 2)
    assert Counter(org.level for org in town.orgs) == {"county": 1, "town": 2, "area": 12, "base": 142, "branch": 294}
    assert Counter(p.stage for p in town.people if p.branch_id)["activist"] == 600
    logins_ = [person.login for person in town.people if person.login]
    assert len(set(logins_)) == len(logins_)


def test_accounts_worth_trying(town: Town) -> None:
    shown = demo.accounts()
    assert [row["login"] for row in shown] == logins()
    by_login = {person.login: person.name for person in town.people}
    assert all(by_login[row["login"]] == row["name"] for row in shown)
    assert len({row["organization"] for row in shown if row["login"].endswith("_1")}) >= 4
    assert "yangguang-demo" in str(shown)
    assert demo.PASSWORD == DEMO_PASSWORD
    assert len(shown) <= 36


def test_the_office_calendar() -> None:
    days = {day.day: day for day in office_days()}
    assert days[date(2017, 4, 1)].is_working, "a make-up Saturday"
    assert days[date(2017, 4, 1)].name == "清明节调休上班"
    assert not days[date(2017, 4, 3)].is_working
    assert not days[date(2017, 4, 10)].provisional
    assert days[date(2027, 4, 12)].provisional
    assert len(days) == (date(2027, 12, 31) - date(2013, 1, 1)).days + 1
