"""Countersigning (会签): several people decide one step, and the property `sign` says when it is decided.

- `all`: everybody; `any`: the first to answer; `sequence`: one after another, everybody; `one`: nobody besides.
- `ratio:2/3`: as soon as that part of all signers agrees, or can no longer be reached. Who agrees is told by the result
  of the instance: the value that the property `agree` names (`agree` when it names none).

Signers can be added and removed while it runs. One who is added is equal to the others, stands last in the list that
the node runs over and in its results, and counts in the total from now on. One who is removed counts no more and leaves
no result; the list still tells that they were asked. Neither is a vote: the count is taken again at the next answer.
The last open signer stays, so that there is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from service.domain.errors import Conflict
from service.domain.outcome import JSON
from service.engine.data import copied

_RATIO: Final = re.compile(r"ratio:([1-9]\d{0,2})/([1-9]\d{0,2})", re.ASCII)
KINDS: Final = frozenset(("one", "all", "any", "sequence"))


@dataclass(frozen=True, slots=True)
class Sign:
    """A rule of countersigning: `part` of `whole` must agree; (0, 1) for the first answer, (1, 0) for everybody."""

    kind: str
    part: int = 1
    whole: int = 1
    agree: JSON = "agree"

    def decided(self, total: int, done: int, results: Sequence[JSON]) -> bool:
        """Tell whether nothing that is still to come can change the decision."""
        if done >= total:
            return True
        if self.kind != "ratio":
            return self.kind == "any" and done > 0
        agreed = sum(1 for result in results if _same(result, self.agree))
        reached = agreed * self.whole >= self.part * total
        possible = (agreed + total - done) * self.whole >= self.part * total
        return reached or not possible


def sign_of(properties: Mapping[str, str]) -> Sign | None:
    """Read the rule from a node's properties; None for a node that one person decides.

    Raises ValueError when it makes no sense.
    """
    text = properties.get("sign", "one").strip()
    if text in KINDS:
        return None if text == "one" else Sign(text)
    found = _RATIO.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        raise ValueError(text)
    return Sign("ratio", int(found[1]), int(found[2]), properties.get("agree", "agree"))


def add(task_id: UUID, items: Sequence[JSON]) -> Callable[[Any], None]:
    """Add signers to the countersign of which a task is an open instance."""

    def happen(case: Any) -> None:
        activity = _activity(case, task_id)
        spec, internal = activity.task_spec, activity.internal_data
        name = spec.data_input.bpmn_id
        known = activity.data[name]
        activity.data[name] = [*known, *(copied(item) for item in items)]
        internal["mi_total"] += len(items)
        if spec.parallel:
            for index, item in enumerate(items, len(known)):
                spec._create(activity, index, item)

    return happen


def remove(task_id: UUID) -> Callable[[Any], None]:
    """Take an open signer out of a countersign that has another one."""

    def happen(case: Any) -> None:
        activity = _activity(case, task_id)
        spec, internal = activity.task_spec, activity.internal_data
        child = next(each for each in activity.children if each.id == task_id)
        waiting = [each for each in activity.children if each is not child and _is_open(each)]
        following = internal["mi_next"] < len(activity.data[spec.data_input.bpmn_id])
        if not waiting and (spec.parallel or not following):
            raise Conflict("signer_last")
        internal["mi_total"] -= 1
        child.cancel()
        if not spec.parallel:
            key, item = spec._items(activity)[internal["mi_next"]]
            spec._create(activity, key, item)

    return happen


def _activity(case: Any, task_id: UUID) -> Any:
    """Return the countersign around an open instance of it, when people can be added to it."""
    task = next((run.tasks[task_id] for run in (case, *case.parts()) if task_id in run.tasks), None)
    if task is None or not task._state & TaskState.NOT_FINISHED_MASK:
        raise Conflict("task_not_ready", task=str(task_id))
    activity = task.parent
    if not _is_open(task) or activity.task_spec.sign is None or not isinstance(_input(activity), list):
        raise Conflict("signers_fixed")
    return activity


def _input(activity: Any) -> JSON:
    source = activity.task_spec.data_input
    return None if source is None else activity.data.get(source.bpmn_id)


def _is_open(task: Any) -> bool:
    return "mi_key" in task.internal_data and bool(task._state & TaskState.NOT_FINISHED_MASK)


def _same(left: JSON, right: JSON) -> bool:
    """Compare what the form gave with what the drawing names: a property is text, a result may be a truth value."""
    return left == right or (isinstance(left, bool) and str(left).lower() == right)
