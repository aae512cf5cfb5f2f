"""Posts (岗位): grant, end, confirm, hand over; for the administrators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.actions import posts as actions
from service.domain.errors import Invalid
from service.reads import posts as reads
from service.web import door
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.posts import (
    ConfirmPost,
    EndPost,
    GrantedPost,
    HandOver,
    NewPost,
    PostOptionQuery,
    PostOptions,
    PostQuery,
    Posts,
    PostWork,
)

posts = Resource("posts", "岗位 · Posts", in_person=True)


@posts.read("", Posts, query=PostQuery, post=True)
def page(query: dict[str, Any]) -> Response:
    """岗位名册。 List the posts in force or to come."""
    after = _place(query.get("cursor"))
    with door.house().db.reading() as tx:
        found = reads.page(
            tx, door.actor(), query.get("q") or "", query.get("role") or "", query["due"], after, query["limit"],
            language(),
        )  # fmt: skip
    return present(found)


@posts.act("", GrantedPost, body=NewPost, status=201)
def grant(given: dict[str, Any]) -> Response:
    """授予岗位。 Grant a post; never to oneself."""
    actor, lang = door.actor(), language()
    return decide(
        lambda tx: actions.grant_in(tx, actor, **given), lambda tx, key: reads.one(tx, actor, key, lang), status=201
    )


@posts.read("/options", PostOptions, query=PostOptionQuery, post=True)
def options(query: dict[str, Any]) -> Response:
    """可选项。 List people or organisations to choose from."""
    with door.house().db.reading() as tx:
        return present({"items": reads.options(tx, door.actor(), query["kind"], query.get("q") or "", language())})


@posts.read("/<uuid:id>/work", PostWork, post=True)
def work(id: UUID) -> Response:
    """随岗事项。 Count what follows a post when it is handed over."""
    with door.house().db.reading() as tx:
        return present(reads.work(tx, door.actor(), id))


@posts.act("/<uuid:id>/end", GrantedPost, body=EndPost)
def end(given: dict[str, Any], id: UUID) -> Response:
    """结束岗位。 End a post; what its holder claimed goes back to the post."""
    actor, lang = door.actor(), language()
    return decide(
        lambda tx: actions.end_in(tx, actor, id, given["to_on"], given["reason"]),
        lambda tx, _: reads.one(tx, actor, id, lang),
    )


@posts.act("/<uuid:id>/confirm", GrantedPost, body=ConfirmPost)
def confirm(given: dict[str, Any], id: UUID) -> Response:
    """复核岗位。 Confirm that a post is still held rightly."""
    actor, lang = door.actor(), language()
    return decide(
        lambda tx: actions.confirm_in(tx, actor, id, given["review_by"], given.get("reason") or ""),
        lambda tx, _: reads.one(tx, actor, id, lang),
    )


@posts.act("/<uuid:id>/hand-over", GrantedPost, body=HandOver)
def hand_over(given: dict[str, Any], id: UUID) -> Response:
    """移交岗位。 Hand a post over from today on; open tasks and claims follow."""
    actor, lang = door.actor(), language()
    return decide(
        lambda tx: actions.hand_over_in(tx, actor, id, given["person_id"], given["reason"]),
        lambda tx, key: reads.one(tx, actor, key, lang),
    )


def _place(cursor: str | None) -> tuple[str, UUID] | None:
    if not cursor:
        return None
    key, _, name = cursor.partition(":")
    try:
        return name, UUID(key)
    except ValueError:
        raise Invalid.at("/cursor", "bad_value") from None
