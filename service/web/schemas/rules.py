"""Shapes of the rules: packs, what they say, what changed."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from service.web.schemas import fields as f

_HEAD: dict[str, ma.fields.Field[Any]] = {
    "id": f.text(),
    "instrument": f.text(),
    "version": f.number(),
    "number": f.number(),
    "effective_from": f.day(),
    "effective_to": f.day(null=True),
    "state": f.choice("coming", "in_force", "past"),
    "holds": f.flag(),
    "template": f.flag(),
    "rules": f.number(),
    "unchecked": f.number(),
    "released_at": f.instant(),
}
PackHead = f.shape("RulePackHead", _HEAD)
PackRelease = f.shape(
    "RulePackRelease",
    {
        "pack": f.text(),
        "instrument": f.text(),
        "number": f.number(),
        "version": f.number(),
        "correction": f.text(),
        "changed": f.many(f.text()),
        "ends": f.day(null=True),
        "released_at": f.instant(),
        "released_by": f.text(null=True),
        "current": f.flag(),
        "cases": f.number(),
    },
)
PackFamily = f.shape("RulePackFamily", {"key": f.text(), "name": f.text(), "packs": f.many(PackHead)})


class Rules(f.Shape):
    """All packs by family, which of them holds on a day, and their releases."""

    today = f.day()
    on = f.day()
    families = f.many(PackFamily)
    history = f.many(PackRelease)


RuleFact = f.shape("RuleFact", {"label": f.text(), "words": f.text()})
RuleUse = f.shape(
    "RuleUse",
    {"process": f.text(), "process_name": f.text(), "node": f.text(), "node_name": f.text(), "how": f.text()},
)
RuleRow = f.shape(
    "RuleRow",
    {
        "id": f.text(),
        "title": f.text(),
        "value": f.text(),
        "start": f.text(),
        "direction": f.text(),
        "kind": f.text(),
        "strength": f.text(),
        "strength_name": f.text(),
        "article": f.text(),
        "text": f.text(),
        "check": f.text(),
        "facts": f.many(RuleFact),
        "uses": f.many(RuleUse),
    },
)
RuleGroup = f.shape("RuleGroup", {"key": f.text(), "name": f.text(), "rules": f.many(RuleRow)})
PackName = f.shape("RulePackName", {"id": f.text(), "instrument": f.text(), "effective_from": f.day()})
Pack = f.shape(
    "RulePack",
    {
        **_HEAD,
        "family_name": f.text(),
        "correction": f.text(),
        "groups": f.many(RuleGroup),
        "others": f.many(PackName),
        "releases": f.many(PackRelease),
    },
)
RuleDifference = f.shape("RuleDifference", {"label": f.text(), "before": f.text(), "after": f.text()})
RuleChange = f.shape(
    "RuleChange",
    {
        "kind": f.choice("added", "dropped", "changed", "moved"),
        "id": f.text(),
        "title": f.text(),
        "article": f.text(),
        "value": f.text(),
        "text": f.text(),
        "said": f.many(RuleDifference),
    },
)
RuleCounts = f.shape("RuleCounts", {name: f.number() for name in ("added", "dropped", "changed", "moved", "same")})
RuleChanges = f.shape("RuleChanges", {"stage": f.text(), "changes": f.many(RuleChange)})
Comparison = f.shape(
    "RuleComparison",
    {
        "before": f.one(PackHead),
        "after": f.one(PackHead),
        "counts": f.one(RuleCounts),
        "groups": f.many(RuleChanges),
    },
)


def _number() -> f.Integer:
    return f.Integer(allow_none=True, load_default=None, validate=validate.Range(min=1, error="bad_value"))


class RulesQuery(f.Shape):
    """On which day the rules should hold; today when left out."""

    on = f.day(required=False, load_default=None, null=True)


class PackQuery(f.Shape):
    """Which release of a pack; the newest when left out."""

    number = _number()


class ComparisonQuery(f.Shape):
    """Which releases of the two packs; the newest when left out."""

    old_number = _number()
    new_number = _number()


Drawing = f.shape(
    "ProcessDrawing",
    {
        "process": f.one(f.shape("DrawnProcess", {"key": f.text(), "name": f.text()})),
        "version": f.number(),
        "documentation": f.text(),
        "xml": f.text(),
        "called": f.many(f.shape("DrawnCall", {"process": f.text(), "name": f.text()})),
    },
)
