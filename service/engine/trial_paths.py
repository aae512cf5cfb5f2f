"""Which conditions must have held for a token to come to a node: every way from the start leads through their flows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.engine.xml import Drawing, FlowInfo, NodeInfo

_MAX_WORK = 2_000_000  # flows that are looked at; beyond that the trial does without guards
_CHOOSES = frozenset(("exclusiveGateway", "inclusiveGateway"))


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition that must have held, or must not."""

    condition: str
    holds: bool


def guards(drawing: Drawing) -> dict[str, list[Guard]] | None:
    """Return the guards of every node; None for a process too large to ask."""
    leaving: dict[str, list[FlowInfo]] = {}
    for flow in drawing.flows.values():
        leaving.setdefault(flow.source, []).append(flow)
    chosen = [
        flow
        for source, flows in leaving.items()
        if source in drawing.nodes and drawing.nodes[source].kind in _CHOOSES and len(flows) > 1
        for flow in flows
    ]
    if len(chosen) * (len(drawing.flows) + len(drawing.nodes)) > _MAX_WORK:
        return None
    steps = _steps(drawing)
    everywhere = _reached(drawing, steps, None)
    found: dict[str, list[Guard]] = {key: [] for key in drawing.nodes}
    for flow in chosen:
        said = list(_said(flow, leaving[flow.source], drawing.nodes[flow.source]))
        for key in everywhere - _reached(drawing, steps, flow.id):
            found[key] += said
    return found


def _said(flow: FlowInfo, flows: list[FlowInfo], gateway: NodeInfo) -> Iterator[Guard]:
    if flow.condition:
        yield Guard(flow.condition, True)
        return
    for other in flows:  # the default flow: none of the others held
        if other.condition:
            yield Guard(other.condition, False)


def _steps(drawing: Drawing) -> dict[str, list[tuple[str, str]]]:
    """Return node -> (flow or "", next node), into subprocesses and from activities to their boundary events."""
    steps: dict[str, list[tuple[str, str]]] = {}
    for flow in drawing.flows.values():
        steps.setdefault(flow.source, []).append((flow.id, flow.target))
    for node in drawing.nodes.values():
        if node.attached_to:
            steps.setdefault(node.attached_to, []).append(("", node.id))
        elif node.parent and (node.kind == "startEvent" or node.kind == "subProcess"):
            steps.setdefault(node.parent, []).append(("", node.id))
    return steps


def _reached(drawing: Drawing, steps: dict[str, list[tuple[str, str]]], without: str | None) -> set[str]:
    entered = {flow.target for flow in drawing.flows.values()}
    todo = [
        node.id
        for node in drawing.nodes.values()
        if not node.parent and not node.attached_to and (node.kind == "startEvent" or node.id not in entered)
    ]
    seen: set[str] = set()
    while todo:
        key = todo.pop()
        if key in seen or key not in drawing.nodes:
            continue
        seen.add(key)
        todo += [target for flow, target in steps.get(key, ()) if flow != without or not flow]
    return seen
