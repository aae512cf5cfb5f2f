"""What happens to the processes of the product: kills at random moments, two restarts of its database."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

from tests.journeys.product import Product, descendants

# How often each kind is hit.
AIMS = {"web": 67, "worker": 28, "master": 5}


class Weather:
    """Kill what belongs to one product, and only that."""

    def __init__(self, product: Product, seed: int) -> None:
        self.product, self.random = product, random.Random(seed)
        self.kills: Counter[str] = Counter()
        self.diary: list[str] = []
        self.began = time.monotonic()

    def rage(self, kills: int, gap: tuple[float, float]) -> None:
        """Kill that many processes; a third of the way the database is shot, at two thirds restarted in order."""
        shots = {kills // 3: signal.SIGKILL, 2 * kills // 3: signal.SIGINT}
        while (done := self.total()) < kills:
            time.sleep(self.random.uniform(*gap))
            if done in shots and self.processes()["postgres"]:
                self.hit("postgres", shots.pop(done))
            self.strike()

    def total(self) -> int:
        """Return how many kills of the doors there have been."""
        return sum(self.kills[aim] for aim in AIMS)

    def strike(self) -> None:
        """Kill one process of the doors."""
        there = self.processes()
        aims = {aim: weight for aim, weight in AIMS.items() if there[aim]}
        if there["web"]:  # a master that is only just starting is spared, or nobody would ever be served
            self.hit(*self.random.choices(list(aims), list(aims.values())), signal.SIGKILL)
        elif there["worker"]:
            self.hit("worker", signal.SIGKILL)

    def hit(self, aim: str, number: signal.Signals) -> None:
        """Send a signal to one process of a kind, if there is one."""
        found = self.processes()[aim]
        if not found:
            return
        pid = self.random.choice(found)
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        self.kills[aim] += 1
        self.diary.append(f"{time.monotonic() - self.began:6.1f} s {number.name} {aim} {pid}")

    def processes(self) -> dict[str, list[int]]:
        """Return the pids of the product's processes by what they are."""
        assert self.product.process is not None
        found: dict[str, list[int]] = {"web": [], "worker": [], "master": [], "postgres": []}
        for pid in descendants(self.product.process.pid, depth=1):
            command = command_of(pid)
            if "gunicorn" in command:
                found["master"].append(pid)
                found["web"] += [each for each in descendants(pid, depth=1) if "gunicorn" in command_of(each)]
            elif "service.worker" in command:
                found["worker"].append(pid)
            elif "/postgres -D" in command:
                found["postgres"].append(pid)
        return found


def command_of(pid: int) -> str:
    """Return a process's command line, nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def survivors(home: Path) -> list[str]:
    """Return the processes that still work for a product's folder."""
    mark = f"YANGGUANG_HOME={home}".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in environ.read_bytes().split(b"\0"):
                found.append(f"{environ.parent.name} {command_of(int(environ.parent.name))}")
        except OSError:
            continue
    return found
