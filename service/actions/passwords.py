"""Passwords: argon2id, at most two verifications at once, the same time spent on a login that does not exist."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 19 MiB, two passes, one lane: OWASP's minimum; the default of 64 MiB took a third of a second on a small machine.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# A storm of log-ins may cost two cores and 38 MiB, not the service.
_slots = threading.BoundedSemaphore(2)
PATIENCE_SECONDS = 5


class Busy(Exception):
    """Too many verifications wait already."""


def hash_password(password: str) -> str:
    """Return what is stored of a password."""
    return _hasher.hash(password)


def verify(stored: str | None, password: str) -> bool:
    """Tell whether a password is right; None stands for an unknown login and takes as long as a wrong password."""
    try:
        return _hasher.verify(stored or _nobodys(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@contextmanager
def slot() -> Iterator[None]:
    """Wait for a place among the verifications.

    Raises Busy after a few seconds. Taken before the database is asked, so that whoever waits holds no connection.
    """
    if not _slots.acquire(timeout=PATIENCE_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _slots.release()


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")
