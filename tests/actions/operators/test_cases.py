"""The membership case: number, dates, contacts, stages, close."""

from __future__ import annotations

import pytest

from service.domain.errors import Conflict, Invalid, InvalidAnswers, NotFound
from service.domain.people import Actor
from tests.actions.operators.conftest import Office, Step
from tests.town import person


def pointers(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    """Return where an error points, and with which code."""
    return [(problem.pointer, problem.code) for problem in error.value.problems]


@pytest.fixture
def newcomer(step: Step, office: Office) -> Actor:
    """Give a person on the roster who has only just applied."""
    made = person(step.tx, "吴试新", office.town.branch, "applicant")
    step.tx.run("update person set talked_on = null where id = %s", (made.person_id,))
    return made


def test_numbers_have_no_gaps_and_begin_each_year(step: Step, office: Office) -> None:
    town = office.town
    context = step.context(town.ben)
    numbers = [
        step.run(context, "case.register", person_id=str(who.person_id), received_on=on)["case_no"]
        for who, on in ((town.applicant, "2017-04-03"), (town.activist, "2017-04-04"), (town.applicant, "2016-12-30"))
    ]
    assert numbers == ["FZ-2017-0001", "FZ-2017-0002", "FZ-2016-0001"]
    assert [event.type for event in context.events] == ["case.registered"] * 3


def test_a_number_that_is_rolled_back_is_given_again(office: Office) -> None:
    found = []
    for _ in range(2):
        with office.step() as step:
            context = step.context(office.town.ben)
            found.append(step.run(context, "filing.number", kind="activist")["number"])
    assert found == ["BA-2017-0001", "BA-2017-0001"]


def test_a_second_case_is_refused(step: Step, office: Office) -> None:
    who = office.town.applicant
    step.instance("proc_membership_case", office.town.branch, who.person_id)
    with pytest.raises(Conflict) as error:
        step.run(step.context(office.town.ben), "case.register", person_id=str(who.person_id), received_on="2017-04-03")
    assert error.value.code == "case_exists"


def test_nobody_applies_tomorrow_and_no_stranger_at_all(step: Step, office: Office) -> None:
    context = step.context(office.town.ben)
    with pytest.raises(Invalid) as error:
        step.run(context, "case.register", person_id=str(office.town.applicant.person_id), received_on="2017-04-11")
    assert error.value.problems[0].pointer == "/answers/received_on"
    with pytest.raises(NotFound):
        step.run(context, "case.register", person_id=str(context.instance_id), received_on="2017-04-03")


def test_the_talk_follows_the_application(step: Step, office: Office, newcomer: Actor) -> None:
    context, who = step.context(office.town.ben), str(newcomer.person_id)
    step.run(context, "person.advance", person_id=who, stage="applicant", on="2017-03-20")
    with pytest.raises(InvalidAnswers) as error:
        step.run(context, "case.set_dates", person_id=who, event="talked", on="2017-03-19")
    assert pointers(error) == [("/answers/talked_on", "before_application")]
    step.run(context, "case.set_dates", person_id=who, event="talked", on="2017-03-20")
    assert (
        step.tx.value("select talked_on from person where id = %s", (newcomer.person_id,)).isoformat() == "2017-03-20"
    )


def test_stages_are_taken_one_by_one(step: Step, office: Office, newcomer: Actor) -> None:
    context, who = step.context(office.town.ann), str(newcomer.person_id)
    with pytest.raises(Conflict) as error:
        step.run(context, "person.advance", person_id=who, stage="development_candidate", on="2017-04-10")
    assert error.value.code == "person_stage"
    step.run(context, "person.advance", person_id=who, stage="activist", on="2017-04-10")
    row = step.tx.row("select stage, activist_on from person where id = %s", (newcomer.person_id,))
    assert row and (row["stage"], row["activist_on"].isoformat()) == ("activist", "2017-04-10")


def test_contacts_are_full_members_of_the_branch(step: Step, office: Office) -> None:
    town = office.town
    context, who = step.context(town.ann), str(town.activist.person_id)

    def appoint(*contacts: Actor, on: str = "2017-04-10") -> dict[str, int]:
        ids = [str(contact.person_id) for contact in contacts]
        result: dict[str, int] = step.run(context, "case.set_contacts", person_id=who, contacts=ids, on=on)
        return result

    for wrong in (town.cleo, town.applicant, town.activist):
        with pytest.raises(InvalidAnswers) as error:
            appoint(town.ann, wrong)
        assert pointers(error) == [("/answers/contacts/1", "contact_not_full_member")]
    with pytest.raises(InvalidAnswers) as error:
        appoint()
    assert pointers(error) == [("/answers/contacts", "contacts_number")]

    assert appoint(town.ann, town.ben, on="2017-04-01") == {"n": 2}
    assert appoint(town.ben, town.dora) == {"n": 2}
    rows = step.tx.rows("select contact_id, to_on from contact where person_id = %s", (town.activist.person_id,))
    ended = {row["contact_id"]: row["to_on"] for row in rows}
    assert ended[town.ann.person_id].isoformat() == "2017-04-09"
    assert ended[town.ben.person_id] is None and ended[town.dora.person_id] is None


@pytest.mark.parametrize(("outcome", "stage"), [("withdrawn", "withdrawn"), ("elsewhere", "transferred_out")])
def test_a_closed_case_keeps_the_facts_and_lets_apply_again(
    step: Step, office: Office, outcome: str, stage: str
) -> None:
    who = office.town.applicant.person_id
    context = step.context(office.town.ann)
    step.run(context, "case.close", person_id=str(who), outcome=outcome)
    row = step.tx.row("select stage, status, applied_on from person where id = %s", (who,))
    assert row and (row["stage"], row["status"]) == (stage, "closed") and row["applied_on"] is not None
    step.run(context, "person.advance", person_id=str(who), stage="applicant", on="2017-04-10")
    assert step.tx.value("select status from person where id = %s", (who,)) == "active"


def test_what_a_diagram_makes_up_is_refused(step: Step, office: Office) -> None:
    context, who = step.context(office.town.ann), str(office.town.applicant.person_id)
    for name, params in (
        ("case.close", {"person_id": who, "outcome": "gone"}),
        ("case.set_dates", {"person_id": who, "event": "born", "on": "2017-04-01"}),
        ("case.set_dates", {"person_id": who, "event": "talked", "on": "soon"}),
        ("case.register", {"person_id": "x", "received_on": "2017-04-01"}),
        ("filing.number", {"kind": "nothing"}),
        ("person.advance", {"person": who}),
    ):
        with pytest.raises(Conflict) as error:
            step.run(context, name, **params)
        assert error.value.code == "operator_parameters"


@pytest.mark.parametrize(
    ("rule", "start", "earliest", "due", "expires"),
    [
        ("P5WD", None, None, "2017-04-17", "2017-04-18T00:00:00+08:00"),
        ("P10D", "2017-04-01", None, "2017-04-11", "2017-04-12T00:00:00+08:00"),
        ("P0D", "2017-05-03", None, "2017-05-03", "2017-05-04T00:00:00+08:00"),
        ("talk_deadline", "2017-01-31", None, "2017-02-28", "2017-03-01T00:00:00+08:00"),
        ("cultivation_min", "2017-04-10", "2018-04-10", None, None),
        ("round_objection", None, None, "2017-04-17", "2017-04-18T00:00:00+08:00"),
    ],
)
def test_terms(
    step: Step, rule: str, start: str | None, earliest: str | None, due: str | None, expires: str | None
) -> None:
    given = {"rule": rule} | ({"start": start} if start else {})
    found = step.run(step.context(None), "deadline.compute", **given)
    assert found == {"earliest": earliest, "due": due, "expires": expires}


def test_a_term_of_no_rule_is_refused(step: Step) -> None:
    with pytest.raises(NotFound):
        step.run(step.context(None), "deadline.compute", rule="never")
