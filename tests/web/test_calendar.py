"""The office calendar at the door: a year, what a notice would change, saved with the open terms that move; who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from service import desk
from service.actions import passwords
from service.domain import clock
from service.domain.calendar import day_of
from service.reads.history import strays, verify_all
from service.store import calendar as store
from service.store import codec
from service.wiring import House
from tests.town import TENANT, Town, person, start_case
from tests.web.browser import PASSWORD, Browser

PATH = "/admin/calendar"
WHY = "国务院办公厅通知。"


@pytest.fixture(scope="module")
def keeper(house: House, town: Town, sign_in: Callable[..., Browser]) -> Browser:
    """Give the browser of a system administrator."""
    with house.app.app_context(), house.db.transaction() as tx:
        made = person(tx, "钱历法", town.other_branch, "full_member", ("sys_admin", town.town))
        hashed = passwords.hash_password(PASSWORD)
        tx.run("update account set password_hash = %s where id = %s", (hashed, made.account_id))
    return sign_in(made)


def days_off(first: date, count: int) -> str:
    return "\n".join(f"{first + timedelta(days=n)},休,国庆节" for n in range(count))


def due_of(house: House, task: Any) -> date:
    with house.app.app_context(), house.db.reading() as tx:
        return day_of(tx.value("select due_at from task where id = %s", (task,)))


def test_open_terms_move_with_the_calendar(keeper: Browser, house: House, town: Town) -> None:
    year = clock.today().year
    assert keeper.get(PATH).json["status"] == "provisional"
    with house.app.app_context():
        task = start_case(house, town.ann, "proc_approval", town.branch).opened[0]
        fixed = start_case(house, town.ann, "proc_approval", town.branch).opened[0]
        with house.db.transaction() as tx:  # a term that somebody had moved by hand stays
            tx.run("update task set due_at = due_at + interval '30 days' where id = %s", (fixed,))
    before, held = due_of(house, task), due_of(house, fixed)
    text = days_off(clock.today(), 6)
    body = {"year": year, "text": text}
    seen = keeper.post(f"{PATH}/preview", body)
    assert seen.status_code == 200, seen.json
    assert seen.json["slips"] == [] and seen.json["tasks"] == 1
    (move,) = seen.json["moves"]
    assert move["was"] == before.isoformat() and move["due"] > move["was"] and move["n"] == 1
    assert due_of(house, task) == before  # nothing is kept of a preview
    assert keeper.get(PATH).json["status"] == "provisional"

    saved = keeper.post(PATH, {**body, "reason": WHY})
    assert saved.status_code == 200, saved.json
    assert saved.json["status"] == "published" and saved.json["text"].splitlines()[0] == text.splitlines()[0]
    assert due_of(house, task).isoformat() == move["due"] and due_of(house, fixed) == held
    with house.app.app_context(), house.db.reading() as tx:
        (noted,) = tx.rows("select instance_id, payload, task_id from history where type = 'term.moved'")
        assert noted["task_id"] == task and noted["instance_id"] not in {each for each, _ in verify_all(tx, TENANT)}
        assert codec.loads(bytes(noted["payload"])).items() >= {"from": move["was"], "to": move["due"]}.items()
        assert strays(tx, TENANT) == []
    assert keeper.post(f"{PATH}/preview", body).json["tasks"] == 0
    with house.app.app_context(), house.db.reading() as tx:
        (row,) = tx.rows("select payload from admin_event where kind = 'calendar.saved' and target = %s", (str(year),))
        assert '"tasks":1' in bytes(row["payload"]).decode() and WHY in bytes(row["payload"]).decode()
        assert not desk.office_calendar(tx, TENANT).is_working(clock.today())
        assert len(store.between(tx, TENANT, date(year, 1, 1), date(year, 12, 31))) >= 365


def test_next_year_is_provisional_until_its_notice_is_there(keeper: Browser) -> None:
    year = clock.today().year + 1
    shown = keeper.get(f"{PATH}?year={year}").json
    assert shown["status"] == "provisional" and shown["days"] == [] and shown["text"] == ""
    assert {"year": year, "status": "provisional"} in shown["years"]
    text = f"国务院办公厅关于{year}年部分节假日安排的通知\n一、国庆节：10月1日至7日放假调休，共7天。"
    saved = keeper.post(PATH, {"year": year, "text": text, "reason": WHY})
    assert saved.status_code == 200, saved.json
    assert [each["name"] for each in saved.json["days"]] == ["国庆节"] * 7
    # what is saved again replaces the year as a whole
    saved = keeper.post(PATH, {"year": year, "text": f"{year}-10-01,休,国庆节", "reason": WHY})
    assert len(saved.json["days"]) == 1


def test_what_cannot_be_right_is_not_saved(keeper: Browser) -> None:
    year = clock.today().year
    text = f"国务院办公厅关于{year - 3}年部分节假日安排的通知\n一、国庆节：10月1日至7日放假调休，共8天。"
    seen = keeper.post(f"{PATH}/preview", {"year": year, "text": text}).json
    assert len(seen["slips"]) == 2 and "8 天" in seen["slips"][1]
    refused = keeper.post(PATH, {"year": year, "text": text, "reason": WHY})
    assert refused.status_code == 422 and {each["pointer"] for each in refused.json["errors"]} == {"/text"}
    past = keeper.post(f"{PATH}/preview", {"year": year - 3, "text": f"{year - 3}-10-01,休,国庆节"})
    assert past.status_code == 422 and past.json["errors"][0]["pointer"] == "/year"
    assert keeper.post(PATH, {"year": year, "text": f"{year}-10-01,休", "reason": "嗯"}).status_code == 422


def test_only_the_system_administrator_sees_it(ann: Browser) -> None:
    assert ann.get(PATH).status_code == 403
    assert ann.post(f"{PATH}/preview", {"year": clock.today().year, "text": "x"}).status_code == 403
