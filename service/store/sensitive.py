"""The sealed columns of a person: written and opened here only; found by a keyed index, never by their text."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from service.domain import idcard, people
from service.store.database import Row, Tx
from service.store.sealing import Sealer


def write(
    tx: Tx,
    sealer: Sealer,
    tenant: int,
    person: UUID,
    *,
    id_number: str | None = None,
    phone: str | None = None,
    birth_date: date | None = None,
) -> None:
    """Seal what is given into a person's record; what is not given stays."""
    number = None if id_number is None else idcard.normal(id_number)
    tx.run(
        """update person set id_number = coalesce(%(number)s, id_number),
             id_number_index = coalesce(%(number_index)s, id_number_index), phone = coalesce(%(phone)s, phone),
             phone_index = coalesce(%(phone_index)s, phone_index), birth_date = coalesce(%(born)s, birth_date),
             version = version + 1 where tenant_id = %(tenant)s and id = %(person)s""",
        {
            "tenant": tenant,
            "person": person,
            "number": number and sealer.seal(number, person, "id_number"),
            "number_index": number and sealer.index(number, "id_number"),
            "phone": phone and sealer.seal(phone, person, "phone"),
            "phone_index": phone and phone_index(sealer, phone),
            "born": birth_date and sealer.seal(birth_date.isoformat(), person, "birth_date"),
        },
    )


def open_field(tx: Tx, sealer: Sealer, tenant: int, person: UUID, field: str) -> str | None:
    """Return a sealed value in clear; whoever calls has logged it in this transaction."""
    row = tx.row("select id_number, phone, birth_date from person where tenant_id = %s and id = %s", (tenant, person))
    if row is None or row[field] is None:
        return None
    return sealer.open(bytes(row[field]), person, field)


def find(tx: Tx, sealer: Sealer, tenant: int, number: str) -> list[Row]:
    """Return the ids of the people with exactly this identity number or this phone."""
    return tx.rows(
        """select id from person where tenant_id = %(tenant)s and status <> 'erased'
             and (id_number_index = any(%(number)s) or phone_index = any(%(phone)s)) order by id limit 20""",
        {
            "tenant": tenant,
            "number": sealer.indexes(idcard.normal(number), "id_number"),
            "phone": sealer.indexes(_digits(number), "phone"),
        },
    )


def phone_index(sealer: Sealer, phone: str) -> bytes:
    """Return the index of a phone: its digits only, so that blanks and hyphens make no difference."""
    return sealer.index(_digits(phone), "phone")


def _digits(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit())


def masked(tx: Tx, sealer: Sealer, tenant: int, person: UUID) -> dict[str, str]:
    """Return what of the sealed values is shown without a purpose (6.4); it tells nobody apart."""
    row = tx.row("select id_number, phone, birth_date from person where tenant_id = %s and id = %s", (tenant, person))
    masks = {"id_number": people.mask_id_number, "phone": people.mask_phone, "birth_date": _year_and_month}
    return {
        field: mask(sealer.open(bytes(row[field]), person, field))
        for field, mask in masks.items()
        if row is not None and row[field] is not None
    }


def _year_and_month(day: str) -> str:
    return people.mask_birth_date(date.fromisoformat(day), "detail")
