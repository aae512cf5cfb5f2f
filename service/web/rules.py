"""The rules (规则): law and the office's own terms as the processes follow them; everybody may read them."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.reads import rules as reads
from service.web import door
from service.web.language import language
from service.web.requests import plain
from service.web.resource import Resource, present
from service.web.schemas.rules import Comparison, ComparisonQuery, Pack, PackQuery, Rules, RulesQuery

rules = Resource("rules", "规则 · Rules")


@rules.read("", Rules, query=RulesQuery)
def page(query: dict[str, Any]) -> Response:
    """规则。 List the rule packs, which of them holds on a day, and when each text was released."""
    with door.house().db.reading() as tx:
        return present(reads.page(tx, door.actor(), query["on"], language()))


@rules.read("/<key>", Pack, query=PackQuery)
def pack(query: dict[str, Any], key: str) -> Response:
    """一份规则。 Show what a pack says by stage, and the steps that follow each rule."""
    name = plain(key, "rules_not_found")
    with door.house().db.reading() as tx:
        return present(reads.pack(tx, door.actor(), name, query["number"], language()))


@rules.read("/<old>/compare/<new>", Comparison, query=ComparisonQuery)
def compare(query: dict[str, Any], old: str, new: str) -> Response:
    """比较两份规则。 Tell what changed from one pack, or one text of it, to another."""
    before = plain(old, "rules_not_found"), query["old_number"]
    after = plain(new, "rules_not_found"), query["new_number"]
    with door.house().db.reading() as tx:
        return present(reads.comparison(tx, door.actor(), before, after, language()))
