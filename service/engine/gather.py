"""What has arrived at the end of a scope waits there as one token, however many tokens have come.

A reminder each day, or an event subprocess each time that something happens, leaves a token at the scope's end until
the scope ends. Tokens that arrived one after the other are merged at once, as the end would merge them later: those of
forks against the data of the fork that they come from, those of event subprocesses by putting one change behind the
other. Where that cannot be said without loss, they go on waiting one by one.
"""

from __future__ import annotations

import itertools
from typing import Any

from SpiffWorkflow.util.task import TaskState

from service.domain.outcome import JSON
from service.engine.faults import node_of
from service.engine.merge import fork_of, merge_branches

ENDS = "ends"  # on a token at the end: the end events of those that it stands for
_WAITING = TaskState.WAITING
_MISSING: Any = object()

Change = tuple[dict[str, JSON], dict[str, JSON]]


def gather(run: Any) -> None:
    """Make the tokens that wait at the end of a scope as few as they can be."""
    end = run.spec.end
    arrived = [task for task in run.tasks.values() if task.task_spec is end and task._state == _WAITING]
    if len(arrived) < 2:
        return
    arrived.sort(key=lambda task: task.internal_data["arrived"])
    beside = [task for task in arrived if getattr(task.parent.task_spec, "beside", False)]
    forked = [task for task in arrived if task not in beside]
    for other in forked[1:]:
        _join(run, forked[0], other)
    if beside:
        stays = beside[0]
        for other in beside[1:]:
            stays = stays if _follow(run, stays, other) else other


def _join(run: Any, first: Any, other: Any) -> None:
    """Let one token of a fork stand for two: its end event hangs on the fork, with what both have changed."""
    ends = [first.parent, other.parent]
    fork = fork_of(run.tasks, ends)
    merged = merge_branches(run.tasks, ends)
    reached = [*first.internal_data.get(ENDS, ()), node_of(other.parent), *other.internal_data.get(ENDS, ())]
    first.internal_data[ENDS] = [node for node in dict.fromkeys(reached) if node != node_of(first.parent)]
    last = first.parent
    last.data, first.data = merged, dict(merged)
    if last._parent != fork.id:
        last.parent._children.remove(last.id)
        last._parent = fork.id
        fork._children.append(last.id)
    _drop(run, other.parent)


def _follow(run: Any, first: Any, other: Any) -> bool:
    """Let the change of one event subprocess stand for two, the later behind the earlier; tell whether it can."""
    body, heard = first.parent, first.parent.parent
    later, began = other.parent, other.parent.parent
    if heard.task_spec.cancel_activity or began.task_spec.cancel_activity:
        return False
    change = compose((heard.data, body.data), (began.data, later.data))
    if change is None:
        return False
    heard.data, body.data = change
    first.data = dict(body.data)
    _drop(run, began)
    return True


def _drop(run: Any, task: Any) -> None:
    """Forget a task and all that comes after it."""
    if task._parent is not None:
        run.tasks[task._parent]._children.remove(task.id)
    todo = [task]
    while todo:
        gone = todo.pop()
        todo += [run.tasks[key] for key in gone._children]
        run.top_workflow.forget(gone)
        del run.tasks[gone.id]


def compose(first: Change, second: Change) -> Change | None:
    """Return one change (what was before, what after) that does what two do one after the other, or None."""
    (h1, e1), (h2, e2) = first, second
    before: dict[str, JSON] = {}
    after: dict[str, JSON] = {}
    for key in dict.fromkeys(itertools.chain(h1, e1, h2, e2)):
        one = (h1.get(key, _MISSING), e1.get(key, _MISSING))
        two = (h2.get(key, _MISSING), e2.get(key, _MISSING))
        both = _compose_values(one, two)
        if both is None:
            return None
        for said, value in zip((before, after), both, strict=True):
            if value is not _MISSING:
                said[key] = value
    return before, after


def _compose_values(one: tuple[Any, Any], two: tuple[Any, Any]) -> tuple[Any, Any] | None:
    if _same(*two):
        return one if one != (_MISSING, _MISSING) else two
    if _same(*one):
        return two
    (h1, e1), (h2, e2) = one, two
    if e1 is _MISSING or e2 is _MISSING:
        return None
    if isinstance(e2, dict):
        if all(isinstance(value, dict) for value in (h1, e1, h2)):
            return compose((h1, e1), (h2, e2))
        return (h1, e2) if h1 is _MISSING and _same(h2, e1) else None
    if isinstance(h2, list) and isinstance(e2, list) and e2[: len(h2)] == h2:
        if h1 is _MISSING and _same(h2, e1):
            return h1, e2
        grew = isinstance(h1, list) and isinstance(e1, list) and e1[: len(h1)] == h1
        return (h1, e1 + e2[len(h2) :]) if grew and (_same(h2, h1) or _same(h2, e1)) else None
    return _MISSING, e2  # whatever stood there


def _same(left: Any, right: Any) -> bool:
    return left is right or bool(left == right)
