"""How fast one account may write: a bucket for each, in this process.

It stops a program that runs wild, not a person: nobody clicks ten times a second for a minute. Each web process keeps
its own buckets, because a count in the database would cost every decision a statement; so the real limit is as many
times higher as there are processes.
"""

from __future__ import annotations

import math
import threading
import time
from typing import Final
from uuid import UUID

from service.web.failures import TooManyRequests

BURST: Final = 300.0
MOST: Final = 4096

_lock = threading.Lock()
_buckets: dict[UUID, tuple[float, float]] = {}


def take(account: UUID, per_second: float) -> None:
    """Take one write out of an account's bucket, which fills by so many a second.

    Raises TooManyRequests when it is empty.
    """
    now = time.monotonic()
    with _lock:
        left, since = _buckets.pop(account, (BURST, now))
        left = min(BURST, left + (now - since) * per_second)
        full = left < 1
        _buckets[account] = (left if full else left - 1, now)
        if len(_buckets) > MOST:  # the first is the one that has been quiet the longest
            del _buckets[next(iter(_buckets))]
    if full:
        raise TooManyRequests(seconds=math.ceil((1 - left) / per_second))
