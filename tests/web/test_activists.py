"""The register of activists on paper: for who holds a post at or above, nobody else; taking it is a row of the log."""

from __future__ import annotations

import base64
from collections.abc import Callable

from service.store import activists
from service.wiring import House
from tests.papers.test_papers import text_of
from tests.town import TENANT, Town
from tests.web.browser import Browser


def test_the_register_is_printed_for_its_own_offices_only(
    house: House, town: Town, sign_in: Callable[..., Browser]
) -> None:
    path = f"/organizations/{town.branch}/activists"
    answer = sign_in(town.ben).post(path)
    assert answer.status_code == 200
    file = answer.get_json()
    assert file["type"] == "application/pdf" and file["name"].startswith("入党积极分子名册-")
    text = text_of(base64.b64decode(file["content"]))
    with house.app.app_context(), house.db.reading() as tx:
        listed = activists.register(tx, TENANT, town.branch)
    assert listed and all(row["name"] in text for row in listed)
    assert "后田社区第一党支部" in text and town.ben.name in text
    assert sign_in(town.cleo).post(path).status_code == 404
    assert sign_in(town.applicant).post(path).status_code == 404
    with house.app.app_context(), house.db.reading() as tx:
        logged = tx.rows(
            "select actor_id from access_log where 'activists_print' = any(fields) and target_id = %s", (town.branch,)
        )
    assert [row["actor_id"] for row in logged] == [town.ben.person_id]
