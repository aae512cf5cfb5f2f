"""A fault inside a step, on its way from the place where it happened to Outcome.fault."""

from __future__ import annotations

from typing import Any

from service.domain.outcome import Fault


class StepFault(Exception):
    """The process failed; the step is undone and the fault is remembered as a value.

    Not a YangguangError: the caller did nothing wrong, and nothing is to be rolled back but this step.
    """

    def __init__(self, where: str, code: str, line: int | None = None, /, **params: Any) -> None:
        self.fault = Fault(node=where, line=line, code=code, params=params)
        super().__init__(where, code, params)


def node_of(task: Any) -> str:
    """Return the BPMN id of a SpiffWorkflow task."""
    return base_name(task.task_spec.name)


def name_of(task: Any) -> str:
    """Return what people call the node of a SpiffWorkflow task."""
    return str(getattr(task.task_spec, "bpmn_name", None) or node_of(task))


def base_name(spec_name: str) -> str:
    """Strip what SpiffWorkflow adds to the id of multi-instance children and boundary splits."""
    name = spec_name.removesuffix(" [child]")
    return name.removesuffix(".BoundaryEventSplit").removesuffix(".BoundaryEventJoin")


def fault_at(task: Any, code: str, line: int | None = None, **params: Any) -> StepFault:
    """Make the fault of a node; the sentence shows its name, the marker its id."""
    return StepFault(node_of(task), code, line, node=name_of(task), **params)
