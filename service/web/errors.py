"""From an error to an answer: one table from kind to status, sent as problem+json in the reader's language.

An error nobody foresaw gets a number; its place in the code goes to the log, never what people wrote.
"""

from __future__ import annotations

import secrets
import traceback
from typing import Any, Final

import orjson
import structlog
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from service.domain import messages
from service.domain.errors import (
    Conflict,
    EngineFault,
    Forbidden,
    Invalid,
    NotFound,
    SignedOut,
    StaleVersion,
    YangguangError,
)
from service.web import attempts, failures
from service.web.language import language

log = structlog.get_logger("yangguang.web")

# The first row that fits; leaves stand before their kinds.
KINDS: Final[tuple[tuple[type[YangguangError], int], ...]] = (
    (SignedOut, 401),
    (failures.Oversize, 413),
    (failures.UnsupportedMedia, 415),
    (failures.TooManyRequests, 429),
    (failures.Unavailable, 503),
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (Invalid, 422),
    (EngineFault, 500),
)
TITLES: Final[dict[int, tuple[str, str]]] = {
    400: ("请求不完整", "Bad request"),
    401: ("请先登录", "Signed out"),
    403: ("不能办理", "Not allowed"),
    404: ("没有找到", "Not found"),
    405: ("不支持的操作", "Method not allowed"),
    409: ("情况已变化", "Conflict"),
    412: ("版本已更新", "Stale version"),
    413: ("内容过大", "Too large"),
    415: ("内容格式不对", "Unsupported content"),
    422: ("需要改正", "Not valid"),
    429: ("操作太快", "Too many requests"),
    500: ("服务出错", "Service failure"),
    503: ("暂时不能用", "Unavailable"),
}
# What werkzeug raises by itself -> code of our catalogue.
HTTP_CODES: Final = {
    400: "bad_request",
    404: "no_such_address",
    405: "method_not_allowed",
    413: "oversize",
    415: "unsupported_media",
}
RETRY_SECONDS: Final = 3


def register(app: Flask) -> None:
    """Answer every error with a problem."""
    app.register_error_handler(YangguangError, handle)
    app.register_error_handler(HTTPException, handle_http)
    app.register_error_handler(Exception, handle_unforeseen)


def status_of(error: YangguangError) -> int:
    """Return the status of an error."""
    if isinstance(error, StaleVersion) and "If-Match" in request.headers:
        return 412
    return next((status for kind, status in KINDS if isinstance(error, kind)), 500)


def handle(error: YangguangError) -> Response:
    """Answer an error that a caller can understand."""
    lang = language()
    status = status_of(error)
    if status == 500:
        return handle_unforeseen(error)
    attempts.note(error)
    more = {}
    if isinstance(error, Invalid) and error.problems:
        more["errors"] = [{"pointer": found.pointer, "message": found.message(lang)} for found in error.problems]
    answer = problem(status, error.code, error.message(lang), **more)
    if status == 429:
        answer.headers["Retry-After"] = str(error.params.get("seconds", 1))
    elif status == 503 or error.code == "instance_busy":
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def handle_http(error: HTTPException) -> Response:
    """Answer what Flask or werkzeug raised: no such address, wrong verb."""
    status = error.code or 500
    if (status < 400 and error.response is not None) or 300 <= status < 400:
        return error.get_response()  # type: ignore[return-value]  # a redirect is no failure
    if status >= 500:
        return handle_unforeseen(error)
    code = HTTP_CODES.get(status, "bad_request")
    answer = problem(status, code, messages.text(code, language(), limit_kib=256))
    if allowed := getattr(error, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def handle_unforeseen(error: Exception) -> Response:
    """Answer a defect with a number, and log where it happened without anything personal."""
    reference = getattr(g, "request_id", None) or secrets.token_hex(6)
    frames = traceback.extract_tb(error.__traceback__)
    log.error(
        "defect",
        reference=reference,
        kind=type(error).__name__,
        code=getattr(error, "code", None) if isinstance(error, YangguangError) else None,
        sqlstate=getattr(error, "sqlstate", None),
        # Messages of exceptions quote what people wrote; places in the code do not.
        at=[f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    )
    return problem(500, "internal", messages.text("internal", language(), reference=reference))


def _short(path: str) -> str:
    """Return a source file without where this machine keeps it."""
    return path.rsplit("/site-packages/", 1)[-1].rsplit("/service/", 1)[-1]


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """Make a problem+json answer (RFC 9457)."""
    title = TITLES.get(status, TITLES[500])[messages.is_english(language())]
    body = {"type": f"urn:yangguang:{code}", "title": title, "status": status, "detail": detail, "code": code, **more}
    return Response(orjson.dumps(body), status, mimetype="application/problem+json")
