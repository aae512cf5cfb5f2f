"""What an attacker writes: texts that hurt where they are shown or logged, odd headers, odd JSON."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import orjson
import pytest
from flask import Flask

from tests.web.browser import Browser

Case = tuple[UUID, UUID]
MARKUP = "<img src=x onerror=alert(1)><svg onload=alert(2)></svg>{{7*7}}${7*7}"
ORDERS = ["\x1b[2J", "\x07", "a\x00b", "\x08\x08", "\x7f", "\u0085\x1b"]


@pytest.mark.parametrize("order", ORDERS, ids=ascii)
def test_no_text_gives_orders_to_a_terminal(order: str, ann: Browser, case: Case) -> None:
    for verb, path, body, pointer in (
        ("POST", f"/instances/{case[0]}/suspend", {"reason": f"请看 {order}"}, "/reason"),
        ("PUT", f"/tasks/{case[1]}/draft", {"answers": {"note": order}}, "/answers/note"),
        ("POST", f"/tasks/{case[1]}/signers", {"people": [], "text": f"{order}请看看金额"}, "/text"),
    ):
        answer = ann.send(verb, path, body)
        assert answer.status_code == 422, (path, answer.text)
        assert pointer in {error["pointer"] for error in answer.json["errors"]}
    assert ann.get("/tasks?q=" + quote(order)).status_code == 422


def test_lines_and_tabs_are_text(ann: Browser, case: Case) -> None:
    said = "第一行\n第二行\t后"
    assert ann.send("PUT", f"/tasks/{case[1]}/draft", {"answers": {"note": said}}).status_code == 200
    assert ann.get(f"/tasks/{case[1]}").json["draft"]["note"] == said


def test_markup_is_text_and_nothing_else(ann: Browser, case: Case, app: Flask) -> None:
    done = ann.post(f"/tasks/{case[1]}/complete", {"answers": {"subject_line": MARKUP, "amount": 1}})
    assert done.status_code == 200, done.json
    for path in (f"/instances/{case[0]}", f"/instances/{case[0]}/history", f"/tasks/{case[1]}"):
        answer = ann.get(path)
        assert answer.mimetype == "application/json" and answer.headers["X-Content-Type-Options"] == "nosniff"
        assert MARKUP in str(answer.json) or "onerror" not in answer.text  # as it was written, never half escaped
    policy = app.test_client().get("/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy


def test_the_pages_never_take_text_for_markup(project: Path) -> None:
    sources = [path for kind in ("*.ts", "*.tsx") for path in (project / "service/ui/src").rglob(kind)]
    assert len(sources) > 50
    for path in sources:
        text = path.read_text()
        for way in (
            "dangerouslySetInnerHTML",
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
        ):
            assert way not in text, f"{path.name}: {way}"


def test_a_line_of_the_log_stays_one_line(app: Flask, ann: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    forged = '{"event":"defect","forged":1}'
    client = app.test_client()
    for path in (f"/api/v1/tasks/%0a{quote(forged)}", f"/%0d%0a{quote(forged)}", f"/api/v1/tasks?q=%0a{quote(forged)}"):
        client.get(path, headers={"X-Request-ID": "a" * 65, "User-Agent": forged, "Accept-Language": forged})
    ann.post("/people/search", {"number": f"\n{forged}"})
    Browser(app).sign_in(f"x\n{forged}", "no")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) >= 5
    for line in lines:
        assert "forged" not in orjson.loads(line) and '"defect"' not in line


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: x=1", "a\nb", "a\x00b"])
def test_no_header_of_ours_repeats_theirs(app: Flask, value: str) -> None:
    """Werkzeug refuses line ends in a header; what a lenient proxy passes on is not repeated either."""
    answer = app.test_client().get("/healthz", environ_overrides={"HTTP_X_REQUEST_ID": value})
    assert answer.headers["X-Request-ID"] != value and "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1@evil.example", "[::1]"])
def test_no_answer_believes_the_host_header(host: str, app: Flask) -> None:
    client = app.test_client()
    for path in ("/", "/login", "/api/docs", "/api/openapi.json", "/api/v1/session", "/api/v1/session/demo", "/tasks/"):
        answer = client.get(path, headers={"Host": host, "X-Forwarded-Host": host})
        assert "evil" not in answer.text and "evil" not in str(answer.headers), path


def test_a_forwarded_host_does_not_stand_for_the_origin(app: Flask, ann: Browser, case: Case) -> None:
    answer = ann.post(
        f"/tasks/{case[1]}/claim", Origin="https://evil.example", X_Forwarded_Host="evil.example", Forwarded="host=evil"
    )
    assert (answer.status_code, answer.json["code"]) == (403, "csrf")


# --- bodies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b'{"reason": "%s"}' % (b"\\u0061" * 40_000),
        b'{"reason": ' + b"9" * 5_000 + b"}",
        b'{"reason": 1e999}',
        b'{"reason": -1E-400}',
        b'{"reason": "x", "reason": {"$ne": null}}',
        b"{" + b",".join(b'"k%d": 1' % n for n in range(20_000)) + b"}",
        b'{"__proto__": {"x": 1}, "constructor": {}, "reason": "1234"}',
        b'{"reason": ["1234"]}',
    ],
    ids=["escapes", "digits", "infinite", "tiny", "twice", "keys", "proto", "list"],
)
def test_odd_json_is_refused_at_once(raw: bytes, ann: Browser, case: Case) -> None:
    begun = time.thread_time()  # the application runs in this thread: its own work, whatever else the machine does
    answer = ann.send("POST", f"/instances/{case[0]}/suspend", raw=raw)
    assert answer.status_code == 422 and time.thread_time() - begun < 3
    assert len(answer.data) < 20_000
