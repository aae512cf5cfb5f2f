"""Eight people at once: keep-alive connections that write requests by hand, to leave the processor to the service."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID, uuid4

import orjson
import psycopg

from tests.bench.models import Flow

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_NEXT = "select id, node from task where tenant_id = 1 and instance_id = %s and status = 'open' order by node limit 1"


class Line:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, head: bytes, path: str, body: bytes) -> tuple[int, bytes]:
        """Send a request; return status and body."""
        self.socket.sendall(
            b"POST %b HTTP/1.1\r\n%bIdempotency-Key: %b\r\nContent-Length: %d\r\n\r\n%b"
            % (path.encode(), head, uuid4().hex.encode(), len(body), body)
        )
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._receive()
        found = _LENGTH.search(got, 0, end)
        assert found, got
        whole = end + 4 + int(found[1])
        while len(got) < whole:
            got += self._receive()
        return int(got[9:12]), got[end + 4 :]

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def _receive(self) -> bytes:
        got = self.socket.recv(65536)
        assert got, "the server closed the connection"
        return got


@dataclass
class Client:
    """One client: walks through its cases, whoever has to act; finds tasks in the database, not through the service."""

    port: int
    heads: Mapping[str, bytes]
    flow: Flow
    database: psycopg.Connection

    def walk(self, cases: Sequence[UUID]) -> list[float]:
        """Complete all tasks of some cases; return the milliseconds of each submit."""
        spent = []
        with closing(Line(self.port)) as line:
            for case in cases:
                while row := self.database.execute(_NEXT, (case,)).fetchone():
                    spent.append(self._submit(line, *row))
        return spent

    def _submit(self, line: Line, task: UUID, node: str) -> float:
        body = orjson.dumps({"answers": self.flow.answers[node]})
        began = time.perf_counter()
        status, answer = line.post(self.heads[self.flow.actor(node)], f"/api/v1/tasks/{task}/complete", body)
        assert status == 200, (status, answer)
        return (time.perf_counter() - began) * 1000


def head(port: int, cookie: str, csrf: str) -> bytes:
    """Write what a signed-in browser sends with every request."""
    lines = {
        "Host": f"127.0.0.1:{port}",
        "Origin": f"http://127.0.0.1:{port}",
        "Sec-Fetch-Site": "same-origin",
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
        "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8",
        "Content-Type": "application/json",
        "Cookie": f"yg_session={cookie}",
        "X-CSRF-Token": csrf,
    }
    return "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode()


def all_at_once(clients: Sequence[Client], cases: Sequence[Sequence[UUID]]) -> list[float]:
    """Let every client walk through its own cases at the same time."""
    spent: list[float] = []
    failures: list[BaseException] = []

    def run(client: Client, own: Sequence[UUID]) -> None:
        try:
            spent.extend(client.walk(own))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=pair) for pair in zip(clients, cases, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return spent
