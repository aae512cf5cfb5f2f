"""The resources of /api/v1 put together, with what flask-smorest needs to describe them."""

from __future__ import annotations

from typing import Any

from apispec.ext.marshmallow.field_converter import FieldConverterMixin
from flask import Flask, Response
from flask_smorest import Api
from marshmallow.fields import Field
from werkzeug.exceptions import HTTPException

from service import __version__
from service.web import errors
from service.web.account import account
from service.web.accounts import accounts
from service.web.admin import admin
from service.web.admin_logs import logs
from service.web.affiliations import affiliations
from service.web.calendar import calendar
from service.web.cohorts import cohorts
from service.web.documents import documents
from service.web.drafts import drafts
from service.web.exams import exams
from service.web.imports import imports
from service.web.instances import instances
from service.web.migrations import processes
from service.web.organizations import organizations, rounds, trainings
from service.web.organizations_admin import tree
from service.web.people import me, people
from service.web.posts import posts
from service.web.recusals import recusals
from service.web.register import register as people_register
from service.web.retention import retention
from service.web.rosters import rosters
from service.web.rule_drafts import written
from service.web.rules import rules
from service.web.schemas.fields import AnyOf, Flag
from service.web.sealed import sealed
from service.web.session import session
from service.web.signers import signatures
from service.web.substitutions import substitutions
from service.web.tasks import tasks

RESOURCES = (
    session,
    account,
    accounts,
    tasks,
    substitutions,
    recusals,
    people_register,
    posts,
    signatures,
    processes,
    drafts,
    instances,
    sealed,
    documents,
    people,
    me,
    organizations,
    rounds,
    trainings,
    cohorts,
    exams,
    admin,
    imports,
    rosters,
    logs,
    retention,
    rules,
    written,
    calendar,
    tree,
    affiliations,
)


class HouseApi(Api):  # type: ignore[misc]  # flask-smorest publishes no types
    """Flask-smorest's registry; errors are ours (web/errors.py), its pages are not served."""

    def handle_http_exception(self, error: HTTPException) -> Response:
        """Answer with a problem."""
        return errors.handle_http(error)


def register(app: Flask) -> HouseApi:
    """Add all resources to an application."""
    app.config.update(API_TITLE="阳光 Yangguang", API_VERSION=__version__, OPENAPI_VERSION="3.1.0")
    api = HouseApi(app)
    api.ma_plugin.converter.add_attribute_function(_describe)
    for resource in RESOURCES:
        api.register_blueprint(resource)
    return api


def _describe(self: FieldConverterMixin, field: Field[Any], **_: Any) -> dict[str, Any]:
    """Describe the fields that apispec does not know."""
    if isinstance(field, AnyOf):
        return {"oneOf": [self.resolve_nested_schema(shape) for shape in field.shapes]}  # type: ignore[attr-defined]
    if isinstance(field, Flag):
        return {"type": ["boolean", "null"] if field.allow_none else "boolean"}
    return {}
