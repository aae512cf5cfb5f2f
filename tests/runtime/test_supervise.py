"""The parent of `make run`: starts, restarts, ends, leaves nothing behind. Small programs stand in for the doors."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.supervise import is_ready
from tests.ports import free_port

Run = Callable[..., "Parent"]

# A parent with stand-ins: the web answers /readyz and writes its pid, the worker sleeps.
PARENT = """
import sys
from service import config
from service.supervise import Commands, Supervisor

web, worker, prepare = sys.argv[1:]
python = [sys.executable, "-c"]
sys.exit(Supervisor(config.load(), Commands([*python, prepare], [*python, web], [*python, worker])).run())
"""
WEB = """
import os, sys, http.server, pathlib
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"ok")
pathlib.Path(os.environ["YANGGUANG_HOME"], "web.pid").write_text(str(os.getpid()))
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answer).serve_forever()
"""
WORKER = """
import os, pathlib, signal
home = pathlib.Path(os.environ["YANGGUANG_HOME"])
(home / "worker.pid").write_text(str(os.getpid()))
(home / "worker.env").write_text("DATABASE_URL" if "DATABASE_URL" in os.environ else os.environ["DATABASE_APP_URL"])
signal.pause()
"""
PREPARE = "import os; assert 'yangguang_owner' in os.environ['DATABASE_URL']; print('prepared')"


class Parent:
    """A running supervisor and what it says."""

    def __init__(self, home: Path, web: str, worker: str, prepare: str) -> None:
        self.home, self.port = home, free_port()
        environment = {**os.environ, "YANGGUANG_HOME": str(home), "PORT": str(self.port)}
        environment.pop("DATABASE_URL", None)
        self.out = (home.parent / f"out-{self.port}").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-c", PARENT, web, worker, prepare],
            env=environment,
            stdout=self.out,
            stderr=subprocess.STDOUT,
        )

    def said(self) -> str:
        return Path(self.out.name).read_text()

    def pid(self, name: str) -> int:
        """Return the pid that a stand-in has written, or 0 while it has not."""
        path = self.home / f"{name}.pid"
        return int(path.read_text() or 0) if path.exists() else 0

    def everyone(self) -> list[int]:
        """Return the pids of the doors and of postgres."""
        return [self.pid("web"), self.pid("worker"), self.postgres()]

    def postgres(self) -> int:
        path = self.home / "db" / "data" / "postmaster.pid"
        return int(path.read_text().partition("\n")[0] or 0) if path.exists() else 0

    def up(self) -> Parent:
        until(lambda: "请打开" in self.said() or self.process.poll() is not None, 60)
        assert "请打开" in self.said(), self.said()
        assert until(lambda: self.pid("web") and self.pid("worker"))
        return self

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.out.close()


def until(true: Callable[[], object], patience: float = 15) -> bool:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return bool(true())


def gone(pid: int) -> bool:
    try:
        state = re.search(r"^State:\s+(\w)", Path(f"/proc/{pid}/status").read_text(), re.M)
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state is not None and state[1] in "ZX"


@pytest.fixture
def run(passable: Path) -> Iterator[Run]:
    started: list[Parent] = []

    def start(web: str = WEB, worker: str = WORKER, prepare: str = PREPARE) -> Parent:
        started.append(Parent(passable / "home", web, worker, prepare))
        return started[-1]

    yield start
    for each in started:
        each.close()


def test_ctrl_c_stops_everything_in_order(run: Run) -> None:
    parent = run().up()
    pids = parent.everyone()
    assert "prepared" in parent.said()
    parent.process.send_signal(signal.SIGINT)
    assert parent.process.wait(20) == 0
    assert all(map(gone, pids))
    stopped = parent.said().split("正在停止")[1]
    assert stopped.index("web") < stopped.index("worker") < stopped.index("PostgreSQL")


def test_the_doors_never_learn_the_owners_address(run: Run) -> None:
    parent = run().up()
    known = parent.home / "worker.env"
    assert until(lambda: known.exists() and known.read_text())
    assert "yangguang_app" in known.read_text()


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_killed_child_is_started_again(run: Run, name: str) -> None:
    parent = run().up()
    first = parent.pid(name)
    os.kill(first, signal.SIGKILL)
    assert until(lambda: parent.pid(name) not in (0, first))
    assert until(lambda: is_ready("127.0.0.1", parent.port))
    assert f"{name} ended" in parent.said()


def test_a_killed_database_is_recovered(run: Run) -> None:
    parent = run().up()
    postgres = parent.postgres()
    os.kill(postgres, signal.SIGKILL)
    assert until(lambda: parent.postgres() not in (0, postgres))
    parent.process.send_signal(signal.SIGTERM)
    assert parent.process.wait(20) == 0


def test_a_database_that_will_not_come_back_is_tried_again(run: Run) -> None:
    """The service stays, says why, and goes on by itself when the reason is gone."""
    parent = run().up()
    version = parent.home / "db" / "data" / "PG_VERSION"
    major = version.read_text()
    version.write_text("17\n")
    os.kill(parent.postgres(), signal.SIGKILL)
    assert until(lambda: parent.said().count("再试") >= 2)
    assert "PostgreSQL 17" in parent.said()
    assert parent.process.poll() is None
    version.write_text(major)
    assert until(lambda: "数据库已恢复" in parent.said())
    assert until(lambda: not gone(parent.postgres()))
    parent.process.send_signal(signal.SIGTERM)
    assert parent.process.wait(20) == 0


def test_a_killed_parent_takes_everybody_along_and_the_next_start_works(run: Run) -> None:
    parent = run().up()
    pids = parent.everyone()
    parent.process.kill()
    parent.process.wait()
    assert until(lambda: all(map(gone, pids)), 10)
    run().up()


def command(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service.cli", "run"],
        env={**os.environ, "YANGGUANG_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_a_taken_port_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = command(tmp_path, PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "已被占用" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failed_preparation_ends_the_start(run: Run) -> None:
    parent = run(prepare="import sys; sys.exit('no room left')")
    assert parent.process.wait(30) == 1
    assert "no room left" in parent.said()
    assert "准备数据库时出错" in parent.said()


def test_a_web_that_never_comes_up_ends_the_start_with_its_last_words(run: Run) -> None:
    parent = run(web="raise SystemExit('cannot import the application')")
    assert parent.process.wait(30) == 1
    assert "cannot import the application" in parent.said()


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "many"), ("DATABASE_URL", "sqlite:///x"), ("YANGGUANG_SECRET", "a")]
)
def test_a_wrong_setting_is_a_sentence(tmp_path: Path, name: str, value: str) -> None:
    done = command(tmp_path, **{name: value})
    assert done.returncode == 2
    assert name in done.stderr
    assert "Traceback" not in done.stderr
