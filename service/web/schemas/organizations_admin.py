"""Shapes of the tree of organisations as the system administrator changes it."""

from __future__ import annotations

from typing import Any

from marshmallow import validate

from service.web.schemas import fields as f
from service.web.schemas.common import LEVELS, KeyName


class TreeNode(f.Shape):
    """An organisation, ended ones included."""

    id = f.ident()
    name = f.text()
    level = f.choice(*LEVELS)
    level_name = f.text()
    kind = f.text()
    kind_name = f.text()
    parent_id = f.ident(null=True)
    founded_on = f.day(null=True)
    dissolved_on = f.day(null=True)
    version = f.number()
    children = f.number()


class TreeRow(TreeNode):
    """An organisation at its depth of the tree."""

    depth = f.number()


OrgTree = f.shape("OrgTree", {"items": f.many(TreeRow), "kinds": f.many(KeyName)})
OrgUse = f.shape("OrgUse", {name: f.number() for name in ("children", "people", "cases", "tasks", "posts")})


class OrgChange(f.Shape):
    """What an organisation was before a day, and after it."""

    kind = f.choice("founded", "renamed", "moved", "dissolved", "merged", "absorbed", "split", "split_off")
    on = f.day()
    before = f.text()
    after = f.text()
    reason = f.text()
    who = f.text()
    at = f.instant()


class TreeDetail(TreeNode):
    """An organisation with its changes."""

    in_use = f.one(OrgUse)
    changes = f.many(OrgChange)


class Found(f.Shape):
    """A new organisation."""

    parent_id = f.ident()
    level = f.choice(*LEVELS)
    kind = f.text(most=40)
    name = f.text(most=200)
    on = f.day()
    reason = f.text(most=500)


_CHANGE: dict[str, Any] = {"version": f.number(), "on": f.day(), "reason": f.text(most=500)}
Rename = f.shape("Rename", {**_CHANGE, "name": f.text(most=200)})
MoveTo = f.shape("MoveTo", {**_CHANGE, "parent_id": f.ident()})
Dissolve = f.shape("Dissolve", _CHANGE)

PlannedPost = f.shape(
    "PlannedPost",
    {"person": f.text(), "role_name": f.text(), "ends": f.choice("oneself", "taken", "held", null=True)},
)


class OrgPlan(f.Shape):
    """What goes along when organisations are merged or split; `ends` says why a post does not."""

    people = f.number()
    cases = f.number()
    tasks = f.number()
    children = f.many(f.text())
    posts = f.many(PlannedPost)
    own = f.number()
    taken = f.many(f.text())
    led = f.flag()


Merge = f.shape("Merge", {**_CHANGE, "into_id": f.ident()})
_GOING: dict[str, Any] = {
    "people": f.many(f.ident(), validate=validate.Length(max=500)),
    "children": f.many(f.ident(), validate=validate.Length(max=100)),
}
Split = f.shape("Split", {**_CHANGE, **_GOING, "name": f.text(most=200)})
MergePlan = f.shape("MergePlan", {"into_id": f.ident()})
SplitPlan = f.shape("SplitPlan", _GOING)


class OrgSheetRow(f.Shape):
    """A row of a sheet of organisations, and what becomes of it."""

    row = f.number()
    name = f.text()
    parent = f.text()
    level = f.text()
    outcome = f.choice("new", "known", "rejected")
    reasons = f.many(f.text())


OrgSheet = f.shape(
    "OrgSheet",
    {
        "counts": f.one(f.shape("OrgSheetCounts", {name: f.number() for name in ("new", "known", "rejected")})),
        "rows": f.many(OrgSheetRow),
    },
)
_SHEET: dict[str, Any] = {"content": f.text(metadata={"format": "byte"})}
OrgUpload = f.shape("OrgUpload", _SHEET)
OrgSheetSaving = f.shape("OrgSheetSaving", {**_SHEET, "reason": f.text(most=500)})
