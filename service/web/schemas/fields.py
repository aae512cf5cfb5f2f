"""The fields that shapes are made of. Their errors are codes of domain/messages.py, never marshmallow's own English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import marshmallow as ma
from marshmallow import validate

# A code may carry one parameter after a colon: web/requests.py turns "wrong_type:string" into a sentence.
_GENERAL = {"required": "form_required", "null": "form_null", "validator_failed": "bad_value"}
# What PostgreSQL cannot keep, and what a terminal or a spreadsheet takes for an order; line ends and tabs are text.
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Shape(ma.Schema):
    """A JSON object with these keys and no others."""

    class Meta:
        unknown = ma.RAISE

    error_messages = {  # noqa: RUF012  marshmallow's own contract
        "unknown": "unknown_field",
        "type": "wrong_type:object",
    }


class String(ma.fields.String):
    """Text that can be kept and shown: no control characters, no half of a surrogate pair."""

    default_error_messages = {**_GENERAL, "invalid": "wrong_type:string", "invalid_utf8": "bad_characters"}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if UNSAFE.search(text):
            raise ma.ValidationError("bad_characters")
        return text


class Uuid(ma.fields.UUID):
    """An id."""

    default_error_messages = {**_GENERAL, "invalid": "bad_id", "invalid_uuid": "bad_id"}  # noqa: RUF012


class Integer(ma.fields.Integer):
    """A whole number."""

    default_error_messages = {  # noqa: RUF012
        **_GENERAL,
        "invalid": "wrong_type:integer",
        "too_large": "wrong_type:integer",
    }


class Flag(ma.fields.Field[bool]):
    """`true` or `false`, as JSON and in a query string."""

    default_error_messages = {**_GENERAL, "invalid": "wrong_type:boolean"}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if value is True or value == "true":
            return True
        if value is False or value == "false":
            return False
        raise self.make_error("invalid")


class Day(ma.fields.Date):
    """A day, written 2017-04-10 and in no other of ISO 8601's ways."""

    default_error_messages = {**_GENERAL, "invalid": "bad_date", "format": "bad_date"}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise self.make_error("invalid", input=value, obj_type="date")
        return super()._deserialize(value, attr, data, **kwargs)


class Instant(ma.fields.DateTime):
    """A point in time, ISO 8601; one without a zone is refused."""

    default_error_messages = {  # noqa: RUF012
        **_GENERAL,
        "invalid": "bad_instant",
        "format": "bad_instant",
        "invalid_awareness": "bad_instant",
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        found = super()._deserialize(value, attr, data, **kwargs)
        if found.tzinfo is None:
            raise self.make_error("invalid", input=value, obj_type="datetime")
        return found.astimezone(UTC)


class Object(ma.fields.Dict):
    """A JSON object whose keys are known elsewhere: in a form's schema, in a diagram."""

    default_error_messages = {**_GENERAL, "invalid": "wrong_type:object"}  # noqa: RUF012


class Nested(ma.fields.Nested):
    """A shape inside a shape."""

    default_error_messages = {**_GENERAL, "type": "wrong_type:object"}  # noqa: RUF012


class Array(ma.fields.List[Any]):
    """A list of one kind of thing."""

    default_error_messages = {**_GENERAL, "invalid": "wrong_type:array"}  # noqa: RUF012


class AnyOf(ma.fields.Field[Any]):
    """One of several shapes, told apart by their `kind`; only answers have it."""

    def __init__(self, shapes: Sequence[type[Shape]], **kwargs: Any) -> None:
        self.shapes = shapes
        super().__init__(**kwargs)


def text(*, null: bool = False, most: int | None = None, **more: Any) -> String:
    """Describe a text that is always there."""
    checks = [validate.Length(max=most, error=f"form_maxLength:{most}")] if most else []
    return String(**{"required": True, "allow_none": null, "validate": checks, **more})


def ident(*, null: bool = False, **more: Any) -> Uuid:
    """Describe an id."""
    return Uuid(**{"required": True, "allow_none": null, **more})


def number(low: int | None = 0, *, null: bool = False, **more: Any) -> Integer:
    """Describe a whole number."""
    checks = [] if low is None else [validate.Range(min=low)]
    return Integer(**{"required": True, "strict": True, "allow_none": null, "validate": checks, **more})


def flag(*, null: bool = False, **more: Any) -> Flag:
    """Describe a truth value."""
    return Flag(**{"required": True, "allow_none": null, **more})


def day(*, null: bool = False, **more: Any) -> Day:
    """Describe a day."""
    return Day(**{"required": True, "allow_none": null, **more})


def instant(*, null: bool = False, **more: Any) -> Instant:
    """Describe a point in time."""
    return Instant(**{"required": True, "allow_none": null, **more})


def choice(*values: str, null: bool = False, **more: Any) -> String:
    """Describe one word out of a few."""
    allowed = "、".join(values)
    return String(
        **{
            "required": True,
            "allow_none": null,
            "validate": validate.OneOf(values, error=f"one_of:{allowed}"),
            **more,
        }
    )


def anything(*, null: bool = False, **more: Any) -> Object:
    """Describe an object whose keys stand elsewhere."""
    return Object(**{"required": True, "allow_none": null, **more})


def one(shape: type[Shape], *, null: bool = False, **more: Any) -> Nested:
    """Describe one object of a shape."""
    return Nested(shape, **{"required": True, "allow_none": null, **more})


def many(item: type[Shape] | ma.fields.Field[Any], **more: Any) -> Array:
    """Describe a list."""
    inner = item if isinstance(item, ma.fields.Field) else Nested(item)
    return Array(inner, **{"required": True, **more})


def shape(name: str, fields: Mapping[str, ma.fields.Field[Any]]) -> type[Shape]:
    """Make a shape that is too small for a class of its own."""
    return type(name, (Shape,), dict(fields))


def page(name: str, item: type[Shape], **more: ma.fields.Field[Any]) -> type[Shape]:
    """Make the shape of a list that is read page by page."""
    return shape(name, {"items": many(item), "next": text(null=True), "total_capped": number(), **more})


def items(name: str, item: type[Shape]) -> type[Shape]:
    """Make the shape of a list that comes as a whole."""
    return shape(name, {"items": many(item)})
