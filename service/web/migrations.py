"""Releases and the cases on them: what a release changes, and moving cases to it (版本与迁移)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response

from service.actions import migration as actions
from service.domain import form_messages
from service.domain.errors import Invalid
from service.domain.migration import Wish
from service.reads import migration as reads
from service.store.database import Tx
from service.web import door
from service.web.language import language
from service.web.processes import processes
from service.web.requests import plain
from service.web.resource import decide, present
from service.web.schemas.migrations import (
    Differences,
    DifferencesQuery,
    Migrate,
    Migration,
    Migrations,
    Releases,
)

__all__ = ["processes"]  # the same resource: these addresses stand below a process

MOST = 500  # pairs and cases named in one request


@processes.read("/releases", Releases, post=True)
def releases() -> Response:
    """流程版本。 List every process with its releases and the open cases on each."""
    house, actor = door.house(), door.actor()
    with house.db.reading() as tx:
        return present({"items": reads.releases(tx, actor.tenant, actions.seats(actor))})


@processes.read("/<key>/differences", Differences, query=DifferencesQuery, post=True)
def differences(query: dict[str, Any], key: str) -> Response:
    """版本差异。 Tell what one release of a process changes about another."""
    house, actor, process = door.house(), door.actor(), plain(key, "process_not_found")
    actions.seats(actor)
    with house.db.reading() as tx:
        left, to = query["from"], query["to"]
        return present(reads.differences(tx, house.engine, actor.tenant, process, left, to, language()))


@processes.act("/<key>/migrations", Migration, body=Migrate)
def migrate(given: dict[str, Any], key: str) -> Response:
    """迁移个案。 Move cases to another release; or only try it, with a verdict for each case and nothing written."""
    house, actor, process, lang = door.house(), door.actor(), plain(key, "process_not_found"), language()
    wish = _wish(given)
    if given["dry_run"]:
        with house.db.reading() as tx:
            said = actions.try_in(tx, house.engine, actor, process, wish)
            return present(reads.tried(tx, actor.tenant, process, said.wish, said.cases, lang))
    return decide(lambda tx: actions.start_in(tx, house.engine, actor, process, wish), _shown())


@processes.read("/<key>/migrations", Migrations, post=True)
def plans(key: str) -> Response:
    """迁移记录。 List the latest migrations of a process."""
    actor, process = door.actor(), plain(key, "process_not_found")
    actions.seats(actor)
    with door.house().db.reading() as tx:
        return present({"items": reads.plans(tx, actor.tenant, process)})


@processes.read("/<key>/migrations/<uuid:id>", Migration, post=True)
def plan(key: str, id: UUID) -> Response:
    """一次迁移。 Show how far a migration is, and what became of each case."""
    actor, process = door.actor(), plain(key, "process_not_found")
    with door.house().db.reading() as tx:
        actions.find(tx, actor, process, id)
        return present(reads.plan(tx, actor.tenant, id, language()))


@processes.act("/<key>/migrations/<uuid:id>/stop", Migration)
def stop(key: str, id: UUID) -> Response:
    """停下。 Stop a migration; what is moved stays moved."""
    return _steer(actions.stop_in, key, id)


@processes.act("/<key>/migrations/<uuid:id>/continue", Migration)
def go_on(key: str, id: UUID) -> Response:
    """继续。 Go on with a migration that was stopped."""
    return _steer(actions.go_on_in, key, id)


@processes.act("/<key>/migrations/<uuid:id>/undo", Migration)
def undo(key: str, id: UUID) -> Response:
    """撤回迁移。 Put cases back to the release they came from, as far as nothing was done in them since."""
    return _steer(actions.undo_in, key, id)


def _steer(act: Callable[..., None], key: str, id: UUID) -> Response:
    actor, process, shown = door.actor(), plain(key, "process_not_found"), _shown()

    def run(tx: Tx) -> UUID:
        act(tx, actor, process, id)
        return id

    return decide(run, shown)


def _shown() -> Callable[[Tx, UUID], dict[str, Any]]:
    actor, lang = door.actor(), language()
    return lambda tx, plan_id: reads.plan(tx, actor.tenant, plan_id, lang)


def _wish(given: dict[str, Any]) -> Wish:
    for name in ("mapping", "instances", "from"):
        if len(given.get(name) or ()) > MOST:
            raise Invalid([form_messages.problem(f"/{name}", "maxItems", {"limit": MOST})])
    only = given.get("instances")
    return Wish(
        to=given["to"],
        froms=tuple(given.get("from") or ()),
        mapping={pair["from"]: pair["to"] for pair in given.get("mapping") or ()},
        only=None if only is None else tuple(only),
        organization=given["organization"],
    )
