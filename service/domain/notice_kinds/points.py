"""Points, honours and what is put right about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.notice_kinds.shape import NoticeText

KINDS: Final[Mapping[str, NoticeText]] = {
    # points
    "points_published": NoticeText(
        ("积分已公示", "Points are published"),
        (
            "{period}积分已在支部公示，到 {until} 止。您的合计为 {total} 分，{band}。有异议请在公示期内提出。",
            "The points of {period} are posted in the branch until {until}. Your total is {total}, {band}. You may "
            "object until then.",
        ),
    ),
    "sunshine_member_published": NoticeText(
        ("您拟评为阳光党员，正在公示", "You are to be named a sunshine member"),
        (
            "{year} 年度阳光党员评选，您拟评为阳光党员，公示到 {until}。",
            "You are to be named a sunshine member of {year}; the notice runs until {until}.",
        ),
    ),
    "sunshine_member_named": NoticeText(
        ("您被评为阳光党员", "You are a sunshine member"),
        ("您被评为 {year} 年度阳光党员，证书编号 {number}。", "You are a sunshine member of {year}, no. {number}."),
    ),
    "sunshine_member_not": NoticeText(
        ("本年度评选结果", "The result of this year's choice"),
        (
            "{year} 年度阳光党员评选，您被提名，本次没有选上。理由：{reason} 有异议可以向街道组织办提出，"
            "不影响其他事项。",
            "You were named for {year} and not chosen. Reason: {reason} You may object; nothing else depends on it.",
        ),
    ),
    "sunshine_members_posted": NoticeText(
        ("阳光党员名单公示", "The list of sunshine members is announced"),
        (
            "{year} 年度拟评阳光党员名单已在“组织”页公示，请安排片区和单位公开栏张贴到 {until}，收到异议的及时登记。",
            "The list of {year} is on the organisations' pages; have it posted until {until} and note objections.",
        ),
    ),
    "selection_late": NoticeText(
        ("提名截止日已到", "Names were due"),
        (
            "{year} 年度阳光党员评选的提名截止日是 {due}，请提醒还没有提名的党组织；逾期仍可以补报。",
            "Names for {year} were due on {due}; please remind whoever has not answered.",
        ),
    ),
    "star_published": NoticeText(
        ("您的拟评星级已公示", "Your stars are published"),
        (
            "{year} 年度星级党员评定，您拟评为 {stars}。各部分得分在您的待办里，{until} 前可以提出异议。"
            "评定只用于党内激励。",
            "In the rating of {year} you are to have {stars}. Your own parts are among your tasks; you may object "
            "until {until}. It serves honours inside the Party only.",
        ),
    ),
    "star_awarded": NoticeText(
        ("星级已确定", "Your stars stand"),
        ("{year} 年度星级党员评定，您评为 {stars}。", "In the rating of {year} you have {stars}."),
    ),
    "correction_asked": NoticeText(
        ("有人请求更正您的一条积分", "Somebody asks to correct an entry of yours"),
        (
            "支部发现“{item}”（{event_date}）这条积分可能记错，请街道组织办核实。这不是决定；核实后会告诉您结论和理由。",
            "The branch thinks that “{item}” ({event_date}) may be recorded wrongly; the street office will look at "
            "it. This is no decision; you will be told the result and why.",
        ),
    ),
    "correction_proposed": NoticeText(
        ("您的一条积分拟作更正", "An entry of yours is to be corrected"),
        (
            "“{item}”（{event_date}）拟作更正。理由：{explanation} 详情在您的待办里，{due} 前可以提出异议；"
            "异议期间不更正。",
            "“{item}” ({event_date}) is to be corrected. Reason: {explanation} See your tasks; you may object until "
            "{due}, and nothing changes while you do.",
        ),
        ("explanation",),
    ),
    "correction_refused": NoticeText(
        ("更正请求核实完毕，原记录保留", "The entry stays as it is"),
        (
            "关于“{item}”（{event_date}）的更正请求已核实，原记录保留。理由：{explanation}",
            "The request to correct “{item}” ({event_date}) was examined; the entry stays. Reason: {explanation}",
        ),
        ("explanation",),
    ),
    "correction_dropped": NoticeText(
        ("本人异议成立，不作更正", "The person's objection is upheld"),
        (
            "关于“{item}”（{event_date}）的更正，本人的异议成立，原记录保留。",
            "The objection against correcting “{item}” ({event_date}) is upheld; the entry stays.",
        ),
    ),
    "correction_made": NoticeText(
        ("积分已更正", "The entry is corrected"),
        (
            "“{item}”（{event_date}）已经更正：原记录和冲销记录都留在台账里，另有新记录的会再告诉本人。",
            "“{item}” ({event_date}) is corrected: the entry and its reversal stay in the ledger; a new entry, if "
            "there is one, is told separately.",
        ),
    ),
}
