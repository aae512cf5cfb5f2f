"""The town's year over real HTTP on the real product, killed in the middle."""

from __future__ import annotations

from itertools import pairwise

from tests.journeys import story as steps
from tests.journeys.people import until
from tests.journeys.product import Product
from tests.journeys.story import Story


def test_the_year_of_activists(product: Product) -> None:
    story = Story(product)
    try:
        steps.open_round(story)
        steps.branch_recommends(story, 1)
        # A power cut in the middle: every process dies at once, the next start goes on with what was decided.
        product.kill_everything()
        story.close()
        product.start()
        for number in (2, 3):
            steps.branch_recommends(story, number)
        steps.close_round(story)
        check_results_are_told(story)
        case = steps.confirm_activist(story)
        check_points(steps.record_points(story))
        training = steps.hold_training(story)
        check_proof(story, case, training)
    finally:
        story.close()


def check_results_are_told(story: Story) -> None:
    """Every nominee has a notice; who was held back reads the reason on the own page, and nobody else's."""
    ours = [story.who(f"applicant_{number}") for number in (1, 2, 3)]
    held = next(person for person in ours if person.me["person"]["id"] == story.held["1"]["value"])
    assert steps.LONG in " ".join(notice["text"] for notice in held.get("/me")["notices"])
    other = next(person for person in ours if person is not held)
    other.get(f"/people/{held.me['person']['id']}", expect=404)


def check_points(ledgers: dict) -> None:
    """A disputed entry is left out of the total; after the answer it is reversed, never edited."""
    disputed = [entry for entry in ledgers["disputed"]["entries"] if entry["evidence"] == "签到表 2017-05-10"]
    assert [entry["status"] for entry in disputed] == ["disputed"] and not disputed[0]["counted"]
    corrected = {
        (e["evidence"], e["status"]): e for e in ledgers["corrected"]["entries"] if "2017-05-1" in e["evidence"]
    }
    assert ("签到表 2017-05-10", "reversed") in corrected, sorted(corrected)
    assert corrected["签到表 2017-05-11", "verified"]["counted"]
    assert float(ledgers["corrected"]["total"]) == float(ledgers["disputed"]["total"]) + 1


def check_proof(story: Story, case: str, training: str) -> None:
    """The auditor reads history and diagram of the case; every chain verifies."""
    auditor = story.who("auditor_1")
    until(lambda: auditor.get(f"/instances/{training}")["status"] == "ended", "the training does not end")
    seen = auditor.get(f"/instances/{case}")
    titles = [step["title"] for step in seen["timeline"] if step["kind"] == "done"]
    assert titles[-3:] == ["研究确定人选", "上级党委备案", "指定培养联系人"]
    assert seen["waiting"] == "等候开启培养考察"
    assert auditor.get(f"/instances/{case}/verify")["ok"]
    rows = auditor.get(f"/instances/{case}/history")["items"]
    assert all(after["prev_hash"] == before["hash"] for before, after in pairwise(rows))
    drawing = auditor.get(f"/instances/{case}/diagram")
    assert "ca_stage2" in drawing["xml"] and {"node": "ca_stage1", "status": "done", "n": 1} in drawing["markers"]
    checked = story.product.command("verify")
    assert checked.returncode == 0, checked.stdout + checked.stderr
