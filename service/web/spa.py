"""The built front end: its files, and its page for every address that is not the interface's."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from service.web import errors

STATIC: Final = Path(__file__).parent / "static"
# Packed at build time; the shorter one first.
PACKED: Final = (("br", ".br"), ("gzip", ".gz"))
FOR_EVER: Final = "public, max-age=31536000, immutable"
NOT_BUILT: Final = (
    "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>阳光</title>"
    "<p>界面尚未构建，请运行 make run。<p lang=en>The interface has not been built yet; run make run.</html>"
)


def register(app: Flask, folder: Path = STATIC) -> None:
    """Serve the front end at every address that has no route.

    As the answer to "no such address", not as a route for everything: such a route would fit the interface's addresses
    too, and a wrong id would be answered with 405 where 404 is meant.
    """

    @app.errorhandler(404)
    def front_end(error: NotFound) -> Response:
        path = request.path.lstrip("/")
        if request.method not in ("GET", "HEAD") or path.split("/")[0] in ("api", "healthz", "readyz", "metrics"):
            return errors.handle_http(error)
        file = _file(folder, path)
        if file is None and path.startswith("assets/"):
            return errors.handle_http(error)
        return _send(file) if file else _index(folder)


def _file(folder: Path, path: str) -> Path | None:
    joined = safe_join(str(folder), path) if path and "\x00" not in path else None
    file = Path(joined) if joined else None
    return file if file and file.is_file() and not file.name.startswith(".") else None


def _index(folder: Path) -> Response:
    """Send the page that draws every address; it names the hashed files, so it is asked for each time."""
    page = folder / "index.html"
    if not page.is_file():
        return Response(NOT_BUILT, 503, mimetype="text/html")
    return _send(page)


def _send(file: Path) -> Response:
    """Send a file, packed where the browser can unpack it."""
    packed, encoding = _packed(file)
    answer = Response(packed.read_bytes(), mimetype=_kind(file))
    facts = packed.stat()
    answer.set_etag(f"{facts.st_mtime_ns:x}-{facts.st_size:x}")
    answer.last_modified = datetime.fromtimestamp(facts.st_mtime, UTC)
    if encoding:
        answer.headers["Content-Encoding"] = encoding
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = FOR_EVER if file.parent.name == "assets" else "no-cache"
    return answer.make_conditional(request)  # type: ignore[return-value]  # it returns itself


def _packed(file: Path) -> tuple[Path, str | None]:
    accepted = request.accept_encodings
    for encoding, ending in PACKED:
        candidate = file.with_name(file.name + ending)
        if (
            accepted.quality(encoding) > 0
            and encoding in request.headers.get("Accept-Encoding", "")
            and candidate.is_file()
        ):
            return candidate, encoding
    return file, None


def _kind(file: Path) -> str | None:
    """Return the type by our own table: a machine's mime.types may call a script text/plain."""
    return {
        ".js": "text/javascript",
        ".css": "text/css",
        ".html": "text/html",
        ".svg": "image/svg+xml",
        ".json": "application/json",
        ".webmanifest": "application/manifest+json",
        ".woff2": "font/woff2",
        ".png": "image/png",
    }.get(file.suffix, "application/octet-stream")
