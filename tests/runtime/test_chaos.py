"""The promise of the engine room: whatever is killed, every decision that was acknowledged is there, once.

The real product (supervisor, embedded PostgreSQL, two web processes, a worker) is shot at while eight people decide and
timers fire. A finding names the seed; STORM_SEED=n repeats it, STORM_KILLS=n makes it longer or shorter.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable

import pytest

from service import wiring
from service.actions import passwords
from service.actions.deploy import deploy
from service.domain.people import Actor
from service.store import database
from tests.actions.conftest import diagram_files
from tests.journeys.product import Product
from tests.runtime import storm_findings as findings
from tests.runtime.storm_findings import Ground
from tests.runtime.storm_people import PASSWORD, Orders, Somebody
from tests.runtime.storm_weather import Weather, survivors
from tests.town import Town, make_town

SEED = int(os.environ.get("STORM_SEED") or random.randrange(10**6))
KILLS = int(os.environ.get("STORM_KILLS") or 110)
GAP = (0.1, 1.5)  # seconds between two kills


@pytest.fixture
def ground(house: wiring.House) -> Ground:
    """Give the product's database, seen from beside it."""
    assert house.settings.owner_url
    return Ground(house.settings.owner_url.replace("+psycopg", ""), house.engine)


@pytest.fixture
def town(house: wiring.House) -> Town:
    """Give the small town with the two processes of the storm."""
    with house.app.app_context():
        with house.db.transaction() as tx:
            made = make_town(tx)
            tx.run("update account set password_hash = %s", (passwords.hash_password(PASSWORD),))
            # This storm is about decisions; people with a code to type would only decide more slowly.
            tx.run("update tenant set second_factor_required = false")
        for name in ("approval", "storm"):
            deploy(house.db, house.engine, made.tenant, diagram_files(name), None)
        database.disconnect_all()
    return made


def until(true: Callable[[], object], patience: float) -> bool:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.25)
    return bool(true())


def people(product: Product, town: Town, orders: Orders) -> list[Somebody]:
    """Return eight people of four posts, two at each."""
    ours, theirs = str(town.branch), str(town.other_branch)

    def somebody(number: int, actor: Actor, homes: list[str]) -> Somebody:
        login = f"login_{actor.person_id.hex}" if actor.person_id else ""
        return Somebody(number, product.url, login, str(actor.person_id), homes, orders, SEED)

    posts = [(town.ann, [ours, theirs]), (town.ben, []), (town.cleo, []), (town.dora, [])]
    return [somebody(number, *posts[number % 4]) for number in range(8)]


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_in_a_storm(product: Product, ground: Ground, town: Town) -> None:
    orders, weather = Orders(), Weather(product, SEED)
    crowd = people(product, town, orders)
    for somebody in crowd:
        somebody.start()
    try:
        assert until(lambda: len(orders.told) > 40, 60), f"nobody gets to work: {orders.violations} {product.log()}"
        weather.rage(KILLS, GAP)
        orders.phase = "rest"
        found = rest(product, ground, orders, crowd)
        orders.phase = "drain"
        if not until(lambda: ground.running() == 0, 60):
            found.append(f"{ground.running()} cases do not come to their end")
    finally:
        orders.phase = "stop"
        for somebody in crowd:
            somebody.join(90)
    found += findings.broken_promises(ground, orders.told) + findings.unfinished(ground)
    found += findings.wrong_results(ground) + ground.stuck()
    checked = product.command("verify")
    found += [] if checked.returncode == 0 else [checked.stdout]
    found += orders.violations
    print(summary(orders, weather))
    assert not found, tell(found, product, weather)
    assert weather.total() >= KILLS and weather.kills["postgres"] == 2
    assert sum(not told.code for told in orders.told) > 100, "too little was decided for a proof"
    product.stop()
    assert until(lambda: not survivors(product.home), 10), survivors(product.home)


def rest(product: Product, ground: Ground, orders: Orders, crowd: list[Somebody]) -> list[str]:
    """Let the service catch its breath while nobody asks for anything; return what is not as it should be then."""
    product.wait_ready()
    found = []
    if not until(lambda: len(orders.resting) == len(crowd), 90):
        found.append("somebody still waits for an answer")
    if not until(lambda: not ground.unrest(), 45):
        found += ground.unrest()
    return found + findings.differing_waits(ground)


def summary(orders: Orders, weather: Weather) -> str:
    decided = sum(not told.code for told in orders.told)
    return (
        f"seed {SEED}: {dict(weather.kills)} killed in {time.monotonic() - weather.began:.0f} s; {decided} decisions, "
        f"{len(orders.told) - decided} too late, {orders.replayed} answered again; "
        f"{orders.broken} broken connections, {orders.refused} asked for patience"
    )


def tell(found: list[str], product: Product, weather: Weather) -> str:
    """Say what went wrong, how to see it again, and what the product said meanwhile."""
    logs = "\n".join(
        f"--- {path.name}\n" + "\n".join(path.read_text(errors="replace").splitlines()[-25:])
        for path in sorted((product.home / "log").glob("*.log"))
    )
    return (
        f"STORM_SEED={SEED}: {len(found)} findings\n" + "\n".join(found[:15] + found[-15:]) + "\n--- what was hit\n"
        f"{chr(10).join(weather.diary[-40:])}\n--- supervisor\n{product.log()[-3000:]}\n{logs}"
    )
