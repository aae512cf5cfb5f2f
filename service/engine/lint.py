"""Our own linter, over the XML and before the parser: what SpiffWorkflow accepts in silence or refuses in riddles."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from lxml import etree

from service.domain.deliveries import Contract
from service.domain.errors import InvalidDefinition
from service.domain.outcome import JSON
from service.engine.bundle import Bundle
from service.engine.dmn import Table, inspect_tables
from service.engine.dmn_cover import gap, overlaps
from service.engine.findings import Finding
from service.engine.forms import compile_form
from service.engine.lint_duties import lint_duties
from service.engine.lint_events import Known
from service.engine.lint_foreign import lint_foreign
from service.engine.lint_forms import lint_forms
from service.engine.lint_graph import lint_graph
from service.engine.lint_names import lint_names
from service.engine.lint_nodes import lint_nodes
from service.engine.lint_posts import lint_posts
from service.engine.lint_rules import finding
from service.engine.lint_sign import lint_sign
from service.engine.lint_terms import Packs, lint_packs, lint_terms
from service.engine.xml import index_files, line_of, read_xml


def lint(
    bundle: Bundle, operators: Collection[str] | None, connectors: Mapping[str, Contract] | None = None
) -> list[Finding]:
    """Return what is wrong with a release, file by file in the order of the lines."""
    found: list[Finding] = []
    roots = _readable(bundle.processes, found)
    tables = _tables(bundle, found)
    _forms(bundle, found)
    found += lint_forms(bundle.forms)
    drawings = index_files(roots)
    packs = Packs(bundle.rules)
    found += lint_packs(packs)
    known = Known(drawings, tables, bundle.forms, operators, connectors or {})
    for file, root in roots.items():
        found += _ids(file, root)
        found += lint_foreign(file, root)
        for process in root.iterfind("{*}process"):
            drawing = drawings.get(process.get("id", ""))
            if drawing is not None and drawing.process.file == file:
                found += lint_nodes(known, drawing, process)
                found += lint_posts(drawing, process)
                found += lint_graph(drawing, process)
                found += lint_sign(drawing, process)
                found += lint_duties(drawing, process, bundle.forms)
                found += lint_terms(drawing, process, bundle.forms, packs)
    found += lint_names(roots, tables, bundle.forms)
    return in_order(found)


def in_order(found: list[Finding]) -> list[Finding]:
    """Sort findings file by file, in the order of the lines."""
    return sorted(found, key=lambda item: (item.file, item.line or 0, item.rule, item.element or ""))


def _readable(files: Mapping[str, bytes], found: list[Finding]) -> dict[str, etree._Element]:
    roots: dict[str, etree._Element] = {}
    for name in sorted(files):
        try:
            roots[name] = read_xml(files[name], name)
        except InvalidDefinition as refused:
            found += _refusals("xml", name, refused)
            continue
        if roots[name].find("{*}process") is None:
            found.append(finding("no-process", name, None, 1))
    return roots


def _tables(bundle: Bundle, found: list[Finding]) -> dict[str, tuple[str, Table]]:
    known: dict[str, tuple[str, Table]] = {}
    for name in sorted(bundle.decisions):
        try:
            tables, problems = inspect_tables(read_xml(bundle.decisions[name], name))
        except InvalidDefinition as refused:
            found += _refusals("xml", name, refused)
            continue
        known |= {key: (name, table) for key, table in tables.items()}
        for bad in problems:
            found.append(finding("dmn", name, bad.element, bad.line, reason=bad.zh, reason_en=bad.en))
        for table in tables.values():
            found += _cover(name, table)
    return known


def _cover(file: str, table: Table) -> Iterator[Finding]:
    for both in overlaps(table):
        rule = "dmn-overlap" if both.sure else "dmn-may-overlap"
        params = {"name": table.name, "first": both.first, "second": both.second, "example": _said(both.example)}
        yield finding(rule, file, both.second, both.line, **params)
    example = gap(table)
    if example is not None:
        yield finding("dmn-gap", file, table.id, table.line, name=table.name, example=_said(example))


def _said(example: Mapping[str, JSON]) -> str:
    return ", ".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in example.items()) or "-"


def _forms(bundle: Bundle, found: list[Finding]) -> None:
    for key in sorted(bundle.forms):
        try:
            compile_form(key, bundle.forms[key])
        except InvalidDefinition as refused:
            found += _refusals("form-schema", f"forms/{key}", refused)


def _refusals(rule: str, file: str, refused: InvalidDefinition) -> Iterator[Finding]:
    for problem in refused.problems:
        yield finding(rule, file, None, None, reason=problem.message_zh, reason_en=problem.message_en)


def _ids(file: str, root: etree._Element) -> Iterator[Finding]:
    """Check that every id of the model part is there once; the drawing's own ids do not matter."""
    elements = [item for item in root.iter("{http://www.omg.org/spec/BPMN/20100524/MODEL}*") if item.get("id")]
    counts = Counter(item.get("id") for item in elements)
    reported: set[str | None] = set()
    for item in elements:
        key = item.get("id")
        if counts[key] > 1 and key not in reported:
            reported.add(key)
            yield finding("duplicate-id", file, key, line_of(item), id=key)
