"""Probation and the papers after it, on a real database: what bars a resolution, who may wait, what the paper lacks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from service.domain.errors import InvalidAnswers
from tests.actions.operators.conftest import Office, Step
from tests.actions.operators.test_cases import pointers
from tests.town import person

JUNE = datetime(2027, 6, 10, 2, 0, tzinfo=UTC)
PAPERS = ("DOC_ZYS", "DOC_APPLY", "DOC_CULT_FORM", "DOC_POLREV", "DOC_PROB_FORM", "DOC_CONVERT")


def resolve(step: Step, office: Office, outcome: str, extended: bool = False, **answers: Any) -> Any:
    """Resolve as the assembly of 10 June does."""
    context = step.context(office.town.ann, at=JUNE, **answers)
    return step.run(
        context, "probation.resolve", outcome=outcome, on="2027-06-10", until="2027-05-18", extended=extended
    )


def test_party_age_counts_from_the_end_of_probation(step: Step, office: Office) -> None:
    assert resolve(step, office, "convert") == {
        "outcome": "convert",
        "on": "2027-06-10",
        "until": "2027-05-18",
        "months": None,
        "party_age_from": "2027-05-18",
    }


def test_an_extension_comes_once_and_lasts_six_to_twelve_months(step: Step, office: Office) -> None:
    said = resolve(step, office, "extend", months=6)
    assert (said["until"], said["months"], said["party_age_from"]) == ("2027-11-18", 6, None)
    for extended, months, expected in (
        (True, 6, ("/answers/outcome", "extension_once")),
        (False, 5, ("/answers/months", "extension_months")),
        (False, 13, ("/answers/months", "extension_months")),
    ):
        with pytest.raises(InvalidAnswers) as error:
            resolve(step, office, "extend", extended, months=months)
        assert pointers(error) == [expected]


def test_an_extension_before_the_case_came_here_counts(step: Step, office: Office) -> None:
    who = person(step.tx, "郑示延", office.town.branch, "probationary_member").person_id
    step.tx.run("update person set member_on = '2026-05-18' where id = %s", (who,))
    context = step.context(office.town.ann, at=JUNE, person=who, months=6)
    said = {"outcome": "extend", "on": "2027-06-10", "extended": False}
    assert step.run(context, "probation.resolve", until="2027-05-18", **said)["until"] == "2027-11-18"
    # by the register it ended half a year later than a year after the assembly: it was extended on paper
    with pytest.raises(InvalidAnswers) as error:
        step.run(context, "probation.resolve", until="2027-06-08", **said)
    assert pointers(error) == [("/answers/outcome", "extension_once")]


def test_nobody_is_converted_a_day_early(step: Step, office: Office) -> None:
    context = step.context(office.town.ann, at=JUNE)
    with pytest.raises(InvalidAnswers) as error:
        step.run(context, "probation.resolve", outcome="convert", on="2027-05-17", until="2027-05-18", extended=False)
    assert pointers(error) == [("/answers/meeting_on", "probation_not_over")]


def test_only_who_came_from_elsewhere_may_wait_and_once(step: Step, office: Office) -> None:
    who = office.town.activist

    def ask(postponed: bool = False) -> Any:
        return step.run(
            step.context(office.town.ann, at=JUNE),
            "probation.position",
            person_id=str(who.person_id),
            start="2026-05-18",
            until="2027-05-18",
            postponed=postponed,
        )

    assert ask() == {"may_postpone": "no", "early": "no"}
    moved = step.instance("proc_membership_case", office.town.branch, who.person_id, status="ended")
    step.tx.run(
        "update instance set process_key = 'proc_case_transfer', variables = %s where id = %s",
        ('{"transfer": {"result": "accepted", "on": "2027-03-02"}}', moved),
    )
    assert ask()["may_postpone"] == "yes"
    assert ask(postponed=True)["may_postpone"] == "no"
    context = step.context(office.town.ann, at=JUNE)
    assert step.run(context, "probation.postpone", until="2027-05-18", to="2027-11-18")["on"] == "2027-11-18"
    with pytest.raises(InvalidAnswers) as error:
        step.run(context, "probation.postpone", until="2027-05-18", to="2027-11-19")
    assert pointers(error) == [("/answers/postpone_to", "postponed_too_far")]


def test_every_paper_of_the_dossier_is_accounted_for(step: Step, office: Office) -> None:
    rows = [{"code": code, "state": "present", "pages": 4} for code in PAPERS]
    who = str(office.town.applicant.person_id)
    full = step.context(office.town.ben, at=JUNE, items=rows)
    assert step.run(full, "archive.check", person_id=who) == {"missing_n": 0, "missing": [], "pages": 24}
    lacking = [*rows[:2], {"code": "DOC_CULT_FORM", "state": "missing", "pages": 0}, *rows[3:]]
    said = step.run(step.context(office.town.ben, at=JUNE, items=lacking), "archive.check", person_id=who)
    assert (said["missing_n"], said["missing"]) == (1, ["DOC_CULT_FORM"])
    with pytest.raises(InvalidAnswers) as error:
        step.run(step.context(office.town.ben, at=JUNE, items=rows[:5]), "archive.check", person_id=who)
    assert pointers(error) == [("/answers/items", "archive_unaccounted")]
    # The text of 2014 knows no probation form.
    old = step.context(office.town.ben, items=[row for row in rows if row["code"] != "DOC_PROB_FORM"])
    assert step.run(old, "archive.check", person_id=who)["missing_n"] == 0


def test_the_list_tells_what_the_house_does_not_hold(step: Step, office: Office) -> None:
    who = office.town.applicant
    case = step.instance("proc_membership_case", office.town.branch, who.person_id)
    context = step.context(office.town.ben, case, person=who.person_id, at=JUNE)
    before = step.run(context, "archive.manifest", person_id=str(who.person_id))
    assert before == {"n": 0, "lacking": list(PAPERS)}
    step.run(context, "document.issue", code="DOC_CONVERT", person_id=str(who.person_id))
    after = step.run(context, "archive.manifest", person_id=str(who.person_id))
    assert after == {"n": 1, "lacking": list(PAPERS[:5])}
    assert len(context.events[-1].payload["papers"][0]["digest"]) == 64
