"""A pencil for the tests: small BPMN and DMN models from a few words."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
)
ROLE = {"form": "form_any", "role": "branch_secretary", "scope": "branch", "due": "P3D"}


def definitions(
    *bodies: str,
    messages: tuple[str, ...] = (),
    errors: tuple[str, ...] = (),
    signals: tuple[str, ...] = (),
    escalations: tuple[str, ...] = (),
) -> bytes:
    """Wrap processes into one file."""
    heads = "".join(f'<bpmn:message id="{name}" name="消息"/>' for name in messages)
    heads += "".join(f'<bpmn:signal id="{name}" name="{name}"/>' for name in signals)
    heads += "".join(f'<bpmn:escalation id="{name}" name="{name}" escalationCode="{name}"/>' for name in escalations)
    heads += "".join(f'<bpmn:error id="{name}" name="{name}" errorCode="{name}"/>' for name in errors)
    opening = f'<bpmn:definitions {NAMESPACES} id="d" targetNamespace="urn:t">'
    return f'<?xml version="1.0" encoding="UTF-8"?>{opening}{heads}{"".join(bodies)}</bpmn:definitions>'.encode()


def properties(values: dict[str, str] | None, more: str = "") -> str:
    """Draw extension elements."""
    pairs = (values or {}).items()
    drawn = "".join(f"<spiffworkflow:property name={quoteattr(k)} value={quoteattr(v)}/>" for k, v in pairs)
    if drawn:
        more += f"<spiffworkflow:properties>{drawn}</spiffworkflow:properties>"
    return f"<bpmn:extensionElements>{more}</bpmn:extensionElements>" if more else ""


def timer(kind: str, expression: str) -> str:
    """Draw a timer: kind is timeDate, timeDuration or timeCycle."""
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(expression)}</bpmn:{kind}></bpmn:timerEventDefinition>"


def message(name: str) -> str:
    """Draw a message event definition."""
    return f'<bpmn:messageEventDefinition messageRef="{name}"/>'


def event(kind: str, ref: str | None = None) -> str:
    """Draw the definition of a message, signal, error or escalation event; without `ref` it means any."""
    return f'<bpmn:{kind}EventDefinition {kind}Ref="{ref}"/>' if ref else f"<bpmn:{kind}EventDefinition/>"


def several(
    items: str,
    item: str = "item",
    out: str | None = "results",
    result: str = "result",
    sequential: bool = False,
    until: str | None = None,
) -> str:
    """Draw multi-instance characteristics over a list."""
    text = f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
    text += f"<bpmn:loopDataInputRef>{items}</bpmn:loopDataInputRef>"
    text += f"<bpmn:loopDataOutputRef>{out}</bpmn:loopDataOutputRef>" if out else ""
    text += f'<bpmn:inputDataItem id="{item}" name="{item}"/>'
    text += f'<bpmn:outputDataItem id="{result}" name="{result}"/>' if out else ""
    text += f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    return text + "</bpmn:multiInstanceLoopCharacteristics>"


@dataclass
class Process:
    """Draw one process (or, with `tag="subProcess"`, an embedded one)."""

    id: str
    tag: str = "process"
    inner: list[str] = field(default_factory=list)
    flows: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    defaults: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)

    def node(self, tag: str, key: str, body: str = "", attributes: str = "", name: str | None = None) -> Process:
        """Draw any node."""
        self.nodes[key] = (tag, name or f"名{key}", body, attributes)
        return self

    def start(self, key: str = "start_1") -> Process:
        return self.node("startEvent", key)

    def end(self, key: str = "end_1", body: str = "") -> Process:
        return self.node("endEvent", key, body)

    def user(self, key: str, body: str = "", more: dict[str, str] | None = None) -> Process:
        documentation = "<bpmn:documentation>第七条</bpmn:documentation>"
        return self.node("userTask", key, f"{documentation}{properties({**ROLE, **(more or {})})}{body}")

    def script(self, key: str, text: str) -> Process:
        return self.node("scriptTask", key, f"<bpmn:script>{escape(text)}</bpmn:script>")

    def service(self, key: str, operator: str, result: str | None = None, **params: str) -> Process:
        pairs = params.items()
        drawn = "".join(f'<spiffworkflow:parameter id="{k}" type="str" value={quoteattr(v)}/>' for k, v in pairs)
        variable = f' resultVariable="{result}"' if result else ""
        text = f'<spiffworkflow:serviceTaskOperator id="{operator}"{variable}><spiffworkflow:parameters>{drawn}'
        text += "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
        return self.node("serviceTask", key, properties(None, text))

    def decide(self, key: str, table: str, body: str = "") -> Process:
        text = f"<spiffworkflow:calledDecisionId>{table}</spiffworkflow:calledDecisionId>"
        return self.node("businessRuleTask", key, properties(None, text) + body)

    def call(self, key: str, process: str, body: str = "", **more: str) -> Process:
        return self.node("callActivity", key, properties(more) + body, f' calledElement="{process}"')

    def gate(self, kind: str, *keys: str) -> Process:
        tags = {"xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway"}
        for key in keys:
            self.node(tags[kind], key)
        return self

    def boundary(
        self, key: str, on: str, body: str, interrupting: bool = True, more: dict[str, str] | None = None
    ) -> Process:
        attributes = f' attachedToRef="{on}" cancelActivity="{str(interrupting).lower()}"'
        return self.node("boundaryEvent", key, properties(more) + body, attributes)

    def catch(self, key: str, body: str, more: dict[str, str] | None = None) -> Process:
        return self.node("intermediateCatchEvent", key, properties(more) + body)

    def sub(self, inner: Process, body: str = "") -> Process:
        return self.node("subProcess", inner.id, body + inner.content())

    def throw(self, key: str, body: str, more: dict[str, str] | None = None) -> Process:
        return self.node("intermediateThrowEvent", key, properties(more) + body)

    def on_event(
        self, inner: Process, start: str, body: str, interrupting: bool = True, more: dict[str, str] | None = None
    ) -> Process:
        """Draw an event subprocess; `inner` gets its start event here."""
        inner.node("startEvent", start, properties(more) + body, f' isInterrupting="{str(interrupting).lower()}"')
        return self.node("subProcess", inner.id, inner.content(), ' triggeredByEvent="true"')

    def flow(self, *keys: str) -> Process:
        """Connect a chain of nodes."""
        for source, target in itertools.pairwise(keys):
            self.flows.append((f"f_{source}_{target}", source, target, None))
        return self

    def when(self, source: str, target: str, condition: str) -> Process:
        self.flows.append((f"f_{source}_{target}", source, target, condition))
        return self

    def otherwise(self, source: str, target: str) -> Process:
        self.flow(source, target)
        self.defaults[source] = f"f_{source}_{target}"
        return self

    def content(self) -> str:
        """Return the nodes and flows as XML."""
        parts = []
        for key, (tag, name, body, attributes) in self.nodes.items():
            default = f' default="{self.defaults[key]}"' if key in self.defaults else ""
            parts.append(f'<bpmn:{tag} id="{key}" name="{name}"{attributes}{default}>{body}</bpmn:{tag}>')
        for key, source, target, condition in self.flows:
            body = ""
            if condition:
                body = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>"
            ends = f'sourceRef="{source}" targetRef="{target}"'
            parts.append(f'<bpmn:sequenceFlow id="{key}" {ends}>{body}</bpmn:sequenceFlow>')
        return "".join(parts)

    def xml(self) -> str:
        """Return the process with one lane that holds everything."""
        refs = "".join(f"<bpmn:flowNodeRef>{key}</bpmn:flowNodeRef>" for key in self.nodes)
        lane = f'<bpmn:lane id="lane_{self.id}" name="支部">{refs}</bpmn:lane>'
        body = f'<bpmn:laneSet id="ls_{self.id}">{lane}</bpmn:laneSet>{self.content()}'
        return f'<bpmn:process id="{self.id}" name="流程{self.id}" isExecutable="true">{body}</bpmn:process>'


def table(
    key: str,
    inputs: list[str],
    outputs: list[str],
    rules: list[tuple[str, ...]],
    policy: str = "UNIQUE",
    more: str = "",
    values: str = "",
) -> bytes:
    """Draw a decision table; each rule lists its input cells, then its output cells."""
    text = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="dd" name="d" namespace="urn:d">'
    text += f'<decision id="{key}" name="表{key}"><decisionTable id="t" hitPolicy="{policy}"{more}>'
    for index, name in enumerate(inputs):
        text += f'<input id="i{index}" label="{name}"><inputExpression id="ie{index}">'
        text += f"<text>{escape(name)}</text></inputExpression></input>"
    for index, name in enumerate(outputs):
        listed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
        text += f'<output id="o{index}" name="{name}">{listed}</output>'
    for number, cells in enumerate(rules, 1):
        asked, said = cells[: len(inputs)], cells[len(inputs) :]
        text += f'<rule id="r{number}">'
        for kind, entries in (("input", asked), ("output", said)):
            for column, cell in enumerate(entries):
                text += f'<{kind}Entry id="{kind}{number}_{column}"><text>{escape(cell)}</text></{kind}Entry>'
        text += "</rule>"
    return (text + "</decisionTable></decision></definitions>").encode()
