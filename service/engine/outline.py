"""A process as text: its nodes in reading order, and who may come next. Walks the diagram, never an instance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from service.domain.errors import NotFound
from service.engine.model import Model
from service.engine.xml import Drawing, NodeInfo

_PEOPLE = frozenset(("userTask", "manualTask"))
_DECIDES = frozenset(("exclusiveGateway", "inclusiveGateway"))


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """One node of the text outline; `no` counts in reading order, "4.2" inside an embedded subprocess."""

    no: str
    node: str
    name: str
    kind: str
    lane: str | None
    lane_name: str | None
    process: str
    documentation: str
    role: str | None
    properties: Mapping[str, str]
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    called: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class NextNode:
    """A task (or own-instance call) that may come next; `sure` when no gateway decides on the way.

    `via` holds the names of the flows that lead there where a gateway decides, for "若通过".
    """

    node: str
    name: str
    kind: str
    lane: str | None
    lane_name: str | None
    process: str
    properties: Mapping[str, str]
    sure: bool
    via: tuple[str, ...] = ()


class _Graph:
    """Who follows whom in one process; a boundary event follows the activity it sits on."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.out: dict[str, list[tuple[str, str]]] = {key: [] for key in drawing.nodes}
        self.back: dict[str, list[str]] = {key: [] for key in drawing.nodes}
        for flow in drawing.flows.values():
            if flow.source in self.out and flow.target in self.out:
                self.out[flow.source].append((flow.target, flow.name))
                self.back[flow.target].append(flow.source)
        self.boundaries: dict[str, list[str]] = {}
        for node in drawing.nodes.values():
            if node.attached_to:
                self.boundaries.setdefault(node.attached_to, []).append(node.id)

    def starts(self, scope: str) -> list[str]:
        nodes = self.drawing.nodes.values()
        return [node.id for node in nodes if node.kind == "startEvent" and self.drawing.places[node.id] == scope]


_Way: TypeAlias = tuple[_Graph, str, bool, tuple[str, ...]]


def _graph(model: Model, process: str) -> _Graph:
    if process not in model.drawings:
        raise NotFound("process_not_found", process=process)
    return _Graph(model.drawings[process])


def outline(model: Model, process: str) -> list[OutlineNode]:
    """Return the nodes of a process in reading order; what cannot be reached comes last."""
    return list(_outline_scope(_graph(model, process), process, ""))


def _outline_scope(graph: _Graph, scope: str, prefix: str) -> Iterator[OutlineNode]:
    for number, key in enumerate(_reading_order(graph, scope), 1):
        node = graph.drawing.nodes[key]
        yield _outline_node(graph, node, f"{prefix}{number}")
        if node.kind in ("subProcess", "transaction", "adHocSubProcess"):
            yield from _outline_scope(graph, key, f"{prefix}{number}.")


def _outline_node(graph: _Graph, node: NodeInfo, number: str) -> OutlineNode:
    return OutlineNode(
        no=number,
        node=node.id,
        name=node.name,
        kind=node.kind,
        lane=node.lane,
        lane_name=node.lane_name,
        process=node.process,
        documentation=node.documentation,
        role=node.properties.get("role"),
        properties=node.properties,
        predecessors=tuple(dict.fromkeys([node.attached_to] if node.attached_to else graph.back[node.id])),
        successors=tuple(dict.fromkeys(target for target, _ in graph.out[node.id])),
        called=node.called,
        parent=node.parent,
    )


def _reading_order(graph: _Graph, scope: str) -> list[str]:
    """Follow the flows; a node is read when all nodes before it have been read, loops back excepted."""
    mine = [key for key in graph.drawing.nodes if graph.drawing.places[key] == scope]
    back = _back_edges(graph, graph.starts(scope))
    missing = {key: sum((source, key) not in back for source in graph.back[key]) for key in mine}
    order: list[str] = []
    todo = [key for key in mine if not missing[key] and not graph.drawing.nodes[key].attached_to]
    todo.sort(key=lambda key: graph.drawing.nodes[key].kind != "startEvent")
    while todo:
        key = todo.pop(0)
        order.append(key)
        following = [target for target, _ in graph.out[key] if (key, target) not in back]
        ready = list(graph.boundaries.get(key, ()))
        for target in following:
            missing[target] -= 1
            if missing[target] == 0:
                ready.append(target)
        todo = ready + todo
    return order + [key for key in mine if key not in order]


def _back_edges(graph: _Graph, starts: list[str]) -> set[tuple[str, str]]:
    """Return the flows that close a loop, found by a depth-first walk without recursion."""
    back: set[tuple[str, str]] = set()
    done: set[str] = set()
    for start in starts:
        path: list[str] = [start]
        open_nodes = {start}
        walks = [iter(_following(graph, start))]
        while walks:
            target = next(walks[-1], None)
            if target is None:
                walks.pop()
                finished = path.pop()
                open_nodes.discard(finished)
                done.add(finished)
            elif target in open_nodes:
                back.add((path[-1], target))
            elif target not in done:
                path.append(target)
                open_nodes.add(target)
                walks.append(iter(_following(graph, target)))
    return back


def _following(graph: _Graph, node: str) -> list[str]:
    return [target for target, _ in graph.out[node]] + graph.boundaries.get(node, [])


def next_nodes(model: Model, process: str, node: str) -> list[NextNode]:
    """Return the tasks that may come next after a node, nearest first; calls that run inside are entered."""
    graph = _graph(model, process)
    if node not in graph.out:
        raise NotFound("not_found", node=node)
    found: dict[tuple[str, str], NextNode] = {}
    seen: set[tuple[str, str]] = set()
    todo: list[_Way] = [(graph, target, True, ()) for target, _ in graph.out[node]]
    if not todo:
        todo = _leave(graph, node, True, ())
    while todo:
        here, key, sure, via = todo.pop(0)
        place = (here.drawing.process.id, key)
        if place in seen:
            continue
        seen.add(place)
        info = here.drawing.nodes[key]
        if info.kind in _PEOPLE or (info.kind == "callActivity" and info.properties.get("instance") == "own"):
            found[place] = _next(info, sure, via)
        else:
            todo += _onward(model, here, info, sure, via)
    return list(found.values())


def _onward(model: Model, graph: _Graph, info: NodeInfo, sure: bool, via: tuple[str, ...]) -> list[_Way]:
    if info.kind == "callActivity" and info.called and info.called in model.drawings:
        inside = _graph(model, info.called)
        return [(inside, key, sure, via) for key in inside.starts(info.called)]
    if info.kind == "subProcess":
        return [(graph, key, sure, via) for key in graph.starts(info.id)]
    ways = graph.out[info.id]
    if not ways:
        return _leave(graph, info.id, sure, via)
    if info.kind in _DECIDES and len(ways) > 1:
        return [(graph, target, False, (*via, name) if name else via) for target, name in ways]
    return [(graph, target, sure, via) for target, _ in ways]


def _leave(graph: _Graph, node: str, sure: bool, via: tuple[str, ...]) -> list[_Way]:
    """Go on behind the embedded subprocess that ends here; who called a process only an instance knows."""
    parent = graph.drawing.nodes[node].parent
    if parent is None:
        return []
    return [(graph, target, sure, via) for target, _ in graph.out[parent]]


def _next(info: NodeInfo, sure: bool, via: tuple[str, ...]) -> NextNode:
    return NextNode(
        info.id, info.name, info.kind, info.lane, info.lane_name, info.process, info.properties, sure, tuple(via)
    )
