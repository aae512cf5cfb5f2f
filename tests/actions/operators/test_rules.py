"""What the rules in force say: by the day of the step, never by the day the case began."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from service.domain.errors import NotFound
from tests.actions.operators.conftest import Office, Step

OLD, LAST = datetime(2017, 4, 10, 1, tzinfo=UTC), datetime(2026, 5, 10, 15, 59, tzinfo=UTC)
NEW = datetime(2026, 5, 10, 16, 0, tzinfo=UTC)  # midnight in the office


def ask(step: Step, office: Office, rule: str, at: datetime) -> dict[str, Any]:
    """Ask as a step of that moment does."""
    found: dict[str, Any] = step.run(step.context(office.town.ann, at=at), "rules.ask", rule=rule)
    return found


def test_the_notice_applies_from_the_day_the_new_text_is_in_force(step: Step, office: Office) -> None:
    for at in (OLD, LAST):
        old = ask(step, office, "candidate_notice", at)
        assert (old["applies"], old["pack"], old["limited"], old["article"]) == (False, "cpc_dev_2014", False, None)
        assert old["details"]["floating"] is None
    new = ask(step, office, "candidate_notice", NEW)
    assert (new["applies"], new["pack"], new["limited"]) == (True, "cpc_dev_2026", True)
    assert (new["article"], new["details"]["floating"]) == ("第十三条", "both_places_at_once")


def test_the_upper_committee_files_or_agrees(step: Step, office: Office) -> None:
    modes = [ask(step, office, "candidate_agreement", at)["details"]["mode"] for at in (LAST, NEW)]
    assert modes == ["file", "agree"]


def test_what_one_text_only_says_is_null_under_the_other(step: Step, office: Office) -> None:
    old, new = (ask(step, office, "pre_review", at) for at in (OLD, NEW))
    assert old["details"].keys() == new["details"].keys()
    assert (old["details"]["may_hear"], new["details"]["may_hear"]) == ("discipline_and_law_departments", None)


def test_a_duty_may_have_no_term(step: Step, office: Office) -> None:
    assert [ask(step, office, "oath", at)["limited"] for at in (OLD, NEW)] == [False, True]
    assert [ask(step, office, "oath", at)["applies"] for at in (OLD, NEW)] == [True, True]


def test_local_rules_answer_too_and_unknown_ones_do_not_exist(step: Step, office: Office) -> None:
    assert ask(step, office, "thought_report", NEW)["pack"] == "local_demo_v1"
    with pytest.raises(NotFound):
        ask(step, office, "no_such_rule", OLD)
