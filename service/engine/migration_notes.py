"""What an organizer has to know about the places of a case: may it stand there, what changes, what stays as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from service.engine.activities import Call, OperatorTask, OwnInstance, Subprocess
from service.engine.events import due_at, is_message
from service.engine.faults import StepFault, base_name
from service.engine.instances import ParallelInstances, SequentialInstances
from service.engine.joins import AndGateway, OrGateway
from service.engine.migration_joins import reach
from service.engine.model import Model
from service.engine.samples import variables
from service.engine.times import TOWN_ZONE
from service.engine.xml import NodeInfo

if TYPE_CHECKING:
    from service.engine.migration import Move, Run
    from service.engine.step import Waits
    from service.engine.workflow import Case

# What says to whom a task goes, and what says until when.
ADDRESS = ("role", "scope", "organization", "exclude")
TERM = ("due", "earliest")

Said = tuple[str, dict[str, Any]]


def why_not_same(move: Move, run: Run, task: Any, target: Any) -> Said | None:
    """Return why an open task may not stand at a spec of the new release, or None when it may."""
    spec = task.task_spec
    was = move.old.place(run.old.name, base_name(spec.name))
    now = move.new.place(run.new.name, base_name(target.name))
    if was is None or now is None or was.kind != now.kind:
        return "kind_changed", {"old": was.kind if was else "", "new": now.kind if now else ""}
    if _several(spec) != _several(target) or type(spec) is not type(target):
        called = isinstance(spec, OwnInstance | Call) and isinstance(target, OwnInstance | Call)
        return ("call_changed" if called else "several_changed"), {}
    if _event(spec) is not _event(target):
        return "kind_changed", {"old": _event(spec).__name__, "new": _event(target).__name__}
    if _changed_call(move, spec, target):
        return "call_changed", {}
    if isinstance(spec, AndGateway | OrGateway):
        return _arrival(move, run, task, target)
    return None


def _arrival(move: Move, run: Run, task: Any, target: Any) -> Said | None:
    """Find the flow of the new join that a token which has arrived at the old one stands for.

    A step that was drawn in between is skipped: what the branch had to do, it has done.
    """
    source = task.parent.task_spec.name
    name = move.name_in(run, source)
    if name is not None and name in target._inputs:
        run.inputs[task.id] = name
        return None
    ways = sorted(reach(run.new.task_specs, name, target.name) & set(target._inputs)) if name else []
    if len(ways) == 1:
        run.inputs[task.id] = ways[0]
        skipped = move.new.place(run.new.name, base_name(ways[0]))
        move.say("arrival_skips", run, task, skipped=skipped.name if skipped else ways[0])
        return None
    if isinstance(task.task_spec, OrGateway):
        return None  # it waits for whoever can still come, not for a number
    place = move.old.place(run.old.name, base_name(source))
    return "arrival_lost", {"source": place.name if place else base_name(source)}


def _several(spec: Any) -> tuple[Any, ...] | None:
    """Return how an activity is done several times; half done, this may not change."""
    if not isinstance(spec, ParallelInstances | SequentialInstances):
        return None
    data = [item and item.bpmn_id for item in (spec.data_input, spec.input_item)]
    return (spec.parallel, *data, spec.data_output is not None and spec.output_item is not None)


def _event(spec: Any) -> type:
    return type(getattr(spec, "event_definition", None))


def _changed_call(move: Move, spec: Any, target: Any) -> bool:
    if isinstance(spec, OwnInstance):
        return bool(spec.called != target.called)
    if isinstance(spec, OperatorTask) and spec.operation_name in move.old.connectors:
        return spec.operation_name != target.operation_name or target.operation_name not in move.new.connectors
    if isinstance(spec, Call):
        return bool(spec.spec != target.spec) or target.spec not in move.new.specs
    return isinstance(spec, Subprocess) and target.spec not in move.new.specs


def arm(task: Any, now: datetime) -> Said | None:
    """Begin to wait at a new boundary event, by the engine's clock; return what there is to say about it.

    Raises StepFault when its moment or its key cannot be computed.
    """
    definition = task.task_spec.event_definition
    if is_message(task):
        definition.update_task(task)
        return "message_armed", {}
    if not hasattr(definition, "arm"):
        return None
    definition.arm(task)
    due = due_at(task)
    assert due is not None
    shown = due.astimezone(TOWN_ZONE).strftime("%Y-%m-%d %H:%M")
    return ("timer_overdue" if due <= now else "timer_armed"), {"due": shown}


def notes_on(move: Move, before: Waits, was: Mapping[UUID, tuple[Any, str]], built: Case) -> frozenset[UUID]:
    """Say what changes about the waits that stay; return the tasks whose post has changed."""
    readdressed = set()
    runs = {run.new.name: run for run in move.runs}
    for workflow in (built, *built.subprocesses.values()):
        run = runs[workflow.spec.name]
        for task in workflow.tasks.values():
            if task.id not in was:
                continue
            spec, scope = was[task.id]
            if task.id in before.tasks:
                old = move.old.place(scope, base_name(spec.name))
                new = move.new.place(run.new.name, base_name(task.task_spec.name))
                if old is not None and new is not None:
                    for code, params in _task_notes(move, old, new):
                        move.say_new(code, run, task, **params)
                    if _differ(old, new, ADDRESS):
                        readdressed.add(task.id)
            else:
                _wait_notes(move, run, task, spec)
    return frozenset(readdressed)


def _differ(old: NodeInfo, new: NodeInfo, names: tuple[str, ...]) -> bool:
    return any(old.properties.get(name) != new.properties.get(name) for name in names)


def _task_notes(move: Move, old: NodeInfo, new: NodeInfo) -> Iterator[Said]:
    if _differ(old, new, ADDRESS):
        yield "role_changed", {}
    if _differ(old, new, TERM):
        yield "due_kept", {}
    before, after = _form(move.old, old), _form(move.new, new)
    if before != after:
        had, has = _fields(before), _fields(after)
        added = "、".join(title for name, title in has.items() if name not in had)
        gone = "、".join(title for name, title in had.items() if name not in has)
        yield "form_changed", {"added": added or "—", "gone": gone or "—"}


def _form(model: Model, node: NodeInfo) -> Mapping[str, Any]:
    found: Mapping[str, Any] = model.bundle.forms.get(node.properties.get("form", ""), {})
    return found


def _fields(form: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(drawn.get("title") or name) for name, drawn, _ in variables(form.get("schema") or {})}


def _wait_notes(move: Move, run: Run, task: Any, spec: Any) -> None:
    """Compare a running timer or an awaited message with what the new release draws; a new key is computed."""
    old, new = spec.event_definition, task.task_spec.event_definition
    if getattr(spec, "cancel_activity", None) != getattr(task.task_spec, "cancel_activity", None):
        move.say_new("interrupting_changed", run, task)
    if not is_message(task):
        if old.expression.strip() != new.expression.strip():
            move.say_new("timer_kept", run, task)
    elif (old.name, _key(spec)) != (new.name, _key(task.task_spec)):
        task.internal_data.pop("key", None)
        try:
            new.update_task(task)
        except StepFault:
            move.say_new("arm_failed", run, task)
        move.say_new("message_changed", run, task)


def _key(spec: Any) -> str | None:
    found: str | None = ((spec.extensions or {}).get("properties") or {}).get("key")
    return found
