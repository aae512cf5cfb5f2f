"""What other tools and engines draw: their attributes, with our word for each, and parts of BPMN that do nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from service.engine.findings import Finding
from service.engine.lint_rules import finding
from service.engine.xml import BPMN, FLOW_NODES, SPIFF, line_of, local

_KNOWN_SPACES = ("http://www.w3.org/", "http://www.omg.org/", "http://bpmn.io/")
_ENGINES = ("camunda.org", "zeebe", "activiti.org", "flowable.org", "jboss.org")
_PEOPLE = frozenset(("potentialOwner", "performer", "humanPerformer", "resourceRole"))
_GLOBAL = frozenset(("globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask"))
_WRAPPED = re.compile(r"\s*[$#]\{(?P<juel>.*)\}\s*|\s*=(?P<feel>[^=].*)", re.DOTALL)

_ROLE = ("写属性 role（谁办），要指到人再写 scope=person。", "Use the property role; with scope=person for one person.")
_FORM = ("写属性 form（表单名）。", "Use the property form.")
_DUE = ("写属性 due，例如 P5WD 或规则编号。", "Use the property due, e.g. P5WD.")
_TABLE = ("写 spiffworkflow:calledDecisionId（决策表编号）。", "Use spiffworkflow:calledDecisionId.")
_OPERATOR = (
    "写 spiffworkflow:serviceTaskOperator，选 bpmn/README.md 里的操作。",
    "Use spiffworkflow:serviceTaskOperator with an operator of bpmn/README.md.",
)
_DATA = (
    "流程变量不用映射；调用别的流程时写属性 pass（变量名，用逗号隔开）。",
    "Variables need no mapping; for a call use the property pass.",
)
_LIST = (
    "写 bpmn:loopDataInputRef（列表变量）和 bpmn:inputDataItem（每一项的名字）。",
    "Use bpmn:loopDataInputRef and bpmn:inputDataItem.",
)
_TRANSACTION = ("删去；每一步都在一个事务里。", "Delete it: each step is one transaction.")
_LISTENER = ("在这一步前后画服务环节。", "Draw a service task before or after it.")
_SCRIPT = ("写在 bpmn:script 里，语言是 Python。", "Write it in bpmn:script; the language is Python.")
_PROPERTY = ("写在 spiffworkflow:properties 里。", "Use spiffworkflow:properties.")
_KEY = ("写属性 key，例如 person_id。", "Use the property key, e.g. person_id.")
_CALLED = ("写 bpmn:callActivity 的 calledElement。", "Use calledElement of bpmn:callActivity.")
_DELETE = ("删去；在这里不起作用。", "Delete it; it has no effect here.")

_OURS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("assignee", "candidateUsers", "candidateGroups", "assignmentDefinition"), _ROLE),
    **dict.fromkeys(("formKey", "formRef", "formData", "formDefinition", "userTaskForm", "formProperty"), _FORM),
    **dict.fromkeys(("dueDate", "followUpDate", "taskSchedule", "priority"), _DUE),
    **dict.fromkeys(("decisionRef", "calledDecision", "decisionRefBinding", "mapDecisionResult"), _TABLE),
    **dict.fromkeys(
        ("class", "expression", "delegateExpression", "topic", "type", "taskDefinition", "connector", "field"),
        _OPERATOR,
    ),
    **dict.fromkeys(("taskHeaders", "jobWorker"), _OPERATOR),
    **dict.fromkeys(("inputOutput", "ioMapping", "in", "out", "variableMappingClass"), _DATA),
    **dict.fromkeys(("collection", "elementVariable", "loopCharacteristics"), _LIST),
    **dict.fromkeys(("async", "asyncBefore", "asyncAfter", "exclusive", "jobPriority"), _TRANSACTION),
    **dict.fromkeys(("executionListener", "taskListener", "executionListeners", "taskListeners"), _LISTENER),
    **dict.fromkeys(("script", "scriptFormat", "resultVariable", "resource"), _SCRIPT),
    **dict.fromkeys(("properties", "property"), _PROPERTY),
    "subscription": _KEY,
    "calledElement": _CALLED,
}


def lint_foreign(file: str, root: etree._Element) -> Iterator[Finding]:
    """Check what no engine but its own understands, in every element of the model part."""
    for element in root.iter(f"{{{BPMN}}}*"):
        yield from _vendor(file, element)
        tag = local(element)
        if tag in ("dataStore", "dataStoreReference"):
            hint = ("长期保存的数据由操作读写，不画数据存储。", "Operators keep data; draw no data store.")
            yield _unsupported(file, element, tag, hint)
        elif tag in _GLOBAL:
            hint = ("把它画成一个流程，再用调用活动。", "Draw it as a process and call that.")
            yield _unsupported(file, element, tag, hint)
        elif tag in _PEOPLE:
            holder = _holder(element)
            yield finding("people", file, holder.get("id"), line_of(holder), name=_name(holder), kind=tag)
        if element.get("isForCompensation") == "true":
            hint = ("补偿用一般的环节和网关画出来。", "Draw compensation with tasks and gateways.")
            yield _unsupported(file, element, "isForCompensation", hint)


def _unsupported(file: str, element: etree._Element, kind: str, hint: tuple[str, str]) -> Finding:
    words = {"kind": kind, "name": _name(element), "hint": hint[0], "hint_en": hint[1]}
    return finding("unsupported", file, element.get("id"), line_of(element), **words)


def _vendor(file: str, element: etree._Element) -> Iterator[Finding]:
    names = [str(key) for key in element.attrib if str(key).startswith("{")]
    for holder in element.iterfind(f"{{{BPMN}}}extensionElements"):
        names += [item.tag for item in holder if isinstance(item.tag, str)]
    for name in dict.fromkeys(names):
        space, word = etree.QName(name).namespace or "", etree.QName(name).localname
        if space in (SPIFF, BPMN) or space.startswith(_KNOWN_SPACES):
            continue
        engine = any(part in space for part in _ENGINES)
        if not engine and local(element) not in FLOW_NODES:
            continue  # what a drawing tool notes about itself is nobody's mistake
        hint, hint_en = _OURS.get(word, _DELETE) if engine else _DELETE
        owner = _holder(element)
        words = {"name": _name(owner), "attribute": word, "hint": hint, "hint_en": hint_en}
        yield finding("vendor", file, owner.get("id"), line_of(element), **words)


def _holder(element: etree._Element) -> etree._Element:
    """Return the nearest element around that people know: a node, flow, lane, process or message."""
    known = FLOW_NODES | {"process", "sequenceFlow", "message", "signal", "error", "lane", "participant", "definitions"}
    while local(element) not in known and (parent := element.getparent()) is not None:
        element = parent
    return element


def _name(element: etree._Element) -> str:
    return " ".join((element.get("name") or element.get("id") or local(element)).split())


def unwrapped(text: str) -> str | None:
    """Return what stands inside another engine's expression: ${…}, #{…} or =…; None for one of ours."""
    found = _WRAPPED.fullmatch(text)
    return None if found is None else (found["juel"] or found["feel"] or "").strip()
