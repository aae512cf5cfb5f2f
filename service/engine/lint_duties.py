"""Separation of duties, as far as a model can know it: who records does not verify, who introduces does not approve.

What a step is for follows from its role, from its property `duty`, or from what is run after it: the people's step
before `points.post` verifies what that operator enters into the ledger, and whoever filled the form field that holds
it has recorded it. Of two duties that one person may not have, the later step names the earlier one in `exclude`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from service.engine.findings import Finding
from service.engine.lint_rules import finding
from service.engine.samples import variables
from service.engine.xml import Drawing, NodeInfo, line_of

RECORD: Final = "record"
VERIFY: Final = "verify"
DUTIES: Final = frozenset((RECORD, VERIFY, "introduce", "approve", "count", "watch"))
OF_ROLE: Final = {
    "introducer": "introduce",
    "town_committee": "approve",
    "town_secretary": "approve",
    "vote_teller": "count",
    "vote_monitor": "watch",
}
# (who did the first may not do the second, why)
APART: Final = (
    (RECORD, VERIFY, "记录人不能核对自己的记录", "who records does not verify"),
    ("introduce", "approve", "入党介绍人不能审批", "who introduces does not approve"),
    ("count", "watch", "计票人不能监票", "who counts does not watch the count"),
)
# operator -> the parameter that holds what was recorded
ENTERS: Final = {"points.post": "entries"}
STARTER: Final = "starter"
_PEOPLE: Final = frozenset(("userTask", "manualTask"))


def lint_duties(drawing: Drawing, process: etree._Element, forms: Mapping[str, Any]) -> Iterator[Finding]:
    """Check every pair of steps of a process that one person may not both do."""
    lines = {item.get("id", ""): item for item in process.iter() if isinstance(item.tag, str)}
    steps = _Steps(drawing, forms)
    for node in steps.people:
        given = node.properties.get("duty")
        if given is not None and given not in DUTIES:
            yield _report("duty-value", drawing, lines, node, value=given[:40])
    for earlier, later, why, why_en in steps.apart(lines):
        name = drawing.nodes[earlier].name if earlier in drawing.nodes else "发起"
        name_en = drawing.nodes[earlier].name if earlier in drawing.nodes else "the start"
        params = {"other": name, "other_en": name_en, "why": why, "why_en": why_en, "ref": earlier}
        yield _report("same-hands", drawing, lines, later, **params)


def _report(rule: str, drawing: Drawing, lines: Mapping[str, etree._Element], node: NodeInfo, **params: str) -> Finding:
    return finding(rule, drawing.process.file, node.id, line_of(lines[node.id]), name=node.name, **params)


class _Steps:
    """The people's steps of a process: what each is for, and which may come before which."""

    def __init__(self, drawing: Drawing, forms: Mapping[str, Any]) -> None:
        self.drawing, self.forms = drawing, forms
        self.people = [node for node in drawing.nodes.values() if node.kind in _PEOPLE]
        self.next: dict[str, set[str]] = {}
        for flow in drawing.flows.values():
            self.next.setdefault(flow.source, set()).add(flow.target)
        for node in drawing.nodes.values():
            if node.attached_to:
                self.next.setdefault(node.attached_to, set()).add(node.id)
            elif node.parent and node.kind == "startEvent":
                self.next.setdefault(node.parent, set()).add(node.id)
            elif node.parent and node.kind == "endEvent":
                self.next.setdefault(node.id, set()).add(node.parent)

    def apart(self, lines: Mapping[str, etree._Element]) -> Iterator[tuple[str, NodeInfo, str, str]]:
        """Yield what somebody did, the later step that forgets to keep them out, and why it should."""
        duties = self._duties(lines)
        for first, second, why, why_en in APART:
            before = {key for key, found in duties.items() if first in found}
            for node in self.people:
                if second not in duties.get(node.id, ()):
                    continue
                kept_out = {part.strip() for part in node.properties.get("exclude", "").split(",")}
                for other in sorted(before - kept_out - {node.id}):
                    if other == STARTER or node.id in self._after(other):
                        yield other, node, why, why_en

    def _duties(self, lines: Mapping[str, etree._Element]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for node in self.people:
            duty = node.properties.get("duty") or OF_ROLE.get(node.properties.get("role", ""))
            if duty:
                found.setdefault(node.id, set()).add(duty)
        for node in self.drawing.nodes.values():
            held = ENTERS.get(node.operator or "")
            variable = held and _parameter(lines[node.id], held)
            if not variable:
                continue
            verifiers = [each for each in self.people if node.id in self._after(each.id, through_people=False)]
            for each in verifiers:
                found.setdefault(each.id, set()).add(VERIFY)
            for key in self._who_fill(variable) - {each.id for each in verifiers}:
                found.setdefault(key, set()).add(RECORD)
        return found

    def _who_fill(self, variable: str) -> set[str]:
        """Return the steps whose form has a field; the start is one of them."""
        start = self.drawing.process.properties.get("start_form")
        asked = {STARTER: start, **{node.id: node.properties.get("form") for node in self.people}}
        return {key for key, form in asked.items() if form and variable in self._fields(form)}

    def _fields(self, form: str) -> set[str]:
        schema = (self.forms.get(form) or {}).get("schema")
        if not isinstance(schema, Mapping):
            return set()
        return {name for name, drawn, _ in variables(schema) if not drawn.get("readOnly")}

    def _after(self, start: str, through_people: bool = True) -> set[str]:
        """Return what can come after a step; if not `through_people`, only until the next step of people."""
        seen: set[str] = set()
        todo = list(self.next.get(start, ()))
        while todo:
            key = todo.pop()
            if key in seen:
                continue
            seen.add(key)
            node = self.drawing.nodes.get(key)
            if through_people or node is None or node.kind not in _PEOPLE:
                todo += self.next.get(key, ())
        return seen


def _parameter(element: etree._Element, name: str) -> str | None:
    """Return the variable that a service task hands to its operator, if it is one."""
    for item in element.iter("{*}parameter"):
        value = (item.get("value") or "").strip()
        if item.get("id") == name and value.isidentifier():
            return value
    return None
