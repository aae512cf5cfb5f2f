"""Shapes of the tree of organisations as the system administrator changes it."""

from __future__ import annotations

from typing import Any

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

    kind = f.choice("founded", "renamed", "moved", "dissolved")
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
