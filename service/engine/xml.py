"""Reading organizers' XML safely, and an index of what is drawn in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from service.domain.errors import InvalidDefinition, Problem

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
MAX_FILE = 2 * 2**20

EVENTS = frozenset(("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"))
TASKS = frozenset(
    ("task", "userTask", "manualTask", "scriptTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask")
)
SCOPES = frozenset(("subProcess", "transaction", "adHocSubProcess"))
GATEWAYS = frozenset(("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"))
FLOW_NODES = EVENTS | TASKS | SCOPES | GATEWAYS | {"callActivity"}


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """What a process says about itself."""

    id: str
    name: str
    documentation: str
    properties: Mapping[str, str]
    file: str


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """What a node says about itself; `parent` is the embedded subprocess it is drawn in."""

    id: str
    name: str
    kind: str
    process: str
    lane: str | None
    lane_name: str | None
    documentation: str
    properties: Mapping[str, str]
    line: int
    parent: str | None = None
    called: str | None = None
    attached_to: str | None = None
    operator: str | None = None


@dataclass(frozen=True, slots=True)
class FlowInfo:
    """A sequence flow."""

    id: str
    name: str
    source: str
    target: str
    condition: str | None


@dataclass(slots=True)
class Drawing:
    """One process as drawn: nodes and flows in the order of the file, those of embedded subprocesses included."""

    process: ProcessInfo
    nodes: dict[str, NodeInfo] = field(default_factory=dict)
    flows: dict[str, FlowInfo] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)  # node or flow id -> process or subprocess it is drawn in


def line_of(element: etree._Element) -> int:
    """Return the line of an element in its file."""
    line: Any = element.sourceline
    return line if isinstance(line, int) else 0


def q(tag: str) -> str:
    """Return a BPMN tag with its namespace."""
    return f"{{{BPMN}}}{tag}"


def local(element: etree._Element) -> str:
    """Return a tag without its namespace; "" for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def read_xml(blob: bytes, name: str) -> etree._Element:
    """Parse XML that anybody may have written: no entities, no network, no document type, bounded size."""
    if len(blob) > MAX_FILE:
        raise InvalidDefinition([_refused(name, f"文件超过 {MAX_FILE // 2**20} MiB", "the file is too large")])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(blob, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise InvalidDefinition(
            [_refused(name, f"第 {line} 行不是完整的 XML", f"line {line} is not valid XML")]
        ) from error
    info: Any = root.getroottree().docinfo
    if info.doctype:
        raise InvalidDefinition([_refused(name, "不能带 DOCTYPE", "a DOCTYPE is not allowed")])
    return root


def read_files(files: Mapping[str, bytes]) -> dict[str, etree._Element]:
    """Parse every file, in the order of the names."""
    return {name: read_xml(files[name], name) for name in sorted(files)}


def _refused(name: str, zh: str, en: str) -> Problem:
    return Problem(name, "xml", {}, f"{name}：{zh}。", f"{name}: {en}.")


def properties_of(element: etree._Element) -> dict[str, str]:
    """Return the spiffworkflow:properties of an element."""
    found = element.iterfind(f"{q('extensionElements')}/{{{SPIFF}}}properties/{{{SPIFF}}}property")
    return {item.get("name", ""): item.get("value", "") for item in found if item.get("name")}


def documentation_of(element: etree._Element) -> str:
    """Return the documentation of an element as one text."""
    return "\n".join((item.text or "").strip() for item in element.iterfind(q("documentation"))).strip()


def index_files(roots: Mapping[str, etree._Element]) -> dict[str, Drawing]:
    """Index every process of the files."""
    drawings = {}
    for name, root in roots.items():
        for process in root.iterfind(q("process")):
            drawing = _index_process(process, name)
            drawings[drawing.process.id] = drawing
    return drawings


def _index_process(process: etree._Element, file: str) -> Drawing:
    key = process.get("id", "")
    info = ProcessInfo(
        key, " ".join((process.get("name") or key).split()), documentation_of(process), properties_of(process), file
    )
    drawing = Drawing(info)
    lanes = {
        (ref.text or "").strip(): (lane.get("id"), lane.get("name"))
        for lane in process.iter(q("lane"))
        for ref in lane.iterfind(q("flowNodeRef"))
    }
    for element, place in _drawn(process, key):
        if local(element) == "sequenceFlow":
            flow = _flow(element)
            drawing.flows[flow.id] = flow
            drawing.places[flow.id] = place
        else:
            parent = drawing.nodes.get(place)
            lane = lanes.get(element.get("id", "")) or ((parent.lane, parent.lane_name) if parent else (None, None))
            node = _node(element, key, lane, parent.id if parent else None)
            drawing.nodes[node.id] = node
            drawing.places[node.id] = place
    return drawing


def _drawn(scope: etree._Element, place: str) -> Iterator[tuple[etree._Element, str]]:
    """Yield the nodes and flows of a scope and of the subprocesses inside it."""
    for child in scope:
        tag = local(child)
        if tag == "sequenceFlow" or tag in FLOW_NODES:
            yield child, place
        if tag in SCOPES:
            yield from _drawn(child, child.get("id", ""))


def _flow(element: etree._Element) -> FlowInfo:
    condition = element.find(q("conditionExpression"))
    text = (condition.text or "").strip() if condition is not None else None
    get = element.get
    return FlowInfo(get("id", ""), get("name", ""), get("sourceRef", ""), get("targetRef", ""), text)


def _node(element: etree._Element, process: str, lane: tuple[str | None, str | None], parent: str | None) -> NodeInfo:
    key = element.get("id", "")
    operator = element.find(f"{q('extensionElements')}/{{{SPIFF}}}serviceTaskOperator")
    return NodeInfo(
        id=key,
        name=" ".join((element.get("name") or key).split()),
        kind=local(element),
        process=process,
        lane=lane[0],
        lane_name=lane[1],
        documentation=documentation_of(element),
        properties=properties_of(element),
        line=line_of(element),
        parent=parent,
        called=element.get("calledElement"),
        attached_to=element.get("attachedToRef"),
        operator=operator.get("id") if operator is not None else None,
    )
