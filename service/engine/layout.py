"""Draw a diagram that has no drawing: lanes as bands, left to right, right-angled flows.

For files from elsewhere that carry no diagram interchange, and for our own. Nothing of the process itself is changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from service.domain.errors import InvalidDefinition, Problem
from service.engine.layout_graph import EVENT, GATEWAY, TASK, Box, Container, Flow, Node, Point
from service.engine.layout_labels import place_labels, reserve_labels
from service.engine.layout_place import place
from service.engine.layout_route import route
from service.engine.xml import FLOW_NODES, SCOPES, local, q, read_xml

BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
_SIDES = ("x", "y", "width", "height")
_ORIGIN: Point = (160.0, 80.0)
_HEAD = 30.0  # the strip that carries the name of a pool or lane
_BETWEEN = 40.0  # between two pools
_INSET = 30.0  # around the content of an expanded subprocess
_LANES = f"{q('laneSet')}//{q('lane')}"


@dataclass(slots=True)
class _Drawing:
    """What goes into the diagram interchange, in order."""

    shapes: list[tuple[str, Box, dict[str, str], Box | None]] = field(default_factory=list)
    edges: list[tuple[str, list[Point], Box | None]] = field(default_factory=list)


def layout(xml: bytes) -> bytes:
    """Return the file with a drawing of all its processes, in place of any that it had.

    Raises InvalidDefinition when the file is no BPMN.
    """
    root = _parse(xml)
    for old in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        root.remove(old)
    drawing, plane = _Drawing(), None
    collaboration = root.find(q("collaboration"))
    processes = {process.get("id"): process for process in root.findall(q("process"))}
    if collaboration is not None:
        plane = collaboration.get("id")
        y = _ORIGIN[1]
        for participant in collaboration.findall(q("participant")):
            y += _draw_pool(drawing, participant, processes.get(participant.get("processRef")), y) + _BETWEEN
        _draw_messages(drawing, collaboration)
    elif processes:
        plane, process = next(iter(processes.items()))
        container = _read(process)
        _arrange(container)
        _draw_content(drawing, container, _ORIGIN)
    if plane is not None:
        _write(root, plane, drawing)
    return bytes(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")) + b"\n"


def _id(element: etree._Element) -> str:
    return element.get("id", "")


def has_drawing(xml: bytes) -> bool:
    """Tell whether a BPMN file carries diagram interchange with at least one shape."""
    return _parse(xml).find(f".//{{{BPMNDI}}}BPMNShape") is not None


def _parse(xml: bytes) -> etree._Element:
    root = read_xml(xml, "diagram.bpmn")
    if root.tag != q("definitions"):
        raise InvalidDefinition([Problem("diagram.bpmn", "xml", {}, "这不是 BPMN 文件。", "This is not a BPMN file.")])
    return root


def _read(scope: etree._Element, lanes: bool = True) -> Container:
    """Read the nodes and flows of a process or subprocess."""
    nodes: dict[str, Node] = {}
    flows: list[Flow] = []
    lane_of, order = _lanes(scope) if lanes else ({}, [])
    for element in scope:
        kind, node_id, name = local(element), _id(element), element.get("name") or ""
        if kind == "sequenceFlow":
            flows.append(Flow(node_id, element.get("sourceRef") or "", element.get("targetRef") or "", name))
        elif kind in FLOW_NODES:
            nodes[node_id] = _node(element, kind, node_id, name, lane_of.get(node_id))
    for node in nodes.values():
        if node.host not in nodes:
            node.host = None
        elif node.lane is None:
            node.lane = nodes[node.host].lane
    known: list[str | None] = list(order) if order else [None]
    for node in nodes.values():
        if node.lane not in known:
            node.lane = known[0]
    flows = [flow for flow in flows if flow.source in nodes and flow.target in nodes]
    return Container(_id(scope), nodes, flows, known)


def _node(element: etree._Element, kind: str, node_id: str, name: str, lane: str | None) -> Node:
    node = Node(node_id, kind, name, lane, element.get("attachedToRef"))
    if node.is_small:
        node.w, node.h = GATEWAY if node.is_gateway else EVENT
    elif kind in SCOPES:
        node.inside = _read(element, lanes=False)
        _arrange(node.inside)
        node.w, node.h = max(node.inside.w, TASK[0]), node.inside.h + 2 * _INSET
    else:
        node.w, node.h = TASK
    return node


def _lanes(scope: etree._Element) -> tuple[dict[str, str], list[str]]:
    """Return the innermost lane of every node, and the innermost lanes from top to bottom."""
    lane_of: dict[str, str] = {}
    order: list[str] = []
    for lane in scope.findall(_LANES):
        if lane.find(q("childLaneSet")) is None:
            order.append(_id(lane))
            for ref in lane.findall(q("flowNodeRef")):
                lane_of[(ref.text or "").strip()] = _id(lane)
    return lane_of, order


def _arrange(container: Container, left: float = 0.0) -> None:
    place(container, left)
    reserve_labels(container)
    route(container)
    place_labels(container)


def _draw_pool(drawing: _Drawing, participant: etree._Element, process: etree._Element | None, y: float) -> float:
    """Draw a pool with its lanes and content at a height; return how high it is."""
    x = _ORIGIN[0]
    if process is None:
        drawing.shapes.append((_id(participant), Box(x, y, 600, 60), {"isHorizontal": "true"}, None))
        return 60.0
    container = _read(process)
    has_lanes = container.lanes != [None]
    head = 2 * _HEAD if has_lanes else _HEAD
    _arrange(container, head)
    drawing.shapes.append((_id(participant), Box(x, y, container.w, container.h), {"isHorizontal": "true"}, None))
    if has_lanes:
        for lane in process.findall(_LANES):
            leaves = [_id(leaf) for leaf in lane.iter(q("lane")) if _id(leaf) in container.bands]
            bands = [container.bands[leaf] for leaf in leaves]
            top, bottom = min(b.y for b in bands), max(b.bottom for b in bands)
            band = Box(x + _HEAD, y + top, container.w - _HEAD, bottom - top)
            drawing.shapes.append((_id(lane), band, {"isHorizontal": "true"}, None))
    _draw_content(drawing, container, (x, y))
    return container.h


def _draw_content(drawing: _Drawing, container: Container, origin: Point) -> None:
    dx, dy = origin
    for node in sorted(container.nodes.values(), key=lambda n: n.host is not None):
        marks = {}
        if node.kind == "exclusiveGateway":
            marks["isMarkerVisible"] = "true"
        if node.inside is not None:
            marks["isExpanded"] = "true"
        label = node.label.moved(dx, dy) if node.label else None
        drawing.shapes.append((node.id, node.box.moved(dx, dy), marks, label))
        if node.inside is not None:
            _draw_content(drawing, node.inside, (node.box.x + dx, node.box.y + dy + _INSET))
    for flow in container.flows:
        points = [(x + dx, y + dy) for x, y in flow.points]
        drawing.edges.append((flow.id, points, flow.label.moved(dx, dy) if flow.label else None))


def _draw_messages(drawing: _Drawing, collaboration: etree._Element) -> None:
    """Draw message flows straight up or down between what they connect."""
    boxes = {shape[0]: shape[1] for shape in drawing.shapes}
    for flow in collaboration.findall(q("messageFlow")):
        a, b = boxes.get(flow.get("sourceRef", "")), boxes.get(flow.get("targetRef", ""))
        if a is None or b is None:
            continue
        down = a.cy < b.cy
        start, end = (a.bottom if down else a.y), (b.y if down else b.bottom)
        x, other = (b.cx, b.cx) if a.w > 200 else (a.cx, a.cx if b.w > 200 else b.cx)
        middle = (start + end) / 2
        points = [(x, start), (x, end)] if x == other else [(x, start), (x, middle), (other, middle), (other, end)]
        drawing.edges.append((_id(flow), points, None))


def _write(root: etree._Element, plane_of: str, drawing: _Drawing) -> None:
    diagram = _add(root, BPMNDI, "BPMNDiagram", {"id": f"diagram_{plane_of}"})
    plane = _add(diagram, BPMNDI, "BPMNPlane", {"id": f"plane_{plane_of}", "bpmnElement": plane_of})
    for element_id, box, marks, label in drawing.shapes:
        shape = _add(plane, BPMNDI, "BPMNShape", {"id": f"{element_id}_di", "bpmnElement": element_id, **marks})
        _add(shape, DC, "Bounds", _bounds(box))
        if label:
            _add(_add(shape, BPMNDI, "BPMNLabel", {}), DC, "Bounds", _bounds(label))
    for element_id, points, label in drawing.edges:
        edge = _add(plane, BPMNDI, "BPMNEdge", {"id": f"{element_id}_di", "bpmnElement": element_id})
        for x, y in points:
            _add(edge, DI, "waypoint", {"x": str(round(x)), "y": str(round(y))})
        if label:
            _add(_add(edge, BPMNDI, "BPMNLabel", {}), DC, "Bounds", _bounds(label))
    etree.cleanup_namespaces(root, top_nsmap={"bpmndi": BPMNDI, "dc": DC, "di": DI}, keep_ns_prefixes=["xsi"])
    _indent(diagram)


def _add(parent: etree._Element, namespace: str, tag: str, attributes: dict[str, str]) -> etree._Element:
    return etree.SubElement(parent, f"{{{namespace}}}{tag}", attributes)


def _bounds(box: Box) -> dict[str, str]:
    return {name: str(round(value)) for name, value in zip(_SIDES, (box.x, box.y, box.w, box.h), strict=True)}


def _indent(diagram: etree._Element) -> None:
    """Write the diagram one element a line, leaving the rest of the file as the author wrote it."""
    etree.indent(diagram, space="  ", level=1)
    before = diagram.getprevious()
    if before is not None:
        before.tail = "\n  "
    diagram.tail = "\n"
