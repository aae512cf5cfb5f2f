"""A resource: a blueprint whose endpoints say what they take and give, and which all go through the door."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, g, request
from flask_smorest import Blueprint

from service.actions import repeats
from service.store import codec
from service.store.database import Tx
from service.web import door
from service.web.requests import StrictParser, raw_body, repeat_key
from service.web.schemas.fields import Shape

API = "/api/v1"
Done = TypeVar("Done")
View = Callable[..., Response]


class Resource(Blueprint):  # type: ignore[misc]  # flask-smorest publishes no types
    """Endpoints of one noun below /api/v1."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, description: str, in_person: bool = False) -> None:
        """Name a resource. `in_person`: nothing of it is changed by an API token, whosever it is."""
        super().__init__(name, __name__, url_prefix=f"{API}/{name}", description=description)
        self.in_person = in_person

    def endpoint(
        self,
        method: str,
        path: str,
        answer: type[Shape] | None = None,
        *,
        query: type[Shape] | None = None,
        body: type[Shape] | None = None,
        status: int = 200,
        public: bool = False,
        etag: bool = False,
        post: bool = False,
        own: bool = False,
        most: int | None = None,
    ) -> Callable[[View], View]:
        """Register a view. Parsed queries and bodies come first, then what the path says.

        `post` says that reading wants a post, so that whoever does not hold it is told so; `own` that it belongs to
        the account itself (see door.guard); `most` allows an upload of so many bytes.
        """

        def register(view: View) -> View:
            shown = self.response(status, answer, description="好 · done")(view)
            # The door looks at who asks before anything is parsed: strangers learn nothing from our complaints.
            if query is not None:
                shown = self.arguments(query, location="query")(shown)
            if body is not None:
                shown = self.arguments(body)(shown)
            guarded = door.guard(shown if most is None else _allowing(shown, most), public, own, self.in_person)
            guarded.public = public  # type: ignore[attr-defined]
            known = {"x-public": public, "x-etag": etag, "x-post": post, "x-most": most}
            guarded._apidoc["manual_doc"] = known  # type: ignore[attr-defined]
            self.route(path, methods=[method])(guarded)
            return view

        return register

    def read(self, path: str, answer: type[Shape], **more: Any) -> Callable[[View], View]:
        """Register a view that reads."""
        return self.endpoint("GET", path, answer, **more)

    def act(self, path: str, answer: type[Shape] | None = None, **more: Any) -> Callable[[View], View]:
        """Register a view that decides something."""
        return self.endpoint("POST", path, answer, **more)


def _allowing(view: View, most: int) -> View:
    """Let a view take a larger body than others, for those who got through the door."""

    @wraps(view)
    def larger(*args: Any, **kwargs: Any) -> Response:
        g.max_body = most
        return view(*args, **kwargs)

    return larger


def present(value: Any, status: int = 200, etag: int | None = None) -> Response:
    """Send a value as JSON; the reads have shaped it already."""
    answer = Response(codec.dump_bytes(value), status, mimetype="application/json")
    if etag is not None:
        answer.set_etag(str(etag))
    return answer


def empty() -> Response:
    """Send nothing but that it is done."""
    return Response(status=204)


def decide(act: Callable[[Tx], Done], shown: Callable[[Tx, Done], Any] | None = None, status: int = 200) -> Response:
    """Run an action and present it in one transaction; a repeated Idempotency-Key gets the first answer again."""

    def body(tx: Tx, done: Done) -> bytes:
        return b"" if shown is None else codec.dump_bytes(shown(tx, done))

    answer = repeats.once(door.house().db, door.actor(), _repeat(), status, act, body)
    response = Response(answer.body, answer.status, mimetype="application/json")
    if not answer.body:
        del response.headers["Content-Type"]
    if answer.repeated:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _repeat() -> repeats.Repeat | None:
    key = repeat_key()
    if key is None:
        return None
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    digest.update(raw_body())
    return repeats.Repeat(key, digest.digest())
