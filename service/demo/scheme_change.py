"""A year in which the points scheme changed in the middle: entries of both, the earlier ones as they were recorded."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from service.actions import register
from service.actions.tenants import FIRST
from service.demo.player import Player, on
from service.demo.tale import RECORDED
from service.domain import clock, idcard
from service.domain import points as rules
from service.domain.calendar import SHANGHAI
from service.store import points
from service.store.ids import new_id

TWO_SCHEMES: Final = "林示换"
SINCE: Final = date(2014, 1, 10)
# Four sessions of study: two under the earlier scheme (two points each), two under the later one (one point each).
STUDIED: Final = (date(2014, 3, 12), date(2014, 4, 16), date(2014, 6, 18), date(2014, 9, 17))
ITEM: Final = "P01"


def change_scheme(player: Player) -> None:
    """Record an activist of long standing, with the ledger of that year by the scheme of each day."""
    tx, home = player.tx, player.town.at_level("branch")[0]
    town = player.town.at_level("town")[0]
    clock.stop_at(on(6, 10))
    given: dict[str, Any] = {
        "name": TWO_SCHEMES, "id_number": idcard.make_test_number(date(1988, 9, 9), 950), "phone": "",
        "branch_id": home.id, "stage": "activist", "applied_on": "2013-03-05", "activist_on": SINCE.isoformat(),
        "member_on": None, "education": "本科", "occupation": "专业技术人员", "floating": False, "reason": RECORDED,
    }  # fmt: skip
    person = register.add_in(tx, player.actor(player.holder(town.id, "sys_admin")), given)
    leader = player.holder(home.id, "party_group_leader")
    commissioner = player.holder(home.id, "org_commissioner")
    for day in STUDIED:
        scheme = points.scheme(tx, FIRST, day)
        assert scheme is not None
        worth = rules.raw_points(scheme.item(ITEM), Decimal(1))
        entry = points.NewEntry(new_id(), person, ITEM, day, Decimal(1), worth, "集中学习签到表", status="published")
        at = datetime.combine(day, time(16, 30), SHANGHAI)
        points.insert(tx, FIRST, scheme.id, None, [entry], {}, leader, commissioner, at)
