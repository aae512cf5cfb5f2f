"""The models that are measured, as bundles that can be deployed, with answers for each of their steps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.actions.conftest import diagram_files
from tests.engine.draw import properties
from tests.engine.test_state import ANSWERS, FIRST, twelve

Files = dict[str, bytes]
STARTED = {"start": "manual", "start_role": "branch_secretary", "start_scope": "branch", "subject": "organization"}
_TEXT: dict[str, Any] = {"type": "string", "title": "文字", "maxLength": 200}
_NUMBER: dict[str, Any] = {"type": "integer", "title": "数", "minimum": 0}
_VERDICT = {"outcome": _TEXT, "by": _TEXT, "comment": _TEXT}
_LINE = {"item": _TEXT, "qty": _NUMBER}


@dataclass(frozen=True)
class Flow:
    """A process to walk through: who acts at a node, and what they answer."""

    process: str
    files: Files
    steps: int
    answers: Mapping[str, Mapping[str, Any]]
    actors: Mapping[str, str]

    def actor(self, node: str) -> str:
        """Return who acts at a node: a name of tests/town.py."""
        return self.actors.get(node, "ann")


def approval() -> Flow:
    """Give the approval flow with an amount that needs all of its five steps."""
    answers = {
        "ut_submit": {"subject_line": "购置投影仪", "amount": 12_000, "note": "会议室用"},
        "ut_check": {"decision": "approve", "reason": "确有需要"},
        "ut_finance": {"cost_centre": "办公设备", "reason": "已核对预算"},
        "ut_director": {"director_decision": "approve", "reason": "同意购置"},
        "ut_archive": {"shelf": "三号柜"},
    }
    actors = {"ut_check": "ben", "ut_finance": "dora", "ut_director": "dora"}
    return Flow("proc_approval", diagram_files("approval"), 5, answers, actors)


def twelve_tasks() -> Flow:
    """Give the 12-task model with a form for each step; thirteen are done, two of them in the called process."""
    diagram, table = twelve()
    drawn = 'name="流程proc_a" isExecutable="true">'.encode()
    assert drawn in diagram
    files = {"purchase.bpmn": diagram.replace(drawn, drawn + properties(STARTED).encode()), "dmn_a.dmn": table}
    files |= form("ut_1", {"title": _TEXT, "amount": _NUMBER, "lines": _listed(_LINE)})
    nodes = [f"ut_{number}" for number in range(2, 13)] + ["ut_b1", "ut_b2", "ut_r"]
    for node in nodes:
        files |= form(node, {f"a_{node}": _object(_VERDICT)})
    answers = {"ut_1": FIRST} | {node: {f"a_{node}": ANSWERS} for node in nodes}
    return Flow("proc_a", files, 13, answers, {})


def form(node: str, fields: Mapping[str, Any]) -> Files:
    """Draw the form of a node; it takes these fields and no others."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "表单", **_object(fields)}
    return {f"forms/form_{node}.schema.json": json.dumps(schema, ensure_ascii=False).encode()}


def _object(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "title": "项", "properties": dict(fields), "additionalProperties": False}


def _listed(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "title": "明细", "maxItems": 50, "items": _object(fields)}
