"""What was claimed by a post that has run out goes back to the post; what is still held stays."""

from __future__ import annotations

from datetime import timedelta

from service.actions import tasks
from service.domain import clock
from service.store import posts
from service.wiring import House
from tests.actions.conftest import house as house
from tests.actions.conftest import town as town
from tests.town import Town, start_case


def test_a_claim_ends_with_the_post(house: House, town: Town) -> None:
    gone, kept = (start_case(house, actor, "proc_approval", town.branch).opened[0] for actor in (town.ann, town.ann))
    with house.db.transaction() as tx:
        tasks.claim_in(tx, town.ann, gone)
        assert posts.release_claims(tx, town.tenant, clock.today()) == 0
        tx.run(
            "update role_grant set to_on = %s where person_id = %s",
            (clock.today() - timedelta(days=1), town.ann.person_id),
        )
    with house.db.transaction() as tx:
        assert posts.release_claims(tx, town.tenant, clock.today()) == 1
        assert posts.release_claims(tx, town.tenant, clock.today()) == 0
        rows = tx.rows("select id, assignee_id, claimed_at from task where id = any(%s)", ([gone, kept],))
    assert {(row["assignee_id"], row["claimed_at"]) for row in rows} == {(None, None)}
