"""Countersigned steps: the rule in `sign`, the list it runs over, and what counts as agreement."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from service.engine.countersign import sign_of
from service.engine.findings import Finding
from service.engine.lint_rules import finding
from service.engine.xml import Drawing, NodeInfo, line_of, q

_LOOP = q("multiInstanceLoopCharacteristics")


def lint_sign(drawing: Drawing, process: etree._Element) -> Iterator[Finding]:
    """Check every node of a process that names a rule of countersigning."""
    for element in process.iter(q("userTask"), q("manualTask")):
        node = drawing.nodes.get(element.get("id", ""))
        if node is not None and "sign" in node.properties:
            for rule in _check(element, node):
                params = {"name": node.name, "value": node.properties["sign"][:40]}
                yield finding(rule, drawing.process.file, node.id, line_of(element), **params)


def _check(element: etree._Element, node: NodeInfo) -> Iterator[str]:
    try:
        sign = sign_of(node.properties)
    except ValueError:
        yield "sign-value"
        return
    if sign is None:
        return
    drawn = element.find(_LOOP)
    item = drawn.find(q("inputDataItem")) if drawn is not None else None
    if drawn is None or item is None or drawn.find(q("loopDataInputRef")) is None:
        yield "sign-several"
        return
    if (sign.kind == "sequence") != (drawn.get("isSequential") == "true"):
        yield "sign-order"
    if drawn.find(q("completionCondition")) is not None:
        yield "sign-twice"
    if sign.kind == "ratio" and drawn.find(q("outputDataItem")) is None:
        yield "sign-result"
    if node.properties.get("scope") != f"data:{item.get('id')}":
        yield "sign-people"
