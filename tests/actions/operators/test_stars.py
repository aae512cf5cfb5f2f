"""The star rating (B04): averages and counts only, own parts for the person alone; the choice of a hundred (B05)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from service.domain.errors import Conflict, Invalid
from service.domain.people import Actor
from service.reads import panels
from service.store import selections
from service.store.models.star import StarRating
from tests.actions.operators.conftest import Office, Step
from tests.town import person

YEAR = 2017
PARAMETERS = (
    "year", "part", "rated", "levels", "until", "results", "places", "floor_from", "unit", "named", "verdicts",
)  # fmt: skip


def run(step: Step, name: str, actor: Actor | None = None, instance: UUID | None = None, **more: Any) -> Any:
    """Call an operator of the rating as the branch's secretary; what is no parameter is an answer."""
    params = {key: more.pop(key) for key in PARAMETERS if key in more}
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
    assert (facts["自评"], facts["互评平均"], facts["支部"]) == ("90 分，权重 10", "88.5 分，权重 30", "92 分，权重 20")
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


@pytest.fixture
def round_(step: Step, office: Office) -> dict[str, Any]:
    """Open a round of three places; give the only organisation with members, and its members with their stars."""
    town = office.town
    instance = step.instance("proc_sunshine_member_selection", town.town)
    (unit,) = select(step, instance, "selection.open", year=YEAR, places=3, floor_from=1)
    people = {name: person(step.tx, f"{name}示星", town.branch, "full_member") for name in "甲乙丙丁"}
    for name, score in {"甲": 95, "乙": 93, "丙": 91, "丁": 75}.items():
        step.tx.run(
            """insert into star_rating (tenant_id, person_id, year, branch_id, instance_id, score, stars, status)
               values (1, %s, %s, %s, %s, %s, %s, 'awarded')""",
            (people[name].person_id, YEAR, town.branch, instance, score, 5 if score >= 90 else 3),
        )
    return {"instance": instance, "unit": unit, **people}


def select(step: Step, instance: UUID, name: str, **more: Any) -> Any:
    """Call an operator of the choice as the street office."""
    params = {key: more.pop(key) for key in PARAMETERS if key in more}
    context = step.context(step.office.town.dora, instance, step.office.town.town, **more)
    return step.run(context, name, **params)


def named(*people: Actor, **change: str) -> list[dict[str, str]]:
    return [
        {"person_id": str(each.person_id), "disciplined": "no", "deeds": "常年服务群众。", **change} for each in people
    ]


def name_all(step: Step, round_: dict[str, Any]) -> None:
    people = [round_[name] for name in "甲乙丙丁"]
    found = select(
        step, round_["instance"], "selection.nominees", unit=round_["unit"], year=YEAR, nominees=named(*people)
    )
    assert [(one["stars"], one["member_year"], one["scored"]) for one in found][-1] == (3, True, False)
    verdicts = [{"verdict": "eligible" if one["stars"] >= 4 else "few_stars"} for one in found]
    kept = select(
        step, round_["instance"], "selection.name", unit=round_["unit"], year=YEAR, named=found, verdicts=verdicts
    )
    assert kept == {"named_n": 4, "eligible_n": 3}


def choices(round_: dict[str, Any], chosen: str, **reasons: str) -> list[dict[str, str]]:
    return [
        {
            "person_id": str(round_[name].person_id),
            "choice": "chosen" if name in chosen else "passed_over",
            **({"reason": reasons[name]} if name in reasons else {}),
        }
        for name in "甲乙丙"
    ]


def test_places_are_shared_and_a_fifth_more_are_named(step: Step, office: Office, round_: dict[str, Any]) -> None:
    unit = round_["unit"]
    assert (unit["quota"], unit["needed"], unit["level"]) == (3, 4, "branch"), "nobody speaks for the community"
    assert unit["base_id"] == str(office.town.base) and unit["organization_id"] in (
        str(office.town.branch), str(office.town.other_branch),
    )  # fmt: skip
    with pytest.raises(Invalid) as error:
        select(step, round_["instance"], "selection.open", year=YEAR, places=100, floor_from=50)
    assert error.value.problems[0].code == "selection_runs"
    asked: dict[str, Any] = {"unit": unit, "year": YEAR}
    one, other = round_["甲"], office.town.activist
    with pytest.raises(Invalid) as error:
        select(step, round_["instance"], "selection.nominees", **asked, nominees=named(one, one, other))
    assert [problem.code for problem in error.value.problems] == ["star_twice", "not_among_options", "selection_few"]
    reason = {"waived": "全社区只有一名四星以上党员。"}
    found = select(step, round_["instance"], "selection.nominees", **asked, nominees=named(one), **reason)
    assert len(found) == 1
    disciplined = named(one, disciplined="yes")
    (found,) = select(step, round_["instance"], "selection.nominees", **asked, nominees=disciplined, **reason)
    assert found["disciplined"]


def test_a_higher_score_is_passed_over_with_a_reason_only(step: Step, round_: dict[str, Any]) -> None:
    name_all(step, round_)
    instance = round_["instance"]
    for given, code in (
        (choices(round_, "甲乙")[:2], "selection_everybody"),
        (choices(round_, "乙丙"), "selection_reason"),
        (choices(round_, "乙丙", 甲="已经连续三年"), "selection_reason"),
    ):
        with pytest.raises(Invalid) as error:
            select(step, instance, "selection.choose", places=3, choices=given)
        assert error.value.problems[0].code == code
    with pytest.raises(Invalid) as error:
        select(step, instance, "selection.choose", places=1, choices=choices(round_, "甲乙"))
    assert error.value.problems[0].code == "selection_many"
    chosen = choices(round_, "乙丙", 甲="已经连续三年评上，这次让给其他同志。")
    assert select(step, instance, "selection.choose", places=3, choices=chosen) == {"chosen_n": 2}
    assert select(step, instance, "selection.choose", places=3, choices=choices(round_, "甲乙")) == {"chosen_n": 2}


def test_the_list_is_published_looked_at_again_and_named(step: Step, office: Office, round_: dict[str, Any]) -> None:
    name_all(step, round_)
    instance, town = round_["instance"], office.town
    select(step, instance, "selection.choose", places=3, choices=choices(round_, "甲乙丙"))
    assert selections.public(step.tx, 1, town.town, 9) == [], "nothing is public before the notice"
    assert select(step, instance, "selection.publish", year=YEAR, until="2017-04-17") == {"n": 3}
    assert {row["status"] for row in selections.public(step.tx, 1, town.base, 9)} == {"published"}
    removed = [{"person_id": str(round_["丙"].person_id), "reason": "反映的问题经核实属实"}]
    assert select(step, instance, "selection.exclude", removed=removed) == {"left_n": 2}
    assert selections.public(step.tx, 1, town.town, 9) == [], "the list is looked at again"
    select(step, instance, "selection.choose", places=3, choices=choices(round_, "甲乙")[:2])
    select(step, instance, "selection.publish", year=YEAR, until="2017-04-24")
    assert select(step, instance, "selection.announce", year=YEAR) == {"n": 2}
    shown = selections.public(step.tx, 1, town.branch, 9)
    assert shown == [], "an honour is told where it was named: at the base organisation"
    shown = selections.public(step.tx, 1, town.base, 9)
    assert {row["name"] for row in shown} == {"甲示星", "乙示星"}
    assert set(shown[0]) == {"name", "organization", "year", "status"}
    numbers = [row["certificate_no"] for row in selections.nominees(step.tx, 1, instance) if row["certificate_no"]]
    assert sorted(numbers) == ["YGDY-2017-0001", "YGDY-2017-0002"]
    assert step.notices(round_["甲"])[-1] == "sunshine_member_named"
    assert step.notices(round_["丁"]) == ["sunshine_member_not"], "too few stars, and told so"
