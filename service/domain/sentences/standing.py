"""What is said about taking somebody's status away, and about honours."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "ground_stage": (
        "{who}现在是{stage}，不办理取消积极分子资格。",
        "{who} is at the stage “{stage}”; there is no activist status to take away.",
    ),
    "ground_silence": (
        "失去联系不满 {months} 个月，还不能按这种情形登记。",
        "Less than {months} months without contact.",
    ),
    "ground_floor": (
        "上一个整年度的积分没有低于底线（{floor} 分），或没有整年度的结账，不能按这种情形登记。",
        "There is no whole closed year below the floor of {floor} points.",
    ),
    "ground_assessment": (
        "参加测评不足 {least} 人，或满意率没有低于三分之二，不能按这种情形登记。",
        "Fewer than {least} raters, or not below two thirds.",
    ),
    "ground_decision_open": (
        "这种情形不能作出这项处理。程序还没有结论的只能暂缓；失去联系的先暂缓三个月。",
        "This ground does not allow that decision; while a procedure is pending somebody can only be suspended.",
    ),
    "ground_not_voted": (
        "至少要到会 {present} 人（{quorum_article}）、赞成 {needed} 票（{article}），才能形成这项处理意见。",
        "That decision takes {present} present ({quorum_article}) and {needed} yes ({article}).",
    ),
}
