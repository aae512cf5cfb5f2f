"""The hand-crafted cases of the demo town: how each came out, and how those go on that wait for the text of 2026."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast
from uuid import UUID

import pytest

from service.actions.operators import Context, call
from service.actions.tenants import FIRST
from service.demo import exam, named, scheme_change
from service.demo.player import Player
from service.demo.tale import Tale
from service.demo.town import make_roster
from service.domain.errors import InvalidAnswers
from service.store import codec, points
from service.store.database import Tx
from service.wiring import House
from tests.demo.test_town import trial

EVE: Final = exam.EXAM_DAY - timedelta(days=1)


def case(tx: Tx, name: str) -> dict[str, Any]:
    """Return a named case with its person and open tasks."""
    row = tx.row(
        """select i.id, i.status, i.variables, p.id as person_id, p.stage, p.stage_since, p.member_on, p.branch_id,
                  array(select t.node from task t where t.instance_id = i.id and t.status = 'open' order by 1) as open
             from instance i join person p on p.id = i.person_id
            where p.name = %s and i.process_key = 'proc_membership_case'""",
        (name,),
    )
    assert row is not None, name
    return dict(row)


def answered(tx: Tx, instance: UUID, node: str) -> list[dict[str, Any]]:
    """Return the answers that were given at a step, the oldest first."""
    rows = tx.rows(
        """select payload from history where instance_id = %s and node = %s and type = 'task.completed' order by seq""",
        (instance, node),
    )
    return [codec.loads(bytes(row["payload"]))["answers"] for row in rows]


def notices(tx: Tx, person: UUID) -> list[str]:
    return [
        row["kind"] for row in tx.rows("select kind from notice where person_id = %s order by created_at", (person,))
    ]


def test_on_time(house: House) -> None:
    with house.db.reading() as tx:
        found = case(tx, named.ON_TIME)
        assert (found["status"], found["stage"]) == ("ended", "full_member")
        assert found["variables"]["conversion"]["party_age_from"] == "2017-03-01", (
            "the last day of the year, not the meeting's"
        )
        papers = {row["code"] for row in tx.rows("select code from document where instance_id = %s", (found["id"],))}
        assert {"DOC_OATH", "DOC_PROB_FORM", "DOC_CONVERT", "DOC_BALLOT", "DOC_APPROVAL", "DOC_ARCHIVE"} <= papers


def test_extended_once_then_converted_or_cancelled(house: House) -> None:
    with house.db.reading() as tx:
        kept, lost = case(tx, named.EXTENDED), case(tx, named.CANCELLED)
        for each in (kept, lost):
            first, second = answered(tx, each["id"], "ut_assembly")
            assert (first["outcome"], first["months"]) == ("extend", 6) and second["outcome"] != "extend"
        assert kept["stage"] == "full_member" and kept["open"] == ["ut_check_paper"]
        assert str(kept["stage_since"]) == "2016-07-20", "party age counts from the end of the extension"
        assert (lost["status"], lost["stage"]) == ("ended", "probation_cancelled")
        assert lost["variables"]["conversion"]["outcome"] == "cancelled"


def test_half_of_those_entitled_is_no_quorum(house: House) -> None:
    with house.db.reading() as tx:
        found = case(tx, named.NO_QUORUM)
        assert found["open"] == ["ut_assembly"] and found["stage"] == "development_candidate"
        (votes,) = [each["votes"] for each in answered(tx, found["id"], "ut_assembly")]
        assert (votes["entitled"], votes["present"], votes["yes"]) == (16, 8, 8)


def test_written_opinions_a_general_branch_and_three_months_and_a_day(house: House) -> None:
    with house.db.reading() as tx:
        found = case(tx, named.WRITTEN)
        (votes,) = [each["votes"] for each in answered(tx, found["id"], "ut_assembly")]
        assert votes["yes"] <= votes["entitled"] / 2 < votes["yes"] + votes["written_yes"]
        (deliberated,) = answered(tx, found["id"], "ut_deliberate")
        assert deliberated["deliberation"] == "agree", "heard, and approved by the town committee only"
        (package,), (approved,) = (answered(tx, found["id"], node) for node in ("ut_check_package", "ut_approve"))
        assert (package["resolution_reported"], approved["decided_on"]) == ("2016-08-01", "2016-11-02")
        assert answered(tx, found["id"], "ut_special"), "a day too late: the reason stands in the file"
        assert str(found["member_on"]) == "2016-07-20", "probation counts from the assembly"


def test_who_leaves_within_three_months_is_not_admitted_here(house: House) -> None:
    with house.db.reading() as tx:
        found = case(tx, named.LEAVING)
        (said,) = answered(tx, found["id"], "ut_pre_review")
        assert (said["leaving"], said["pre_review_result"]) == ("yes", "returned")
        assert found["open"] == ["ut_scrutiny"] and found["stage"] == "development_candidate"


def test_who_moves_in_the_eighth_month_goes_on_elsewhere(house: House) -> None:
    with house.db.reading() as tx:
        found = case(tx, named.TRANSFERRING)
        assert (found["status"], found["stage"]) == ("running", "activist"), "the case waits for the new branch"
        row = tx.row(
            """select i.id, i.status, c.organization_id from instance i
                 join instance c on c.tenant_id = i.tenant_id and c.parent_id = i.id
                where i.process_key = 'proc_case_transfer' and i.person_id = %s""",
            (found["person_id"],),
        )
        assert row is not None and row["status"] == "running" and row["organization_id"] != found["branch_id"]
        papers = tx.rows("select code from document where instance_id = %s", (row["id"],))
        assert [each["code"] for each in papers] == ["DOC_TRANSFER"]


def test_the_town_has_the_cases_that_are_not_of_one_person_s_own(house: House) -> None:
    with house.db.reading() as tx:
        assert tx.value("select count(*) from task where node = 'ut_explain_overdue' and status = 'open'") == 6
        changed = "select count(*) from instance where process_key = 'proc_contact_change' and status = 'ended'"
        assert tx.value(changed) == 1
        decided = tx.rows(
            """select instance_id from history where node = 'ut_committee_confirm' and type = 'task.completed'
                and recorded_at > '2017-04-07T11:00+08:00'"""
        )
        bodies = [answered(tx, row["instance_id"], "ut_committee_confirm")[-1]["body"] for row in decided]
        assert "assembly" in bodies
        assert tx.value("select count(*) from points_entry where cycle = 2017 and status = 'disputed'") == 6


def test_who_turns_fifty_on_the_day_of_the_exam_sits_at_no_computer(house: House) -> None:
    with house.db.reading() as tx:
        sql = """select p.name, t.mode, e.id, e.organization_id from exam_taker t
                   join exam e on e.id = t.exam_id join person p on p.id = t.person_id
                  where p.name = any(%s) and e.first_day = %s"""
        rows = tx.rows(sql, ([exam.TURNS_FIFTY, exam.A_DAY_SHORT], exam.EXAM_DAY))
        assert {row["name"]: row["mode"] for row in rows} == {
            exam.TURNS_FIFTY: "attendance", exam.A_DAY_SHORT: "computer",
        }  # fmt: skip
        waiting = tx.rows("select t.node, t.role from task t join exam e on e.instance_id = t.instance_id")
        assert [(row["node"], row["role"]) for row in waiting] == [("ut_confirm_takers", "training_admin")]
    with trial(house) as tx:  # on the eve of that day the first of them would still have sat
        tx.run("update exam set first_day = first_day - 1 where id = %s", (rows[0]["id"],))
        context = cast(Context, SimpleNamespace(tx=tx, tenant=FIRST, record=lambda *_: None))
        call(context, "exam.enrol", {"exam_id": str(rows[0]["id"])})
        told = {row["name"]: row["mode"] for row in tx.rows(sql, ([exam.TURNS_FIFTY], EVE))}
        assert told == {exam.TURNS_FIFTY: "computer"}


def test_a_scheme_that_changes_in_mid_year_leaves_what_was_recorded(house: House) -> None:
    with house.db.reading() as tx:
        person = tx.row("select id, activist_on from person where name = %s", (scheme_change.TWO_SCHEMES,))
        assert person is not None
        sql = "select scheme, event_date, points from points_entry where person_id = %s order by event_date"
        entries = [(row["scheme"], float(row["points"])) for row in tx.rows(sql, (person["id"],))]
        old, new = "points_scheme_demo_v0", "points_scheme_demo_v1"
        assert entries == [(old, 2.0), (old, 2.0), (new, 1.0), (new, 1.0)]
        until = date(2014, 12, 31)
        found = {
            scheme.id: points.balances(tx, FIRST, scheme, [person], 2014, until)[person["id"]]
            for scheme in points.schemes(tx, FIRST).values()
        }
        assert found[new].bonus == found[old].bonus == Decimal(6), "each entry as it was recorded, under either cap"
        assert [scheme.id for day in scheme_change.STUDIED if (scheme := points.scheme(tx, FIRST, day))] == [
            old, old, new, new,
        ]  # fmt: skip


@pytest.fixture(scope="module")
def roster() -> Any:
    return make_roster(2017, 1)[0]


def resumed(tx: Tx, house: House, roster: Any, name: str) -> Tale:
    """Take a case up where the demo has left it."""
    found = case(tx, name)
    player = Player(tx, house.engine, roster)
    home = next(org for org in roster.orgs if org.id == found["branch_id"])
    tale = Tale(player, home, name)
    tale.person, tale.case = found["person_id"], found["id"]
    return tale


def to_notice(tale: Tale) -> None:
    """Propose under the text of 2026: the town agrees before a notice hangs."""
    day = "2026-05-18"
    for who, source in (
        ("party_group_leader", "group"), ("introducer_1", "contact"), ("org_commissioner", "members"),
        ("org_commissioner", "masses"),
    ):  # fmt: skip
        heard = who if who != "introducer_1" or "ut_hear_contact" in tale.mine(who) else "introducer_2"
        tale.do(day, heard, f"ut_hear_{source}", "form_candidate_opinion")
    tale.do(day, "branch_secretary", "ut_propose", "form_candidate_propose")
    tale.do("2026-05-20", "town_secretary", "ut_town_agree", "form_candidate_agree")
    with pytest.raises(InvalidAnswers):
        tale.do("2026-05-22", "org_commissioner", "ut_post_notice", "form_notice_post")
    both = {"floating": "yes", "residence_posted_on": "2026-05-22"}
    tale.do("2026-05-22", "org_commissioner", "ut_post_notice", "form_notice_post", **both)


def test_begun_under_2014_it_goes_on_under_2026_with_two_notices(house: House, roster: Any) -> None:
    with trial(house) as tx:
        tale = resumed(tx, house, roster, named.FLOATING)
        to_notice(tale)
        sql = "select place, closes_on from publication where instance_id = %s order by place"
        rows = tx.rows(sql, (tale.case,))
        assert [(row["place"], str(row["closes_on"])) for row in rows] == [
            ("residence", "2026-05-29"), ("unit", "2026-05-29"),
        ]  # fmt: skip
        tale.pass_time("2026-05-30")
        tale.do("2026-06-01", "org_commissioner", "ut_notice_result", "form_notice_result")
        tale.do("2026-06-01", "branch_secretary", "ut_list", "form_candidate_list")
        assert tx.value("select stage from person where id = %s", (tale.person,)) == "development_candidate"


def test_an_objection_to_the_notice_is_upheld(house: House, roster: Any) -> None:
    with trial(house) as tx:
        tale = resumed(tx, house, roster, named.FLOATING)
        to_notice(tale)
        said = {"received_on": "2026-05-25", "ground": "papers", "statement": "来电反映其工作经历填写与实际不符。"}
        tale.give("2026-05-25", "org_commissioner", "ut_watch", said)
        found = {
            "examined_on": "2026-05-27", "findings": "经核实，本人签名的材料与事实不符，本人也作了说明。",
            "objection_finding": "upheld", "explanation": "您提供的一份材料与事实不符，请如实说明，继续接受培养考察。",
        }  # fmt: skip
        tale.give("2026-05-27", "town_org_office", "ut_examine", found)
        assert tx.value("select stage from person where id = %s", (tale.person,)) == "activist"
        assert (
            tx.value("select count(*) from publication where instance_id = %s and fields is not null", (tale.case,))
            == 0
        )
        assert "candidate_not_listed" in notices(tx, tale.person)


def test_the_page_names_every_case(project: Path) -> None:
    page = (project / "service" / "demo" / "README.md").read_text(encoding="utf-8")
    for name in (
        named.ON_TIME, named.EXTENDED, named.CANCELLED, named.NO_QUORUM, named.WRITTEN, named.LEAVING, named.FLOATING,
        named.TRANSFERRING, exam.TURNS_FIFTY, exam.A_DAY_SHORT, scheme_change.TWO_SCHEMES,
    ):  # fmt: skip
        assert name in page
