"""Counting votes from minutes: three kinds of arithmetic, who may run a vote, and nothing that tells who chose what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.domain.errors import Conflict, InvalidAnswers
from service.domain.rules import Rulebook, parse_pack
from tests.actions.operators.conftest import NOW, Office, Step
from tests.domain.makers import load


def count(step: Step, office: Office, kind: str, carried: bool | None = None, /, **answers: Any) -> dict[str, Any]:
    """Count a vote about the activist from answers."""
    context = step.context(office.town.ann, person=office.town.activist.person_id, **answers)
    more = {} if carried is None else {"carried": carried}
    return dict(step.run(context, "vote.count", kind=kind, **more))


def refused(step: Step, office: Office, kind: str, carried: bool | None = None, /, **answers: Any) -> list[Any]:
    """Return pointer and code of each problem."""
    with pytest.raises(InvalidAnswers) as error:
        count(step, office, kind, carried, **answers)
    return [(each.pointer, each.code) for each in error.value.problems]


@pytest.mark.parametrize(
    ("entitled", "present", "yes", "written_yes", "result"),
    [
        (16, 8, 8, 0, "no_quorum"),
        (16, 9, 8, 0, "not_passed"),
        (16, 9, 9, 0, "passed"),
        (15, 8, 8, 0, "passed"),
        (15, 7, 7, 2, "no_quorum"),
        (15, 8, 6, 2, "passed"),
        (3, 2, 2, 0, "passed"),
        (3, 2, 1, 0, "not_passed"),
    ],
)
def test_the_assembly_counts_against_those_entitled(
    step: Step, office: Office, entitled: int, present: int, yes: int, written_yes: int, result: str
) -> None:
    minutes = {"entitled": entitled, "present": present, "yes": yes, "no": 0, "abstain": 0}
    said = count(step, office, "admission", votes=minutes | {"written": written_yes, "written_yes": written_yes})
    assert said["result"] == result
    assert (said["quorum"] and said["majority"]) == (result == "passed")
    assert said["needed"] == entitled // 2 + 1


def test_only_counts_are_kept(step: Step, office: Office) -> None:
    town = office.town
    votes = {"entitled": 16, "present": 14, "yes": 12, "no": 1, "abstain": 1}
    context = step.context(town.ann, tellers=[str(town.ben.person_id)], votes=votes)
    step.run(context, "vote.count", kind="admission")
    (event,) = context.events
    assert event.type == "vote.counted" and str(town.ben.person_id) not in str(event.payload)


def test_a_committee_counts_no_written_opinions(step: Step, office: Office) -> None:
    votes = {"entitled": 9, "present": 7, "yes": 5, "no": 1, "abstain": 1}
    assert count(step, office, "decision", votes=votes)["result"] == "passed"
    assert count(step, office, "decision", votes=votes | {"yes": 4, "no": 2})["result"] == "not_passed"
    written = votes | {"written": 1, "written_yes": 1}
    assert refused(step, office, "decision", votes=written) == [("/answers/votes/written", "vote_no_writing")]


def test_a_conclusion_must_be_what_was_voted(step: Step, office: Office) -> None:
    votes = {"entitled": 9, "present": 7, "yes": 5, "no": 1, "abstain": 1}
    assert count(step, office, "decision", True, votes=votes)["result"] == "passed"
    assert refused(step, office, "decision", False, votes=votes) == [("/answers/votes/yes", "vote_says_otherwise")]
    few = votes | {"yes": 4}
    assert count(step, office, "decision", False, votes=few)["result"] == "not_passed"
    assert refused(step, office, "decision", True, votes=few) == [("/answers/votes/yes", "vote_not_passed")]
    nobody = votes | {"present": 4, "yes": 4, "no": 0, "abstain": 0}
    assert refused(step, office, "decision", True, votes=nobody) == [("/answers/votes/yes", "vote_no_quorum")]


def test_the_pack_of_the_day_says_what_it_takes(step: Step, office: Office) -> None:
    law = load("cpc_dev_2014")
    quorum = law["rules"]["quorum"] | {"factor": "2/3", "op": ">="}
    majority = law["rules"]["pass"] | {"den": "present_voting", "article": "§99"}
    changed = law | {"rules": law["rules"] | {"quorum": quorum, "pass": majority}}
    votes = {"entitled": 12, "present": 7, "yes": 7, "no": 0, "abstain": 0}
    context = step.context(office.town.ann, votes=votes)
    said = step.run(context, "vote.count", kind="decision")
    assert (said["result"], said["needed"]) == ("passed", 7)
    context = replace(context, rules=Rulebook([parse_pack(changed)]))
    assert step.run(context, "vote.count", kind="decision")["result"] == "no_quorum", "it takes eight of twelve"
    few = replace(context, answers={"votes": votes | {"present": 9, "yes": 4}})
    with pytest.raises(InvalidAnswers) as error:
        step.run(few, "vote.count", kind="decision", carried=True)
    (problem,) = error.value.problems
    told = {"yes": 4, "entitled": 12, "present": 9, "needed": 5, "article": "第九十九条"}
    assert (problem.code, problem.params) == ("vote_not_passed", told)


def test_counts_that_cannot_be_point_at_their_fields(step: Step, office: Office) -> None:
    votes = {"entitled": 16, "present": 14, "yes": 15, "no": 0, "abstain": 0, "written": 3, "written_yes": 1}
    assert refused(step, office, "admission", votes=votes) == [
        ("/answers/votes/yes", "vote_ballots"),
        ("/answers/votes/present", "vote_present"),
    ]
    with pytest.raises(Conflict):
        count(step, office, "acclamation", votes=votes)


def test_who_runs_a_vote_keeps_out_of_no_case_and_does_one_thing(step: Step, office: Office) -> None:
    town, votes = office.town, {"entitled": 9, "present": 7, "yes": 5, "no": 1, "abstain": 1}
    ann, ben, dora = (str(who.person_id) for who in (town.ann, town.ben, town.dora))
    fine = {"chair": ann, "tellers": [ben, dora], "votes": votes}
    assert count(step, office, "admission", **fine)["result"] == "passed"
    twice = refused(step, office, "admission", **fine | {"tellers": [ben, ben]})
    assert twice == [("/answers/tellers/1", "vote_officer_twice")]
    own = refused(step, office, "admission", **fine | {"tellers": [ben, str(town.activist.person_id)]})
    assert own == [("/answers/tellers/1", "vote_officer_barred")]
    said = refused(step, office, "admission", **fine, recusals=[{"person_id": dora, "relation": "inlaw"}])
    assert said == [("/answers/tellers/1", "vote_officer_barred")]
    step.tx.run(
        """insert into recusal (tenant_id, id, person_id, other_id, relation, declared_by, from_on, created_at)
           values (%s, gen_random_uuid(), %s, %s, 'kin', %s, '2017-01-01', %s)""",
        (town.tenant, town.ann.person_id, town.activist.person_id, town.ann.person_id, NOW),
    )
    assert refused(step, office, "admission", **fine) == [("/answers/chair", "vote_officer_barred")]


def elect(step: Step, office: Office, yes: list[int], **changes: int) -> dict[str, Any]:
    """Count an election with votes for people, 10 entitled, 8 present."""
    people = [office.town.ann, office.town.ben, office.town.dora, office.town.cleo]
    rows = [{"person_id": str(who.person_id), "yes": n} for who, n in zip(people, yes, strict=False)]
    votes = {"entitled": 10, "present": 8, "issued": 8, "returned": 8, "seats": 2} | changes
    return count(step, office, "election", votes=votes, candidates=rows)


def test_an_election_counts_against_those_present(step: Step, office: Office) -> None:
    ann, ben = str(office.town.ann.person_id), str(office.town.ben.person_id)
    said = elect(step, office, [8, 5, 4])
    assert (said["result"], said["elected"], said["surplus"]) == ("complete", [ann, ben], True)
    assert elect(step, office, [8, 4, 4])["result"] == "open", "four of eight is half"
    assert elect(step, office, [8, 6, 6])["elected"] == [ann], "equal votes at the last seat are voted on again"
    assert elect(step, office, [7, 7], present=7, issued=7, returned=7)["result"] == "no_quorum"
    assert elect(step, office, [8, 7], issued=7)["result"] == "void", "more came back than were handed out"
    assert elect(step, office, [8, 7])["surplus"] is False
    assert elect(step, office, [8, 5, 4])["elected_n"] == 2


def test_an_election_that_cannot_be(step: Step, office: Office) -> None:
    with pytest.raises(InvalidAnswers) as error:
        elect(step, office, [9, 5, 4], present=11, issued=12)
    assert [each.pointer for each in error.value.problems] == [
        "/answers/votes/present", "/answers/votes/issued", "/answers/candidates/0/yes",
    ]  # fmt: skip
