"""The two logs as sheets (XLSX) that say on each page who took them, when and what for."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final

from service.domain import clock
from service.domain.errors import Invalid
from service.domain.page_words import word
from service.domain.people import Actor
from service.reads import access_pages, acts
from service.store import sheets
from service.store.database import Tx

MOST: Final = 5000
MIN_PURPOSE: Final = 4


def access(
    tx: Tx, actor: Actor, asked: access_pages.Asked, purpose: str, names: Mapping[str, str], lang: str
) -> dict[str, Any]:
    """Return rows of the access log as a sheet.

    Raises Forbidden, Invalid (no purpose, too many rows).
    """
    why = purpose_of(purpose)
    found = access_pages.rows_of(tx, actor, asked, access_pages.FIRST, MOST + 1)
    _check_number(len(found))
    rows = [access_pages.shaped(row, names, lang) for row in found]
    keys = ("at", "who", "role", "login", "whom", "result", "what", "about", "why", "way", "data_class")
    body = [[_cell(key, row[key], lang) for key in keys] for row in rows]
    return _sheet("access", keys, body, mark_of(actor, why, lang), lang)


def administration(tx: Tx, actor: Actor, asked: acts.Asked, purpose: str, lang: str) -> dict[str, Any]:
    """Return rows of the administrators' log as a sheet.

    Raises Forbidden, Invalid (no purpose, too many rows).
    """
    why = purpose_of(purpose)
    found = acts.rows_of(tx, actor, asked, acts.NEWEST, MOST + 1)
    _check_number(len(found))
    keys = ("seq", "at", "who", "what", "target", "facts", "reason")
    body = [[_cell(key, row[key], lang) for key in keys] for row in acts.shaped(tx, actor, found, lang)]
    return _sheet("acts", keys, body, mark_of(actor, why, lang), lang)


def purpose_of(text: str) -> str:
    """Return what a paper or a file is for, as it is said on it.

    Raises Invalid.
    """
    said = " ".join(text.split())
    if len(said) < MIN_PURPOSE:
        raise Invalid.at("/purpose", "log_purpose")
    return said


def mark_of(actor: Actor, purpose: str, lang: str, words: str = "export_mark") -> str:
    """Return the line that stands on what leaves the house: who, when, what for."""
    at = clock.now().astimezone(clock.OFFICE_ZONE)
    return word(words, lang, who=actor.name, at=f"{at:%Y-%m-%d %H:%M}", what=purpose)


def _check_number(found: int) -> None:
    if found > MOST:
        raise Invalid.at("/from_on", "log_long", most=MOST)


def _cell(key: str, value: Any, lang: str) -> str:
    if value is None:
        return ""
    if key == "at":
        return f"{value.astimezone(clock.OFFICE_ZONE):%Y-%m-%d %H:%M:%S}"
    if key == "result":
        return word(f"log_{value}", lang)
    if key == "facts":
        return "；".join(f"{fact['name']}：{fact['value']}" for fact in value)
    return str(value)


def _sheet(which: str, keys: tuple[str, ...], body: list[list[str]], mark: str, lang: str) -> dict[str, Any]:
    title = word(f"log_sheet_{which}", lang)
    content = sheets.write(title, [word(f"log_{key}", lang) for key in keys], body, mark=mark)
    name = f"{title}-{clock.today():%Y%m%d}.xlsx"
    return {"name": name, "type": sheets.MEDIA_TYPE, "content": base64.b64encode(content).decode()}
