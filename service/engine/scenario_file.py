"""Scenario files: what stands beside a diagram as `<process>.scenarios.yaml`, read into values.

bpmn/README.md tells the format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from service.domain.outcome import JSON

TOWN = timezone(timedelta(hours=8))
_OFFICE_OPENS = time(9, 0)
_VERBS = ("complete", "wait", "message", "child", "answer")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story: a start, steps, and what is expected of it."""

    name: str
    process: str
    day: datetime
    data: Mapping[str, JSON]
    answers: Mapping[str, JSON] | None  # to the start form
    operators: Mapping[str, JSON]
    steps: Sequence[Mapping[str, Any]]
    expect: Mapping[str, Any]


def read_scenarios(document: Any) -> list[Scenario]:
    """Read a parsed `<process>.scenarios.yaml`.

    Raises ValueError with a sentence when it does not have the format.
    """
    if not isinstance(document, Mapping) or not isinstance(document.get("scenarios"), list):
        raise ValueError("a scenario file names its `process` and lists its `scenarios`")
    found = []
    for item in document["scenarios"]:
        start = item.get("start", {})
        if "name" not in item or "day" not in start:
            raise ValueError(f"scenario {item.get('name', '?')}: `name` and `start.day` are needed")
        for step in item.get("steps", []):
            if sum(verb in step for verb in _VERBS) != 1:
                raise ValueError(f"scenario {item['name']}: a step is one of {', '.join(_VERBS)}: {step}")
        found.append(
            Scenario(
                item["name"],
                document["process"],
                moment(start["day"]),
                as_json(start.get("data", {})),
                as_json(start["answers"]) if "answers" in start else None,
                as_json({**document.get("operators", {}), **item.get("operators", {})}),
                item.get("steps", []),
                as_json(item.get("expect", {})),
            )
        )
    return found


def moment(value: Any) -> datetime:
    """Read a day (nine in the morning, when the office opens) or a moment, both of the town."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value or " " in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=TOWN)
    if isinstance(value, date):
        return datetime.combine(value, _OFFICE_OPENS, TOWN)
    raise ValueError(f"not a day: {value!r}")


def as_json(value: Any) -> Any:
    """Turn the days that YAML reads by itself back into the text that JSON has."""
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value
