"""Schemathesis invents requests from the OpenAPI document: no defect, no undocumented answer, no bad data let in."""

from __future__ import annotations

import copy
import itertools
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.web import openapi
from service.wiring import House
from tests.town import Town, start_case
from tests.web.browser import Browser

EXAMPLES = 12
VERBS = {"get", "post", "put", "delete"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Logging in costs argon2 each time and locks accounts; logging out ends the run. test_session.py has both.
SKIPPED = {("/session", "post"), ("/session", "delete")}
OPERATIONS = [
    (path, verb)
    for path, item in openapi.document()["paths"].items()
    for verb in item
    if verb in VERBS and (path, verb) not in SKIPPED
]
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def ids(house: House, town: Town) -> dict[str, list[UUID]]:
    """Give ids that exist, so that the invented requests reach beyond the 404."""
    with house.app.app_context():
        started = [start_case(house, town.ann, "proc_approval", town.branch) for _ in range(8)]
    return {
        "tasks": [each.opened[0] for each in started],
        "instances": [each.instance_id for each in started],
        "people": [town.applicant.person_id, town.ann.person_id],
        "organizations": [town.branch, town.town],
    }


@pytest.fixture(scope="module")
def document(app: Flask) -> Any:
    """Give the document, bound to the application."""
    described = copy.deepcopy(openapi.document())
    # Who may ask is tests/web/matrix.py's matter; without this, half of the bad requests would be cookies left out.
    del described["security"]
    for item in described["paths"].values():
        for verb in VERBS & set(item):
            item[verb].pop("security", None)
    loaded = schemathesis.openapi.from_dict(described)
    loaded.app = app
    return loaded


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("reader", ["ann", "auditor"])
@pytest.mark.parametrize(("path", "verb"), OPERATIONS)
def test_invented_requests(
    path: str,
    verb: str,
    reader: str,
    mode: GenerationMode,
    document: Any,
    ids: dict[str, list[UUID]],
    request: pytest.FixtureRequest,
) -> None:
    browser: Browser = request.getfixturevalue(reader)
    cookie = browser.client.get_cookie("yg_session")
    assert cookie is not None
    known = itertools.cycle(ids.get(path.split("/")[1], [None]))
    checks = [*CHECKS, negative_data_rejection] if mode is GenerationMode.NEGATIVE else CHECKS

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=document[path][verb.upper()].as_strategy(generation_mode=mode))
    def send(case: Case) -> None:
        row_id = next(known)
        if mode is GenerationMode.POSITIVE and row_id and "id" in (case.path_parameters or {}):
            case.path_parameters["id"] = str(row_id)
        case.call_and_validate(
            headers={"X-CSRF-Token": browser.csrf}, cookies={"yg_session": cookie.value}, checks=checks
        )

    try:
        send()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # it takes nothing that could be wrong
