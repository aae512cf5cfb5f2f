"""Files to specs: hardened XML, SpiffWorkflow's parser with our classes, and an index of every node and flow."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Mapping
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.spiff.parser.event_parsers import (
    SpiffBoundaryEventParser,
    SpiffEndEventParser,
    SpiffEventDefinitionParser,
    SpiffIntermediateCatchEventParser,
    SpiffIntermediateThrowEventParser,
    SpiffStartEventParser,
)
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser, SpiffProcessParser
from SpiffWorkflow.spiff.parser.task_spec import (
    BusinessRuleTaskParser,
    CallActivityParser,
    ScriptTaskParser,
    ServiceTaskParser,
    SpiffTaskParser,
    SubWorkflowParser,
    UserTaskParser,
)

from service.domain.deliveries import Contract
from service.domain.errors import InvalidDefinition, Problem
from service.engine import activities, events, instances, joins, scopes, throws
from service.engine.bundle import Bundle
from service.engine.dmn import read_tables
from service.engine.forms import compile_forms
from service.engine.model import Model
from service.engine.nearby import look_no_further
from service.engine.xml import index_files, read_files, read_xml

log = logging.getLogger(__name__)


class _ProcessSpec(BpmnProcessSpec):  # type: ignore[misc]
    """A process whose end looks at every task, however deep."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        joins.replace_end_join(self)


class _ProcessParser(SpiffProcessParser):  # type: ignore[misc]
    """Connect the nodes one after another; SpiffWorkflow follows the flows by recursion, 300 tasks deep at most."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parsed: dict[str, Any] = {}
        self._todo: deque[Any] = deque()

    def get_outgoing_sequence_flows(self, source_ref: str) -> list[Any]:
        """Show a task parser no flows: they are connected here, when the task is there."""
        return []

    def parse_node(self, node: Any) -> Any:
        """Make the task of a node, or return it, and remember to connect it."""
        key = node.get("id")
        if key not in self._parsed:
            task_parser, spec_class = self.parser._get_parser_class(node.tag)
            if not task_parser or not spec_class:
                raise ValidationException("this element is not supported", node=node, file_name=self.filename)
            parser = task_parser(self, spec_class, node, self.nsmap, lane=self.lane)
            self._parsed[key] = parser.parse_node()
            self._todo.append(parser)
        return self._parsed[key]

    def add_tasks(self) -> None:
        """Make every task that can be reached from the start, and the event subprocesses."""
        starts = self.xpath("./bpmn:startEvent")
        if len(starts) != 1:
            raise ValidationException("exactly one start event is needed", node=self.node, file_name=self.filename)
        self.parse_node(starts[0])
        for node in self.xpath("./bpmn:subProcess[@triggeredByEvent='true']"):
            body = self.parse_node(node)
            inner = self.parser.process_parsers[body.spec].get_spec()
            scopes.add_listener(self.spec, inner.trigger, body)
        while self._todo:
            self._connect(self._todo.popleft())

    def _connect(self, parser: Any) -> None:
        flows = super().get_outgoing_sequence_flows(parser.bpmn_id)
        if len(flows) > 1 and not parser.handles_multiple_outgoing():
            parser.raise_validation_exception("several outgoing flows and no gateway")
        default = parser.node.get("default")
        if len(flows) == 1 and isinstance(parser.task, joins.XorGateway | joins.OrGateway):
            default = default if parser.parse_condition(flows[0]) else flows[0].get("id")
        for flow in flows:
            target = self.get_node_by_id(flow.get("targetRef"))
            if target is None:
                parser.raise_validation_exception(f"the flow {flow.get('id')} leads nowhere")
            parser.connect_outgoing(self.parse_node(target), flow, flow.get("id") == default)

    def create_spec(self) -> Any:
        return _ProcessSpec(name=self.bpmn_id, description=self.get_name(), filename=self.filename)

    def get_position(self, node_id: str) -> dict[str, float]:
        """Keep flows in the order of the file: where a shape is drawn must not change what happens."""
        return {"x": 0.0, "y": 0.0}


class _Instances:
    PARALLEL_MI_CLASS = instances.ParallelInstances
    SEQUENTIAL_MI_CLASS = instances.SequentialInstances


class _UserTasks(_Instances, UserTaskParser):  # type: ignore[misc]
    pass


class _ManualTasks(_Instances, SpiffTaskParser):  # type: ignore[misc]
    pass


class _Scripts(_Instances, ScriptTaskParser):  # type: ignore[misc]
    pass


class _Services(_Instances, ServiceTaskParser):  # type: ignore[misc]
    pass


class _Subprocesses(_Instances, SubWorkflowParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        """Make a part of the process, or one that an event starts; SpiffWorkflow asks for a prefix nobody writes."""
        if self.node.get("triggeredByEvent") == "true":
            self.spec_class = scopes.EventBody
        return super().create_task()


class _Calls(_Instances, CallActivityParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        """Make a call that runs inside, or with the property instance=own one that waits for another instance."""
        if self.parse_extensions().get("properties", {}).get("instance") == "own":
            called = self.node.get("calledElement")
            return activities.OwnInstance(self.spec, self.bpmn_id, called=called, **self.bpmn_attributes)
        return super().create_task()


class _Decisions(_Instances, BusinessRuleTaskParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        """Name the table; it is ours to evaluate."""
        table = (self.get_decision_ref(self.node) or "").strip()
        return activities.DecisionTask(self.spec, self.bpmn_id, table=table, **self.bpmn_attributes)


_TRIGGERS = ("message", "signal", "timer", "error", "escalation")
_ENDS = ("message", "signal", "error", "escalation", "terminate")


class _Events(SpiffEventDefinitionParser):  # type: ignore[misc]
    THROWS = False

    def parse_timer_event(self, event: Any) -> Any:
        """Make the timer of the right kind, on the engine's clock."""
        kinds = {"timeDate": events.DateTimer, "timeDuration": events.DurationTimer, "timeCycle": events.CycleTimer}
        for tag, kind in kinds.items():
            found = event.find(full_tag(tag))
            if found is not None:
                return kind(self.node.get("name") or self.bpmn_id, (found.text or "").strip())
        raise ValidationException("timer without expression", node=self.node, file_name=self.filename)

    def parse_message_event(self, message_event: Any) -> Any:
        """Wait for a message by its id, or send it; names are for people and may be Chinese."""
        if self.THROWS:
            return throws.Sent("message", message_event.get("messageRef"))
        _, variable = self.parse_message_extensions(message_event)
        return events.MessageWait(message_event.get("messageRef"), message_var=variable)

    def parse_signal_event(self, signal_event: Any) -> Any:
        """Wait for a signal like for a message without key, or send it."""
        if self.THROWS:
            return throws.Sent("signal", signal_event.get("signalRef"))
        return events.MessageWait(signal_event.get("signalRef"))

    def parse_error_event(self, error_event: Any) -> Any:
        """Throw or catch an error by its code."""
        return self._coded(throws.ERROR, error_event)

    def parse_escalation_event(self, escalation_event: Any) -> Any:
        """Throw or catch an escalation by its code."""
        return self._coded(throws.ESCALATION, escalation_event)

    def _coded(self, kind: str, event: Any) -> Any:
        ref = event.get(f"{kind}Ref")
        drawn = self.process_parser.document_root.iter(full_tag(kind))
        named: dict[str, str] = next((dict(item.attrib) for item in drawn if item.get("id") == ref), {})
        code = (named.get(f"{kind}Code") or ref) if ref else None
        return throws.Coded(kind, code, named.get("name") or ref or "")


class _Starts(_Events, SpiffStartEventParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        """Make a plain start; that of an event subprocess hands its event to the scope outside."""
        if self.node.getparent().get("triggeredByEvent") == "true":
            definition = self.get_event_definition([f".//bpmn:{kind}EventDefinition" for kind in _TRIGGERS])
            name = self.node.get("name") or self.node.getparent().get("name") or self.bpmn_id
            interrupting = self.node.get("isInterrupting", "true") == "true"
            self.spec.trigger = scopes.Trigger(self.bpmn_id, name, definition, interrupting, self.parse_extensions())
        task = self._create_task(NoneEventDefinition())
        self.spec.start.connect(task)
        return task


class _Catches(_Events, SpiffIntermediateCatchEventParser):  # type: ignore[misc]
    pass


class _Boundaries(_Events, SpiffBoundaryEventParser):  # type: ignore[misc]
    pass


class _Throws(_Events, SpiffIntermediateThrowEventParser):  # type: ignore[misc]
    THROWS = True


class _Ends(_Events, SpiffEndEventParser):  # type: ignore[misc]
    THROWS = True

    def create_task(self) -> Any:
        """Make an end of any kind; SpiffWorkflow overlooks the signal."""
        task = self._create_task(self.get_event_definition([f".//bpmn:{kind}EventDefinition" for kind in _ENDS]))
        task.connect(self.spec.end)
        return task


def _classes() -> dict[str, tuple[Any, Any]]:
    stock = {**SpiffBpmnParser.PARSER_CLASSES, **SpiffBpmnParser.OVERRIDE_PARSER_CLASSES}

    def spec_of(tag: str) -> Any:
        return stock[full_tag(tag)][1]

    def parser_of(tag: str) -> Any:
        return stock[full_tag(tag)][0]

    ours = {
        "userTask": (_UserTasks, spec_of("userTask")),
        "manualTask": (_ManualTasks, spec_of("manualTask")),
        "scriptTask": (_Scripts, spec_of("scriptTask")),
        "serviceTask": (_Services, activities.OperatorTask),
        "businessRuleTask": (_Decisions, activities.DecisionTask),
        "callActivity": (_Calls, activities.Call),
        "subProcess": (_Subprocesses, activities.Subprocess),
        "intermediateCatchEvent": (_Catches, spec_of("intermediateCatchEvent")),
        "boundaryEvent": (_Boundaries, spec_of("boundaryEvent")),
        "startEvent": (_Starts, spec_of("startEvent")),
        "intermediateThrowEvent": (_Throws, spec_of("intermediateThrowEvent")),
        "endEvent": (_Ends, spec_of("endEvent")),
        "exclusiveGateway": (parser_of("exclusiveGateway"), joins.XorGateway),
        "inclusiveGateway": (parser_of("inclusiveGateway"), joins.OrGateway),
        "parallelGateway": (parser_of("parallelGateway"), joins.AndGateway),
    }
    return {**stock, **{full_tag(tag): pair for tag, pair in ours.items()}}


class _Parser(SpiffBpmnParser):  # type: ignore[misc]
    PROCESS_PARSER_CLASS = _ProcessParser
    OVERRIDE_PARSER_CLASSES = _classes()


def parse(bundle: Bundle, connectors: Mapping[str, Contract] | None = None) -> Model:
    """Make the model of a release that the linter has passed; service tasks that call a connector wait for it."""
    roots = read_files(bundle.processes)
    try:
        specs = _specs(roots)
    except ValidationException as error:
        raise InvalidDefinition([_problem(error)]) from error
    for spec in specs.values():
        instances.connect_instances(spec)
        scopes.connect_listeners(spec)
        look_no_further(spec)
    tables = {key: table for name, blob in bundle.decisions.items() for key, table in read_tables(read_xml(blob, name))}
    return Model(bundle, specs, index_files(roots), tables, compile_forms(bundle.forms), connectors)


def _specs(roots: dict[str, etree._Element]) -> dict[str, Any]:
    parser = _Parser()
    for name, root in roots.items():
        parser.add_bpmn_xml(root, name)
    specs: dict[str, Any] = {}
    while missing := [key for key in list(parser.process_parsers) if key not in specs]:
        for key in missing:  # parsing a process may discover embedded ones
            specs[key] = parser.process_parsers[key].get_spec()
    return specs


def _problem(error: ValidationException) -> Problem:
    element = getattr(error, "id", None) or "?"
    file = getattr(error, "file_name", None) or "?"
    log.warning("the parser refused %s in %s: %s", element, file, error)  # its words are for us, not for organizers
    return Problem(
        f"{file}#{element}",
        "parser_refused",
        {},
        f"“{element}”的画法引擎读不懂，检查规则也没有说明原因；请对照建模说明重画，或把这份文件交给维护人员。",
        f"The engine cannot read “{element}”, and no rule says why; draw it anew, or hand the file to the maintainers.",
    )
