"""Variables: does anybody set what is asked for, and can it ever be what it is compared with?

What a release knows about its variables is put together from its forms, scripts, operators, tables and loops. All
findings are warnings: a case may be started with variables of its own, and a message may bring any. What the
expressions do with their values is tried out in trial.py.
"""

from __future__ import annotations

import ast
import builtins
import difflib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from service.engine.dmn import Table
from service.engine.findings import Finding
from service.engine.fold import MAX_EXPRESSION
from service.engine.lint_rules import finding
from service.engine.samples import choices, mapping, variables
from service.engine.scripts import MAX_SCRIPT, EvaluationFailed, names
from service.engine.times import PARSERS
from service.engine.xml import EVENTS, SPIFF, line_of, local, properties_of, q

# What the service gives to every case, what the engine adds, and what a loop's completion condition sees.
_GIVEN = frozenset(("organization_id", "starter_id", "started_on", "person_id", "today", "now"))
LOOP = frozenset(("instances", "completed", "results"))
PYTHON = frozenset(dir(builtins))
_EXPRESSIONS = frozenset(("conditionExpression", "loopCardinality", "completionCondition", "loopDataInputRef"))
DATA_PATHS = ("due", "earliest", "scope")
_CLOSE = 0.8  # of difflib: likely the same word, misspelt


@dataclass(frozen=True, slots=True)
class Asked:
    """One expression or script, where it stands, and the tag or property that asks it."""

    file: str
    element: str
    line: int
    name: str
    source: str
    script: bool = False
    kind: str = ""
    text_line: int = 0


@dataclass(slots=True)
class Known:
    """The variables of a release; `forms` holds the schemas of those that only forms set."""

    names: set[str] = field(default_factory=lambda: set(_GIVEN))
    forms: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    unkept: set[str] = field(default_factory=set)
    open: bool = False

    def say(self, *found: str | None) -> None:
        """Learn names that something other than a form sets."""
        new = {name.strip() for name in found if name and name.strip()}
        self.names |= new
        self.others |= new

    def form(self, schema: Mapping[str, Any]) -> None:
        """Learn the variables of a form."""
        for name, drawn, kept in variables(schema):
            if kept:
                self.names.add(name)
                self.forms.setdefault(name, []).append(drawn)
            else:
                self.unkept.add(name)

    def schemas(self, name: str) -> list[Mapping[str, Any]]:
        """Return the schemas of a variable whose value can only come from forms."""
        return [] if name in self.others else self.forms.get(name, [])


def lint_names(
    roots: Mapping[str, etree._Element], tables: Mapping[str, tuple[str, Table]], forms: Mapping[str, Mapping[str, Any]]
) -> Iterator[Finding]:
    """Check every expression of a release against the variables that it knows."""
    known, asked = Known(), []
    for file, root in roots.items():
        for process in root.iterfind(q("process")):
            learn(known, process, forms)
            asked += list(sources(file, process))
    used = {(item.text or "").strip() for root in roots.values() for item in root.iter(f"{{{SPIFF}}}calledDecisionId")}
    for key, (file, table) in tables.items():
        known.say(*(output.name for output in table.outputs))
        if key in used:
            asked += [Asked(file, table.id, table.line, table.name, column.expression) for column in table.inputs]
    for one in asked:
        yield from _check(known, one)


def learn(known: Known, process: etree._Element, forms: Mapping[str, Mapping[str, Any]]) -> None:
    """Note every name that a process, or one node of it, sets: forms, scripts, operators, loops, messages."""
    known.say(*properties_of(process).get("result", "").split(","))
    for element in process.iter():
        tag = local(element)
        if tag in ("process", "userTask", "manualTask"):
            given = properties_of(element)
            for key in (given.get("form"), given.get("start_form")):
                known.form(mapping(mapping(forms.get(key or "")).get("schema")))
        elif tag in ("script", "preScript", "postScript"):
            with suppress(EvaluationFailed):
                known.say(*names(element.text or "", MAX_SCRIPT).bound)
        elif tag == "serviceTaskOperator":
            known.say(element.get("resultVariable"))
        elif tag in ("inputDataItem", "outputDataItem"):
            known.say(element.get("id"), element.get("name"))
        elif tag in ("loopDataOutputRef", "messageVariable"):
            known.say(element.text)
        elif tag in ("messageEventDefinition", "signalEventDefinition"):
            known.open = known.open or element.find(f".//{{{SPIFF}}}messageVariable") is None


def sources(file: str, process: etree._Element) -> Iterator[Asked]:
    """Yield every expression and script of a process, in the order of the file."""
    for element in process.iter():
        tag, text = local(element), (element.text or "").strip()
        owner = _owner(element)
        key, name = owner.get("id", ""), owner.get("name") or owner.get("id") or ""
        where = (file, key, line_of(owner), " ".join(name.split()))
        if tag in ("script", "preScript", "postScript") and text:
            yield Asked(*where, element.text or "", script=True, kind=tag, text_line=line_of(element))
        elif text and (tag in _EXPRESSIONS or (tag in PARSERS and not _is_time(tag, text))):
            yield Asked(*where, text, kind=tag)
        elif tag == "parameter":
            yield Asked(*where, element.get("value", ""), kind=tag)
        elif tag == "callActivity" or tag in EVENTS:
            given = properties_of(element)
            words = {word: given[word] for word in ("key", "payload", "organization", "subject") if given.get(word)}
            for kind, source in words.items():
                yield Asked(*where, source, kind=kind)
            for part in given.get("pass", "").split(","):
                if part.strip():
                    yield Asked(*where, part.strip(), kind="pass")
        if tag in ("userTask", "manualTask"):
            yield from _data_paths(where, properties_of(element))


def _data_paths(where: tuple[str, str, int, str], given: Mapping[str, str]) -> Iterator[Asked]:
    """Yield `data:NAME.KEY` of a task's terms as the subscript that it is; a misspelt one is no term, silently."""
    for kind in DATA_PATHS:
        value = given.get(kind, "")
        name, _, key = value.removeprefix("data:").partition(".")
        if value.startswith("data:") and name.isidentifier() and key:
            yield Asked(*where, f"{name}[{key!r}]", kind=kind)


def _owner(element: etree._Element) -> etree._Element:
    """Return the node or flow that an expression belongs to."""
    inside = ("EventDefinition", "Characteristics", "Expression", "Elements", "Operator", "Script")
    tag = local(element)
    while tag.endswith(inside) or tag in (*PARSERS, "script", "parameter", "parameters", "loopCardinality"):
        parent = element.getparent()
        if parent is None:
            break
        element, tag = parent, local(parent)
    if tag in ("completionCondition", "loopDataInputRef") and (parent := element.getparent()) is not None:
        return _owner(parent)
    return element


def _is_time(tag: str, text: str) -> bool:
    try:
        PARSERS[tag](text.strip("'\""))
    except ValueError:
        return False
    return True


def _check(known: Known, asked: Asked) -> Iterator[Finding]:
    try:
        said = names(asked.source, MAX_SCRIPT if asked.script else MAX_EXPRESSION)
    except EvaluationFailed:
        return  # lint_nodes has said so
    unknown = sorted(said.used - said.bound - known.names - LOOP - PYTHON)
    for variable in unknown:
        close = difflib.get_close_matches(variable, sorted(known.names), 1, _CLOSE)
        if variable in known.unkept:
            yield _say("unkept-name", asked, variable=variable)
        elif close:
            yield _say("misspelt-name", asked, variable=variable, close=close[0])
        elif not known.open and asked.kind not in DATA_PATHS:  # those may also stand among the process's `dates`
            yield _say("unknown-name", asked, variable=variable)
    yield from _values(known, asked)


def _say(rule: str, asked: Asked, **params: Any) -> Finding:
    return finding(rule, asked.file, asked.element, asked.line, name=asked.name, **params)


def _values(known: Known, asked: Asked) -> Iterator[Finding]:
    """Find comparisons with a text that no form offers."""
    source = asked.source.strip("\n") if "\n" in asked.source else asked.source.strip()  # as `names` has read it
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Compare) or not isinstance(node.left, ast.Name):
            continue
        offered = [choices(schema) for schema in known.schemas(node.left.id)]
        if not offered or None in offered:
            continue
        allowed = {value for values in offered for value in values or ()}
        for constant in ast.walk(node.comparators[0]):
            if isinstance(constant, ast.Constant) and isinstance(constant.value, str) and constant.value not in allowed:
                listed = "、".join(str(value) for value in sorted(allowed, key=str)[:8])
                yield _say("no-such-choice", asked, variable=node.left.id, value=constant.value, allowed=listed)
