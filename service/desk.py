"""A release opened for work: where engine and store meet. Actions and reads both stand on it."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from service.domain import deadlines
from service.domain.calendar import Calendar, day_of, end_of
from service.domain.instances import Frame
from service.domain.rules import Rulebook, parse_pack
from service.engine import Bundle, Engine, Model
from service.store import calendar, releases
from service.store.database import Row, Tx

# A calendar changes a few times a year; a minute's delay is no harm, a query in every decision would be.
CALENDAR_SECONDS = 60.0
# Where a diagram names no term (the linter warns), a task is due within a week.
DEFAULT_DUE = "P7D"


@dataclass(frozen=True, slots=True)
class Desk:
    """A release opened for work: its model, its rules and the tenant's calendar."""

    model: Model
    rules: Rulebook
    calendar: Calendar

    def frame(self) -> Frame:
        """Return the rules that a step of this release needs."""
        return Frame(self._due, self._earliest, self._form_fields, self._milestone)

    def operator(self, process: str, node: str) -> str | None:
        """Return the operator that a node calls."""
        info = self.model.nodes.get(process, {}).get(node)
        return None if info is None else info.operator

    def _due(self, value: str | None, data: Mapping[str, Any], at: datetime) -> datetime:
        for candidate in (value, DEFAULT_DUE):
            if found := deadlines.due_at(candidate, at, data, self.rules, self.calendar):
                return found.at
        return end_of(day_of(at) + timedelta(days=7))

    def _earliest(self, value: str | None, data: Mapping[str, Any], at: datetime) -> date | None:
        return deadlines.earliest_on(value, at, data, self.rules, self.calendar)

    def _milestone(self, node: str) -> str | None:
        """Return the milestone that a node names, whichever process draws it."""
        for nodes in self.model.nodes.values():
            if node in nodes and (milestone := nodes[node].properties.get("milestone")):
                return milestone
        return None

    def _form_fields(self, form: str | None) -> frozenset[str]:
        return form_fields(self.model, form)


def form_fields(model: Model, form: str | None) -> frozenset[str]:
    """Return the names of a form's fields."""
    entry = model.bundle.forms.get(form or "")
    return frozenset(entry["schema"].get("properties", {})) if entry else frozenset()


_rulebooks: dict[int, tuple[Model, Rulebook]] = {}
_calendars: dict[int, tuple[float, Calendar]] = {}
_lock = threading.Lock()


def open_release(tx: Tx, engine: Engine, tenant: int, release_id: UUID) -> Desk:
    """Open a release for work; it is parsed once per process and then shared."""
    model = engine.model(str(release_id), lambda: load_bundle(tx, releases.get(tx, tenant, release_id)))
    return Desk(model, rulebook(model), office_calendar(tx, tenant))


def load_bundle(tx: Tx, release: Row) -> Bundle:
    """Read the files that a release pins."""
    return bundle_of(releases.load_artifacts(tx, release["manifest"]))


def bundle_of(files: Mapping[str, bytes]) -> Bundle:
    """Sort files by their endings into a bundle."""
    forms: dict[str, dict[str, Any]] = {}
    for path, content in files.items():
        for ending, part in ((".schema.json", "schema"), (".ui.json", "ui")):
            if path.endswith(ending):
                forms.setdefault(_stem(path, ending), {"ui": {}})[part] = releases.parse_json(content)
    return Bundle(
        processes={path: content for path, content in files.items() if path.endswith(".bpmn")},
        decisions={path: content for path, content in files.items() if path.endswith(".dmn")},
        forms=forms,
        rules={
            _stem(path, ".rules.json"): releases.parse_json(content)
            for path, content in files.items()
            if path.endswith(".rules.json")
        },
    )


def _stem(path: str, ending: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(ending)


def rulebook(model: Model) -> Rulebook:
    """Return the rule packs of a release, parsed once."""
    with _lock:
        known = _rulebooks.get(id(model))
        if known is None or known[0] is not model:
            known = _rulebooks[id(model)] = (model, Rulebook(parse_pack(raw) for raw in model.bundle.rules.values()))
        return known[1]


def office_calendar(tx: Tx, tenant: int) -> Calendar:
    """Return the tenant's calendar, at most a minute old."""
    known = _calendars.get(tenant)
    if known is None or time.monotonic() - known[0] > CALENDAR_SECONDS:
        known = _calendars[tenant] = (time.monotonic(), calendar.load(tx, tenant))
    return known[1]


def forget_calendars() -> None:
    """Drop cached calendars, after a change in this process."""
    _calendars.clear()
