"""Events: what may stand where, and what each refers to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from service.domain.deliveries import CLASSES, Contract
from service.engine.findings import Finding
from service.engine.times import PARSERS, is_literal
from service.engine.xml import Drawing, NodeInfo, local, q

_WAITS = frozenset(("timer", "message", "signal"))
_CODES = frozenset(("error", "escalation"))
_SENDS = frozenset(("message", "signal", "escalation"))
_KINDS: dict[str, frozenset[str]] = {
    "startEvent": frozenset(),
    "endEvent": _SENDS | {"error", "terminate"},
    "intermediateCatchEvent": _WAITS,
    "intermediateThrowEvent": _SENDS,
    "boundaryEvent": _WAITS | _CODES,
}
_TRIGGERS = _WAITS | _CODES


@dataclass(frozen=True, slots=True)
class Known:
    """What the release and the house offer."""

    drawings: Mapping[str, Drawing]
    tables: Collection[str]
    forms: Collection[str]
    operators: Collection[str] | None
    connectors: Mapping[str, Contract] = field(default_factory=dict)


class EventChecks:
    """Check the events of a process; mixed into the checker of nodes."""

    known: Known
    drawing: Drawing
    report: Callable[..., Finding]
    check_text: Callable[..., Iterator[Finding]]

    def read_events(self, root: etree._Element) -> None:
        """Learn what a file defines for events to refer to."""
        self.defined = {
            kind: {item.get("id", ""): item.get(f"{kind}Code") for item in root.iter(q(kind))}
            for kind in ("message", "signal", "error", "escalation")
        }

    def check_event(self, element: etree._Element, node: NodeInfo) -> Iterator[Finding]:
        """Check one event."""
        drawn = [item for item in element if local(item).endswith("EventDefinition")]
        kinds = [local(item).removesuffix("EventDefinition") for item in drawn]
        starts = _starts_by_event(element)
        if node.kind == "startEvent" and starts:
            if len(kinds) != 1 or kinds[0] not in _TRIGGERS:
                yield self.report("event-start", element, name=node.name)
                return
        elif node.kind == "startEvent" and kinds:
            yield self.report("start-event", element, name=node.name, event=" + ".join(kinds))
            return
        elif len(kinds) > 1 or not set(kinds) <= _KINDS[node.kind]:
            yield self.report("event-kind", element, name=node.name, event=" + ".join(kinds))
            return
        if not kinds and node.kind in ("intermediateCatchEvent", "boundaryEvent"):
            yield self.report("no-event", element, name=node.name)
        if node.kind == "boundaryEvent" and not self._has_host(node):
            yield self.report("boundary-host", element, name=node.name)
        for item, kind in zip(drawn, kinds, strict=True):
            if kind == "timer":
                yield from self._timer(element, node, item)
            elif kind in ("message", "signal"):
                yield from self._message(element, node, item, kind)
            elif kind in _CODES:
                yield from self._coded(element, node, item, kind)

    def _has_host(self, node: NodeInfo) -> bool:
        places = self.drawing.places
        return node.attached_to in self.drawing.nodes and places[node.attached_to or ""] == places[node.id]

    def _timer(self, element: etree._Element, node: NodeInfo, drawn: etree._Element) -> Iterator[Finding]:
        found = [item for item in drawn if local(item) in PARSERS and (item.text or "").strip()]
        if len(found) != 1:
            yield self.report("timer-empty", element, name=node.name)
            return
        kind, text = local(found[0]), (found[0].text or "").strip()
        if kind == "timeCycle" and _interrupts(element, node):
            yield self.report("cycle-place", element, name=node.name)
        literal = text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else None
        try:
            PARSERS[kind](text if literal is None else literal)
        except ValueError:
            if literal is not None or is_literal(text):
                yield self.report("timer", element, name=node.name, value=text[:60])
            else:
                yield from self.check_text(element, node.name, "定时", "timer", text)

    def _message(self, element: etree._Element, node: NodeInfo, drawn: etree._Element, kind: str) -> Iterator[Finding]:
        ref = drawn.get(f"{kind}Ref")
        if ref not in self.defined[kind]:
            yield self.report("message-ref", element, name=node.name, ref=ref or "?")
        if kind == "message" and not node.properties.get("key"):
            sends = node.kind in ("intermediateThrowEvent", "endEvent")
            yield self.report("send-key" if sends else "message-key", element, name=node.name)

    def _coded(self, element: etree._Element, node: NodeInfo, drawn: etree._Element, kind: str) -> Iterator[Finding]:
        ref = drawn.get(f"{kind}Ref")
        if ref and ref not in self.defined[kind]:
            yield self.report("code-ref", element, name=node.name, ref=ref)
        if kind == "error" and not _interrupts(element, node):
            yield self.report("error-interrupts", element, name=node.name)
        host = self.drawing.nodes.get(node.attached_to or "")
        if node.kind == "boundaryEvent" and host is not None:
            yield from self._thrown_by(element, node, host, kind, self.defined[kind].get(ref or ""))

    def _thrown_by(
        self, element: etree._Element, node: NodeInfo, host: NodeInfo, kind: str, code: str | None
    ) -> Iterator[Finding]:
        """Check that what a border catches can be thrown inside: a part throws what it likes, a task only errors."""
        if host.kind in ("subProcess", "callActivity"):
            return
        if kind == "escalation" or host.kind != "serviceTask" or host.operator not in self.known.connectors:
            yield self.report("error-never", element, name=node.name, host=host.name)
        elif code is not None and code not in CLASSES:
            yield self.report("error-class", element, name=node.name, code=code, known="、".join(CLASSES))


def _starts_by_event(element: etree._Element) -> bool:
    scope = element.getparent()
    return scope is not None and scope.get("triggeredByEvent") == "true"


def _interrupts(element: etree._Element, node: NodeInfo) -> bool:
    """Tell whether an event ends what it stands in; a cycle there would come round once only."""
    if node.kind not in ("boundaryEvent", "startEvent"):
        return True
    return element.get("cancelActivity" if node.kind == "boundaryEvent" else "isInterrupting") != "false"
