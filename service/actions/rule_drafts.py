"""Rule packs written in the browser: begun from what is released, saved, and handed in like any other draft (四眼)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from service.actions import drafts
from service.domain import clock
from service.domain import drafts as duties
from service.domain import rule_drafts as rules
from service.domain.errors import Conflict, Invalid, InvalidDefinition, NotFound, StaleVersion
from service.domain.people import Actor
from service.engine import Engine
from service.store import admin_log, codec
from service.store import rule_drafts as store
from service.store import rule_packs as packs
from service.store.database import Database, Row, Tx


def start(tx: Tx, actor: Actor, pack: str, kind: str, first: date | None) -> str:
    """Begin a draft from the newest text of a pack, and return the pack that it is the draft of.

    Raises Forbidden, NotFound, Conflict (a points scheme; somebody has begun one), Invalid.
    """
    duties.check_drafts(actor)
    rows = {row["pack"]: row for row in packs.latest(tx, actor.tenant)}
    if pack not in rows:
        raise NotFound("rules_not_found", pack=pack)
    base = packs.texts(tx, [rows[pack]["checksum"]])[rows[pack]["checksum"]]
    taken = {*rows, *(row["pack"] for row in store.page(tx, actor.tenant))}
    text = rules.begin(base, kind, first, taken, clock.today())
    if not store.add(tx, actor.tenant, rows[pack], text, actor.person_id, clock.now()):
        raise Conflict("rule_draft_begun")
    return str(text["id"])


def save(tx: Tx, actor: Actor, pack: str, text: Mapping[str, Any], version: int | None) -> None:
    """Keep what somebody wrote, right or wrong; which pack and which family it is stays.

    Raises Forbidden, NotFound, StaleVersion (somebody else has saved), Conflict (handed in), Invalid.
    """
    found = _locked(tx, actor, pack, version)
    before = codec.loads(found["text"])
    moved = [key for key in ("id", "family") if text.get(key) != before.get(key)]
    if moved:
        raise Invalid.at(f"/text/{moved[0]}", "bad_value")
    store.save(tx, actor.tenant, found["id"], text, actor.person_id, clock.now())


def discard(tx: Tx, actor: Actor, pack: str, version: int | None) -> None:
    """Throw a draft away; that it was is written down.

    Raises Forbidden, NotFound, StaleVersion, Conflict (handed in).
    """
    found = _locked(tx, actor, pack, version)
    store.drop(tx, actor.tenant, found["id"])
    admin_log.record(tx, actor.tenant, actor.person_id, "draft.discarded", found["id"], None, {"pack": pack})


def hand_in(db: Database, engine: Engine, actor: Actor, pack: str, note: str, version: int | None) -> UUID:
    """Hand a draft in to be released by somebody who wrote nothing of it; the pack that it follows ends with it.

    Raises Forbidden, NotFound, StaleVersion, Conflict, Invalid (what the schema or a release would refuse),
    InvalidDefinition (what a diagram could not meet any more).
    """
    duties.check_drafts(actor)
    with db.reading() as tx:
        found = _open(tx, actor, pack, version)
        released = {name: each for name, (_, each) in packs.newest(tx, actor.tenant).items()}
    text = codec.loads(found["text"])
    if wrong := rules.problems(pack, text, released, clock.today()):
        raise Invalid(wrong)
    texts = {pack: text, **rules.ended(pack, text, released)}
    files = {packs.path_of(name): codec.dump_bytes(each) for name, each in texts.items()}

    def note_down(tx: Tx, made: UUID) -> None:
        _locked(tx, actor, pack, found["version"])
        store.hand_in(tx, actor.tenant, found["id"], made)

    try:
        return drafts.hand_in(db, engine, actor, files, note, note_down)
    except InvalidDefinition as refused:
        known = (text, released[found["base"]], *released.values())
        raise InvalidDefinition([rules.placed(problem, known) for problem in refused.problems]) from refused


def _locked(tx: Tx, actor: Actor, pack: str, version: int | None) -> Row:
    return _open(tx, actor, pack, version, lock=True)


def _open(tx: Tx, actor: Actor, pack: str, version: int | None, lock: bool = False) -> Row:
    duties.check_drafts(actor)
    found = store.get(tx, actor.tenant, pack, lock)
    if found is None:
        raise NotFound("rule_draft_not_found")
    if version is not None and version != found["version"]:
        raise StaleVersion("rule_draft_stale", who=found["saved_by_name"], at=found["saved_at"])
    if found["handed_status"] == duties.OPEN:
        raise Conflict("rule_draft_waits")
    return found
