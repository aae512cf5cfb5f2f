"""The cast of the matrix beside a running product: its clock is the demo's, and the worker is faster than we are."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import requests

from service.domain import clock
from service.store import sessions
from service.store.database import Tx
from service.store.sessions import NewSession
from tests.town import TENANT, start_case
from tests.web.browser import PASSWORD, Browser
from tests.web.cast import Cast

# What others, as they may, have taken away from a reader.
BACK = """
with a as (update account set active = true, must_change = false, failed_count = 0, locked_until = null, totp = null,
             totp_draft = null where id = %(account)s returning person_id)
update role_grant set to_on = null
 where id = any(%(posts)s::uuid[]) and person_id in (select person_id from a)
"""


@dataclass
class Reader:
    """Somebody who asks at the real door."""

    kind: str
    account: UUID | None
    posts: list[UUID]
    session: requests.Session

    @property
    def anonymous(self) -> bool:
        """Tell whether nobody knows who this is."""
        return self.account is None


class LiveCast(Cast):
    """People and things beside the real worker."""

    def thing(self, name: str) -> Any:
        """Return a prepared thing, made on a day of the demo's calendar."""
        with self.house.app.app_context(), self.house.db.reading() as tx:
            clock.use_offset(tx.value("select clock_offset from tenant"))
        return super().thing(name)

    def maker(self, kind: str) -> Browser:
        """Return the browser of whoever makes a thing, signed in anew: readers end each other's sessions."""
        browser = super().maker(kind)
        token, browser.csrf = self._open(self.people[kind].account_id, self.posts[kind])
        browser.client.set_cookie("yg_session", token)
        return browser

    @cached_property
    def posts(self) -> dict[str, list[UUID]]:
        """Return the posts that each of the cast began with."""
        with self.house.app.app_context(), self.house.db.reading() as tx:
            return {kind: self._posts(tx, actor.account_id) for kind, actor in self.people.items()}

    def _posts(self, tx: Tx, account: UUID) -> list[UUID]:
        rows = tx.rows(
            """select g.id from role_grant g join account a on a.person_id = g.person_id
                where a.id = %s and (g.to_on is null or g.to_on > current_date)""",
            (account,),
        )
        return [row["id"] for row in rows]

    def make_delivery(self) -> UUID:
        """Give a message that the real worker was not allowed to send."""
        answers = {"name": "材料", "url": "https://hooks.example.cn/in"}
        case = start_case(self.house, self.town.ann, "proc_letter", self.town.branch, answers).instance_id
        end = time.monotonic() + 20
        while True:
            with self.house.db.reading() as tx:
                row = tx.row("select id, status from delivery where instance_id = %s", (case,))
            if row is not None and (row["status"] != "waiting" or time.monotonic() > end):
                return UUID(str(row["id"]))
            time.sleep(0.1)

    def log_in(self, kind: str) -> dict[str, str]:
        """Return what somebody writes to log in."""
        with self.house.app.app_context(), self.house.db.reading() as tx:
            login = tx.value("select login from account where id = %s", (self.people[kind].account_id,))
        return {"login": login, "password": PASSWORD}

    def reader(self, kind: str) -> Reader:
        """Give somebody of the cast, or a demo account by its name, signed in at the real door."""
        if kind == "nobody":
            return Reader(kind, None, [], requests.Session())
        with self.house.app.app_context(), self.house.db.reading() as tx:
            known = self.people.get(kind)
            account = known.account_id if known else tx.value("select id from account where login = %s", (kind,))
            reader = Reader(kind, account, self._posts(tx, account), requests.Session())
        self.let_in(reader)
        return reader

    def let_in(self, reader: Reader) -> None:
        """Give a reader a fresh session, and back whatever was taken away."""
        assert reader.account is not None
        token, csrf = self._open(reader.account, reader.posts)
        reader.session.cookies.clear()
        reader.session.cookies.set("yg_session", token)
        reader.session.headers["X-CSRF-Token"] = csrf

    def _open(self, account: UUID, posts: list[UUID]) -> tuple[str, str]:
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        new = NewSession(hashlib.sha256(token.encode()).digest(), csrf, timedelta(hours=12), "fuzz", "", False, True)
        with self.house.app.app_context(), self.house.db.transaction() as tx:
            tx.run(BACK, {"account": account, "posts": posts})
            sessions.open_session(tx, {"tenant_id": TENANT, "id": account}, new)
        return token, csrf
