"""Listing a development candidate: the pause, the public notice at both places, the end of it, the introducers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from service.actions.operators import undo
from service.domain.errors import Conflict, Invalid, InvalidAnswers
from service.store import publications
from tests.actions.operators.conftest import Office, Step
from tests.town import TENANT, person

BEFORE = {"name", "sex", "age", "branch", "occupation", "applied_on", "activist_on", "contacts"}


def at(day: str) -> datetime:
    """Return ten o'clock in the office."""
    return datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=UTC)


def problems(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    """Return where an error points, and with which code."""
    return [(problem.pointer, problem.code) for problem in error.value.problems]


@pytest.fixture
def who(step: Step, office: Office) -> UUID:
    """Give somebody confirmed in June 2025, born in 1990, with two contacts."""
    made = person(step.tx, "吴试新", office.town.branch, "activist")
    step.tx.run(
        "update person set activist_on = '2025-06-10', applied_on = '2024-09-01', birth_year = 1990 where id = %s",
        (made.person_id,),
    )
    contacts = [str(office.town.ann.person_id), str(office.town.ben.person_id)]
    context = step.context(office.town.ann, at=at("2025-06-20"))
    step.run(context, "case.set_contacts", person_id=str(made.person_id), contacts=contacts, on="2025-06-20")
    return made.person_id


@pytest.fixture
def case(step: Step, office: Office, who: UUID) -> UUID:
    """Give the person's case."""
    return step.instance("proc_membership_case", office.town.branch, who)


def post(step: Step, office: Office, who: UUID, case: UUID, today: str, **answers: Any) -> dict[str, Any]:
    """Put the notice up."""
    context = step.context(office.town.ben, case, person=who, at=at(today), **answers)
    found: dict[str, Any] = step.run(context, "publication.post", person_id=str(who), kind="candidate")
    return found


def close(step: Step, office: Office, who: UUID, case: UUID, today: str, **params: Any) -> dict[str, Any]:
    """Close the attempt."""
    given = {"outcome": "not_listed", "reason_class": "branch_hold", "on": today, **params}
    context = step.context(office.town.ann, case, person=who, at=at(today))
    found: dict[str, Any] = step.run(context, "candidate.close", person_id=str(who), **given)
    return found


def test_how_matters_stand(step: Step, office: Office, who: UUID) -> None:
    found = step.run(step.context(office.town.ann, at=at("2026-05-20")), "candidate.standing", person_id=str(who))
    assert (found["activist_on"], found["earliest"], found["reviews"]) == ("2025-06-10", "2026-06-10", 0)
    assert found["contact_id"] in {str(office.town.ann.person_id), str(office.town.ben.person_id)}
    assert found["floating"] is False


def test_a_notice_hangs_five_working_days_and_says_the_least(step: Step, office: Office, who: UUID, case: UUID) -> None:
    said = post(step, office, who, case, "2026-06-23", posted_on="2026-06-22", where_to_object="街道组织办")
    (row,) = publications.of_case(step.tx, TENANT, case, who)
    assert (said["places"], row["place"], row["opens_on"]) == (1, "unit", date(2026, 6, 22))
    # five working days after the day it goes up, by the office calendar
    assert said["due"] == row["closes_on"].isoformat() == "2026-06-29"
    assert said["expires"] == "2026-06-30T00:00:00+08:00"
    assert set(row["fields"]) == BEFORE
    assert (row["fields"]["age"], row["fields"]["contacts"]) == (36, sorted(row["fields"]["contacts"]))


def test_floating_people_are_posted_at_both_places_until_the_later_ends(
    step: Step, office: Office, who: UUID, case: UUID
) -> None:
    step.tx.run("update person set floating = true where id = %s", (who,))
    with pytest.raises(InvalidAnswers) as error:
        post(step, office, who, case, "2026-06-24", posted_on="2026-06-22")
    assert problems(error) == [("/answers/residence_posted_on", "notice_both_places")]
    said = post(step, office, who, case, "2026-06-24", posted_on="2026-06-22", residence_posted_on="2026-06-24")
    assert (said["places"], said["opens_on"], said["due"]) == (2, "2026-06-22", "2026-07-01")
    assert [row["place"] for row in publications.of_case(step.tx, TENANT, case, who)] == ["unit", "residence"]


def test_nobody_posts_tomorrow(step: Step, office: Office, who: UUID, case: UUID) -> None:
    with pytest.raises(Invalid) as error:
        post(step, office, who, case, "2026-06-22", posted_on="2026-06-23")
    assert problems(error) == [("/answers/posted_on", "future_date")]


def test_what_came_down_is_gone_and_the_fact_remains(step: Step, office: Office, who: UUID, case: UUID) -> None:
    post(step, office, who, case, "2026-06-22", posted_on="2026-06-22")
    context = step.context(office.town.ben, case, person=who, at=at("2026-06-30"))
    assert step.run(context, "publication.take_down", person_id=str(who)) == {"places": 1}
    assert step.run(context, "publication.take_down", person_id=str(who)) == {"places": 0}
    (row,) = publications.of_case(step.tx, TENANT, case, who)
    assert row["fields"] is None and row["taken_down_at"] is not None and row["closes_on"] == date(2026, 6, 29)


def test_a_case_that_ends_takes_its_notices_down(step: Step, office: Office, who: UUID, case: UUID) -> None:
    post(step, office, who, case, "2026-06-22", posted_on="2026-06-22")
    context = step.context(office.town.ben, case, person=who, at=at("2026-06-23"))
    step.run(context, "case.close", person_id=str(who), outcome="withdrawn")
    (row,) = publications.of_case(step.tx, TENANT, case, who)
    assert row["fields"] is None


def test_nobody_is_listed_while_the_notice_hangs(step: Step, office: Office, who: UUID, case: UUID) -> None:
    post(step, office, who, case, "2026-06-22", posted_on="2026-06-22")
    listed = {"outcome": "listed", "reason_class": None}
    with pytest.raises(InvalidAnswers) as error:
        close(step, office, who, case, "2026-06-29", **listed)
    assert problems(error) == [("/answers/meeting_on", "notice_not_over")]
    assert close(step, office, who, case, "2026-06-30", **listed) == {
        "outcome": "listed",
        "listed_on": "2026-06-30",
        "reason_class": None,
        "not_before": None,
    }


@pytest.mark.parametrize(
    ("reason", "again"),
    [("branch_hold", None), ("objection_upheld", None), ("notice_affects", None), ("not_agreed", "2027-02-28")],
)
def test_only_a_refusal_from_above_sets_a_pause(
    step: Step, office: Office, who: UUID, case: UUID, reason: str, again: str | None
) -> None:
    said = close(step, office, who, case, "2026-08-31", reason_class=reason)
    assert (said["outcome"], said["listed_on"], said["not_before"]) == ("not_listed", None, again)
    found = step.run(step.context(office.town.ann, at=at("2026-09-01")), "candidate.standing", person_id=str(who))
    assert found["earliest"] == (again or "2026-06-10")
    assert step.tx.value("select stage from person where id = %s", (who,)) == "activist"


def test_a_reason_that_nobody_knows_is_the_diagrams_fault(step: Step, office: Office, who: UUID, case: UUID) -> None:
    with pytest.raises(Conflict):
        close(step, office, who, case, "2026-08-31", reason_class="dislike")


def test_two_full_members_of_the_branch_introduce(step: Step, office: Office, who: UUID) -> None:
    town = office.town

    def appoint(*people: Any, today: str = "2026-07-02", warned: str = "no") -> dict[str, int]:
        context = step.context(town.ann, person=who, at=at(today), warned=warned)
        ids = [str(each.person_id) for each in people]
        found: dict[str, int] = step.run(context, "case.set_introducers", person_id=str(who), introducers=ids, on=today)
        return found

    for few in ((town.ann,), (town.ann, town.ann), (town.ann, town.ben, town.dora)):
        with pytest.raises(InvalidAnswers) as error:
            appoint(*few)
        assert problems(error) == [("/answers/introducers", "introducers_number")]
    for wrong in (town.cleo, town.applicant):
        with pytest.raises(InvalidAnswers) as error:
            appoint(town.ann, wrong)
        assert problems(error) == [("/answers/introducers/1", "introducer_not_full_member")]
    # not suitable under the text of 2026; the text of 2014 does not say so
    with pytest.raises(InvalidAnswers) as error:
        appoint(town.ann, town.ben, warned="yes")
    assert problems(error) == [("/answers/warned", "introducer_unsuitable")]
    assert appoint(town.ann, town.ben, today="2026-05-10", warned="yes") == {"n": 2}
    assert appoint(town.ben, town.dora) == {"n": 2}
    rows = step.tx.rows("select introducer_id, to_on from introducer where person_id = %s", (who,))
    ended = {row["introducer_id"]: row["to_on"] for row in rows}
    assert ended == {town.ann.person_id: date(2026, 7, 1), town.ben.person_id: None, town.dora.person_id: None}


def test_a_candidate_goes_on_as_an_activist_and_the_time_counts_on(step: Step, office: Office, who: UUID) -> None:
    context = step.context(office.town.ann, at=at("2026-09-01"))
    with pytest.raises(Conflict):  # an activist is where they are
        step.run(context, "candidate.step_back", person_id=str(who), on="2026-09-01")
    step.run(context, "person.advance", person_id=str(who), stage="development_candidate", on="2026-07-01")
    said = step.run(context, "candidate.step_back", person_id=str(who), on="2026-09-01")
    facts = "select stage, stage_since, activist_on from person where id = %s"
    assert step.tx.row(facts, (who,)) == {
        "stage": "activist", "stage_since": date(2025, 6, 10), "activist_on": date(2025, 6, 10),
    }  # fmt: skip
    found = step.run(context, "candidate.standing", person_id=str(who))
    assert found["earliest"] == "2026-06-10"
    undo(context, "candidate.step_back", said)
    assert step.tx.row(facts, (who,)) == {
        "stage": "development_candidate", "stage_since": date(2026, 7, 1), "activist_on": date(2025, 6, 10),
    }  # fmt: skip
