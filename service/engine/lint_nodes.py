"""Elements and their words: what is not supported, is missing, refers to nothing or cannot be evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from service.domain.deliveries import Contract
from service.engine.findings import Finding
from service.engine.fold import MAX_EXPRESSION
from service.engine.lint_events import EventChecks, Known
from service.engine.lint_foreign import unwrapped
from service.engine.lint_rules import finding
from service.engine.scripts import MAX_SCRIPT, EvaluationFailed, check_source
from service.engine.xml import EVENTS, FLOW_NODES, SPIFF, Drawing, NodeInfo, line_of, local, q

_ID = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_PEOPLE = frozenset(("userTask", "manualTask"))
_UNSUPPORTED: dict[str, tuple[str, str]] = {
    "task": ("改用人工环节或服务环节。", "Use a user task or a service task."),
    "sendTask": ("改用发出消息的中间事件，或服务环节 message.send。", "Use a throwing message event, or message.send."),
    "receiveTask": ("改用等待消息的中间事件。", "Use an intermediate message event."),
    "transaction": ("改用子流程。", "Use a subprocess."),
    "adHocSubProcess": ("把步骤用连线画出来。", "Draw the order with flows."),
    "eventBasedGateway": (
        "画一个子流程，里面只放一个等待消息的中间事件；其余的消息和期限画成它边上中断的边界事件，先到的一个算数。",
        "Draw a subprocess with one intermediate message event inside; the other messages and the deadline are"
        " interrupting boundary events on it: whichever comes first counts.",
    ),
    "complexGateway": ("改用排他、并行或包容网关。", "Use an exclusive, parallel or inclusive gateway."),
}
_LOOP = ("用排他网关画回路。", "Draw the loop with an exclusive gateway.")
_DATA = ("数据用流程变量，不用数据对象的连线。", "Use process variables, not data associations.")


class _Checker(EventChecks):
    """Check the nodes of one process."""

    def __init__(self, known: Known, drawing: Drawing, process: etree._Element) -> None:
        self.known, self.drawing, self.process = known, drawing, process
        self.read_events(process.getroottree().getroot())
        self.has_lanes = process.find(f".//{q('lane')}") is not None

    def report(self, rule: str, element: etree._Element, /, **params: Any) -> Finding:
        return finding(rule, self.drawing.process.file, element.get("id"), line_of(element), **params)

    def check(self) -> Iterator[Finding]:
        if self.process.get("isExecutable", "true") != "true":
            yield self.report("not-executable", self.process, name=self.drawing.process.name)
        yield from self._form_of(
            self.process, self.drawing.process.name, self.drawing.process.properties.get("start_form")
        )
        for element in self.process.iter():
            tag = local(element)
            if tag in FLOW_NODES or tag == "sequenceFlow":
                yield from self._identity(element, tag)
            if tag in FLOW_NODES and element.get("id"):
                node = self.drawing.nodes.get(element.get("id", ""))
                if node is not None:
                    yield from self._node(element, node)
            elif tag == "conditionExpression" and (element.text or "").strip():
                flow = element.getparent()
                if flow is not None:
                    yield from self._source(
                        flow, flow.get("name") or flow.get("id") or "", "条件", "condition", element
                    )

    def _identity(self, element: etree._Element, tag: str) -> Iterator[Finding]:
        key = element.get("id")
        if not key:
            yield self.report("missing-id", element, kind=tag)
        elif not _ID.fullmatch(key):
            yield self.report("bad-id", element, id=key)

    def _node(self, element: etree._Element, node: NodeInfo) -> Iterator[Finding]:
        unsupported = _not_supported(element, node)
        if unsupported:
            kind, hint, hint_en = unsupported
            yield self.report("unsupported", element, kind=kind, name=node.name, hint=hint, hint_en=hint_en)
            return
        if node.kind in EVENTS:
            yield from self.check_event(element, node)
        if node.kind in _PEOPLE:
            yield from self._people(element, node)
        if node.kind in ("scriptTask", "serviceTask", "businessRuleTask", "callActivity"):
            yield from self._automatic(element, node)
        yield from self._several(element, node)
        for when, en in (("preScript", "script before"), ("postScript", "script after")):
            for item in element.iterfind(f"{q('extensionElements')}/{{{SPIFF}}}{when}"):
                yield from self.check_text(element, node.name, when, en, item.text or "", MAX_SCRIPT)
        for name in ("key", "payload", "organization", "subject"):
            if name in node.properties and node.kind in EVENTS | {"callActivity"}:
                yield from self.check_text(
                    element, node.name, f"属性 {name}", f"property {name}", node.properties[name]
                )

    def _people(self, element: etree._Element, node: NodeInfo) -> Iterator[Finding]:
        given = node.properties
        if not given.get("form"):
            yield self.report("no-form", element, name=node.name)
        yield from self._form_of(element, node.name, given.get("form"))
        if not given.get("role") and given.get("scope") not in ("person", "self") and not _is_data(given.get("scope")):
            yield self.report("no-role", element, name=node.name)
        if not given.get("due"):
            yield self.report("no-due", element, name=node.name)
        if not node.documentation:
            yield self.report("no-documentation", element, name=node.name)
        if not node.lane:
            yield self.report("no-lane", element, name=node.name)
        for ref in (part.strip() for part in given.get("exclude", "").split(",")):
            if ref and ref != "starter" and not _is_data(ref) and ref not in self.drawing.nodes:
                yield self.report("exclude-ref", element, name=node.name, ref=ref)

    def _form_of(self, element: etree._Element, name: str, form: str | None) -> Iterator[Finding]:
        if form and form not in self.known.forms:
            yield self.report("unknown-form", element, name=name, form=form)

    def _automatic(self, element: etree._Element, node: NodeInfo) -> Iterator[Finding]:
        if node.kind == "scriptTask":
            script = element.find(q("script"))
            text = (script.text or "") if script is not None else ""
            if not text.strip():
                yield self.report("no-script", element, name=node.name)
            else:
                yield from self.check_text(element, node.name, "脚本", "script", text, MAX_SCRIPT)
        elif node.kind == "serviceTask":
            yield from self._operator(element, node)
        elif node.kind == "businessRuleTask":
            ref = element.find(f"{q('extensionElements')}/{{{SPIFF}}}calledDecisionId")
            table = (ref.text or "").strip() if ref is not None else ""
            if not table:
                yield self.report("no-table", element, name=node.name)
            elif table not in self.known.tables:
                yield self.report("unknown-table", element, name=node.name, table=table)
        elif node.called not in self.known.drawings:
            yield self.report("called-unknown", element, name=node.name, called=node.called or "?")
        elif node.properties.get("instance") != "own" and self._calls_back(node.called or ""):
            yield self.report("calls-itself", element, name=self.drawing.process.name)

    def _calls_back(self, called: str) -> bool:
        """Tell whether a process is entered again inside itself by way of calls."""
        todo, seen = [called], set()
        while todo:
            key = todo.pop()
            if key == self.drawing.process.id:
                return True
            if key in seen or key not in self.known.drawings:
                continue
            seen.add(key)
            nodes = self.known.drawings[key].nodes.values()
            todo += [node.called for node in nodes if node.called and node.properties.get("instance") != "own"]
        return False

    def _operator(self, element: etree._Element, node: NodeInfo) -> Iterator[Finding]:
        if not node.operator:
            yield self.report("no-operator", element, name=node.name)
            return
        contract = self.known.connectors.get(node.operator)
        if contract is not None:
            yield from self._connector(element, node, contract)
        elif self.known.operators is not None and node.operator not in self.known.operators:
            yield self.report("unknown-operator", element, name=node.name, operator=node.operator)
        for item in element.iter(f"{{{SPIFF}}}parameter"):
            what = f"参数 {item.get('id')}", f"parameter {item.get('id')}"
            yield from self.check_text(element, node.name, *what, item.get("value", ""))

    def _connector(self, element: etree._Element, node: NodeInfo, contract: Contract) -> Iterator[Finding]:
        given = [item.get("id", "") for item in element.iter(f"{{{SPIFF}}}parameter")]
        known = "、".join((*contract.required, *(f"{name}?" for name in contract.optional)))
        for name in contract.required:
            if name not in given:
                yield self.report("connector-needs", element, name=node.name, operator=node.operator, parameter=name)
        for name in given:
            if name not in contract.parameters:
                params = {"name": node.name, "operator": node.operator, "parameter": name, "known": known}
                yield self.report("connector-knows", element, **params)
        if not any(item.attached_to == node.id for item in self.drawing.nodes.values()):
            yield self.report("connector-alone", element, name=node.name)

    def _several(self, element: etree._Element, node: NodeInfo) -> Iterator[Finding]:
        drawn = element.find(q("multiInstanceLoopCharacteristics"))
        if drawn is None:
            return
        has = {local(item) for item in drawn if (item.text or "").strip() or item.get("id")}
        if not has & {"loopDataInputRef", "loopCardinality"}:
            yield self.report("several-without-list", element, name=node.name)
        elif "loopDataInputRef" in has and "inputDataItem" not in has:
            yield self.report("several-without-item", element, name=node.name)
        if len(has & {"loopDataOutputRef", "outputDataItem"}) == 1:
            yield self.report("several-output", element, name=node.name)
        for item in drawn:
            if local(item) in ("loopCardinality", "completionCondition") and (item.text or "").strip():
                yield from self._source(element, node.name, "多实例条件", "loop expression", item)

    def _source(
        self, element: etree._Element, name: str, what: str, what_en: str, holder: etree._Element
    ) -> Iterator[Finding]:
        yield from self.check_text(element, name, what, what_en, (holder.text or "").strip())

    def check_text(
        self, element: etree._Element, name: str, what: str, what_en: str, text: str, limit: int = MAX_EXPRESSION
    ) -> Iterator[Finding]:
        ours = unwrapped(text) if limit == MAX_EXPRESSION else None
        if ours is not None:
            yield self.report("vendor-expression", element, name=name, what=what, what_en=what_en, ours=ours[:80])
            return
        try:
            check_source(text, limit, expression=limit == MAX_EXPRESSION)
        except EvaluationFailed as failed:
            reason, reason_en = failed.why.zh, failed.why.en
            if failed.line:
                reason, reason_en = f"第 {failed.line} 行，{reason}", f"line {failed.line}, {reason_en}"
            yield self.report(
                "syntax", element, name=name, what=what, what_en=what_en, reason=reason, reason_en=reason_en
            )


def lint_nodes(known: Known, drawing: Drawing, process: etree._Element) -> Iterator[Finding]:
    """Check every node of a process, and the expressions on its flows."""
    return _Checker(known, drawing, process).check()


def _not_supported(element: etree._Element, node: NodeInfo) -> tuple[str, str, str] | None:
    """Return kind and hints of what the engine cannot run."""
    if node.kind in _UNSUPPORTED:
        return node.kind, *_UNSUPPORTED[node.kind]
    if element.find(q("standardLoopCharacteristics")) is not None:
        return "standardLoopCharacteristics", *_LOOP
    for tag in ("dataInputAssociation", "dataOutputAssociation", "ioSpecification"):
        if element.find(q(tag)) is not None:
            return tag, *_DATA
    return None


def _is_data(scope: str | None) -> bool:
    return bool(scope and scope.startswith("data:"))
