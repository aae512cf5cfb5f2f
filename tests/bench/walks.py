"""One model walked through task by task, each time loaded, stepped and saved, as a request does it: ours and plain."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

from tests.engine.conftest import Desk

Answer = Callable[[str, int], Mapping[str, Any]]


@dataclass(frozen=True)
class Case:
    """A model to walk through: its files, its start data, what is answered at a node, and how many tasks there are."""

    name: str
    file: bytes
    tasks: int
    answer: Answer
    data: Mapping[str, Any] = field(default_factory=dict)
    tables: tuple[bytes, ...] = ()


@dataclass
class Walk:
    """What was measured: the CPU of each step in µs, the size of the state after it, and how it came to an end."""

    costs: list[float]
    sizes: list[int]
    ended: bool
    note: str = ""

    @property
    def cost(self) -> float:
        """Return the CPU of a completed task, load and save included."""
        return statistics.fmean(self.costs)

    @property
    def largest(self) -> int:
        """Return the largest state."""
        return max(self.sizes)

    def around(self, number: int) -> float:
        """Return what the steps around one of them cost."""
        return statistics.median(self.costs[max(0, number - 10) : number + 10])


def ours(desk: Desk, case: Case) -> Walk:
    """Walk through a case behind our wall."""
    model = desk.model(case.file, tables=case.tables)
    run = desk.run(model, **case.data)
    walk = Walk([], [], False)
    while not run.ended:
        node = min(task.node for task in run.tasks.values())
        variables = case.answer(node, len(walk.costs))
        began = time.process_time()
        run.do(node, **variables)
        walk.costs.append((time.process_time() - began) * 1e6)
        walk.sizes.append(len(run.state))
    walk.ended = True
    return walk


def plain(case: Case, seconds: float) -> Walk:
    """Walk through a case with SpiffWorkflow alone and its own serializer; give up after some seconds of CPU."""
    parser = SpiffBpmnParser()
    parser.add_bpmn_str(case.file.replace(b">P3D<", b'>"P3D"<'))
    for table in case.tables:
        parser.add_dmn_str(table)
    spec, parts = parser.get_spec("proc_a"), parser.get_subprocess_specs("proc_a")
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
    walk = Walk([], [], False)
    end = time.process_time() + seconds
    workflow = BpmnWorkflow(spec, parts)
    workflow.task_tree.data.update(case.data)
    workflow.do_engine_steps()
    text = serializer.serialize_json(workflow)
    walk.sizes.append(len(text))
    while True:
        began = time.process_time()
        if began > end:
            walk.note = f"given up after {len(walk.costs):,} tasks and {seconds:.0f} s"
            return walk
        workflow = serializer.deserialize_json(text)
        workflow.refresh_timers()
        workflow.do_engine_steps()
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
        if not ready:
            walk.ended = workflow.is_completed()
            if len(walk.costs) < case.tasks:
                walk.note = f"STALLS after {len(walk.costs):,} tasks, without an error"
            return walk
        task = min(ready, key=lambda found: found.task_spec.name)
        task.data.update(case.answer(task.task_spec.name, len(walk.costs)))
        task.run()
        workflow.do_engine_steps()
        text = serializer.serialize_json(workflow)
        walk.costs.append((time.process_time() - began) * 1e6)
        walk.sizes.append(len(text))
