"""The embedded PostgreSQL: one owner, no orphan, nothing lost."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from service.store.embedded import DataInUse, EmbeddedPostgres, EmbeddedPostgresError
from service.store.embedded_home import SOCKET_LIMIT

Start = Callable[[], subprocess.Popen[str]]

# What `make run` does, in short: a parent that owns a server, says so, and waits.
PARENT = """
import sys, signal
from service.store.embedded import EmbeddedPostgres
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
with EmbeddedPostgres(sys.argv[1]) as server:
    print(server.owner_url, server.process.pid, flush=True)
    signal.pause()
"""


@pytest.fixture
def folder(passable: Path) -> Path:
    return passable / "pg"


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Give a function that starts a parent process; what is left of it is killed afterwards."""
    started: list[subprocess.Popen[str]] = []

    def run() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", PARENT, str(folder)]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


def announced(process: subprocess.Popen[str]) -> tuple[str, int]:
    assert process.stdout
    url, pid = process.stdout.readline().split()
    return url.replace("+psycopg", ""), int(pid)


def gone(pid: int, patience: float = 10) -> bool:
    """Tell whether a process is over; one that nobody has reaped yet counts as over."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            state = re.search(r"^State:\s+(\w)", Path(f"/proc/{pid}/status").read_text(), re.M)
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state and state[1] in "ZX":
            return True
        time.sleep(0.02)
    return False


def add(url: str) -> int:
    """Add one committed row and return how many there are."""
    with psycopg.connect(url) as connection:
        connection.execute("create table if not exists kept (at timestamptz default now())")
        connection.execute("insert into kept default values")
        row = connection.execute("select count(*) from kept").fetchone()
    assert row
    return int(row[0])


def plain(url: str) -> str:
    return url.replace("+psycopg", "")


def test_starts_stops_and_keeps_its_data(folder: Path) -> None:
    for expected in (1, 2):
        with EmbeddedPostgres(folder) as server:
            assert add(plain(server.owner_url)) == expected
            pid = server.process.pid if server.process else 0
        assert gone(pid)


def test_the_service_owns_nothing(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        add(plain(server.owner_url))
        with psycopg.connect(plain(server.app_url), autocommit=True) as connection:
            for refused in (
                "create table mine ()",
                "select * from kept",
                "create role other",
                "create database other",
                "set role yangguang_owner",
                "copy (select 1) to program 'true'",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(refused)


def test_nobody_gets_in_without_the_password(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        assert server.socket.stat().st_mode & 0o077 == 0
        assert (server.home / "secrets.json").stat().st_mode & 0o077 == 0
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=str(server.socket), user="postgres", dbname="postgres", password="guess")


def test_a_database_can_be_copied_from_a_template(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        server.create_database("pattern")
        add(plain(server.url("pattern", "owner")))
        server.create_database("copy", "pattern")
        assert add(plain(server.url("copy", "owner"))) == 2
        server.drop_database("copy")
        assert {"pattern", "yangguang"} <= server.databases()
        assert "copy" not in server.databases()


def test_a_second_owner_is_refused_and_told_whose_it_is(folder: Path) -> None:
    with EmbeddedPostgres(folder), pytest.raises(DataInUse, match=rf"进程号 {os.getpid()}"):
        EmbeddedPostgres(folder, patience=0.2).start()


def test_a_killed_parent_leaves_no_orphan_and_loses_nothing(start: Start) -> None:
    parent = start()
    url, server = announced(parent)
    assert add(url) == 1
    half = psycopg.connect(url)
    half.execute("insert into kept default values")  # never committed
    parent.kill()
    parent.wait()
    assert gone(server)
    half.close()
    url, _ = announced(start())
    assert add(url) == 2


def test_a_killed_server_is_started_again_by_the_same_parent(folder: Path) -> None:
    server = EmbeddedPostgres(folder).start()
    try:
        assert add(plain(server.owner_url)) == 1
        assert server.process
        server.process.kill()
        assert gone(server.process.pid)
        assert not server.alive()
        server.stop()
        server.start()
        assert add(plain(server.owner_url)) == 2
    finally:
        server.stop()


def test_a_stale_pid_file_is_not_believed(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        add(plain(server.owner_url))
    # As after a container's restart: the number in the file now belongs to a process that is alive and foreign.
    foreign = f"{os.getppid()}\n{server.data}\n1700000000\n5432\n{server.socket}\n\n  0  0\nready   \n"
    (server.data / "postmaster.pid").write_text(foreign)
    (server.socket / ".s.PGSQL.5432.lock").write_text(foreign)
    with EmbeddedPostgres(folder) as again:
        assert add(plain(again.owner_url)) == 2


def test_an_interrupted_initdb_is_done_again(folder: Path) -> None:
    (folder / "data.new" / "half").mkdir(parents=True)
    with EmbeddedPostgres(folder) as server:
        assert add(plain(server.owner_url)) == 1


def test_a_path_too_long_for_a_socket_still_works(folder: Path) -> None:
    deep = folder / ("deep" * 30)
    with EmbeddedPostgres(deep) as server:
        assert len(str(server.socket / ".s.PGSQL.5432")) <= SOCKET_LIMIT
        assert server.socket.stat().st_mode & 0o077 == 0
        assert add(plain(server.owner_url)) == 1
        server.stop()
        server.socket.rmdir()


def test_data_of_another_major_version_is_refused_in_words(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        pass
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedPostgresError, match="PostgreSQL 17"):
        EmbeddedPostgres(folder).start()


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match="max_connections"):
        EmbeddedPostgres(folder, {"max_connections": "many"}).start()


def test_an_orderly_end_is_quick(start: Start) -> None:
    parent = start()
    _, server = announced(parent)
    parent.send_signal(signal.SIGTERM)
    assert parent.wait(10) == 0
    assert gone(server, 0.5)
