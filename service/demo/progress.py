"""A progress bar on the terminal; nothing at all where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final, TextIO

WIDTH: Final = 28
Progress = Callable[[str, int, int], None]


class Bar:
    """Draw what is being done and how far it is, at most once a percent."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = ("", -1)

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show a step; `done` equal to `total` ends its line."""
        if not self._stream.isatty():
            return
        percent = 100 * done // max(total, 1)
        if self._shown == (what, percent):
            return
        self._shown = (what, percent)
        filled = WIDTH * percent // 100
        bar = "━" * filled + "─" * (WIDTH - filled)
        self._stream.write(f"\r  {bar} {percent:3}% {what}\033[K{chr(10) if done >= total else ''}")
        self._stream.flush()
