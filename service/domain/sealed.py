"""What of a form's answers is sealed (compliance 6.2): class L3 and above is taken out before anything is kept.

History, drafts and the engine's state hold the rest and a reference. A field without a class is L1.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from service.domain import form_sources

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
