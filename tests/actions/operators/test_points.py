"""The ledger: what is refused, what a cap cuts, and that nothing is ever edited."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from service.domain.errors import Conflict, DuplicateEntry, Forbidden, Invalid, NotFound
from service.domain.people import Actor
from service.store import points
from tests.actions.operators.conftest import TODAY, Office, Step
from tests.town import person


def line(
    who: Actor, item: str = "P01", on: str = "2017-04-05", qty: float = 1, evidence: str = "签到表"
) -> dict[str, Any]:
    """Make one line of a list."""
    return {"person_id": str(who.person_id), "item": item, "event_date": on, "qty": qty, "evidence_ref": evidence}


def post(step: Step, *lines: dict[str, Any]) -> list[dict[str, str]]:
    """Post a list that Ben wrote and Ann verified."""
    town = step.office.town
    posted: list[dict[str, str]] = step.run(
        step.context(town.ann, starter=town.ben), "points.post", entries=list(lines)
    )
    return posted


def check(step: Step, *lines: dict[str, Any], starter: Actor | None = None) -> dict[str, Any]:
    """Check a list that Ben wrote."""
    context = step.context(starter or step.office.town.ben, starter=starter or step.office.town.ben)
    result: dict[str, Any] = step.run(context, "points.check", entries=list(lines))
    return result


def total(step: Step, who: Actor) -> float:
    """Return a person's bonus and deductions as they count today, without the base."""
    scheme = points.scheme(step.tx, 1, TODAY)
    assert scheme is not None
    row = step.tx.row("select id, activist_on from person where id = %s", (who.person_id,))
    assert row is not None
    balance = points.balances(step.tx, 1, scheme, [row], 2017, TODAY)[who.person_id]
    return float(balance.bonus - balance.deduction)


def status(step: Step, entry_id: str | UUID) -> str:
    return str(step.tx.value("select status from points_entry where id = %s", (entry_id,)))


@pytest.mark.parametrize(
    ("change", "counter"),
    [
        ({}, None),
        ({"item": "P99"}, "inactive_n"),
        ({"item": "V01"}, "inactive_n"),
        ({"event_date": "2017-04-11"}, "outside_cycle_n"),
        ({"event_date": "2015-12-31"}, "outside_cycle_n"),
        ({"event_date": "2017-03-10"}, "late_n"),
    ],
)
def test_a_list_is_judged_line_by_line(step: Step, office: Office, change: dict[str, str], counter: str | None) -> None:
    found = check(step, {**line(office.town.activist), **change}, line(office.town.activist, "P02"))
    expected = dict.fromkeys(
        ("inactive_n", "outside_cycle_n", "late_n", "duplicate_n", "over_cap_n", "not_activist_n"), 0
    )
    if counter:
        expected[counter] = 1
    if counter == "inactive_n":
        expected["over_cap_n"] = found["over_cap_n"]
    assert found == {"ok": counter is None, "n": 2, **expected}


def test_the_same_fact_twice_is_a_duplicate_in_the_list_and_in_the_ledger(step: Step, office: Office) -> None:
    who = office.town.activist
    assert check(step, line(who), line(who))["duplicate_n"] == 1
    post(step, line(who))
    assert check(step, line(who))["duplicate_n"] == 1
    with pytest.raises(DuplicateEntry):
        post(step, line(who))


@pytest.mark.parametrize(
    ("qty", "evidence", "pointer", "code"),
    [
        (0.5, "签到表", "/answers/entries/0/qty", "points_quantity"),
        (-1, "签到表", "/answers/entries/0/qty", "points_quantity"),
        (1, "  ", "/answers/entries/0/evidence_ref", "points_evidence"),
    ],
)
def test_what_no_table_can_judge_is_refused_at_its_field(
    step: Step, office: Office, qty: float, evidence: str, pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as error:
        check(step, line(office.town.activist, qty=qty, evidence=evidence))
    assert [(problem.pointer, problem.code) for problem in error.value.problems] == [(pointer, code)]


def test_only_people_of_the_branch_and_never_oneself(step: Step, office: Office) -> None:
    town = office.town
    stranger = person(step.tx, "何测远", town.other_branch, "activist")
    with pytest.raises(Invalid) as error:
        check(step, line(town.activist), line(stranger), line(town.applicant))
    assert [(p.pointer, p.code) for p in error.value.problems] == [
        ("/answers/entries/1/person_id", "points_no_ledger"),
        ("/answers/entries/2/person_id", "points_no_ledger"),
    ]
    with pytest.raises(Invalid) as error:
        check(step, line(town.activist), starter=town.activist)
    assert error.value.problems[0].code == "task_own_case"
    with pytest.raises(Forbidden):
        step.run(step.context(town.activist, starter=town.ben), "points.post", entries=[line(town.activist)])


def test_the_recorder_never_verifies(step: Step, office: Office) -> None:
    with pytest.raises(Forbidden) as error:
        step.run(
            step.context(office.town.ben, starter=office.town.ben), "points.post", entries=[line(office.town.activist)]
        )
    assert error.value.code == "task_same_recorder"


def test_who_stood_in_for_the_recorder_is_barred_as_the_recorder_is(step: Step, office: Office) -> None:
    """Begun in Ben's stead: the substitute neither verifies it nor gets points by it; nor does Ben."""
    town = office.town
    helper = person(step.tx, "吴试助", town.branch, "activist", ("org_commissioner", town.branch))
    begun = replace(step.context(helper, starter=town.ben), stand_in_id=helper.person_id)
    with pytest.raises(Invalid) as refused:
        step.run(begun, "points.check", entries=[line(helper)])
    assert refused.value.problems[0].code == "task_own_case"
    with pytest.raises(Forbidden) as same:
        step.run(begun, "points.post", entries=[line(town.activist)])
    assert same.value.code == "task_same_recorder"
    mended = step.context(helper, starter=town.ben)  # who only corrects the list for Ben gets nothing by it either
    with pytest.raises(Invalid):
        step.run(mended, "points.check", entries=[line(helper)])


def test_who_wrote_and_who_verified_stand_in_the_entry(step: Step, office: Office) -> None:
    town = office.town
    (posted,) = post(step, line(town.activist, "P06", qty=3))
    row = points.get(step.tx, 1, UUID(posted["entry_id"]))
    assert row is not None and posted["person_id"] == str(town.activist.person_id)
    assert (row["recorder_id"], row["verifier_id"]) == (town.ben.person_id, town.ann.person_id)
    assert (float(row["points"]), row["status"], row["scheme"]) == (1.5, "verified", "points_scheme_demo_v1")


def test_a_cap_cuts_and_a_reversal_gives_the_room_back(step: Step, office: Office) -> None:
    who = office.town.activist
    ids = [post(step, line(who, "P04", f"2017-04-0{day}"))[0]["entry_id"] for day in (3, 4)]
    assert total(step, who) == 4
    found = check(step, line(who, "P04", "2017-04-05"))
    assert (found["ok"], found["over_cap_n"]) == (True, 1)
    resolve(step, ids[0], upheld=True)
    assert total(step, who) == 4, "the second entry takes the room"
    assert [status(step, each) for each in ids] == ["reversed", "verified"]


def dispute(step: Step, entry: str, who: Actor | None = None) -> None:
    """Let the person dispute an entry."""
    who = who or step.office.town.activist
    context = step.context(who, person=who.person_id, choice="object", ground="on_leave", statement="当天已请假。")
    step.run(context, "points.dispute", entry_id=entry)


def resolve(step: Step, entry: str, upheld: bool, handler: Actor | None = None, **answers: Any) -> dict[str, Any]:
    """Let the person dispute the entry if it stands, and the town office settle it."""
    if status(step, entry) != "disputed":
        dispute(step, entry)
    answers = {"explanation": "经核实签到表和请假登记后作出。", **answers}
    context = step.context(handler or step.office.town.dora, person=step.office.town.activist.person_id, **answers)
    result: dict[str, Any] = step.run(context, "points.resolve", entry_id=entry, upheld=upheld)
    return result


def test_a_disputed_entry_counts_for_nothing_until_settled(step: Step, office: Office) -> None:
    who = office.town.activist
    (posted,) = post(step, line(who))
    assert total(step, who) == 1
    dispute(step, posted["entry_id"])
    assert total(step, who) == 0
    assert resolve(step, posted["entry_id"], upheld=False) == {"reversal_id": None, "entry_id": posted["entry_id"]}
    assert total(step, who) == 1
    row = step.tx.row("select id, status, outcome, text from objection where person_id = %s", (who.person_id,))
    assert row and (row["status"], row["outcome"]) == ("answered", "rejected")
    assert step.tx.sealer.open(bytes(row["text"]), row["id"], "objection.text") == "当天已请假。"


def test_a_correction_is_a_reversal_and_a_new_entry(step: Step, office: Office) -> None:
    who = office.town.activist
    (posted,) = post(step, line(who, qty=3))
    before = points.get(step.tx, 1, UUID(posted["entry_id"]))
    correction = {"item": "P01", "event_date": "2017-04-05", "qty": 2, "evidence_ref": "签到表"}
    found = resolve(step, posted["entry_id"], True, correct="yes", correction=correction)
    assert total(step, who) == 2
    after = points.get(step.tx, 1, UUID(posted["entry_id"]))
    assert before and after and {**before, "status": "reversed"} == after, "only the mark has changed"
    reversal = points.get(step.tx, 1, UUID(found["reversal_id"]))
    assert reversal and (float(reversal["points"]), reversal["status"]) == (-3, "reversal")
    assert str(reversal["reverses_id"]) == posted["entry_id"]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"item": "P99"}, "/answers/correction/item", "points_item_unknown"),
        ({"qty": 1.5}, "/answers/correction/qty", "points_quantity"),
        ({"event_date": "2017-05-01"}, "/answers/correction/event_date", "future_date"),
    ],
)
def test_a_wrong_correction_is_refused(
    step: Step, office: Office, change: dict[str, Any], pointer: str, code: str
) -> None:
    (posted,) = post(step, line(office.town.activist))
    correction = {"item": "P01", "event_date": "2017-04-05", "qty": 2, "evidence_ref": "签到表", **change}
    with pytest.raises(Invalid) as error:
        resolve(step, posted["entry_id"], True, correct="yes", correction=correction)
    assert [(problem.pointer, problem.code) for problem in error.value.problems] == [(pointer, code)]


def test_an_entry_is_disputed_once_and_by_its_person(step: Step, office: Office) -> None:
    (posted,) = post(step, line(office.town.activist))
    with pytest.raises(NotFound):
        dispute(step, posted["entry_id"], office.town.applicant)
    dispute(step, posted["entry_id"])
    with pytest.raises(Conflict) as error:
        dispute(step, posted["entry_id"])
    assert error.value.code == "points_status"
    resolve(step, posted["entry_id"], upheld=True)
    with pytest.raises(Conflict):
        step.run(step.context(office.town.dora), "points.resolve", entry_id=posted["entry_id"], upheld=True)


def test_who_recorded_or_verified_does_not_settle_the_dispute(step: Step, office: Office) -> None:
    (posted,) = post(step, line(office.town.activist))
    for handler in (office.town.ann, office.town.ben):
        with pytest.raises(Forbidden) as error:
            resolve(step, posted["entry_id"], True, handler)
        assert error.value.code == "task_same_handler"
