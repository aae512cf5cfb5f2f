"""What of a form's answers is sealed (compliance 6.2): class L3 and above is taken out before anything is kept.

History, drafts and the engine's state hold the rest and a reference. A field without a class is L1.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from service.domain import form_sources, reveals
from service.domain.errors import Forbidden, Invalid
from service.domain.messages import is_english
from service.domain.people import Actor

Schema = Mapping[str, Any]
CLASSES: Final = ("L0", "L1", "L2", "L3", "L4")
L3: Final = "L3"
L4: Final = "L4"
SEALED: Final = (L3, L4)
# From here on a field says what it is asked for, and by which article.
EXPLAINED: Final = ("L2", L3, L4)

# Whoever has sealed class L4, and whoever is named to read it, may do so for this long.
DAYS: Final = 30
MOST_DAYS: Final = 90
MIN_NOTE: Final = 4
# The privacy officer looks after who reads, and does not read.
POSTS: Final = reveals.POSTS - {"privacy_officer"}
# code -> what readers of a sealed text choose from
PURPOSES: Final[dict[str, tuple[str, str]]] = {
    "decide": ("办理这件事项", "to deal with this case"),
    "check": ("复核、答复异议", "to check, or to answer an objection"),
    "request": ("办理本人的查阅、更正请求（个保法第四十五、四十六条）", "the person's own request (PIPL 45, 46)"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One sealed answer: where it stood, what it was called, what it said and how that is shown."""

    pointer: str
    title: tuple[str, str]
    value: Any
    shown: tuple[str, str]


def class_of(field: Schema) -> str:
    """Return the class of a field."""
    return str(field.get("x-class", "L1"))


def take_out(schema: Schema, answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[Part]]]:
    """Return answers without what is to be sealed, and that by class."""
    kept: dict[str, Any] = copy.deepcopy(dict(answers))
    found: dict[str, list[Part]] = {}
    for holder, name, field, pointer in list(_sealed(schema, kept, "")):
        value = holder.pop(name)
        title = _both(field)
        found.setdefault(class_of(field), []).append(Part(pointer, title, value, _shown(field, value)))
    return kept, found


def without_l4(schema: Schema, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return a draft without class L4, which is kept nowhere before it is decided."""
    kept, found = take_out(schema, answers)
    return put_back(kept, {part.pointer: part.value for part in found.get(L3, ())})


def put_back(answers: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers with what was taken out of them: pointer -> value."""
    whole: dict[str, Any] = copy.deepcopy(dict(answers))
    for pointer, value in values.items():
        *way, name = pointer.strip("/").split("/")
        holder: Any = whole
        for step in way:
            holder = holder[int(step)] if isinstance(holder, list) else holder.get(step)
            if holder is None:
                break
        if isinstance(holder, dict):
            holder[name] = value
    return whole


def has_sealed(schema: Schema) -> bool:
    """Tell whether a form takes anything that is sealed."""
    return any(class_of(field) in SEALED for _, field in fields(schema))


def fields(schema: Schema, path: str = "") -> Iterator[tuple[str, Schema]]:
    """Yield every field of a form with its path, those inside rows and groups included."""
    for name, field in form_sources.fields(schema).items():
        yield f"{path}{name}", field
        inner = _inner(field)
        if inner is not None:
            yield from fields(inner, f"{path}{name}.")


def _inner(field: Schema) -> Schema | None:
    inner = field.get("items", field)
    return inner if isinstance(inner, Mapping) and inner.get("type") == "object" else None


def _sealed(schema: Schema, answers: Any, pointer: str) -> Iterator[tuple[dict[str, Any], str, Schema, str]]:
    """Yield what is to be taken out: its holder, its name there, its field, its pointer."""
    if not isinstance(answers, dict):
        return
    for name, field in form_sources.fields(schema).items():
        if name not in answers:
            continue
        where = f"{pointer}/{name}"
        if class_of(field) in SEALED:
            yield answers, name, field, where
        elif (inner := _inner(field)) is not None:
            value = answers[name]
            rows = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
            for index, row in rows:
                yield from _sealed(inner, row, where if index is None else f"{where}/{index}")


def _both(field: Schema) -> tuple[str, str]:
    title = str(field.get("title") or "")
    return title, str(field.get("x-title-en") or title)


def _shown(field: Schema, value: Any) -> tuple[str, str]:
    """Return how a value is shown: the title of a choice, lists joined."""
    choices: Sequence[Schema] = field.get("oneOf", ())
    for choice in choices:
        if choice.get("const") == value:
            return _both(choice)
    if isinstance(value, list):
        text = "、".join(str(each) for each in value)
        return text, text
    return str(value), str(value)


def may_open_text(actor: Actor, row: Mapping[str, Any], line: Collection[UUID], addressed: bool, on: date) -> bool:
    """Tell whether somebody may open sealed answers of class L3: their author, and who has to work with them.

    That is whoever an open step of the case is addressed to, and the posts that keep people's papers at or above the
    case's organisation (`line`). The person it is about reads what was decided, not what others noted in between.
    """
    if row["author_id"] == actor.person_id:
        return True
    if row["person_id"] == actor.person_id or row["person_id"] in actor.recused_from:
        return False
    return addressed or any(actor.grant_for(role, line, on) for role in POSTS)


def may_open_record(actor: Actor, row: Mapping[str, Any], readers: Collection[UUID]) -> bool:
    """Tell whether somebody may open a record of class L4: only who is named, and never about themselves."""
    barred = row["person_id"] == actor.person_id or row["person_id"] in actor.recused_from
    return actor.person_id in readers and not barred


def keeps(actor: Actor, row: Mapping[str, Any], on: date) -> bool:
    """Tell whether somebody keeps a record of class L4, and names its readers: the post it was written in."""
    if row["person_id"] == actor.person_id or row["person_id"] in actor.recused_from:
        return False
    if row["role"] is None or row["organization_id"] is None:
        return bool(row["author_id"] == actor.person_id)
    return actor.grant_for(row["role"], (row["organization_id"],), on) is not None


def check_naming(actor: Actor, row: Mapping[str, Any], person_id: UUID, until: date, reason: str, on: date) -> None:
    """Refuse naming a reader who may not be, or for too long; nobody names themselves.

    Raises Forbidden, Invalid.
    """
    if person_id == actor.person_id:
        raise Forbidden("sealed_not_oneself")
    if person_id == row["person_id"]:
        raise Forbidden("sealed_not_the_person")
    if not on <= until <= on + timedelta(days=MOST_DAYS):
        raise Invalid.at("/until", "sealed_until", days=MOST_DAYS)
    if len(reason.strip()) < MIN_NOTE:
        raise Invalid.at("/reason", "reveal_note")


def check_purpose(purpose: str | None, note: str) -> None:
    """Refuse a look without a purpose that is one, or without a sentence.

    Raises Invalid.
    """
    if purpose not in PURPOSES:
        raise Invalid.at("/purpose", "required")
    if len(note.strip()) < MIN_NOTE:
        raise Invalid.at("/note", "reveal_note")


def purpose_name(code: str, lang: str) -> str:
    """Return what a purpose is called."""
    return PURPOSES[code][is_english(lang)]
