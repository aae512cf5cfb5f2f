"""An exam whose first day is somebody's fiftieth birthday: not at a computer any more; a day later, still at one."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from service.actions import register
from service.actions.tenants import FIRST
from service.demo.player import Player, on
from service.demo.tale import RECORDED
from service.domain import clock, idcard
from service.domain.exam_sheet import Line
from service.domain.exams import Kind
from service.store import exams

TURNS_FIFTY: Final = "冯示满"
A_DAY_SHORT: Final = "陈试差"
EXAM_DAY: Final = date(2017, 4, 24)
BORN: Final = {TURNS_FIFTY: date(1967, 4, 24), A_DAY_SHORT: date(1967, 4, 25)}
BANK: Final = "应知应会题库（示例）"
_TRUE_OR_FALSE: Final = (("T", "正确"), ("F", "错误"))
SINGLE: Final = (
    ("申请入党的人，须年满多少周岁？", "十八周岁", "十六周岁", "二十周岁", "二十二周岁"),
    ("预备党员的预备期是多长？", "一年", "半年", "两年", "三个月"),
    ("正式党员的党龄从哪一天算起？", "预备期满转为正式党员之日", "递交入党申请书之日", "支部大会之日", "宣誓之日"),
    ("发展党员，须有几名正式党员作入党介绍人？", "两名", "一名", "三名", "五名"),
    ("预备党员没有下列哪一项？", "表决权、选举权和被选举权", "参加党的会议", "阅读党的文件", "接受党的教育"),
)
MULTIPLE: Final = (
    (
        "关于接收预备党员的支部大会，正确的是哪些？", "ABC",
        ("有表决权的到会人数须超过应到会的半数", "采取无记名投票", "赞成人数须超过应到会的半数", "可以请人代投"),
    ),
    ("入党积极分子人选怎样产生？", "AB", ("党员推荐", "群团组织推优", "抽签决定", "自行宣布")),
)  # fmt: skip
JUDGED: Final = (
    ("预备期只能延长一次。", "T"),
    ("预备期可以一再延长。", "F"),
    ("党组织收到入党申请书后，应当在一个月内派人同申请人谈话。", "T"),
    ("两名以上的发展对象，可以合在一起表决。", "F"),
    ("三个月内将离开工作、学习单位的，一般不办理接收手续。", "T"),
)
PLAN: Final[dict[str, Any]] = {
    "exam_name": "2017 年春季应知应会考试（示例）", "exam_on": "2017-04-24", "exam_until": "2017-04-25",
    "opens": "08:30", "closes": "17:30", "minutes": 60, "single_n": 5, "single_worth": 8, "multiple_n": 2,
    "multiple_worth": 10, "judgement_n": 5, "judgement_worth": 8, "pass_mark": 60, "resits": 1, "age_limit": 50,
}  # fmt: skip


def plan_exam(player: Player) -> None:
    """Record two members born a day apart, and plan the exam: its list waits to be confirmed."""
    town, home = player.town.at_level("town")[0], player.town.at_level("branch")[0]
    clock.stop_at(on(6, 9))
    admin = player.actor(player.holder(town.id, "sys_admin"))
    for number, (name, born) in enumerate(BORN.items()):
        given: dict[str, Any] = {
            "name": name, "id_number": idcard.make_test_number(born, 940 + number), "phone": "", "branch_id": home.id,
            "stage": "full_member", "applied_on": None, "activist_on": None, "member_on": "1995-06-20",
            "education": "大专", "occupation": "企业职工", "floating": False, "reason": RECORDED,
        }  # fmt: skip
        register.add_in(player.tx, admin, given)
    keeper = player.holder(town.id, "training_admin")
    bank = exams.add_bank(player.tx, FIRST, town.id, BANK, _questions(), keeper, on(7, 9))
    player.start(on(7, 9, 30), keeper, "proc_exam", town.id, {**PLAN, "bank_id": str(bank)})


def _questions() -> list[Line]:
    keys = "ABCD"
    single = [
        Line(Kind.SINGLE, stem, tuple(zip(keys, options, strict=True)), ("A",), "党章") for stem, *options in SINGLE
    ]
    several = [
        Line(Kind.MULTIPLE, stem, tuple(zip(keys, options, strict=True)), tuple(right), "发展党员工作")
        for stem, right, options in MULTIPLE
    ]
    return [
        *single,
        *several,
        *(Line(Kind.JUDGEMENT, stem, _TRUE_OR_FALSE, (right,), "党章") for stem, right in JUDGED),
    ]
