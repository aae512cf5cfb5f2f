"""What is still missing before requests can be answered."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from alembic.script import ScriptDirectory

from service.store.database import Tx


def missing(tx: Tx) -> list[str]:
    """Return what is not there yet: the newest schema, a released process."""
    if tx.value("select to_regclass('alembic_version')::text") is None:
        return ["schema"]
    if tx.value("select version_num from alembic_version") != _head():
        return ["schema"]
    return [] if tx.value("select exists (select 1 from release where status = 'released')") else ["processes"]


@lru_cache(maxsize=1)
def _head() -> str | None:
    return ScriptDirectory(str(Path(__file__).parent / "migrations")).get_current_head()
