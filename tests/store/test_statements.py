"""The statements of the hot path stay such that the driver and the server keep them prepared."""

from __future__ import annotations

import re
from itertools import product

import pytest
from psycopg import _queries

from service.store import instances, sessions
from service.store.steps import Parts, statement

PARTS = [Parts(*chosen) for chosen in product((False, True), repeat=7)]
STEPS = [statement(parts) for parts in PARTS if not (parts.waits and parts.pair)]


@pytest.mark.parametrize("sql", [*STEPS, instances.START, instances.LOCK_TASK, sessions.WHO])
def test_a_hot_statement_is_never_parsed_anew(sql: str) -> None:
    """A longer one, or one with more parameters, is parsed by psycopg at each call."""
    assert len(sql) <= _queries.MAX_CACHED_STATEMENT_LENGTH
    assert len(set(re.findall(r"%\((\w+)\)s", sql))) <= _queries.MAX_CACHED_STATEMENT_PARAMS
