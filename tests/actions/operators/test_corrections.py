"""Corrections (B03): nothing is edited, the recorder does not examine, what was settled elsewhere is left alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from service.domain.errors import Forbidden, Invalid, NotFound
from service.store import points
from tests.actions.operators.conftest import Office, Step
from tests.actions.operators.test_points import dispute, line, post, status, total

RIGHT = {"item": "P01", "event_date": "2017-04-05", "qty": 2, "evidence_ref": "签到表"}


@pytest.fixture
def entry(step: Step, office: Office) -> str:
    """Give an entry of three that Ben wrote and Ann verified."""
    (posted,) = post(step, line(office.town.activist, qty=3))
    return posted["entry_id"]


def weigh(step: Step, entry_id: str, correct: str = "yes", **facts: Any) -> dict[str, Any]:
    """Let the street office decide what shall stand; Cleo of the other branch asked."""
    town = step.office.town
    answers: dict[str, Any] = {"correct": correct, "correction": {**RIGHT, **facts}}
    context = step.context(town.dora, person=town.activist.person_id, starter=town.cleo, **answers)
    weighed: dict[str, Any] = step.run(context, "correction.weigh", entry_id=entry_id)
    return weighed


def apply(step: Step, entry_id: str, weighed: dict[str, Any]) -> dict[str, Any]:
    """Let the clock apply it after the window: nobody acts."""
    town = step.office.town
    context = step.context(None, person=town.activist.person_id, starter=town.cleo)
    done: dict[str, Any] = step.run(context, "correction.apply", entry_id=entry_id, weighed=weighed)
    return done


def test_an_entry_is_reversed_and_written_anew(step: Step, office: Office, entry: str) -> None:
    town = office.town
    before = points.get(step.tx, 1, UUID(entry))
    context = step.context(town.ben, person=town.activist.person_id)
    involved = step.run(context, "correction.open", entry_id=entry)["involved"]
    assert involved == sorted([str(town.ann.person_id), str(town.ben.person_id)])
    weighed = weigh(step, entry)
    assert (weighed["before"], weighed["after"]) == (3, 2)
    assert total(step, town.activist) == 3, "nothing changes before the window is over"
    done = apply(step, entry, weighed)
    assert (done["done"], total(step, town.activist)) == (True, 2)
    after = points.get(step.tx, 1, UUID(entry))
    assert before and after and {**before, "status": "reversed"} == after, "only the mark has changed"
    new = points.get(step.tx, 1, UUID(done["posted"][0]["entry_id"]))
    assert new and (new["recorder_id"], new["verifier_id"]) == (town.cleo.person_id, town.dora.person_id)
    assert apply(step, entry, weighed) == {"done": False, "reversal_id": None, "posted": []}, "once"


def test_a_reversal_alone(step: Step, office: Office, entry: str) -> None:
    done = apply(step, entry, weigh(step, entry, "no"))
    assert (done["posted"], total(step, office.town.activist), status(step, entry)) == ([], 0, "reversed")


def test_an_entry_under_objection_is_settled_there(step: Step, office: Office, entry: str) -> None:
    weighed = weigh(step, entry)
    dispute(step, entry)
    assert not apply(step, entry, weighed)["done"]
    assert status(step, entry) == "disputed"
    with pytest.raises(Invalid) as error:
        step.run(
            step.context(office.town.ben, person=office.town.activist.person_id), "correction.open", entry_id=entry
        )
    assert error.value.problems[0].code == "points_status"


def test_who_had_a_part_in_it_does_not_decide(step: Step, office: Office, entry: str) -> None:
    town = office.town
    for actor in (town.ann, town.ben, town.cleo):
        context = step.context(actor, person=town.activist.person_id, starter=town.cleo, correct="no")
        with pytest.raises(Forbidden):
            step.run(context, "correction.weigh", entry_id=entry)


@pytest.mark.parametrize(
    ("facts", "pointer", "code"),
    [
        ({"qty": 3}, "item", "points_correction_same"),
        ({"qty": 1.5}, "qty", "points_quantity"),
        ({"event_date": "2017-05-01"}, "event_date", "future_date"),
        ({"item": "P99"}, "item", "points_item_unknown"),
    ],
)
def test_a_wrong_correction_is_refused(step: Step, entry: str, facts: dict[str, Any], pointer: str, code: str) -> None:
    with pytest.raises(Invalid) as error:
        weigh(step, entry, **facts)
    assert [(each.pointer, each.code) for each in error.value.problems] == [(f"/answers/correction/{pointer}", code)]


def test_only_the_entries_of_the_person(step: Step, office: Office, entry: str) -> None:
    with pytest.raises(NotFound):
        step.run(
            step.context(office.town.ben, person=office.town.applicant.person_id), "correction.open", entry_id=entry
        )
