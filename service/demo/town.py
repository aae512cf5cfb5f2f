"""Put the plain town together: organisations, people, dates, posts, ledgers; the same seed gives the same town."""

from __future__ import annotations

from random import Random

from service.demo import units
from service.demo.dates import set_dates
from service.demo.ids import Ids
from service.demo.ledger import make_ledgers
from service.demo.people import choose_scored, fill_posts, make_people
from service.demo.values import NOW, Person, Town
from service.domain.calendar import Calendar
from service.domain.points import Scheme

# Whose login is named after which role, when somebody holds several posts; members without a post have no account.
LOGIN_ROLES = (
    "town_secretary",
    "town_org_office",
    "membership_officer",
    "training_admin",
    "auditor",
    "process_editor",
    "process_releaser",
    "sys_admin",
    "security_admin",
    "audit_admin",
    "privacy_officer",
    "town_committee",
    "exam_invigilator",
    "county_org_dept",
    "area_coordinator",
    "base_committee_reviewer",
    "branch_secretary",
    "org_commissioner",
    "vote_teller",
    "party_group_leader",
    "contact_person",
    "discipline_commissioner",
)


def make_roster(seed: int, scale: int, small: bool = False) -> tuple[Town, Ids]:
    """Make organisations, people, posts and logins: all that needs neither a calendar nor a scheme."""
    town, new_id = Town(seed, scale), Ids(seed, NOW)
    town.orgs = units.make_orgs(scale, new_id, units.SMALL if small else units.CLASSES)
    if not small:
        units.balance_people(town.orgs, scale)
    make_people(town, new_id, Random(f"people/{seed}"))
    choose_scored(town, Random(f"scored/{seed}"))
    fill_posts(town, Random(f"posts/{seed}"))
    give_logins(town)
    return town, new_id


def make_town(seed: int, scale: int, calendar: Calendar, scheme: Scheme, small: bool = False) -> tuple[Town, Ids]:
    """Make the whole town as values; no database is needed."""
    town, new_id = make_roster(seed, scale, small)
    set_dates(town, calendar, Random(f"dates/{seed}"))
    make_ledgers(town, scheme, new_id, Random(f"ledger/{seed}"))
    return town, new_id


def give_logins(town: Town) -> None:
    """Name the accounts demo_<role>_<n>; applicants and activists have their own."""
    people = {person.id: person for person in town.people}
    for role in LOGIN_ROLES:
        number = 0
        for post in town.posts:
            person = people[post.person_id]
            if post.role == role and person.login is None:
                number += 1
                person.login = f"demo_{role}_{number}"
    for stage in ("activist", "applicant"):
        for number, person in enumerate(_of_stage(town, stage), 1):
            person.login = f"demo_{stage}_{number}"


def _of_stage(town: Town, stage: str) -> list[Person]:
    return [person for person in town.people if person.stage == stage and person.branch_id is not None]
