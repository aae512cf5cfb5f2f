"""The star rating (B04): averages and counts only, missing parts weighed away, own parts shown to the person alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from service.domain.errors import Conflict, Invalid
from service.domain.people import Actor
from service.reads import panels
from service.store.models.star import StarRating
from tests.actions.operators.conftest import Office, Step
from tests.town import person

YEAR = 2017


def run(step: Step, name: str, actor: Actor | None = None, instance: UUID | None = None, **more: Any) -> Any:
    """Call an operator of the rating as the branch's secretary; what is no parameter is an answer."""
    params = {key: more.pop(key) for key in ("year", "part", "rated", "levels", "until", "results") if key in more}
    context = step.context(actor or step.office.town.ann, instance, **more)
    return step.run(context, name, **params)


@pytest.fixture
def members(step: Step, office: Office) -> dict[str, Actor]:
    """Give the members who take part; one of them by no means."""
    town = office.town
    old = person(step.tx, "齐例老", town.branch, "full_member")
    listed = run(step, "star.open", year=YEAR)
    assert {row["person_id"] for row in listed} >= {str(who.person_id) for who in (town.ann, town.ben, old)}
    assert str(town.activist.person_id) not in {row["person_id"] for row in listed}
    own(step, town.ben, self_mark=90)
    own(step, old, exempt_class="old_or_ill")
    return {"ann": town.ann, "ben": town.ben, "old": old, "dora": town.dora}


def own(step: Step, who: Actor, **answers: Any) -> Any:
    answers = {"takes_part": "yes" if "self_mark" in answers else "no", **answers}
    return run(step, "star.self", who, person=who.person_id, year=YEAR, **answers)


def marks(*rows: tuple[Actor, int, float]) -> list[dict[str, Any]]:
    return [{"person_id": str(who.person_id), "sheets": sheets, "average": average} for who, sheets, average in rows]


def scores(step: Step) -> dict[str, float]:
    return {row["person_id"]: row["score"] for row in run(step, "star.score", year=YEAR)}


def test_parts_are_weighed_and_who_is_exempt_is_not_rated(step: Step, members: dict[str, Actor]) -> None:
    ann, ben, old = members["ann"], members["ben"], members["old"]
    run(step, "star.tally", year=YEAR, part="peers", marks=marks((ann, 3, 88), (ben, 2, 10), (old, 3, 99)))
    run(step, "star.mark", year=YEAR, marks=[{"person_id": str(who.person_id), "mark": 95} for who in (ann, ben)])
    found = scores(step)
    assert found[str(ann.person_id)] == 90.8, "30 × 88 and 20 × 95, no own mark, no masses, no points"
    assert found[str(ben.person_id)] == 93.33, "two sheets would show who gave what: 10 × 90 and 20 × 95"
    assert str(old.person_id) not in found
    assert str(members["dora"].person_id) not in found, "nobody gave anything: no stars, not one star"


def test_nobody_rates_oneself_and_nobody_stands_twice(step: Step, members: dict[str, Actor]) -> None:
    ben = members["ben"]
    with pytest.raises(Invalid) as error:
        run(step, "star.tally", year=YEAR, part="peers", marks=marks((ben, 99, 80), (ben, 1, 80)))
    assert [problem.code for problem in error.value.problems] == ["star_sheets", "star_twice"]
    run(step, "star.tally", year=YEAR, part="mass", marks=marks((ben, 99, 80)))


def test_a_rating_keeps_no_link_from_a_person_to_a_mark_of_another() -> None:
    """Columns of others' marks are averages and counts; there is no column for who gave them."""
    columns = set(StarRating.__table__.columns.keys())
    assert not {name for name in columns if "rater" in name or name.endswith("_by")}
    assert {name for name in columns if name.endswith("_id")} == {"tenant_id", "person_id", "branch_id", "instance_id"}


def test_a_person_sees_the_own_parts_and_the_average_of_the_others(step: Step, members: dict[str, Actor]) -> None:
    ben = members["ben"]
    run(step, "star.tally", year=YEAR, part="peers", marks=marks((ben, 3, 88.5), (members["ann"], 2, 70)))
    run(step, "star.mark", year=YEAR, marks=[{"person_id": str(ben.person_id), "mark": 92}])
    rated = run(step, "star.score", year=YEAR)
    levels = [{"stars": 4} for _ in rated]
    run(step, "star.propose", year=YEAR, rated=rated, levels=levels)
    run(step, "star.publish", year=YEAR, until="2017-04-17")
    assert step.notices(ben) == ["star_published"]
    row = {
        "person_id": ben.person_id, "instance_org": step.office.town.branch, "instance_id": None,
        "variables": {"star": {"year": YEAR}}, "data": {},
    }  # fmt: skip
    (panel,) = panels.build(step.tx, 1, ["stars"], row, "zh-CN")
    facts = {fact["label"]: fact["value"] for fact in panel["facts"]}
    assert (facts["自评"], facts["互评平均"], facts["支部"]) == ("90 分，占 10", "88.5 分，占 30", "92 分，占 20")
    assert (facts["评议平均"], facts["积分"], facts["星级"]) == ("没有，不计", "没有，不计", "★★★★")
    (table,) = panels.build(
        step.tx, 1, ["stars"], {**row, "person_id": None, "variables": {"rating_year": YEAR}}, "zh-CN"
    )
    shown = {each["name"]: each for each in table["rows"]}
    assert shown[members["ann"].name]["peers_average"] == "—", "two sheets are shown to nobody"
    assert shown[members["old"].name]["stars"] == "不参加"
    run(step, "star.award", year=YEAR)
    with pytest.raises(Conflict):
        own(step, ben, self_mark=100)


def test_once_a_year_and_two_thirds_of_the_members(step: Step, members: dict[str, Actor]) -> None:
    for year, code in ((YEAR, "star_rated"), (2018, "future_date")):
        with pytest.raises(Invalid) as error:
            run(step, "star.open", year=year)
        assert error.value.problems[0].code == code
    run(step, "star.quorum", votes={"entitled": 15, "present": 10})
    with pytest.raises(Invalid):
        run(step, "star.quorum", votes={"entitled": 15, "present": 9})
    assert run(step, "star.upheld", results=[{"star_upheld": True}, {"star_upheld": False}, {}]) == {"n": 1}
