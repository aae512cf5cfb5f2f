"""A round from its opening to the results: places, lists, nominees, decisions with reasons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.actions.operators.rounds import proposed_quotas
from service.domain.errors import Conflict, Invalid
from service.domain.people import Actor
from service.store import documents
from tests.actions.operators.conftest import Office, Step
from tests.town import TENANT, person

REASON = "思想上积极要求进步，长期参加社区志愿服务，党员群众反映良好。"


@dataclass(frozen=True)
class Round:
    """A round that is open, with four applicants in the branch."""

    step: Step
    instance: UUID
    branch_instance: UUID
    id: str
    people: tuple[Actor, ...]

    def run(self, name: str, **answers: Any) -> Any:
        """Call an operator of the branch's instance."""
        town = self.step.office.town
        params: dict[str, Any] = answers.pop("params", {})
        context = self.step.context(town.ann, self.branch_instance, town.branch, **answers)
        return self.step.run(context, name, round_id=self.id, branch_id=str(town.branch), **params)

    def town(self, name: str, actor: Actor | None = None, **answers: Any) -> Any:
        """Call an operator of the town's instance."""
        town = self.step.office.town
        params: dict[str, Any] = answers.pop("params", {})
        context = self.step.context(actor or town.dora, self.instance, town.town, **answers)
        return self.step.run(context, name, round_id=self.id, **params)

    def report(self) -> None:
        """Let the branch's instance end: it has reported."""
        self.step.tx.run("update instance set status = 'ended' where id = %s", (self.branch_instance,))

    def list_all(self) -> None:
        """Put everybody on the list."""
        self.run("round.eligible", eligible=[str(who.person_id) for who in self.people], league="no")

    def nominate(self, *who: Actor) -> None:
        """Put people forward by the members."""
        self.run(
            "round.nominate",
            params={"method": "member"},
            **ballots(),
            nominees=[{"person_id": str(each.person_id), "votes_for": 5} for each in who],
        )

    def decide(self, *rows: dict[str, Any], verdict: str = "eligible", **answers: Any) -> dict[str, Any]:
        """Let the committee decide."""
        nominees = self.run("round.nominees")
        return self.run(  # type: ignore[no-any-return]
            "round.record",
            params={"verdicts": [{"verdict": verdict}] * len(nominees)},
            **{"meeting_on": "2017-04-10", "entitled": 5, "present": 5, "order": "no_points", **answers},
            decisions=list(rows),
        )


def ballots(**change: int) -> dict[str, int]:
    return {"entitled": 20, "present": 18, "ballots_returned": 18, "ballots_valid": 17, **change}


def decision(who: Actor, chosen: bool = True, **change: Any) -> dict[str, Any]:
    return {
        "person_id": str(who.person_id), "decision": "recommend" if chosen else "hold",
        "votes_yes": 5 if chosen else 1, "votes_no": 0 if chosen else 4, "votes_abstain": 0, "reason": REASON, **change,
    }  # fmt: skip


def codes(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.code) for problem in error.value.problems]


@pytest.fixture
def open_round(step: Step, office: Office) -> Round:
    """Give an open round: four applicants in the branch, one in the other."""
    town = office.town
    people = [
        town.applicant,
        *(person(step.tx, name, town.branch, "applicant") for name in ("钱试一", "孙例二", "李示三")),
    ]
    person(step.tx, "周测四", town.other_branch, "applicant")
    instance = step.instance("proc_recommendation_round", town.town)
    context = step.context(town.dora, instance, town.town)
    opened = step.run(
        context,
        "round.open",
        year=2017,
        name="2017 年度推荐",
        opens_on="2017-04-10",
        closes_on="2017-04-28",
        quota_total=3,
    )
    assert opened["expires"] == "2017-04-29T00:00:00+08:00" and opened["closes_on"] == "2017-04-28"
    branch = step.instance("proc_recommendation_branch", town.branch, parent=instance)
    ordered = sorted(people, key=lambda who: who.person_id)
    return Round(step, instance, branch, opened["round_id"], tuple(ordered))


def quotas(found: list[dict[str, Any]]) -> dict[str, int]:
    return {row["branch_id"]: row["quota"] for row in found}


def test_places_follow_the_applicants(open_round: Round, office: Office) -> None:
    found = open_round.town("round.branches")
    assert quotas(found) == {str(office.town.branch): 2, str(office.town.other_branch): 1}
    assert found[0]["branch_name"] == "后田社区第一党支部"


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (10, (4, 4, 2), (4, 4, 2)),
        (3, (100, 1, 1), (1, 1, 1)),
        (5, (9, 1, 0), (4, 1, 0)),
        (1, (3, 5, 2), (0, 1, 0)),
    ],
)
def test_everyone_with_applicants_gets_a_place_as_long_as_there_are_enough(
    total: int, weights: tuple[int, ...], shares: tuple[int, ...]
) -> None:
    keys = [uuid4() for _ in weights]
    assert tuple(proposed_quotas(total, dict(zip(keys, weights, strict=True))).values()) == shares


def test_the_office_adjusts_with_a_reason(open_round: Round, office: Office) -> None:
    town = office.town
    change = {"branch_id": str(town.other_branch), "quota": 0, "reason": "人选还不成熟"}
    assert quotas(open_round.town("round.branches", adjustments=[change])) == {str(town.branch): 2}
    for adjustments, expected in (
        ([{**change, "quota": 2}], ("/answers/adjustments", "quota_over_total")),
        ([{**change, "branch_id": str(town.base)}], ("/answers/adjustments/0/branch_id", "bad_value")),
        ([change, change], ("/answers/adjustments/1/branch_id", "listed_twice")),
    ):
        with pytest.raises(Invalid) as error:
            open_round.town("round.branches", adjustments=adjustments)
        assert codes(error) == [expected]


def test_one_round_at_a_time(open_round: Round, step: Step, office: Office) -> None:
    again = {"year": 2017, "name": "再来", "opens_on": "2017-04-10", "closes_on": "2017-04-28", "quota_total": 3}
    with pytest.raises(Conflict) as error:
        step.run(step.context(office.town.dora, organization=office.town.town), "round.open", **again)
    assert error.value.code == "round_exists"
    with pytest.raises(Invalid) as wrong:
        step.run(step.context(office.town.dora), "round.open", **{**again, "closes_on": "2017-04-09"})
    assert codes(wrong) == [("/answers/closes_on", "ends_before_start")]


def test_every_applicant_who_was_talked_to_is_on_the_list_or_off_it_with_a_reason(
    open_round: Round, step: Step, office: Office
) -> None:
    one, two, three, four = (str(who.person_id) for who in open_round.people)
    off = {"person_id": four, "cause": "own_wish", "reason": "本人暂不参加"}
    with pytest.raises(Invalid) as error:
        open_round.run("round.eligible", eligible=[one, two, three])
    assert codes(error) == [("/answers/eligible", "applicants_missing")]
    with pytest.raises(Invalid) as error:
        open_round.run("round.eligible", eligible=[one, two, three, one], excluded=[off])
    assert codes(error) == [("/answers/eligible/3", "listed_twice")]
    with pytest.raises(Invalid) as error:
        open_round.run(
            "round.eligible", eligible=[one, two, three, str(office.town.activist.person_id)], excluded=[off]
        )
    assert codes(error) == [("/answers/eligible/3", "not_applicant_here")]
    step.tx.run("update person set talked_on = null where id = %s", (UUID(one),))
    with pytest.raises(Invalid) as error:
        open_round.run("round.eligible", eligible=[one, two, three], excluded=[off])
    assert codes(error) == [("/answers/eligible/0", "nominee_ineligible")]
    assert open_round.run("round.eligible", eligible=[two, three], excluded=[off]) == {"eligible_n": 2}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"ballots_valid": 19}, ("/answers/ballots_valid", "count_over")),
        ({"present": 21}, ("/answers/present", "count_over")),
        ({"ballots_valid": 4}, ("/answers/nominees/0/votes_for", "votes_over_total")),
    ],
)
def test_counts_fit_into_each_other(open_round: Round, change: dict[str, int], expected: tuple[str, str]) -> None:
    open_round.list_all()
    who = str(open_round.people[0].person_id)
    with pytest.raises(Invalid) as error:
        open_round.run(
            "round.nominate",
            params={"method": "member"},
            **ballots(**change),
            nominees=[{"person_id": who, "votes_for": 5}],
        )
    assert codes(error) == [expected]


def test_only_listed_people_are_put_forward_once_and_counted_by_two(open_round: Round, office: Office) -> None:
    open_round.list_all()
    row = {"person_id": str(open_round.people[0].person_id), "votes_for": 5}
    stranger = {"person_id": str(office.town.activist.person_id), "votes_for": 5}
    with pytest.raises(Invalid) as error:
        open_round.run("round.nominate", params={"method": "member"}, **ballots(), nominees=[row, row, stranger])
    assert codes(error) == [
        ("/answers/nominees/1/person_id", "nominee_repeated"),
        ("/answers/nominees/2/person_id", "not_on_list"),
    ]
    teller = str(office.town.ann.person_id)
    with pytest.raises(Invalid) as error:
        open_round.run(
            "round.nominate", params={"method": "member"}, **ballots(), nominees=[row], teller=teller, monitor=teller
        )
    assert codes(error) == [("/answers/monitor", "teller_is_monitor")]


def test_both_ways_are_one_nominee(open_round: Round, step: Step) -> None:
    open_round.list_all()
    one, two, three, _ = open_round.people
    open_round.nominate(one, two)
    by_league = [{"person_id": str(who.person_id), "reason": "工会推优"} for who in (two, three)]
    assert open_round.run("round.nominate", params={"method": "league"}, nominees=by_league) == {"nominees_n": 2}
    rows = step.tx.rows(
        "select person_id, method, votes_for from nomination where method <> 'listed' order by person_id"
    )
    assert [(row["person_id"], row["method"], row["votes_for"]) for row in rows] == [
        (one.person_id, "member", 5), (two.person_id, "both", 5), (three.person_id, "league", None),
    ]  # fmt: skip
    nominees = open_round.run("round.nominees")
    assert nominees[0] == {
        "person_id": str(one.person_id), "adult": True, "talked": True, "suspended": False, "open_case": False,
        "scored": False, "points": 0,
    }  # fmt: skip


def test_a_decision_for_each_with_its_reason(open_round: Round) -> None:
    open_round.list_all()
    one, two, three, four = open_round.people
    open_round.nominate(one, two, three)
    with pytest.raises(Invalid) as error:
        open_round.decide(decision(one), decision(one), decision(four), decision(two, reason="太短"))
    assert codes(error) == [
        ("/answers/decisions/1/person_id", "nominee_repeated"),
        ("/answers/decisions/2/person_id", "not_nominated"),
        ("/answers/decisions/3/reason", "reason_short"),
        ("/answers/decisions", "decision_missing"),
    ]
    with pytest.raises(Invalid) as error:
        open_round.decide(decision(one), decision(two), decision(three))
    assert codes(error) == [("/answers/decisions", "quota_exceeded")]
    with pytest.raises(Invalid) as error:
        open_round.decide(decision(one, votes_yes=2, votes_no=3), decision(two), decision(three, False, votes_no=6))
    assert codes(error) == [
        ("/answers/decisions/0/votes_yes", "vote_not_passed"),
        ("/answers/decisions/2/votes_yes", "vote_ballots"),
    ]
    with pytest.raises(Invalid) as error:
        open_round.decide(decision(one, False), decision(two, False), decision(three, False), entitled=11)
    assert codes(error) == [("/answers/present", "vote_no_quorum")]
    found = open_round.decide(decision(one), decision(two), decision(three, False))
    assert found == {
        "nominees_n": 3, "recommended_n": 2, "order_departs": False,
        "recommended": [str(one.person_id), str(two.person_id)],
    }  # fmt: skip


def test_each_recommended_person_has_a_paper_that_says_nothing_of_others(open_round: Round, step: Step) -> None:
    open_round.list_all()
    one, two, three, _ = open_round.people
    open_round.nominate(one, two, three)
    rows = [decision(one), decision(two, votes_yes=4, votes_abstain=1, reason=REASON * 2), decision(three, False)]
    open_round.decide(*rows)
    town = step.office.town
    answers: dict[str, Any] = {
        "meeting_on": "2017-04-10",
        "entitled": 5,
        "present": 5,
        "decisions": rows,
        "body": "committee",
    }
    context = step.context(town.ann, open_round.branch_instance, town.branch, **answers)
    said = step.run(context, "document.issue", code="DOC_RECOMMEND", person_id=str(two.person_id))
    assert said["number"] == "TJ-2017-0001"
    body = documents.open_body(step.tx, documents.find(step.tx, TENANT, said["document_id"]) or {})
    assert body["head"]["name"] == two.name and one.name not in str(body)
    assert {line["label"]: line["value"] for line in body["entries"][0]["lines"]} == {
        "推荐轮次": "2017 年度推荐",
        "党员推荐": "有效票17票，得票5票",
        "支部委员会研究": "2017年4月10日，应到5名，实到5名，赞成4票，反对0票，弃权1票",
        "研究结论": "推荐为入党积极分子人选",
        "理由": REASON * 2,
    }
    with pytest.raises(Conflict):
        step.run(context, "document.issue", code="DOC_RECOMMEND", person_id=str(three.person_id))


def test_nobody_ineligible_is_recommended(open_round: Round) -> None:
    open_round.list_all()
    one, two, three, _ = open_round.people
    open_round.nominate(one, two, three)
    rows = (decision(one), decision(two, False), decision(three, False))
    with pytest.raises(Invalid) as error:
        open_round.decide(*rows, verdict="below_floor")
    assert codes(error) == [("/answers/decisions/0/decision", "nominee_ineligible")]
    assert "积分低于底线" in error.value.problems[0].message_zh


def test_too_few_nominees_need_a_reason(open_round: Round, step: Step) -> None:
    open_round.list_all()
    one, two, *_ = open_round.people
    open_round.nominate(one, two)
    with pytest.raises(Invalid) as error:
        open_round.decide(decision(one), decision(two))
    assert codes(error) == [("/answers/waiver_reason", "ratio_too_few")]
    open_round.decide(decision(one), decision(two), waiver_reason=REASON)
    assert step.tx.value("select waiver_reason from round_branch where waiver_reason is not null") == REASON


def test_a_departure_from_the_order_of_points_needs_a_reason(open_round: Round, step: Step, office: Office) -> None:
    open_round.list_all()
    one, two, three, _ = open_round.people
    open_round.nominate(one, two, three)
    totals = {
        str(one.person_id): {"total": 70, "whole_cycle": True},
        str(two.person_id): {"total": 90, "whole_cycle": True},
    }
    step.tx.run(
        """insert into points_cycle (tenant_id, organization_id, period, cycle, starts_on, ends_on, status, closed_at,
             totals)
           values (1, %s, '2016-Y', 2016, '2016-01-01', '2016-12-31', 'frozen', now(), %s::jsonb)""",
        (office.town.branch, json.dumps(totals)),
    )
    points = {row["person_id"]: (row["scored"], row["points"]) for row in open_round.run("round.nominees")}
    assert points[str(two.person_id)] == (True, 90) and points[str(three.person_id)] == (False, 0)
    rows = (decision(one), decision(two, False), decision(three))
    with pytest.raises(Invalid) as error:
        open_round.decide(*rows, order="follows")
    assert codes(error) == [("/answers/deviation_reason", "departure_reason"), ("/answers/order", "departure_reason")]
    found = open_round.decide(*rows, order="departs", deviation_reason=REASON)
    assert found["order_departs"] is True
    assert open_round.decide(decision(one, False), decision(two), decision(three, False), order="follows") == {
        "nominees_n": 3, "recommended_n": 1, "order_departs": False, "recommended": [str(two.person_id)],
    }  # fmt: skip


def test_a_branch_has_reported_when_its_own_instance_ended(open_round: Round, step: Step) -> None:
    open_round.list_all()
    assert open_round.town("round.late") == {"late_n": 2}
    step.tx.run("update instance set status = 'ended' where id = %s", (open_round.branch_instance,))
    assert open_round.town("round.late") == {"late_n": 1}


def test_everybody_learns_the_result_with_its_reason(open_round: Round, step: Step, office: Office) -> None:
    one, two, three, four = open_round.people
    off = {"person_id": str(four.person_id), "cause": "away", "reason": "长期外出联系不上"}
    open_round.run("round.eligible", eligible=[str(who.person_id) for who in (one, two, three)], excluded=[off])
    open_round.nominate(one, two)
    open_round.decide(decision(one), decision(two, False), waiver_reason=REASON)
    open_round.report()
    announced = open_round.town("round.announce", params={"rule": "round_objection"})
    assert announced == {"recommended_n": 1, "due": "2017-04-17", "expires": "2017-04-18T00:00:00+08:00"}
    assert step.notices(one) == ["round_announced"] and step.notices(two) == []
    assert step.notices(office.town.ann) == ["round_list"]
    assert open_round.town("round.publish_results") == {"recommended_n": 1, "not_recommended_n": 3}
    assert [step.notices(who)[-1] for who in (one, two, three, four)] == [
        "recommended", "not_recommended", "not_nominated", "not_listed",
    ]  # fmt: skip
    job = step.tx.row("select args from procrastinate_jobs where task_name = 'deliver_message'")
    assert job and (job["args"]["message"], job["args"]["key"]) == ("msg_recommended", str(one.person_id))
    with pytest.raises(Conflict) as error:
        open_round.town("round.publish_results")
    assert error.value.code == "round_published"


def test_an_objection_takes_a_person_out(open_round: Round, step: Step) -> None:
    open_round.list_all()
    one, two, *_ = open_round.people
    open_round.nominate(one, two)
    open_round.decide(decision(one), decision(two, False), waiver_reason=REASON)
    open_round.report()
    open_round.town("round.announce", params={"rule": "P5WD"})
    with pytest.raises(Invalid) as error:
        open_round.town("round.publish_results", excluded=[{"person_id": str(two.person_id), "reason": REASON}])
    assert codes(error) == [("/answers/excluded/0/person_id", "not_recommended")]
    found = open_round.town("round.publish_results", excluded=[{"person_id": str(one.person_id), "reason": REASON}])
    assert found == {"recommended_n": 0, "not_recommended_n": 4}
    assert step.notices(one) == ["round_announced", "recommendation_withdrawn"]
    assert step.tx.value("select count(*) from procrastinate_jobs") == 0


def test_what_a_branch_has_not_reported_counts_for_nobody(open_round: Round, step: Step) -> None:
    open_round.list_all()
    one, two, *_ = open_round.people
    open_round.nominate(one, two)
    open_round.decide(decision(one), decision(two, False), waiver_reason=REASON)
    assert open_round.town("round.announce", params={"rule": "P5WD"})["recommended_n"] == 0
    with pytest.raises(Conflict) as error:
        open_round.decide(decision(one), decision(two), waiver_reason=REASON)
    assert error.value.code == "round_over"
    assert open_round.town("round.publish_results") == {"recommended_n": 0, "not_recommended_n": 4}
    assert {kind for who in open_round.people for kind in step.notices(who)} == {"branch_not_reported"}
