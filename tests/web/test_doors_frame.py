"""What every answer carries, and what stands beside the interface: health, metrics, docs, the front end."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from service.web import openapi, spa
from service.wiring import House
from tests.web.browser import Browser

ADDRESSES = ("/", "/inbox", "/api/v1/session", "/api/v1/none", "/api/docs", "/api/openapi.json", "/healthz", "/none.js")


@pytest.mark.parametrize("path", ADDRESSES)
def test_headers_of_every_answer(app: Flask, path: str) -> None:
    headers = app.test_client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] and headers["Permissions-Policy"] and headers["Cross-Origin-Opener-Policy"]
    assert headers["X-Request-ID"]
    assert "Server" not in headers or "python" not in headers["Server"].lower()


def test_answers_of_the_interface_are_not_kept(ann: Browser) -> None:
    answer = ann.get("/session")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_hsts_only_over_https(house: House, app: Flask) -> None:
    from dataclasses import replace

    from flask import Flask as Bare

    from service.web import headers

    assert "Strict-Transport-Security" not in app.test_client().get("/healthz").headers
    secure = Bare("secure")
    headers.register(secure, replace(house.settings, public_url="https://town.example"))
    assert secure.test_client().get("/").headers["Strict-Transport-Security"]


def test_a_given_request_id_is_kept_unless_strange(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz", headers={"X-Request-ID": "abcdef-123456"}).headers["X-Request-ID"] == "abcdef-123456"
    assert client.get("/healthz", headers={"X-Request-ID": 'a b"c'}).headers["X-Request-ID"] != 'a b"c'


def test_health_and_readiness(app: Flask, house: House) -> None:
    client = app.test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready", "missing": []}
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update release set status = 'superseded'")
    try:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json["missing"]) == (503, ["processes"])
    finally:
        with house.app.app_context(), house.db.transaction() as tx:
            tx.run("update release set status = 'released'")


def test_metrics_are_for_this_machine(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    shown = client.get("/metrics")
    assert shown.status_code == 200 and "yangguang_requests_total" in shown.text
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.7"}).status_code == 404
    monkeypatch.setenv("METRICS_OPEN", "1")
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 200


def test_no_metric_and_no_log_line_holds_what_people_type(
    app: Flask, ann: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    ann.get("/tasks?q=李测试")
    app.test_client().get("/李测试")
    assert "李测试" not in capsys.readouterr().err
    assert "李测试" not in app.test_client().get("/metrics").text


def test_the_description_is_current(project: Path) -> None:
    committed = (project / "service" / "ui" / "openapi.json").read_bytes()
    assert committed == openapi.as_bytes(), "run: python -m service.web.openapi > service/ui/openapi.json"


def test_the_docs_page_needs_neither_script_nor_network(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/api/docs").text
    assert "<title>接口说明 · 阳光</title>" in page
    assert "<script" not in page and "style=" not in page and "http://" not in page and "https://" not in page
    assert page.count("<article") > 80 and "/tasks/{id}/complete" in page
    assert client.get("/api/docs/docs.css").mimetype == "text/css"
    assert client.get("/api/openapi.json").json["openapi"] == "3.1.0"


@pytest.fixture
def built(tmp_path: Path) -> Flask:
    """Give an application with a front end that is built in miniature."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>阳光</title>")
    (tmp_path / "mark.svg").write_text("<svg/>")
    (tmp_path / "assets" / "main-1a2b.js").write_text("export {}")
    (tmp_path / "assets" / "main-1a2b.js.gz").write_bytes(b"packed")
    (tmp_path / ".hidden").write_text("secret")
    (tmp_path.parent / "outside.txt").write_text("secret")
    app = Flask("front", static_folder=None)
    spa.register(app, tmp_path)
    return app


def test_the_front_end(built: Flask) -> None:
    client = built.test_client()
    for path in ("/", "/inbox", "/tasks/1?x=1"):
        page = client.get(path)
        assert page.mimetype == "text/html" and page.headers["Cache-Control"] == "no-cache"
    script = client.get("/assets/main-1a2b.js")
    assert script.mimetype == "text/javascript" and "immutable" in script.headers["Cache-Control"]
    assert script.data == b"export {}" and script.headers["Vary"] == "Accept-Encoding"
    packed = client.get("/assets/main-1a2b.js", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip" and packed.data == b"packed"
    assert packed.mimetype == "text/javascript"
    assert client.get("/mark.svg").mimetype == "image/svg+xml"
    assert client.get("/assets/main-1a2b.js", headers={"If-None-Match": script.headers["ETag"]}).status_code == 304
    assert client.get("/assets/none.js").status_code == 404


@pytest.mark.parametrize(
    "path", ["/../outside.txt", "/%2e%2e/outside.txt", "/assets/../../outside.txt", "/.hidden", "/%00"]
)
def test_nothing_outside_is_served(built: Flask, path: str) -> None:
    answer = built.test_client().get(path)
    assert b"secret" not in answer.data
