"""What happens to a case as a whole: transfer, death, opening and stopping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.notice_kinds.shape import NoticeText

KINDS: Final[Mapping[str, NoticeText]] = {
    # the case as a whole
    "transferred_out": NoticeText(
        ("您的材料已转出", "Your papers have gone on"),
        (
            "您的发展党员材料已转往新的党组织，这里的个案办结。培养教育的时间连续计算。",
            "Your papers have gone to your new organisation and the case here is closed. The time counts on.",
        ),
    ),
    "death_recorded": NoticeText(
        ("一位同志的去世已登记", "A death is on record"),
        (
            "{subject}的去世已核对登记，本人不再收到任何通知。须另行指定培养联系人的有 {contacts} 人，"
            "另有 {open} 件在办事项请按个案页面终止。材料请妥善保管。",
            "The death of {subject} is on record. {contacts} people need another contact; {open} other open cases are "
            "to be cancelled on their pages. Please keep the papers with care.",
        ),
    ),
    "post_of_deceased": NoticeText(
        ("请收回岗位、停用账号", "Please end posts and an account"),
        (
            "{subject}已去世，请在“岗位”“账号”里收回岗位、停用账号。",
            "{subject} has died. Please end the posts and deactivate the account.",
        ),
    ),
    "activist_census_late": NoticeText(
        ("积极分子摸底到期未完成", "Your part of the census is late"),
        (
            "“{name}”应当在 {due} 前完成，请尽快核对名册、请书记签认，并落实差异。",
            "“{name}” was due on {due}. Please check the register, have it signed and put the differences right.",
        ),
    ),
    "transfer_late": NoticeText(
        ("一件转接材料逾期未送出", "A transfer is late"),
        (
            "{subject}的培养材料应在 {due} 前转出，现已逾期，请督促{organization}。",
            "The papers of {subject} were to be sent by {due}. Please urge {organization}.",
        ),
    ),
    "transfer_examine_late": NoticeText(
        ("一件转入审查逾期", "The examination of a newcomer is late"),
        (
            "{organization}应在 {due} 前对转入的{subject}作出审查结论，现已逾期，请督促。",
            "{organization} was to examine the papers of {subject}, a newcomer, by {due}. Please urge them.",
        ),
    ),
    "transfer_accepted": NoticeText(
        ("新的党组织已接收", "Your new organisation has taken over"),
        (
            "自 {on} 起，您的发展党员事项由{organization}继续办理。培养教育的时间连续计算，"
            "原来的考察、积分记录一并接续，个案编号不变。",
            "From {on} on {organization} goes on with your case. The time counts on, reviews and points go along, and "
            "the number of the case stays.",
        ),
    ),
    "transfer_went": NoticeText(
        ("转出的同志已被接收", "Somebody who moved has been taken over"),
        (
            "{subject}的培养材料已由{receiving}接收（{on}），个案随人转移，本支部不再办理。",
            "{receiving} has taken over {subject} on {on}; the case went along and nothing is left to do here.",
        ),
    ),
    "transfer_arrived": NoticeText(
        ("一位外地转入的同志已接收", "A newcomer has been taken over"),
        (
            "{subject}已于 {on} 接收，阶段和日期已记入名册，个案已从材料载明的阶段接续，不用另行发起。",
            "{subject} was taken over on {on}; stage and days are on the register, and the case goes on from the stage "
            "that the papers show. Nothing needs to be opened by hand.",
        ),
    ),
    "return_unknown": NoticeText(
        ("没有找到转回同志的原记录", "No earlier record was found"),
        (
            "街道组织办于 {on} 核对，没有找到原记录或者不是同一个人，说明见办理记录。从来没有登记过的，"
            "请先由系统管理员登记到名册，再按“从本街道以外转入”办理。",
            "On {on} the office found no earlier record, or not of the same person; why, the case says. Whoever has "
            "never been on record is registered by the administrator first and then transferred in.",
        ),
    ),
    "transfer_doubted": NoticeText(
        ("转入审查有疑问，请您陈述", "A doubt about your transfer: please be heard"),
        (
            "{organization}审查转来的材料后，拟对您的预备党员资格不予承认。您可以在 {due} 前陈述、申辩，提出证明材料；"
            "之后报区委组织部审批，批准以前资格不变。",
            "{organization} has examined your papers and does not mean to recognise your probationary membership. You "
            "may be heard until {due}; then the district decides, and until then nothing changes.",
        ),
    ),
    "transfer_not_recognised": NoticeText(
        ("不予承认预备党员资格", "Your probationary membership is not recognised"),
        (
            "经审查并报县级以上党委组织部门批准，{organization}对您的预备党员资格不予承认（{on}）。不服的，可以提出申诉。",
            "After examination, and with the approval of the organisation department, {organization} does not "
            "recognise your probationary membership ({on}). You may object.",
        ),
    ),
    "case_stopped": NoticeText(
        ("您的发展党员个案已办结", "Your case is closed"),
        (
            "有关决定已生效，您的发展党员个案办结。个人信息按保管期限的规定精简。",
            "The decision has taken effect and your case is closed. Personal data is reduced as the rules say.",
        ),
    ),
    "case_ended_by_death": NoticeText(
        ("一件个案因本人去世办结", "A case ended with a death"),
        (
            "{subject}已去世，个案办结，在办的事项已收回。请妥善保管有关材料。",
            "{subject} has died; the case is closed and open work taken back. Please keep the papers with care.",
        ),
    ),
    "stages_opened": NoticeText(
        ("培养考察已经开启", "Cultivation is open"),
        (
            "在“培养考察”前等候的 {n} 件个案已经继续，到考察日会出现在各支部的待办里。",
            "{n} cases that waited before cultivation have gone on.",
        ),
    ),
}
