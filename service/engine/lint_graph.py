"""Flows and reach: splits without gateway, gateways without way out, steps nobody comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from service.engine.findings import Finding
from service.engine.lint_rules import finding
from service.engine.lint_tokens import multiplied
from service.engine.xml import GATEWAYS, SCOPES, Drawing, FlowInfo, NodeInfo, line_of, q

_CHOOSES = frozenset(("exclusiveGateway", "inclusiveGateway"))


@dataclass(slots=True)
class _Scope:
    """One level of a process: its nodes, and the flows between them."""

    drawing: Drawing
    key: str
    name: str
    element: etree._Element
    nodes: dict[str, NodeInfo]
    flows: list[FlowInfo]
    lines: dict[str, int]
    leaving: dict[str, list[FlowInfo]] = field(default_factory=dict)
    entering: dict[str, list[FlowInfo]] = field(default_factory=dict)
    by_event: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        parts = self.element.iterfind(q("subProcess"))
        self.by_event = frozenset(item.get("id", "") for item in parts if item.get("triggeredByEvent") == "true")
        for flow in self.flows:
            self.leaving.setdefault(flow.source, []).append(flow)
            self.entering.setdefault(flow.target, []).append(flow)

    def out(self, node: str) -> list[FlowInfo]:
        return self.leaving.get(node, [])

    def into(self, node: str) -> list[FlowInfo]:
        return self.entering.get(node, [])

    def report(self, rule: str, element: str, /, **params: object) -> Finding:
        line = self.lines.get(element, line_of(self.element))
        return finding(rule, self.drawing.process.file, element, line, **params)


def lint_graph(drawing: Drawing, process: etree._Element) -> Iterator[Finding]:
    """Check the flows of a process and of each subprocess in it."""
    lines = {item.get("id", ""): line_of(item) for item in process.iter() if isinstance(item.tag, str)}
    for scope in [process, *(item for tag in sorted(SCOPES) for item in process.iter(q(tag)))]:
        key = scope.get("id", "")
        nodes = {node.id: node for node in drawing.nodes.values() if drawing.places[node.id] == key}
        flows = [flow for flow in drawing.flows.values() if drawing.places[flow.id] == key]
        level = _Scope(drawing, key, " ".join((scope.get("name") or key).split()), scope, nodes, flows, lines)
        yield from _ends(level)
        yield from _flows(level)
        for node in nodes.values():
            yield from _leaving(level, node)
        yield from _reach(level)
        yield from _joins(level)
        yield from _tokens(level)


def _ends(scope: _Scope) -> Iterator[Finding]:
    starts = [node for node in scope.nodes.values() if node.kind == "startEvent"]
    if len(starts) != 1:
        yield scope.report("start-count", scope.key, name=scope.name, n=len(starts))
    if not any(node.kind == "endEvent" for node in scope.nodes.values()):
        yield scope.report("no-end", scope.key, name=scope.name)


def _flows(scope: _Scope) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for flow in scope.flows:
        for end in (flow.source, flow.target):
            if end not in scope.nodes:
                yield scope.report("flow-end", flow.id, id=flow.id, ref=end or "?")
        ends = (flow.source, flow.target)
        if ends in seen and all(end in scope.nodes for end in ends):
            source, target = (scope.nodes[end].name for end in ends)
            yield scope.report("flow-twice", flow.id, name=source, target=target)
        seen.add(ends)


def _leaving(scope: _Scope, node: NodeInfo) -> Iterator[Finding]:
    flows = scope.out(node.id)
    if node.id in scope.by_event:
        attached = [other for other in scope.nodes.values() if other.attached_to == node.id]
        if flows or scope.into(node.id) or attached:
            yield scope.report("event-part-flow", node.id, name=node.name)
        return
    if node.kind in _CHOOSES:
        yield from _choice(scope, node, flows)
    elif node.kind not in GATEWAYS:
        if len(flows) > 1:
            yield scope.report("implicit-split", node.id, name=node.name, n=len(flows))
        for flow in flows:
            if flow.condition is not None:
                yield scope.report("flow-condition", flow.id, name=node.name)
    if not flows and node.kind != "endEvent":
        yield scope.report("dead-end", node.id, name=node.name)


def _choice(scope: _Scope, node: NodeInfo, flows: list[FlowInfo]) -> Iterator[Finding]:
    element = next((item for item in scope.element.iter(q(node.kind)) if item.get("id") == node.id), None)
    default = element.get("default") if element is not None else None
    if default and default not in [flow.id for flow in flows]:
        yield scope.report("default-ref", node.id, name=node.name, flow=default)
    if len(flows) < 2:
        return
    if not default:
        yield scope.report("no-default", node.id, name=node.name)
    for flow in flows:
        if flow.id == default and flow.condition is not None:
            yield scope.report("default-condition", flow.id, name=node.name)
        elif flow.id != default and not flow.condition:
            yield scope.report("no-condition", flow.id, name=node.name, flow=flow.name or flow.id)


def _reach(scope: _Scope) -> Iterator[Finding]:
    attached: dict[str, list[str]] = {}
    for node in scope.nodes.values():
        if node.attached_to:
            attached.setdefault(node.attached_to, []).append(node.id)
    todo = [node.id for node in scope.nodes.values() if node.kind == "startEvent" or node.id in scope.by_event]
    seen: set[str] = set()
    while todo:
        key = todo.pop()
        if key not in seen:
            seen.add(key)
            todo += [flow.target for flow in scope.out(key) if flow.target in scope.nodes] + attached.get(key, [])
    for node in scope.nodes.values():
        if node.id not in seen and not (node.attached_to and node.attached_to not in scope.nodes):
            yield scope.report("unreachable", node.id, name=node.name)


def _joins(scope: _Scope) -> Iterator[Finding]:
    """Find parallel joins whose branches come straight from one exclusive choice: they stall without a word."""
    for node in scope.nodes.values():
        flows = scope.into(node.id)
        if node.kind != "parallelGateway" or len(flows) < 2:
            continue
        origins = [_origin(scope, flow) for flow in flows]
        for origin in dict.fromkeys(origins):
            if origin is not None and origins.count(origin) > 1:
                gateway = scope.nodes[origin].name
                yield scope.report("join-after-choice", node.id, name=node.name, gateway=gateway)


def _tokens(scope: _Scope) -> Iterator[Finding]:
    """Find forks whose branches never join: the tasks behind them are asked for again and again."""
    out = {key: [flow.target for flow in flows] for key, flows in scope.leaving.items()}
    into = {key: len(flows) for key, flows in scope.entering.items()}
    events = scope.element.iter(q("boundaryEvent"))
    beside = {item.get("id", "") for item in events if item.get("cancelActivity") == "false"}
    found = multiplied(scope.nodes, out, into, beside)
    if found is not None:
        most, forks = found
        names = "、".join(scope.nodes[key].name for key in forks[:8])
        yield scope.report("tokens-multiply", forks[0] if forks else scope.key, names=names, most=most, n=len(forks))


def _origin(scope: _Scope, flow: FlowInfo) -> str | None:
    """Walk back over single-entry nodes to the exclusive gateway that a branch comes from."""
    for _ in range(len(scope.nodes)):
        node = scope.nodes.get(flow.source)
        if node is None:
            return None
        if node.kind == "exclusiveGateway" and len(scope.out(node.id)) > 1:
            return node.id
        before = scope.into(node.id)
        if len(before) != 1 or node.kind in GATEWAYS:
            return None
        flow = before[0]
    return None
