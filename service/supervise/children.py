"""The processes below the parent: started, watched, started again, stopped; and the signals that tell about them."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from service.store.embedded import LOG_LIMIT, die_with_parent

STEADY_AFTER = 10.0  # a child that ran this long has started well: its next crash is its first
SLOWEST_RESTART = 5.0  # people wait behind it; a start in vain costs a second of one core


def delay_after(failures: int) -> float:
    """Return how long to wait before the next start: not at all the first time, then longer and longer."""
    return 0.0 if failures <= 1 else min(SLOWEST_RESTART, 0.5 * 2 ** (failures - 2))


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
        delay = delay_after(self.crashes)
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


def why(code: int) -> str:
    """Say how a child ended."""
    return f"信号 {signal.Signals(-code).name}" if code < 0 else f"退出码 {code}"
