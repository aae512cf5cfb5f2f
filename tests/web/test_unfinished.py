"""Own drafts have a page: who wrote them finds them and throws them away, nobody else knows of them; old ones go."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from service.actions import retention as job
from service.domain import keeping
from service.store import retention as rules
from service.wiring import House
from tests.town import TENANT, Town
from tests.web.browser import Browser

Case = tuple[UUID, UUID]


def drafts(browser: Browser) -> list[dict[str, object]]:
    return list(browser.get("/me/drafts").json["items"])


@pytest.fixture
def written(ann: Browser, house: House, case: Case) -> Iterator[UUID]:
    """Give a task on which Ann has begun to write."""
    assert ann.send("PUT", f"/tasks/{case[1]}/draft", {"answers": {"subject_line": "半"}}).status_code < 300
    yield case[1]
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update task set draft = null, draft_at = null, draft_by = null")


def test_who_writes_finds_it_and_throws_it_away(ann: Browser, ben: Browser, written: UUID) -> None:
    (mine,) = drafts(ann)
    assert (mine["id"], mine["subject"], mine["open"]) == (str(written), "后田社区第一党支部", True)
    assert str(mine["changed_at"]) < str(mine["until"])
    assert "半" not in str(mine)
    assert drafts(ben) == []  # a colleague of the same branch
    assert ben.post(f"/me/drafts/{written}/discard", {}).json["code"] == "draft_not_found"
    assert ann.post(f"/me/drafts/{written}/discard", {}).status_code == 204
    assert drafts(ann) == [] and ann.get(f"/tasks/{written}").json["draft"] is None
    assert ann.post(f"/me/drafts/{written}/discard", {}).status_code == 404


def test_without_the_post_it_is_there_to_be_thrown_away(house: House, town: Town, cleo: Browser, written: UUID) -> None:
    """Whoever has lost the post learns no more of the case, but the words are still theirs."""
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update task set draft_by = %s where id = %s", (town.cleo.person_id, written))
    (mine,) = drafts(cleo)
    assert (mine["open"], mine["subject"], mine["due_at"]) == (False, None, None)
    assert cleo.post(f"/me/drafts/{written}/discard", {}).status_code == 204


def test_what_nobody_touches_goes_unless_it_is_held(house: House, ann: Browser, case: Case, written: UUID) -> None:
    def after(months: int) -> int:
        with house.app.app_context():
            with house.db.transaction() as tx:
                tx.run(
                    "update task set draft_at = now() - make_interval(months => %s) where id = %s", (months, written)
                )
            job.run(house.db, TENANT)
        return len(drafts(ann))

    assert after(5) == 1
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run(
            "insert into legal_hold (tenant_id, id, instance_id, reason) values (%s, gen_random_uuid(), %s, '样例')",
            (TENANT, case[0]),
        )
    assert after(7) == 1
    with house.app.app_context(), house.db.transaction() as tx:
        tx.run("update legal_hold set ended_at = now()")
    assert after(7) == 0


def test_the_privacy_notice_tells_the_rules_of_the_job(house: House, ann: Browser) -> None:
    told = ann.get("/me/retention").json["items"]
    with house.app.app_context(), house.db.reading() as tx:
        found = rules.rules(tx, TENANT)
    assert [row["period"] for row in told] == [keeping.period(row["keep_months"], "zh-CN") for row in found]
    assert {row["key"] for row in found if not row["process"]} == set(keeping.KINDS)
    assert {"name": "没有办完的草稿", "period": "6 个月", "since": "最后一次改动以后"} in told
    assert {"5 年", "6 年", "30 年"} <= {row["period"] for row in told}


@pytest.mark.parametrize(
    ("months", "zh", "en"),
    [(6, "6 个月", "6 months"), (12, "1 年", "1 year"), (30, "30 个月", "30 months"), (360, "30 年", "30 years")],
)
def test_periods(months: int, zh: str, en: str) -> None:
    assert (keeping.period(months, "zh-CN"), keeping.period(months, "en")) == (zh, en)
