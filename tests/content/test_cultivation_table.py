"""The table after a half-year review: it holds conditions against the branch's wish and decides nothing by itself."""

from __future__ import annotations

from typing import Any

import pytest

from service.engine import Model
from tests.content.test_decisions import decide

YEAR = {"branch_wish": "propose", "year_done": True, "reviews": 2, "result": "good", "weak_n": 0}


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({}, "propose"),
        ({"result": "fair"}, "propose"),
        ({"branch_wish": "continue"}, "continue"),
        ({"year_done": False}, "continue"),
        ({"reviews": 1}, "continue"),
        ({"result": "weak", "weak_n": 1}, "continue"),
        ({"result": "weak", "weak_n": 2}, "consider"),
        ({"result": "weak", "weak_n": 3, "branch_wish": "continue"}, "consider"),
    ],
)
def test_after_a_half_year(model: Model, change: dict[str, Any], step: str) -> None:
    assert decide(model, "dmn_half_year_result", **{**YEAR, **change}) == {"next_step": step}
