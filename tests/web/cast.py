"""Every kind of person that the matrix knows, and one prepared thing of each kind that an endpoint can be asked about.

A thing is made when it is first needed and made anew after somebody changed it, so that every answer in the matrix is
the answer to somebody who comes first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import Any, Final

from flask import Flask

from service.actions import passwords
from service.actions.deploy import deploy
from service.domain import clock
from service.domain.people import Actor
from service.store.database import Tx
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.town import TENANT, Town, person
from tests.web.browser import PASSWORD, Browser
from tests.web.things import about_a_person, keeps_out, stands_in
from tests.web.things_of_cases import CaseThings
from tests.web.things_of_people import PeopleThings

# Who asks. `holder` has the task and started the case; `deputy` stands in for the holder, `misplaced` for another
# process only; `recused` has the holder's post and is barred from the person recorded.
KINDS: Final = (
    "nobody", "holder", "colleague", "office", "stranger", "former", "deputy", "misplaced", "recused", "subject",
    "auditor", "system", "security", "audit", "privacy",
)  # fmt: skip


class Cast(CaseThings, PeopleThings):
    """The people of the matrix, each with a browser, and the things that they ask for."""

    def __init__(self, house: House, town: Town, app: Flask, sign_in: Callable[..., Browser]) -> None:
        self.house, self.town, self.app = house, town, app
        with house.app.app_context():
            with house.db.transaction() as tx:
                self.people = self._people(tx)
            deploy(house.db, house.engine, TENANT, about_a_person("approval"), None)
            deploy(house.db, house.engine, TENANT, diagram_files("letter"), None)
        self._sign_in = sign_in
        self.browsers = {kind: self.enter(kind) for kind in KINDS}
        self._things: dict[str, Any] = {}

    def _people(self, tx: Tx) -> dict[str, Actor]:
        town = self.town
        home, other, top = town.branch, town.other_branch, town.town
        member = "full_member"
        made = {
            "former": person(tx, "吴示旧", other, member, ("branch_secretary", home)),
            "deputy": person(tx, "郑示代", other, member, ("vote_teller", other)),
            "misplaced": person(tx, "钱示偏", other, member, ("vote_teller", other)),
            "recused": person(tx, "孙示避", home, member, ("branch_secretary", home)),
            "system": person(tx, "冯示系", other, member, ("sys_admin", top)),
            "security": person(tx, "陈示安", other, member, ("security_admin", top)),
            "audit": person(tx, "褚示审", other, member, ("audit_admin", top)),
            "privacy": person(tx, "卫示护", other, member, ("privacy_officer", top)),
            "someone": person(tx, "蒋示他", other, member, ("vote_teller", other)),
        }
        yesterday = clock.today() - timedelta(days=1)
        tx.run("update role_grant set to_on = %s where person_id = %s", (yesterday, made["former"].person_id))
        stands_in(tx, town.ann, made["deputy"], "proc_approval")
        stands_in(tx, town.ann, made["misplaced"], "proc_letter")
        keeps_out(tx, made["recused"], town.applicant)
        hashed = passwords.hash_password(PASSWORD)
        tx.run("update account set password_hash = %s where password_hash = '!'", (hashed,))
        own = {"holder": town.ann, "colleague": town.ben, "office": town.dora, "stranger": town.cleo}
        return {**made, **own, "subject": town.applicant, "auditor": town.auditor}

    def enter(self, kind: str) -> Browser:
        """Sign somebody in at a browser of their own."""
        return Browser(self.app) if kind == "nobody" else self._sign_in(self.people[kind])

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Return what gives the recorded person away in an answer, whatever it is about."""
        return (str(self.town.applicant.person_id), self.town.applicant.name)
