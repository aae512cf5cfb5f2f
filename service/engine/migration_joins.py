"""Joins of the new release, seen from where a case stands: will everything that has to meet there still meet?

A case that has passed a fork has the branches of the old release, no others. So a join of the new release may not wait
for a branch that was drawn in later, branches that were to meet may not go their separate ways, and steps that are open
side by side may not have become one after the other. All this is reachability on the drawn flows; where the old release
already had the same flaw, the migration is not to blame.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.util.task import TaskState

from service.domain.migration import Found
from service.engine.events import listens
from service.engine.faults import base_name
from service.engine.joins import AndGateway, OrGateway

if TYPE_CHECKING:
    from service.engine.migration import Move, Run
    from service.engine.model import Model


@dataclass(frozen=True, slots=True)
class Token:
    """Where a token stands in both releases; `source` is the node it came from (in both) when it waits at a join."""

    old: str
    new: str
    source: tuple[str, str | None] | None = None


def joins_in_the_way(move: Move) -> Iterator[Found]:
    """Find what would wait for ever, or be done twice, after a move."""
    for run in move.runs:
        tokens = list(_tokens(move, run))
        yield from _starved(move, run, tokens)
        yield from _lost(move, run, tokens)
        yield from _one_after_the_other(move, run, tokens)


def _tokens(move: Move, run: Run) -> Iterator[Token]:
    for task in run.tasks.values():
        spec = task.task_spec
        if task._state & TaskState.FINISHED_MASK or task.id not in run.specs:
            continue
        if spec.bpmn_id is None or isinstance(spec, BoundaryEvent) or spec.name.endswith(" [child]") or listens(spec):
            continue
        source = None
        if isinstance(spec, AndGateway | OrGateway):
            source = (task.parent.task_spec.name, run.inputs.get(task.id))
        yield Token(spec.name, run.specs[task.id].name, source)


def reach(specs: Any, start: str, block: str | None = None, meetings: bool = True) -> set[str]:
    """Return the specs a token can come to, its own place included: not through `block`, through joins if wanted."""
    seen: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name in seen or name == block:
            continue
        seen.add(name)
        if meetings or name == start or not is_meeting(specs[name]):
            todo.extend(specs[name]._outputs)
    return seen


def is_meeting(spec: Any) -> bool:
    """Tell whether branches meet at a spec."""
    return isinstance(spec, AndGateway | OrGateway) and len(spec._inputs) > 1


def _starved(move: Move, run: Run, tokens: list[Token]) -> Iterator[Found]:
    """Find joins that would wait for a branch which this case does not have."""
    old, new = run.old.task_specs, run.new.task_specs
    back = {move.name_in(run, name): name for name, spec in old.items() if isinstance(spec, AndGateway)}
    for name, join in new.items():
        if not isinstance(join, AndGateway) or len(join._inputs) < 2:
            continue
        came = {token.source[1] for token in tokens if token.source and token.new == name}
        missing = _missing(new, name, [token.new for token in tokens if token.new != name], came)
        if not missing:
            continue
        before = back.get(name)
        if before is not None:
            came = {token.source[0] for token in tokens if token.source and token.old == before}
            if _missing(old, before, [token.old for token in tokens if token.old != before], came):
                continue
        sources = "、".join(_named(move.new, run.new, source) for source in sorted(missing))
        yield _found(move.new, run.new, "join_starved", name, sources=sources)


def _missing(specs: Any, join: str, places: list[str], came: set[Any]) -> set[str]:
    """Return the flows of a join that no token feeds, when others are fed."""
    inputs = set(specs[join]._inputs)
    fed = came & inputs
    for place in places:
        fed |= reach(specs, place, join) & inputs
    return inputs - fed if fed else set()


def _lost(move: Move, run: Run, tokens: list[Token]) -> Iterator[Found]:
    """Find joins at which tokens were to meet and now would not."""
    old, new = run.old.task_specs, run.new.task_specs
    for name, join in old.items():
        if not is_meeting(join):
            continue
        meeting = [token for token in tokens if name in reach(old, token.old)]
        if len(meeting) < 2:
            continue
        now = move.name_in(run, name)
        same = now is not None and type(new[now]) is type(join)
        if not same or any(now not in reach(new, token.new) for token in meeting):
            yield _found(move.old, run.old, "join_lost", name)


def _one_after_the_other(move: Move, run: Run, tokens: list[Token]) -> Iterator[Found]:
    """Find open steps of which one has come to lie behind the other."""
    old, new = run.old.task_specs, run.new.task_specs
    for first in tokens:
        before = after = None
        for second in tokens:
            if second.new == first.new or second.source is not None:
                continue
            after = after or reach(new, first.new, meetings=False)
            if second.new in after:
                before = before or reach(old, first.old, meetings=False)
                if second.old not in before:
                    other = _named(move.new, run.new, second.new)
                    yield _found(move.new, run.new, "order_changed", first.new, other=other)


def _found(model: Model, spec: Any, code: str, name: str, **params: Any) -> Found:
    place = model.place(spec.name, base_name(name))
    return Found(code, base_name(name), place.process if place else "", {"name": _named(model, spec, name), **params})


def _named(model: Model, spec: Any, name: str) -> str:
    place = model.place(spec.name, base_name(name))
    return place.name if place else base_name(name)
