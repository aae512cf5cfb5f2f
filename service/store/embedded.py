"""The PostgreSQL that comes with the service, when no database address is configured.

Only the wheel's programs are used, its Python API is not: the life cycle is ours. postgres is a true child that the
kernel stops when we die, every role has a password, the socket is private, and a file lock, not a PID file, says who
owns the data. Knows nothing of the schema.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from service.store.embedded_home import MAJOR, PORT, EmbeddedPostgresError, Home, private_folder, write_private

__all__ = ["DataInUse", "EmbeddedPostgres", "EmbeddedPostgresError", "die_with_parent"]

Role = Literal["owner", "app"]

DATABASE = "yangguang"
SUPERUSER = "postgres"
ROLES: Mapping[Role, str] = {"owner": "yangguang_owner", "app": "yangguang_app"}
LOG_LIMIT = 10 * 2**20
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "jit": "off",
    "autovacuum_naptime": "10s",  # a backlog of jobs comes at once, and the planner must know of it
    "timezone": "UTC",
    "log_destination": "stderr",
    "password_encryption": "scram-sha-256",
    "shared_preload_libraries": "",
}
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class DataInUse(EmbeddedPostgresError):
    """Another process owns this data directory."""


def die_with_parent(number: int, parent: int | None = None) -> Callable[[], None]:
    """Return a preexec function: the kernel sends the child this signal when the thread that made it is gone.

    It must run after any change of user, which clears the request; subprocess does it in that order.
    """
    parent = parent or os.getpid()

    def request() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # the parent died between fork and request: nobody would tell us any more
            os._exit(1)

    return request


class EmbeddedPostgres:
    """One PostgreSQL server on one data directory, from `start` to `stop`.

    Start it in a thread that lives as long as it should: its end is the server's (see `die_with_parent`).
    """

    def __init__(self, path: str | Path, settings: Mapping[str, str] | None = None, patience: float = 20) -> None:
        self.place = Home(Path(path).absolute())
        self.settings = {**SETTINGS, **(settings or {})}
        self.patience = patience
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        self._secrets: dict[str, str] = {}
        self.home, self.data, self.socket = self.place.folder, self.place.data, self.place.socket

    # --- life --------------------------------------------------------------------------------------------------------

    def start(self, pause: Callable[[float], None] = time.sleep) -> Self:
        """Own the data directory, start the server, make sure of roles and database.

        Recovery after a crash may take its time: whoever must not sleep deaf gives a `pause` that may raise.
        """
        try:
            self._own(pause)
            self._secrets = self.place.load_secrets((SUPERUSER, *ROLES))
            self.place.make_socket_folder()
            self._initialize()
            self._forget_the_dead()
            self._spawn()
            self._wait_until_ready(pause)
            self._ensure_roles()
            if DATABASE not in self.databases():
                self.create_database(DATABASE)
        except psycopg.OperationalError as lost:
            self.stop()
            raise EmbeddedPostgresError(
                f"内置数据库刚启动又断开了，见 {self.home / 'postgres.log'}。",
                "The embedded PostgreSQL went away while it was being set up.",
            ) from lost
        except BaseException:
            self.stop()
            raise
        return self

    def attach(self) -> Self:
        """Use the server that another process runs here, for a command beside it; start and stop nothing."""
        if not (self.home / "secrets.json").exists() or not (self.socket / f".s.PGSQL.{PORT}").exists():
            raise EmbeddedPostgresError(
                "数据库没有在运行。请先执行 make run，或设置 DATABASE_URL。",
                "The database is not running. Run `make run` first, or set DATABASE_URL.",
            )
        self._secrets = self.place.load_secrets((SUPERUSER, *ROLES))
        return self

    def stop(self) -> None:
        """Stop the server: in order within 30 seconds, otherwise at once (it recovers from that, too)."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # "fast": transactions are rolled back, data is flushed
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()
        self.process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def alive(self) -> bool:
        """Tell whether the server still runs."""
        return self.process is not None and self.process.poll() is None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    # --- use ---------------------------------------------------------------------------------------------------------

    @property
    def owner_url(self) -> str:
        """The address for migrations: owns the schema."""
        return self.url(DATABASE, "owner")

    @property
    def app_url(self) -> str:
        """The address for the service: owns nothing, may do what migrations granted."""
        return self.url(DATABASE, "app")

    def url(self, database: str, role: Role) -> str:
        """Return SQLAlchemy's address of a database for one of the two roles."""
        host = quote(str(self.socket), safe="/")
        return f"postgresql+psycopg://{ROLES[role]}:{self._secrets[role]}@/{database}?host={host}&port={PORT}"

    def databases(self) -> set[str]:
        """Return the names of all databases."""
        with self._superuser() as connection:
            return {name for (name,) in connection.execute("select datname from pg_database")}

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create a database, empty or as a copy (the template must have no connection open)."""
        target, owner, app = (sql.Identifier(each) for each in (name, ROLES["owner"], ROLES["app"]))
        source = sql.Identifier(template or "template1")
        with self._superuser() as connection:
            connection.execute(sql.SQL("create database {} owner {} template {}").format(target, owner, source))
            connection.execute(sql.SQL("revoke all on database {} from public").format(target))
            connection.execute(sql.SQL("grant connect on database {} to {}").format(target, app))

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        with self._superuser() as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    # --- steps of the start ------------------------------------------------------------------------------------------

    def _own(self, pause: Callable[[float], None]) -> None:
        """Take the lock of the data directory, or say who has it.

        Every postgres process inherits the lock, so it is free only when the last one of a predecessor is gone; a
        dying predecessor needs a moment.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o711 if self.place.run_as else 0o700)
        descriptor = self._lock = os.open(self.home / "owner.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        end = time.monotonic() + self.patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    holder = os.pread(descriptor, 20, 0).decode().strip() or "?"
                    raise DataInUse(
                        f"数据目录 {self.home} 正被另一个进程使用（进程号 {holder}）。请先停止它（Ctrl-C）再启动。",
                        f"{self.home} is in use by another process (pid {holder}). Stop it first.",
                    ) from None
                pause(0.05)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)  # for people; nothing of ours trusts it

    def _initialize(self) -> None:
        """Run initdb once; an interrupted one leaves only a folder that the next start throws away."""
        if self.data.exists():
            self._check_major()
            return
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        private_folder(fresh, self.place.run_as)
        password = self.socket / "password"
        write_private(password, self._secrets[SUPERUSER], self.place.run_as)
        command = [self.place.programs / "bin" / "initdb", "-D", fresh, "-U", SUPERUSER, "--auth=scram-sha-256"]
        command += [f"--pwfile={password}", "--encoding=utf8", "--locale=C.UTF-8", "--no-instructions"]
        try:
            done = self._run(command)
        finally:
            password.unlink()
        if done.returncode != 0:
            raise EmbeddedPostgresError(
                f"无法在 {self.home} 建立数据库（磁盘已满，或目录不可写？）：{done.stdout.strip()}",
                f"initdb failed in {self.home}; its words stand above.",
            )
        fresh.rename(self.data)

    def _run(self, command: list[Any]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=ENVIRONMENT,
            cwd="/",
            **(self.place.run_as.popen() if self.place.run_as else {}),
        )

    def _check_major(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise EmbeddedPostgresError(
                f"{self.data} 由 PostgreSQL {found} 建立，本版本使用 {MAJOR}。请用旧版本导出后再导入。",
                f"{self.data} was made by PostgreSQL {found}, this is {MAJOR}. Dump with the old one, then restore.",
            )

    def _forget_the_dead(self) -> None:
        """Remove what a killed predecessor left: safe, because whoever still used it would hold our lock."""
        for path in (self.data / "postmaster.pid", *self.socket.glob(".s.PGSQL.*")):
            path.unlink(missing_ok=True)

    def _spawn(self) -> None:
        settings = {**self.settings, "unix_socket_directories": str(self.socket), "port": str(PORT)}
        command: list[Any] = [self.place.programs / "bin" / "postgres", "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        assert self._lock is not None
        with self._open_log() as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=ENVIRONMENT,
                cwd="/",
                pass_fds=(self._lock,),
                process_group=0,  # Ctrl-C in the terminal must not reach it before the service is down
                preexec_fn=die_with_parent(signal.SIGINT),
                **(self.place.run_as.popen() if self.place.run_as else {}),
            )

    @contextmanager
    def _open_log(self) -> Iterator[Any]:
        path = self.home / "postgres.log"
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        with path.open("ab") as log:
            yield log

    def _wait_until_ready(self, pause: Callable[[float], None]) -> None:
        """Wait until the server says in its PID file that it is ready; recovery after a crash may take a while."""
        end = time.monotonic() + 120
        while time.monotonic() < end:
            if not self.alive():
                raise EmbeddedPostgresError(
                    f"内置数据库没有启动。原因见 {self.home / 'postgres.log'}：\n{self._last_words()}",
                    "The embedded PostgreSQL did not start; its log's last lines stand above.",
                )
            if self._reported_status() == "ready":
                return
            pause(0.01)
        raise EmbeddedPostgresError(
            f"内置数据库 120 秒内没有就绪，见 {self.home / 'postgres.log'}。",
            "The embedded PostgreSQL was not ready within 120 s.",
        )

    def _reported_status(self) -> str:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return ""
        assert self.process is not None
        ours = len(lines) >= 8 and int(lines[0]) == self.process.pid
        return lines[7].strip() if ours else ""

    def _last_words(self) -> str:
        lines = (self.home / "postgres.log").read_text(errors="replace").splitlines()
        return "\n".join(lines[-5:])

    def _ensure_roles(self) -> None:
        """Create the two roles; a start that was interrupted here is completed by the next."""
        with self._superuser() as connection:
            existing = {name for (name,) in connection.execute("select rolname from pg_roles")}
            for key, name in ROLES.items():
                if name not in existing:
                    statement = sql.SQL("create role {} login password {}")
                    connection.execute(statement.format(sql.Identifier(name), sql.Literal(self._secrets[key])))

    @contextmanager
    def _superuser(self) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(
            host=str(self.socket),
            port=PORT,
            user=SUPERUSER,
            password=self._secrets[SUPERUSER],
            dbname="postgres",
            autocommit=True,
        ) as connection:
            yield connection
