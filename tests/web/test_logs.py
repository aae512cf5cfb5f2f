"""The two logs as the audit administrator and the privacy officer read them: filters, pages, chains, marked sheets."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook

from service.domain import log_words
from service.domain.people import Actor
from service.store import access_anchor, sensitive
from service.wiring import House
from tests.town import TENANT, Town, person
from tests.web.browser import PASSWORD, Browser

Case = tuple[UUID, UUID]
CODE = re.compile(r'"((?:account|calendar|draft|hold|identity|import|log|organization|person|post|recusal|sealed'
                  r'|substitution|token|town)\.[a-z_]+)"')  # fmt: skip


@pytest.fixture(scope="module")
def readers(house: House, town: Town) -> dict[str, Actor]:
    """Give the two who read logs."""
    from service.actions import passwords

    with house.app.app_context(), house.db.transaction() as tx:
        made = {
            "audit": person(tx, "尤示审", town.other_branch, "full_member", ("audit_admin", town.town)),
            "privacy": person(tx, "许示护", town.other_branch, "full_member", ("privacy_officer", town.town)),
        }
        tx.run("update account set password_hash = %s where password_hash = '!'", (passwords.hash_password(PASSWORD),))
    return made


@pytest.fixture
def audit(sign_in: Callable[[Actor], Browser], readers: dict[str, Actor]) -> Browser:
    return sign_in(readers["audit"])


@pytest.fixture
def privacy(sign_in: Callable[[Actor], Browser], readers: dict[str, Actor]) -> Browser:
    return sign_in(readers["privacy"])


def test_who_saw_what_of_whom_and_why(ann: Browser, audit: Browser, town: Town, house: House) -> None:
    whom = town.applicant
    with house.app.app_context(), house.db.transaction() as tx:
        sensitive.write(tx, house.sealer, TENANT, whom.person_id, phone="13900002461")
    asked = {"field": "phone", "purpose": "contact", "note": "约定谈话时间"}
    assert ann.post(f"/people/{whom.person_id}/reveal", asked).status_code == 200
    page = audit.get(f"/logs/access?whom={whom.name}&kind=reveal&limit=1")
    first = page.json["items"][0]
    assert (first["who"], first["whom"], first["result"]) == (town.ann.name, whom.name, "allowed")
    assert first["what"] == "电话" and first["why"] == "联系本人：约定谈话时间" and first["way"] == "查看密封项"
    assert first["role"] == "党支部书记" and "13900002461" not in page.text
    assert audit.get("/logs/access?whom=查无此人").json == {"items": [], "next": None}


def test_refused_attempts_say_why(cleo: Browser, audit: Browser, privacy: Browser, town: Town, case: Case) -> None:
    assert cleo.get(f"/people/{town.applicant.person_id}").status_code == 404
    assert cleo.get(f"/tasks/{case[1]}").status_code == 404
    rows = audit.get(f"/logs/access?result=denied&who={town.cleo.name}").json["items"]
    assert {row["result"] for row in rows} == {"denied"} and len(rows) >= 2
    assert all(row["why"].endswith("。") for row in rows)
    # what is no personal data is not the privacy officer's
    theirs = privacy.get(f"/logs/access?result=denied&who={town.cleo.name}").json["items"]
    assert theirs and {row["whom"] for row in theirs} == {town.applicant.name}


def test_pages_follow_each_other_without_gap(audit: Browser, cleo: Browser, town: Town) -> None:
    for _ in range(5):
        cleo.get(f"/people/{town.applicant.person_id}")
    everything = [row["id"] for row in audit.get("/logs/access?limit=100").json["items"]]
    seen, after = [], ""
    while True:
        page = audit.get(f"/logs/access?limit=2{after}").json
        seen += [row["id"] for row in page["items"]]
        if page["next"] is None or len(seen) >= len(everything):
            break
        after = f"&cursor={page['next']}"
    assert seen[: len(everything)] == everything
    assert audit.get("/logs/access?cursor=nonsense").status_code == 422
    assert audit.get("/logs/access?from_on=2017-05-02&to_on=2017-05-01").status_code == 422
    assert audit.get("/logs/access?from_on=2001-01-01&to_on=2001-01-02").json["items"] == []
    assert audit.get("/logs/acts?cursor=1x").status_code == 422


def test_what_administrators_did_stands_in_words(audit: Browser, privacy: Browser, house: House, town: Town) -> None:
    from service.store import admin_log

    before = {"organization": town.branch, "role": "branch_secretary", "person": town.ann.person_id}
    with house.app.app_context(), house.db.transaction() as tx:
        admin_log.record(
            tx, TENANT, town.dora.person_id, "post.handed_over", town.ann.person_id, before,
            {"to_on": "2017-04-30", "heir": town.ben.person_id}, "换届",
        )  # fmt: skip
    row = audit.get(f"/logs/acts?noun=post&who={town.dora.name}").json["items"][0]
    assert (row["what"], row["who"], row["target"], row["reason"]) == (
        "移交岗位", town.dora.name, town.ann.name, "换届",
    )  # fmt: skip
    facts = {fact["name"]: fact["value"] for fact in row["facts"]}
    assert facts["人员"] == town.ann.name and facts["接任"] == town.ben.name and facts["岗位"] == "党支部书记"
    assert privacy.get("/logs/acts").status_code == 403


def test_every_kind_of_act_has_a_name() -> None:
    """Whatever the service writes into the administrators' log is a word that its reader knows."""
    rooms = [Path("service/actions"), Path("service/web")]
    found = {kind for room in rooms for file in room.glob("*.py") for kind in CODE.findall(file.read_text("utf-8"))}
    sealed_columns = {"account.totp"}
    assert found - sealed_columns - set(log_words.KINDS) == set()
    assert {kind.split(".")[0] for kind in log_words.KINDS} == set(log_words.NOUNS)


def test_chains_say_how_far_they_hold(audit: Browser, privacy: Browser, cleo: Browser, house: House, town: Town,
                                      monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from datetime import timedelta

    cleo.get(f"/people/{town.applicant.person_id}")
    monkeypatch.setattr(access_anchor, "WAIT", timedelta(seconds=-1))
    with house.app.app_context(), house.db.transaction() as tx:
        access_anchor.anchor(tx, TENANT)
    state = audit.get("/logs/chains").json
    assert state["access"]["ok"] is None and state["access"]["rows"] > 0 and state["access"]["through"]
    checked = audit.get("/logs/chains?check=true").json
    assert checked["access"]["ok"] is True and checked["acts"]["ok"] is True
    assert privacy.get("/logs/chains?check=true").json["acts"] is None


def test_a_sheet_is_marked_and_logged(audit: Browser, cleo: Browser, readers: dict[str, Actor], town: Town) -> None:
    cleo.get(f"/people/{town.applicant.person_id}")
    assert audit.post("/logs/access/export", {"purpose": "审"}).status_code == 422
    sheet = audit.post("/logs/access/export", {"purpose": "季度审计", "result": "denied"}).json
    page = load_workbook(io.BytesIO(base64.b64decode(sheet["content"]))).worksheets[0]
    rows = list(page.iter_rows(values_only=True))
    assert rows[0][:3] == ("时间", "查阅或操作人", "当时岗位") and len(rows) > 1
    assert "尤示审" in (page.oddFooter.center.text or "") and "季度审计" in (page.oddFooter.center.text or "")
    (first, *_) = audit.get("/logs/access?kind=export&limit=1").json["items"]
    assert (first["who"], first["what"], first["why"]) == ("尤示审", "查阅记录", "导出：季度审计")
    assert audit.post("/logs/acts/export", {"purpose": "季度审计"}).status_code == 200
    act = audit.get("/logs/acts?noun=log").json["items"][0]
    assert act["what"] == "导出记录" and {"name": "用途", "value": "季度审计"} in act["facts"]


def test_a_printed_case_is_marked_and_logged(ann: Browser, cleo: Browser, audit: Browser, case: Case) -> None:
    assert ann.post(f"/instances/{case[0]}/print", {"purpose": " "}).status_code == 422
    mark = ann.post(f"/instances/{case[0]}/print", {"purpose": "报送街道组织办"}).json["mark"]
    assert "报送街道组织办" in mark and "打印" in mark
    assert cleo.post(f"/instances/{case[0]}/print", {"purpose": "看看而已"}).status_code == 404
    row = audit.get("/logs/access?kind=export&limit=1").json["items"][0]
    assert (row["what"], row["why"]) == ("个案打印件", "导出：报送街道组织办")
