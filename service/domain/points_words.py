"""What the points pages say of a sum: which rule, which cap, what would change it; Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from service.domain.messages import is_english

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # the sum, line by line: what it is, and the rule behind it
    "base": ("基础分", "Base"),
    "base_rule": (
        "按作为积极分子的月份计：{months} 个月，每月 {each} 分，满年 {year} 分；确认当月整月计。",
        "By months as an activist: {months} at {each} each, {year} in a whole year; the first month counts whole.",
    ),
    "bonus": ("加分事实", "Facts that add"),
    "bonus_rule": ("核对入账的 {n} 条，按项目分值乘数量。", "{n} verified entries, the item's points times quantity."),
    "item_caps": ("超出单项上限", "Above an item's cap"),
    "item_caps_rule": (
        "每个项目全年有上限，先发生的先计；超出的留在台账里，不计分。",
        "Each item has a yearly cap, earlier events fill it first; what is above stays on record and counts nothing.",
    ),
    "bonus_cap": ("超出加分总上限", "Above the cap of all bonuses"),
    "bonus_cap_rule": ("全年加分最多 {cap} 分。", "All bonuses of a year together count {cap} at most."),
    "deduction": ("扣分事实", "Facts that subtract"),
    "deduction_rule": (
        "核对入账的 {n} 条；请假、生病、照护、轮班等正当缺席不扣分。",
        "{n} verified entries; absence with leave, illness, care or a shift subtracts nothing.",
    ),
    "deduction_caps": ("扣分上限以外", "Above a deduction's cap"),
    "deduction_caps_rule": ("单项扣分全年有上限，超出的不扣。", "Each deduction has a yearly cap; no more is taken."),
    "bounds": ("合计范围", "Bounds"),
    "bounds_rule": ("合计在 {least} 到 {most} 分之间。", "Totals lie between {least} and {most}."),
    "total": ("合计", "Total"),
    "total_rule": ("争议中的和已冲销的不计。", "What is disputed or reversed is left out."),
    # why an entry counts what it does
    "why_counted": ("全部计入", "counts in full"),
    "why_item_cap": ("单项已到全年上限，计 {counts} 分", "the item's yearly cap is reached: counts {counts}"),
    "why_bonus_cap": ("加分已到全年总上限，计 {counts} 分", "the cap of all bonuses is reached: counts {counts}"),
    "why_disputed": ("争议中，结论出来以前不计", "disputed: counts nothing until settled"),
    "why_not_yet": ("还没有核对，不计", "not verified yet: counts nothing"),
    "why_reversed": ("已冲销，不计；原记录留着", "reversed: counts nothing, the record stays"),
    "why_reversal": ("冲销记录，说明上面那条不再计入", "a reversal: says that the entry above counts no more"),
    "item_rule": ("每{unit} {points} 分，全年最多 {cap} 分", "{points} a {unit}, {cap} a year at most"),
    "item_rule_free": ("每{unit} {points} 分，不设上限", "{points} a {unit}, without a cap"),
    "item_gone": ("按登记时的办法计", "as the measure said when it was recorded"),
    # what would change it
    "change_months": (
        "每满一个月再计基础分 {each} 分，到年底还会计 {more} 分，不用做什么。",
        "Each month adds {each} to the base, {more} more until the year ends; nothing needs to be done for it.",
    ),
    "change_facts": (
        "有新的线下事实，由记录人登记、另一人核对后计入，加分还可以计 {left} 分；过了 {days} 天才登记的，"
        "须街道组织办同意。",
        "New facts that happened count once recorded and verified by another; bonuses may still add {left}. After "
        "{days} days the street office has to agree.",
    ),
    "change_disputed": (
        "争议中的 {n} 条如果维持，合计是 {total} 分；如果更正，按更正后的记录计。",
        "If the {n} disputed entries stand, the total is {total}; if corrected, as the correction says.",
    ),
    "change_wrong": (
        "记错的可以提出异议或请求更正：原记录不改，用冲销和新记录更正，两条都看得到。",
        "What is wrong can be objected to or corrected: by a reversal and a new entry; both stay visible.",
    ),
    # bands
    "band_range": ("{least} 分以上，不满 {most} 分", "from {least} to below {most}"),
    "band_top": ("{least} 分以上", "{least} and more"),
    "band_low": ("不满 {most} 分", "below {most}"),
    "band_how": (
        "档次只看最近一个已定账、并且全年都是积极分子的年度；今年的合计不分档。年中确认的同志基础分不满，不会因此定档。",
        "A band comes only from the last closed year in which one was an activist throughout; this year's total has "
        "none. Whoever was confirmed within a year has less of a base and gets no band for it.",
    ),
    "nothing_alone": (
        "积分是事实的记录，供研究时参考，不排名，也不自动产生任何结论。",
        "Points record facts for people to consider; they make no ranks and decide nothing by themselves.",
    ),
    # closed periods
    "closing_closed": ("已结账，公示前", "closed, not published yet"),
    "closing_published": ("公示中", "published"),
    "closing_frozen": ("已定账", "frozen"),
    "check_same": ("校验一致", "verified: unchanged"),
    "check_changed": ("校验不一致，请报告街道组织办", "verification failed: tell the street office"),
    "check_unkept": ("结账时没有留存明细，不能重算", "closed without keeping what lay behind: cannot be recomputed"),
}


def say(code: str, lang: str, **params: Any) -> str:
    """Return what a code says."""
    pair = WORDS[code]
    return (pair[1] if is_english(lang) else pair[0]).format(**params)
