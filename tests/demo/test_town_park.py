"""The park of the demo town: counted, most branches founded, the rest waiting for a visitor."""

from __future__ import annotations

from random import Random

from service.actions.tenants import FIRST
from service.demo.office_days import office_days
from service.demo.park import BRANCHES, LEFT, PARK, play_park
from service.demo.player import Player
from service.demo.town import make_town
from service.demo.values import NOW
from service.domain import clock
from service.domain.calendar import Calendar
from service.domain.people import Actor, Grant
from service.reads import organizations
from service.reads.history import strays
from service.store import points
from service.wiring import House
from tests.demo.test_town import trial


def test_the_park_can_be_looked_at_and_gone_on_with(house: House) -> None:
    ticks: list[int] = []
    with trial(house) as tx:
        scheme = points.scheme(tx, FIRST, NOW.date())
        assert scheme is not None
        town, _ = make_town(2017, 1, Calendar(office_days()), scheme)
        play_park(Player(tx, house.engine, town), lambda: ticks.append(1))
        clock.stop_at(NOW)
        assert len(ticks) == 112 + BRANCHES
        general = tx.row("select id from organization where name = %s", (f"{PARK}党总支",))
        assert general is not None
        founded = "select count(*) from organization where parent_id = %s"
        assert tx.value(founded, (general["id"],)) == BRANCHES - len(LEFT)
        waiting = """select t.node, count(*) as n from task t join instance i using (tenant_id)
          where i.id = t.instance_id and i.process_key = 'proc_org_establishment' and t.status = 'open' group by 1"""
        assert {row["node"]: row["n"] for row in tx.rows(waiting)} == {
            "ut_formal_check": 2, "ut_committee_decision": 2, "ut_issue_reply": 1,
        }  # fmt: skip
        area = next(org for org in town.orgs if org.kind == "nonpublic_committee")
        who = Random(1).choice(town.people)
        coordinator = Actor(FIRST, who.id, who.name, grants=(Grant("area_coordinator", area.id),))
        (park,) = organizations.get(tx, coordinator, area.id, "zh-CN")["coverage"]
        assert (park["park"], park["enterprises"], park["not_visited"]) == (PARK, 112, 0)
        assert 70 <= park["by_organization"] < park["by_work"] <= 112
        stranger = Actor(FIRST, who.id, who.name, grants=(Grant("branch_secretary", town.at_level("branch")[0].id),))
        assert organizations.get(tx, stranger, area.id, "zh-CN")["coverage"] == []
        assert strays(tx, FIRST) == []
