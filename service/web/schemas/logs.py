"""Shapes of the access log and the administrators' log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow.fields import Field

from service.domain.log_words import NOUNS
from service.reads.access_pages import KINDS
from service.web.schemas import fields as f
from service.web.schemas.tasks import limit, search


def _days() -> dict[str, f.Day]:
    return {"from_on": f.Day(required=False), "to_on": f.Day(required=False)}


_Makers = dict[str, Callable[[], Field[Any]]]
_ACCESS: _Makers = {
    "who": search,
    "whom": search,
    "kind": lambda: f.choice(*KINDS, required=False),
    "result": lambda: f.choice("allowed", "denied", required=False),
}
_ACTS: _Makers = {"who": search, "noun": lambda: f.choice(*NOUNS, required=False)}
_PAGES: _Makers = {"cursor": lambda: f.text(most=500, required=False), "limit": limit}


def _made(*tables: _Makers) -> dict[str, Field[Any]]:
    return {name: make() for table in tables for name, make in table.items()} | _days()


AccessQuery = f.shape("AccessQuery", _made(_ACCESS, _PAGES))
ActQuery = f.shape("ActQuery", _made(_ACTS, _PAGES))
AccessExport = f.shape("AccessExport", _made(_ACCESS) | {"purpose": f.text(most=200)})
ActExport = f.shape("ActExport", _made(_ACTS) | {"purpose": f.text(most=200)})


class AccessEntry(f.Shape):
    """Who saw what of whom, and why, or why they were refused; never a value."""

    id = f.ident()
    at = f.instant()
    who = f.text()
    role = f.text(null=True)
    login = f.text(null=True)
    whom = f.text(null=True)
    result = f.choice("allowed", "denied")
    data_class = f.choice("L3", "L4", null=True)
    what = f.text()
    about = f.text(null=True)
    why = f.text()
    way = f.text()


ActFact = f.shape("ActFact", {"name": f.text(), "value": f.text()})


class Act(f.Shape):
    """What an administrator did (null: the service itself), to what, and why."""

    seq = f.number()
    at = f.instant()
    who = f.text(null=True)
    kind = f.text()
    what = f.text()
    target = f.text()
    facts = f.many(ActFact)
    reason = f.text()


AccessEntries = f.shape("AccessEntries", {"items": f.many(AccessEntry), "next": f.text(null=True)})
Acts = f.shape("Acts", {"items": f.many(Act), "next": f.text(null=True)})


class LogChain(f.Shape):
    """How far a log is chained, and whether what is chained holds; `ok` is null until it was checked."""

    ok = f.flag(null=True)
    rows = f.number()
    through = f.instant(null=True)
    waiting = f.number()
    broken_at = f.number(null=True)


ChainQuery = f.shape("ChainQuery", {"check": f.Flag(load_default=False)})
LogChains = f.shape("LogChains", {"access": f.one(LogChain), "acts": f.one(LogChain, null=True)})
