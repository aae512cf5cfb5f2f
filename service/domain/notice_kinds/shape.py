"""A kind of notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a kind of notice says. `answers`: fields of the form just completed that go into the text."""

    title: tuple[str, str]
    text: tuple[str, str]
    answers: tuple[str, ...] = ()
