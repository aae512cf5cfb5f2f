"""Sealed fields open in their own place only, and an index finds equals without telling the value."""

from __future__ import annotations

from uuid import uuid4

import pytest

from service.store.sealing import SealBroken, Sealer

KEY = bytes(range(32))
NUMBER = "000000198001011239"


def test_what_is_sealed_opens_again() -> None:
    sealer, row = Sealer(KEY), uuid4()
    sealed = sealer.seal(NUMBER, row, "id_number")
    assert NUMBER.encode() not in sealed
    assert sealer.open(sealed, row, "id_number") == NUMBER


def test_the_same_value_never_looks_the_same() -> None:
    sealer, row = Sealer(KEY), uuid4()
    assert sealer.seal(NUMBER, row, "id_number") != sealer.seal(NUMBER, row, "id_number")


@pytest.mark.parametrize("change", ["row", "column", "key", "bytes", "version"])
def test_it_opens_nowhere_else(change: str) -> None:
    """A value copied to another person or column, or altered, is refused instead of shown."""
    sealer, row, column = Sealer(KEY), uuid4(), "id_number"
    sealed = sealer.seal(NUMBER, row, column)
    if change == "row":
        row = uuid4()
    elif change == "column":
        column = "phone"
    elif change == "key":
        sealer = Sealer(bytes(32))
    elif change == "bytes":
        sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    else:
        sealed = b"\x02" + sealed[1:]
    with pytest.raises(SealBroken):
        sealer.open(sealed, row, column)


def test_the_index_finds_equals_only() -> None:
    sealer = Sealer(KEY)
    assert sealer.index(NUMBER, "id_number") == sealer.index(NUMBER, "id_number")
    assert sealer.index(NUMBER, "id_number") != sealer.index(NUMBER, "phone")
    assert sealer.index(NUMBER, "id_number") != Sealer(bytes(32)).index(NUMBER, "id_number")


def test_what_an_older_key_sealed_still_opens() -> None:
    row = uuid4()
    sealed = Sealer(bytes(32)).seal(NUMBER, row, "id_number")
    renewed = Sealer(KEY, old=[bytes(32)])
    assert renewed.open(sealed, row, "id_number") == NUMBER
    with pytest.raises(SealBroken):
        Sealer(bytes(32)).open(renewed.seal(NUMBER, row, "id_number"), row, "id_number")
