"""Elections: surplus, open seats, officers, terms and their reminders (election rules 2020; organisations.md 4.3)."""

from __future__ import annotations

from typing import Any

import pytest

from service.domain.errors import Invalid, InvalidAnswers
from service.store.ids import new_id
from tests.actions.operators.conftest import Office, Step
from tests.town import person

IDS = [str(new_id()) for _ in range(10)]


@pytest.mark.parametrize(("seats", "needed"), [(1, 2), (3, 4), (5, 6), (7, 9)])
def test_candidates_are_a_fifth_more_than_seats(step: Step, office: Office, seats: int, needed: int) -> None:
    town = office.town
    said = step.run(step.context(town.ann, seats=seats, nominees=IDS[:needed]), "org.candidates")
    assert (said["seats"], said["n"]) == (seats, needed)
    with pytest.raises(InvalidAnswers) as error:
        step.run(step.context(town.ann, seats=seats, nominees=IDS[: needed - 1]), "org.candidates")
    assert [problem.code for problem in error.value.problems] == ["candidates_too_few"]


def test_nobody_is_named_twice(step: Step, office: Office) -> None:
    with pytest.raises(InvalidAnswers) as error:
        step.run(step.context(office.town.ann, seats=1, nominees=[IDS[0], IDS[0]]), "org.candidates")
    assert [problem.pointer for problem in error.value.problems] == ["/answers/nominees/1"]


def test_a_second_ballot_is_for_the_seats_that_are_open(step: Step, office: Office) -> None:
    listed = {"seats": 3, "nominees": IDS[:4], "n": 4}
    rows = [{"person_id": each, "yes": 1} for each in IDS[:4]]
    count: dict[str, Any] = {"seats": 3, "result": "open", "elected": IDS[:2]}
    context = step.context(office.town.ann, candidates=rows)
    first = step.run(context, "org.ballot", candidates=listed, count=count, so_far=[])
    assert first == {"complete": False, "elected": IDS[:2]}
    with pytest.raises(InvalidAnswers) as error:  # who is elected already stands no more
        step.run(context, "org.ballot", candidates=listed, count=count, so_far=IDS[:2])
    codes = [problem.code for problem in error.value.problems]
    assert codes == ["not_on_list", "not_on_list", "seats_differ"]
    context = step.context(office.town.ann, candidates=rows[2:])
    count = {"seats": 1, "result": "complete", "elected": [IDS[2]]}
    second = step.run(context, "org.ballot", candidates=listed, count=count, so_far=IDS[:2])
    assert second == {"complete": True, "elected": IDS[:3]}


def test_only_who_was_elected_gets_a_post_and_only_one(step: Step, office: Office) -> None:
    said = step.run(
        step.context(office.town.ann, secretary=IDS[0], org_commissioner=IDS[1]), "org.officers", elected=IDS[:2]
    )
    assert said == {"posts": {"secretary": IDS[0], "org_commissioner": IDS[1]}, "n": 2}
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"secretary": IDS[2]}, "not_elected"),
        ({"secretary": IDS[0], "deputy": IDS[0]}, "listed_twice"),
    ]
    for answers, code in wrong:
        with pytest.raises(InvalidAnswers) as error:
            step.run(step.context(office.town.ann, **answers), "org.officers", elected=IDS[:2])
        assert error.value.problems[0].code == code


def test_a_term_is_called_to_mind_three_times_with_clamped_months(step: Step, office: Office) -> None:
    said = step.run(step.context(office.town.ann), "org.term", term_end="2017-12-31")
    assert said == {
        "term_end": "2017-12-31",
        "six": "2017-06-30T00:00:00+08:00",
        "three": "2017-09-30T00:00:00+08:00",
        "one": "2017-11-30T00:00:00+08:00",
    }
    late = step.run(step.context(office.town.ann), "org.term", term_end="2017-06-15")
    assert late["six"] > late["term_end"], "a day that has passed is called to mind no more"
    assert late["one"] == "2017-05-15T00:00:00+08:00"


def test_a_term_is_extended_by_a_year_at_the_most(step: Step, office: Office) -> None:
    context = step.context(office.town.dora)
    assert step.run(context, "org.postpone", term_end="2017-06-30", held_by="2018-06-30") == {"term_end": "2018-06-30"}
    with pytest.raises(Invalid) as error:
        step.run(context, "org.postpone", term_end="2017-06-30", held_by="2018-07-01")
    assert error.value.problems[0].code == "term_extension"


@pytest.mark.parametrize(("years", "until"), [("3", "2020-04-09"), ("5", "2022-04-09")])
def test_the_new_committee_takes_the_place_of_the_old(step: Step, office: Office, years: str, until: str) -> None:
    town = office.town
    heir = person(step.tx, "许示新", town.branch, "full_member")
    said = step.run(
        step.context(town.dora), "org.install",
        organization_id=str(town.branch), posts={"secretary": str(heir.person_id)}, years=years, on="2017-04-10",
    )  # fmt: skip
    assert said == {"installed_n": 1, "term_until": until, "name": "后田社区第一党支部"}
    grants = step.tx.rows(
        """select person_id, role, from_on::text, to_on::text from role_grant
            where organization_id = %s and role in ('branch_secretary', 'org_commissioner') order by role, from_on""",
        (town.branch,),
    )
    assert [(row["person_id"], row["role"], row["to_on"]) for row in grants] == [
        (town.ann.person_id, "branch_secretary", "2017-04-09"),
        (heir.person_id, "branch_secretary", until),
        (town.ben.person_id, "org_commissioner", "2017-04-09"),
    ]
    term = step.tx.row("select to_on::text, elected from org_term where organization_id = %s", (town.branch,))
    assert term == {"to_on": until, "elected": True}


def test_a_term_of_four_years_is_none(step: Step, office: Office) -> None:
    with pytest.raises(Invalid):
        step.run(
            step.context(office.town.dora), "org.install",
            organization_id=str(office.town.branch), posts={}, years="4", on="2017-04-10",
        )  # fmt: skip
