"""What is said about the later stages: probation and conversion, transfers, files."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # where a case joins the way
    "register_no_day": (
        "名册里没有记{stage}的起算日期，请先在名册补记。",
        "The register does not say since when the person is {stage}; please record it first.",
    ),
    # probation and conversion
    "probation_not_over": (
        "预备期到 {until} 才满，此前不能讨论转正或者延长预备期。",
        "Probation lasts until {until}; before that nobody is converted or extended.",
    ),
    "extension_once": (
        "预备期已经延长过一次，不能再次延长，只能转为正式党员或者取消预备党员资格。",
        "Probation has been extended once and cannot be again: the person is converted or probation is cancelled.",
    ),
    "extension_months": (
        "延长预备期不少于 {least} 个月、不超过 {most} 个月。",
        "An extension lasts {least} to {most} months.",
    ),
    "postponed_too_far": (
        "推迟讨论须定在今天以后，最迟 {limit}（预备期满后六个月内）；转正时间仍从预备期满算起。",
        "The discussion can wait until {limit} at most; the day of conversion stays the end of probation.",
    ),
    "death_recorded": (
        "{who}的去世已经登记过。",
        "The death of {who} is on record already.",
    ),
    # transfers
    "transfer_stage": (
        "名册上这位同志已经是{stage}，与材料不一致，请先核实。",
        "On the register this person is {stage} already; please find out what is right.",
    ),
    "transfer_day": (
        "名册上记的是 {day}，与材料不一致，请先核实；名册有误的，先由系统管理员更正。",
        "The register has {day}. Please find out what is right; an administrator corrects the register.",
    ),
    "transfer_order": (
        "日期先后不对，不能早于 {day}。",
        "The days are out of order: this one cannot be before {day}.",
    ),
    # papers
    "archive_unaccounted": (
        "还有规定归档的材料没有核对：{papers}。缺的也要有一行，填“缺”。",
        "Not accounted for yet: {papers}. What is missing has a row, too.",
    ),
}
