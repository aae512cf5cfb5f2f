"""Drafts of rule packs (规则草稿): written by process editors, released by somebody who wrote nothing of it."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.actions import rule_drafts as actions
from service.reads import rule_drafts as reads
from service.web import door
from service.web.language import language
from service.web.requests import if_match, plain
from service.web.resource import Resource, decide, present
from service.web.rules import rules
from service.web.schemas.rule_drafts import NewRuleDraft, RuleDraft, RuleDraftNote, RuleDrafts, RuleDraftText

MOST = 1024 * 1024
written = Resource("rule-drafts", "规则草稿 · Drafts of rules")


@written.read("", RuleDrafts, post=True)
def page() -> Response:
    """规则草稿（流程管理员、发布审核人）。 List the rule packs that somebody works on."""
    with door.house().db.reading() as tx:
        return present({"items": reads.page(tx, door.actor())})


@rules.read("/<key>/draft", RuleDraft, post=True, etag=True)
def draft(key: str) -> Response:
    """一份规则草稿。 Show a draft: what is wrong with it, what it changes, which steps follow its rules."""
    with door.house().db.reading() as tx:
        found = reads.draft(tx, door.actor(), _pack(key), language())
    return present(found, etag=found["version"])


@rules.act("/<key>/draft", RuleDraft, body=NewRuleDraft, status=201)
def start(given: dict[str, Any], key: str) -> Response:
    """起草新版（流程管理员）。 Begin a draft from the newest text: a correction, or a pack that follows it."""
    actor, pack, lang = door.actor(), _pack(key), language()
    return decide(
        lambda tx: actions.start(tx, actor, pack, given["kind"], given["effective_from"]),
        lambda tx, made: reads.draft(tx, actor, made, lang),
        201,
    )


@rules.act("/<key>/draft/save", RuleDraft, body=RuleDraftText, etag=True, most=MOST)
def save(given: dict[str, Any], key: str) -> Response:
    """保存草稿（流程管理员）。 Keep what was written, right or wrong; the answer says what is wrong with it."""
    actor, pack, lang, version = door.actor(), _pack(key), language(), if_match()
    return decide(
        lambda tx: actions.save(tx, actor, pack, given["text"], version),
        lambda tx, _: reads.draft(tx, actor, pack, lang),
    )


@rules.act("/<key>/draft/discard", status=204, etag=True)
def discard(key: str) -> Response:
    """放弃草稿（流程管理员）。 Throw a draft away."""
    actor, pack, version = door.actor(), _pack(key), if_match()
    return decide(lambda tx: actions.discard(tx, actor, pack, version), None, 204)


@rules.act("/<key>/draft/hand-in", RuleDraft, body=RuleDraftNote, etag=True)
def hand_in(given: dict[str, Any], key: str) -> Response:
    """提交审核（流程管理员）。 Hand a draft in to be released by somebody who wrote nothing of it."""
    house, actor, pack = door.house(), door.actor(), _pack(key)
    actions.hand_in(house.db, house.engine, actor, pack, given["note"], if_match())
    with house.db.reading() as tx:
        return present(reads.draft(tx, actor, pack, language()))


def _pack(key: str) -> str:
    return plain(key, "rule_draft_not_found")
