"""Who sees whom, and how much of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from service.domain.errors import NotFound
from service.domain.idcard import make_test_number
from service.domain.people import Actor, Grant
from service.reads import people
from service.store import sensitive
from service.store.sealing import Sealer
from tests.actions.operators.conftest import Office, Step
from tests.actions.operators.test_points import dispute, line, post, resolve
from tests.town import person

ZH, EN = "zh-CN", "en"
SEALER = Sealer(bytes(32))


def seen(step: Step, who: Actor, **query: Any) -> set[UUID]:
    """Return the ids that a reader finds, following the pages."""
    found: set[UUID] = set()
    cursor = None
    while True:
        page = people.page(step.tx, who, cursor=cursor, limit=2, lang=ZH, **query)
        found |= {row["id"] for row in page["items"]}
        cursor = page["next"]
        if cursor is None:
            assert page["total_capped"] == len(found)
            return found


def may_open(step: Step, who: Actor, target: Actor) -> bool:
    try:
        people.get(step.tx, who, target.person_id, ZH, SEALER)
    except NotFound:
        return False
    return True


def test_the_list_and_the_page_obey_one_rule(step: Step, office: Office) -> None:
    town = office.town
    everyone = [town.ann, town.ben, town.cleo, town.dora, town.auditor, town.applicant, town.activist]
    branch = {who.person_id for who in everyone} - {town.cleo.person_id}
    expected = {
        town.ann: branch,
        town.ben: branch,
        town.cleo: {town.cleo.person_id},
        town.dora: {who.person_id for who in everyone},
        town.auditor: {who.person_id for who in everyone},
        town.applicant: {town.applicant.person_id},
    }
    for who, ids in expected.items():
        assert seen(step, who) == ids
        assert {target.person_id for target in everyone if may_open(step, who, target)} == ids


def test_posts_that_draw_or_administer_see_nobody_but_themselves(step: Step, office: Office) -> None:
    town = office.town
    for role in ("sys_admin", "process_editor", "process_releaser"):
        admin = replace(town.cleo, grants=(Grant(role, town.town),))
        assert seen(step, admin) == {town.cleo.person_id}


def test_the_list_is_narrowed(step: Step, office: Office) -> None:
    town = office.town
    assert seen(step, town.dora, q="示") == {who.person_id for who in (town.ann, town.cleo, town.activist)}
    assert seen(step, town.dora, q="%") == set()
    assert seen(step, town.dora, stage="applicant") == {town.applicant.person_id}
    assert seen(step, town.dora, organization=town.other_branch) == {town.cleo.person_id}
    assert seen(step, town.ann, organization=town.other_branch) == set()


def test_a_row_tells_the_year_never_the_day(step: Step, office: Office) -> None:
    town = office.town
    (row,) = people.page(step.tx, town.dora, stage="activist", lang=ZH)["items"]
    assert row == {
        "id": town.activist.person_id, "name": "陈示远", "sex": "女", "birth_year": 1985,
        "branch": {"id": town.branch, "name": "后田社区第一党支部"},
        "base": {"id": town.base, "name": "后田社区党总支"},
        "stage": "activist", "stage_name": "入党积极分子", "since": row["since"],
    }  # fmt: skip


def test_what_is_sealed_is_shown_as_masks(step: Step, office: Office) -> None:
    town = office.town
    number = make_test_number(date(1990, 5, 17), 43)
    sensitive.write(step.tx, SEALER, town.tenant, town.activist.person_id, id_number=number, phone="13900002468")
    for who, may in ((town.ann, True), (town.dora, True), (town.activist, True), (town.auditor, False)):
        page = people.get(step.tx, who, town.activist.person_id, ZH, SEALER)
        shown = {field["label"]: field["masked"] for field in page["sealed"]["fields"]}
        assert shown == {"身份证号": "0" + "*" * 16 + number[-1], "电话": "139****2468"}
        assert page["sealed"]["may_reveal"] is may
        assert number not in str(page) and "13900002468" not in str(page)


def test_the_ledger_stays_with_the_branch_the_town_and_oneself(step: Step, office: Office) -> None:
    town = office.town
    post(step, line(town.activist, evidence="签到表第 3 号"))
    coordinator = replace(town.cleo, grants=(Grant("area_coordinator", town.area),))
    reviewer = replace(town.cleo, grants=(Grant("base_committee_reviewer", town.base),))
    for who in (coordinator, reviewer):
        assert people.get(step.tx, who, town.activist.person_id, ZH, SEALER)["ledger"] is None
    for who, evidence in (
        (town.ann, "签到表第 3 号"), (town.dora, "签到表第 3 号"), (town.activist, "签到表第 3 号"),
        (town.auditor, "（已脱敏）"),
    ):  # fmt: skip
        ledger = people.get(step.tx, who, town.activist.person_id, ZH, SEALER)["ledger"]
        assert [entry["evidence"] for entry in ledger["entries"]] == [evidence]
    assert people.get(step.tx, town.ann, town.applicant.person_id, ZH, SEALER)["ledger"] is None, (
        "an applicant has none"
    )


def test_the_ledger_says_what_counts_and_why_there_is_no_band(step: Step, office: Office) -> None:
    town = office.town
    kept = post(step, line(town.activist, "P01", qty=2))[0]["entry_id"]
    doubted = post(step, line(town.activist, "P02"))[0]["entry_id"]
    wrong = post(step, line(town.activist, "P06", qty=3))[0]["entry_id"]
    dispute(step, doubted)
    resolve(step, wrong, upheld=True)
    ledger = people.get(step.tx, town.ann, town.activist.person_id, ZH, SEALER)["ledger"]
    assert (ledger["cycle"], ledger["opening"], ledger["total"]) == (2017, "20", "22")
    assert ledger["band"] is None and ledger["band_note"].startswith("暂不分档")
    assert ledger["template"] is True
    found = {str(entry["id"]): entry for entry in ledger["entries"]}
    assert (found[kept]["points"], found[kept]["cap_used"], found[kept]["counted"]) == ("+2.0", "2/8", True)
    assert (found[kept]["recorder"], found[kept]["verifier"]) == (town.ben.name, town.ann.name)
    assert (found[doubted]["status_name"], found[doubted]["counted"]) == ("争议中", False)
    assert (found[wrong]["status"], found[wrong]["counted"]) == ("reversed", False)
    (reversal,) = [entry for entry in ledger["entries"] if entry["reverses"]]
    assert (reversal["points"], reversal["status"], reversal["status_name"]) == ("-1.5", "reversed", "冲正")
    assert ledger["caps"] == [{"item": "P01", "name": "参加党课、集中学习", "used": "2", "cap": "8"}]


@pytest.mark.parametrize(
    ("total", "whole", "band"),
    [(90, True, "优先"), (89.5, True, "重点"), (60, True, "一般"), (59.5, True, "帮教"), (95, False, None)],
)
def test_the_band_is_that_of_the_last_whole_closed_year(
    step: Step, office: Office, total: float, whole: bool, band: str | None
) -> None:
    town = office.town
    step.tx.run(
        """insert into points_cycle (tenant_id, organization_id, period, cycle, starts_on, ends_on, status, closed_at,
             totals) values (1, %s, '2016-Y', 2016, '2016-01-01', '2016-12-31', 'frozen', now(),
             jsonb_build_object(%s::text, jsonb_build_object('total', %s::numeric, 'whole_cycle', %s::bool)))""",
        (town.branch, str(town.activist.person_id), total, whole),
    )
    ledger = people.get(step.tx, town.ann, town.activist.person_id, ZH, SEALER)["ledger"]
    assert ledger["band"] == band


def test_the_page_speaks_english(step: Step, office: Office) -> None:
    town = office.town
    found = people.get(step.tx, town.ann, town.activist.person_id, EN, SEALER)
    assert found["stage_name"] == "activist"
    assert {"label": "Branch", "value": "后田社区第一党支部"} in found["facts"]["facts"]
    assert found["ledger"]["band_note"].startswith("no band yet")


def test_paging_survives_equal_names(step: Step, office: Office) -> None:
    town = office.town
    same = {person(step.tx, "王同名", town.other_branch, "applicant").person_id for _ in range(7)}
    assert seen(step, town.cleo, q="同名") == same
