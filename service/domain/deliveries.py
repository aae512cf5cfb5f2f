"""Deliveries: what a process asks of the world outside (mail, a web address), tried until it is done or given up.

An effect outside happens at least once: whoever receives it can tell a repeat by its key. Plain values and rules; the
connectors (service/connectors) do the work, the queue (service/worker) brings them to it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

WAITING: Final = "waiting"  # to be tried, or tried and to be tried again
SENT: Final = "sent"  # done outside; the case stands still and takes the result when it goes on
DONE: Final = "done"  # done outside, and the case has the result
DEAD: Final = "dead"  # given up; a person decides
CAUGHT: Final = "caught"  # given up; the diagram goes on by its error event
SKIPPED: Final = "skipped"  # a person let the case go on without it
CANCELLED: Final = "cancelled"  # the case no longer waits for it
OVER: Final = frozenset((DONE, CAUGHT, SKIPPED, CANCELLED))
STATUSES: Final = (WAITING, SENT, DONE, DEAD, CAUGHT, SKIPPED, CANCELLED)

# Why a delivery was given up, as an error event may name it (errorCode).
REFUSED: Final = "refused"  # the other side will not have it, however often it is asked
UNREACHABLE: Final = "unreachable"  # every try failed
NOT_ALLOWED: Final = "not_allowed"  # our own rules forbid the address
NOT_SET_UP: Final = "not_set_up"  # the administrator has not configured this kind
CLASSES: Final = (REFUSED, UNREACHABLE, NOT_ALLOWED, NOT_SET_UP)

LONGEST_ASKED: Final = timedelta(hours=24)  # of a Retry-After; beyond it our own patience counts


@dataclass(frozen=True, slots=True)
class Contract:
    """What a connector takes from a diagram, and how patient we are with it.

    `address` names the parameter that says where to: the one that a person may correct before a new try. `name` is what
    people call the kind, Chinese and English.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    address: str = ""
    name: tuple[str, str] = ("", "")
    tries: int = 8
    first: timedelta = timedelta(seconds=10)
    longest: timedelta = timedelta(hours=1)

    @property
    def parameters(self) -> frozenset[str]:
        """Return the names of every parameter it knows."""
        return frozenset((*self.required, *self.optional))


class Failure(Exception):
    """A try that failed: a code of messages.py with its parameters, and whether to try again.

    `given_up` is its class when it is not tried again, `after` how long the other side asks us to wait.
    """

    def __init__(
        self,
        code: str,
        *,
        again: bool = True,
        given_up: str = UNREACHABLE,
        after: timedelta | None = None,
        **params: str | int,
    ) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params
        self.again, self.given_up, self.after = again, given_up, after


def pause(contract: Contract, tried: int, asked: timedelta | None = None, luck: float | None = None) -> timedelta:
    """Return how long to wait after a failed try: doubling, at most the longest, a fifth of it left to chance.

    Chance keeps a thousand deliveries that failed together from coming back together. What the other side asks for
    (Retry-After) is kept when it is longer.
    """
    chance = random.uniform(0.8, 1.2) if luck is None else luck  # noqa: S311  # a spread, no secret
    wait = min(contract.first * float(2 ** min(tried - 1, 30)), contract.longest) * chance
    return max(wait, min(asked, LONGEST_ASKED)) if asked is not None else wait


def shown_address(text: str) -> str:
    """Return an address as lists show it: the host of a web address, the first letter and the domain of a mail."""
    if "://" in text:
        return text.split("://", 1)[1].split("/", 1)[0].split("?", 1)[0].rpartition("@")[2][:120]
    name, at, domain = text.strip().partition("@")
    return f"{name[:1]}***@{domain}"[:120] if at else "***"
