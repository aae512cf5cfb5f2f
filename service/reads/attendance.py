"""A sign-in list as a sheet, read against the class of a task: what the form of attendance would say."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from service.desk import open_release
from service.domain import attendance_sheet, clock, imports, messages
from service.domain.errors import Invalid, NotFound, Problem
from service.domain.people import Actor
from service.engine import Engine
from service.reads import tasks
from service.store import choices, sheets
from service.store.database import Tx

FORM: Final = "form_record_attendance"
ROSTER: Final = "training_roster"


def read(tx: Tx, engine: Engine, actor: Actor, task_id: UUID, content: bytes, lang: str) -> dict[str, Any]:
    """Return what a sign-in list says of a class, as the answers of its form; nothing is kept.

    Raises NotFound (no such task, or not the actor's, or it takes no sign-in list), Invalid (not a sheet).
    """
    row = tasks.to_decide(tx, actor, task_id, lang)
    desk = open_release(tx, engine, actor.tenant, row["release_id"])
    if desk.model.nodes[row["task_process"]][row["node"]].properties.get("form") != FORM:
        raise NotFound("not_found")
    most = attendance_sheet.MAX_ROWS
    headers, lines = sheets.read(content, most)
    places = imports.place_columns(headers, attendance_sheet.COLUMNS)
    if lost := imports.missing(places, attendance_sheet.COLUMNS):
        raise Invalid([Problem("/content", "import_column", {"name": column.zh}) for column in lost])
    said = [(number, {key: values[at] for key, at in places.items() if at < len(values)}) for number, values in lines]
    people = choices.options(tx, actor.tenant, ROSTER, row, None, most, clock.today())
    members = [attendance_sheet.Member(each["value"], each["label"], each["note"] or "") for each in people]
    found = attendance_sheet.read(said, members)
    shown = found.reasons[: attendance_sheet.MAX_REASONS]
    return {
        "attended_n": found.attended,
        "absences": found.absences,
        "problems": [
            {"row": number, "text": messages.text(reason.code, lang, **reason.params)} for number, reason in shown
        ],
        "unclear": len(found.reasons),
    }
