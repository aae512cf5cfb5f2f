"""What somebody sees who puts up a public notice: what it may say, and afterwards where it hangs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.reads import panels
from tests.actions.operators.conftest import Office, Step, april, office, step
from tests.actions.operators.test_candidates import at, case, post, who
from tests.town import TENANT

__all__ = ["april", "case", "office", "step", "who"]


def test_the_notice_is_shown_before_and_its_places_after(step: Step, office: Office, who: UUID, case: UUID) -> None:
    row = {"person_id": who, "instance_id": case}

    def shown() -> dict[str, Any]:
        (panel,) = panels.build(step.tx, TENANT, ["notice"], row, "zh-CN")
        return panel

    before = shown()
    facts = {each["label"]: each["value"] for each in before["facts"]}
    assert (facts["姓名"], facts["递交申请"]) == ("吴试新", "2024-09-01")
    assert not {"出生年份", "手机号", "身份证号", "积分", "学历"} & set(facts)
    post(step, office, who, case, "2026-06-22", posted_on="2026-06-22")
    after = shown()
    assert [(row["notice_place"], row["notice_closes"]) for row in after["rows"]] == [("工作、学习单位", "2026-06-29")]
    context = step.context(office.town.ben, case, person=who, at=at("2026-06-30"))
    step.run(context, "publication.take_down", person_id=str(who))
    assert shown()["rows"][0]["notice_down"] == "2026-06-30"
