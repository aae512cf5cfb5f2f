"""What people may ask for: their data, and an answer to an objection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.notice_kinds.shape import NoticeText

KINDS: Final[Mapping[str, NoticeText]] = {
    "data_request_received": NoticeText(
        ("个人信息请求已收到", "Your request has arrived"),
        (
            "您的个人信息请求已收到，由个人信息保护负责人研究，{due} 前答复您。",
            "Your request about your personal data has arrived; you will have an answer by {due}.",
        ),
    ),
    "data_request_granted": NoticeText(
        ("个人信息请求已同意", "Your request is granted"),
        ("您的个人信息请求已同意。{explanation}", "Your request about your personal data is granted. {explanation}"),
        ("explanation",),
    ),
    "data_request_done": NoticeText(
        ("个人信息请求已办理", "Your request is done"),
        ("您的个人信息请求已办理：{result}", "Your request about your personal data is done: {result}"),
        ("result",),
    ),
    "data_request_refused": NoticeText(
        ("个人信息请求未同意", "Your request is refused"),
        (
            "您的个人信息请求未同意。理由：{explanation} 您可以向履行个人信息保护职责的部门投诉。",
            "Your request about your personal data is refused. {explanation} You may complain to the authority for "
            "the protection of personal information.",
        ),
        ("explanation",),
    ),
    "data_request_late": NoticeText(
        ("对您请求的答复已逾期", "The answer to your request is late"),
        (
            "您的个人信息请求到期没有答复，已报街道党工委书记督促。您的权利不受影响。",
            "Your request about your personal data was not answered in time; the town secretary has been told.",
        ),
    ),
    "data_request_late_office": NoticeText(
        ("有个人信息请求到期没有答复", "A personal data request is late"),
        (
            "{organization}{subject}的个人信息请求应当在 {due} 前答复，请督促个人信息保护负责人。",
            "The personal data request of {subject}, {organization}, was due on {due}; please see to it.",
        ),
    ),
    "objection_received": NoticeText(
        ("异议已收到", "Your objection has arrived"),
        (
            "您对“{item}”（{event_date}）的异议已收到，由没有经手的人核实，{due} 前书面答复您。",
            "Your objection to “{item}” ({event_date}) has arrived. Somebody who had no part in it examines it; you "
            "will have an answer with reasons by {due}.",
        ),
    ),
    "objection_late": NoticeText(
        ("对您异议的答复已逾期", "The answer to your objection is late"),
        (
            "您对“{item}”（{event_date}）的异议到期没有答复，已报街道党工委书记督促。您的权利不受影响。",
            "Your objection to “{item}” ({event_date}) was not answered in time; the town secretary has been told. "
            "Your rights are not touched.",
        ),
    ),
    "objection_late_office": NoticeText(
        ("有异议到期没有答复", "An objection is late"),
        (
            "{organization}{subject}对“{item}”的异议应当在 {due} 前答复，请督促街道组织办。",
            "The objection of {subject}, {organization}, to “{item}” was due on {due}; please see to it.",
        ),
    ),
    "objection_final": NoticeText(
        ("复核后维持原记录", "The review keeps the record"),
        (
            "您对“{item}”（{event_date}）的异议经上一级复核未成立，原记录保留。理由：{explanation}",
            "The review does not uphold your objection to “{item}” ({event_date}). {explanation}",
        ),
        ("explanation",),
    ),
    "objection_upheld": NoticeText(
        ("异议成立，已更正", "Your objection is upheld"),
        (
            "您对“{item}”（{event_date}）的异议成立，原记录予以更正。理由：{explanation}",
            "Your objection to “{item}” ({event_date}) is upheld; the record is corrected. {explanation}",
        ),
        ("explanation",),
    ),
    "objection_rejected": NoticeText(
        ("异议未成立", "Your objection is not upheld"),
        (
            "您对“{item}”（{event_date}）的异议未成立，原记录保留。理由：{explanation} 您可以请上一级复核一次。",
            "Your objection to “{item}” ({event_date}) is not upheld. {explanation} You may ask the next level to "
            "review it once.",
        ),
        ("explanation",),
    ),
}
