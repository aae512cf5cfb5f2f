"""What is said about founding organisations, elections and the census of enterprises."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "candidates_too_few": (
        "应选 {seats} 名，候选人差额不少于百分之二十，至少要提出 {needed} 名。",
        "{seats} seats want at least {needed} candidates: a fifth more than seats.",
    ),
    "seats_differ": (
        "应选名额不对，还有 {seats} 个名额要选。",
        "The seats are wrong: {seats} are still open.",
    ),
    "not_elected": ("这位同志没有当选委员，不能任这一职务。", "This person was not elected and cannot hold this post."),
    "term_extension": (
        "延期一般不超过一年，最晚到 {latest}。",
        "A term is normally extended by no more than a year, until {latest} at the latest.",
    ),
    "first_committee_appointed": (
        "摸排产生的党总支先于所属支部成立，现在还没有党员可以选举，请先指定首届班子，支部成立以后再按期选举。",
        "This general branch is founded before its branches, so nobody could elect yet: appoint the first committee.",
    ),
    "honour_none": ("这个党组织当年没有命名，或者已经取消。", "There is no such honour, or it was taken back."),
    "enterprise_not_found": ("没有找到这家企业。", "There is no such enterprise."),
    "census_nothing_planned": (
        "没有待组建的党支部方案，请先核对摸排结果。",
        "No branch is proposed; look at the census first.",
    ),
}
