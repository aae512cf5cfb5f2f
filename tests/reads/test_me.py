"""One's own page: the next step, what is owed to me by when, notices, objections."""

from __future__ import annotations

from uuid import UUID

import pytest

from service.actions import notices as actions
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.reads import me, notices
from service.store.ids import new_id
from tests.actions.operators.conftest import NOW, Office, Step
from tests.actions.operators.test_points import dispute, line, post, resolve

ZH = "zh-CN"


def task(step: Step, instance: UUID, node: str, title: str, role: str, assignee: Actor | None = None) -> None:
    """Write an open task."""
    step.tx.run(
        """insert into task (tenant_id, id, instance_id, process_key, node, title, role, organization_id, assignee_id,
             status, due_at, data, created_at)
           values (1, %s, %s, 'proc_x', %s, %s, %s, %s, %s, 'open', '2017-04-20T15:59:59Z', '{}', %s)""",
        (new_id(), instance, node, title, role, step.office.town.branch, assignee and assignee.person_id, NOW),
    )


def test_what_the_organisation_owes_me(step: Step, office: Office) -> None:
    who = office.town.applicant
    step.tx.run("update person set talked_on = null where id = %s", (who.person_id,))
    instance = step.instance("proc_membership_case", office.town.branch, who.person_id)
    task(step, instance, "ut_talk", "派人谈话", "org_commissioner")
    other = step.instance("proc_membership_case", office.town.branch, office.town.activist.person_id)
    task(step, other, "ut_talk", "别人的事", "org_commissioner")
    page = me.page(step.tx, who, ZH)
    assert [(row["what"], row["who"], row["due"].isoformat()) for row in page["deadlines"]] == [
        ("派人谈话", "后田社区第一党支部 组织委员", "2017-04-20")
    ]
    assert page["next_step"].startswith("党支部应当在收到申请后一个月内找您谈话（2017-04-20 前）")
    assert [stage["status"] for stage in page["path"]] == ["now", "next", "next", "next", "next"]
    assert [case["id"] for case in page["cases"]] == [instance]


def test_what_waits_for_me_comes_first(step: Step, office: Office) -> None:
    who = office.town.activist
    instance = step.instance("proc_points_notice", office.town.branch, who.person_id)
    task(step, instance, "ut_acknowledge", "查看积分记录", "applicant", who)
    page = me.page(step.tx, who, ZH)
    assert page["next_step"].startswith("有 1 件事要您本人办理：查看积分记录。您是入党积极分子。")
    assert page["deadlines"] == []


def test_the_earliest_day_of_the_next_stage_is_said(step: Step, office: Office) -> None:
    assert "（最早 2017-01-01）" in me.page(step.tx, office.town.activist, ZH)["next_step"]


def test_notices_are_one_s_own_and_read_once(step: Step, office: Office) -> None:
    town = office.town
    context = step.context(town.ann)
    sent = step.run(context, "notice.send", person_id=str(town.applicant.person_id), kind="talk_done", on="2017-04-10")
    (notice,) = notices.page(step.tx, town.applicant, ZH)
    assert notice["title"] == "谈话已记录" and "2017-04-10" in notice["text"] and notice["read_at"] is None
    assert notices.page(step.tx, town.applicant, "en")[0]["title"] == "Your talk is on record"
    assert notices.page(step.tx, town.activist, ZH) == []
    notice_id = UUID(sent["notice_id"])
    with pytest.raises(NotFound):
        actions.mark_read(step.tx, town.ann, notice_id)
    actions.mark_read(step.tx, town.applicant, notice_id)
    first = notices.page(step.tx, town.applicant, ZH)[0]["read_at"]
    actions.mark_read(step.tx, town.applicant, notice_id)
    assert first is not None and notices.page(step.tx, town.applicant, ZH)[0]["read_at"] == first


def test_a_notice_takes_the_reason_from_the_form(step: Step, office: Office) -> None:
    town = office.town
    context = step.context(town.ann, reason="考察时间还短，需要继续了解。", advice="多参加支部活动。")
    step.run(context, "notice.send", person_id=str(town.applicant.person_id), kind="not_confirmed", on="2017-04-10")
    (notice,) = notices.page(step.tx, town.applicant, ZH)
    assert "理由：考察时间还短，需要继续了解。" in notice["text"] and "多参加支部活动。" in notice["text"]


def test_an_office_is_told_at_the_nearest_level(step: Step, office: Office) -> None:
    town = office.town
    context = step.context(town.ann, organization=town.branch, person=town.applicant.person_id)
    sent = step.run(context, "notice.office", role="town_org_office", scope="town", kind="talk_overdue_unexplained")
    assert sent == {"sent_n": 1}
    (notice,) = notices.page(step.tx, town.dora, ZH)
    assert "后田社区第一党支部应当同赵例安谈话" in notice["text"]
    nobody = step.run(context, "notice.office", role="linked_leader", scope="town", kind="talk_overdue_unexplained")
    assert nobody == {"sent_n": 0}


def test_my_objections_and_their_answers(step: Step, office: Office) -> None:
    who = office.town.activist
    one = post(step, line(who))[0]["entry_id"]
    two = post(step, line(who, "P02"))[0]["entry_id"]
    resolve(step, one, upheld=False)
    dispute(step, two)
    found = {(row["title"], row["status"], row["note"]) for row in me.page(step.tx, who, ZH)["objections"]}
    assert found == {
        ("积分：参加党课、集中学习", "不成立", "经核实签到表和请假登记后作出。"),
        ("积分：参加主题党日（邀请）", "处理中", None),
    }
