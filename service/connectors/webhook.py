"""A call to a web address: POST of JSON, signed, with a key that tells a repeat; never redirected, never for long.

Settings: YANGGUANG_WEBHOOK_HOSTS and _PRIVATE_HOSTS (see origins.py), _SECRET (signs), _SECONDS, _CA (a file).
The receiver checks `X-Yangguang-Signature: sha256=<hex>`: HMAC-SHA256 with the secret over `<timestamp>.<body>`, where
the timestamp is that of `X-Yangguang-Timestamp`, and forgets what is older than five minutes.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from service import __version__
from service.connectors.origins import Target, target
from service.connectors.request import Request, wrong
from service.domain.deliveries import NOT_SET_UP, REFUSED, Contract, Failure

KIND = "webhook.post"
CONTRACT = Contract(
    ("url", "body"),
    ("event",),
    "url",
    ("外部系统", "external system"),
    tries=10,
    first=timedelta(seconds=5),
    longest=timedelta(minutes=30),
)

MAX_BODY = 256 * 1024
MAX_ANSWER = 64 * 1024
KEPT_ANSWER = 2 * 1024  # process data is small: a longer answer is not handed to the process
LATER = frozenset((408, 425, 429))  # of the 4xx, those that say: not now
MIN_SECRET = 16


def send(request: Request) -> dict[str, Any]:
    """Post the body; return the status and, when it is small JSON, the answer."""
    secret = request.settings.get("WEBHOOK_SECRET", "")
    if len(secret) < MIN_SECRET:
        raise Failure("web_not_set_up", again=False, given_up=NOT_SET_UP)
    where = target(request.text("url"), request.settings)
    headers, body = _signed(request, where, secret.encode())
    status, answered, answer = _post(request, where, headers, body)
    if 200 <= status < 300:
        return {"status": status, "answer": _kept(answer)}
    raise _refusal(where, status, answered)


def _signed(request: Request, where: Target, secret: bytes) -> tuple[dict[str, str], bytes]:
    try:
        body = json.dumps(request.params["body"], ensure_ascii=False, separators=(",", ":")).encode()
    except (KeyError, TypeError, ValueError) as error:
        raise wrong("body") from error
    event = request.params.get("event") or "delivery"
    if len(body) > MAX_BODY:
        raise wrong("body")
    if not isinstance(event, str) or not event.isascii() or not event.isprintable() or len(event) > 100:
        raise wrong("event")
    moment = str(int(time.time()))
    signature = hmac.new(secret, moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {
        "Host": where.authority,
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": f"yangguang/{__version__}",
        "Idempotency-Key": str(request.key),
        "X-Yangguang-Event": event,
        "X-Yangguang-Timestamp": moment,
        "X-Yangguang-Signature": f"sha256={signature}",
        "Connection": "close",
    }, body


def _post(
    request: Request, where: Target, headers: dict[str, str], body: bytes
) -> tuple[int, http.client.HTTPMessage, bytes]:
    seconds = request.number("WEBHOOK_SECONDS", 20)
    late = threading.Event()
    try:
        with _connected(request, where, seconds, late) as connection:
            connection.request("POST", where.path, body, headers)
            with connection.getresponse() as response:
                answer = response.read(MAX_ANSWER + 1)
                if late.is_set():  # a body without a length ends where the line was cut
                    raise TimeoutError
                if len(answer) > MAX_ANSWER:
                    raise Failure("web_answer", host=where.host)
                return response.status, response.headers, answer
    except ssl.SSLCertVerificationError as error:
        raise Failure("web_certificate", host=where.host) from error
    except (http.client.HTTPException, OSError, ValueError) as error:
        if late.is_set() or isinstance(error, TimeoutError):
            raise Failure("web_silent", host=where.host, seconds=seconds) from error
        answered = isinstance(error, http.client.HTTPException) and not isinstance(error, ConnectionError)
        raise Failure("web_answer" if answered else "web_unreachable", host=where.host) from error


@contextmanager
def _connected(
    request: Request, where: Target, seconds: int, late: threading.Event
) -> Iterator[http.client.HTTPConnection]:
    """Connect to the checked address; when the time for everything together is over, the line is cut.

    A timeout of the socket alone would let a server that sends a byte a second hold us for hours.
    """
    line = socket.create_connection((where.ip, where.port), timeout=seconds)
    connection = http.client.HTTPConnection(where.host, where.port, timeout=seconds)

    def cut() -> None:
        late.set()
        with suppress(OSError):  # it is closed already
            line.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(seconds, cut)
    watch.daemon = True
    watch.start()
    try:
        if where.scheme == "https":
            trust = ssl.create_default_context(cafile=request.settings.get("WEBHOOK_CA"))
            line = trust.wrap_socket(line, server_hostname=where.host)
        connection.sock = line
        yield connection
    finally:
        watch.cancel()
        connection.close()
        line.close()


def _refusal(where: Target, status: int, headers: http.client.HTTPMessage) -> Failure:
    """Say what a status means for another try (RFC 9110): a redirect or a 4xx will not change, most of them."""
    if 300 <= status < 400:
        return Failure("web_moved", again=False, given_up=REFUSED, host=where.host, status=status)
    if 400 <= status < 500 and status not in LATER:
        return Failure("web_refused", again=False, given_up=REFUSED, host=where.host, status=status)
    return Failure("web_busy", after=_asked(headers.get("Retry-After", "")), host=where.host, status=status)


def _asked(text: str) -> timedelta | None:
    """Read Retry-After: seconds, or a moment."""
    text = text.strip()
    if text.isdecimal() and text.isascii():
        return timedelta(seconds=min(int(text[:9]), 10**7))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(timedelta(0), (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime.now(UTC))


def _kept(answer: bytes) -> Any:
    if len(answer) > KEPT_ANSWER:
        return None
    try:
        return json.loads(answer)
    except ValueError:
        return None
