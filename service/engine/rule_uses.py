"""Which steps of a diagram follow which rules: terms they name, and operators that compute or ask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lxml import etree

from service.domain.calendar import is_duration
from service.domain.rule_uses import OF_OPERATORS
from service.engine.xml import index_files, q, read_xml

# Operators to which a diagram tells the rule.
COMPUTE: Final = "deadline.compute"
_TOLD: Final = frozenset({COMPUTE, "rules.ask"})
_LITERAL: Final = re.compile(r"""(['"])(\w+)\1""")


@dataclass(frozen=True, slots=True)
class Use:
    """A step that follows a rule. `how`: earliest or due (the task itself), computes, asks, or checks."""

    rule: str
    process: str
    process_name: str
    node: str
    node_name: str
    how: str


@lru_cache(maxsize=256)
def uses(diagram: bytes) -> tuple[Use, ...]:
    """Return the steps of a diagram that follow rules, in the order of the file; a file is read once."""
    root = read_xml(diagram, "")
    elements = {item.get("id", ""): item for item in root.iter() if isinstance(item.tag, str)}
    return tuple(
        Use(rule, key, drawing.process.name, node.id, node.name, how)
        for key, drawing in index_files({"": root}).items()
        for node in drawing.nodes.values()
        for rule, how in _followed(node.properties, node.operator, elements[node.id])
    )


@lru_cache(maxsize=256)
def computed(diagram: bytes) -> Mapping[tuple[str, str], str]:
    """Return the rules by which a diagram computes days: (process, variable) -> rule."""
    root = read_xml(diagram, "")
    found = {}
    for process in root.iterfind(q("process")):
        for operator in process.iter("{*}serviceTaskOperator"):
            if operator.get("id") == COMPUTE and (rule := _told(operator)):
                found[process.get("id", ""), operator.get("resultVariable", "")] = rule
    return found


def _told(element: etree._Element) -> str | None:
    """Return the rule that a diagram hands to an operator, when it is a plain text."""
    for item in element.iter("{*}parameter"):
        literal = _LITERAL.fullmatch((item.get("value") or "").strip())
        if item.get("id") == "rule" and literal:
            return literal[2]
    return None


def _followed(
    properties: Mapping[str, str], operator: str | None, element: etree._Element
) -> Iterator[tuple[str, str]]:
    for name in ("due", "earliest"):
        value = properties.get(name, "")
        if value and ":" not in value and not is_duration(value):
            yield value, name
    if operator in _TOLD and (rule := _told(element)) and not is_duration(rule):
        yield rule, "computes" if operator == COMPUTE else "asks"
    for checked in OF_OPERATORS.get(operator or "", ()):
        yield checked, "checks"
