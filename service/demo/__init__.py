"""The demo town: fictitious from the first name to the last, the same for the same seed, ready to be worked in.

It stands above actions and uses the real engine, the real rules and the real history; it is made in an empty database
of a demo tenant only, in one transaction, and knows neither HTTP nor the worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.demo.accounts import PASSWORD, accounts

if TYPE_CHECKING:
    from service.demo.generator import House
    from service.demo.progress import Progress

__all__ = ["PASSWORD", "accounts", "generate", "go_back", "wanted"]


def wanted(house: House) -> bool:
    """Tell whether the tenant is a demo without any people yet."""
    from service.demo.generator import wanted

    return wanted(house)


def go_back() -> None:
    """Set this process's clock to the demo town's first morning: what is released for it was released then."""
    from datetime import UTC, datetime

    from service.demo.values import NOW
    from service.domain import clock

    clock.use_offset(NOW - datetime.now(UTC))


def generate(
    house: House,
    scale: int = 1,
    seed: int = 2017,
    round_: bool = True,
    park: bool = False,
    progress: Progress | None = None,
    small: bool = False,
) -> None:
    """Make the demo town (`scale` towns of it), with its park if wished; the processes have to be deployed before.

    A `small` town has thirteen branches; neither round nor park is played in it.

    Raises Conflict when the tenant is no demo or not empty.
    """
    from service.demo.generator import generate

    generate(house, scale, seed, round_ and not small, park and not small, progress, small)
