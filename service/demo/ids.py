"""Ids of a demo town: UUIDv7 made from the seed and a day of the story, so that the same seed gives the same town."""

from __future__ import annotations

from datetime import datetime
from random import Random
from uuid import UUID


class Ids:
    """Give one id after the other."""

    def __init__(self, seed: int, start: datetime) -> None:
        self._random = Random(f"ids/{seed}")
        self._milliseconds = int(start.timestamp() * 1000)

    def __call__(self) -> UUID:
        self._milliseconds += 1  # time-ordered, so that the indexes of a large town stay dense
        bits = self._random.getrandbits(74)
        value = self._milliseconds << 80 | 7 << 76 | (bits >> 62) << 64 | 2 << 62 | bits & ((1 << 62) - 1)
        return UUID(int=value)
