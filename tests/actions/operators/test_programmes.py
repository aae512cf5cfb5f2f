"""Training programmes: sharing people among phases, changes, make-up for who was away or missed the exam, hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from service.actions import exams
from service.domain.errors import Conflict, Forbidden, Invalid
from service.domain.people import Actor
from service.store import sensitive
from tests.actions.operators.conftest import NOW, Office, Step
from tests.actions.operators.test_training import away, codes
from tests.town import TENANT, person
from tests.web.test_exams import bank_sheet

PHASES = [
    {"starts_on": f"2017-04-0{day}", "ends_on": f"2017-04-0{day}", "place": "街道党校", "hours": 8} for day in (3, 5)
]


@dataclass
class Programme:
    """A programme of the town in two phases."""

    step: Step
    case: UUID
    phases: list[dict[str, Any]]

    def run(self, name: str, actor: Actor | None = None, /, params: Any = None, **answers: Any) -> Any:
        """Call an operator of the programme."""
        town = self.step.office.town
        context = self.step.context(actor or town.dora, self.case, town.town, **answers)
        return self.step.run(context, f"programme.{name}", **(params or {}))

    def roster(self, number: int) -> list[str]:
        """Return who is in a phase."""
        sql = """select p.name from attendance a join person p on p.id = a.person_id where a.class_id = %s
                  order by p.name_pinyin, p.id"""
        return [row["name"] for row in self.step.tx.rows(sql, (UUID(self.phases[number]["training_id"]),))]

    def attend(self, number: int, *absent: dict[str, str]) -> dict[str, int]:
        """Work on a phase: take it into its own case and record who was away."""
        step, town, phase = self.step, self.step.office.town, self.phases[number]
        case = step.instance("proc_training_phase", town.town, parent=self.case)
        step.run(step.context(town.dora, case, town.town), "programme.take", training_id=phase["training_id"])
        here = len(self.roster(number)) - len(absent)
        context = step.context(town.dora, case, town.town, attended_n=here, absences=list(absent))
        found: dict[str, int] = step.run(context, "training.record_attendance", training_id=phase["training_id"])
        return found


@pytest.fixture
def members(step: Step, office: Office) -> list[Actor]:
    """Give eight members of two branches, besides those who hold posts."""
    town = office.town
    return [person(step.tx, f"党示{n}", town.branch if n < 4 else town.other_branch, "full_member") for n in range(8)]


def begin(step: Step, office: Office, **answers: Any) -> Programme:
    """Open a programme of two phases for all members."""
    town = office.town
    case = step.instance("proc_rotation_training", town.town)
    context = step.context(town.dora, case, town.town, phases=PHASES, **answers)
    return Programme(step, case, step.run(context, "programme.open", name="春季轮训", audience="members"))


def test_people_are_shared_branch_by_branch(step: Step, office: Office, members: list[Actor]) -> None:
    made = begin(step, office)
    sizes = [len(made.roster(number)) for number in (0, 1)]
    everybody = step.tx.value("select count(*) from person where stage = 'full_member' and tenant_id = %s", (TENANT,))
    assert sum(sizes) == everybody and sizes[0] - sizes[1] in (0, 1)
    assert not made.phases[0]["with_exam"] and made.phases[0]["expires"] == "2017-04-04T00:00:00+08:00"
    branches = [
        {row["branch_id"] for row in step.tx.rows(
            "select p.branch_id from attendance a join person p on p.id = a.person_id where a.class_id = %s",
            (UUID(phase["training_id"]),))}
        for phase in made.phases
    ]  # fmt: skip
    assert len(branches[0] & branches[1]) <= 1, "at most one branch is divided"


def test_rosters_are_changed_before_anybody_is_told(step: Step, office: Office, members: list[Actor]) -> None:
    made = begin(step, office)
    first = next(each for each in members if each.name in made.roster(0))
    second = next(each for each in members if each.name in made.roster(1))
    new = person(step.tx, "新来示", office.town.branch, "applicant")
    sent = made.run(
        "invite",
        removed=[str(second.person_id)],
        moved=[{"person_id": str(first.person_id), "phase": 2}],
        added=[{"person_id": str(new.person_id), "phase": 1}],
    )
    assert first.name in made.roster(1) and first.name not in made.roster(0) and "新来示" in made.roster(0)
    assert sent["sent_n"] == len(made.roster(0)) + len(made.roster(1))
    assert step.notices(first) == step.notices(new) == ["programme_invited"] and step.notices(second) == []
    for answers, expected in (
        ({"removed": [str(second.person_id)]}, ("/answers/removed/0", "not_on_roster")),
        ({"moved": [{"person_id": str(first.person_id), "phase": 3}]}, ("/answers/moved/0/phase", "no_such_phase")),
        ({"moved": [{"person_id": str(second.person_id), "phase": 1}]},
         ("/answers/moved/0/person_id", "not_on_roster")),
        ({"added": [{"person_id": str(first.person_id), "phase": 1}]},
         ("/answers/added/0/person_id", "already_on_roster")),
    ):  # fmt: skip
        with pytest.raises(Invalid) as error:
            made.run("invite", **answers)
        assert codes(error) == [expected]


def test_who_was_away_gets_one_more_phase_and_hours_count_once(
    step: Step, office: Office, members: list[Actor]
) -> None:
    made = begin(step, office)
    made.run("invite")
    ill = next(each for each in members if each.name in made.roster(0))
    missing = next(each for each in members if each.name in made.roster(1))
    made.attend(0, away(ill, "illness"))
    made.attend(1, away(missing))
    assert made.run("away") == {"makeup_n": 2}
    plan = {"starts_on": "2017-04-07", "ends_on": "2017-04-07", "place": "送学上门"}
    made.phases += made.run("makeup", params={"phases": made.phases}, **plan)
    assert sorted(made.roster(2)) == sorted([ill.name, missing.name])
    made.attend(2, away(missing, "work"))
    assert made.run("away") == {"makeup_n": 1}, "and there may be one more phase, or none"
    with pytest.raises(Forbidden) as same:
        made.run("certify")
    assert same.value.code == "task_same_recorder"
    everybody = len({*made.roster(0), *made.roster(1)})
    assert made.run("certify", office.town.ann) == {"certified_n": everybody - 1, "missed_n": 1}
    hours = step.tx.rows("select person_id, sum(hours) as hours, count(hours) as n from attendance group by person_id")
    credited = {row["person_id"]: (row["hours"], row["n"]) for row in hours}
    assert credited[ill.person_id] == (8, 1) and credited[missing.person_id] == (None, 0)
    assert step.notices(ill)[-1] == "programme_certified" and "programme_certified" not in step.notices(missing)
    assert step.tx.value("select count(*) from points_entry where item = 'N01'") == 0, "nothing adverse follows"
    with pytest.raises(Conflict):
        made.run("certify", office.town.ann)


def test_the_exam_of_a_phase_goes_by_age_on_its_first_day(step: Step, office: Office, members: list[Actor]) -> None:
    admin = person(step.tx, "郝示培", office.town.branch, "applicant", ("training_admin", office.town.town))
    bank = exams.import_bank_in(step.tx, admin, "轮训", bank_sheet())
    plan = {
        "bank_id": str(bank), "opens": "09:00", "closes": "17:00", "minutes": 60, "single_n": 10, "single_worth": 5,
        "multiple_n": 5, "multiple_worth": 4, "judgement_n": 6, "judgement_worth": 5, "pass_mark": 60, "resits": 1,
        "age_limit": 50, "exam_days": 3,
    }  # fmt: skip
    with pytest.raises(Invalid) as error:
        begin(step, office, **{**plan, "single_n": 99})
    assert ("/answers/single_n", "exam_bank_lacks") in codes(error)
    made = begin(step, office, **plan)
    made.run("invite")
    inside = [each for each in members if each.name in made.roster(0)]
    for who, born in ((inside[0], date(1967, 4, 3)), (inside[1], date(1967, 4, 4))):
        sensitive.write(step.tx, office.house.sealer, TENANT, who.person_id, birth_date=born)
    made.attend(0)
    phase, town = made.phases[0], office.town
    case = step.tx.value("select instance_id from training_class where id = %s", (UUID(phase["training_id"]),))
    given = {
        key: value for key, value in phase["exam"].items() if key not in ("days", "exam_name", "exam_on", "exam_until")
    }
    opened = step.run(
        step.context(town.dora, case, town.town), "exam.open", name=phase["exam"]["exam_name"],
        first_day=phase["exam"]["exam_on"], until_day=phase["exam"]["exam_until"], **given,
    )  # fmt: skip
    step.run(step.context(town.dora, case, town.town), "exam.enrol", exam_id=opened["exam_id"])
    modes = {
        row["person_id"]: row["mode"]
        for row in step.tx.rows("select person_id, mode from exam_taker where exam_id = %s", (UUID(opened["exam_id"]),))
    }
    assert len(modes) == len(made.roster(0)), "the roster of the phase, not all members"
    assert modes[inside[0].person_id] == "attendance" and modes[inside[1].person_id] == "computer"
    made.attend(1)
    waiting = sum(mode == "computer" for mode in modes.values())
    assert made.run("away") == {"makeup_n": waiting}, "whoever missed the exam is asked to the make-up"
    taken = inside[1].person_id
    step.tx.run(
        """insert into exam_sitting (tenant_id, id, exam_id, person_id, attempt, paper, started_at, ends_at, score)
           values (%s, %s, %s, %s, 1, '[]', %s, %s, 80)""",
        (TENANT, taken, UUID(opened["exam_id"]), taken, NOW, NOW),
    )
    assert made.run("away") == {"makeup_n": waiting - 1}
    again = step.run(
        step.context(town.dora, case, town.town), "exam.open", name="再考", first_day="2017-04-10",
        until_day="2017-04-11", **given,
    )  # fmt: skip
    step.run(step.context(town.dora, case, town.town), "exam.enrol", exam_id=again["exam_id"])
    mode = step.tx.value(
        "select mode from exam_taker where exam_id = %s and person_id = %s", (UUID(again["exam_id"]), taken)
    )
    assert mode == "attendance", "who has passed does not sit again"


def test_the_mobile_school_comes_to_each_community(step: Step, office: Office, members: list[Actor]) -> None:
    town = office.town
    case = step.instance("proc_mobile_school", town.town)
    stops = [
        {"organization_id": str(home), "held_on": f"2017-04-0{day}", "place": "现场教学点", "hours": 4}
        for day, home in ((3, town.branch), (5, town.other_branch))
    ]
    context = step.context(town.dora, case, town.town, visits=stops)
    made = Programme(step, case, step.run(context, "programme.visits", name="流动党校"))
    assert [phase["organization_id"] for phase in made.phases] == [str(town.branch), str(town.other_branch)]
    assert "党示0" in made.roster(0) and "党示5" in made.roster(1) and "党示5" not in made.roster(0)
