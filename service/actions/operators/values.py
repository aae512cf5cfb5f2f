"""What operators get from process data, read strictly: ids, days and whole numbers, never guesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from service.domain.calendar import SHANGHAI, parse_day
from service.domain.errors import Conflict, Invalid


def uuid(value: object) -> UUID:
    """Return an id.

    Raises Conflict: an id that is none comes from the diagram, not from a person's answer.
    """
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        raise Conflict("operator_parameters", name=str(value)) from None


def day(value: object) -> date:
    """Return a day of process data."""
    found = parse_day(value)
    if found is None:
        raise Conflict("operator_parameters", name=str(value))
    return found


def not_later(value: object, today: date, pointer: str) -> date:
    """Return a day that has come; what happened cannot lie in the future."""
    found = day(value)
    if found > today:
        raise Invalid.at(pointer, "future_date", today=today)
    return found


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as process data may carry them: a day as its ISO text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def after(last: date) -> str:
    """Return the first moment after a day, as the office's clock shows it."""
    return datetime.combine(last + timedelta(days=1), datetime.min.time(), SHANGHAI).isoformat()


def starts(first: date) -> str:
    """Return the first moment of a day, as the office's clock shows it."""
    return datetime.combine(first, datetime.min.time(), SHANGHAI).isoformat()


def rows(answers: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Return a table of the answers; a field that was left out is an empty one."""
    value = answers.get(name)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, Sequence) else []


def ids(answers: Mapping[str, Any], name: str) -> list[UUID]:
    """Return a list of ids from the answers, whether plain or as rows with `person_id`."""
    value = answers.get(name) or ()
    return [uuid(item["person_id"] if isinstance(item, Mapping) else item) for item in value]
