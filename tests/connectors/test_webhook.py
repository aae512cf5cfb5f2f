"""Calls to a real web server that answers, fails, hangs, floods and cuts the line; and where it may not call at all."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from service import connectors
from service.connectors import origins
from service.domain.deliveries import NOT_ALLOWED, NOT_SET_UP, REFUSED, Contract, Failure, pause, shown_address
from tests.connectors.servers import Receiver, certificate, web_server

KEY = uuid4()
SECRET = "a-secret-of-some-length"


@pytest.fixture(scope="module")
def _server() -> Iterator[Receiver]:
    with web_server() as server:
        yield server


@pytest.fixture
def server(_server: Receiver) -> Receiver:
    _server.got, _server.plan = [], []
    return _server


def address(server: Receiver, scheme: str = "http", host: str = "127.0.0.1") -> str:
    return f"{scheme}://{host}:{server.server_address[1]}"


def settings(server: Receiver, **more: str) -> dict[str, str]:
    given = {"WEBHOOK_PRIVATE_HOSTS": address(server), "WEBHOOK_SECRET": SECRET, "WEBHOOK_SECONDS": "2"}
    return given | more


def post(server: Receiver, path: str = "/hook?x=1", given: dict[str, str] | None = None, **params: Any) -> Any:
    params = {"url": address(server) + path, "body": {"name": "王示例"}, **params}
    return connectors.send("webhook.post", params, KEY, settings(server) if given is None else given)


def refused(server: Receiver, *args: Any, **params: Any) -> Failure:
    with pytest.raises(Failure) as failure:
        post(server, *args, **params)
    return failure.value


def test_it_is_signed_and_carries_its_key(server: Receiver) -> None:
    assert post(server, event="activist.confirmed") == {"status": 200, "answer": {"ok": True}}
    ((headers, body),) = server.got
    assert json.loads(body) == {"name": "王示例"} and headers["Idempotency-Key"] == str(KEY)
    assert headers["X-Yangguang-Event"] == "activist.confirmed" and headers["Content-Type"] == "application/json"
    moment = headers["X-Yangguang-Timestamp"]
    assert abs(int(moment) - time.time()) < 5
    expected = hmac.new(SECRET.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["X-Yangguang-Signature"] == f"sha256={expected}"
    assert headers["Host"] == address(server).removeprefix("http://")


@pytest.mark.parametrize(
    ("status", "again"),
    [(400, False), (404, False), (410, False), (408, True), (425, True), (429, True), (500, True), (503, True)],
)
def test_the_status_decides(server: Receiver, status: int, again: bool) -> None:
    server.plan = [status]
    failure = refused(server)
    assert failure.again is again and failure.params["status"] == status
    assert failure.code == ("web_busy" if again else "web_refused")


def test_retry_after_is_honoured(server: Receiver) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    server.plan = [
        (503, {"Retry-After": "90"}, b""),
        (429, {"Retry-After": moment}, b""),
        (503, {"Retry-After": "x"}, b""),
    ]
    assert refused(server).after == timedelta(seconds=90)
    after = refused(server).after
    assert after is not None and timedelta(minutes=119) < after <= timedelta(hours=2)
    assert refused(server).after is None


@pytest.mark.parametrize("where", ["http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data", "/elsewhere"])
def test_redirects_are_not_followed(server: Receiver, where: str) -> None:
    server.plan = [(307, {"Location": where}, b"")]
    failure = refused(server)
    assert failure.code == "web_moved" and not failure.again and len(server.got) == 1


@pytest.mark.parametrize("how", ["hang", "drip"])
def test_time_is_limited_as_a_whole(server: Receiver, how: str) -> None:
    server.plan = [how]
    began = time.monotonic()
    failure = refused(server, given=settings(server, WEBHOOK_SECONDS="1"))
    assert failure.code == "web_silent" and failure.again and time.monotonic() - began < 4


@pytest.mark.parametrize(("how", "code"), [("rubbish", "web_answer"), ("flood", "web_answer")])
def test_a_broken_answer_is_tried_again(server: Receiver, how: str, code: str) -> None:
    server.plan = [how]
    failure = refused(server)
    assert failure.code == code and failure.again


def test_a_cut_line_is_tried_again(server: Receiver) -> None:
    server.plan = ["drop"]
    assert refused(server).again
    assert post(server)["status"] == 200 and [headers["Idempotency-Key"] for headers, _ in server.got] == [str(KEY)] * 2


def test_a_long_answer_is_not_kept(server: Receiver) -> None:
    server.plan = [(200, {}, json.dumps("x" * 3_000).encode()), (201, {}, b"plain text")]
    assert post(server) == {"status": 200, "answer": None}
    assert post(server) == {"status": 201, "answer": None}


def test_tls_is_checked(tmp_path: Path) -> None:
    public, private = certificate(tmp_path)
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trust.load_cert_chain(public, private)
    with web_server(trust) as server:
        url = address(server, "https", "localhost")
        given = {**settings(server), "WEBHOOK_PRIVATE_HOSTS": url.removeprefix("https://")}
        params = {"url": f"{url}/x", "body": 1}
        with pytest.raises(Failure) as untrusted:
            connectors.send("webhook.post", params, KEY, given)
        assert untrusted.value.code == "web_certificate" and not server.got
        assert connectors.send("webhook.post", params, KEY, {**given, "WEBHOOK_CA": str(public)})["status"] == 200


# --- where it may not call ------------------------------------------------------------------------------------------


def test_nothing_is_called_that_is_not_listed(server: Receiver) -> None:
    assert refused(server, given={"WEBHOOK_SECRET": SECRET}).given_up == NOT_SET_UP
    assert refused(server, given={"WEBHOOK_PRIVATE_HOSTS": address(server)}).given_up == NOT_SET_UP
    other = refused(server, given=settings(server, WEBHOOK_PRIVATE_HOSTS="http://127.0.0.1:1"))
    assert (other.code, other.given_up, other.again) == ("web_not_allowed", NOT_ALLOWED, False)
    listed = refused(server, given={**settings(server, WEBHOOK_HOSTS=address(server)), "WEBHOOK_PRIVATE_HOSTS": ""})
    assert (listed.code, listed.given_up) == ("web_private", NOT_ALLOWED)
    assert not server.got


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://a.cn/", "http://", "//127.0.0.1/", "127.0.0.1", "http://[::1",
        "http://user:pw@127.0.0.1/", "http://allowed.cn@127.0.0.1/", "http://127.0.0.1:99999/", "http://127.0.0.1\\@a.cn/",
        "http://a.cn/ b", "http://a.cn/\r\nX: y", "http://王.cn/", "", 3, None,
    ],
)  # fmt: skip
def test_addresses_that_are_none(server: Receiver, url: Any) -> None:
    failure = refused(server, url=url)
    assert not failure.again and failure.given_up == REFUSED and not server.got


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "ff02::1", "192.0.0.1", "198.18.0.1",
    ],
)  # fmt: skip
def test_private_addresses_are_known_in_every_dress(ip: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(origins.socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", (ip, 443))])
    with pytest.raises(Failure) as failure:
        origins.target("https://hooks.example.cn/x", {"WEBHOOK_HOSTS": "hooks.example.cn"})
    assert failure.value.code == "web_private"


def test_one_private_address_among_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", (ip, 443)) for ip in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(origins.socket, "getaddrinfo", lambda *a, **k: found)
    with pytest.raises(Failure):
        origins.target("https://hooks.example.cn/x", {"WEBHOOK_HOSTS": "hooks.example.cn"})
    monkeypatch.setattr(origins.socket, "getaddrinfo", lambda *a, **k: found[:1])
    where = origins.target("https://HOOKS.example.cn./x?y=1", {"WEBHOOK_HOSTS": "a.cn, hooks.example.cn"})
    assert (where.ip, where.host, where.path, where.authority) == (
        "93.184.215.14", "hooks.example.cn", "/x?y=1", "hooks.example.cn"
    )  # fmt: skip


def test_a_name_that_does_not_resolve_is_tried_again() -> None:
    with pytest.raises(Failure) as failure:
        origins.target("https://nowhere.invalid/", {"WEBHOOK_HOSTS": "nowhere.invalid"})
    assert failure.value.code == "web_unreachable" and failure.value.again


# --- patience ---------------------------------------------------------------------------------------------------------


def test_the_pause_doubles_to_its_bound() -> None:
    contract = Contract((), tries=10, first=timedelta(seconds=5), longest=timedelta(minutes=30))
    waits = [pause(contract, tried, luck=1.0).total_seconds() for tried in range(1, 12)]
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800]
    several = {pause(contract, 3) for _ in range(20)}
    assert len(several) > 1 and all(timedelta(seconds=16) <= wait <= timedelta(seconds=24) for wait in several)
    assert pause(contract, 1, timedelta(minutes=2), 1.0) == timedelta(minutes=2)
    assert pause(contract, 1, timedelta(days=9), 1.0) == timedelta(days=1)
    assert pause(contract, 5_000, luck=1.0) == timedelta(minutes=30)


def test_lists_do_not_show_whole_addresses() -> None:
    assert shown_address("wang.li@example.cn") == "w***@example.cn"
    assert shown_address("https://hooks.example.cn/token/secret?key=1") == "hooks.example.cn"
    assert shown_address("https://user:pw@hooks.example.cn:8443/") == "hooks.example.cn:8443"
    assert shown_address("nonsense") == "***"
