"""The real product as one process tree: `yangguang run` on a folder and a port of its own."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.conftest import open_way
from tests.ports import free_port

READY_WITHIN = 180.0


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all test processes of one run have in common."""
    own = factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@dataclass
class Product:
    """Start, kill and restart the whole product; its data stay in `home`."""

    home: Path
    port: int = field(default_factory=free_port)
    options: tuple[str, ...] = ("--no-round",)
    variables: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address of the product."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """Return the environment in which the product and its command line run."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "YANGGUANG_"))}
        return {**clean, "YANGGUANG_HOME": str(self.home), "PORT": str(self.port), **self.variables}

    def start(self) -> None:
        """Start it and wait until it is ready."""
        log = open(self.home.parent / f"{self.home.name}.log", "ab")  # noqa: SIM115  the child keeps it
        self.process = subprocess.Popen(
            [sys.executable, "-m", "service.cli", "run", *self.options],
            env=self.environment(),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        self.wait_ready()

    def settle_in(self, shared: Path) -> None:
        """Start in a copy of a home with a fresh demo town, which whoever comes first makes in a shared folder."""
        with open(shared / "town.lock", "w") as lock:  # parallel test processes take turns
            fcntl.flock(lock, fcntl.LOCK_EX)
            model = Product(open_way(shared) / "town" / "home")
            if not (made := shared / "town" / "made").exists():
                model.home.mkdir(parents=True)
                try:
                    model.start()
                finally:
                    model.stop()
                made.touch()
        # The cluster belongs to another user when root tests: `cp -a` keeps owners, shutil does not.
        subprocess.run(["cp", "-a", "--reflink=auto", str(model.home), str(self.home)], check=True)
        self.start()

    def wait_ready(self) -> None:
        """Wait until the product answers that it is ready."""
        end = time.monotonic() + READY_WITHIN
        while time.monotonic() < end:
            assert self.process is not None
            if self.process.poll() is not None:
                raise AssertionError(f"the product ended: {self.log()[-3000:]}")
            try:
                if httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"the product did not become ready: {self.log()[-3000:]}")

    def log(self) -> str:
        """Return what it printed."""
        return (self.home.parent / f"{self.home.name}.log").read_text(errors="replace")

    def kill_everything(self) -> None:
        """Kill every process of the product at once, as a power cut would."""
        assert self.process is not None
        for pid in [*descendants(self.process.pid), self.process.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(30)

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.kill_everything()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line beside the running product, on its database."""
        return subprocess.run(
            [sys.executable, "-m", "service.cli", *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def descendants(pid: int, depth: int = 99) -> list[int]:
    """Return the pids of the processes below one, down to a depth."""
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        parent = int(text.rpartition(")")[2].split()[1])
        below.setdefault(parent, []).append(int(stat.parent.name))
    found, level = [], [pid]
    for _ in range(depth):
        level = [child for each in level for child in below.get(each, [])]
        found += level
    return found
