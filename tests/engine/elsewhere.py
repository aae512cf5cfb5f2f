"""Test cases made by others (DMN TCK, BPMN MIWG): not in this repository, but beside it or where a variable says."""

from __future__ import annotations

import os
from pathlib import Path

HOME = Path(os.environ.get("YG_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))


def folder(name: str) -> Path:
    return HOME / name


def why(name: str) -> str:
    """Say how to get a skipped test to run."""
    return f"the reference files “{name}” are not part of this repository; set YG_TEST_DATA to the folder that has them"
