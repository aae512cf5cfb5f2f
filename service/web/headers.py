"""Headers of every answer: what a browser may load, who may frame us, what may be kept."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

from service.config import Settings

CSP: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
ALWAYS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def register(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer."""
    always = dict(ALWAYS)
    if settings.secure:
        always["Strict-Transport-Security"] = "max-age=31536000"

    @app.after_request
    def add(answer: Response) -> Response:
        for name, value in always.items():
            answer.headers.setdefault(name, value)  # a view may be stricter
        if "Cache-Control" not in answer.headers and (request.path.startswith("/api/") or answer.status_code >= 400):
            answer.headers["Cache-Control"] = "no-store"
        if request.path.startswith("/api/v1/"):
            answer.headers.add("Vary", "Cookie, Accept-Language")
        return answer
