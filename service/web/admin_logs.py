"""查阅记录与管理日志: the two logs of the house, for the audit administrator and the privacy officer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import Flask, Response, current_app

from service.actions import reveals
from service.domain.errors import Invalid
from service.domain.messages import is_english
from service.reads import access_pages, acts, log_chains, log_sheets
from service.store import admin_log
from service.web import attempts, door
from service.web.language import language
from service.web.resource import API, Resource, present
from service.web.schemas.imports import Sheet
from service.web.schemas.logs import (
    AccessEntries,
    AccessExport,
    AccessQuery,
    ActExport,
    ActQuery,
    Acts,
    ChainQuery,
    LogChains,
)

logs = Resource("logs", "查阅记录与管理日志 · The access log and the administrators' log", in_person=True)


@logs.read("/access", AccessEntries, query=AccessQuery, post=True)
def access(query: dict[str, Any]) -> Response:
    """查阅记录。 List who saw what of whom and who was refused, newest first."""
    after, limit = query.pop("cursor", None), query.pop("limit")
    with door.house().db.reading() as tx:
        asked = access_pages.Asked(**query)
        return present(access_pages.page(tx, door.actor(), asked, after, limit, _names(), language()))


@logs.act("/access/export", Sheet, body=AccessExport)
def export_access(given: dict[str, Any]) -> Response:
    """导出查阅记录。 Return rows of the access log as a marked sheet; that it was taken is logged."""
    purpose, actor = given.pop("purpose"), door.actor()
    with door.house().db.transaction() as tx:
        sheet = log_sheets.access(tx, actor, access_pages.Asked(**given), purpose, _names(), language())
        reveals.log_export(tx, actor, "access_log", None, attempts.origin(), log_sheets.purpose_of(purpose))
    return present(sheet)


@logs.read("/acts", Acts, query=ActQuery, post=True)
def administrative(query: dict[str, Any]) -> Response:
    """管理日志。 List what administrators did, newest first."""
    before, limit = _number(query.pop("cursor", None)), query.pop("limit")
    with door.house().db.reading() as tx:
        return present(acts.page(tx, door.actor(), acts.Asked(**query), before, limit, language()))


@logs.act("/acts/export", Sheet, body=ActExport)
def export_acts(given: dict[str, Any]) -> Response:
    """导出管理日志。 Return rows of the administrators' log as a marked sheet; that it was taken is logged."""
    purpose, actor = given.pop("purpose"), door.actor()
    with door.house().db.transaction() as tx:
        sheet = log_sheets.administration(tx, actor, acts.Asked(**given), purpose, language())
        facts = {"what": "acts", "purpose": log_sheets.purpose_of(purpose)}
        admin_log.record(tx, actor.tenant, actor.person_id, "log.exported", "acts", None, facts)
    return present(sheet)


@logs.read("/chains", LogChains, query=ChainQuery, post=True)
def chains(query: dict[str, Any]) -> Response:
    """日志链。 Tell how far the logs are chained; with `check`, whether every link holds."""
    with door.house().db.reading() as tx:
        return present(log_chains.state(tx, door.actor(), query["check"]))


def _number(after: str | None) -> int | None:
    if after is None:
        return None
    if not after.isascii() or not after.isdigit() or len(after) > 18:
        raise Invalid.at("/cursor", "bad_cursor")
    return int(after)


def _names() -> Mapping[str, str]:
    return names_of(current_app._get_current_object(), is_english(language()))  # type: ignore[attr-defined]


@cache
def names_of(app: Flask, english: bool) -> Mapping[str, str]:
    """Return what each address is called: the first words of its description, in Chinese or English."""
    names = {"GET /oidc/callback": "Log in by the identity provider" if english else "统一身份认证登录"}
    for rule in app.url_map.iter_rules():
        said = (app.view_functions[rule.endpoint].__doc__ or "").strip().split("\n")[0]
        zh, _, en = said.partition("。 ")
        if rule.rule.startswith(API) and en:
            for verb in rule.methods or ():
                looks = verb == "GET" and not zh.startswith("查看")
                names[f"{verb} {rule.rule}"] = en.rstrip(".") if english else f"查看{zh}" if looks else zh
    return names
