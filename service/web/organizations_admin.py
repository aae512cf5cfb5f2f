"""The tree of organisations, for the system administrator: found, rename, move, merge, split, dissolve."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.actions import org_sheet, reshaping, reveals
from service.actions import organizations as actions
from service.reads import org_sheet as sheet_reads
from service.reads import organizations_admin as reads
from service.web import attempts, door
from service.web.imports import MAX_UPLOAD, upload_of
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.imports import Sheet
from service.web.schemas.organizations_admin import (
    Dissolve,
    Found,
    Merge,
    MergePlan,
    MoveTo,
    OrgPlan,
    OrgSheet,
    OrgSheetSaving,
    OrgTree,
    OrgUpload,
    Rename,
    Split,
    SplitPlan,
    TreeDetail,
)

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


@tree.act("/<uuid:id>/merge/plan", OrgPlan, body=MergePlan)
def plan_merge(given: dict[str, Any], id: UUID) -> Response:
    """合并方案。 Tell what merging into another organisation would take along; nothing is done."""
    with door.house().db.reading() as tx:
        return present(reads.plan(reshaping.plan_merge(tx, door.actor(), id, given["into_id"]), language()))


@tree.act("/<uuid:id>/merge", TreeDetail, body=Merge)
def merge(given: dict[str, Any], id: UUID) -> Response:
    """合并。 Merge an organisation into another of its level; people, posts and open cases follow the plan."""
    return _change(reshaping.merge_in, given, id)


@tree.act("/<uuid:id>/split/plan", OrgPlan, body=SplitPlan)
def plan_split(given: dict[str, Any], id: UUID) -> Response:
    """拆分方案。 Tell what splitting people off would take along; nothing is done."""
    with door.house().db.reading() as tx:
        found = reshaping.plan_split(tx, door.actor(), id, given["people"], given["children"])
        return present(reads.plan(found, language()))


@tree.act("/<uuid:id>/split", TreeDetail, body=Split, status=201)
def split(given: dict[str, Any], id: UUID) -> Response:
    """拆分。 Split people off into a new organisation beside the old one."""
    actor, lang = door.actor(), language()
    return decide(
        lambda tx: reshaping.split_in(tx, actor, id, given), lambda tx, new: reads.one(tx, actor, new, lang), 201
    )


@tree.read("/sheet/template", Sheet, post=True)
def sheet_template() -> Response:
    """组织导入模板。 Return the sheet to fill in."""
    return present(sheet_reads.template(door.actor()))


@tree.act("/sheet/preview", OrgSheet, body=OrgUpload, most=MAX_UPLOAD)
def sheet_preview(given: dict[str, Any]) -> Response:
    """上传组织表并预览。 Tell what becomes of each row of a sheet of organisations; nothing is kept."""
    with door.house().db.reading() as tx:
        return present(sheet_reads.lines(org_sheet.read(tx, door.actor(), upload_of(given["content"])), language()))


@tree.act("/sheet/rejects", Sheet, body=OrgUpload, most=MAX_UPLOAD)
def sheet_rejects(given: dict[str, Any]) -> Response:
    """组织退回清单。 Return the refused rows as a sheet to mend."""
    actor = door.actor()
    with door.house().db.transaction() as tx:
        lines = org_sheet.read(tx, actor, upload_of(given["content"]))
        reveals.log_export(tx, actor, "org_rejects", None, attempts.origin())
    return present(sheet_reads.rejects(actor, lines, language()))


@tree.act("/sheet", OrgSheet, body=OrgSheetSaving, most=MAX_UPLOAD)
def sheet_save(given: dict[str, Any]) -> Response:
    """导入组织。 Found the organisations of a sheet that are new."""
    actor, lang, content = door.actor(), language(), upload_of(given["content"])
    return decide(
        lambda tx: org_sheet.found_in(tx, actor, content, given), lambda _, lines: sheet_reads.lines(lines, lang)
    )


def _change(act: Any, given: dict[str, Any], id: UUID) -> Response:
    actor, lang = door.actor(), language()
    return decide(lambda tx: act(tx, actor, id, given), lambda tx, _: reads.one(tx, actor, id, lang))
