"""Organisations and the enterprises around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.notice_kinds.shape import NoticeText

KINDS: Final[Mapping[str, NoticeText]] = {
    # organisations
    "org_reply_late": NoticeText(
        ("成立党组织的请示应当答复", "A request to found an organisation is due"),
        (
            "{organization}关于成立“{name}”的请示应当在一个月内（{due} 前）答复，请安排研究。",
            "The request of {organization} to found “{name}” was to be answered within a month, by {due}.",
        ),
    ),
    "org_refused": NoticeText(
        ("成立党组织的请示未获同意", "A request to found an organisation is refused"),
        (
            "“{name}”的成立请示经街道党工委研究，暂不同意。理由：{reason}",
            "The town committee does not agree to found “{name}” yet. Reason: {reason}",
        ),
        ("reason",),
    ),
    "committee_installed": NoticeText(
        ("新一届领导班子已任职", "A committee has taken office"),
        (
            "{name}新一届领导班子已任职，共 {n} 个职务，任期到 {until}。",
            "The new committee of {name} has taken office with {n} posts, until {until}.",
        ),
    ),
    "joint_consents_late": NoticeText(
        ("联合党委征求意见到期", "Answers on a joint committee are due"),
        (
            "“{name}”征求各单位意见应当在 {due} 前答复，请督促尚未答复的单位。",
            "The units' answers on “{name}” were due on {due}.",
        ),
    ),
    "sunshine_notice": NoticeText(
        ("阳光党组织公示", "A sunshine organisation is announced"),
        (
            "{organization}拟命名为阳光党组织，请在片区和单位公开栏公示到 {until}，有异议的向街道组织办反映。",
            "{organization} is to be named a sunshine organisation; please post it until {until}.",
        ),
    ),
    "sunshine_withdrawn": NoticeText(
        ("取消阳光党组织命名", "A sunshine organisation is no longer one"),
        ("{organization}的阳光党组织命名已取消。理由：{reason}", "{organization} is no longer one. Reason: {reason}"),
        ("reason",),
    ),
    "sunshine_closed": NoticeText(
        ("自评截止日已到", "Self-scoring was to be done"),
        (
            "{round}的自评截止日是 {due}，尚未提交的党组织请片区提醒；逾期仍可以补报。",
            "The self-scoring of {round} was due on {due}; please remind whoever has not answered.",
        ),
    ),
    "census_late": NoticeText(
        ("企业摸排到期未完成", "A census is late"),
        (
            "“{park}”企业摸排应当在 {due} 前走访完毕，请督促尚未走访的企业。",
            "The visits of the census of “{park}” were due on {due}.",
        ),
    ),
    "census_done": NoticeText(
        ("企业摸排和组建情况", "Census and coverage"),
        (
            "“{park}”共 {n} 家企业：组织覆盖率由 {before} 到 {after}，工作覆盖率由 {work_before} 到 {work_after}。",
            "“{park}”, {n} enterprises: organisation coverage from {before} to {after}, work coverage from "
            "{work_before} to {work_after}.",
        ),
    ),
}
