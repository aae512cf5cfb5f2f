"""The park of the demo town: 112 fictitious enterprises, a census, a general branch and most of its branches founded.

The newest branches are left where a visitor can go on: before the check, before the decision, before the reply.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from service.actions.tenants import FIRST
from service.demo.player import Player, iso, on
from service.demo.values import Person

PROCESS: Final = "proc_enterprise_census"
PARK: Final = "天安数码城"
# Full members, enterprise by enterprise, in fourteen buildings of eight.
PLAIN: Final = (2, 1, 2, 1, 0, 0, 0, 0)
BUILDINGS: Final = ((5, 2, 1, 0, 0, 0, 0, 0), (0,) * 8, *[PLAIN] * 12)
ENTERPRISES: Final = 112
BRANCHES: Final = 26
INDUSTRIES: Final = ("软件服务", "检验检测", "文化创意", "跨境贸易", "工业设计")
DAYS: Final = ((3, 27), (3, 28), (3, 29), (3, 30), (3, 31), (4, 5), (4, 6))  # working days before the demo's morning
LEFT: Final = ("checking", "checking", "deciding", "deciding", "replying")  # where the newest branches stand
REASON: Final = "企业集中、党员人数够，一个党总支带多个党支部，便于就近开展活动。"
AGREED: Final = "人数属实，符合设置条件，经研究同意成立。"
BASIS: Final = "街道党工委会议研究决定（示例）"


def play_park(player: Player, tick: Callable[[], None]) -> None:
    """Count the park in February, found the general branch in March and its branches since."""
    Park(player, tick).play()


class Park:
    """Who acts in the park: the committee of non-public enterprises, the office, the town committee."""

    def __init__(self, player: Player, tick: Callable[[], None]) -> None:
        self.player, self.tick = player, tick
        orgs = player.town.orgs
        self.area = next(org for org in orgs if org.kind == "nonpublic_committee" and org.town == 0)
        town = next(org for org in orgs if org.level == "town" and org.town == 0)
        self.coordinator = player.holder(self.area.id, "area_coordinator")
        self.office = player.holder(town.id, "town_org_office")
        self.committee = player.holder(town.id, "town_committee")
        self.leaders = iter(self._leaders())

    def _leaders(self) -> list[Person]:
        """Return members of the town's enterprises who hold no post: they become the first secretaries."""
        units = {org.id for org in self.player.town.orgs if org.parent_id == self.area.id}
        homes = [org.id for org in self.player.town.orgs if org.parent_id in units]
        busy = {post.person_id for post in self.player.town.posts}
        members = [[p for p in self.player.by_branch[home] if p.stage == "full_member"] for home in homes]
        return [free for people in members if (free := next((p for p in people if p.id not in busy), None))]

    def play(self) -> None:
        """Play the census, the general branch, and the branches."""
        census = self._count()
        plan = {
            "planned_on": "2017-03-20",
            "plan_decision": "general",
            "instructors": "yes",
            "reason": REASON,
            "general_name": f"{PARK}党总支",
        }
        self.player.complete(on(20, 10, 0, 3), self.coordinator, census, "ut_propose_org_form", plan)
        (general,) = self._open(census)
        self._found(general, on(23, 9, 30, 3), "done")
        self.player.ended(on(24, 16, 0, 3), general)
        self.player.hand_back()
        branches = self._open(census)
        goals = ["done"] * (len(branches) - len(LEFT)) + list(LEFT)
        for place, (branch, goal) in enumerate(zip(branches, goals, strict=True)):
            month, day = DAYS[place * len(DAYS) // len(branches)]
            at = on(day, 9, 0, month) + timedelta(minutes=7 * (place % 5))
            self._found(branch, at, goal)
            if goal == "done":
                self.player.ended(at + timedelta(hours=9), branch)
            self.tick()
        self.player.hand_back()

    def _count(self) -> UUID:
        """List the enterprises and visit each of them."""
        counts = [(f"{at:02}号楼", full) for at, row in enumerate(BUILDINGS, 1) for full in row]
        rows = [
            {
                "uscc": f"00000000DEMO{number:06}",
                "name": f"示例科技{number:03}",
                "place": place,
                "industry": INDUSTRIES[number % len(INDUSTRIES)],
            }
            for number, (place, _) in enumerate(counts, 1)
        ]
        answers = {"park": PARK, "begun_on": "2017-02-13", "enterprises": rows}
        census = self.player.start(on(13, 9, 20, 2), self.coordinator, PROCESS, self.area.id, answers)
        for place, visit in enumerate(self._open(census)):
            at = on(14, 9, 0, 2) + timedelta(days=place // 12, minutes=25 * (place % 12))
            number = self._number(visit)
            self._visit(visit, at, number, counts[number - 1][1])
            self.player.ended(at + timedelta(minutes=1), visit)
            self.tick()
        self.player.hand_back()
        return census

    def _visit(self, visit: UUID, at: datetime, number: int, full: int) -> None:
        said: dict[str, Any] = {
            "visited_on": iso(at.date()),
            "employees_n": 12 + number % 60,
            "full_members_n": full,
            "probationary_n": 0,
            "applicants_n": number % 3,
            "mass_organizations": ["union"] if number % 10 == 0 else [],
            "willing": "yes" if full else "later",
        }
        self.player.complete(at, self.coordinator, visit, "ut_visit", said)

    def _found(self, case: UUID, at: datetime, goal: str) -> None:
        """Bring a request as far as its goal says, within a working day."""
        day, player = iso(at.date()), self.player
        if goal == "checking":
            return
        checked = {"checked_on": day, "papers": ["request", "counts", "members"], "check_result": "complete"}
        player.complete(at, self.office, case, "ut_formal_check", {**checked, "opinion": "人数属实，材料齐全。"})
        if goal == "deciding":
            return
        decided = {
            "meeting_on": day,
            "chair": str(self.committee),
            "minutes_by": str(self.office),
            "votes": {"entitled": 9, "present": 8, "yes": 8, "no": 0, "abstain": 0},
            "org_decision": "agree",
            "reason": AGREED,
        }
        player.complete(at + timedelta(hours=2), self.committee, case, "ut_committee_decision", decided)
        if goal == "replying":
            return
        reply = {"reply_on": day, "county_filed_on": day, "leaders": "appoint"}
        player.complete(at + timedelta(hours=5), self.office, case, "ut_issue_reply", reply)
        settled = {"settled_on": day, "letters_n": 3, "members": []}
        player.complete(at + timedelta(hours=6), self.coordinator, case, "ut_transfer_members", settled)
        named = {"secretary": str(next(self.leaders).id), "term_until": "2018-03-31", "basis": BASIS}
        player.complete(at + timedelta(hours=7), self.office, case, "ut_appoint", named)

    def _open(self, census: UUID) -> list[UUID]:
        """Return the parts that run, by what they are about: their ids differ from one town to the next."""
        rows = self.player.tx.rows(
            """select id from instance where tenant_id = %s and parent_id = %s and status = 'running'
                order by business_key, variables->'enterprise'->>'enterprise_name', id""",
            (FIRST, census),
        )
        return [row["id"] for row in rows]

    def _number(self, visit: UUID) -> int:
        name = self.player.tx.value(
            "select variables->'enterprise'->>'enterprise_name' from instance where tenant_id = %s and id = %s",
            (FIRST, visit),
        )
        return int(str(name)[-3:])
