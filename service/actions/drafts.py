"""Drafts of processes: handed in by who draws them, released or sent back by somebody else (四眼)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from service.actions import rule_packs
from service.actions.deploy import Deployed, deploy
from service.desk import bundle_of, rulebook
from service.domain import clock
from service.domain import drafts as rules
from service.domain.errors import Conflict, Forbidden, NotFound
from service.domain.people import Actor
from service.engine import Engine
from service.store import admin_log, drafts, notices, releases, rule_drafts
from service.store.database import Database, Row, Tx
from service.store.notices import NewNotice


def check(actor: Actor, paths: Sequence[str]) -> None:
    """Refuse a draft before it is looked into: not of an editor, or with files that are no part of a release."""
    rules.check_drafts(actor)
    rules.check_paths(paths)


def hand_in(
    db: Database,
    engine: Engine,
    actor: Actor,
    files: Mapping[str, bytes],
    note: str,
    also: Callable[[Tx, UUID], None] | None = None,
) -> UUID:
    """Keep files as a draft, once they pass linter and trial together with what is released now; nothing runs on them.

    `also` is of the same commit.

    Raises Forbidden, Invalid (paths), InvalidDefinition with every problem found.
    """
    check(actor, list(files))
    with db.reading() as tx:
        whole = _whole(tx, actor.tenant, files)
        rule_packs.check(tx, actor.tenant, whole)
    rulebook(engine.parse(bundle_of(whole)))
    with db.transaction() as tx:
        made = drafts.add(tx, actor.tenant, releases.save_artifacts(tx, files), note, actor.person_id)
        admin_log.record(
            tx, actor.tenant, actor.person_id, "draft.handed_in", made, None, {"files": sorted(files)}, note
        )
        if also is not None:
            also(tx, made)
        said = {"who": actor.name, "what": rules.subject(files), "note": note}
        releasers = notices.holders(tx, actor.tenant, rules.RELEASER, clock.today())
        told = [NewNotice(each, "draft_waits", said) for each in releasers if each != actor.person_id]
        notices.send(tx, actor.tenant, None, clock.now(), told)
    return made


def release(db: Database, engine: Engine, actor: Actor, draft: UUID, reason: str) -> list[Deployed]:
    """Release what somebody else has drafted; cases begin with it from now on.

    The linter and the trial run again on what is released by now. Raises NotFound, Forbidden (no releaser, or the own
    draft), Conflict (decided already), InvalidDefinition.
    """
    with db.reading() as tx:
        found = _open(tx, actor, draft)
        files = _whole(tx, actor.tenant, releases.load_artifacts(tx, found["manifest"]))

    def close(tx: Tx, done: list[Deployed]) -> None:
        _open(tx, actor, draft, lock=True)
        drafts.decide(tx, actor.tenant, draft, "released", actor.person_id, reason)
        after = {each.process_key: each.version for each in done if each.changed}
        admin_log.record(tx, actor.tenant, actor.person_id, "draft.released", draft, None, after, reason)
        _tell(tx, actor, found, "draft_released", reason)

    return deploy(db, engine, actor.tenant, files, actor.person_id, close)


def send_back(tx: Tx, actor: Actor, draft: UUID, reason: str) -> None:
    """Send back what somebody else has drafted, with the reason."""
    found = _open(tx, actor, draft, lock=True)
    drafts.decide(tx, actor.tenant, draft, "sent_back", actor.person_id, reason)
    admin_log.record(tx, actor.tenant, actor.person_id, "draft.sent_back", draft, None, None, reason)
    _tell(tx, actor, found, "draft_sent_back", reason)


def _tell(tx: Tx, actor: Actor, draft: Row, kind: str, reason: str) -> None:
    said = {"who": actor.name, "what": rules.subject(draft["manifest"]), "reason": reason}
    notices.send(tx, actor.tenant, None, clock.now(), [NewNotice(draft["drafted_by"], kind, said)])


def _open(tx: Tx, actor: Actor, draft: UUID, lock: bool = False) -> Row:
    rules.check_sees(actor)
    found = drafts.get(tx, actor.tenant, draft, lock)
    if found is None:
        raise NotFound()
    rules.check_decides(actor, found["drafted_by"])
    if rule_drafts.wrote(tx, actor.tenant, draft, actor.person_id):
        raise Forbidden("draft_own")
    if found["status"] != rules.OPEN:
        raise Conflict("draft_decided")
    return found


def _whole(tx: Tx, tenant: int, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return all that is released now, with a draft's files in their places."""
    manifest = {path: checksum for path, checksum in drafts.released_files(tx, tenant).items() if path not in files}
    return {**releases.load_artifacts(tx, manifest), **files}
