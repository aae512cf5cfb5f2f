"""The sections of forms that a case fills one after the other: what each is called and takes, who signs there.

A step brings more answers than its section asks for: the membership form has the resolution and the counts, not who
kept the minutes. A diagram names the section (`document.issue`); without one an entry has all that its step said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from service.domain.errors import Conflict


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a form. `fields`: the answers it takes, all when empty; `facts`: what else it says, by label."""

    title: str
    fields: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    signed: tuple[str, ...] = ()
    sealed: bool = False


TERM: Final = {"from": "预备期起", "until": "预备期止"}
CAME_TO: Final = {"party_age_from": "党龄起算日期", "until": "预备期延长至"}
_VOTED: Final = ("votes", "outcome", "months", "reason")

SECTIONS: Final[Mapping[str, Mapping[str, Section]]] = {
    "DOC_ZYS": {
        "filled": Section("本人填写情况", signed=("本人签名",)),
        "introducers": Section("入党介绍人意见", signed=("入党介绍人签名",)),
        "resolution": Section(
            "支部大会通过接收申请人为预备党员的决议",
            ("assembly_on", "votes", "resolution"),
            signed=("支部书记签名",),
            sealed=True,
        ),
        "deliberation": Section(
            "总支部（基层党委）审议意见",
            ("deliberated_on", "deliberation", "deliberation_words"),
            signed=("负责人签名",),
            sealed=True,
        ),
        "talk": Section(
            "上级党组织指派专人进行谈话情况和对申请人入党的意见",
            ("approval_talk_on", "place", "talk_opinion", "talk_words"),
            signed=("谈话人签名",),
        ),
        "approval": Section(
            "上级党委审批意见",
            ("decided_on", "admission_decision", "approval_ref", "reason"),
            TERM,
            signed=("党委书记签名",),
            sealed=True,
        ),
        "conversion": Section(
            "支部大会通过预备党员能否转为正式党员的决议",
            ("meeting_on", *_VOTED),
            CAME_TO,
            signed=("支部书记签名",),
            sealed=True,
        ),
        "conversion_approval": Section(
            "上级党委对支部大会转正决议的审批意见",
            ("approval_on", "approval", "approval_reason"),
            CAME_TO,
            signed=("党委书记签名",),
            sealed=True,
        ),
    },
}


def find(code: str, name: str | None) -> Section | None:
    """Return a section of a kind of document by its name.

    Raises Conflict: the document has no such section.
    """
    if name is None:
        return None
    section = SECTIONS.get(code, {}).get(name)
    if section is None:
        raise Conflict("operator_parameters", name=f"{code} {name}")
    return section


def taken(section: Section | None, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a section takes of a step's answers."""
    if section is None or not section.fields:
        return dict(answers)
    return {name: answers[name] for name in section.fields if name in answers}


def told(section: Section | None, facts: Mapping[str, Any], shown: Any) -> Sequence[dict[str, Any]]:
    """Return the lines that a section has of what the step came to; `shown` writes a day as papers have it."""
    if section is None:
        return ()
    stays = {"until"} if "months" in facts and facts["months"] is None else set()  # a resolution that moves no end
    return [
        {"label": label, "value": shown(facts[key])}
        for key, label in section.facts.items()
        if facts.get(key) and key not in stays
    ]
