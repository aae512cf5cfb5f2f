"""In which language the reader is answered: Chinese, unless Accept-Language prefers English."""

from __future__ import annotations

from functools import lru_cache

from flask import has_request_context, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from service.domain.messages import EN, ZH

_OFFERED = ("zh-CN", "zh", "en")


def language() -> str:
    """Return the language of this request's answers."""
    if not has_request_context():
        return ZH
    return _preferred(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=256)  # browsers send a handful of them, and reading one costs as much as reading the body
def _preferred(accepted: str) -> str:
    best = parse_accept_header(accepted, LanguageAccept).best_match(_OFFERED)
    return EN if best == "en" else ZH
