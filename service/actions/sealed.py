"""Open sealed answers for a purpose, and name who may read class L4; each look and each naming leaves a row.

The caller has made sure that this actor may know of the record at all; the door asks for the second factor.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from service.domain import administration, clock, sealed
from service.domain.errors import Forbidden, NotFound
from service.domain.people import Actor
from service.store import access_log, admin_log, notices, vault
from service.store.database import Row, Tx
from service.store.notices import NewNotice
from service.store.sealed_rights import why_not


def open_in(
    tx: Tx, actor: Actor, row: Row, purpose: str | None, note: str, lang: str, origin: access_log.Origin
) -> list[sealed.Part]:
    """Open sealed answers inside the caller's transaction; class L4 tells the privacy officer.

    Raises Forbidden (not theirs), Invalid (no purpose said), NotFound (erased).
    """
    own = row["author_id"] == actor.person_id and row["data_class"] == sealed.L3
    if code := why_not(tx, actor, row):
        raise Forbidden(code)
    if not own:
        sealed.check_purpose(purpose, note)
    parts = vault.open_(tx, row)
    if not parts:
        raise NotFound("sealed_erased")
    access_log.record(
        tx,
        actor,
        access_log.ALLOWED,
        subject=row["person_id"],
        data_class=row["data_class"],
        fields=[part.title[0] for part in parts],
        purpose="own" if own else purpose,
        note="" if own else note.strip(),
        target=row["id"],
        origin=origin,
    )
    if row["data_class"] == sealed.L4 and purpose is not None:
        _tell_privacy_officer(tx, actor, row, sealed.purpose_name(purpose, lang), note.strip())
    return parts


def name_reader_in(tx: Tx, actor: Actor, row: Row, person_id: UUID, until: date, reason: str) -> None:
    """Let a person read a record of class L4 until a day, inside the caller's transaction.

    Raises Forbidden, Invalid, NotFound.
    """
    if row["data_class"] != sealed.L4 or not sealed.keeps(actor, row, clock.today()):
        raise Forbidden("sealed_keeper_only")
    sealed.check_naming(actor, row, person_id, until, reason, clock.today())
    if person_id not in {each["id"] for each in vault.candidates(tx, actor.tenant, row["instance_org"], clock.today())}:
        raise NotFound("person_not_found")
    at = clock.now()
    vault.name_reader(tx, actor.tenant, row["id"], person_id, until, actor.person_id, reason.strip(), at)
    after = {"person": person_id, "until": until}
    admin_log.record(tx, actor.tenant, actor.person_id, "sealed.named", row["id"], after=after, reason=reason.strip())
    params = {"who": actor.name, "subject": row["subject_name"], "title": row["title"], "until": until.isoformat()}
    notices.send(tx, actor.tenant, row["instance_id"], at, [NewNotice(person_id, "sealed_reader", params)])


def end_reader_in(tx: Tx, actor: Actor, row: Row, person_id: UUID, reason: str) -> None:
    """Let a person read a record of class L4 no longer; its keeper or the privacy officer may.

    Raises Forbidden, NotFound.
    """
    if not sealed.keeps(actor, row, clock.today()) and not actor.holds(administration.PRIVACY, clock.today()):
        raise Forbidden("sealed_keeper_only")
    if not vault.end_reader(tx, actor.tenant, row["id"], person_id, clock.now()):
        raise NotFound("person_not_found")
    before = {"person": person_id}
    admin_log.record(tx, actor.tenant, actor.person_id, "sealed.ended", row["id"], before, reason=reason.strip())


def _tell_privacy_officer(tx: Tx, actor: Actor, row: Row, purpose: str, note: str) -> None:
    at = clock.now()
    told = notices.holders_of(tx, actor.tenant, administration.PRIVACY, "town", row["instance_org"], clock.today())
    params = {
        "who": actor.name,
        "day": clock.today().isoformat(),
        "subject": row["subject_name"],
        "title": row["title"],
        "purpose": purpose,
        "note": note,
    }
    notices.send(tx, actor.tenant, None, at, [NewNotice(person, "sealed_read", params) for person in told])
