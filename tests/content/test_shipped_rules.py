"""Shipped rule packs keep their promise to towns that run: a text that was shipped changes in a new version only."""

from __future__ import annotations

import hashlib
from pathlib import Path

import orjson
import pytest

from service.actions import rule_packs

# What was shipped, by pack and version: a digest of everything but the days and words that may change freely.
# A changed pack wants a higher version, a `correction`, and a line of its own here; the old lines stay.
SHIPPED: dict[str, dict[int, str]] = {
    "cpc_dev_2014": {2: "201326776b8d2466"},
    "cpc_dev_2026": {2: "a2dbd0c9712003c9"},
    "local_demo_v1": {2: "45c1004b699758f1"},
    "points_scheme_demo_v0": {1: "26407500a70cdf2e"},
    "points_scheme_demo_v1": {1: "2dae4fee7dd25469"},
}


def digest(pack: dict[str, object]) -> str:
    said = {key: value for key, value in pack.items() if key not in ("version", "correction", "effective_to")}
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pack_changes_in_a_new_version(name: str, project: Path) -> None:
    pack = orjson.loads(rule_packs.read(project / "bpmn" / "rules" / f"{name}.yaml"))
    version = pack.get("version", 1)
    assert SHIPPED[name].get(version) == digest(pack), f"{name}: raise the version and say why, or undo the change"
    assert version == max(SHIPPED[name])


def test_no_shipped_pack_is_gone_or_without_a_line(project: Path) -> None:
    """Days of the past are counted by it; a new pack gets its line here with its first release."""
    assert set(SHIPPED) == {path.stem for path in project.glob("bpmn/rules/*.yaml")}
