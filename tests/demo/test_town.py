"""The town in the database: counts, waiting points, valid histories, and that people can go on working in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, cast
from uuid import UUID

import pytest

from service import demo
from service.actions import jobs, sessions, tasks
from service.actions.tenants import FIRST
from service.demo import answers
from service.demo.cases import SPECIAL
from service.demo.player import Within
from service.demo.values import NOW
from service.domain import clock
from service.domain.closings import rows_of
from service.domain.errors import Conflict
from service.domain.people import Actor, Grant
from service.reads import closings
from service.reads.history import strays, verify_all
from service.store import documents, points
from service.store.database import Database, Tx
from service.wiring import House

TODAY = NOW.date()


class Undo(Exception):
    """Leave the town as it was."""


@contextmanager
def trial(house: House) -> Iterator[Tx]:
    """Give a transaction that is undone in the end."""
    try:
        with house.db.transaction() as tx:
            yield tx
            raise Undo
    except Undo:
        pass


def test_counts(house: House) -> None:
    with house.db.reading() as tx:
        people = {row["stage"]: row["n"] for row in tx.rows("select stage, count(*) as n from person group by stage")}
        # and eleven of the named people (tests/demo/test_named.py), each where its story has led
        assert people == {
            "full_member": 4565 + 1 + 2 + 2, "probationary_member": 45 + 1, "applicant": 320, "activist": 300 + 3,
            "development_candidate": 2, "probation_cancelled": 1,
        }  # fmt: skip
        cases = "select count(*) from instance where process_key = 'proc_membership_case' and status = 'running'"
        assert tx.value(cases) == 620 + 6
        assert tx.value("select count(*) from organization") == 226
        assert tx.value("select count(*) from calendar_day where provisional") == 365
        assert tx.value("select count(*) from points_entry where recorder_id = verifier_id") == 0
        assert tx.value("select max(length(state)) from instance where process_key = 'proc_membership_case'") <= 3072


def test_the_clock_stands_on_the_demo_morning(house: House) -> None:
    with house.db.reading() as tx:
        offset = tx.value("select clock_offset from tenant where id = %s", (FIRST,))
    shown = datetime.now(UTC) + offset
    assert NOW <= shown < NOW + timedelta(minutes=10)


def test_where_the_cases_stand(house: House) -> None:
    with house.db.reading() as tx:
        waits = {
            row["message"]: row["n"] for row in tx.rows("select message, count(*) as n from subscription group by 1")
        }
        assert waits["msg_stage3_open"] == 300
        assert waits["msg_recommended"] == 266
        assert waits["msg_withdraw"] == 620 + 6
        rows = tx.rows(
            """select t.node, count(*) as n from task t join instance i on i.id = t.instance_id
                where i.process_key = 'proc_membership_case' and t.status = 'open' group by t.node"""
        )
    nodes = {row["node"]: row["n"] for row in rows}
    assert nodes == {
        "ut_enter_application": SPECIAL["entering"],
        "ut_submit_application": SPECIAL["submitting"],
        "ut_talk": SPECIAL["talking"] + SPECIAL["overdue"],
        "ut_explain_overdue": SPECIAL["overdue"],
        "ut_committee_confirm": SPECIAL["confirming"] - 1,
        "ut_file_with_town": SPECIAL["filing"] + 1,
        "ut_complete_papers": SPECIAL["completing"],
        "ut_appoint_contacts": SPECIAL["appointing"],
        **dict.fromkeys(("ut_hear_group", "ut_hear_contact", "ut_hear_members", "ut_hear_masses"), 1),
        **dict.fromkeys(("ut_scrutiny", "ut_assembly", "ut_assign_group", "ut_oath", "ut_check_paper"), 1),
    }


def test_every_chain_holds(house: House) -> None:
    with house.db.reading() as tx:
        assert verify_all(tx, FIRST) == [] and strays(tx, FIRST) == []


def test_histories_run_forward_and_never_into_the_future(house: House) -> None:
    with house.db.reading() as tx:
        back = """select count(*) from (select recorded_at < lag(recorded_at) over w as back from history
                    window w as (partition by instance_id order by seq)) h where back"""
        assert tx.value(back) == 0
        assert tx.value("select max(recorded_at) from history") < NOW
        assert (
            tx.value(
                "select count(*) from history where occurred_on > (recorded_at at time zone 'Asia/Shanghai')::date"
            )
            == 0
        )
        assert tx.value("select count(*) from timer where due_at < %s", (NOW,)) == 0


def test_facts_and_cases_agree(house: House) -> None:
    with house.db.reading() as tx:
        wrong = tx.rows(
            """select p.name from person p join history h on h.tenant_id = p.tenant_id and h.type = 'case.contacts_set'
                 join instance i on i.id = h.instance_id and i.person_id = p.id
                where p.stage <> 'activist' or p.activist_on is null
                   or not exists (select 1 from contact c where c.person_id = p.id and c.from_on = h.occurred_on
                        or c.person_id = p.id)"""
        )
        assert wrong == []
        excluded = tx.value(
            """select count(*) from task t join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id
                where t.completed_by = any(t.exclude)
                   or (t.completed_by = i.person_id and t.role <> 'applicant')"""
        )
        assert excluded == 0, "nobody decided on the own case or twice where two are needed"


def test_the_round_is_in_full_swing(house: House) -> None:
    with house.db.reading() as tx:
        rows = tx.rows(
            "select status, count(*) as n from instance where process_key = 'proc_recommendation_branch' group by 1"
        )
        assert {row["status"]: row["n"] for row in rows} == {"running": 117, "ended": 30}
        counts = tx.row(
            """select count(waiver_reason) as waived, count(deviation_reason) as departed, sum(quota) as places
                 from round_branch"""
        )
    assert counts is not None
    assert counts["places"] == 165
    assert counts["waived"] >= 3
    assert counts["departed"] >= 1


def test_disputes_are_open_and_settled(house: House) -> None:
    with house.db.reading() as tx:
        rows = tx.rows("select status, count(*) as n from points_entry where cycle = 2017 group by status")
        assert {"disputed": 6, "reversed": 5, "reversal": 5}.items() <= {
            row["status"]: row["n"] for row in rows
        }.items()
        assert tx.value("select count(*) from task where node = 'ut_handle_objection' and status = 'open'") == 6


def test_what_was_recorded_as_closed_is_what_the_service_would_close(house: House) -> None:
    """The hash of every branch's year is the one that points.freeze would have made, and its totals add up."""
    with trial(house) as tx:
        found = closings.check_all(tx, FIRST)
        assert len(found) > 100
        assert {each.result for each in found} == {"same"}
        branch = tx.row("select behind, totals from points_cycle order by organization_id limit 1")
        assert branch is not None
        entries = points.of_people(tx, FIRST, [UUID(person) for person in branch["totals"]], 2016)
        assert branch["behind"]["entries"] == rows_of(entries)


def holder(tx: Tx, organization: UUID, role: str) -> Actor:
    row = tx.row(
        """select p.id, p.name, o.level, g.organization_id from role_grant g
             join person p on p.tenant_id = g.tenant_id and p.id = g.person_id
             join organization o on o.tenant_id = g.tenant_id and o.id = g.organization_id
            where g.role = %s and g.organization_id in (select ancestor_id from org_closure where descendant_id = %s)
            order by p.id limit 1""",
        (role, organization),
    )
    assert row is not None
    return Actor(FIRST, row["id"], row["name"], grants=(Grant(role, row["organization_id"], row["level"]),))


def kinds(tx: Tx, instance: UUID) -> list[tuple[str, str | None]]:
    rows = tx.rows("select type, node from history where instance_id = %s order by seq", (instance,))
    return [(row["type"], row["node"]) for row in rows]


def test_a_case_of_the_generator_goes_on_by_hand_and_looks_the_same(house: House) -> None:
    """Continue a case by the real actions: each step is written just as the generator wrote it for others."""
    clock.use_offset(NOW - datetime.now(UTC))
    rng = Random(7)
    with trial(house) as tx:
        row = tx.row("select i.id, i.organization_id, i.person_id from task t join instance i on i.id = t.instance_id "
                     "where t.node = 'ut_enter_application' and t.status = 'open' order by i.id limit 1")  # fmt: skip
        assert row is not None
        case, branch = row["id"], row["organization_id"]
        secretary, commissioner = holder(tx, branch, "branch_secretary"), holder(tx, branch, "org_commissioner")
        office, contact = holder(tx, branch, "town_org_office"), holder(tx, branch, "contact_person")

        def complete(node: str, actor: Actor, given: dict[str, Any]) -> None:
            task = tx.value(
                "select id from task where instance_id = %s and node = %s and status = 'open'", (case, node)
            )
            tasks.complete_in(tx, house.engine, actor, task, given)

        complete("ut_enter_application", commissioner, answers.application_entered(TODAY, rng))
        complete("ut_talk", secretary, answers.talk(TODAY, [secretary.person_id, commissioner.person_id], rng))
        within = cast(Database, Within(tx))
        key = str(row["person_id"])
        assert jobs.deliver_message(within, house.engine, FIRST, "msg_recommended", key, {"person_id": key}) == 1
        given = answers.committee_confirms(TODAY, secretary.person_id, commissioner.person_id, rng)
        complete("ut_committee_confirm", secretary, given)
        complete("ut_file_with_town", office, answers.filed(TODAY))
        complete("ut_appoint_contacts", secretary, answers.contacts_appointed(TODAY, [contact.person_id]))
        assert tx.value("select stage from person where id = %s", (row["person_id"],)) == "activist"
        mine = kinds(tx, case)
        like = tx.rows(
            "select instance_id as id from history where type = 'case.contacts_set' and instance_id <> %s limit 40",
            (case,),
        )
        assert mine in [kinds(tx, other["id"]) for other in like]
        assert verify_all(tx, FIRST) == [] and strays(tx, FIRST) == []


def test_people_can_log_in(house: House) -> None:
    ticket = sessions.log_in(house.db, "demo_town_org_office_1", demo.PASSWORD, sessions.Origin("test", "127.0.0.1"))
    assert ticket.token
    with house.db.reading() as tx:
        hashes = Counter(row["password_hash"] for row in tx.rows("select password_hash from account"))
    assert len(hashes) == 1, "one hash for all: nobody waits for 1,500 of them"
    assert next(iter(hashes)).startswith("$argon2id$")


def test_a_town_is_made_once_and_only_in_a_demo(house: House) -> None:
    assert not demo.wanted(house)
    with pytest.raises(Conflict, match="demo_not_empty"):
        demo.generate(house)
    with trial(house) as tx:
        tx.run("update tenant set demo = false, clock_offset = '0' where id = %s", (FIRST,))
        assert not demo.wanted(house)


def test_each_recommended_applicant_has_a_paper(house: House) -> None:
    sql = """select d.id from document d join instance i on i.tenant_id = d.tenant_id and i.id = d.instance_id
              where d.code = 'DOC_RECOMMEND' and i.process_key = 'proc_recommendation_branch' and d.void_at is null"""
    with house.db.reading() as tx:
        papers = [documents.find(tx, FIRST, row["id"]) for row in tx.rows(sql)]
        recommended = tx.value("select count(*) from nomination where decision = 'recommend'")
        assert len(papers) == recommended > 0
        body = documents.open_body(tx, papers[0] or {})
    said = {line["label"]: line["value"] for line in body["entries"][0]["lines"]}
    assert said["研究结论"] == "推荐为入党积极分子人选" and "2017年" in (said.get("党员推荐") or said["群团推优"])
