"""The operator that asks what the rules in force today say, where the packs differ in what they want done."""

from __future__ import annotations

from typing import Any

from service.actions.operators.registry import Context, operator


@operator("rules.ask")
def ask(ctx: Context, rule: str) -> dict[str, Any]:
    """Return what the rule in force on the day of the step says; a text without such a rule does not apply.

    `limited` tells whether it sets a term (`deadline.compute` has the days). `details` has the same names under every
    pack, null where this one says nothing, so that a condition may read them whichever is in force.
    """
    found = ctx.rules.find(rule, ctx.today)
    details = dict.fromkeys(ctx.rules.details(rule))
    if found is None:
        pack = ctx.rules.pack_on(ctx.today).id
        return {
            "pack": pack, "applies": False, "limited": False, "strength": None, "article": None, "text": None,
            "details": details,
        }  # fmt: skip
    terms = (found.value, found.every, found.minimum, found.maximum)
    return {
        "pack": found.pack,
        "applies": True,
        "limited": found.promptly or any(terms),
        "strength": found.strength.value,
        "article": found.citation,
        "text": found.text,
        "details": details | dict(found.details),
    }
