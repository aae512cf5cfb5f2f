"""What we pin is what we lock, and the lock files say nothing about where packages come from."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest


def pinned(project: Path, extra: str | None) -> dict[str, str]:
    declared = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    wanted = declared["dependencies"] if extra is None else declared["optional-dependencies"][extra]
    pairs = (re.fullmatch(r"([\w.-]+)(?:\[\w+\])?==([\w.]+)", each) for each in wanted)
    return {found[1].lower().replace("_", "-"): found[2] for found in pairs if found}


def locked(project: Path, name: str) -> dict[str, str]:
    text = (project / name).read_text()
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[\w+\])?==([^ \\;]+)", text, re.M))


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("requirements.lock", [None]),
        ("requirements-build.lock", [None, "build"]),
        ("requirements-dev.lock", [None, "build", "dev"]),
    ],
)
def test_every_pin_is_exact_and_locked(project: Path, lock: str, extras: list[str | None]) -> None:
    declared = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    assert all("==" in each for each in declared["dependencies"])
    found = locked(project, lock)
    for extra in extras:
        wanted = pinned(project, extra)
        assert wanted.items() <= found.items(), "run `make lock`"


def test_the_three_locks_agree(project: Path) -> None:
    dev = locked(project, "requirements-dev.lock")
    assert locked(project, "requirements.lock").items() <= locked(project, "requirements-build.lock").items()
    assert locked(project, "requirements-build.lock").items() <= dev.items()


def test_locks_carry_hashes_and_no_addresses(project: Path) -> None:
    done = subprocess.run([project / ".ci" / "locks"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_help_lists_at_most_ten_targets(project: Path) -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=project, capture_output=True, text=True, check=True
    )
    targets = done.stdout.strip().splitlines()
    assert {"help", "run", "test", "check", "bench"} <= {line.split()[1] for line in targets}
    assert len(targets) <= 10
