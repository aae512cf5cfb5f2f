"""One running product for the journeys of a module, and one Chromium."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import open_way
from tests.journeys.browser import launch
from tests.journeys.people import close_all
from tests.journeys.product import Product, shared_folder


@pytest.fixture(scope="module", autouse=True)
def connections() -> Iterator[None]:
    """Close what a module's people have left open."""
    yield
    close_all()


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Give the real product with a fresh demo town, and stop it afterwards."""
    running = Product(open_way(tmp_path_factory.mktemp("product")) / "home")
    running.settle_in(shared_folder(tmp_path_factory))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def interface(project: Path) -> Path:
    """Give the interface's folder, built and with its tools installed (Node comes from a wheel)."""
    builder = project / "hatch_build.py"
    with open(builder) as lock:  # parallel test processes take turns; after the first there is nothing to do
        fcntl.flock(lock, fcntl.LOCK_EX)
        for step in ("install", "build"):
            done = subprocess.run([sys.executable, builder, step], capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
    return project / "service" / "ui"


@pytest.fixture(scope="module")
def browser(interface: Path) -> Iterator[Browser]:
    """Give one Chromium."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()
