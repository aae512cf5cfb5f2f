"""Bad input gets the right kind of problem, in the reader's language, naming the field; and nothing changes."""

from __future__ import annotations

import gzip
from uuid import UUID, uuid4

import orjson
import pytest

from tests.web.browser import Browser

Case = tuple[UUID, UUID]


def post(browser: Browser, case: Case, raw: bytes, **headers: str):
    return browser.send("POST", f"/tasks/{case[1]}/complete", raw=raw, **headers)


def test_broken_json_names_the_line(ann: Browser, case: Case) -> None:
    answer = post(ann, case, b'{\n "answers": {\n  "amount": 3,,\n }\n}')
    assert answer.status_code == 422
    assert answer.json["code"] == "broken_json" and "第 3 行" in answer.json["detail"]


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b'{"answers": NaN}', b'{"answers": "\\ud800"}', b"'", b"{} {}"])
def test_what_is_no_json(ann: Browser, case: Case, raw: bytes) -> None:
    answer = post(ann, case, raw)
    assert (answer.status_code, answer.json["code"]) == (422, "broken_json")


@pytest.mark.parametrize("raw", [b"[]", b"3", b"null", b'"x"', b"true"])
def test_a_body_that_is_no_object(ann: Browser, case: Case, raw: bytes) -> None:
    answer = post(ann, case, raw)
    assert answer.status_code == 422
    assert answer.json["errors"] == [{"pointer": "", "message": "类型不对，应为对象。"}]


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        ({}, "/answers", "请填写这一栏。"),
        ({"answers": None}, "/answers", None),
        ({"answers": []}, "/answers", "类型不对，应为对象。"),
        ({"answers": {}, "wish": 1}, "/wish", "不认识这个栏目，请删去。"),
        ({"answers": {}, "a/b~c": 1}, "/a~1b~0c", "不认识这个栏目，请删去。"),
        ({"answers": {}, "occurred_on": "10.4.2017"}, "/occurred_on", "日期写法应为 2017-04-10 这样。"),
        ({"answers": {}, "occurred_on": "2017-W15-1"}, "/occurred_on", "日期写法应为 2017-04-10 这样。"),
        ({"answers": {}, "occurred_on": 5}, "/occurred_on", "日期写法应为 2017-04-10 这样。"),
        ({"answers": {"subject_line": "a\x00b"}}, "/answers/subject_line", "含有不能保存的字符，请删去。"),
        ({"answers": {"a\x00b": 1}}, "/answers", "含有不能保存的字符，请删去。"),
    ],
)
def test_wrong_fields_are_named(
    ann: Browser, case: Case, body: dict[str, object], pointer: str, message: str | None
) -> None:
    answer = post(ann, case, orjson.dumps(body))
    assert answer.status_code == 422, answer.json
    found = {error["pointer"]: error["message"] for error in answer.json["errors"]}
    assert pointer in found
    assert message is None or found[pointer] == message


def test_no_english_of_a_library_reaches_anybody(ann: Browser, case: Case) -> None:
    for body in ({}, {"answers": 3, "x": 1, "occurred_on": []}, {"answers": {"amount": "x"}}):
        for error in post(ann, case, orjson.dumps(body)).json["errors"]:
            assert any("\u4e00" <= letter <= "\u9fff" for letter in error["message"]), error


def test_english_for_english_readers(sign_in, town, case: Case) -> None:
    answer = post(sign_in(town.ann, "en"), case, b'{"answers": 3, "wish": 1}')
    messages = {error["pointer"]: error["message"] for error in answer.json["errors"]}
    assert messages == {"/answers": "Wrong type; expected an object.", "/wish": "Unknown field. Please remove it."}


def test_deep_nesting(ann: Browser, case: Case) -> None:
    deep = b'{"answers": {"note": ' + b"[" * 200 + b"]" * 200 + b"}}"
    answer = post(ann, case, deep)
    assert answer.status_code == 422 and "嵌套太深" in answer.json["errors"][0]["message"]
    abyss = b'{"answers": {"note": ' + b"[" * 50_000 + b"]" * 50_000 + b"}}"
    assert post(ann, case, abyss).status_code == 422


def test_oversize_body(ann: Browser, case: Case) -> None:
    answer = post(ann, case, b'{"answers": {"note": "' + b"x" * 262_144 + b'"}}')
    assert answer.status_code == 413 and "256 KiB" in answer.json["detail"]


def test_oversize_body_on_an_endpoint_without_one(ann: Browser, case: Case) -> None:
    answer = ann.send("POST", f"/tasks/{case[1]}/claim", raw=b"x" * 300_000, Idempotency_Key="k")
    assert answer.status_code == 413


def test_other_media_types(ann: Browser, case: Case) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        answer = ann.client.post(
            f"/api/v1/tasks/{case[1]}/complete",
            data=b"answers=1",
            content_type=kind,
            headers={"X-CSRF-Token": ann.csrf},
        )
        assert answer.status_code == 415 and answer.json["detail"] == "请以 JSON 发送内容。"


def test_a_packed_body_is_no_json(ann: Browser, case: Case) -> None:
    assert post(ann, case, gzip.compress(b'{"answers": {}}'), Content_Encoding="gzip").status_code == 422


@pytest.mark.parametrize("row_id", ["1", "x", "..%2f..", "00000000-0000-0000-0000", "%00", "%F0%9F%98%80"])
def test_ids_that_are_none(ann: Browser, row_id: str) -> None:
    for path in (f"/tasks/{row_id}", f"/instances/{row_id}", f"/instances/{row_id}/history"):
        answer = ann.client.get(f"/api/v1{path}")
        assert answer.status_code == 404 and answer.mimetype == "application/problem+json", path


def test_unknown_ids(ann: Browser) -> None:
    row_id = uuid4()
    for path in (f"/tasks/{row_id}", f"/instances/{row_id}", f"/instances/{row_id}/diagram"):
        assert ann.get(path).status_code == 404
    assert ann.post(f"/tasks/{row_id}/complete", {"answers": {}}).json["code"] == "task_not_found"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "/limit"),
        ("limit=101", "/limit"),
        ("limit=x", "/limit"),
        ("box=mine", "/box"),
        ("overdue=yes", "/overdue"),
        ("organization=1", "/organization"),
        ("due_before=2017-04-10", "/due_before"),
        ("due_before=2017-04-10T09:00:00", "/due_before"),
        ("cursor=%%%", "/cursor"),
        ("cursor=YWJj", "/cursor"),
        ("q=a%00b", "/q"),
        ("q=" + "x" * 101, "/q"),
        ("page=2", "/page"),
    ],
)
def test_queries(ann: Browser, query: str, pointer: str) -> None:
    answer = ann.get(f"/tasks?{query}")
    assert answer.status_code == 422, answer.json
    assert answer.json["errors"][0]["pointer"] == pointer


def test_searching_for_wildcards_and_quotes_is_harmless(ann: Browser) -> None:
    for words in ("%25", "_", "'", '"', "\\", "%27;drop table task;--", "%F0%9F%98%80", "%FF"):
        assert ann.get(f"/tasks?q={words}").status_code == 200
        assert ann.get(f"/instances?q={words}").status_code == 200


def test_unknown_addresses_and_verbs(ann: Browser) -> None:
    answer = ann.client.get("/api/v1/nothing")
    assert answer.status_code == 404 and answer.json["code"] == "no_such_address"
    wrong = ann.client.patch("/api/v1/tasks")
    assert wrong.status_code == 405 and "GET" in wrong.headers["Allow"] and wrong.json["detail"]


def test_future_days_are_refused(ann: Browser, case: Case) -> None:
    answers = {"subject_line": "x", "amount": 1, "note": "理由"}
    answer = post(ann, case, orjson.dumps({"answers": answers, "occurred_on": "2099-01-01"}))
    assert answer.json["errors"][0]["pointer"] == "/occurred_on"


def test_starting_something_strange(ann: Browser, cleo: Browser, town) -> None:
    body = {"process": "proc_approval", "organization_id": str(town.branch), "answers": {}}
    assert ann.post("/instances", {**body, "process": "proc_none"}).status_code == 404
    assert cleo.post("/instances", body).status_code == 403
    assert ann.post("/instances", {**body, "organization_id": str(uuid4())}).status_code == 403
    assert ann.post("/instances", {**body, "person_id": str(uuid4())}).json["errors"][0]["pointer"] == "/person_id"
    assert ann.post("/instances", {**body, "answers": {"x": 1}}).json["errors"][0]["pointer"] == "/answers/x"
    assert ann.post("/instances", {**body, "process": "a\x00"}).status_code == 422
