"""Completing a task through the door: once, by the right person, with the right answers, and told in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask

from service.wiring import House
from tests.town import Town, start_case
from tests.web.browser import Browser, at_once

ANSWERS = {"subject_line": "购置投影仪", "amount": 300, "note": "会议室用"}
Case = tuple[UUID, UUID]


def complete(browser: Browser, task: UUID, answers: object = None, **headers: str):
    return browser.post(f"/tasks/{task}/complete", {"answers": ANSWERS if answers is None else answers}, **headers)


def state(house: House, instance: UUID) -> tuple[object, ...]:
    with house.app.app_context(), house.db.reading() as tx:
        row = tx.row("select state, version, history_seq, history_head from instance where id = %s", (instance,))
        assert row
        return tuple(bytes(value) if isinstance(value, (bytes, memoryview)) else value for value in row.values())


def test_complete_moves_on_and_tells_the_own_next_tasks(ann: Browser, ben: Browser, case: Case) -> None:
    answer = complete(ann, case[1])
    assert answer.status_code == 200
    assert answer.json["task"]["status"] == "completed"
    assert answer.json["instance"] == {"id": str(case[0]), "status": "running"}
    assert answer.json["next"] == []  # the next step is ben's
    inbox = ben.get("/tasks?box=todo").json["items"]
    assert str(case[0]) in {task["instance_id"] for task in inbox}


def test_the_own_next_task_comes_with_the_answer(ann: Browser) -> None:
    started = ann.post(
        "/instances",
        {
            "process": "proc_approval",
            "organization_id": ann.get("/session").json["grants"][0]["organization"]["id"],
            "answers": {},
        },
    )
    assert started.status_code == 201
    assert [task["node"] for task in started.json["next"]] == ["ut_submit"]


def test_someone_elses_task_is_refused(cleo: Browser, ben: Browser, auditor: Browser, house: House, case: Case) -> None:
    before = state(house, case[0])
    assert complete(cleo, case[1]).status_code in (403, 404)
    wrong_role = complete(ben, case[1])
    assert wrong_role.status_code == 403 and "书记" in wrong_role.json["detail"]
    assert complete(auditor, case[1]).status_code == 403
    assert cleo.get(f"/tasks/{case[1]}").status_code == 404
    assert state(house, case[0]) == before


def test_who_decided_is_told_to_the_post_only(ann: Browser, cleo: Browser, case: Case) -> None:
    complete(ann, case[1])
    answer = complete(cleo, case[1])
    assert answer.status_code == 404 and "王示例" not in answer.text


def test_completing_twice_says_who_and_when(ann: Browser, house: House, case: Case) -> None:
    complete(ann, case[1])
    before = state(house, case[0])
    again = complete(ann, case[1])
    assert again.status_code == 409
    assert again.json["code"] == "task_already_completed"
    assert again.json["detail"].startswith("王示例 ") and again.json["detail"].endswith("已经办理。")
    assert state(house, case[0]) == before


def test_wrong_answers_are_named_field_by_field(ann: Browser, house: House, case: Case) -> None:
    before = state(house, case[0])
    answer = complete(ann, case[1], {"amount": "much", "note": "x", "wish": 1})
    assert answer.status_code == 422
    pointers = {error["pointer"] for error in answer.json["errors"]}
    assert {"/answers/subject_line", "/answers/amount", "/answers/note", "/answers/wish"} <= pointers
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in error["message"]) for error in answer.json["errors"])
    assert state(house, case[0]) == before


def test_english_on_request(sign_in, town: Town, case: Case) -> None:
    browser = sign_in(town.ann, "en")
    answer = complete(browser, case[1], {"amount": -1})
    assert answer.json["title"] == "Not valid"
    assert all(error["message"].isascii() or "事由" in error["message"] for error in answer.json["errors"])


def test_task_carries_its_version_and_a_stale_one_is_refused(ann: Browser, house: House, case: Case) -> None:
    seen = ann.get(f"/tasks/{case[1]}")
    assert seen.status_code == 200 and seen.headers["ETag"] == f'"{seen.json["version"]}"'
    assert ann.post(f"/tasks/{case[1]}/claim").status_code == 200  # moves the version
    before = state(house, case[0])
    stale = complete(ann, case[1], If_Match=seen.headers["ETag"])
    assert stale.status_code == 412 and stale.json["code"] == "stale_version"
    assert complete(ann, case[1], If_Match='"somebody-elses-tag"').status_code == 412
    assert state(house, case[0]) == before
    fresh = ann.get(f"/tasks/{case[1]}").headers["ETag"]
    assert complete(ann, case[1], If_Match=fresh).status_code == 200


def test_claim_and_release(ann: Browser, ben: Browser, case: Case) -> None:
    claimed = ann.post(f"/tasks/{case[1]}/claim")
    assert claimed.json["claimed_by"]["name"] == "王示例"
    assert ben.post(f"/tasks/{case[1]}/release").status_code == 403
    assert ann.post(f"/tasks/{case[1]}/release").json["claimed_by"] is None


def test_draft(ann: Browser, case: Case) -> None:
    saved = ann.send("PUT", f"/tasks/{case[1]}/draft", {"answers": {"subject_line": "半"}})
    assert saved.status_code == 200 and saved.json["saved_at"]
    assert ann.get(f"/tasks/{case[1]}").json["draft"] == {"subject_line": "半"}
    strange = ann.send("PUT", f"/tasks/{case[1]}/draft", {"answers": {"wish": 1}})
    assert strange.json["errors"][0]["pointer"] == "/answers/wish"


# --- Idempotency-Key -----------------------------------------------------------------------------------------------


def test_the_same_key_gets_the_same_answer(ann: Browser, house: House, case: Case) -> None:
    key = uuid4().hex
    first = complete(ann, case[1], Idempotency_Key=key)
    before = state(house, case[0])
    second = complete(ann, case[1], Idempotency_Key=key)
    assert (second.status_code, second.data) == (200, first.data)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert state(house, case[0]) == before


def test_the_same_key_with_other_content(ann: Browser, case: Case) -> None:
    key = uuid4().hex
    complete(ann, case[1], Idempotency_Key=key)
    other = complete(ann, case[1], {**ANSWERS, "amount": 301}, Idempotency_Key=key)
    assert other.status_code == 422 and other.json["code"] == "idempotency_mismatch"


def test_a_key_on_another_open_task_changes_nothing(ann: Browser, house: House, case: Case, town: Town) -> None:
    with house.app.app_context():
        other = start_case(house, town.ann, "proc_approval", town.branch)
    key = uuid4().hex
    complete(ann, case[1], Idempotency_Key=key)
    before = state(house, other.instance_id)
    assert complete(ann, other.opened[0], Idempotency_Key=key).status_code == 422
    assert state(house, other.instance_id) == before


def test_a_failed_request_keeps_no_answer(ann: Browser, case: Case) -> None:
    key = uuid4().hex
    assert complete(ann, case[1], {}, Idempotency_Key=key).status_code == 422
    assert complete(ann, case[1], Idempotency_Key=key).status_code == 200


def test_a_start_is_not_repeated(ann: Browser, town: Town, house: House) -> None:
    key, body = uuid4().hex, {"process": "proc_approval", "organization_id": str(town.branch), "answers": {}}
    first, second = (ann.post("/instances", body, Idempotency_Key=key) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json == second.json


def test_parallel_requests_with_one_key_start_one_instance(sign_in, town: Town, house: House) -> None:
    browsers = [sign_in(town.ann) for _ in range(4)]
    key, body = uuid4().hex, {"process": "proc_approval", "organization_id": str(town.branch), "answers": {}}
    answers = at_once([lambda b=b: b.post("/instances", body, Idempotency_Key=key) for b in browsers])
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["instance"]["id"] for answer in answers}) == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_a_strange_key(ann: Browser, case: Case, key: str) -> None:
    assert complete(ann, case[1], Idempotency_Key=key).status_code == 422


# --- at the same moment --------------------------------------------------------------------------------------------


def test_two_at_once_one_succeeds(sign_in, town: Town, house: House, case: Case) -> None:
    first, second = sign_in(town.ann), sign_in(town.ann)
    answers = at_once([lambda: complete(first, case[1]), lambda: complete(second, case[1])])
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    with house.app.app_context(), house.db.reading() as tx:
        done = tx.value("select count(*) from history where instance_id = %s and type = 'task.completed'", (case[0],))
    assert done == 1


# --- cost ----------------------------------------------------------------------------------------------------------


@contextmanager
def counted() -> Iterator[list[str]]:
    """Count what the driver itself is given: every statement, whoever wrote it, and every commit."""
    seen: list[str] = []

    def spy(name: str, what: Callable[..., str]) -> None:
        owner = psycopg.Connection if name == "commit" else psycopg.Cursor
        original = getattr(owner, name)

        def spied(self, *args, **kwargs):
            seen.append(what(*args))
            return original(self, *args, **kwargs)

        patch.setattr(owner, name, spied)

    with pytest.MonkeyPatch.context() as patch:
        spy("execute", lambda sql, *_: " ".join(sql.split())[:80])
        spy("executemany", lambda sql, *_: " ".join(sql.split())[:80])
        spy("commit", lambda: "COMMIT")
        yield seen


@pytest.mark.parametrize("key", [{}, {"Idempotency_Key": "counted"}])
def test_completing_costs_five_statements_and_one_commit(ann: Browser, case: Case, key: dict[str, str]) -> None:
    headers = {name: value + uuid4().hex for name, value in key.items()}
    with counted() as seen:
        assert complete(ann, case[1], **headers).status_code == 200
    assert seen.count("COMMIT") == 1, seen
    assert len(seen) - 1 <= (5 if key else 4), seen


def test_an_inbox_page_costs_three_statements(ann: Browser) -> None:
    with counted() as seen:
        assert ann.get("/tasks?box=todo").status_code == 200
    assert "COMMIT" not in seen
    assert len(seen) <= 3, seen


# --- a database that stumbles ----------------------------------------------------------------------------------------


def test_a_collision_is_tried_again_and_then_told(ann: Browser, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from service.actions import tasks

    class Deadlock(Exception):
        sqlstate = "40P01"

    original, calls = tasks.complete_in, []

    def stumble(*args, **kwargs):
        calls.append(1)
        if len(calls) in stumbles:
            raise Deadlock
        return original(*args, **kwargs)

    monkeypatch.setattr(tasks, "complete_in", stumble)
    stumbles = {1, 2}
    busy = complete(ann, case[1])
    assert busy.status_code == 409 and busy.json["code"] == "instance_busy"
    calls.clear()
    stumbles = {1}
    assert complete(ann, case[1]).status_code == 200
    assert len(calls) == 2


def kill_connections(house: House) -> None:
    url = house.settings.app_url  # a role may end its own connections
    assert url
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            """select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and usename = current_user and pid <> pg_backend_pid()"""
        )


def test_a_read_survives_a_lost_connection(ann: Browser, house: House, case: Case) -> None:
    for _ in range(2):
        ann.get("/session")
        kill_connections(house)
        assert ann.get("/tasks").status_code == 200


def test_a_decision_is_not_repeated_by_itself(ann: Browser, house: House, case: Case) -> None:
    ann.get("/session")
    kill_connections(house)
    lost = complete(ann, case[1])
    assert lost.status_code == 503 and lost.headers["Retry-After"]
    assert "几秒" in lost.json["detail"]
    assert complete(ann, case[1]).status_code == 200


def test_a_defect_gets_a_number_and_no_words_of_people(
    app: Flask, ann: Browser, case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from service.actions import tasks

    def broken(*args, **kwargs):
        raise RuntimeError("secret words of a form")

    monkeypatch.setattr(tasks, "complete_in", broken)
    answer = ann.client.post(
        f"/api/v1/tasks/{case[1]}/complete", json={"answers": ANSWERS}, headers={"X-CSRF-Token": ann.csrf}
    )
    assert answer.status_code == 500 and answer.mimetype == "application/problem+json"
    assert answer.headers["X-Request-ID"] in answer.json["detail"]
    logged = capsys.readouterr().err
    assert answer.headers["X-Request-ID"] in logged and "RuntimeError" in logged
    assert "secret words" not in logged and "投影仪" not in logged
