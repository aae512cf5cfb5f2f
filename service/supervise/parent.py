"""The parent itself: bring the service up, keep it up, take it down."""

from __future__ import annotations

import os
import signal
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from service import __version__
from service.config import Settings
from service.store.embedded import EmbeddedPostgres, EmbeddedPostgresError
from service.supervise.children import Child, Signals, delay_after, why
from service.supervise.door import CannotRun, is_free, is_ready
from service.supervise.progress import Progress

READY_WITHIN = 90.0
WEB = [sys.executable, "-m", "gunicorn", "-c", "python:service.serving", "service.web.app:create_app()"]
GIVE_UP_AFTER = 3  # crashes before the service was ever ready: then it is broken, not unlucky


class Ended(Exception):
    """Somebody asked us to end while something was being started."""


def pause(signals: Signals) -> Callable[[float], None]:
    """Return a sleep that raises Ended when somebody asks us to end."""

    def sleep(seconds: float) -> None:
        if signals.ending(seconds):
            raise Ended

    return sleep


def database_folder(settings: Settings) -> Path:
    """Return where the embedded database lives."""
    return settings.home / "db"


@dataclass
class Commands:
    """What to start; tests put small programs here."""

    prepare: list[str]
    web: list[str]
    worker: list[str]

    @classmethod
    def ours(cls, demo: bool, round_: bool = True, park: bool = False, small: bool = False) -> Commands:
        """Return the commands of the real service; a new demo town has a round running, unless told otherwise."""
        prepare = [
            sys.executable,
            "-m",
            "service.cli",
            "prepare",
            "--demo" if demo else "--no-demo",
            "--round" if round_ else "--no-round",
            *(["--park"] if park else []),
            *(["--small"] if small else []),
        ]
        return cls(prepare, WEB, [sys.executable, "-m", "service.worker"])


class Supervisor:
    """Bring the service up, keep it up, take it down."""

    def __init__(self, settings: Settings, commands: Commands, verbose: bool = False) -> None:
        self.settings = settings
        self.commands = commands
        self.verbose = verbose
        self.progress = Progress()
        self.database: EmbeddedPostgres | None = None
        self.database_failures = 0
        self.database_next_start = 0.0
        self.children: list[Child] = []
        self.accounts = ""

    def run(self) -> int:
        """Run until somebody asks us to end; return the exit code."""
        self.progress.line(f"阳光 Yangguang {__version__}")
        with Signals() as signals, ExitStack() as stack:
            stack.callback(self._stop)
            try:
                self._check_port()
                self._start_database(signals)
                self._prepare(signals)
                self._start_children()
                self._await_ready(signals)
                self._announce()
                self._watch(signals)
            except Ended:
                return 0
            except (CannotRun, EmbeddedPostgresError) as problem:
                print(f"\n无法启动：{problem}", file=sys.stderr, flush=True)
                return 1
        return 0

    # --- up ----------------------------------------------------------------------------------------------------------

    def _check_port(self, patience: float = 4) -> None:
        """Make sure that the port is free; what was just killed gets a moment to let go of it."""
        host, port, end = self.settings.host, self.settings.port, time.monotonic() + patience
        while not is_free(host, port):
            if time.monotonic() > end:
                raise CannotRun(
                    f"{host}:{port} 已被占用，可能已有一个服务在运行。请先停止它，或换端口：make run PORT={port + 1}\n"
                    f"Port {port} is taken. Stop what uses it, or choose another: make run PORT={port + 1}"
                )
            time.sleep(0.2)

    def _start_database(self, signals: Signals) -> None:
        if self.settings.owner_url:
            self.progress.line("  ✓ 使用 DATABASE_URL 指定的数据库 · database from DATABASE_URL")
            return
        first = not (self.settings.home / "db").exists()
        slow = "首次启动需要初始化" if first else ""
        with self.progress.phase("数据库", "embedded PostgreSQL", slow):
            self.database = EmbeddedPostgres(database_folder(self.settings), patience=10)
            self.database.start(pause(signals))
        if self.database.home != self.database.place.asked:
            self.progress.line(f"    数据在 {self.database.home}（数据库不以 root 运行）· the data lies there")

    def _prepare(self, signals: Signals) -> None:
        """Migrate, deploy, fill: in a process of its own, so that this one stays small and can be interrupted."""
        accounts, to_us = os.pipe()
        command = [*self.commands.prepare, "--accounts-fd", str(to_us)]
        child = self._child("准备", "prepare", command, owner=True, log=None)
        child.start(to_us)
        os.close(to_us)
        self.children.append(child)
        while child.alive():
            if signals.ending(None):
                raise Ended
        self.children.remove(child)
        with open(accounts) as said:
            self.accounts = said.read()
        if child.process is None or child.process.returncode != 0:
            raise CannotRun("准备数据库时出错，原因见上。\nPreparing the database failed; the reason stands above.")

    def _start_children(self) -> None:
        web = self._child("网页", "web", self.commands.web)
        worker = self._child("后台任务", "worker", self.commands.worker)
        # At once: the next start wants the port, and the database goes at the same moment; nothing could be finished.
        web.killed_with = worker.killed_with = signal.SIGKILL
        self.children = [web, worker]
        for child in self.children:
            child.start()

    def _child(self, zh: str, en: str, command: list[str], owner: bool = False, log: str | None = "") -> Child:
        path = None if self.verbose or log is None else self.settings.home / "log" / f"{en}.log"
        return Child(zh, en, command, self._environment(owner), path)

    def _environment(self, owner: bool) -> dict[str, str]:
        """Return a child's environment; only the one that migrates learns the owner's address."""
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        owner_url = self.database.owner_url if self.database else self.settings.owner_url
        app_url = self.database.app_url if self.database else self.settings.app_url
        environment["DATABASE_APP_URL"] = app_url or ""
        if owner:
            environment["DATABASE_URL"] = owner_url or ""
        environment["YANGGUANG_HOME"] = str(self.settings.home)
        environment["PORT"] = str(self.settings.port)
        environment["PYTHONUNBUFFERED"] = "1"
        return environment

    def _await_ready(self, signals: Signals) -> None:
        with self.progress.phase("网页与后台任务", "web and worker"):
            end = time.monotonic() + READY_WITHIN
            while not is_ready(self.settings.host, self.settings.port):
                if time.monotonic() > end:
                    raise CannotRun(f"{READY_WITHIN:.0f} 秒内没有就绪 · not ready in time\n{self._all_last_words()}")
                if signals.ending(0.1):
                    raise Ended
                self._revive(signals)
                self._restart(patience=GIVE_UP_AFTER)

    def _announce(self) -> None:
        logs = "" if self.verbose else f"\n  日志 · logs     {self.settings.home / 'log'}"
        accounts = f"{textwrap.indent(self.accounts, '  ')}\n" if self.accounts else ""
        self.progress.line(
            f"\n{accounts}"
            f"\n  请打开 · open   {self.settings.public_url}{logs}"
            f"\n  停止 · stop     Ctrl-C          （启动用时 {self.progress.elapsed():.1f} s）\n"
        )

    # --- kept up -----------------------------------------------------------------------------------------------------

    def _watch(self, signals: Signals) -> None:
        while not signals.ending(self._next_deadline()):
            self._revive(signals)
            self._restart()

    def _next_deadline(self) -> float | None:
        """Return the seconds until something has to be started again, or None when all is well."""
        waiting = [child.next_start for child in self.children if child.process is None]
        if self.database and not self.database.alive():
            waiting.append(self.database_next_start)
        return max(0.0, min(waiting) - time.monotonic()) if waiting else None

    def _revive(self, signals: Signals) -> None:
        """Bring a dead database back; if it will not come, say why and try again, because nobody else would.

        Meanwhile the web asks people for patience, and the worker is started again until its database is there.
        """
        database = self.database
        if database is None or database.alive() or time.monotonic() < self.database_next_start:
            return
        self.progress.line("  ! 数据库意外退出，正在恢复 · PostgreSQL ended, recovering")
        database.stop()
        try:
            with self.progress.phase("数据库已恢复", "recovered"):
                database.start(pause(signals))
        except (EmbeddedPostgresError, OSError) as problem:
            self.database_failures += 1
            delay = max(1.0, delay_after(self.database_failures))
            self.database_next_start = time.monotonic() + delay
            self.progress.line(f"  ! {problem}\n    {delay:.0f} 秒后再试 · trying again")
        else:
            self.database_failures = 0

    def _restart(self, patience: int | None = None) -> None:
        """Start again what has crashed, after its delay; without end, or until our patience is over."""
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.next_start:
                    child.start()
            elif not child.alive():
                code, delay = child.note_crash()
                if patience is not None and child.crashes >= patience:
                    raise CannotRun(f"{child.zh}反复退出（{why(code)}）· {child.en} keeps ending\n{child.last_words()}")
                self.progress.line(
                    f"  ! {child.zh}意外退出（{why(code)}），{delay:.1f} 秒后重启 · {child.en} ended, restarting"
                )

    def _all_last_words(self) -> str:
        return "\n".join(f"--- {child.en}\n{child.last_words()}" for child in self.children)

    # --- down --------------------------------------------------------------------------------------------------------

    def _stop(self) -> None:
        """Stop everything in order: first the doors, the database last."""
        if self.children or self.database:
            self.progress.line("\n正在停止 · stopping")
        for child in self.children:
            with self.progress.phase(child.zh, child.en) if child.alive() else ExitStack():
                child.stop()
        if self.database and self.database.alive():
            with self.progress.phase("数据库", "PostgreSQL"):
                self.database.stop()
