"""Call the application as its server does, but without a socket: what is measured is the product's own CPU.

Each part of a request is told apart by watching the functions that do it; what none of them claims is Flask's.
"""

from __future__ import annotations

import inspect
import io
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from uuid import uuid4

import orjson
from flask import Flask

from tests.web.browser import Browser


class Caller:
    """One signed-in person without a browser."""

    def __init__(self, app: Flask, browser: Browser) -> None:
        self.app = app
        cookie = browser.client.get_cookie("yg_session")
        assert cookie
        self.headers = {"HTTP_COOKIE": f"yg_session={cookie.value}", "HTTP_X_CSRF_TOKEN": browser.csrf}

    def post(self, path: str, body: Any) -> tuple[float, Any]:
        """Send a decision with an Idempotency-Key; return the milliseconds of CPU it took, and the answer."""
        raw = orjson.dumps(body)
        environ = {
            **self.headers,
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_ORIGIN": "http://127.0.0.1:8000",
            "HTTP_SEC_FETCH_SITE": "same-origin",
            "HTTP_ACCEPT_LANGUAGE": "zh-CN,zh;q=0.9,en;q=0.8",
            "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
            "HTTP_IDEMPOTENCY_KEY": uuid4().hex,
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(raw)),
            "wsgi.input": io.BytesIO(raw),
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.version": (1, 0),
        }
        told: list[str] = []
        began = time.thread_time_ns()
        answer = self.app.wsgi_app(environ, lambda status, headers, *_: told.append(status))
        content = b"".join(answer)
        answer.close()  # type: ignore[attr-defined]
        spent = (time.thread_time_ns() - began) / 1e6
        assert told[0].startswith("200"), (told, content)
        return spent, orjson.loads(content)


class Parts:
    """How much CPU each part of the requests took, without what other parts inside it took."""

    def __init__(self) -> None:
        self.spent: dict[str, int] = defaultdict(int)
        self.on = False
        self._inner: list[int] = []
        self._undo: list[tuple[Any, str, Any]] = []

    def watch(self, part: str, owner: Any, *names: str) -> None:
        """Count a function, or a method of a class, as a part."""
        for name in names:
            original = inspect.getattr_static(owner, name)
            self._undo.append((owner, name, original))
            plain = isinstance(original, staticmethod)
            watched = self._watched(part, original.__func__ if plain else original)
            setattr(owner, name, staticmethod(watched) if plain else watched)

    def _watched(self, part: str, original: Any) -> Any:
        @wraps(original)
        def watched(*args: Any, **kwargs: Any) -> Any:
            if not self.on:
                return original(*args, **kwargs)
            self._inner.append(0)
            began = time.thread_time_ns()
            try:
                return original(*args, **kwargs)
            finally:
                whole = time.thread_time_ns() - began
                self.spent[part] += whole - self._inner.pop()
                if self._inner:
                    self._inner[-1] += whole

        return watched

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count what happens inside, and nothing else."""
        self.on = True
        try:
            yield
        finally:
            self.on = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Put everything back in the end."""
        try:
            yield
        finally:
            for owner, name, original in reversed(self._undo):
                setattr(owner, name, original)
