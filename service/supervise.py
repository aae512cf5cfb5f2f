"""The parent of `make run`: PostgreSQL, the web and the worker as children, from one start to one orderly end.

Children that crash are started again, more slowly each time; when this process is killed, the kernel ends them all.
Knows the doors only as commands: it imports neither Flask nor the engine and stays small.
"""

from __future__ import annotations

import errno
import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from service import __version__
from service.config import Settings
from service.store.embedded import LOG_LIMIT, EmbeddedPostgres, EmbeddedPostgresError, die_with_parent

READY_WITHIN = 90.0
STEADY_AFTER = 30.0  # a child that ran this long has started well: its next crash is its first
SLOWEST_RESTART = 30.0
WEB = [sys.executable, "-m", "gunicorn", "-c", "python:service.serving", "service.web.app:create_app()"]
GIVE_UP_AFTER = 3  # crashes before the service was ever ready: then it is broken, not unlucky


class CannotRun(RuntimeError):
    """The service does not come up; the message says why and what to do."""


def database_folder(settings: Settings) -> Path:
    """Return where the embedded database lives."""
    return settings.home / "db"


# --- what a person sees ----------------------------------------------------------------------------------------------


class Progress:
    """Say what happens, in Chinese, then in English, and how long each phase took."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def line(self, text: str) -> None:
        """Print one line at once."""
        print(text, flush=True)

    @contextmanager
    def phase(self, zh: str, en: str, slow: str = "") -> Iterator[None]:
        """Print a phase with its time when it is over; one that may be slow also announces itself."""
        if slow:
            self.line(f"  … {zh}（{slow}）")
        began = time.monotonic()
        yield
        self.line(f"  ✓ {zh} · {en}  {time.monotonic() - began:.1f} s")

    def elapsed(self) -> float:
        """Return the seconds since the beginning."""
        return time.monotonic() - self.began


# --- signals ---------------------------------------------------------------------------------------------------------


class Signals:
    """Turn signals into something one can wait for; an idle parent uses no CPU."""

    ENDING = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})

    def __enter__(self) -> Self:
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)
        self._previous = {each: signal.signal(each, lambda *_: None) for each in (*self.ENDING, signal.SIGCHLD)}
        self._wakeup = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self._read.close()
        self._write.close()

    def ending(self, timeout: float | None) -> bool:
        """Wait for any signal or the time; tell whether somebody asked us to end."""
        ready, _, _ = select.select([self._read], [], [], timeout)
        return bool(ready) and bool(self.ENDING.intersection(self._read.recv(4096)))


# --- children --------------------------------------------------------------------------------------------------------


@dataclass
class Child:
    """One program that has to run all the time."""

    zh: str
    en: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path | None
    killed_with: int = signal.SIGTERM
    """What the kernel sends it when we are killed."""
    patience: float = 15
    process: subprocess.Popen[bytes] | None = None
    crashes: int = 0
    next_start: float = 0
    started: float = field(default=0, init=False)

    def start(self, *descriptors: int) -> None:
        """Start it in a process group of its own: Ctrl-C is for the parent, which stops its children in order."""
        output = None if self.log is None else _open_log(self.log)
        try:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=descriptors,
                process_group=0,
                preexec_fn=die_with_parent(self.killed_with),
            )
        finally:
            if output is not None:
                os.close(output)
        self.started = time.monotonic()

    def alive(self) -> bool:
        """Tell whether it runs."""
        return self.process is not None and self.process.poll() is None

    def note_crash(self) -> tuple[int, float]:
        """Return the exit code of a child that ended by itself and the delay until its next start."""
        assert self.process is not None
        now, code = time.monotonic(), self.process.returncode
        self.crashes = 1 if now - self.started > STEADY_AFTER else self.crashes + 1
        delay = min(SLOWEST_RESTART, 0.5 * 2 ** (self.crashes - 1))
        self.process, self.next_start = None, now + delay
        return code, delay

    def stop(self) -> None:
        """Ask it to finish what it does; kill it, and what it left in its group, when it takes too long."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def last_words(self, lines: int = 12) -> str:
        """Return the end of its log."""
        if self.log is None or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def _open_log(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)


# --- the service -----------------------------------------------------------------------------------------------------


@dataclass
class Commands:
    """What to start; tests put small programs here."""

    prepare: list[str]
    web: list[str]
    worker: list[str]

    @classmethod
    def ours(cls, demo: bool, round_: bool = True) -> Commands:
        """Return the commands of the real service; a new demo town has a round running, unless told otherwise."""
        prepare = [
            sys.executable,
            "-m",
            "service.cli",
            "prepare",
            "--demo" if demo else "--no-demo",
            "--round" if round_ else "--no-round",
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
        self.children: list[Child] = []
        self.accounts = ""

    def run(self) -> int:
        """Run until somebody asks us to end; return the exit code."""
        self.progress.line(f"阳光 Yangguang {__version__}")
        with Signals() as signals, ExitStack() as stack:
            stack.callback(self._stop)
            try:
                self._check_port()
                self._start_database()
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
        while not _is_free(host, port):
            if time.monotonic() > end:
                raise CannotRun(
                    f"{host}:{port} 已被占用，可能已有一个服务在运行。请先停止它，或换端口：make run PORT={port + 1}\n"
                    f"Port {port} is taken. Stop what uses it, or choose another: make run PORT={port + 1}"
                )
            time.sleep(0.2)

    def _start_database(self) -> None:
        if self.settings.owner_url:
            self.progress.line("  ✓ 使用 DATABASE_URL 指定的数据库 · database from DATABASE_URL")
            return
        first = not (self.settings.home / "db").exists()
        slow = "首次启动需要初始化" if first else ""
        with self.progress.phase("数据库", "embedded PostgreSQL", slow):
            self.database = EmbeddedPostgres(database_folder(self.settings), patience=10).start()
        if self.database.home != self.database.asked:
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
        web.killed_with = signal.SIGQUIT  # gunicorn's "at once": the next start wants the port
        worker = self._child("后台任务", "worker", self.commands.worker)
        worker.killed_with = signal.SIGKILL  # its database goes at the same moment: nothing could be finished
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
            if self.database and not self.database.alive():
                self._restart_database()
            self._restart()

    def _next_deadline(self) -> float | None:
        waiting = [child.next_start for child in self.children if child.process is None]
        return max(0.0, min(waiting) - time.monotonic()) if waiting else None

    def _restart(self, patience: int | None = None) -> None:
        """Start again what has crashed, after its delay; without end, or until our patience is over."""
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.next_start:
                    child.start()
            elif not child.alive():
                code, delay = child.note_crash()
                if patience is not None and child.crashes >= patience:
                    raise CannotRun(
                        f"{child.zh}反复退出（{_why(code)}）· {child.en} keeps ending\n{child.last_words()}"
                    )
                self.progress.line(
                    f"  ! {child.zh}意外退出（{_why(code)}），{delay:.1f} 秒后重启 · {child.en} ended, restarting"
                )

    def _restart_database(self) -> None:
        assert self.database is not None
        self.progress.line("  ! 数据库意外退出，正在恢复 · PostgreSQL ended, recovering")
        self.database.stop()
        self.database.start()

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


class Ended(Exception):
    """Somebody asked us to end before everything was up."""


def is_ready(host: str, port: int) -> bool:
    """Ask the web whether it can serve."""
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does: TIME_WAIT is free
        try:
            probe.bind((host, port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                return False
            why = f"无法监听 {host}:{port} · cannot listen there: {problem.strerror}"
            raise CannotRun(why) from problem
    return True


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _why(code: int) -> str:
    return f"信号 {signal.Signals(-code).name}" if code < 0 else f"退出码 {code}"
