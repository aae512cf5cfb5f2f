"""What belongs into the dossier of a new member (细则 2026 §36; 2014 §37): the items of the rule pack as documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

# The items of the rule packs, as the documents that the house makes of them; what 2014 calls cultivation material is
# the form of 2026.
DOCUMENTS: Final[Mapping[str, str]] = {
    "membership_form": "DOC_ZYS",
    "application_letter": "DOC_APPLY",
    "cultivation_form": "DOC_CULT_FORM",
    "cultivation_material": "DOC_CULT_FORM",
    "political_review": "DOC_POLREV",
    "probation_form": "DOC_PROB_FORM",
    "conversion_application": "DOC_CONVERT",
}
PRESENT: Final = "present"


def wanted(items: Iterable[str]) -> list[str]:
    """Return the codes of the documents that a rule wants in the dossier, each once."""
    return list(dict.fromkeys(DOCUMENTS[item] for item in items if item in DOCUMENTS))


def unaccounted(codes: Collection[str], rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the documents that a check of the paper says nothing about."""
    told = {row["code"] for row in rows}
    return [code for code in codes if code not in told]


def missing(codes: Collection[str], rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the documents that the paper lacks."""
    there = {row["code"] for row in rows if row["state"] == PRESENT}
    return [code for code in codes if code not in there]
