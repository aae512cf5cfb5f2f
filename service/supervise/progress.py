"""What a person sees while the service starts, runs and stops."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Progress:
    """Say what happens, in Chinese, then in English, and how long each phase took."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def line(self, text: str) -> None:
        """Print one line at once."""
        print(text, flush=True)

    @contextmanager
    def phase(self, zh: str, en: str, slow: str = "") -> Iterator[None]:
        """Print a phase with its time when it is over; one that may be slow also announces itself."""
        if slow:
            self.line(f"  … {zh}（{slow}）")
        began = time.monotonic()
        yield
        self.line(f"  ✓ {zh} · {en}  {time.monotonic() - began:.1f} s")

    def elapsed(self) -> float:
        """Return the seconds since the beginning."""
        return time.monotonic() - self.began
