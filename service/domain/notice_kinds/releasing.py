"""Notices about drafts of processes and rules: who has to look at one, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.notice_kinds.shape import NoticeText

KINDS: Final[Mapping[str, NoticeText]] = {
    "draft_waits": NoticeText(
        ("有草稿等您审核", "A draft waits for your decision"),
        (
            "{who}提交了{what}的草稿，请核对后发布或者退回。说明：{note}",
            "{who} handed in a draft of {what}; please check it, then release it or send it back. Note: {note}",
        ),
    ),
    "draft_released": NoticeText(
        ("您的草稿已发布", "Your draft is released"),
        (
            "{who}发布了您提交的{what}的草稿，新办的个案照此办理。理由：{reason}",
            "{who} released the draft of {what} that you handed in; new cases go by it. Reason: {reason}",
        ),
    ),
    "draft_sent_back": NoticeText(
        ("您的草稿被退回", "Your draft was sent back"),
        (
            "{who}退回了您提交的{what}的草稿，没有发布。理由：{reason}",
            "{who} sent back the draft of {what} that you handed in; nothing was released. Reason: {reason}",
        ),
    ),
}
