"""The shipped decision tables at their edges: no gap, no overlap, the numbers of the domain's papers."""

from __future__ import annotations

import math
from typing import Any

import pytest

from service.domain.organizations import org_form
from service.engine import Model


def decide(model: Model, table: str, **inputs: Any) -> dict[str, Any]:
    """Ask a table with the values of its input expressions."""
    return dict(model.tables[table].decide(lambda source: inputs[source.split("[")[-1].strip("]'")]).outputs)


@pytest.mark.parametrize("quota", range(1, 26))
def test_more_people_than_the_quota_are_named(model: Model, quota: int) -> None:
    needed = max(quota + 1, math.ceil(quota * 6 / 5))

    def ratio(nominees: int) -> str:
        answers = {"branch['quota']": quota, "len(nominees) - branch['quota']": nominees - quota}
        return str(model.tables["dmn_recommendation_ratio"].decide(answers.__getitem__).outputs["ratio"])

    assert ratio(needed) == "ok"
    assert ratio(needed - 1) == "too_few"
    assert ratio(0) == "too_few"


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "support"),
        (59.9, "support"),
        (60, "general"),
        (79.9, "general"),
        (80, "key"),
        (89.9, "key"),
        (90, "priority"),
    ],
)
def test_bands_are_half_open(model: Model, total: float, band: str) -> None:
    assert decide(model, "dmn_points_band", whole_cycle=True, total=total) == {"band": band}
    assert decide(model, "dmn_points_band", whole_cycle=False, total=total) == {"band": "none"}


GOOD = {"adult": True, "talked": True, "suspended": False, "open_case": False, "scored": True, "points": 60}


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "eligible"),
        ({"adult": False, "talked": False}, "under_age"),
        ({"talked": False}, "not_talked"),
        ({"suspended": True}, "suspended"),
        ({"open_case": True}, "open_case"),
        ({"points": 59.5}, "below_floor"),
        ({"points": 0, "scored": False}, "eligible"),
    ],
)
def test_a_nominee_is_judged_by_the_first_thing_that_is_wrong(
    model: Model, change: dict[str, Any], verdict: str
) -> None:
    assert decide(model, "dmn_candidate_eligibility", **{**GOOD, **change}) == {"verdict": verdict}


CLEAN = dict.fromkeys(("inactive_n", "outside_cycle_n", "duplicate_n", "not_activist_n", "late_n"), 0)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "valid"),
        ({"late_n": 1}, "late"),
        ({"late_n": 1, "duplicate_n": 1}, "invalid"),
        ({"inactive_n": 2}, "invalid"),
        ({"outside_cycle_n": 1}, "invalid"),
        ({"not_activist_n": 1}, "invalid"),
    ],
)
def test_one_bad_entry_holds_the_list(model: Model, change: dict[str, int], state: str) -> None:
    assert decide(model, "dmn_item_valid", **{**CLEAN, **change})["entry_state"] == state


@pytest.mark.parametrize(
    ("days", "hours", "ok"),
    [(3, 0, "yes"), (2.5, 24, "yes"), (2.5, 23.5, "no"), (0, 24, "yes"), (3, 24, "yes"), (0, 0, "no")],
)
def test_training_is_three_days_or_twenty_four_hours(model: Model, days: float, hours: float, ok: str) -> None:
    assert decide(model, "dmn_training_ok", days=days, hours=hours) == {"training_ok": ok}


@pytest.mark.parametrize(
    ("quorum", "majority", "result"),
    [(False, False, "no_quorum"), (False, True, "no_quorum"), (True, False, "not_passed"), (True, True, "passed")],
)
def test_a_vote_is_classified_and_no_more(model: Model, quorum: bool, majority: bool, result: str) -> None:
    assert decide(model, "dmn_vote_result", quorum=quorum, majority=majority) == {"vote_result": result}


@pytest.mark.parametrize(
    ("ground", "way", "effects", "again"),
    [
        ("D01", "withdrawal", "end", "P0D"),
        ("D02", "hearing", "cancel", "P0D"),
        ("D03", "hearing", "cancel", "P2Y"),
        ("D04", "hearing", "cancel", "P0D"),
        ("D05", "hearing", "cancel_or_suspend", "P0D"),
        ("D06", "hearing", "cancel", "P1Y"),
        ("D07", "hearing", "cancel_or_extend", "P0D"),
        ("D08", "hearing", "suspend_first", "P0D"),
        ("D09", "hearing", "cancel_or_extend", "P0D"),
        ("D10", "hearing", "cancel_or_extend", "P0D"),
        ("D11", "hearing", "cancel_or_suspend", "P0D"),
        ("D12", "hearing", "cancel", "P2Y"),
        ("D13", "hearing", "cancel", "P0D"),
        ("D14", "hearing", "cancel_or_extend", "P0D"),
        ("D15", "hearing", "end", "P0D"),
    ],
)
def test_a_ground_says_its_way_and_what_may_follow(
    model: Model, ground: str, way: str, effects: str, again: str
) -> None:
    found = decide(model, "dmn_disqualification_ground", ground_code=ground)
    assert (found["ground_way"], found["ground_effects"], found["reapply_after"]) == (way, effects, again)
    assert found["ground_version"] == "样例第1版" and found["ground_text"]


@pytest.mark.parametrize(
    ("full_members", "members", "form"),
    [
        (0, 0, "none"),
        (2, 3, "joint_branch"),
        (3, 3, "branch_no_committee"),
        (6, 9, "branch_no_committee"),
        (7, 9, "branch_with_committee"),
        (49, 49, "branch_with_committee"),
        (50, 50, "general_branch"),
        (99, 99, "general_branch"),
        (100, 100, "committee"),
        (0, 2, "joint_branch"),
    ],
)
def test_the_form_of_an_organisation_follows_its_members(
    model: Model, full_members: int, members: int, form: str
) -> None:
    """Branch rules article 4, organisations.md 4.2; exactly fifty proposes the higher form, people decide."""
    assert decide(model, "dmn_org_form", full_members=full_members, members=members) == {"org_form": form}


@pytest.mark.parametrize("members", range(0, 130))
def test_the_table_and_the_rule_propose_the_same_form(model: Model, members: int) -> None:
    for full_members in {0, 2, 3, 6, 7, members} & set(range(members + 1)):
        found = decide(model, "dmn_org_form", full_members=full_members, members=members)["org_form"]
        assert found == str(org_form(full_members, members))


STANDING = {"disciplined": False, "member_year": True, "stars": 4, "scored": False, "points": 0}


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "eligible"),
        ({"stars": 5}, "eligible"),
        ({"stars": 3}, "few_stars"),
        ({"disciplined": True, "member_year": False}, "disciplined"),
        ({"member_year": False, "stars": 1}, "too_new"),
        ({"scored": True, "points": 85}, "eligible"),
        ({"scored": True, "points": 84.5}, "few_points"),
    ],
)
def test_who_may_be_a_sunshine_member(model: Model, change: dict[str, Any], verdict: str) -> None:
    assert decide(model, "dmn_sunshine_eligible", **{**STANDING, **change}) == {"verdict": verdict}


@pytest.mark.parametrize(
    ("score", "stars"),
    [(100, 5), (90, 5), (89.99, 4), (89.5, 4), (80, 4), (79.9, 3), (70, 3), (69.5, 2), (60, 2), (59.99, 1), (0, 1)],
)
def test_stars_are_half_open(model: Model, score: float, stars: int) -> None:
    assert decide(model, "dmn_star_level", score=score) == {"stars": stars}


@pytest.mark.parametrize(
    ("score", "vetoes_n", "level"),
    [
        (100, 0, "created"),
        (90, 0, "created"),
        (89, 0, "building"),
        (80, 0, "building"),
        (79, 0, "none"),
        (95, 1, "vetoed"),
    ],
)
def test_a_veto_goes_before_any_score(model: Model, score: int, vetoes_n: int, level: str) -> None:
    assert decide(model, "dmn_sunshine_org", score=score, vetoes_n=vetoes_n) == {"sunshine_level": level}
