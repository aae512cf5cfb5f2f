"""What branches bring back to a join, without loss.

Every branch is compared with the data at the fork: a variable changed in one branch is taken, dicts are merged key by
key, lists that both branches extended keep both tails. Where two branches set the same value, the later arrival wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.domain.outcome import JSON

_MISSING = object()


def merge_branches(tasks: Mapping[UUID, Any], ends: list[Any]) -> dict[str, JSON]:
    """Merge the data of the branches' last tasks, given in the order of arrival.

    An event subprocess (scopes.py) is no branch of a fork: it began with a copy, and what it changed in it is added.
    """
    beside = [end for end in ends if getattr(end.task_spec, "beside", False)]
    branches = [end for end in ends if end not in beside] or [beside.pop(0)]
    merged = _merge_forked(tasks, branches)
    for end in beside:
        merged = merge_dicts(end.parent.data, merged, end.data)
    return merged


def _merge_forked(tasks: Mapping[UUID, Any], ends: list[Any]) -> dict[str, JSON]:
    if len(ends) == 1:
        return dict(ends[0].data)
    base: dict[str, JSON] = fork_of(tasks, ends).data
    merged = dict(base)
    for end in ends:
        merged = merge_dicts(base, merged, end.data)
    return merged


def fork_of(tasks: Mapping[UUID, Any], ends: list[Any]) -> Any:
    """Return the last task that all branches come from."""
    common = _line(tasks, ends[0])
    for end in ends[1:]:
        line = set(_line(tasks, end))
        common = [task_id for task_id in common if task_id in line]
    return tasks[common[0]]


def _line(tasks: Mapping[UUID, Any], task: Any) -> list[UUID]:
    """Return a task and its ancestors, nearest first; a loop, because a long case is deeper than Python's stack."""
    line = [task.id]
    while task._parent is not None:
        task = tasks[task._parent]
        line.append(task.id)
    return line


def merge_dicts(base: dict[str, JSON], ours: dict[str, JSON], theirs: dict[str, JSON]) -> dict[str, JSON]:
    """Apply what `theirs` changed since `base` to `ours`; values are shared, containers that change are new."""
    merged = dict(ours)
    for key, value in theirs.items():
        before = base.get(key, _MISSING)
        if before is not value and before != value:
            merged[key] = _merge_values(before, merged.get(key, _MISSING), value)
    for key, before in base.items():
        if key not in theirs and key in merged and merged[key] == before:
            del merged[key]
    return merged


def _merge_values(base: Any, ours: Any, theirs: Any) -> JSON:
    if type(ours) is dict and type(theirs) is dict:
        return merge_dicts(base if type(base) is dict else {}, ours, theirs)
    if type(base) is list and type(ours) is list and type(theirs) is list:
        size = len(base)
        if ours[:size] == base and theirs[:size] == base:
            return ours + theirs[size:]
    return theirs
