"""The hash chain: whatever is altered, dropped, swapped or slipped in is found, and where."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import history
from service.domain.history import ChainRow

INSTANCE = UUID(int=7)
AT = datetime(2017, 4, 10, 1, 0, tzinfo=UTC)


def make_chain(length: int) -> list[ChainRow]:
    rows, head = [], history.GENESIS
    for seq in range(1, length + 1):
        salt, payload = bytes([seq]) * 16, history.canonical({"votes": seq})
        digest = history.commit(salt, payload)
        body = history.body(1, INSTANCE, seq, "task.completed", UUID(int=1), None, "ut_talk", AT.date(), AT, digest)
        head = history.link(head, body)
        rows.append(ChainRow(seq, body, head, salt, payload))
    return rows


def test_a_whole_chain() -> None:
    rows = make_chain(5)
    found = history.verify(rows, rows[-1].hash, 5)
    assert (found.ok, found.checked, found.broken_at, found.head) == (True, 5, None, rows[-1].hash)
    assert history.verify([]).ok


@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize(
    "change",
    [
        {"payload": b'{"votes":99}'},
        {"salt": bytes(16)},
        {"hash": bytes(32)},
        {"body": b"{}"},
        {"body": b"no json"},
        {"seq": 9},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_altered_row_is_found_where_it_is(at: int, change: dict[str, bytes]) -> None:
    rows = make_chain(5)
    rows[at] = replace(rows[at], **change)  # type: ignore[arg-type]
    found = history.verify(rows)
    assert (found.ok, found.broken_at, found.checked) == (False, at + 1, at)


def test_a_row_rewritten_with_a_fresh_hash_breaks_the_next() -> None:
    rows = make_chain(5)
    body = rows[2].body.replace(b"ut_talk", b"ut_gift")
    rows[2] = replace(rows[2], body=body, hash=history.link(rows[1].hash, body))
    assert history.verify(rows).broken_at == 4


def test_dropped_and_swapped_rows() -> None:
    rows = make_chain(5)
    assert history.verify(rows[1:]).broken_at == 1
    assert history.verify([*rows[:2], *rows[3:]]).broken_at == 3
    assert history.verify([rows[1], rows[0], *rows[2:]]).broken_at == 1


def test_a_cut_tail_is_seen_by_the_head_or_the_length() -> None:
    rows = make_chain(5)
    assert history.verify(rows[:4]).ok, "nothing within the rows can tell"
    assert history.verify(rows[:4], head=rows[4].hash).broken_at == 5
    assert history.verify(rows[:4], length=5).broken_at == 5


def test_an_erased_payload_keeps_the_chain() -> None:
    rows = make_chain(5)
    rows[1] = replace(rows[1], payload=None, salt=b"")
    assert history.verify(rows).ok


def test_one_value_has_one_text() -> None:
    here = {"b": 1, "a": ["组织", date(2017, 4, 10)], "n": UUID(int=1), "p": Decimal("1.5")}
    assert history.canonical(here) == history.canonical(dict(reversed(here.items())))
    assert history.canonical({"b": 1, "a": "组"}) == '{"a":"组","b":1}'.encode()
    with pytest.raises(ValueError, match="JSON compliant"):
        history.canonical(float("nan"))
    with pytest.raises(TypeError):
        history.canonical(object())


def test_the_same_moment_in_any_zone() -> None:
    shanghai = AT.astimezone(timezone(timedelta(hours=8)))
    assert history.instant(shanghai) == history.instant(AT) == "2017-04-10T01:00:00.000000Z"


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_canonical_text_reads_back(value: object) -> None:
    assert json.loads(history.canonical(value)) == value
