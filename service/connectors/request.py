"""What a connector gets, and how it reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.domain.deliveries import REFUSED, Failure

MAX_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class Request:
    """One wish: its parameters, the key that is the same in every repeat, and the administrator's settings."""

    params: Mapping[str, Any]
    key: UUID
    settings: Mapping[str, str]

    def text(self, name: str, default: str | None = None, most: int = MAX_TEXT) -> str:
        """Return a parameter that must be text.

        Raises Failure, for good: the diagram gives something else.
        """
        value = self.params.get(name, default)
        if not isinstance(value, str) or not value.strip() or len(value) > most:
            raise wrong(name)
        return value.strip()

    def number(self, name: str, default: int) -> int:
        """Return a setting that is a number."""
        text = self.settings.get(name, "")
        return int(text) if text.isdecimal() else default


def wrong(parameter: str) -> Failure:
    """Return the failure of a parameter that no repeat will mend."""
    return Failure("delivery_bad_parameters", again=False, given_up=REFUSED, parameter=parameter)
