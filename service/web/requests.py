"""What comes in: bodies and query strings, read strictly; what does not fit is named by a JSON pointer.

Knows shapes and codes, no rules: whether an answer fits its form is the action's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any, Final

import marshmallow as ma
import orjson
from flask import Request, Response, g, request

from service.domain import form_messages, personal_numbers
from service.domain.errors import Invalid, NotFound, Problem
from service.web.failures import Oversize, UnsupportedMedia
from service.web.schemas.fields import UNSAFE

MAX_BODY = 256 * 1024
MAX_DRAIN = 4 * 1024 * 1024
MAX_DEPTH = 32
MAX_PROBLEMS = 50
SHORTEST_NUMBER = 11
MAX_KEY = 200
View = Callable[..., Response]
_VERSION = re.compile(r'"([0-9]{1,9})"')
_TYPES = {
    "string": ("文字", "text"),
    "integer": ("整数", "a whole number"),
    "boolean": ("true 或 false", "true or false"),
    "object": ("对象", "an object"),
    "array": ("列表", "a list"),
}


class StrictParser:
    """Read a request into a shape; refuse whatever the shape does not name.

    Stands where flask-smorest puts webargs, which makes a new instance of the shape for each request.
    """

    DEFAULT_VALIDATION_STATUS = 422

    def use_args(self, shape: type[ma.Schema], location: str) -> Callable[[View], View]:
        """Hand a view what the request says at a place: `json` or `query`."""
        reader = shape()

        def register(view: View) -> View:
            @wraps(view)
            def reading(*args: Any, **kwargs: Any) -> Response:
                said = request.args.to_dict() if location == "query" else read_json(request)
                refuse_personal_numbers(said)
                try:
                    given = reader.load(said)
                except ma.ValidationError as error:
                    raise invalid(error) from None
                return view(*args, given, **kwargs)

            return reading

        return register


# What may be such a number, because it is never kept as it came: compared, hashed, or sealed.
NUMBERS_BELONG: Final = frozenset(
    {"login", "password", "current", "new", "code", "id_number", "phone", "birth_date", "number", "named"}
)


def refuse_personal_numbers(said: Any) -> None:
    """Refuse an identity number or a mobile phone number in any text but the fields that are made for it.

    Whatever is kept of a text, in history, drafts, jobs or remembered answers, then holds none.
    """
    problems = [
        Problem(pointer, code)
        for pointer, text in _texts("", said)
        if len(text) >= SHORTEST_NUMBER and (code := personal_numbers.found(text))
    ]
    if problems:
        raise Invalid(problems[:MAX_PROBLEMS])


def _texts(pointer: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    else:
        for key, inner in _children(value):
            if key not in NUMBERS_BELONG:
                yield from _texts(f"{pointer}/{_escape(key)}", inner)


def raw_body(req: Request | None = None) -> bytes:
    """Return the body's bytes, at most 256 KiB, or what the endpoint allows (an upload)."""
    req = req or request
    most: int = g.get("max_body", MAX_BODY)
    if (req.content_length or 0) <= most:
        # A body sent in chunks tells no length: one byte more than is allowed is read, and tells it.
        req.max_content_length = most + 1
        raw = req.get_data(cache=True)
        if len(raw) <= most:
            return raw
    _drain(req)
    raise Oversize(limit_kib=most // 1024)


def _drain(req: Request) -> None:
    """Read on for a while: a browser whose upload is cut off shows a broken connection, not our sentence."""
    stream, left = req.environ["wsgi.input"], MAX_DRAIN
    while left > 0 and (piece := stream.read(min(left, 65536))):
        left -= len(piece)


def read_json(req: Request) -> Any:
    """Return the JSON of a body; a missing one counts as an empty object."""
    raw = raw_body(req)
    if not raw:
        return {}
    if not req.is_json:
        raise UnsupportedMedia()
    if raw[:3] == b"\xef\xbb\xbf":
        raw = raw[3:]
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Invalid([Problem("", "broken_json", {"line": error.lineno})], "broken_json", line=error.lineno) from None
    _refuse_strange(raw, body)
    return body


def _refuse_strange(raw: bytes, body: Any) -> None:
    """Refuse what cannot be kept or shown (control characters) or only serves to hurt (deep nesting).

    Most bodies pass on a glance: JSON writes control characters as escapes.
    """
    deep = raw.count(b"{") + raw.count(b"[") > MAX_DEPTH
    if not deep and b"\\" not in raw and b"\x7f" not in raw:
        return
    todo: list[tuple[str, Any, int]] = [("", body, 0)]
    while todo:
        pointer, value, depth = todo.pop()
        if depth > MAX_DEPTH:
            raise Invalid.at(_short(pointer), "too_deep")
        if isinstance(value, str) and UNSAFE.search(value):
            raise Invalid.at(pointer, "bad_characters")
        for key, item in _children(value):
            if UNSAFE.search(key):
                raise Invalid.at(pointer, "bad_characters")
            todo.append((f"{pointer}/{_escape(key)}", item, depth + 1))


def _children(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from ((str(index), item) for index, item in enumerate(value))


def _short(pointer: str) -> str:
    return "/".join(pointer.split("/")[:4])


def invalid(error: ma.ValidationError) -> Invalid:
    """Turn marshmallow's codes into problems with pointers."""
    found = error.normalized_messages()  # type: ignore[no-untyped-call]
    problems = [_problem(pointer, code) for pointer, code in _leaves("", found)]
    return Invalid(problems[:MAX_PROBLEMS])


def _leaves(pointer: str, found: Any) -> Iterator[tuple[str, str]]:
    if isinstance(found, Mapping):
        for key, inner in found.items():
            yield from _leaves(pointer if key == "_schema" else f"{pointer}/{_escape(str(key))}", inner)
    elif isinstance(found, list):
        for inner in found:
            yield from _leaves(pointer, inner)
    else:
        yield pointer, str(found)


def _problem(pointer: str, coded: str) -> Problem:
    code, _, parameter = coded.partition(":")
    if code.startswith("form_"):
        return form_messages.problem(pointer, code.removeprefix("form_"), {"limit": parameter} if parameter else None)
    if code == "wrong_type":
        zh, en = _TYPES[parameter]
        return _both(pointer, code, expected=(zh, en))
    return Problem(pointer, code, {"expected": parameter} if parameter else {})


def _both(pointer: str, code: str, expected: tuple[str, str]) -> Problem:
    zh, en = (Problem("", code, {"expected": word}) for word in expected)
    return Problem(pointer, code, {}, zh.message_zh, en.message_en)


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def repeat_key() -> str | None:
    """Return the Idempotency-Key, refused at every endpoint alike when it is none."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and (not key or len(key) > MAX_KEY or not key.isprintable() or not key.isascii()):
        raise Invalid.at("/Idempotency-Key", "bad_value")
    return key


def if_match() -> int | None:
    """Return the version that the reader saw (If-Match), None when any will do, -1 for a tag we never gave out.

    A weak tag counts too: a proxy that packs our answers makes ours weak, and the version is the same.
    """
    sent = request.headers.get("If-Match", "").strip()
    if not sent or sent == "*":
        return None
    known = _VERSION.search(sent)
    return int(known[1]) if known else -1


def plain(text: str, missing: str) -> str:
    """Return a piece of a path, unless no stored text could equal it."""
    if "\x00" in text or len(text) > 200:
        raise NotFound(missing)
    return text
