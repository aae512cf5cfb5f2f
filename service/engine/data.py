"""The border for values: only JSON crosses into process data, and it crosses as a copy.

SpiffWorkflow shares nested objects between tasks; a value copied at the border cannot be changed behind a task's back.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from service.domain.errors import Invalid, Problem
from service.domain.outcome import JSON

MAX_DEPTH = 40  # deeper nesting is a mistake or an attack, and would meet Python's own recursion limit later
MAX_VALUES = 50_000
MAX_TEXT = 1_000_000  # characters of one step's data; documents belong in the document store
_INT_BOUND = 2**63  # msgpack, PostgreSQL's bigint and JavaScript end here or earlier


class _Cleaner:
    """Copy one value and collect what is wrong with it."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._values = 0
        self._text = 0

    def copy(self, value: Any, pointer: str, depth: int) -> JSON:
        self._values += 1
        if depth > MAX_DEPTH or self._values > MAX_VALUES or self._text > MAX_TEXT:
            return self._refuse(pointer, "too_deep" if depth > MAX_DEPTH else "too_large")
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is str:
            return self._string(value, pointer)
        if kind is int:
            return value if -_INT_BOUND <= value < _INT_BOUND else self._refuse(pointer, "not_json", kind="int")
        if kind is float:
            return value if math.isfinite(value) else self._refuse(pointer, "not_json", kind=str(value))
        if kind is list:
            return [self.copy(item, f"{pointer}/{index}", depth + 1) for index, item in enumerate(value)]
        if isinstance(value, Mapping):
            return self._mapping(value, pointer, depth)
        return self._refuse(pointer, "not_json", kind=kind.__name__)

    def _string(self, value: str, pointer: str) -> JSON:
        self._text += len(value)
        # A lone surrogate cannot be encoded and NUL cannot be stored by PostgreSQL: both would fail far from here.
        if "\0" in value or any(0xD800 <= ord(char) <= 0xDFFF for char in value if ord(char) > 0xD7FF):
            return self._refuse(pointer, "not_json", kind="str")
        return value

    def _mapping(self, value: Mapping[Any, Any], pointer: str, depth: int) -> JSON:
        copy: dict[str, JSON] = {}
        for key, item in value.items():
            if type(key) is not str:
                self._refuse(pointer, "not_json", kind=f"key {type(key).__name__}")
                continue
            here = f"{pointer}/{escape(key)}"
            self._string(key, here)
            copy[key] = self.copy(item, here, depth + 1)
        return copy

    def _refuse(self, pointer: str, code: str, **params: Any) -> None:
        if len(self.problems) < 20:
            self.problems.append(Problem(pointer, code, params))


def clean(value: Any, pointer: str = "") -> JSON:
    """Return a deep copy of a JSON value, or raise Invalid naming each place that is not JSON."""
    cleaner = _Cleaner()
    copy = cleaner.copy(value, pointer, 0)
    if cleaner.problems:
        raise Invalid(cleaner.problems, "not_json")
    return copy


def clean_mapping(value: Any, pointer: str = "") -> dict[str, JSON]:
    """Return a deep copy of a JSON object whose keys can be variable names."""
    if not isinstance(value, Mapping):
        raise Invalid.at(pointer, "not_json", kind=type(value).__name__)
    copy: dict[str, JSON] = clean(value, pointer)
    # Double underscores are the evaluator's own names (scripts.py); everything else, "typename" included, is harmless,
    # because the state codec never runs data through SpiffWorkflow's registry.
    problems = [Problem(f"{pointer}/{escape(key)}", "poison_key", {"key": key}) for key in copy if key.startswith("__")]
    if problems:
        raise Invalid(problems, "poison_key")
    return copy


def escape(key: str) -> str:
    """Escape one key for a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def copied(value: JSON) -> JSON:
    """Copy a value that is already known to be JSON."""
    if type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    if type(value) is list:
        return [copied(item) for item in value]
    return value
