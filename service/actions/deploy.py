"""Deploy diagrams: parse and lint first, then pin a process with everything it needs as a release.

Parsing and the trial on sample data need no database, so a bad file never holds a connection and changes nothing. The
same bytes again are no new release and are not tried again, so a node may deploy what it ships at every start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from service.actions import operators, rule_packs
from service.connectors import contracts
from service.desk import bundle_of, rulebook
from service.domain import clock
from service.engine import Engine, Finding, Model
from service.store import drafts, releases
from service.store.database import Database, Row, Tx


@dataclass(frozen=True, slots=True)
class Deployed:
    """What became of one process: its version, and whether it is new."""

    process_key: str
    release_id: UUID
    version: int
    changed: bool


def read_files(bpmn: Path, forms: Path) -> dict[str, bytes]:
    """Read diagrams, tables, forms and rule packs from their folders; rule packs become JSON."""
    files: dict[str, bytes] = {}
    for path in sorted(bpmn.rglob("*")):
        if path.suffix in (".bpmn", ".dmn"):
            files[path.relative_to(bpmn).as_posix()] = path.read_bytes()
        elif path.suffix == ".yaml" and path.parent.name == "rules":
            files[f"rules/{path.stem}.rules.json"] = rule_packs.read(path)
    for path in sorted(forms.glob("*.json")):
        files[f"forms/{path.name}"] = path.read_bytes()
    return files


def deploy(
    db: Database,
    engine: Engine,
    tenant: int,
    files: Mapping[str, bytes],
    actor: UUID | None,
    also: Callable[[Tx, list[Deployed]], None] | None = None,
) -> list[Deployed]:
    """Release every process of a set of files; all of them or, when one is wrong, none. `also` is of the same commit.

    Raises InvalidDefinition with every problem found, a rule pack changed for days that are past among them.
    """
    with db.transaction() as tx:
        files = rule_packs.settled(tx, tenant, files)
    bundle = bundle_of(files)
    model = engine.parse(bundle, tried=True)
    rulebook(model)
    parts = {key: _part(files, model, key) for key in sorted(model.processes)}
    checksums = {key: bundle_of(part).checksum for key, part in parts.items()}
    with db.transaction() as tx:
        rule_packs.check(tx, tenant, files)
        known = all(_is_current(releases.current(tx, tenant, key), checksum) for key, checksum in checksums.items())
    if not known:  # what was released before was tried before
        engine.try_out(bundle)
    with db.transaction() as tx:
        releases.lock_keys(tx, tenant)
        rule_packs.check(tx, tenant, files)
        manifest = releases.save_artifacts(tx, files)
        rule_packs.record(tx, tenant, files, manifest, actor)
        done = []
        for key, part in parts.items():
            pinned = {path: manifest[path] for path in sorted(part)}
            current = releases.current(tx, tenant, key)
            if current is not None and _is_current(current, checksums[key]):
                done.append(Deployed(key, current["id"], current["version"], False))
                continue
            info = model.processes[key]
            properties: dict[str, Any] = {**info.properties, "documentation": info.documentation}
            release_id = releases.add(
                tx, tenant, key, info.name, checksums[key], pinned, properties, clock.now(), actor
            )
            version = (current["version"] if current else 0) + 1
            done.append(Deployed(key, release_id, version, True))
        if also is not None:
            also(tx, done)
        return done


def ship(db: Database, engine: Engine, tenant: int, files: Mapping[str, bytes]) -> list[Deployed]:
    """Release what is shipped, at every start; what the town has released itself stays (drafts, rule packs).

    Without this a restart would undo what two people have decided. `yangguang deploy` does replace it, on purpose.
    """
    with db.transaction() as tx:
        own = {**drafts.own_files(tx, tenant), **rule_packs.kept(tx, tenant, files)}
        kept = releases.load_artifacts(tx, own)
    return deploy(db, engine, tenant, {**files, **kept}, None)


def _is_current(row: Row | None, checksum: str) -> bool:
    return row is not None and bytes(row["checksum"]).hex() == checksum


def _part(files: Mapping[str, bytes], model: Model, key: str) -> dict[str, bytes]:
    """Return the files that one process needs: itself, what it calls, their forms and tables, the rule packs."""
    called = _called(model, key)
    diagrams = {model.processes[k].file for k in called}
    text = b"".join(files[path] for path in diagrams)
    forms = {
        form
        for k in called
        for form in (
            model.processes[k].properties.get("start_form"),
            *(node.properties.get("form") for node in model.nodes[k].values()),
        )
    }

    def needed(path: str) -> bool:
        stem = path.rsplit("/", 1)[-1].split(".", 1)[0]
        if path.endswith(".dmn"):
            # A table stands in a file of its own name; a diagram names it as calledDecisionId.
            return f">{stem}<".encode() in text
        return path in diagrams or path.startswith("rules/") or (path.startswith("forms/") and stem in forms)

    return {path: content for path, content in files.items() if needed(path)}


def _called(model: Model, key: str) -> list[str]:
    found, todo = [key], [key]
    while todo:
        for callee in sorted({node.called for node in model.nodes[todo.pop()].values() if node.called}):
            if callee in model.processes and callee not in found:
                found.append(callee)
                todo.append(callee)
    return found


def lint(files: Mapping[str, bytes]) -> list[Finding]:
    """Return what is wrong with files that somebody wants to deploy, without touching a database."""
    known = operators.examples()
    engine = Engine(clock.now, operators=known, connectors=contracts(), examples=known)
    return engine.lint(bundle_of(files))


def lint_pack(path: Path) -> list[Finding]:
    """Return what is wrong with one rule pack as a file, key by key."""
    return [
        Finding("rule-pack", "error", path.name, problem.pointer, None, problem.message_zh, problem.message_en)
        for problem in rule_packs.lint_file(path)
    ]
