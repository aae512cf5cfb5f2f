"""In which language the reader is answered: Chinese, unless Accept-Language prefers English."""

from __future__ import annotations

from flask import has_request_context, request

from service.domain.messages import EN, ZH

_OFFERED = ("zh-CN", "zh", "en")


def language() -> str:
    """Return the language of this request's answers."""
    if not has_request_context():
        return ZH
    best = request.accept_languages.best_match(_OFFERED)
    return EN if best == "en" else ZH
