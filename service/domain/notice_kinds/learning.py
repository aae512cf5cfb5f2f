"""Training, programmes and exams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.notice_kinds.shape import NoticeText

KINDS: Final[Mapping[str, NoticeText]] = {
    # training programmes
    "programme_invited": NoticeText(
        ("请参加培训", "Please attend the training"),
        (
            "{training}第 {phase} 期：{starts_on} 至 {ends_on}，地点：{place}，{hours} 学时。"
            "这一期不能参加的请告诉培训管理员，另行安排。",
            "{training}, phase {phase}: {starts_on} to {ends_on}, {place}, {hours} hours. If you cannot come, tell the "
            "training administrator: there is another phase.",
        ),
    ),
    "programme_certified": NoticeText(
        ("培训学时已登记", "Training hours recorded"),
        (
            "{training}：您已参加，记 {hours} 学时，{year} 年累计 {total} 学时。结业证明 {certificate_no}。",
            "{training}: {hours} hours recorded, {total} in {year}. Certificate {certificate_no}.",
        ),
    ),
    # exams
    "exam_invited": NoticeText(
        ("请参加上机考试", "Please sit the exam"),
        (
            "{exam}：{opens} 至 {closes} 之间任选时间，答题 {minutes} 分钟，从“考试”进入，电脑、手机都可以。"
            "未合格的可以免费补考。需要纸质答卷或者有人读题的，请告诉监考员。",
            "{exam}: any time between {opens} and {closes}, {minutes} minutes, at a computer or phone, under “Exams”. "
            "Who does not pass sits again free of charge. Ask the invigilator for paper or a reader.",
        ),
    ),
    "exam_invited_paper": NoticeText(
        ("请参加纸质考试", "Please sit the exam on paper"),
        (
            "{exam}：您使用纸质答卷，时间在 {opens} 至 {closes} 之间，答题 {minutes} 分钟，请按监考员通知到场。",
            "{exam}: you sit on paper between {opens} and {closes}, {minutes} "
            "minutes; the invigilator tells you where.",
        ),
    ),
    "exam_passed": NoticeText(
        ("考试合格", "Exam passed"),
        ("{exam}：您的成绩 {score} 分，合格。", "{exam}: {score} points, passed."),
    ),
    "exam_not_passed": NoticeText(
        ("考试成绩", "Exam score"),
        (
            "{exam}：您的成绩 {score} 分，合格线 {pass_mark} 分。成绩只用于学习，不影响您的权利。有疑问可以提出异议。",
            "{exam}: {score} points; the pass mark is {pass_mark}. It serves learning only. You may object.",
        ),
    ),
    # training
    "training_invited": NoticeText(
        ("请参加年度培训", "Please attend the yearly training"),
        (
            "{training}：{starts_on} 至 {ends_on}，地点：{place}，{hours} 学时。不能参加的请请假，"
            "请假不扣分，另行补课。",
            "{training}: {starts_on} to {ends_on}, {place}, {hours} hours. If you cannot come, ask for leave: it "
            "costs nothing and there is a make-up.",
        ),
    ),
    "training_certified": NoticeText(
        ("培训合格", "Training certified"),
        (
            "{training}：您已合格，结业证明 {certificate_no}，记积分 {points} 分。",
            "{training}: you are certified ({certificate_no}), {points} points recorded.",
        ),
    ),
    "training_not_certified": NoticeText(
        ("培训暂未认定合格", "Training not certified"),
        (
            "{training}：暂未认定您合格。理由：{reason} 有不同意见可以提出异议。",
            "{training}: you are not certified. Reason: {reason} You may object.",
        ),
    ),
}
