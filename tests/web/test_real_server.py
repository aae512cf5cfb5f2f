"""A real gunicorn with two processes on 127.0.0.1: two people decide at the same moment; odd bodies; metrics add up."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from service.domain.people import Actor
from service.wiring import House
from tests.conftest import TestDatabase
from tests.ports import free_port
from tests.town import Town, start_case
from tests.web.browser import PASSWORD, at_once
from tests.web.conftest import environment

ANSWERS = {"answers": {"subject_line": "购置投影仪", "amount": 300}}
ROUNDS = 12


@pytest.fixture(scope="module")
def server(database: TestDatabase, town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a running server."""
    port = free_port()
    home = tmp_path_factory.mktemp("served")
    variables = environment(database, home) | {"PORT": str(port), "WEB_PROCESSES": "2", "WEB_THREADS": "2"}
    command = ["-m", "gunicorn", "-c", "python:service.serving", "service.web.app:create_app()"]
    with (home / "log").open("w") as log:
        process = subprocess.Popen([sys.executable, *command], env={**os.environ, **variables}, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, process, home / "log")
            yield address
        finally:
            process.terminate()
            process.wait(20)


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert process.poll() is None, log.read_text()
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def signed_in(server: str, login: str) -> httpx.Client:
    client = httpx.Client(base_url=f"{server}/api/v1", timeout=30)
    me = client.post("/session", json={"login": login, "password": PASSWORD})
    assert me.status_code == 200, me.text
    client.headers["X-CSRF-Token"] = me.json()["csrf"]
    return client


@pytest.fixture
def two(server: str, town: Town, login: Callable[[Actor], str]) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Give two browsers of the same post, as two people would have them."""
    clients = signed_in(server, login(town.ann)), signed_in(server, login(town.ann))
    yield clients
    for client in clients:
        client.close()


def start(house: House, town: Town) -> tuple[UUID, UUID]:
    with house.app.app_context():
        started = start_case(house, town.ann, "proc_approval", town.branch)
    return started.instance_id, started.opened[0]


def test_two_people_at_the_same_moment(two: tuple[httpx.Client, httpx.Client], house: House, town: Town) -> None:
    for _ in range(ROUNDS):
        instance, task = start(house, town)
        answers = at_once([lambda c=c, t=task: c.post(f"/tasks/{t}/complete", json=ANSWERS) for c in two])
        lost = next(answer for answer in answers if answer.status_code != 200)
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        assert lost.json()["code"] == "task_already_completed"
        assert lost.json()["detail"] in ("王示例 刚刚已经办理。", "王示例 1 秒前已经办理。")
        with house.app.app_context(), house.db.reading() as tx:
            row = tx.row("select version, status from instance where id = %s", (instance,))
            done = tx.value(
                "select count(*) from history where instance_id = %s and type = 'task.completed'", (instance,)
            )
        assert row == {"version": 2, "status": "running"} and done == 1
        verified = two[0].get(f"/instances/{instance}/verify").json()
        assert verified["ok"] is True


def test_one_key_twice_at_the_same_moment(two: tuple[httpx.Client, httpx.Client], house: House, town: Town) -> None:
    """A double click: both get the answer of the one decision."""
    for round_no in range(ROUNDS):
        _, task = start(house, town)
        key = {"Idempotency-Key": f"click-{round_no}"}
        answers = at_once(
            [lambda c=c, t=task, k=key: c.post(f"/tasks/{t}/complete", json=ANSWERS, headers=k) for c in two]
        )
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].content == answers[1].content


def test_oversize_and_chunked_bodies(two: tuple[httpx.Client, httpx.Client], house: House, town: Town) -> None:
    client = two[0]
    _, task = start(house, town)
    path = f"/tasks/{task}/complete"
    json = {"Content-Type": "application/json"}
    declared = client.post(path, content=b'{"answers": "' + b"x" * 300_000 + b'"}', headers=json)
    assert declared.status_code == 413

    def chunks(n: int) -> Iterator[bytes]:
        yield b'{"answers": {"subject_line": "'
        for _ in range(n):
            yield b"x" * 4096
        yield b'"}}'

    assert client.post(path, content=chunks(100), headers=json).status_code == 413
    assert client.post(path, content=chunks(1), headers=json).status_code == 422
    assert client.post(path, json=ANSWERS).status_code == 200


def test_numbers_of_both_processes_add_up(server: str, two: tuple[httpx.Client, httpx.Client]) -> None:
    def count() -> float:
        lines = httpx.get(f"{server}/metrics").text.splitlines()
        wanted = 'yangguang_requests_total{method="GET",rule="/api/v1/session",status="200"}'
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(wanted))

    before = count()
    for _ in range(20):
        assert two[0].get("/session").status_code == 200
    assert count() == before + 20
