"""Who is asked before an approval, and the number of a membership form."""

from __future__ import annotations

from tests.actions.operators.conftest import Office, Step


def test_a_base_committee_between_branch_and_town_deliberates(step: Step, office: Office) -> None:
    town = office.town
    said = step.run(step.context(town.ann), "approval.path")
    assert said == {"deliberate": True, "by": str(town.base)}


def test_a_branch_right_below_has_nobody_between(step: Step, office: Office) -> None:
    town = office.town
    for home in (town.base, town.area, town.town):
        said = step.run(step.context(town.ann, organization=home), "approval.path")
        assert said == {"deliberate": False, "by": None}
    step.tx.run("update organization set dissolved_on = '2017-01-01' where id = %s", (town.base,))
    assert step.run(step.context(town.ann), "approval.path") == {"deliberate": False, "by": None}


def test_a_membership_form_keeps_its_number(step: Step, office: Office) -> None:
    context = step.context(office.town.ann)
    assert step.run(context, "filing.number", kind="membership_form") == {"number": "ZYS-2017-0001"}


def test_probation_counts_from_the_assembly_and_approval_from_the_complete_papers(step: Step, office: Office) -> None:
    context = step.context(office.town.dora)
    probation = step.run(context, "deadline.compute", rule="probation", start="2016-02-29")
    assert probation["earliest"] == "2017-02-28"
    approval = step.run(context, "deadline.compute", rule="approval", start="2016-11-30")
    assert approval["due"] == "2017-02-28", "three months, clamped to the end of February"
    assert step.run(context, "deadline.compute", rule="P6M", start="2016-08-31")["due"] == "2017-02-28"
    retry = step.run(context, "deadline.compute", rule="retry_after_not_passed", start="2016-08-31")
    assert retry["earliest"] == "2017-02-28"
    assert step.run(context, "rules.ask", rule="assembly_after_pre_review")["limited"] is False, "2014 sets no term"
