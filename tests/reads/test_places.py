"""Organisations, rounds and classes: open names, people within scope, counts by closure."""

from __future__ import annotations

from uuid import uuid4

import pytest

from service.domain.errors import NotFound
from service.reads import organizations, rounds, trainings
from tests.actions.operators.conftest import Office, Step
from tests.actions.operators.test_rounds import Round, decision, open_round
from tests.actions.operators.test_training import Class, away, class_

ZH = "zh-CN"
__all__ = ["class_", "open_round"]


def test_the_tree_begins_at_the_root(step: Step, office: Office) -> None:
    town = office.town
    first = organizations.nodes(step.tx, town.dora)
    assert [node["id"] for node in first] == [town.county, town.town]
    assert [node["id"] for node in organizations.nodes(step.tx, town.dora, parent=town.base)] == [
        town.branch, town.other_branch,
    ]  # fmt: skip
    assert [node["name"] for node in organizations.nodes(step.tx, town.cleo, q="后田")] == [
        "后田社区党总支", "后田社区第一党支部", "后田社区第二党支部",
    ]  # fmt: skip


def test_counts_cover_what_is_below_and_in_scope(step: Step, office: Office) -> None:
    town = office.town
    (node,) = [each for each in organizations.nodes(step.tx, town.dora) if each["id"] == town.town]
    counts = {name: node[name] for name in ("members", "activists", "applicants", "branches", "has_children")}
    assert counts == {"members": 5, "activists": 1, "applicants": 1, "branches": 2, "has_children": True}
    (mine,) = [each for each in organizations.nodes(step.tx, town.ann) if each["id"] == town.town]
    assert (mine["members"], mine["branches"]) == (4, 2), "people of the other branch are not counted for Ann"
    (none,) = [each for each in organizations.nodes(step.tx, town.applicant) if each["id"] == town.town]
    assert none["members"] == 0


def test_an_organisation_shows_its_posts_within_scope(step: Step, office: Office) -> None:
    town = office.town
    found = organizations.get(step.tx, town.ann, town.branch, ZH)
    assert [each["id"] for each in found["path"]] == [town.county, town.town, town.area, town.base, town.branch]
    assert [(post["role"], post["holders"][0]["name"]) for post in found["posts"]] == [
        ("branch_secretary", town.ann.name), ("org_commissioner", town.ben.name),
    ]  # fmt: skip
    assert {row["stage"]: row["n"] for row in found["people"]} == {"applicant": 1, "activist": 1, "full_member": 4}
    other = organizations.get(step.tx, town.cleo, town.branch, ZH)
    assert other["posts"] == [] and other["people"] == []
    upper = organizations.get(step.tx, town.applicant, town.town, ZH)
    assert "town_org_office" in [post["role"] for post in upper["posts"]], "the way up is known to everybody"
    with pytest.raises(NotFound):
        organizations.get(step.tx, town.ann, uuid4(), ZH)


def test_a_round_is_seen_branch_by_branch(open_round: Round, step: Step, office: Office) -> None:
    town = office.town
    open_round.town("round.branches")
    open_round.list_all()
    one, two, three, _ = open_round.people
    open_round.nominate(one, two, three)
    open_round.decide(decision(one), decision(two), decision(three, False))
    (listed,) = rounds.page(step.tx, town.ann, ZH)
    assert listed["quota_total"] == 3
    whole = rounds.get(step.tx, town.dora, listed["id"], ZH)
    assert [(row["id"], row["status"], row["nominees"], row["recommended"]) for row in whole["branches"]] == [
        (town.branch, "deciding", 3, 2), (town.other_branch, "not_started", 0, 0),
    ]  # fmt: skip
    assert (whole["counts"]["deciding"], whole["counts"]["recommended"]) == (1, 2)
    assert whole["branches"][0]["base"] == "后田社区党总支"
    assert [row["id"] for row in rounds.get(step.tx, town.cleo, listed["id"], ZH)["branches"]] == [town.other_branch]
    step.tx.run("update instance set status = 'ended' where id = %s", (open_round.branch_instance,))
    assert rounds.get(step.tx, town.ann, listed["id"], ZH)["branches"][0]["status"] == "filed"
    for stranger in (town.applicant, town.activist):
        assert rounds.page(step.tx, stranger, ZH) == []
        with pytest.raises(NotFound):
            rounds.get(step.tx, stranger, listed["id"], ZH)


def test_a_class_shows_each_reader_their_own_people(class_: Class, step: Step, office: Office) -> None:
    town = office.town
    mine, other, excused, missed = class_.people
    class_.attend(away(other), away(excused, "illness"), away(missed))
    class_.run("record_makeup", attended=[str(other.person_id)])
    class_.run("certify", town.ann)
    (row,) = trainings.page(step.tx, town.dora, ZH)
    assert (row["phase"], row["enrolled"], row["attended"], row["certified"]) == ("1", 4, 2, 2)
    found = trainings.get(step.tx, town.dora, row["id"], ZH)["attendees"]
    statuses = {each["person"]["id"]: (each["status"], each["leave_reason_class"], each["hours"]) for each in found}
    assert statuses == {
        mine.person_id: ("certified", None, "16"), other.person_id: ("certified", None, "16"),
        excused.person_id: ("leave", "illness", "0"), missed.person_id: ("absent_unexcused", None, "0"),
    }  # fmt: skip
    for who, ids in (
        (town.ann, {mine.person_id}),
        (town.activist, {mine.person_id}),
        (town.cleo, {other.person_id, excused.person_id, missed.person_id}),
    ):
        assert {each["person"]["id"] for each in trainings.get(step.tx, who, row["id"], ZH)["attendees"]} == ids
    assert trainings.page(step.tx, town.applicant, ZH) == []
    with pytest.raises(NotFound):
        trainings.get(step.tx, town.applicant, row["id"], ZH)
