"""`yangguang admin create`: a town that is no demo gets its root and its three administrators, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import cli
from service.domain import administration
from service.wiring import House
from tests.conftest import TestDatabase
from tests.web.browser import Browser
from tests.web.conftest import environment

THREE = ("sys_admin=zhangwei:张伟", "security_admin=lifang:李芳", "audit_admin=wangjun:王军")
Create = Callable[..., Result]


@pytest.fixture(scope="module")
def create(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Create:
    """Give the command on this module's empty database."""
    home: Path = tmp_path_factory.mktemp("cli")

    def run(*logins: str, typed: str | None = None) -> Result:
        options = [part for login in logins for part in ("--login", login)]
        return CliRunner().invoke(
            cli,
            ["admin", "create", "--tenant", "李村街道", *options, *(["--ask"] if typed else [])],
            input=typed,
            env=environment(database, home),
        )

    return run


@pytest.mark.parametrize(
    ("logins", "said"),
    [
        (THREE[:2], "三个"),
        ((*THREE[:2], "audit_admin=zhangwei:张伟"), "三个"),
        ((*THREE[:2], "sys_admin=wangjun:王军"), "三个"),
        ((*THREE[:2], "town_secretary=wangjun:王军"), "看不懂"),
        ((*THREE[:2], "audit_admin=wangjun"), "看不懂"),
    ],
)
def test_three_people_for_three_posts(create: Create, logins: tuple[str, ...], said: str) -> None:
    answer = create(*logins)
    assert answer.exit_code == 1 and said in answer.output


def test_a_poor_password_is_refused(create: Create) -> None:
    answer = create(*THREE, typed="1234567890\n1234567890\n" * 3)
    assert answer.exit_code == 1 and "太常见" in answer.output


def test_a_town_is_founded_once(create: Create, house: House) -> None:
    answer = create(*THREE)
    assert answer.exit_code == 0, answer.output
    passwords = dict(line.split() for line in answer.output.splitlines()[:3])
    assert set(passwords) == {"zhangwei", "lifang", "wangjun"}
    with house.app.app_context(), house.db.reading() as tx:
        tenant = tx.row("select name, demo from tenant")
        roles = {row["role"] for row in tx.rows("select role from role_grant")}
        acts = [row["kind"] for row in tx.rows("select kind from admin_event order by seq")]
    assert tenant == {"name": "李村街道", "demo": False}
    assert roles == administration.ADMINISTRATORS
    assert acts == ["town.founded", *["post.granted"] * 3]
    browser = Browser(house.app)
    first = browser.sign_in("zhangwei", passwords["zhangwei"])
    assert first.json["duty"] == "password" and first.json["tenant"]["name"] == "李村街道"
    changed = browser.post("/account/password", {"current": passwords["zhangwei"], "password": "海边的风很大很大很大"})
    assert changed.status_code == 204
    # Outside a demo town an administrator has to show two factors.
    assert browser.get("/session").json["duty"] == "factor"
    again = create(*(each.replace("=", "=x") for each in THREE))
    assert again.exit_code == 1 and "已经有管理员" in again.output


def test_a_demo_town_gets_none(create: Create, house: House) -> None:
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update tenant set demo = true")
    answer = create(*THREE)
    assert answer.exit_code == 1 and "演示街道" in answer.output
