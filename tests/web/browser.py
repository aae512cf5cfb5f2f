"""A browser without a screen: keeps the cookie, sends the CSRF token, checks every answer against the OpenAPI."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import jsonschema_rs
from flask import Flask
from werkzeug.test import TestResponse

from service.web import openapi

PASSWORD = "test-password-42"
API = "/api/v1"
Result = TypeVar("Result")


class Browser:
    """One signed-in (or anonymous) reader."""

    def __init__(self, app: Flask, lang: str = "zh-CN") -> None:
        self.client = app.test_client()
        self.lang = lang
        self.csrf = ""

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        """Log in and remember the CSRF token."""
        answer = self.post("/session", {"login": login, "password": password})
        if answer.status_code == 200:
            self.csrf = answer.json["csrf"]
        return answer

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read."""
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Act."""
        return self.send("POST", path, body, **headers)

    def send(self, method: str, path: str, body: Any = None, raw: bytes | None = None, **headers: str) -> TestResponse:
        """Send a request and check that the answer is as documented."""
        sent = {"Accept-Language": self.lang, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if method != "GET" and self.csrf:
            sent.setdefault("X-CSRF-Token", self.csrf)
        more: dict[str, Any] = {"json": body} if body is not None else {}
        if raw is not None:
            more = {"data": raw, "content_type": "application/json"}
        answer = self.client.open(API + path, method=method, headers=sent, **more)
        check_documented(method, path, answer)
        return answer


def check_documented(method: str, path: str, answer: TestResponse) -> None:
    """Fail when an answer is not what the OpenAPI document promises."""
    operation = operation_of(method, path)
    if operation is None:
        return
    documented = operation["responses"].get(str(answer.status_code))
    assert documented, f"{method} {path}: {answer.status_code} is not documented: {answer.get_data(as_text=True)[:300]}"
    content = documented.get("content")
    if not content:
        assert answer.data == b"", (method, path)
        return
    assert answer.mimetype in content, (method, path, answer.mimetype)
    errors = [
        f"{e.instance_path}: {e.message}"
        for e in validator(str(content[answer.mimetype]["schema"]["$ref"])).iter_errors(answer.json)
    ]
    assert not errors, f"{method} {path} {answer.status_code}: {errors[:5]}"


@lru_cache
def validator(ref: str) -> Any:
    """Return the validator of a shape."""
    return jsonschema_rs.validator_for({"$ref": ref, "components": openapi.document()["components"]})


def operation_of(method: str, path: str) -> dict[str, Any] | None:
    """Find the operation behind an address."""
    plain = path.split("?")[0]
    for template, item in openapi.document()["paths"].items():
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", template)
        if re.fullmatch(pattern, plain) and method.lower() in item:
            return item[method.lower()]
    return None


def at_once(calls: Sequence[Callable[[], Result]]) -> list[Result]:
    """Run calls in threads that start together; return what they return."""
    barrier = threading.Barrier(len(calls))
    results: dict[int, Result] = {}

    def run(at: int) -> None:
        barrier.wait()
        results[at] = calls[at]()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[at] for at in range(len(calls))]
