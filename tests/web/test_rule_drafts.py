"""Rules written in the browser: begun from what is released, saved by several, released by whoever wrote nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from service.actions.deploy import deploy
from service.wiring import House
from tests.domain import test_rule_packs as packs
from tests.town import TENANT, Town
from tests.web.browser import Browser
from tests.web.conftest import DIAGRAMS
from tests.web.test_drafts import WHY, People, people

__all__ = ["people"]
DRAFT = "/rules/law/draft"


@pytest.fixture(scope="module", autouse=True)
def law(house: House, town: Town) -> None:
    """Release a pack that is in force since 2017, beside the approval."""
    files = {
        (f"forms/{path.name}" if path.suffix == ".json" else path.name): path.read_bytes()
        for path in (DIAGRAMS / "approval").iterdir()
    }
    with house.app.app_context():
        deploy(house.db, house.engine, TENANT, {**files, "rules/law.rules.json": orjson.dumps(packs.pack())}, None)


@pytest.fixture(autouse=True)
def clean(house: House) -> Iterator[None]:
    """Forget the drafts of a test."""
    yield
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("delete from rule_draft")


def begin(browser: Browser, **how: Any) -> dict[str, Any]:
    answer = browser.post(DRAFT, how or {"kind": "correction"})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json
    return found


def save(browser: Browser, draft: dict[str, Any], top: dict[str, Any] | None = None, **rule: Any) -> Any:
    text = {**draft["text"], **(top or {}), "rules": {"talk": {**draft["text"]["rules"]["talk"], **rule}}}
    return browser.post(f"/rules/{draft['pack']}/draft/save", {"text": text}, If_Match=f'"{draft["version"]}"')


def test_a_correction_is_written_compared_handed_in_and_released_by_another(people: People) -> None:
    (editor_self, editor), (_, releaser) = people("process_editor"), people("process_releaser")
    draft = begin(editor)
    assert (draft["kind"], draft["version"], draft["text"]["version"]) == ("correction", 1, 2)
    assert list(draft["text"])[:3] == ["id", "version", "correction"]
    assert [each["pointer"] for each in draft["problems"]] == ["/correction"], "what was wrong is still to be said"
    wrong = save(editor, draft, value="两个月").json
    assert {each["pointer"] for each in wrong["problems"]} == {"/correction", "/rules/talk/value"}
    assert wrong["version"] == 2 and wrong["groups"] == [] and wrong["counts"] is None
    refused = editor.post(f"{DRAFT}/hand-in", {"note": WHY})
    assert refused.status_code == 422 and "/rules/talk/value" in {each["pointer"] for each in refused.json["errors"]}
    good = save(editor, wrong, {"correction": "期限抄错。"}, value="P2M").json
    assert good["problems"] == [] and good["counts"]["changed"] == 1
    (change,) = good["groups"][0]["changes"]
    assert [(each["before"], each["after"]) for each in change["said"]] == [("一个月以内", "两个月以内")]
    handed = editor.post(f"{DRAFT}/hand-in", {"note": WHY}).json["handed_in"]
    assert (handed["status"], handed["by"]["id"]) == ("open", str(editor_self.person_id))
    assert save(editor, good, value="P3M").json["code"] == "rule_draft_waits"
    assert editor.post(f"{DRAFT}/discard").json["code"] == "rule_draft_waits"
    assert releaser.get(DRAFT).json["groups"] == good["groups"], "whoever releases sees what changes"
    assert releaser.get("/rule-drafts").json["items"][0]["handed_in"]["note"] == WHY
    assert releaser.post(f"/drafts/{handed['id']}/release", {"reason": WHY}).status_code == 200
    assert editor.get(DRAFT).json["code"] == "rule_draft_not_found"
    shown = releaser.get("/rules/law").json
    assert shown["version"] == 2 and shown["releases"][0]["correction"] == "期限抄错。"
    assert begin(editor)["text"]["version"] == 3, "the next draft takes the place of the one released"


def test_a_successor_ends_the_pack_before_it(people: People) -> None:
    (_, editor), (_, releaser) = people("process_editor"), people("process_releaser")
    draft = begin(editor, kind="successor", effective_from="2031-07-01")
    assert draft["pack"] == draft["text"]["id"] == "law_v2" and draft["text"]["effective_from"] == "2031-07-01"
    assert [(each["id"], each["effective_to"]) for each in draft["ends"]] == [("law", "2031-06-30")]
    assert not {"version", "correction"} & set(draft["text"]) and draft["problems"] == []
    same = save(editor, draft, {"effective_from": "2017-01-01"}).json
    assert [each["pointer"] for each in same["problems"]] == ["/effective_from"]
    good = save(editor, same, {"effective_from": "2031-07-01"}, value="P45D").json
    handed = editor.post("/rules/law_v2/draft/hand-in", {"note": WHY}).json["handed_in"]
    assert (
        good["problems"] == [] and releaser.post(f"/drafts/{handed['id']}/release", {"reason": WHY}).status_code == 200
    )
    packs_now = {each["id"]: each for each in releaser.get("/rules").json["families"][0]["packs"]}
    assert packs_now["law"]["effective_to"] == "2031-06-30" and packs_now["law_v2"]["state"] == "coming"
    mended = editor.post("/rules/law_v2/draft", {"kind": "correction"}).json
    assert (mended["kind"], mended["text"]) == ("mend", good["text"]), "what is not yet in force changes as it stands"


def test_a_second_editor_is_told_who_saved(people: People) -> None:
    (first, one), (_, other) = people("process_editor"), people("process_editor")
    draft = begin(one)
    assert other.post(DRAFT, {"kind": "correction"}).json["code"] == "rule_draft_begun"
    assert save(one, draft, text="两个月内谈话。").status_code == 200
    late = save(other, draft, text="三个月内谈话。")
    assert late.status_code == 412 and late.json["code"] == "rule_draft_stale" and first.name in late.json["detail"]
    assert other.get(DRAFT).json["text"]["rules"]["talk"]["text"] == "两个月内谈话。"
    for act, body in (("discard", None), ("hand-in", {"note": WHY})):
        assert other.post(f"{DRAFT}/{act}", body, If_Match='"1"').status_code == 412
    assert other.post(f"{DRAFT}/discard", If_Match='"2"').status_code == 204
    assert one.get(DRAFT).status_code == 404


def test_who_wrote_in_a_draft_never_releases_it(house: House, people: People) -> None:
    """Also not whoever wrote first, had it handed in by another, and holds the releaser's post by now."""
    (writer, one), (_, other) = people("process_editor"), people("process_editor")
    draft = save(one, begin(one), {"correction": "又抄错。"}, value="P5M").json
    handed = other.post(f"{DRAFT}/hand-in", {"note": WHY}, If_Match=f'"{draft["version"]}"').json["handed_in"]
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update role_grant set role = 'process_releaser' where person_id = %s", (writer.person_id,))
    for verb in ("release", "return"):
        assert one.post(f"/drafts/{handed['id']}/{verb}", {"reason": WHY}).json["code"] == "draft_own"
    _, releaser = people("process_releaser")
    assert releaser.post(f"/drafts/{handed['id']}/return", {"reason": "缺依据"}).status_code == 204
    back = other.get(DRAFT).json
    assert (back["handed_in"]["status"], back["handed_in"]["reason"]) == ("sent_back", "缺依据")
    assert save(other, back, value="P6M").status_code == 200, "what was sent back is mended and handed in again"


@pytest.mark.parametrize("role", ["sys_admin", "audit_admin", "town_org_office", "process_releaser"])
def test_nobody_else_writes_rules(people: People, role: str) -> None:
    begin(people("process_editor")[1])
    _, browser = people(role)
    wrong = {
        "draft": {"kind": "correction"},
        "draft/save": {"text": {}},
        "draft/discard": None,
        "draft/hand-in": {"note": WHY},
    }
    for address, body in wrong.items():
        assert browser.post(f"/rules/law/{address}", body).json["code"] == "draft_not_editor"
    if role != "process_releaser":
        assert browser.get(DRAFT).json["code"] == browser.get("/rule-drafts").json["code"] == "draft_not_yours"


def test_a_draft_stays_what_it_is_the_draft_of(people: People) -> None:
    _, editor = people("process_editor")
    draft = begin(editor)
    for key, value in (("id", "other"), ("family", "local")):
        assert save(editor, draft, {key: value}).json["errors"][0]["pointer"] == f"/text/{key}"
    assert editor.post("/rules/none/draft", {"kind": "correction"}).status_code == 404
    assert editor.post(DRAFT, {"kind": "successor"}).json["errors"][0]["pointer"] == "/effective_from"


@pytest.mark.parametrize(
    "rules", [None, [], "x", {"talk": "x"}, {"talk": {"title": ["x"], "kind": {}, "start": [], "min": {}}}]
)
def test_whatever_is_written_is_kept_and_told_wrong(people: People, rules: Any) -> None:
    _, editor = people("process_editor")
    text = {**begin(editor)["text"], "rules": rules, "instrument": ["x"], "effective_from": 7, "version": "x"}
    answer = editor.post(f"{DRAFT}/save", {"text": text})
    assert answer.status_code == 200 and answer.json["text"] == text and answer.json["problems"]
    assert editor.get("/rule-drafts").status_code == 200
