"""Rule packs on their way into a release: read from YAML, held against what was released before, written down."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import yaml

from service.domain import clock
from service.domain.errors import InvalidDefinition, Problem
from service.domain.rule_releases import check_release
from service.domain.rule_schema import check_pack
from service.store import releases
from service.store import rule_packs as store
from service.store.database import Tx


def read(path: Path) -> bytes:
    """Read a pack from YAML and return it as JSON, in the order of the file: people read rules in the order of the law.

    Raises InvalidDefinition for what is no YAML and for a key that stands twice, which YAML would take silently.
    """
    try:
        parsed = yaml.load(path.read_text("utf-8"), _Strict)  # noqa: S506  # a SafeLoader
    except _Twice as twice:
        params: dict[str, Any] = {"key": twice.key, "line": twice.line}
        raise InvalidDefinition([Problem(f"{path.name}:{twice.line}", "pack_twice", params)]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise InvalidDefinition([Problem(f"{path.name}:{line}", "pack_unreadable", {"line": line})]) from error
    return orjson.dumps(parsed, default=str, option=orjson.OPT_NON_STR_KEYS)


class _Twice(Exception):
    def __init__(self, key: str, line: int) -> None:
        self.key, self.line = key, line


class _Strict(yaml.SafeLoader):
    # A day stays a text: the schema says what is wrong with one, the parser would only stop.
    yaml_implicit_resolvers = {  # noqa: RUF012  the loader's own contract
        first: [(tag, pattern) for tag, pattern in each if tag != "tag:yaml.org,2002:timestamp"]
        for first, each in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise _Twice(str(key.value), key.start_mark.line + 1)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def lint_file(path: Path) -> list[Problem]:
    """Return what is wrong with one pack as a file, key by key."""
    try:
        return check_pack(path.stem, orjson.loads(read(path)))
    except InvalidDefinition as refused:
        return list(refused.problems)


def settled(tx: Tx, tenant: int, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files with the bytes of the newest text for packs that say the same in another order or spacing."""
    wanted = {name: releases.parse_json(content) for path, content in files.items() if (name := store.pack_of(path))}
    rows = [row for row in store.latest(tx, tenant) if row["pack"] in wanted]
    texts = store.texts(tx, {row["checksum"] for row in rows})
    same = {row["pack"]: row["checksum"] for row in rows if texts[row["checksum"]] == wanted[row["pack"]]}
    return {**files, **releases.load_artifacts(tx, {store.path_of(name): checksum for name, checksum in same.items()})}


def kept(tx: Tx, tenant: int, files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the packs that a start leaves as they are: path -> checksum of the newest text.

    Those that nothing shipped replaces: the town's own, those of which the shipped text was released before and has
    been followed since, and those that the shipped text may not change. A start that refuses would help nobody.
    """
    wanted = {name: releases.parse_json(content) for path, content in files.items() if (name := store.pack_of(path))}
    rows = {row["pack"]: row for row in store.latest(tx, tenant)}
    texts = store.texts(tx, {row["checksum"] for row in rows.values()})
    past = {(row["pack"], row["checksum"]) for row in store.history(tx, tenant)}
    stay = set(rows) - set(wanted)
    for name, row in rows.items():
        if name not in wanted or wanted[name] == texts[row["checksum"]]:
            continue
        shipped = hashlib.sha256(files[store.path_of(name)]).hexdigest()
        barred = check_release({name: wanted[name]}, {name: texts[row["checksum"]]}, clock.today())
        if (name, shipped) in past or barred:
            stay.add(name)
    return {store.path_of(name): rows[name]["checksum"] for name in stay}


def check(tx: Tx, tenant: int, files: Mapping[str, bytes]) -> None:
    """Refuse packs that would change what past days were counted by.

    Raises InvalidDefinition.
    """
    wanted = {name: releases.parse_json(content) for path, content in files.items() if (name := store.pack_of(path))}
    if not wanted:
        return
    rows = store.latest(tx, tenant)
    texts = store.texts(tx, {row["checksum"] for row in rows})
    found = check_release(wanted, {row["pack"]: texts[row["checksum"]] for row in rows}, clock.today())
    if found:
        raise InvalidDefinition(found)


def record(
    tx: Tx, tenant: int, files: Mapping[str, bytes], manifest: Mapping[str, str], released_by: UUID | None
) -> None:
    """Write down which packs are released with a text of their own that was not the newest one."""
    packs = {
        name: (manifest[path], releases.parse_json(content))
        for path, content in files.items()
        if (name := store.pack_of(path))
    }
    store.record(tx, tenant, packs, clock.now(), released_by)
