"""What else is going on in April 2017: lists of points under way, objections open and upheld, a class being planned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from service.demo.player import Player, on
from service.demo.values import Org, Person

POINTS: Final = "proc_points_entry"
CLOSE: Final = "proc_points_period_close"
TRAINING: Final = "proc_activist_training"
LISTS: Final = (*["verifying"] * 4, *["returned"] * 2, *["objecting"] * 6, *["upheld"] * 5)
STATEMENTS: Final = (
    "当天在区医院值班，事先已向党小组组长请假，请核对请假登记。",
    "当天参加单位统一安排的夜班，已提前说明，请组织核实。",
    "当天陪护家人住院，已电话请假，有请假记录。",
)
FOUND: Final = "已向党小组组长核实并查看请假登记，当事人确已事先请假，原记录不实。"
EXPLAINED: Final = "经核实您已请假，请假不扣分，原记录已冲正，向您致歉并已提醒记录人。"


def play_scenes(player: Player, rng: Random, tick: Callable[[], None]) -> None:
    """Play the lists of points, the quarter's closing in some branches and the planning of the class."""
    branches = [org for org in player.town.at_level("branch") if org.town == 0 and org.activists >= 2]
    chosen = rng.sample(branches[3:], len(LISTS) + 4)
    # The first branch belongs to a printed account: a list waits there for verification.
    _play_list(player, branches[0], "verifying", rng)
    for branch, goal in zip(chosen, LISTS, strict=False):
        _play_list(player, branch, goal, rng)
        tick()
    player.hand_back()
    for branch in chosen[len(LISTS) :]:
        commissioner = player.holder(branch.id, "org_commissioner")
        player.start(on(7, 15, rng.randrange(60)), commissioner, CLOSE, branch.id, {"cycle": 2017, "period": "Q1"})
    _plan_class(player)


def _play_list(player: Player, branch: Org, goal: str, rng: Random) -> None:
    """Record a list from one sign-in sheet, and let happen what the goal says."""
    activists = [p for p in player.by_branch[branch.id] if p.stage == "activist"]
    leader = player.holder(branch.id, "party_group_leader")
    absent = activists[0] if goal in ("objecting", "upheld") else None
    answers = {
        "source": "4 月 5 日集中学习签到表",
        "entries": [_entry(person, person is absent) for person in activists],
        "no_relative": True,
    }
    at = on(5, 17, rng.randrange(50)) if absent else on(7, 16, rng.randrange(50))
    instance = player.start(at, leader, POINTS, branch.id, answers)
    if goal == "verifying":
        return
    commissioner = player.holder(branch.id, "org_commissioner")
    if goal == "returned":
        back = {"verify_decision": "returned", "return_reason": "签到表上有一人签名看不清，请核对后重新提交。"}
        player.complete(at + timedelta(minutes=35), commissioner, instance, "ut_verify", back)
        return
    verified = {"verify_decision": "verified", "evidence_seen": True, "no_relative": True}
    at = on(6, 10, rng.randrange(50))
    player.complete(at, commissioner, instance, "ut_verify", verified)
    _hear(player, instance, absent.id if absent else None, goal, rng)


def _entry(person: Person, absent: bool) -> dict[str, Any]:
    return {
        "person_id": str(person.id),
        "item": "N01" if absent else "P01",
        "event_date": "2017-04-05",
        "qty": 1,
        "evidence_ref": "04-05 集中学习签到表",
    }


def _hear(player: Player, instance: UUID, absent: UUID | None, goal: str, rng: Random) -> None:
    """Let the people told acknowledge or object; the town office settles some objections."""
    office = player.holder(player.town.at_level("town")[0].id, "town_org_office", 1)
    for notice in player.children(instance):
        person = notice["person_id"]
        at = on(6, 19, rng.randrange(50))
        if person != absent:
            if rng.random() < 0.7:
                player.complete(at, person, notice["id"], "ut_acknowledge", {"choice": "ack"})
                player.ended(at, notice["id"])
            continue
        objection = {"choice": "object", "ground": "on_leave", "statement": rng.choice(STATEMENTS)}
        player.complete(at, person, notice["id"], "ut_acknowledge", objection)
        if goal == "upheld":
            answer = {
                "investigation": FOUND,
                "objection_result": "upheld",
                "explanation": EXPLAINED,
                "correct": "no",
            }
            at = on(7, 15, rng.randrange(50))
            player.complete(at, office, notice["id"], "ut_handle_objection", answer)
            player.ended(at, notice["id"])


def _plan_class(player: Player) -> None:
    town = player.town.at_level("town")[0]
    answers = {
        "training_name": "2017 年入党积极分子集中培训",
        "phase": 1,
        "starts_on": "2017-05-15",
        "ends_on": "2017-05-17",
        "place": "街道党校（示例）",
        "hours": 16,
        "content": ["charter", "spirit", "history", "practice"],
        "equal_path": "上夜班或者行动不便的同志可以选择周末班或者送学上门。",
    }
    player.start(on(7, 10, 20), player.holder(town.id, "training_admin"), TRAINING, town.id, answers)
