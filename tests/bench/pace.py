"""How fast the machine is at this moment: other work on it makes every millisecond of CPU time buy less."""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_DATA = {f"key_{number}": {"a": number, "b": [number] * 5, "c": "text " * 5} for number in range(40)}


class Pace:
    """A fixed piece of Python, timed again and again beside what is measured."""

    def __init__(self) -> None:
        self.best = float("inf")
        for _ in range(200):
            self._once()

    def _once(self) -> float:
        """Take some milliseconds, so that it counts little that caches are cold in the beginning."""
        began = time.thread_time()
        for _ in range(20):
            found = sorted(json.loads(json.dumps(_DATA)).items(), key=lambda item: -item[1]["a"])
            assert found[0][0] == "key_39"
        spent = time.thread_time() - began
        self.best = min(self.best, spent)
        return spent

    @contextmanager
    def beside(self, factors: list[float]) -> Iterator[None]:
        """Add the slowness of what runs inside."""
        ended, seen = threading.Event(), []

        def run() -> None:
            while not ended.wait(0.1):
                seen.append(self._once())

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            factors.append(statistics.median(seen) / self.best if seen else 1.0)
