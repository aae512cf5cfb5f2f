"""What a public notice (公示) says of a person: the least that it needs (compliance 6.5, 个保法第六条)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def fields(about: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return it: the age, not the birthday; no number, phone, address, photo, family, points or political review."""
    return {
        "name": about["name"],
        "sex": about["sex"],
        "age": today.year - about["birth_year"] if about["birth_year"] else None,
        "branch": about["branch"],
        "occupation": about["occupation"],
        "applied_on": about["applied_on"].isoformat() if about["applied_on"] else None,
        "activist_on": about["activist_on"].isoformat() if about["activist_on"] else None,
        "contacts": list(about["contacts"]),
    }
