"""A running membership case for every applicant and activist, at its true waiting point, with its true history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from service.demo import answers
from service.demo.bench import Bench, Drive
from service.demo.dates import moment, working_day
from service.demo.values import NOW, Person, Town

PROCESS: Final = "proc_membership_case"
# How many applicants of a town stand elsewhere than at "waits to be recommended"; each is the third of its branch.
SPECIAL: Final = {
    "entering": 10,
    "submitting": 4,
    "talking": 16,
    "overdue": 6,
    "confirming": 6,
    "filing": 6,
    "completing": 3,
    "appointing": 3,
}
LATEST: Final = NOW - timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Posts:
    """Who acts on a case: the branch's officers and the town office."""

    secretary: UUID
    commissioner: UUID
    office: list[UUID]


def make_cases(
    town: Town, people: list[Person], bench: Bench, new_id: Callable[[], UUID], rng: Random, tick: Callable[[], None]
) -> None:
    """Drive the cases of one town's people to where they stand on the demo's morning."""
    posts = _posts(town)
    contacts: dict[UUID, list[UUID]] = {}
    for contact in town.contacts:
        contacts.setdefault(contact.person_id, []).append(contact.contact_id)
    points = waiting_points(people, rng)
    # By day of application: numbers of cases rise with time.
    for person in sorted(people, key=lambda one: (one.applied_on or NOW.date(), one.id)):
        if person.stage not in ("applicant", "activist") or person.branch_id is None:
            continue
        drive = Drive(bench, new_id(), PROCESS, person.branch_id, person.id, person.name)
        story = Story(drive, person, posts[person.branch_id], contacts.get(person.id, []), bench, rng)
        story.tell(points.get(person.id, "activist" if person.stage == "activist" else "waiting"))
        drive.finish()
        tick()


def _posts(town: Town) -> dict[UUID, Posts]:
    holders = town.holders()
    offices = {org.town: holders[org.id, "town_org_office"] for org in town.at_level("town")}
    return {
        branch.id: Posts(
            holders[branch.id, "branch_secretary"][0],
            holders[branch.id, "org_commissioner"][0],
            offices[branch.town],
        )
        for branch in town.at_level("branch")
    }


def waiting_points(people: list[Person], rng: Random) -> dict[UUID, str]:
    """Choose who stands at a special point: third and further applicants of a branch, never one with a ledger."""
    seen: dict[UUID, int] = {}
    spare: list[Person] = []
    for person in people:
        if person.stage == "applicant" and person.branch_id is not None:
            seen[person.branch_id] = seen.get(person.branch_id, 0) + 1
            if seen[person.branch_id] > 2 and person.was_activist_from is None:
                spare.append(person)
    rng.shuffle(spare)
    places = [point for point, count in SPECIAL.items() for _ in range(count)]
    return {person.id: point for person, point in zip(spare, places, strict=False)}


class Story:
    """The story of one case, told step by step."""

    def __init__(
        self, drive: Drive, person: Person, posts: Posts, contacts: list[UUID], bench: Bench, rng: Random
    ) -> None:
        self.drive, self.person, self.posts = drive, person, posts
        self.contacts, self.calendar, self.rng = contacts, bench.desk.calendar, rng
        self._last = datetime.min.replace(tzinfo=NOW.tzinfo)

    def tell(self, point: str) -> None:
        """Tell the story up to a waiting point."""
        rng, person = self.rng, self.person
        received = self._received(point)
        talked = person.talked_on
        if point in ("entering", "submitting"):
            person.applied_on = person.talked_on = None
            self._start(received, "paper" if point == "entering" else "self")
            return
        self._apply(received)
        if point == "talking":
            return
        if point == "overdue":
            self._overdue(received)
            return
        talked = (
            talked if talked and received <= talked else self._workday(received + timedelta(days=rng.randint(3, 18)))
        )
        self._talk(min(talked, date(2017, 4, 7)))
        if point != "waiting":
            self._confirm(point)

    def _received(self, point: str) -> date:
        """Return the day on which the application came."""
        rng = self.rng
        first, last = {
            "entering": (date(2017, 4, 5), date(2017, 4, 7)),
            "submitting": (date(2017, 4, 5), date(2017, 4, 7)),
            "talking": (date(2017, 3, 16), date(2017, 4, 6)),
            "overdue": (date(2017, 3, 2), date(2017, 3, 7)),
        }.get(point, (self.person.applied_on or date(2016, 9, 1),) * 2)
        return self._workday(first + timedelta(days=rng.randint(0, (last - first).days)))

    def _workday(self, day: date) -> date:
        return working_day(self.calendar, day)

    def _at(self, day: date) -> datetime:
        """Return a moment on a day, after everything before it and never in the future."""
        at = moment(day, self.rng)
        if at <= self._last:
            at = self._last + timedelta(minutes=self.rng.randint(3, 40))
        self._last = min(at, LATEST) if at > LATEST > self._last else at
        return self._last

    def _start(self, day: date, entry: str) -> None:
        self.drive.start(self._at(day), self.posts.commissioner, answers.case_start(entry), answers.START_FORM)

    def _apply(self, received: date) -> None:
        """Receive the application: mostly on paper, sometimes confirmed on line by the person."""
        entry = "self" if received.year >= 2016 and self.rng.random() < 0.2 else "paper"
        self._start(received, entry)
        if entry == "self":
            given = answers.application_submitted(received)
            self.drive.complete("ut_submit_application", self._at(received), self.person.id, given, received)
        else:
            day = self._workday(received + timedelta(days=self.rng.randint(0, 2)))
            given = answers.application_entered(received, self.rng)
            self.drive.complete("ut_enter_application", self._at(day), self.posts.commissioner, given, received)

    def _talk(self, day: date) -> None:
        given = answers.talk(day, [self.posts.secretary, self.posts.commissioner], self.rng)
        self.drive.complete("ut_talk", self._at(day), self.posts.secretary, given, day)

    def _overdue(self, received: date) -> None:
        """Let the month pass: the timer asks the branch for an explanation."""
        due = next(timer["due_at"] for timer in self.drive.timers.values())
        self._last = due + timedelta(seconds=self.rng.randint(1, 5))
        self.drive.fire(self._last)

    def _confirm(self, point: str) -> None:
        """Be recommended and go through confirmation, as far as the point."""
        meeting = self._meeting(point)
        recommended = self._workday(meeting - timedelta(days=self.rng.randint(3, 8)))
        self.drive.deliver(self._at(recommended), "msg_recommended", {"person_id": str(self.person.id)})
        if point == "confirming":
            return
        given = answers.committee_confirms(meeting, self.posts.secretary, self.posts.commissioner, self.rng)
        day = min(self._workday(meeting + timedelta(days=self.rng.randint(0, 2))), date(2017, 4, 7))
        self.drive.complete("ut_committee_confirm", self._at(day), self.posts.secretary, given, meeting)
        if point == "filing":
            return
        self._file(point, day)

    def _file(self, point: str, day: date) -> None:
        clerk = self.rng.choice(self.posts.office)
        filed = min(self._workday(day + timedelta(days=self.rng.randint(1, 7))), date(2017, 4, 7))
        if point == "completing":
            self.drive.complete("ut_file_with_town", self._at(filed), clerk, answers.incomplete(filed), filed)
            return
        self.drive.complete("ut_file_with_town", self._at(filed), clerk, answers.filed(filed), filed)
        if point == "appointing":
            return
        appointed = self._workday(filed + timedelta(days=self.rng.randint(1, 8)))
        given = answers.contacts_appointed(appointed, self.contacts)
        self.drive.complete("ut_appoint_contacts", self._at(appointed), self.posts.secretary, given, appointed)

    def _meeting(self, point: str) -> date:
        """Return the day of the committee's meeting."""
        if point == "activist" and self.person.activist_on is not None:
            return self.person.activist_on
        return self._workday(date(2017, 3, 17) + timedelta(days=self.rng.randint(0, 14)))
