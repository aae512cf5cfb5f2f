"""One named case of the demo town: a person put on record, and what officers write on days of the past."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final, cast
from uuid import UUID

from service.actions import jobs, register, tasks
from service.actions.tenants import FIRST
from service.demo import way
from service.demo.player import Player, Within
from service.demo.values import Org
from service.domain import clock, idcard
from service.domain.calendar import SHANGHAI
from service.domain.people import Actor
from service.store.database import Database

PROCESS: Final = "proc_membership_case"
RECORDED: Final = "办公室按纸质材料补登，用于演示。"
# Which level of the way up holds a role; what is not named here is held at the branch.
LEVEL_OF: Final = {
    "town_org_office": "town", "town_secretary": "town", "town_committee": "town", "membership_officer": "town",
    "training_admin": "town", "county_org_dept": "county", "base_committee_reviewer": "base",
}  # fmt: skip


@dataclass(slots=True)
class Tale:
    """A branch, its officers, the person and the case, on the way."""

    player: Player
    branch: Org
    name: str
    cast: way.Cast = field(init=False)
    person: UUID = field(init=False)
    case: UUID = field(init=False)
    _last: str = ""
    _steps: int = 0

    def __post_init__(self) -> None:
        player, home = self.player, self.branch.id
        posts = {post.person_id for post in player.town.posts}
        plain = [p.id for p in player.by_branch[home] if p.stage == "full_member" and p.id not in posts]
        teller = player.holder(home, "vote_teller")
        names = [str(each) for each in plain[:4]]
        self.cast = way.Cast(
            secretary=str(player.holder(home, "branch_secretary")),
            commissioner=str(player.holder(home, "org_commissioner")),
            introducers=(names[0], names[1]),
            tellers=(str(teller), names[2]),
            monitor=names[3],
            chair=str(self._holder("town_secretary")),
            clerk=str(self._holder("town_committee")),
        )

    def join(self, day: str, stage: str, sequence: int, **facts: Any) -> None:
        """Put the person on record at a stage, and start the case where they stand."""
        born = date(1990, 1 + sequence % 12, 1 + sequence % 28)
        given: dict[str, Any] = {
            "name": self.name, "id_number": idcard.make_test_number(born, 900 + sequence), "phone": "",
            "branch_id": self.branch.id, "stage": stage, "applied_on": None, "activist_on": None, "member_on": None,
            "education": "大专", "occupation": "专业技术人员", "floating": False, "reason": RECORDED,
        }  # fmt: skip
        town = self.player.town.at_level("town")[0]
        admin = self.player.actor(self.player.holder(town.id, "sys_admin"))
        clock.stop_at(self._at(day))
        self.person = register.add_in(self.player.tx, admin, {**given, **facts})
        told = {"entry": "register", "privacy_told": True}
        commissioner = self.player.holder(self.branch.id, "org_commissioner")
        self.case = self.player.start(self._at(day), commissioner, PROCESS, self.branch.id, told, self.person)

    def beside(self, day: str, process: str, **given: Any) -> Tale:
        """Start another process about the person; its steps are told like those of the case."""
        other = copy(self)
        commissioner = self.player.holder(self.branch.id, "org_commissioner")
        other.case = self.player.start(self._at(day), commissioner, process, self.branch.id, given, self.person)
        return other

    def do(self, day: str, role: str, node: str, form: str, **instead: Any) -> None:
        """Let whoever holds a role complete a step with what is usually written."""
        self.give(day, role, node, way.written(form, day, self.cast, **instead))

    def give(self, day: str, role: str, node: str, given: Mapping[str, Any]) -> None:
        """Let whoever holds a role complete a step with these answers."""
        clock.stop_at(self._at(day))
        player, who = self.player, self.who(role)
        task = player.tx.value(
            """select id from task where tenant_id = %s and instance_id = %s and node = %s and status = 'open'
                order by (assignee_id = %s) desc nulls last limit 1""",
            (FIRST, self.case, node, who.person_id),
        )
        tasks.complete_in(player.tx, player.engine, who, task, given)

    def who(self, role: str) -> Actor:
        """Return who holds a role of the case: an officer, one of the two introducers, the person."""
        if role == "applicant":
            return Actor(FIRST, self.person, self.name)
        if role.startswith("introducer"):
            return self.player.actor(UUID(self.cast.introducers[int(role[-1]) - 1]))
        return self.player.actor(self._holder(role))

    def mine(self, role: str) -> set[str]:
        """Return the nodes of the open tasks that are given to somebody by name."""
        rows = self.player.tx.rows(
            "select node from task where tenant_id = %s and instance_id = %s and status = 'open' and assignee_id = %s",
            (FIRST, self.case, self.who(role).person_id),
        )
        return {row["node"] for row in rows}

    def pass_time(self, day: str) -> None:
        """Let the terms run out that end by a day's first hour."""
        clock.stop_at(datetime.combine(date.fromisoformat(day), time(0, 5), SHANGHAI))
        jobs.fire_timers(self._db(), self.player.engine, FIRST, self.case)

    def hear(self, day: str, message: str) -> None:
        """Deliver a message that the case waits for."""
        clock.stop_at(self._at(day))
        jobs.deliver_message(self._db(), self.player.engine, FIRST, message, str(self.person), {})

    def open(self) -> set[str]:
        """Return the nodes of the open tasks."""
        return set(self.player.open_tasks(self.case))

    def _db(self) -> Database:
        return cast(Database, Within(self.player.tx))

    def _at(self, day: str) -> datetime:
        """Return the next moment of a working day: steps of the same day follow each other."""
        self._steps = self._steps + 1 if day == self._last else 0
        self._last = day
        return datetime.combine(date.fromisoformat(day), time(9 + self._steps // 6, self._steps % 6 * 9), SHANGHAI)

    def _holder(self, role: str) -> UUID:
        level, orgs = LEVEL_OF.get(role, "branch"), {org.id: org for org in self.player.town.orgs}
        place: Org | None = self.branch
        while place is not None and place.level != level:
            place = orgs[place.parent_id] if place.parent_id else None
        assert place is not None, role
        return self.player.holder(place.id, role)
