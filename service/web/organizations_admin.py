"""The tree of organisations, for the system administrator: found, rename, move, dissolve."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.actions import organizations as actions
from service.reads import organizations_admin as reads
from service.web import door
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.organizations_admin import Dissolve, Found, MoveTo, OrgTree, Rename, TreeDetail

tree = Resource("admin/organizations", "组织管理 · The tree of organisations")


@tree.read("", OrgTree, post=True)
def everything() -> Response:
    """组织树。 List the organisations, ended ones included, parents before children."""
    with door.house().db.reading() as tx:
        return present(reads.tree(tx, door.actor(), language()))


@tree.act("", TreeDetail, body=Found, status=201)
def found(given: dict[str, Any]) -> Response:
    """新建组织。 Found an organisation below another."""
    actor, lang = door.actor(), language()
    return decide(lambda tx: actions.found_in(tx, actor, given), lambda tx, id: reads.one(tx, actor, id, lang), 201)


@tree.read("/<uuid:id>", TreeDetail, post=True)
def one(id: UUID) -> Response:
    """一个组织及其沿革。 Return an organisation with its earlier names and places."""
    with door.house().db.reading() as tx:
        return present(reads.one(tx, door.actor(), id, language()))


@tree.act("/<uuid:id>/rename", TreeDetail, body=Rename)
def rename(given: dict[str, Any], id: UUID) -> Response:
    """更名。 Give an organisation another name; the old one stays on record."""
    return _change(actions.rename_in, given, id)


@tree.act("/<uuid:id>/move", TreeDetail, body=MoveTo)
def move(given: dict[str, Any], id: UUID) -> Response:
    """调整隶属。 Put an organisation under another one; open tasks follow."""
    return _change(actions.move_in, given, id)


@tree.act("/<uuid:id>/dissolve", TreeDetail, body=Dissolve)
def dissolve(given: dict[str, Any], id: UUID) -> Response:
    """撤销。 End an organisation that nobody belongs to and nothing waits for."""
    return _change(actions.dissolve_in, given, id)


def _change(act: Any, given: dict[str, Any], id: UUID) -> Response:
    actor, lang = door.actor(), language()
    return decide(lambda tx: act(tx, actor, id, given), lambda tx, _: reads.one(tx, actor, id, lang))
