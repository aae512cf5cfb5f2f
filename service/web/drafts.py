"""Drafts of processes: handed in by who draws them, released by somebody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.actions import drafts as actions
from service.reads import drafts as reads
from service.web import door
from service.web.resource import Resource, decide, present
from service.web.schemas.drafts import Draft, Drafts, NewDraft, Released
from service.web.schemas.instances import Move

MOST = 4 * 1024 * 1024
drafts = Resource("drafts", "流程草稿 · Drafts of processes")


@drafts.read("", Drafts, post=True)
def page() -> Response:
    """流程草稿（流程管理员、发布审核人）。 List the drafts of processes, open ones first."""
    with door.house().db.reading() as tx:
        return present({"items": reads.page(tx, door.actor())})


@drafts.act("", Draft, body=NewDraft, status=201, most=MOST)
def hand_in(given: dict[str, Any]) -> Response:
    """提交草稿（流程管理员）。 Hand in files to be released by somebody else; linter and trial say what is wrong."""
    house, actor = door.house(), door.actor()
    files = {each["path"]: each["text"].encode() for each in given["files"]}
    actions.check(actor, [each["path"] for each in given["files"]])
    made = actions.hand_in(house.db, house.engine, actor, files, given["note"])
    with house.db.reading() as tx:
        return present(reads.draft(tx, actor, made), 201)


@drafts.read("/<uuid:id>", Draft, post=True)
def draft(id: UUID) -> Response:
    """一份草稿。 Show a draft: which files are new or changed, and their text."""
    with door.house().db.reading() as tx:
        return present(reads.draft(tx, door.actor(), id))


@drafts.act("/<uuid:id>/release", Released, body=Move)
def release(given: dict[str, Any], id: UUID) -> Response:
    """发布草稿（流程发布审核人）。 Release what somebody else has drafted; nobody releases the own draft."""
    house = door.house()
    done = actions.release(house.db, house.engine, door.actor(), id, given["reason"])
    names = [(each.process_key, each.release_id, each.version, each.changed) for each in done]
    return present(
        {"items": [dict(zip(("process", "release", "version", "changed"), each, strict=True)) for each in names]}
    )


@drafts.act("/<uuid:id>/return", status=204, body=Move)
def send_back(given: dict[str, Any], id: UUID) -> Response:
    """退回草稿（流程发布审核人）。 Send a draft back to who drafted it, with the reason."""
    actor = door.actor()
    return decide(lambda tx: actions.send_back(tx, actor, id, given["reason"]), None, 204)
