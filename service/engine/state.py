"""The state of an instance as bytes: what cannot be derived from the release, and nothing else.

One row per task; data as the difference to the parent task; user data never passes SpiffWorkflow's registry, so no key
of it can mean anything. First byte: format version. Every version ever shipped keeps a fixture in tests/engine.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec
import zstandard
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from service.domain.errors import EngineFault, InstanceEnded
from service.domain.outcome import JSON
from service.engine.model import Model
from service.engine.prune import prune
from service.engine.workflow import Case, Part, ScriptEngine

VERSION = 1
MAX_STATE = 32 * 2**20  # decompressed; a blob that claims more is broken
_NAMED = TaskState.WAITING | TaskState.READY | TaskState.STARTED  # tasks that somebody outside may know by id
_LEVEL = 3
_COLUMNS = 8

_encoder, _decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder()


class _Zstd(threading.local):
    """Compression contexts must not be shared between threads."""

    def __init__(self) -> None:
        self.pack = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
        self.unpack = zstandard.ZstdDecompressor()


_zstd = _Zstd()


def dump(case: Case) -> bytes:
    """Return the state of an instance, of an ended one only that it has ended; the case is of no use afterwards."""
    if case.completed:
        return bytes([VERSION]) + _zstd.pack.compress(_encoder.encode([case.process]))
    parts = [(parent, part) for part in case.subprocesses.values() if (parent := _open_parent(case, part))]
    for run in (case, *(part for _, part in parts)):
        prune(run)
    names: dict[str, int] = {}
    rows = _rows(case, names)
    saved = [[parent.id.bytes, part.spec.name, _rows(part, names)] for parent, part in parts]
    body = [case.process, list(names), rows, saved]
    return bytes([VERSION]) + _zstd.pack.compress(_encoder.encode(body))


def _open_parent(case: Case, part: Part) -> Any:
    """Return the task that a part belongs to; None when it is finished, and the part is history."""
    parent = case.get_task_from_id(part.parent_task_id)
    return None if parent._state & TaskState.FINISHED_MASK else parent


def load(blob: bytes, model: Model, engine: ScriptEngine) -> Case:
    """Return the instance in memory; its specs come from the release, never from the blob."""
    process, names, rows, saved = _decode(blob)
    case = Case(model, process, engine, loading=True)
    _fill(case, names, rows)
    for parent_id, spec_name, part_rows in saved:
        task_id = UUID(bytes=parent_id)
        part = Part(model.specs[spec_name], parent_task_id=task_id, top_workflow=case, deserializing=True)
        _fill(part, names, part_rows)
        case.subprocesses[task_id] = part
        parent = case.get_task_from_id(task_id)
        part.completed_event.connect(parent.task_spec._on_subworkflow_completed, parent)
    return case


def renamed(blob: bytes, names: Mapping[UUID, UUID]) -> bytes:
    """Return a state in which tasks go by other ids."""
    if not names:
        return blob
    process, known, rows, saved = _decode(blob)
    new = {old.bytes: name.bytes for old, name in names.items()}
    for run in (rows, *(part_rows for _, _, part_rows in saved)):
        for row in run:
            row[0] = new.get(row[0], row[0])
    parts = [[new.get(parent, parent), spec, part_rows] for parent, spec, part_rows in saved]
    return bytes([VERSION]) + _zstd.pack.compress(_encoder.encode([process, known, rows, parts]))


def _decode(blob: bytes) -> tuple[str, list[str], list[Any], list[Any]]:
    if not blob:
        raise EngineFault("state_broken")
    if blob[0] > VERSION:
        raise EngineFault("state_too_new", version=blob[0], known=VERSION)
    try:
        body = _decoder.decode(_zstd.unpack.decompress(blob[1:], max_output_size=MAX_STATE))
    except (zstandard.ZstdError, msgspec.DecodeError) as error:
        raise EngineFault("state_broken") from error
    if len(body) == 1:
        raise InstanceEnded()
    process, names, rows, saved = body
    return process, names, rows, saved


def _rows(run: Case | Part, names: dict[str, int]) -> list[Any]:
    """Return a row per task: id or None, parent, name, state, triggered, internal, updates, deletions."""
    index: dict[UUID, int] = {}
    rows: list[Any] = []
    for task in run.tasks.values():
        parent = run.tasks.get(task._parent) if task._parent is not None else None
        updates, deletions = _difference(task.data, parent.data if parent is not None else {})
        index[task.id] = len(rows)
        row = [
            task.id.bytes if task._state & _NAMED else None,
            -1 if parent is None else index[parent.id],
            names.setdefault(task.task_spec.name, len(names)),
            task._state,
            task.triggered,
            task.internal_data or None,
            updates or None,
            deletions or None,
        ]
        while row[-1] is None:
            row.pop()
        rows.append(row)
    return rows


def _difference(data: dict[str, JSON], parent: dict[str, JSON]) -> tuple[dict[str, JSON], list[str]]:
    updates = {k: v for k, v in data.items() if k not in parent or (parent[k] is not v and not _same(parent[k], v))}
    return updates, [key for key in parent if key not in data]


def _same(left: JSON, right: JSON) -> bool:
    """Compare strictly: for Python 1, 1.0 and True are equal, in data they are not."""
    if type(left) is not type(right):
        return False
    if type(left) is dict:
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    if type(left) is list:
        return len(left) == len(right) and all(map(_same, left, right))
    return bool(left == right)


def _fill(run: Case | Part, names: list[str], rows: list[Any]) -> None:
    """Make the tasks of a run from its rows."""
    made: list[Any] = []
    for row in rows:
        full: list[Any] = [*row, *[None] * (_COLUMNS - len(row))]
        task_id, parent_index, name, state, triggered, internal, updates, deletions = full
        task = Task.__new__(Task)
        parent = made[parent_index] if parent_index >= 0 else None
        task.id = UUID(bytes=task_id) if task_id else uuid4()
        task.workflow, task.task_spec = run, run.spec.task_specs[names[name]]
        task._state, task.triggered, task.thread_id, task.last_state_change = state, triggered, 0, 0.0
        task._children, task.internal_data = [], internal or {}
        task._parent = None if parent is None else parent.id
        task.data = dict(parent.data) if parent is not None else {}
        task.data.update(updates or {})
        for key in deletions or ():
            task.data.pop(key, None)
        if parent is not None:
            parent._children.append(task.id)
        run.tasks[task.id] = task
        made.append(task)
        if state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
            run.top_workflow.event_manager.add_task(task)
    run.task_tree = made[0]
