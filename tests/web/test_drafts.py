"""Four eyes for processes: handed in by who draws them, released by somebody else, and by nobody for themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import orjson
import psycopg
import pytest

from service.actions.deploy import deploy, ship
from service.domain.people import Actor
from service.wiring import House
from tests.domain import test_rule_packs as rules
from tests.town import TENANT, Town
from tests.town import person as add_person
from tests.web.browser import Browser
from tests.web.conftest import DIAGRAMS

pytestmark = pytest.mark.usefixtures("town")
WHY = "按办法修订"
People = Callable[..., tuple[Actor, Browser]]


@pytest.fixture
def people(house: House, town: Town, sign_in: Callable[..., Browser]) -> People:
    """Give somebody with posts at the town, and their browser."""

    def make(*roles: str) -> tuple[Actor, Browser]:
        with house.app.app_context(), house.db.transaction() as tx:
            made = add_person(tx, "流示例", town.branch, "full_member", *((role, town.town) for role in roles))
            tx.run(
                "update account set password_hash = (select password_hash from account where id = %s) where id = %s",
                (town.ann.account_id, made.account_id),
            )
        return made, sign_in(made)

    return make


def changed(words: str) -> list[dict[str, str]]:
    """Return the shipped approval with other words in its documentation: a new release, if it is released."""
    path = DIAGRAMS / "approval" / "approval.bpmn"
    text = path.read_text()
    at = text.index("<bpmn:documentation>") if "<bpmn:documentation>" in text else text.index("documentation>") - 1
    at = text.index(">", at) + 1
    return [{"path": path.name, "text": text[:at] + words + text[at:]}]


def hand_in(browser: Browser, files: Any = None) -> UUID:
    answer = browser.post("/drafts", {"files": files or changed(uuid4().hex), "note": WHY})
    assert answer.status_code == 201, answer.text
    return UUID(answer.json["id"])


def version(house: House) -> int:
    with house.app.app_context(), house.db.reading() as tx:
        return int(tx.value("select version from release where process_key = 'proc_approval' and status = 'released'"))


def kinds(house: House, draft: UUID) -> list[str]:
    with house.app.app_context(), house.db.reading() as tx:
        rows = tx.rows("select kind from admin_event where target = %s order by seq", (str(draft),))
    return [row["kind"] for row in rows]


def test_one_drafts_and_another_releases(house: House, people: People) -> None:
    (drafter, editor), (other, releaser) = people("process_editor"), people("process_releaser")
    before = version(house)
    draft = hand_in(editor)
    assert version(house) == before, "a draft runs nowhere"
    shown = releaser.get(f"/drafts/{draft}").json
    assert shown["status"] == "open" and shown["own"] is False and shown["drafted_by"]["id"] == str(drafter.person_id)
    assert [file["change"] for file in shown["files"]] == ["changed"] and "bpmn" in shown["files"][0]["text"]
    answer = releaser.post(f"/drafts/{draft}/release", {"reason": WHY})
    assert answer.status_code == 200
    assert next(each for each in answer.json["items"] if each["changed"])["process"] == "proc_approval"
    assert version(house) == before + 1
    assert kinds(house, draft) == ["draft.handed_in", "draft.released"]
    with house.app.app_context(), house.db.reading() as tx:
        by = tx.value("select released_by from release where process_key = 'proc_approval' and status = 'released'")
    assert by == other.person_id
    assert releaser.post(f"/drafts/{draft}/release", {"reason": WHY}).json["code"] == "draft_decided"


def test_who_has_to_decide_is_told_and_who_drafted_what_became_of_it(people: People) -> None:
    (drafter, editor), (other, releaser) = people("process_editor"), people("process_releaser")

    def told(browser: Browser) -> dict[str, Any]:
        return dict(browser.get("/me/notices").json["items"][0])

    draft = hand_in(editor)
    waits = told(releaser)
    assert waits["kind"] == "draft_waits" and drafter.name in waits["text"] and WHY in waits["text"]
    assert editor.get("/me/notices").json["items"] == [], "nobody is told of what they did themselves"
    assert releaser.post(f"/drafts/{draft}/return", {"reason": "条款写错了"}).status_code == 204
    back = told(editor)
    assert back["kind"] == "draft_sent_back" and other.name in back["text"] and "条款写错了" in back["text"]
    releaser.post(f"/drafts/{hand_in(editor)}/release", {"reason": WHY})
    assert told(editor)["kind"] == "draft_released"


def test_a_restart_does_not_undo_a_release(house: House, people: People) -> None:
    """Every start releases what is shipped; what two people have decided stays, until one deploys on purpose."""
    (_, editor), (_, releaser) = people("process_editor"), people("process_releaser")
    assert releaser.post(f"/drafts/{hand_in(editor)}/release", {"reason": WHY}).status_code == 200
    now = version(house)
    shipped = {
        (f"forms/{path.name}" if path.suffix == ".json" else path.name): path.read_bytes()
        for path in (DIAGRAMS / "approval").iterdir()
    }
    with house.app.app_context():
        assert not any(each.changed for each in ship(house.db, house.engine, TENANT, shipped))
        assert version(house) == now
        assert any(each.changed for each in deploy(house.db, house.engine, TENANT, shipped, None))
    assert version(house) == now + 1


def test_rules_are_released_by_two_people_too(house: House, people: People) -> None:
    """A pack comes as a draft, stands in the record with who released it, and is not changed in place afterwards."""
    (_, editor), (other, releaser) = people("process_editor"), people("process_releaser")

    def pack(**changes: Any) -> list[dict[str, str]]:
        return [{"path": "rules/law.rules.json", "text": orjson.dumps(rules.pack(**changes)).decode()}]

    assert releaser.post(f"/drafts/{hand_in(editor, pack())}/release", {"reason": WHY}).status_code == 200
    shown = releaser.get("/rules/law").json["releases"]
    assert [(each["number"], each["released_by"]) for each in shown] == [(1, other.name)]
    refused = editor.post("/drafts", {"files": pack(**rules.talk(value="P2M")), "note": WHY})
    assert refused.status_code == 422 and "2017-01-01" in refused.json["errors"][0]["message"]
    corrected = pack(version=2, correction="期限抄错。", **rules.talk(value="P2M"))
    assert releaser.post(f"/drafts/{hand_in(editor, corrected)}/release", {"reason": WHY}).status_code == 200
    newest = releaser.get("/rules/law").json["releases"][0]
    assert (newest["number"], newest["correction"], newest["changed"]) == (2, "期限抄错。", ["谈话"])
    found = releaser.get("/rules/law/compare/law?old_number=1&new_number=2").json
    (change,) = found["groups"][0]["changes"]
    assert [(each["before"], each["after"]) for each in change["said"]] == [("一个月以内", "两个月以内")]


def test_nobody_releases_the_own_draft(house: House, people: People) -> None:
    """Also not who holds both posts by an old mistake, nor who gets the second post after drafting."""
    _, both = people("process_editor", "process_releaser")
    before = version(house)
    draft = hand_in(both)
    for verb in ("release", "return"):
        answer = both.post(f"/drafts/{draft}/{verb}", {"reason": WHY})
        assert answer.status_code == 403 and answer.json["code"] == "draft_own"
    assert version(house) == before and kinds(house, draft) == ["draft.handed_in"]


def test_a_post_that_changes_hands_does_not_help(house: House, people: People) -> None:
    who, editor = people("process_editor")
    draft = hand_in(editor)
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update role_grant set role = 'process_releaser' where person_id = %s", (who.person_id,))
    assert editor.post(f"/drafts/{draft}/release", {"reason": WHY}).json["code"] == "draft_own"


def test_the_database_refuses_two_eyes_too(house: House, people: People) -> None:
    who, editor = people("process_editor")
    draft = hand_in(editor)
    with (
        house.app.app_context(),
        pytest.raises(psycopg.errors.CheckViolation, match="four_eyes"),
        house.db.transaction() as tx,
    ):
        tx.run(
            """update release_draft set status = 'released', decided_by = %s, decided_at = now()
                where tenant_id = %s and id = %s""",
            (who.person_id, TENANT, draft),
        )


@pytest.mark.parametrize("role", ["sys_admin", "security_admin", "audit_admin", "town_org_office", "branch_secretary"])
def test_nobody_else_has_anything_to_do_with_drafts(people: People, role: str) -> None:
    draft = hand_in(people("process_editor")[1])
    _, browser = people(role)
    assert browser.post("/drafts", {"files": changed("x"), "note": WHY}).json["code"] == "draft_not_editor"
    assert browser.get("/drafts").json["code"] == browser.get(f"/drafts/{draft}").json["code"] == "draft_not_yours"
    for verb in ("release", "return"):
        assert browser.post(f"/drafts/{draft}/{verb}", {"reason": WHY}).status_code == 403


def test_each_post_does_its_own_part_only(people: People) -> None:
    draft = hand_in(people("process_editor")[1])
    _, editor = people("process_editor")
    assert editor.get(f"/drafts/{draft}").status_code == 200
    assert editor.post(f"/drafts/{draft}/release", {"reason": WHY}).json["code"] == "draft_not_releaser"
    _, releaser = people("process_releaser")
    assert releaser.post("/drafts", {"files": changed("x"), "note": WHY}).json["code"] == "draft_not_editor"
    assert releaser.get(f"/drafts/{uuid4()}").status_code == 404


def test_a_draft_is_sent_back_with_the_reason(house: House, people: People) -> None:
    _, editor = people("process_editor")
    draft = hand_in(editor)
    assert people("process_releaser")[1].post(f"/drafts/{draft}/return", {"reason": "缺依据条款"}).status_code == 204
    shown = next(each for each in editor.get("/drafts").json["items"] if each["id"] == str(draft))
    assert shown["status"] == "sent_back" and shown["reason"] == "缺依据条款" and shown["own"] is True
    assert kinds(house, draft) == ["draft.handed_in", "draft.sent_back"]


def test_a_bad_draft_is_told_what_is_wrong_and_not_kept(people: People) -> None:
    _, editor = people("process_editor")
    broken = [
        {"path": changed("x")[0]["path"], "text": changed("x")[0]["text"].replace("approval_submit", "approval_none")}
    ]
    answer = editor.post("/drafts", {"files": broken, "note": WHY})
    assert answer.status_code == 422 and answer.json["errors"]
    assert editor.post("/drafts", {"files": [{"path": "x.bpmn", "text": "<"}], "note": WHY}).status_code == 422
    before = len(editor.get("/drafts").json["items"])
    for path in ("../../etc/passwd", "x.py", "forms/../x.json", "/x.bpmn", "forms/x.exe"):
        answer = editor.post("/drafts", {"files": [{"path": path, "text": "{}"}], "note": WHY})
        assert answer.status_code == 422 and answer.json["errors"][0]["pointer"] == "/files/0/path"
    twice = [*changed("x"), *changed("x")]
    assert editor.post("/drafts", {"files": twice, "note": WHY}).status_code == 422
    assert editor.post("/drafts", {"files": [], "note": WHY}).status_code == 422
    assert len(editor.get("/drafts").json["items"]) == before


def test_a_draft_is_judged_by_what_is_released_when_it_is_released(house: House, people: People) -> None:
    """The same bytes again, released meanwhile by another draft, are no new version."""
    (_, editor), (_, releaser) = people("process_editor"), people("process_releaser")
    files = changed(uuid4().hex)
    first, second = hand_in(editor, files), hand_in(editor, files)
    assert releaser.post(f"/drafts/{first}/release", {"reason": WHY}).status_code == 200
    before = version(house)
    answer = releaser.post(f"/drafts/{second}/release", {"reason": WHY})
    assert answer.status_code == 200 and not any(each["changed"] for each in answer.json["items"])
    assert version(house) == before
