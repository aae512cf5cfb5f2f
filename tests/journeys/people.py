"""A person at the HTTP door: logs in as the browser does, finds tasks, completes them."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx

PASSWORD = "yangguang-demo"


OPEN: list[Person] = []


def close_all() -> None:
    """Close everybody's connections; one that is left to the garbage collector fails whatever test it meets."""
    while OPEN:
        OPEN.pop().client.close()


class Person:
    """One signed-in person; survives restarts of the product by logging in again."""

    def __init__(self, url: str, login: str, password: str = PASSWORD) -> None:
        self.url, self.login, self.password = url, login, password
        self.client = httpx.Client(base_url=f"{url}/api/v1", timeout=60, headers={"Origin": url})
        OPEN.append(self)
        self.me: dict[str, Any] = {}
        self.sign_in()

    def sign_in(self) -> None:
        """Log in and keep the CSRF token."""
        answer = self.client.post("/session", json={"login": self.login, "password": self.password})
        assert answer.status_code == 200, answer.text
        self.me = answer.json()
        self.client.headers["X-CSRF-Token"] = self.me["csrf"]

    def close(self) -> None:
        """Close the connection."""
        self.client.close()

    def get(self, path: str, expect: int = 200, **query: Any) -> Any:
        """Read something."""
        answer = self.client.get(path, params=query)
        assert answer.status_code == expect, f"{self.login} GET {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def post(self, path: str, body: Any = None, expect: int = 200, key: str | None = None) -> Any:
        """Do something, once."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        answer = self.client.post(path, json={} if body is None else body, headers=headers)
        assert answer.status_code == expect, f"{self.login} POST {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def task(self, node: str, subject: str | None = None, instance: str | None = None) -> dict[str, Any]:
        """Return the one open task at a node, waiting a little for the worker."""

        def find() -> dict[str, Any] | None:
            cursor = None
            for _ in range(20):
                query = {"box": "todo", "limit": 100} | ({"cursor": cursor} if cursor else {})
                page = self.get("/tasks", **(query | ({"q": subject} if subject else {})))
                for row in page["items"]:
                    if row["node"] == node and (instance is None or row["instance_id"] == instance):
                        return row
                cursor = page["next"]
                if cursor is None:
                    return None
            return None

        return until(find, f"{self.login} has no task {node} {subject or ''}")

    def complete(self, task: dict[str, Any], **answers: Any) -> Any:
        """Complete a task."""
        return self.post(f"/tasks/{task['id']}/complete", {"answers": answers})

    def options(self, task: dict[str, Any], field: str, q: str = "") -> list[dict[str, Any]]:
        """Return what may be chosen in a field."""
        found: list[dict[str, Any]] = self.get(f"/tasks/{task['id']}/options/{field}", q=q)["items"]
        return [option for option in found if not option.get("disabled")]

    def organization(self, role: str) -> str:
        """Return the organisation at which this person holds a role."""
        return next(str(grant["organization"]["id"]) for grant in self.me["grants"] if grant["role"] == role)

    def start(self, process: str, organization: str, person: str | None = None, **answers: Any) -> dict[str, Any]:
        """Start a process and return its instance."""
        body = {"process": process, "organization_id": organization, "answers": answers}
        started = self.post("/instances", body | ({"person_id": person} if person else {}), expect=201)
        return dict(started["instance"])


def until(ask: Callable[[], Any], otherwise: str, seconds: float = 45.0) -> Any:
    """Ask until the answer is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.25)
    raise AssertionError(otherwise)
