"""Closing, publishing and freezing a period of the ledger."""

from __future__ import annotations

from typing import Any

import pytest

from service.domain.errors import Conflict, Invalid
from service.store import periods
from tests.actions.operators.conftest import Office, Step
from tests.actions.operators.test_points import check, dispute, line, post


def run(step: Step, name: str, cycle: int = 2017, period: str = "Q1", **more: Any) -> Any:
    """Call an operator of periods for the branch."""
    context = step.context(step.office.town.ann)
    return step.run(context, name, cycle=cycle, period=period, org_id=str(step.office.town.branch), **more)


@pytest.fixture
def march(step: Step, office: Office) -> str:
    """Post one entry of March, agreed to be late, and return its id."""
    return post(step, line(office.town.activist, on="2017-03-30"))[0]["entry_id"]


def test_a_year_s_way_to_the_frozen_hash(step: Step, office: Office, march: str) -> None:
    who = str(office.town.activist.person_id)
    totals = run(step, "points.totals")
    assert totals == [{"person_id": who, "total": 16, "whole_cycle": False}]  # three months' base and one point
    closed = run(step, "points.close")
    assert closed["n"] == 1 and len(closed["hash"]) == 64
    assert run(step, "points.publish", totals=totals, bands=["none"], until="2017-04-17") == {"n": 1}
    assert step.notices(office.town.activist) == ["points_published"]
    assert step.tx.value("select status from points_entry where id = %s", (march,)) == "published"
    assert run(step, "points.disputes") == {"open_n": 0}
    frozen = run(step, "points.freeze")
    row = step.tx.row("select status, hash, totals from points_cycle")
    assert row and (row["status"], bytes(row["hash"]).hex()) == ("frozen", frozen["hash"])
    assert row["totals"][who] == {"total": 16, "whole_cycle": False, "band": "none"}


def test_a_closed_period_takes_no_more_facts(step: Step, office: Office, march: str) -> None:
    run(step, "points.close")
    assert check(step, line(office.town.activist, on="2017-03-31"))["outside_cycle_n"] == 1
    assert check(step, line(office.town.activist, on="2017-04-01"))["ok"]


def test_a_dispute_keeps_the_period_open_and_changes_the_frozen_total(step: Step, office: Office, march: str) -> None:
    totals = run(step, "points.totals")
    run(step, "points.close")
    run(step, "points.publish", totals=totals, bands=[{"band": "none"}], until="2017-04-17")
    dispute(step, march)
    assert run(step, "points.disputes") == {"open_n": 1}
    run(step, "points.publish", totals=totals, bands=["none"], until="2017-04-24")
    assert step.notices(office.town.activist) == ["points_published"], "told once"
    step.run(step.context(office.town.dora, explanation="属实"), "points.resolve", entry_id=march, upheld=False)
    assert step.tx.value("select status from points_entry where id = %s", (march,)) == "published"
    dispute(step, march)
    step.run(step.context(office.town.dora, explanation="不实"), "points.resolve", entry_id=march, upheld=True)
    run(step, "points.freeze")
    row = step.tx.row("select totals from points_cycle")
    assert row and row["totals"][str(office.town.activist.person_id)]["total"] == 15


@pytest.mark.parametrize(
    ("period", "code"),
    [("M04", "period_not_over"), ("Y", "period_not_over"), ("M13", "bad_value"), ("Q5", "bad_value")],
)
def test_a_period_that_is_not_over_cannot_be_closed(step: Step, period: str, code: str) -> None:
    with pytest.raises(Invalid) as error:
        run(step, "points.totals", period=period)
    assert [(problem.pointer, problem.code) for problem in error.value.problems] == [("/answers/period", code)]


def test_nothing_is_closed_or_frozen_twice(step: Step, march: str) -> None:
    with pytest.raises(Conflict):
        run(step, "points.freeze")
    totals = run(step, "points.totals")
    run(step, "points.close")
    for name in ("points.close", "points.totals"):
        with pytest.raises((Conflict, Invalid)):
            run(step, name)
    run(step, "points.publish", totals=totals, bands=["none"], until="2017-04-17")
    run(step, "points.freeze")
    with pytest.raises(Conflict):
        run(step, "points.freeze")


def test_a_whole_frozen_year_gives_the_total_that_decisions_use(step: Step, office: Office) -> None:
    who = office.town.activist.person_id
    totals = run(step, "points.totals", cycle=2016, period="Y")
    assert totals == [{"person_id": str(who), "total": 60, "whole_cycle": True}]
    run(step, "points.close", cycle=2016, period="Y")
    assert periods.last_years(step.tx, 1, [who]) == {}, "provisional totals decide nothing"
    run(step, "points.freeze", cycle=2016, period="Y")
    assert periods.last_years(step.tx, 1, [who])[who] == {"cycle": 2016, "total": 60, "whole_cycle": True}
