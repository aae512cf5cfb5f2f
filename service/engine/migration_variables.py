"""Which variables the rest of a process asks for that a case does not have: known while it is still only tried.

Everything that a case can still come to is looked at: forms, scripts, operators and tables ahead set variables, and
conditions, scripts and parameters ahead ask for them. What a case lacks was set behind it in the new release.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from service.domain.migration import Found
from service.engine.lint_names import LOOP, PYTHON, Known, learn, sources
from service.engine.model import Model
from service.engine.scripts import MAX_SCRIPT, EvaluationFailed, names
from service.engine.xml import local, q, read_files

if TYPE_CHECKING:
    from service.engine.migration import Move


@dataclass(slots=True)
class Usage:
    """What one node or flow sets and asks for; `open` when a message may bring anything."""

    sets: set[str] = field(default_factory=set)
    asks: set[str] = field(default_factory=set)
    open: bool = False


_known: weakref.WeakKeyDictionary[Model, dict[str, dict[str, Usage]]] = weakref.WeakKeyDictionary()


def missing_variables(move: Move) -> list[Found]:
    """Find what the rest of the process asks for and neither has nor will have."""
    usage = _usage(move.new)
    ahead = _ahead(move.new, _places(move))
    had = {name for run in move.runs for task in run.tasks.values() for name in task.data}
    used = [(process, key, usage[process][key]) for process, key in sorted(ahead) if key in usage.get(process, {})]
    if any(each.open for _, _, each in used):
        return []
    known = had | Known().names | LOOP | PYTHON | {name for _, _, each in used for name in each.sets}
    found = []
    for process, key, each in used:
        for variable in sorted(each.asks - known):
            node = move.new.nodes[process].get(key)
            flow = move.new.drawings[process].flows.get(key)
            source = move.new.nodes[process].get(flow.source) if flow else None
            name = node.name if node else (flow.name if flow else "") or (source.name if source else key)
            found.append(Found("variable_missing", key, process, {"name": name, "variable": variable}))
    return found


def strangers_kept_out(move: Move) -> list[Found]:
    """Find steps ahead that keep out whoever did a step which this case has never had: it has another id there."""
    ahead = _ahead(move.new, _places(move))
    known = {node for nodes in move.old.nodes.values() for node in nodes} | set(move.mapping.values())
    known |= {key for _, key in ahead}
    found = []
    for process, key in sorted(ahead):
        node = move.new.nodes[process].get(key)
        for other in (node.properties.get("exclude", "") if node else "").split(","):
            named = move.new.nodes[process].get(other.strip())
            if node and named and other.strip() not in known:
                found.append(Found("exclude_unknown", key, process, {"name": node.name, "other": named.name}))
    return found


def _places(move: Move) -> Iterable[tuple[str, str]]:
    for one in move.moved:
        yield one.to_process, one.to


def _ahead(model: Model, places: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the nodes and flows that can still be reached, called processes and subprocesses included."""
    seen: set[tuple[str, str]] = set()
    todo = list(places)
    while todo:
        process, key = todo.pop()
        drawing = model.drawings[process]
        node = drawing.nodes.get(key)
        if (process, key) in seen or node is None:
            continue
        seen.add((process, key))
        for flow in drawing.flows.values():
            if flow.source == key:
                seen.add((process, flow.id))
                todo.append((process, flow.target))
        inside = [each.id for each in drawing.nodes.values() if each.parent == key or each.attached_to == key]
        todo += [(process, each) for each in inside]
        if node.parent:
            todo.append((process, node.parent))
        if node.called is not None and node.called in model.drawings and node.properties.get("instance") != "own":
            todo += [(node.called, each) for each in model.drawings[node.called].nodes]
        todo += [
            (caller, call.id)
            for caller, nodes in model.nodes.items()
            for call in nodes.values()
            if call.called == process and (caller, call.id) not in seen and caller != process and not node.parent
        ]
    return seen


def _usage(model: Model) -> dict[str, dict[str, Usage]]:
    """Index what every node and flow of a release sets and asks for; once per release."""
    found = _known.get(model)
    if found is None:
        found = {}
        for file, root in read_files(model.bundle.processes).items():
            for process in root.iterfind(q("process")):
                found[process.get("id", "")] = _process_usage(model, file, process)
        _known[model] = found
    return found


def _process_usage(model: Model, file: str, process: Any) -> dict[str, Usage]:
    drawing = model.drawings[process.get("id", "")]
    found: dict[str, Usage] = {}
    for element in process.iter():
        key = element.get("id", "") if isinstance(element.tag, str) else ""
        if key in drawing.nodes and local(element) != "subProcess":
            known = Known(names=set())
            learn(known, element, model.bundle.forms)
            usage = found.setdefault(key, Usage())
            usage.sets |= known.names
            usage.open = usage.open or known.open
            for table in _tables(model, element):
                usage.sets |= {output.name for output in table.outputs}
                usage.asks |= {name for column in table.inputs for name in _asked(column.expression)}
    for asked in sources(file, process):
        if asked.element in drawing.nodes or asked.element in drawing.flows:
            found.setdefault(asked.element, Usage()).asks |= _asked(asked.source)
    return found


def _tables(model: Model, element: Any) -> Iterable[Any]:
    for item in element.iter():
        if (
            isinstance(item.tag, str)
            and local(item) == "calledDecisionId"
            and (item.text or "").strip() in model.tables
        ):
            yield model.tables[(item.text or "").strip()]


def _asked(source: str) -> set[str]:
    try:
        said = names(source, MAX_SCRIPT)
    except EvaluationFailed:
        return set()  # an ISO duration, or what the linter has refused
    return set(said.used - said.bound)
