"""Tasks are made when a token comes to them, not while it is still far away.

SpiffWorkflow predicts every task down to the end of the process and walks that tree at each step, so that a step costs
as much as the process is long. Here a task's children are made when it runs: a case holds where its tokens are, and no
more. The derived classes are made once per class of SpiffWorkflow's or ours.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState


class _Nearby:
    """Know only the next step; mixed in before a spec's own class."""

    def _predict(
        self, my_task: Any, seen: Any = None, looked_ahead: int = 0, mask: int = TaskState.PREDICTED_MASK
    ) -> None:
        """Predict nothing: what comes next is known when this task runs."""

    def _run(self, my_task: Any) -> Any:
        self._predict_hook(my_task)  # type: ignore[attr-defined]
        return super()._run(my_task)  # type: ignore[misc]


_derived: dict[Any, Any] = {}


def _nearby(kind: Any) -> Any:
    if kind not in _derived:
        _derived[kind] = type(kind.__name__, (_Nearby, kind), {"__module__": __name__})
    return _derived[kind]


def look_no_further(spec: Any) -> None:
    """Let every task of a process see one step ahead only."""
    for task_spec in spec.task_specs.values():
        if not isinstance(task_spec, _Nearby):
            task_spec.__class__ = _nearby(type(task_spec))
