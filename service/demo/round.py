"""The running round of 2017: opened on 27 March, 147 branches at different points, some reported, none late yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from service.actions.tenants import FIRST
from service.demo.player import Player, iso, on
from service.demo.values import Person

PROCESS: Final = "proc_recommendation_round"
QUOTA_TOTAL: Final = 165
CLOSES: Final = "2017-04-28"
# Where the branches stand, in shares; the printed accounts' branches are fixed first.
SHARES: Final = (("listing", 38), ("voting", 32), ("league", 8), ("deciding", 27), ("reporting", 12), ("filed", 30))
STEPS: Final = ("listing", "voting", "league", "deciding", "reporting", "filed")
REASONS: Final = (
    "该同志长期参加社区志愿服务，思想汇报内容具体，群众反映好，经集体研究同意推荐。",
    "该同志主动承担支部分配的工作，党员推荐得票较多，支委会一致同意推荐。",
    "该同志立足岗位、表现稳定，入党动机端正，经综合比较同意推荐为人选。",
)
HOLD_REASONS: Final = (
    "该同志申请时间较短，还需继续了解和培养，本次暂缓推荐，建议参加下一轮。",
    "本次名额有限，经集体研究综合比较后暂缓推荐，支部将继续重点培养。",
)
WAIVER: Final = "本支部人数少，符合条件的申请人不足差额数，经支委会研究按实际人数推荐。"
DEVIATION: Final = "两位同志积分接近，被推荐同志在应急值守中表现突出，经集体研究综合考虑后推荐。"
EXCLUDED: Final = "已经另行推荐，正在办理确定手续。"


@dataclass(slots=True)
class Branch:
    """One branch's part: its instance and where it is to stand."""

    instance: UUID
    org: UUID
    goal: str
    place: int


def play_round(player: Player, rng: Random, tick: Callable[[], None]) -> None:
    """Open the round of the first town and bring its branches to where they stand."""
    town = next(org for org in player.town.at_level("town") if org.town == 0)
    office = player.holder(town.id, "town_org_office")
    answers = {
        "round_year": 2017,
        "round_name": "2017 年度入党积极分子集中推荐",
        "opens_on": "2017-03-27",
        "closes_on": CLOSES,
        "quota_total": QUOTA_TOTAL,
        "basis": "按各支部已谈话申请人数分配，每个支部至少一名。",
    }
    parent = player.start(on(27, 9, 40, 3), office, PROCESS, town.id, answers)
    published = {"published_on": "2017-03-28", "notice_no": "城街组通〔2017〕6 号（示例）"}
    player.complete(on(28, 10, 5, 3), office, parent, "ut_publish_quota", published)
    for branch in _plan(player, parent, rng):
        _play_branch(player, branch, rng)
        tick()
    player.hand_back()


def _plan(player: Player, parent: UUID, rng: Random) -> list[Branch]:
    """Deal the goals out; the first three branches of the list stand at the first three of them."""
    order = {org.id: place for place, org in enumerate(player.town.at_level("branch"))}
    children = sorted(player.children(parent), key=lambda row: order[row["organization_id"]])
    goals = [goal for goal, share in SHARES for _ in range(share)]
    goals = (goals + ["listing"] * len(children))[: len(children)]
    rng.shuffle(goals)
    for place, goal in enumerate(("listing", "voting", "deciding")):
        swap = goals.index(goal, place)
        goals[place], goals[swap] = goals[swap], goals[place]
    return [
        Branch(row["id"], row["organization_id"], goal, place)
        for place, (row, goal) in enumerate(zip(children, goals, strict=True))
    ]


def _play_branch(player: Player, branch: Branch, rng: Random) -> None:
    goal = STEPS.index(branch.goal)
    if goal == 0:
        return
    eligible = _list(player, branch, rng)
    if goal <= 1:
        return
    voted = _vote(player, branch, eligible, rng)
    if goal <= 2:
        return
    met = _decide(player, branch, eligible, voted, rng) if goal > 3 else None
    if goal <= 4 or met is None:
        return
    _report(player, branch, met, rng)


def _list(player: Player, branch: Branch, rng: Random) -> list[Person]:
    """List everybody who has been talked to; who is on the way already is left out with a reason."""
    talked = [
        person
        for person in player.by_branch[branch.org]
        if person.stage == "applicant" and person.talked_on is not None
    ]
    waiting = _waiting(player, talked)
    eligible = [person for person in talked if person.id in waiting]
    excluded = [
        {"person_id": str(person.id), "cause": "other", "reason": EXCLUDED}
        for person in talked
        if person.id not in waiting
    ]
    league = "yes" if branch.goal == "league" or (len(eligible) > 2 and rng.random() < 0.3) else "no"
    answers: dict[str, Any] = {"eligible": [str(person.id) for person in eligible], "league": league}
    if excluded:
        answers["excluded"] = excluded
    at = _moment(rng, on(29, 9, 0, 3), 4)
    player.complete(at, player.holder(branch.org, "org_commissioner"), branch.instance, "ut_list_eligible", answers)
    return eligible


def _waiting(player: Player, people: list[Person]) -> set[UUID]:
    """Return whose cases wait to be recommended."""
    rows = player.tx.rows(
        """select i.person_id from subscription s join instance i on i.tenant_id = s.tenant_id and i.id = s.instance_id
            where s.tenant_id = %s and s.message = 'msg_recommended' and i.person_id = any(%s)""",
        (FIRST, [person.id for person in people]),
    )
    return {row["person_id"] for row in rows}


def _vote(player: Player, branch: Branch, eligible: list[Person], rng: Random) -> datetime:
    """Hold the members' recommendation; a mass organisation recommends where there is one."""
    members = [p for p in player.by_branch[branch.org] if p.stage == "full_member"]
    entitled = len(members)
    present = max(entitled * 2 // 3 + 1, entitled - rng.randint(0, 5))
    valid = present - rng.choice((0, 0, 0, 1))
    at = _moment(rng, on(5, 14), 2)
    answers = {
        "meeting_on": iso(at.date()),
        "meeting_kind": "assembly",
        "place": "支部会议室",
        "entitled": entitled,
        "present": present,
        "ballots_returned": present,
        "ballots_valid": valid,
        "teller": str(player.holder(branch.org, "vote_teller")),
        "monitor": str(player.holder(branch.org, "vote_monitor")),
        "nominees": [{"person_id": str(p.id), "votes_for": rng.randint(valid // 3, valid)} for p in eligible],
    }
    teller = player.holder(branch.org, "vote_teller")
    player.complete(at, teller, branch.instance, "ut_cast_recommendation", answers)
    if branch.goal != "league" and "ut_league_recommend" in player.open_tasks(branch.instance):
        at += timedelta(hours=2)
        league = {
            "league_kind": "union",
            "recommended_on": iso(at.date()),
            "nominees": [{"person_id": str(eligible[0].id), "reason": "工会推荐，岗位表现突出。"}],
        }
        commissioner = player.holder(branch.org, "org_commissioner")
        player.complete(at, commissioner, branch.instance, "ut_league_recommend", league)
    return at


def _decide(player: Player, branch: Branch, eligible: list[Person], voted: datetime, rng: Random) -> datetime:
    """Let the committee decide with reasons; the surplus is waived or the order departed from where that is so."""
    quota = int(
        player.tx.value(
            "select quota from round_branch where tenant_id = %s and instance_id = %s", (FIRST, branch.instance)
        )
    )
    at = _moment(rng, voted.replace(hour=9, minute=30) + timedelta(days=1), 2)
    chosen = rng.sample(eligible, min(quota, len(eligible)))
    scored = _totals(player, eligible)
    passed = [scored[p.id] for p in eligible if p.id in scored and p not in chosen]
    departs = bool(passed) and any(scored[p.id] < max(passed) for p in chosen if p.id in scored)
    size = 5 if player.holders[branch.org, "branch_deputy"] else 3
    answers: dict[str, Any] = {
        "meeting_on": iso(at.date()),
        "body": "committee",
        "entitled": size,
        "present": size,
        "chair": str(player.holder(branch.org, "branch_secretary")),
        "minutes_by": str(player.holder(branch.org, "org_commissioner")),
        "decisions": [_decision(person, person in chosen, size, rng) for person in eligible],
        "order": "departs" if departs else "follows" if scored else "no_points",
    }
    if departs:
        answers["deviation_reason"] = DEVIATION
    if len(eligible) < max(quota + 1, -(-6 * quota // 5)):
        answers["waiver_reason"] = WAIVER
    secretary = player.holder(branch.org, "branch_secretary")
    player.complete(at, secretary, branch.instance, "ut_committee_decide", answers)
    return at


def _decision(person: Person, chosen: bool, size: int, rng: Random) -> dict[str, Any]:
    return {
        "person_id": str(person.id),
        "decision": "recommend" if chosen else "hold",
        "votes_yes": size if chosen else 1,
        "votes_no": 0,
        "votes_abstain": 0 if chosen else size - 1,
        "reason": rng.choice(REASONS if chosen else HOLD_REASONS),
    }


def _totals(player: Player, people: list[Person]) -> dict[UUID, float]:
    """Return the closed totals that place people in the order."""
    found: dict[UUID, float] = {}
    for period in player.town.periods:
        for person in people:
            total = period.totals.get(str(person.id))
            if total and total["whole_cycle"]:
                found[person.id] = total["total"]
    return found


def _report(player: Player, branch: Branch, met: datetime, rng: Random) -> None:
    at = met + timedelta(minutes=rng.randint(30, 240))
    answers = {"reported_on": iso(at.date()), "minutes_ok": True, "no_pressure": True}
    player.complete(at, player.holder(branch.org, "branch_secretary"), branch.instance, "ut_report", answers)
    player.ended(at, branch.instance)


def _moment(rng: Random, first: datetime, days: int) -> datetime:
    """Return a moment within office hours of the days after a first one."""
    return first + timedelta(days=rng.randrange(days), minutes=rng.randint(0, 180))
