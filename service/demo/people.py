"""The people of the demo town: members, activists, applicants, and who holds which post. All of them are fictitious."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Final
from uuid import UUID

from service.demo.names import make_names
from service.demo.values import TODAY, ContactOf, Org, Person, Post, Town

UNDER_FIFTY: Final = 0.55  # [TEMPLATE], about 2,536 exam takers
WOMEN: Final = 0.258  # 1,722 of 6,677 at the end of 2017
PROBATIONARY: Final = 45  # among the members
EXAM_DAY: Final = date(2017, 3, 20)
EDUCATION: Final = ("初中", "高中", "大专", "本科", "研究生")
OCCUPATIONS: Final = {
    "rural": ("农民", "工人", "个体经营者", "专业技术人员", "退休人员"),
    "urban": ("专业技术人员", "教师", "机关工作人员", "个体经营者", "退休人员"),
    "enterprise": ("工人", "企业管理人员", "专业技术人员"),
}
# Former activists who stopped of their own accord and apply again: they have a closed ledger of 2016, so that a
# committee can depart from the points' order (card A03).
SCORED_APPLICANTS: Final = 24


def make_people(town: Town, new_id: Callable[[], UUID], rng: Random) -> None:
    """Fill the branches with members, activists and applicants."""
    branches = town.at_level("branch")
    kinds = _kinds(town)
    total = sum(branch.members + branch.activists + branch.applicants for branch in branches)
    names = iter(make_names(total + town.scale, rng))
    members = sum(branch.members for branch in branches)
    young = _shuffled(members, round(members * UNDER_FIFTY), rng)
    for branch in branches:
        for stage, count in _stages(branch):
            for _ in range(count):
                age = (next(young), 18, 70) if stage == "full_member" else (True, 20, 45)
                born = _birth_date(*age, rng)
                town.people.append(_person(new_id(), next(names), born, branch, stage, kinds[branch.id], town, rng))
    for number in range(town.scale):
        outsider = _person(new_id(), next(names), date(1975, 5, 6), None, "full_member", "urban", town, rng)
        outsider.member_on = outsider.stage_since = date(1998, 7, 1)
        town.people.append(outsider)
        if number == 0:
            county = town.at_level("county")[0]
            town.posts.append(Post(outsider.id, "county_org_dept", county.id, date(2015, 3, 1)))
    _make_probationary(town, rng)


def _stages(branch: Org) -> Iterator[tuple[str, int]]:
    yield "full_member", branch.members
    yield "activist", branch.activists
    yield "applicant", branch.applicants


def _kinds(town: Town) -> dict[UUID, str]:
    """Return the class of each branch's unit: rural, urban or enterprise."""
    units = {org.id: org.tags[0] for org in town.at_level("base")}
    return {org.id: units[org.parent_id] for org in town.at_level("branch") if org.parent_id is not None}


def _shuffled(count: int, true: int, rng: Random) -> Iterator[bool]:
    flags = [place < true for place in range(count)]
    rng.shuffle(flags)
    return iter(flags)


def _birth_date(under_fifty: bool, youngest: int, oldest: int, rng: Random) -> date:
    """Draw a birth date on the right side of fifty, counted on the exam's first day."""
    low, high = (max(youngest, 22), min(oldest, 50)) if under_fifty else (50, 82)
    first = EXAM_DAY.replace(year=EXAM_DAY.year - high) + timedelta(days=1)
    last = EXAM_DAY.replace(year=EXAM_DAY.year - low)
    return first + timedelta(days=rng.randrange((last - first).days))


def _person(
    id_: UUID, name: str, born: date, branch: Org | None, stage: str, kind: str, town: Town, rng: Random
) -> Person:
    sex = "female" if rng.random() < WOMEN + (0.15 if stage != "full_member" else 0) else "male"
    age = TODAY.year - born.year
    place = min(4, max(0, round(rng.gauss(2.9 - max(age - 30, 0) * 0.05, 0.8))))
    occupations = OCCUPATIONS[kind]
    working = [job for job in occupations if job != "退休人员"]
    retired = age >= 60 and rng.random() < {"rural": 0.25, "urban": 0.9, "enterprise": 0.0}[kind]
    occupation = "退休人员" if retired else rng.choice(working)
    person = Person(
        id_,
        name,
        sex,
        born,
        branch.id if branch else None,
        stage,
        len(town.people) % 1000,
        EDUCATION[place],
        occupation,
        floating=branch is not None and rng.random() < 0.02,
    )
    if stage == "full_member":
        years = rng.randint(21, max(21, min(age - 1, 45)))
        start = date(min(born.year + years, 2015), rng.randint(1, 12), rng.randint(1, 28))
        person.member_on = person.stage_since = min(start, date(2015, 12, 28))
    return person


def _make_probationary(town: Town, rng: Random) -> None:
    """Turn some young members into probationary ones, admitted within the last year."""
    young = [p for p in town.people if p.stage == "full_member" and p.branch_id and p.birth_date.year >= 1982]
    for person in rng.sample(young, min(PROBATIONARY * town.scale, len(young) // 12)):
        person.stage = "probationary_member"
        person.member_on = date(2016, 4, 20) + timedelta(days=rng.randrange(320))
        person.stage_since = person.member_on


def choose_scored(town: Town, rng: Random) -> None:
    """Choose the applicants who have a closed ledger: two in each of twelve branches with enough applicants."""
    by_branch = town.by_branch()
    for number in range(town.scale):
        large = [org for org in town.at_level("branch") if org.town == number and org.applicants >= 3]
        # The first branch is always among them: its accounts are the ones that are printed.
        for branch in [large[0], *rng.sample(large[1:], min(SCORED_APPLICANTS // 2, len(large)) - 1)]:
            applicants = [person for person in by_branch[branch.id] if person.stage == "applicant"]
            for person in applicants[:2]:
                person.was_activist_from = date(2015, 5, rng.randint(4, 29))


# --- posts -----------------------------------------------------------------------------------------------------------

BRANCH_POSTS: Final = (
    "branch_secretary",
    "org_commissioner",
    "branch_deputy",
    "publicity_commissioner",
    "discipline_commissioner",
    "party_group_leader",
    "vote_teller",
    "vote_monitor",
)
TOWN_POSTS: Final = (
    *["town_org_office"] * 3,
    "membership_officer",
    "town_secretary",
    "town_committee",
    "training_admin",
    "exam_invigilator",
    "auditor",
    "process_editor",
    "process_releaser",
    "privacy_officer",
    "sys_admin",
)
# Drawn from nothing, so that they leave everybody else as they were.
OTHER_ADMINISTRATORS: Final = ("security_admin", "audit_admin")
ADMINISTRATORS_SINCE: Final = date(2014, 11, 3)
GROUP_SIZE: Final = 20


def fill_posts(town: Town, rng: Random) -> None:
    """Fill every post: branch committees, group leaders, tellers, reviewers, coordinators and the town office."""
    by_branch = town.by_branch()
    free: dict[UUID, list[Person]] = {}
    for branch in town.at_level("branch"):
        fit = [p for p in by_branch[branch.id] if p.stage == "full_member" and p.birth_date.year >= 1945]
        rng.shuffle(fit)
        taken = iter(fit)
        for role in BRANCH_POSTS:
            for _ in range(_wanted(role, branch.members)):
                town.posts.append(Post(next(taken).id, role, branch.id, _since(rng)))
        free[branch.id] = list(taken)
        _appoint_contacts(town, by_branch[branch.id], branch, free[branch.id], rng)
    _fill_higher(town, free, rng)


def _wanted(role: str, members: int) -> int:
    if role == "party_group_leader":
        return max(1, members // GROUP_SIZE)
    if role == "branch_deputy":
        return 1 if members >= 30 else 0
    if role in ("publicity_commissioner", "discipline_commissioner"):
        return 1 if members >= 20 else 0
    return 1


def _since(rng: Random) -> date:
    return date(2014, 11, 1) + timedelta(days=rng.randrange(60))


def _appoint_contacts(town: Town, people: list[Person], branch: Org, free: list[Person], rng: Random) -> None:
    """Give every activist one or two contacts, full members of the branch (article 9); a contact has up to three."""
    activists = [person for person in people if person.stage == "activist"]
    pool = [free.pop() for _ in range(max(1, min(len(free) - 1, len(activists))))]
    for place, activist in enumerate(activists):
        for offset in range(1 if len(pool) == 1 or rng.random() < 0.6 else 2):
            contact = pool[(place + offset) % len(pool)]
            town.contacts.append(ContactOf(activist.id, contact.id, TODAY))
    for contact in pool:
        town.posts.append(Post(contact.id, "contact_person", branch.id, _since(rng)))


def _fill_higher(town: Town, free: dict[UUID, list[Person]], rng: Random) -> None:
    branches: dict[UUID, list[Org]] = {}
    for branch in town.at_level("branch"):
        if branch.parent_id:
            branches.setdefault(branch.parent_id, []).append(branch)
    units: dict[UUID, list[Org]] = {}
    for unit in town.at_level("base"):
        if unit.parent_id:
            units.setdefault(unit.parent_id, []).append(unit)
        if unit.kind in ("base_committee", "general_branch"):
            reviewer = free[branches[unit.id][0].id].pop()
            town.posts.append(Post(reviewer.id, "base_committee_reviewer", unit.id, _since(rng)))
    for area in town.at_level("area"):
        home = branches[units[area.id][0].id][0]
        town.posts.append(Post(free[home.id].pop().id, "area_coordinator", area.id, _since(rng)))
    for number, org in enumerate(town.at_level("town")):
        urban = [unit for unit in town.at_level("base") if unit.town == number and unit.tags[0] == "urban"]
        homes = [branch for unit in urban for branch in branches[unit.id]]
        for place, role in enumerate(TOWN_POSTS):
            official = free[homes[place % len(homes)].id].pop()
            town.posts.append(Post(official.id, role, org.id, _since(rng)))
        for place, role in enumerate(OTHER_ADMINISTRATORS, len(TOWN_POSTS)):
            official = free[homes[place % len(homes)].id].pop()
            town.posts.append(Post(official.id, role, org.id, ADMINISTRATORS_SINCE))
