"""The political review (A07): its result is objected to on the spot, and who had a part in it looks away."""

from __future__ import annotations

import pytest

from service.domain.errors import Conflict, NotFound
from tests.actions.operators.conftest import Office, Step


def test_the_result_is_objected_to_in_the_case_itself(step: Step, office: Office) -> None:
    town = office.town
    case = step.instance("proc_political_review", town.branch, town.activist.person_id)
    context = step.context(
        town.activist, instance=case, person=town.activist.person_id, statement="档案里的毕业时间登记有误。"
    )
    said = step.run(context, "objection.open", subject_type="case", subject_id=None)
    row = step.tx.row("select subject_id, status from objection where id = %s", (said["objection_id"],))
    assert row == {"subject_id": case, "status": "open"}
    with pytest.raises(Conflict) as error:
        step.run(context, "objection.open", subject_type="case", subject_id=None)
    assert error.value.code == "objection_open"


def test_an_entry_always_needs_its_id(step: Step, office: Office) -> None:
    context = step.context(office.town.activist, person=office.town.activist.person_id)
    with pytest.raises(Conflict):
        step.run(context, "objection.open", subject_type="points_entry", subject_id=None)
    with pytest.raises(NotFound):
        step.run(step.context(office.town.ann), "objection.open", subject_type="case", subject_id=None)
