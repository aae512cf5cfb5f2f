"""Check that what people chose was among what they could choose, and fill what the service knows better.

`fill` belongs before the form's own schema check: a condition of the form may look at a read-only field
(`ratio` in form_committee_decide). `check` belongs after it, when types and formats are known to be right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.domain import clock, form_sources
from service.domain.errors import InvalidAnswers, Problem
from service.domain.people import Actor
from service.store import choices
from service.store.database import Row, Tx


def fill(schema: Mapping[str, Any], answers: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """Return the answers with every read-only field taken from process data.

    Raises InvalidAnswers for a value from the client that differs: somebody changed what is not theirs to change.
    """
    known = _known(row)
    problems = [
        Problem(f"/answers/{name}", "bad_value")
        for name in form_sources.given(schema)
        if name in answers and answers[name] != known.get(name)
    ]
    if problems:
        raise InvalidAnswers(problems)
    filled = dict(answers)
    filled.update({name: known[name] for name in form_sources.given(schema) if name in known})
    return filled


def check(tx: Tx, schema: Mapping[str, Any], answers: Mapping[str, Any], row: Row, actor: Actor) -> list[Problem]:
    """Return every answer that was not among the options of its field, one statement a source."""
    wanted: dict[str, list[tuple[str, str]]] = {}
    for pointer, source, value in form_sources.chosen(schema, answers):
        wanted.setdefault(source, []).append((pointer, str(value)))
    today = clock.today()
    problems: list[Problem] = []
    for source, places in wanted.items():
        wrong = choices.missing(tx, actor.tenant, source, row, {value for _, value in places}, today)
        problems += [Problem(f"/answers{pointer}", "not_among_options") for pointer, value in places if value in wrong]
    known = _known(row)
    problems += [
        Problem(f"/answers/{name}", "bad_value")
        for name in form_sources.given(schema)
        if name in answers and answers[name] != known.get(name)
    ]
    return sorted(problems, key=lambda problem: problem.pointer)


def _known(row: Row) -> dict[str, Any]:
    return {**(row.get("variables") or {}), **(row.get("data") or {})}
