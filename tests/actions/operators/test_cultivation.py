"""The cultivation of an activist: the next half year, the review, and when somebody may be proposed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from service.actions.operators import undo
from service.domain.errors import Conflict, Forbidden, Invalid, InvalidAnswers
from service.domain.people import Actor
from tests.actions.operators.conftest import Office, Step
from tests.town import person


def at(day: str) -> datetime:
    """Return ten o'clock in the office."""
    return datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=UTC)


@pytest.fixture
def who(step: Step, office: Office) -> str:
    """Give somebody confirmed on the last day of August 2015."""
    made = person(step.tx, "吴试新", office.town.branch, "activist")
    step.tx.run("update person set activist_on = '2015-08-31' where id = %s", (made.person_id,))
    return str(made.person_id)


def reviewed(step: Step, office: Office, who: str, n: int, due: str, held: str, **answers: Any) -> dict[str, Any]:
    """Record a review on the day it was held."""
    given = {"held_on": held, "review_result": "good", "branch_wish": "continue", **answers}
    context = step.context(office.town.ann, at=at(held), **given)
    found: dict[str, Any] = step.run(context, "cultivation.record", person_id=who, n=n, review_on=due)
    return found


def problems(error: pytest.ExceptionInfo[InvalidAnswers]) -> list[tuple[str, str]]:
    """Return where an error points, and with which code."""
    return [(problem.pointer, problem.code) for problem in error.value.problems]


def test_reviews_are_counted_from_the_day_of_confirmation(step: Step, office: Office, who: str) -> None:
    found = step.run(step.context(office.town.ben, at=at("2015-09-10")), "cultivation.next", person_id=who)
    assert found == {
        "n": 1,
        "activist_on": "2015-08-31",
        "review_on": "2016-02-29",
        "opens": "2016-02-29T00:00:00+08:00",
        "due": "2016-03-29",
        "expires": "2016-03-30T00:00:00+08:00",
        "report_opens": "2015-11-30T00:00:00+08:00",
        "report_expires": "2015-12-31T00:00:00+08:00",
    }
    reviewed(step, office, who, 1, "2016-02-29", "2016-03-20")
    found = step.run(step.context(office.town.ben, at=at("2016-03-20")), "cultivation.next", person_id=who)
    assert (found["n"], found["review_on"]) == (2, "2016-08-31")


def test_no_term_is_over_when_it_begins(step: Step, office: Office, who: str) -> None:
    """Whoever was an activist long before the stage opened has a month for the review and the report."""
    found = step.run(step.context(office.town.ben, at=at("2016-07-20")), "cultivation.next", person_id=who)
    assert (found["n"], found["review_on"], found["due"]) == (1, "2016-02-29", "2016-08-20")
    assert (found["expires"], found["report_expires"]) == ("2016-08-21T00:00:00+08:00",) * 2
    found = step.run(step.context(office.town.ben, at=at("2016-03-29")), "cultivation.next", person_id=who)
    assert found["due"] == "2016-03-29", "a term that still runs is not made longer"


def test_nobody_is_proposed_on_the_day_before(step: Step, office: Office, who: str) -> None:
    reviewed(step, office, who, 1, "2016-02-29", "2016-02-29")
    for held, code in (("2016-08-30", "too_early"), ("2016-08-31", None)):
        if code:
            with pytest.raises(InvalidAnswers) as error:
                reviewed(step, office, who, 2, "2016-08-29", held, branch_wish="propose")
            assert problems(error) == [("/answers/branch_wish", "too_early")]
        else:
            found = reviewed(step, office, who, 2, "2016-08-31", held, branch_wish="propose")
            assert (found["year_done"], found["reviews"], found["earliest"]) == (True, 2, "2016-08-31")


def test_a_year_alone_is_not_enough(step: Step, office: Office, who: str) -> None:
    with pytest.raises(InvalidAnswers) as error:
        reviewed(step, office, who, 2, "2016-08-31", "2016-09-05", branch_wish="propose", review_result="weak")
    assert problems(error) == [
        ("/answers/branch_wish", "reviews_missing"),
        ("/answers/branch_wish", "review_weak"),
    ]


def test_a_review_is_not_held_before_its_day_nor_tomorrow(step: Step, office: Office, who: str) -> None:
    for held, today in (("2016-02-28", "2016-03-01"), ("2016-03-02", "2016-03-01")):
        context = step.context(office.town.ann, at=at(today), held_on=held, review_result="good")
        with pytest.raises(Invalid) as error:
            step.run(context, "cultivation.record", person_id=who, n=1, review_on="2016-02-29")
        assert error.value.problems[0].pointer == "/answers/held_on"


def test_weak_reviews_count_in_a_row_and_one_redone_replaces_itself(step: Step, office: Office, who: str) -> None:
    assert reviewed(step, office, who, 1, "2016-02-29", "2016-03-01", review_result="weak")["weak_n"] == 1
    assert reviewed(step, office, who, 2, "2016-08-31", "2016-09-01", review_result="weak")["weak_n"] == 2
    found = reviewed(step, office, who, 2, "2016-08-31", "2016-09-02", review_result="fair")
    assert (found["weak_n"], found["reviews"]) == (0, 2)
    assert step.tx.value("select count(*) from activist_review where person_id = %s", (who,)) == 2


def test_a_pause_after_a_refusal_is_kept(step: Step, office: Office, who: str) -> None:
    step.tx.run(
        """insert into candidate_attempt (tenant_id, person_id, instance_id, decided_on, outcome, reason_class,
             not_before, recorded_at)
           values (1, %s, %s, '2016-10-10', 'not_listed', 'not_agreed', '2017-04-10', now())""",
        (who, who),
    )
    reviewed(step, office, who, 1, "2016-02-29", "2016-03-01")
    with pytest.raises(InvalidAnswers) as error:
        reviewed(step, office, who, 3, "2017-02-28", "2017-03-01", branch_wish="propose")
    assert problems(error) == [("/answers/branch_wish", "too_early")]
    assert reviewed(step, office, who, 3, "2017-02-28", "2017-04-10", branch_wish="propose")["year_done"]


def test_a_contact_who_has_left_speaks_no_more(step: Step, office: Office, who: str) -> None:
    town = office.town
    ask = step.context(town.ben)
    assert step.run(ask, "cultivation.contact", person_id=who) == {"contact_id": None, "known": False}
    appointed = [str(town.ann.person_id), str(town.ben.person_id)]
    step.run(step.context(town.ann), "case.set_contacts", person_id=who, contacts=appointed, on="2017-04-01")
    first = step.run(ask, "cultivation.contact", person_id=who)["contact_id"]
    assert first in appointed
    step.tx.run("update person set branch_id = %s where id = %s", (town.other_branch, first))
    (other,) = {*appointed} - {first}
    assert step.run(ask, "cultivation.contact", person_id=who) == {"contact_id": other, "known": True}


def test_a_good_review_is_entered_once_and_can_be_taken_back(step: Step, office: Office, who: str) -> None:
    town = office.town
    context = step.context(town.ben, person=town.activist.person_id)
    said = step.run(context, "cultivation.post_points", person_id=who, n=3, held_on="2017-04-07")
    assert said["posted"] and said["why"] is None
    row = step.tx.row(
        "select item, points, recorder_id, verifier_id from points_entry where id = %s", (said["entry_id"],)
    )
    assert row and (row["item"], row["points"], row["recorder_id"]) == ("P08", 2, None)
    assert row["verifier_id"] == town.ben.person_id
    again = step.run(step.context(town.ben), "cultivation.post_points", person_id=who, n=3, held_on="2017-04-07")
    assert again == {"posted": False, "entry_id": None, "why": "duplicate_entry"}
    late = step.run(step.context(town.ben), "cultivation.post_points", person_id=who, n=2, held_on="2017-01-03")
    assert (late["posted"], late["why"]) == (False, "points_late")
    undo(step.context(town.ann), "cultivation.post_points", said)
    assert step.tx.value("select status from points_entry where id = %s", (said["entry_id"],)) == "reversed"
    undo(step.context(town.ann), "cultivation.post_points", again)


def test_a_review_is_verified_by_somebody_else(step: Step, office: Office, who: str) -> None:
    itself = Actor(1, UUID(who), "吴试新")
    context = step.context(itself, person=itself.person_id)
    with pytest.raises(Forbidden):
        step.run(context, "cultivation.post_points", person_id=who, n=3, held_on="2017-04-07")


def test_only_activists_are_reviewed(step: Step, office: Office) -> None:
    applicant = str(office.town.applicant.person_id)
    for name, more in (("next", {}), ("contact", {}), ("record", {"n": 1, "review_on": "2017-01-01"})):
        with pytest.raises(Conflict) as error:
            step.run(step.context(office.town.ann), f"cultivation.{name}", person_id=applicant, **more)
        assert error.value.code == "person_stage"
