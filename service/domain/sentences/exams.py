"""What is said about exams and question banks."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "exam_not_found": ("没有找到这场考试，或者您不在名单里。", "There is no such exam, or you are not on its list."),
    "exam_not_keeper": (
        "考场和题库由培训管理员、监考员管理。",
        "Exams and question banks are looked after by the training administrator and the invigilators.",
    ),
    "exam_not_by_computer": (
        "您不用上机考试。有疑问请联系监考员。",
        "You do not sit this exam at a computer. Please ask the invigilator.",
    ),
    "exam_too_early": ("考试 {at} 开始，请到时再进入。", "The exam opens at {at}."),
    "exam_closed": ("这场考试已经结束。", "This exam is over."),
    "exam_passed_already": ("您已经合格，不用再考。", "You have passed already."),
    "exam_no_resit": ("补考机会已经用完。", "No sitting is left."),
    "exam_time_over": (
        "答题时间已到，这次的答案没有收进答卷；时间到之前保存的都在。",
        "The time is over and this answer did not count; what was saved before is kept.",
    ),
    "exam_handed_in": ("已经交卷。", "Handed in already."),
    "exam_elsewhere": (
        "这份答卷已经在另一台设备上继续。要在这里答题，请点“回到这台设备”。",
        "This sitting goes on at another device. To answer here, choose “Go on here”.",
    ),
    "exam_choice": ("这道题没有这个选项。", "This question has no such option."),
    "exam_own": ("不能给自己延时。", "Nobody gives themselves more time."),
    "exam_extra": ("一场考试最多延时 {most} 分钟。", "At most {most} extra minutes an exam."),
    "exam_begun": ("已经开始上机答题，不能改为纸质答卷。", "They sit at the computer already."),
    "exam_still_sitting": (
        "还有 {n} 人正在答题，等交卷或者时间到再结束。",
        "{n} people still sit; wait until they hand in or their time is over.",
    ),
    "exam_column": ("缺少“{name}”一栏。", "The column “{name}” is missing."),
    "exam_kind": ("第 {row} 行：题型填单选、多选或者判断。", "Row {row}: 题型 is 单选, 多选 or 判断."),
    "exam_stem": ("第 {row} 行：题干为 4 至 500 字。", "Row {row}: 题干 has 4 to 500 characters."),
    "exam_options": (
        "第 {row} 行：选择题至少两个选项，从 A 起连续填写。",
        "Row {row}: at least two options, beginning with A and without gaps.",
    ),
    "exam_answer": (
        "第 {row} 行：单选填一个字母，多选填两个以上且都有选项，判断填对或者错。",
        "Row {row}: 答案 is one letter (单选), two or more that are options (多选), 对 or 错 (判断).",
    ),
    "exam_twice": ("第 {row} 行：这道题前面已经有了。", "Row {row}: this question stands above already."),
    "exam_bank_lacks": (
        "题库不够：{kind}还缺 {n} 道。",
        "The bank is too small: {n} more of {kind} are needed.",
    ),
    "exam_not_full": (
        "题数乘以每题分值，合计应为 100 分，现在是 {total} 分。",
        "Counts times worth must come to 100; it is {total}.",
    ),
    "exam_no_bank": ("没有这个题库版本。", "There is no such version of a bank."),
    "exam_window": (
        "考试开放时间须长于答题时间，结束不能早于开始。",
        "The exam must be open for longer than a sitting takes.",
    ),
    "exam_unknown_left": (
        "还有 {n} 人只有出生年份，正好在年龄线上，请逐人确定是否上机。",
        "Of {n} people only the year of birth is known, right at the limit: decide on each.",
    ),
    "no_such_phase": ("期次从 1 到 {most}。", "Phases go from 1 to {most}."),
    "exam_not_on_paper": ("不在纸质答卷名单里，或者成绩已经登记。", "Not on the list for paper, or recorded already."),
}
