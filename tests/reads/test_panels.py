"""What stands beside the form, and what may be chosen in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.actions import sources as checks
from service.domain import form_sources
from service.domain.errors import InvalidAnswers
from service.reads import panels, sources
from service.store import choices, codec
from service.store.database import Row
from tests.actions.operators.conftest import NOW, Office, Step
from tests.actions.operators.test_points import line, post
from tests.actions.operators.test_rounds import Round, decision, open_round
from tests.actions.operators.test_training import Class, away, class_
from tests.town import person

ZH = "zh-CN"
__all__ = ["class_", "open_round"]


def row(office: Office, **change: Any) -> Row:
    """Make a task row as far as panels and sources look at it."""
    found = {"instance_id": None, "instance_org": office.town.branch, "person_id": None, "variables": {}, "data": {}}
    return found | change


def build(step: Step, given: Row, *names: str) -> list[dict[str, Any]]:
    return panels.build(step.tx, 1, list(names), given, ZH)


def test_a_person_s_panels(step: Step, office: Office) -> None:
    town = office.town
    post(step, line(town.activist))
    found = build(step, row(office, person_id=town.activist.person_id), "person", "points", "round", "unknown")
    assert [panel["kind"] for panel in found] == ["facts", "ledger"]
    assert found[0]["facts"][0] == {"label": "姓名", "value": "陈示远"}
    assert (found[1]["total"], [entry["points"] for entry in found[1]["entries"]]) == ("21", ["+1.0"])


def test_a_talk_that_is_missing_is_marked(step: Step, office: Office) -> None:
    who = office.town.applicant.person_id
    step.tx.run("update person set talked_on = null where id = %s", (who,))
    (panel,) = build(step, row(office, person_id=who), "person")
    assert {"label": "谈话", "value": "还没有谈话"} in panel["facts"]


def history(step: Step, instance: Any, seq: int, payload: dict[str, Any], type_: str = "instance.started") -> None:
    """Write a row of history that nobody has to verify."""
    step.tx.run(
        """insert into history (tenant_id, instance_id, seq, type, actor_id, occurred_on, recorded_at, body, hash, salt,
             payload)
           values (1, %s, %s, %s, %s, '2017-04-10', %s, '', '', '', %s)""",
        (instance, seq, type_, step.office.town.ann.person_id, NOW, codec.dump_bytes(payload)),
    )


def test_the_verifier_sees_the_list_as_last_written(step: Step, office: Office) -> None:
    instance = step.instance("proc_points_entry", office.town.branch)
    history(step, instance, 1, {"answers": {"entries": [line(office.town.activist, "P02")]}})
    history(step, instance, 2, {"answers": {"entries": [line(office.town.activist, "P06", qty=3)]}}, "task.completed")
    (panel,) = build(step, row(office, instance_id=instance), "points")
    assert panel["rows"] == [
        {"name": "陈示远", "item": "P06 志愿服务", "event_date": "2017-04-05", "qty": "3 小时", "evidence": "签到表"}
    ]


def test_a_period_shows_totals_in_the_order_of_names(step: Step, office: Office) -> None:
    (panel,) = build(step, row(office, variables={"cycle": 2016, "period": "Y"}), "points")
    assert panel["title"] == "本期积分 · 2016 年度"
    assert panel["rows"] == [{"name": "陈示远", "total": "60", "band": "一般"}]
    (branch,) = build(step, row(office), "branch")
    assert {fact["label"]: fact["value"] for fact in branch["facts"]}["入党申请人"] == "1 人"


def test_opinions_leave_out_the_talk_s_impression(step: Step, office: Office) -> None:
    instance = step.instance("proc_membership_case", office.town.branch, office.town.applicant.person_id)
    history(step, instance, 1, {"answers": {"impression": "内部印象"}, "decision": None}, "task.completed")
    history(step, instance, 2, {"answers": {"reason": "表现积极"}, "decision": "确定"}, "task.completed")
    (panel,) = build(step, row(office, instance_id=instance), "opinions")
    assert [line_["opinion"] for line_ in panel["rows"]] == ["表现积极"]


def test_points_stand_beside_nominees_only_while_the_branch_decides(
    open_round: Round, step: Step, office: Office
) -> None:
    open_round.list_all()
    one, two, three, _ = open_round.people
    open_round.nominate(one, two, three)
    branch = row(office, instance_id=open_round.branch_instance)
    facts, nominees = build(step, branch, "round", "nominees")
    assert {fact["label"]: fact["value"] for fact in facts["facts"]}["至少推荐"] == "3 人"
    assert [column["key"] for column in nominees["columns"]] == ["name", "method", "points", "votes"]
    table = row(
        office,
        instance_id=open_round.branch_instance,
        data={"verdicts": ["eligible", "under_age", {"verdict": "eligible"}]},
    )
    (judged,) = build(step, table, "nominees")
    verdicts = {each["name"]: each["verdict"] for each in judged["rows"]}
    assert [verdicts[who.name] for who in (one, two, three)] == ["符合条件", "未满十八岁", "符合条件"]
    open_round.decide(decision(one), decision(two), decision(three, False))
    (after,) = build(step, branch, "nominees")
    assert [column["key"] for column in after["columns"]] == ["name", "method", "votes", "decision", "reason"]
    town = row(office, instance_id=open_round.instance, instance_org=office.town.town)
    _, quotas, upper = build(step, town, "round", "nominees")
    assert [each["nominated"] for each in quotas["rows"]] == [3, 0]
    assert [each["label"] for each in quotas["columns"]][2] == "名额（个）", (
        "cells are bare, the column says what it counts"
    )
    assert "points" not in [column["key"] for column in upper["columns"]]
    (own,) = build(step, row(office, person_id=one.person_id), "round")
    assert {fact["label"]: fact["value"] for fact in own["facts"]}["得票"] == "5/17 票"


def test_the_class_beside_the_attendance(class_: Class, step: Step, office: Office) -> None:
    given = row(office, instance_id=class_.instance, instance_org=office.town.town)
    (facts,) = build(step, given, "training")
    assert {fact["label"]: fact["value"] for fact in facts["facts"]}["名册人数"] == "4 人"
    class_.attend(away(class_.people[1], "care"))
    _, roster = build(step, given, "training")
    assert [(each["status"], each["leave"]) for each in roster["rows"]] == [("请假", "照护")]


def values(step: Step, source: str, given: Row, q: str | None = None) -> list[str]:
    return [option["value"] for option in sources.options(step.tx, 1, source, given, q, 500)]


def test_what_may_be_chosen_depends_on_where_one_is(step: Step, office: Office) -> None:
    town = office.town
    here = row(office, person_id=town.applicant.person_id)
    members = {str(who.person_id) for who in (town.ann, town.ben, town.dora, town.auditor)}
    assert set(values(step, "branch_members", here)) == members
    assert set(values(step, "branch_leaders", here)) == members
    assert values(step, "branch_members", here, "李测") == [str(town.ben.person_id)]
    assert values(step, "branch_members", here, "%") == []
    assert values(step, "branch_members", row(office, person_id=town.ann.person_id)).count(str(town.ann.person_id)) == 0
    assert values(step, "branch_applicants", here) == [str(town.applicant.person_id)]
    assert values(step, "points_people", here) == [str(town.activist.person_id)]
    assert values(step, "points_people", row(office, instance_org=town.other_branch)) == []
    assert values(step, "all_activists", row(office, instance_org=town.town)) == [str(town.activist.person_id)]
    assert str(town.other_branch) in values(step, "organizations", here)
    assert values(step, "unheard_of", here) == []
    items = sources.options(step.tx, 1, "points_items", here, "志愿", 10)
    assert items == [{"value": "P06", "label": "P06 志愿服务", "note": "每小时 +0.5，全年最多 10", "disabled": False}]


def test_choices_of_a_round_and_of_a_class(open_round: Round, class_: Class, step: Step, office: Office) -> None:
    one, two, three, four = open_round.people
    town = office.town
    off = {"person_id": str(four.person_id), "cause": "away", "reason": "长期外出"}
    open_round.run("round.eligible", eligible=[str(who.person_id) for who in (one, two, three)], excluded=[off])
    open_round.nominate(one, two)
    branch = row(office, instance_id=open_round.branch_instance)
    above = row(office, instance_id=open_round.instance, instance_org=town.town)
    assert set(values(step, "branch_eligible", branch)) == {str(who.person_id) for who in (one, two, three)}
    assert set(values(step, "round_nominees", branch)) == {str(who.person_id) for who in (one, two)}
    assert values(step, "round_nominees", above) == [], "the town takes out of what was recommended"
    assert set(values(step, "round_branches", above)) == {str(town.branch), str(town.other_branch)}
    here = row(office, instance_id=class_.instance, instance_org=town.town)
    assert len(values(step, "training_roster", here)) == 4 and values(step, "training_absentees", here) == []
    class_.attend(away(class_.people[2]))
    assert values(step, "training_absentees", here) == [str(class_.people[2].person_id)]
    assert values(step, "training_roster", branch) == []


def test_a_branch_without_members_has_somebody_to_chair(step: Step, office: Office) -> None:
    """Its secretary is a member elsewhere; without a member of its own, whom the level above sends may chair, too."""
    town = office.town
    step.tx.run("update person set branch_id = %s where branch_id = %s", (town.branch, town.other_branch))
    here = row(office, instance_org=town.other_branch, person_id=town.applicant.person_id)
    assert values(step, "branch_members", here) == []
    assert values(step, "branch_leaders", here) == [str(town.cleo.person_id)]  # the secretary, by the post
    sent = person(step.tx, "沈示派", town.branch, "full_member", ("base_committee_reviewer", town.base))
    both = {str(town.cleo.person_id), str(sent.person_id)}
    assert set(values(step, "branch_leaders", here)) == both
    step.tx.run("update role_grant set to_on = '2016-12-31' where person_id = %s", (town.cleo.person_id,))
    assert values(step, "branch_leaders", here) == [str(sent.person_id)], "a post that is over"
    assert str(sent.person_id) not in values(step, "branch_leaders", row(office, person_id=sent.person_id))
    person(step.tx, "何示员", town.other_branch, "full_member")
    assert str(sent.person_id) not in values(step, "branch_leaders", here), "it has a member of its own"


PERSON = {"type": "string", "x-source": "branch_members"}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "chair": PERSON,
        "talkers": {"type": "array", "items": {"type": "string"}, "x-source": "branch_members"},
        "recusals": {"type": "array", "items": {"type": "object", "properties": {"person_id": PERSON}}},
        "ratio": {"type": "string", "readOnly": True},
    },
    "allOf": [{"if": {}, "then": {"properties": {"item": {"type": "string", "x-source": "points_items"}}}}],
}


def test_answers_are_among_the_options_wherever_they_stand(step: Step, office: Office) -> None:
    town = office.town
    ann, cleo = str(town.ann.person_id), str(town.cleo.person_id)
    good = {"chair": ann, "talkers": [ann], "recusals": [{"person_id": ann}], "item": "P01"}
    assert checks.check(step.tx, SCHEMA, good, row(office), town.ann) == []
    bad = {"chair": cleo, "talkers": [ann, cleo], "recusals": [{"person_id": cleo}], "item": "P77"}
    found = checks.check(step.tx, SCHEMA, bad, row(office), town.ann)
    assert [(problem.pointer, problem.code) for problem in found] == [
        ("/answers/chair", "not_among_options"),
        ("/answers/item", "not_among_options"),
        ("/answers/recusals/0/person_id", "not_among_options"),
        ("/answers/talkers/1", "not_among_options"),
    ]


def test_what_the_service_fills_is_never_the_client_s(step: Step, office: Office) -> None:
    given = row(office, data={"ratio": "too_few"})
    assert checks.fill(SCHEMA, {"chair": "x"}, given) == {"chair": "x", "ratio": "too_few"}
    assert checks.fill(SCHEMA, {"ratio": "too_few"}, given) == {"ratio": "too_few"}
    with pytest.raises(InvalidAnswers) as error:
        checks.fill(SCHEMA, {"ratio": "ok"}, given)
    assert error.value.problems[0].pointer == "/answers/ratio"
    assert checks.fill(SCHEMA, {}, row(office)) == {}


@pytest.mark.parametrize(
    ("field", "source"),
    [
        ("chair", "branch_members"), ("talkers", "branch_members"), ("recusals.person_id", "branch_members"),
        ("recusals.0.person_id", "branch_members"), ("item", "points_items"), ("ratio", None), ("nothing", None),
        ("chair.person_id", None),
    ],
)  # fmt: skip
def test_a_field_is_found_by_its_path(field: str, source: str | None) -> None:
    assert form_sources.of_field(SCHEMA, field) == source


def test_every_source_that_a_form_names_exists(project: Path) -> None:
    schemas = [json.loads(path.read_text()) for path in sorted((project / "forms").glob("*.schema.json"))]
    named = {part["x-source"] for part in _parts(schemas) if "x-source" in part}
    assert named and named <= {*choices.SOURCES, choices.POINTS_ITEMS}


def _parts(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [part for each in schema for part in _parts(each)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(part for each in schema.values() for part in _parts(each))]


def test_a_person_of_another_branch_is_no_choice_for_a_starter(step: Step, office: Office) -> None:
    other = person(step.tx, "何测远", office.town.other_branch, "activist")
    answers = {"entries": [{"person_id": str(other.person_id)}]}
    schema = {
        "properties": {
            "entries": {"type": "array", "items": {"properties": {"person_id": {"x-source": "points_people"}}}}
        }
    }
    start = {"instance_org": office.town.branch, "person_id": None, "variables": {}, "data": {}}
    found = checks.check(step.tx, schema, answers, start, office.town.ben)
    assert [problem.pointer for problem in found] == ["/answers/entries/0/person_id"]
