"""The yearly training: roster, leave that costs nothing, the make-up, certificates and points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from service.domain.errors import Conflict, Forbidden, Invalid
from service.domain.people import Actor
from tests.actions.operators.conftest import Office, Step
from tests.town import person


@dataclass(frozen=True)
class Class:
    """A class of April with four activists on its roster."""

    step: Step
    id: str
    instance: UUID
    people: tuple[Actor, ...]

    def run(self, name: str, actor: Actor | None = None, **answers: Any) -> Any:
        """Call an operator of the class."""
        town = self.step.office.town
        context = self.step.context(actor or town.dora, self.instance, town.town, **answers)
        return self.step.run(context, f"training.{name}", training_id=self.id)

    def attend(self, *away: dict[str, str]) -> dict[str, int]:
        """Record who was away."""
        result: dict[str, int] = self.run("record_attendance", attended_n=4 - len(away), absences=list(away))
        return result


def away(who: Actor, leave: str | None = None) -> dict[str, str]:
    row = {"person_id": str(who.person_id), "status": "leave" if leave else "absent"}
    return row | ({"leave_class": leave} if leave else {})


def codes(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.code) for problem in error.value.problems]


@pytest.fixture
def class_(step: Step, office: Office) -> Class:
    """Give a class that has been planned and filled."""
    town = office.town
    people = (
        town.activist,
        *(person(step.tx, name, town.other_branch, "activist") for name in ("冯试", "褚例", "卫示")),
    )
    instance = step.instance("proc_activist_training", town.town)
    opened = step.run(
        step.context(town.dora, instance, town.town), "training.open", name="2017 年积极分子培训", phase=1,
        starts_on="2017-04-06", ends_on="2017-04-08", place="街道党校", hours=16,
    )  # fmt: skip
    assert opened["expires"] == "2017-04-09T00:00:00+08:00"
    made = Class(step, opened["training_id"], instance, people)
    assert made.run("enrol") == {"enrolled_n": 4}
    return made


def test_the_roster_is_changed_and_everybody_invited(class_: Class, step: Step, office: Office) -> None:
    one, two, *_ = class_.people
    new = person(step.tx, "沈测", office.town.branch, "activist")
    removed = [{"person_id": str(two.person_id), "cause": "moved"}]
    assert class_.run("invite", removed=removed, added=[str(new.person_id)]) == {"sent_n": 4}
    assert step.notices(new) == ["training_invited"] and step.notices(two) == []
    for answers, expected in (
        ({"removed": removed}, ("/answers/removed/0/person_id", "not_on_roster")),
        ({"added": [str(one.person_id)]}, ("/answers/added/0", "already_on_roster")),
        ({"added": [str(office.town.applicant.person_id)]}, ("/answers/added/0", "not_activist_here")),
    ):
        with pytest.raises(Invalid) as error:
            class_.run("invite", **answers)
        assert codes(error) == [expected]


def test_the_number_attended_fits_the_roster(class_: Class, office: Office) -> None:
    one, *_ = class_.people
    with pytest.raises(Invalid) as error:
        class_.run("record_attendance", attended_n=4, absences=[away(one)])
    assert codes(error) == [("/answers/attended_n", "attendance_mismatch")]
    with pytest.raises(Invalid) as error:
        class_.run("record_attendance", attended_n=2, absences=[away(one), away(one), away(office.town.applicant)])
    assert codes(error) == [
        ("/answers/absences/1/person_id", "listed_twice"),
        ("/answers/absences/2/person_id", "not_on_roster"),
    ]
    assert class_.attend(away(one)) == {"attended_n": 3, "leave_n": 0, "absent_n": 1, "makeup_n": 1}


def test_only_the_class_of_a_leave_is_kept(class_: Class, step: Step) -> None:
    one, *_ = class_.people
    class_.attend(away(one, "birth"))
    row = step.tx.row(
        "select status, leave_class, makeup_offered from attendance where person_id = %s", (one.person_id,)
    )
    assert row == {"status": "leave", "leave_class": "childbirth", "makeup_offered": True}


def test_from_attendance_to_points(class_: Class, step: Step, office: Office) -> None:
    there, made_up, excused, missed = class_.people
    assert class_.attend(away(made_up), away(excused, "illness"), away(missed))["makeup_n"] == 3
    found = class_.run("record_makeup", attended=[str(made_up.person_id)])
    assert found == {"attended_n": 1, "missed_n": 1}, "who had leave is never counted as missing"
    debits = class_.run("certify", office.town.ann, certified_on="2017-04-10", checked=True)
    assert [row["person_id"] for row in debits] == [str(missed.person_id)]
    rows = step.tx.rows("select person_id, item, points, recorder_id, verifier_id, evidence_ref from points_entry")
    items = {row["person_id"]: (row["item"], float(row["points"])) for row in rows}
    assert items == {
        there.person_id: ("P04", 4.0), made_up.person_id: ("P04", 4.0), missed.person_id: ("N01", -1.0),
    }  # fmt: skip
    assert {(row["recorder_id"], row["verifier_id"]) for row in rows} == {
        (office.town.dora.person_id, office.town.ann.person_id)
    }
    numbers = sorted(row["evidence_ref"] for row in rows if row["item"] == "P04")
    assert numbers == ["PX-2017-0001", "PX-2017-0002"]
    assert step.notices(there) == ["training_certified"] and step.notices(excused) == []
    with pytest.raises(Conflict) as error:
        class_.run("certify", office.town.ann)
    assert error.value.code == "training_certified"


def test_make_up_is_for_who_was_away(class_: Class) -> None:
    one, two, *_ = class_.people
    class_.attend(away(one))
    with pytest.raises(Invalid) as error:
        class_.run("record_makeup", attended=[str(two.person_id)])
    assert codes(error) == [("/answers/attended/0", "not_on_roster")]
    leave = [{"person_id": str(one.person_id), "leave_class": "work"}]
    with pytest.raises(Invalid) as error:
        class_.run("record_makeup", attended=[str(one.person_id)], leave=leave)
    assert codes(error) == [("/answers/leave/0/person_id", "listed_twice")]
    assert class_.run("record_makeup", leave=leave) == {"attended_n": 0, "missed_n": 0}


def test_who_recorded_does_not_certify(class_: Class, office: Office) -> None:
    class_.attend()
    with pytest.raises(Forbidden) as error:
        class_.run("certify", office.town.dora)
    assert error.value.code == "task_same_recorder"


def test_a_refusal_is_told_with_its_reason(class_: Class, step: Step, office: Office) -> None:
    one, *_ = class_.people
    class_.attend()
    refused = [{"person_id": str(one.person_id), "reason": "签到与实际到课不符"}]
    assert class_.run("certify", office.town.ann, exceptions=refused) == []
    assert step.notices(one) == ["training_not_certified"]
    assert step.tx.value("select count(*) from points_entry where person_id = %s", (one.person_id,)) == 0


def test_who_was_certified_this_year_is_not_enrolled_again(class_: Class, step: Step, office: Office) -> None:
    class_.attend()
    class_.run("certify", office.town.ann)
    town = office.town
    context = step.context(town.dora, step.instance("proc_activist_training", town.town), town.town)
    second = step.run(
        context,
        "training.open",
        name="第二期",
        phase=2,
        starts_on="2017-05-06",
        ends_on="2017-05-08",
        place="党校",
        hours=16,
    )
    assert step.run(context, "training.enrol", training_id=second["training_id"]) == {"enrolled_n": 0}
    with pytest.raises(Invalid) as error:
        step.run(
            context,
            "training.open",
            name="第三期",
            phase=3,
            starts_on="2017-05-06",
            ends_on="2017-05-05",
            place="党校",
            hours=16,
        )
    assert codes(error) == [("/answers/ends_on", "ends_before_start")]
