"""Found a town that is no demo: its name, the root of its tree, and the three administrators who do all the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.actions import passwords
from service.actions.accounts import temporary_password
from service.actions.tenants import FIRST
from service.domain import accounts as rules
from service.domain import administration, clock
from service.domain.errors import Conflict, Invalid
from service.store import admin_log, founding, tenants
from service.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class Founder:
    """An administrator to be: the post, the login, the name, and a password if one was typed."""

    role: str
    login: str
    name: str
    password: str | None = None


def read_founder(given: str) -> Founder:
    """Read `role=login:name`.

    Raises Invalid.
    """
    role, _, rest = given.partition("=")
    login, _, name = rest.partition(":")
    if role not in administration.ADMINISTRATORS or not login.strip() or not name.strip():
        raise Invalid.at("--login", "founder_unclear", given=given)
    return Founder(role, login.strip(), name.strip())


def check(founders: Sequence[Founder]) -> None:
    """Make sure that there are three different people for the three posts, and that typed passwords will do.

    Raises Invalid.
    """
    roles, logins = {each.role for each in founders}, {each.login for each in founders}
    names = {each.name for each in founders}
    if roles != administration.ADMINISTRATORS or not len(founders) == len(logins) == len(names) == len(roles):
        raise Invalid.at("--login", "founders_three")
    for each in founders:
        problem = each.password and rules.password_problem(each.password, each.login, each.name)
        if problem:
            raise Invalid([problem])


def found(db: Database, name: str, founders: Sequence[Founder]) -> Mapping[str, str]:
    """Found the town; return the one-time password of each login for which none was typed.

    Raises Invalid (not three people, a poor password), Conflict (a demo town, or administrators there already).
    """
    check(founders)
    given = {each.login: each.password or temporary_password() for each in founders}
    hashes = {login: passwords.hash_password(password) for login, password in given.items()}
    with db.transaction() as tx:
        _found(tx, name, founders, hashes)
    return {each.login: given[each.login] for each in founders if each.password is None}


def _found(tx: Tx, name: str, founders: Sequence[Founder], hashes: Mapping[str, str]) -> None:
    tenants.ensure(tx, FIRST, name, demo=False)
    if tenants.is_demo(tx, FIRST):
        raise Conflict("founded_demo")
    if founding.has_holders(tx, FIRST, administration.ADMINISTRATORS):
        raise Conflict("founded_already")
    home = founding.root(tx, FIRST)
    if home is None:
        founding.rename(tx, FIRST, name)
        home = founding.add_root(tx, FIRST, name)
    admin_log.record(tx, FIRST, None, "town.founded", home, None, {"name": name})
    for each in founders:
        if founding.login_taken(tx, each.login):
            raise Conflict("login_taken", login=each.login)
        account = founding.add_holder(
            tx, FIRST, each.name, each.login, hashes[each.login], each.role, home, clock.today()
        )
        admin_log.record(tx, FIRST, None, "post.granted", account, None, {"role": each.role, "login": each.login})
