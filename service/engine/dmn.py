"""Decision tables of DMN 1.3, evaluated here: every hit policy as the standard has it, every answer explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from service.domain.errors import InvalidDefinition, Problem
from service.domain.outcome import JSON
from service.engine.feel import BadCell, Lookup, Test, Value, read_test, read_value
from service.engine.fold import MAX_EXPRESSION
from service.engine.xml import line_of, local

MAX_RULES = 1_000
SINGLE = frozenset(("UNIQUE", "FIRST", "ANY", "PRIORITY"))
POLICIES = SINGLE | {"RULE ORDER", "OUTPUT ORDER", "COLLECT"}
_OTHER = {
    "literalExpression": ("一个公式（literalExpression）", "a literal expression"),
    "invocation": ("对另一个模型的调用（invocation）", "an invocation"),
    "context": ("一组公式（context）", "a context"),
    "functionDefinition": ("一个函数（functionDefinition）", "a function definition"),
    "relation": ("一张关系表（relation）", "a relation"),
    "list": ("一个列表（list）", "a list"),
    "conditional": ("一个条件式（conditional）", "a conditional"),
    "for": ("一个循环（for）", "a loop (for)"),
    "every": ("一个量词式（every）", "a quantifier (every)"),
    "some": ("一个量词式（some）", "a quantifier (some)"),
    "filter": ("一个筛选式（filter）", "a filter"),
}
AGGREGATORS = frozenset(("SUM", "MIN", "MAX", "COUNT"))


class TableFailed(Exception):
    """The table gives no answer that the process may use."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code, params)


@dataclass(frozen=True, slots=True)
class Input:
    """A column that is asked about; `allowed` is the cell of the values that may come, "" for all."""

    label: str
    expression: str
    allowed: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A column that answers; `values` is its order of priority, `default` what it says when no rule holds."""

    name: str
    values: tuple[JSON, ...] = ()
    default: Value | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: a test per input (None accepts everything) and a value per output; `cells` are the inputs as written."""

    id: str
    tests: tuple[Test | None, ...]
    values: tuple[Value, ...]
    cells: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a table said and why."""

    inputs: dict[str, JSON]
    rules: tuple[str, ...]
    outputs: dict[str, JSON]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table."""

    id: str
    name: str
    policy: str
    aggregator: str | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    line: int = 0

    def decide(self, lookup: Lookup) -> Answer:
        """Answer for a process: a single answer that does not exist is a fault, not a null that goes on."""
        answer = self.evaluate(lookup)
        if not answer.rules and self.policy in SINGLE and all(output.default is None for output in self.outputs):
            raise TableFailed("dmn_no_match", inputs=answer.inputs)
        return answer

    def evaluate(self, lookup: Lookup) -> Answer:
        """Answer as the standard says."""
        asked = [lookup(column.expression) for column in self.inputs]
        inputs = {column.label: value for column, value in zip(self.inputs, asked, strict=True)}
        hits = []
        for rule in self.rules:
            if all(test is None or test(value, lookup) for test, value in zip(rule.tests, asked, strict=True)):
                hits.append(rule)
                if self.policy == "FIRST":
                    break
        rows = [[value(lookup) for value in rule.values] for rule in hits]
        if self.policy in SINGLE:
            return self._single(inputs, hits, rows, lookup)
        return self._several(inputs, hits, rows)

    def _single(self, inputs: dict[str, JSON], hits: list[Rule], rows: list[list[JSON]], lookup: Lookup) -> Answer:
        if not hits:
            values = [output.default(lookup) if output.default else None for output in self.outputs]
            return Answer(inputs, (), self._named(values))
        names = [rule.id for rule in hits]
        if len(hits) > 1 and self.policy == "UNIQUE":
            raise TableFailed("dmn_many_matches", rules=names, inputs=inputs)
        if self.policy == "ANY" and any(row != rows[0] for row in rows):
            raise TableFailed("dmn_many_matches", rules=names, inputs=inputs)
        best = min(range(len(rows)), key=lambda index: self._priority(rows[index])) if self.policy == "PRIORITY" else 0
        chosen = names if self.policy == "ANY" else [names[best]]
        return Answer(inputs, tuple(chosen), self._named(rows[best]))

    def _several(self, inputs: dict[str, JSON], hits: list[Rule], rows: list[list[JSON]]) -> Answer:
        names = tuple(rule.id for rule in hits)
        if self.policy == "OUTPUT ORDER":
            rows = sorted(rows, key=self._priority)
        if self.aggregator:
            return Answer(inputs, names, {self.outputs[0].name: self._aggregate([row[0] for row in rows])})
        columns = [[row[index] for row in rows] for index in range(len(self.outputs))]
        return Answer(inputs, names, self._named(columns))

    def _aggregate(self, values: list[JSON]) -> JSON:
        if self.aggregator == "COUNT":
            return len({repr(value) for value in values})
        if not values:
            return None
        if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
            raise TableFailed("dmn_not_a_number")
        if self.aggregator == "SUM":
            return sum(values)
        return min(values) if self.aggregator == "MIN" else max(values)

    def _priority(self, row: list[JSON]) -> list[int]:
        """Return a sort key: earlier in the list of output values comes first, unlisted last."""
        return [
            output.values.index(value) if value in output.values else len(output.values)
            for output, value in zip(self.outputs, row, strict=True)
        ]

    def _named(self, values: list[Any]) -> dict[str, JSON]:
        return {output.name: value for output, value in zip(self.outputs, values, strict=True)}


@dataclass(slots=True)
class TableProblem:
    """One thing wrong with a table."""

    element: str
    line: int
    zh: str
    en: str


class _TableReader:
    """Read one decision and collect what is wrong with it."""

    def __init__(self, decision: etree._Element) -> None:
        self.decision = decision
        self.problems: list[TableProblem] = []

    def read(self) -> Table | None:
        table = _child(self.decision, "decisionTable")
        key = self.decision.get("id", "")
        if table is None:
            name = self.decision.get("name") or key
            kind = next((local(item) for item in self.decision if local(item) in _OTHER), "")
            zh, en = _OTHER.get(kind, ("空的", "empty"))
            self._bad(
                self.decision,
                f"只支持决策表；“{name}”是{zh}。改成决策表，或在流程里用脚本环节计算",
                f"only decision tables are supported; “{name}” is {en}. Make it a table, or use a script task",
            )
            return None
        policy = table.get("hitPolicy", "UNIQUE")
        if policy not in POLICIES:
            self._bad(table, f"不支持命中策略“{policy}”", f"hit policy “{policy}” is not supported")
        aggregator = table.get("aggregation")
        if aggregator and (aggregator not in AGGREGATORS or policy != "COLLECT"):
            self._bad(table, f"不支持汇总方式“{aggregator}”", f"aggregation “{aggregator}” is not supported")
        inputs = tuple(self._input(item) for item in _children(table, "input"))
        outputs = tuple(self._output(item) for item in _children(table, "output"))
        if not outputs or (aggregator and len(outputs) != 1):
            self._bad(table, "输出列的数目不对", "the number of output columns is wrong")
        rules = tuple(self._rule(item, len(inputs), len(outputs)) for item in _children(table, "rule"))
        if len(rules) > MAX_RULES:
            self._bad(table, f"规则超过 {MAX_RULES} 条", f"more than {MAX_RULES} rules")
        return Table(key, self.decision.get("name") or key, policy, aggregator, inputs, outputs, rules, line_of(table))

    def _input(self, item: etree._Element) -> Input:
        expression = _text(_child(item, "inputExpression"))
        if not expression or len(expression) > MAX_EXPRESSION:
            self._bad(item, "输入列没有表达式", "an input column without expression")
        allowed, typed = _text(_child(item, "inputValues")), _child(item, "inputExpression")
        if allowed:
            self._test(item, allowed)
        kind = typed.get("typeRef", "") if typed is not None else ""
        return Input(item.get("label") or expression, expression, allowed, kind)

    def _output(self, item: etree._Element) -> Output:
        name = item.get("name") or item.get("label") or self.decision.get("id") or "output"
        default = _child(item, "defaultOutputEntry")
        listed = self._value(item, f"[{_text(_child(item, 'outputValues'))}]")
        values = tuple(listed(lambda name: name)) if listed else ()
        return Output(name, values, self._value(default, _text(default)) if default is not None else None)

    def _rule(self, item: etree._Element, inputs: int, outputs: int) -> Rule:
        asked, answers = _children(item, "inputEntry"), _children(item, "outputEntry")
        if len(asked) != inputs or len(answers) != outputs:
            self._bad(item, "格子数与列数不一致", "the number of cells does not fit the columns")
        cells = tuple(_text(cell) for cell in asked)
        tests = tuple(self._test(cell, text) for cell, text in zip(asked, cells, strict=True))
        values = tuple(self._value(cell, _text(cell)) or read_value("") for cell in answers)
        return Rule(item.get("id") or str(item.sourceline), tests, values, cells, line_of(item))

    def _test(self, cell: etree._Element, text: str) -> Test | None:
        try:
            return read_test(text)
        except BadCell as bad:
            self._unreadable(cell, text, bad)
            return None

    def _value(self, cell: etree._Element, text: str) -> Value | None:
        try:
            return read_value(text)
        except BadCell as bad:
            self._unreadable(cell, text, bad)
            return None

    def _unreadable(self, cell: etree._Element, text: str, bad: BadCell) -> None:
        self._bad(cell, f"格子读不懂：{text[:60]}（{bad}）", f"cannot read the cell {text[:60]} ({bad})")

    def _bad(self, element: etree._Element, zh: str, en: str) -> None:
        name = element.get("id") or self.decision.get("id") or "?"
        self.problems.append(TableProblem(name, line_of(element), zh, en))


def inspect_tables(root: etree._Element) -> tuple[dict[str, Table], list[TableProblem]]:
    """Read every decision of a file and say what is wrong."""
    tables: dict[str, Table] = {}
    problems: list[TableProblem] = []
    for decision in (item for item in root.iter() if local(item) == "decision"):
        reader = _TableReader(decision)
        table = reader.read()
        problems += reader.problems
        if table is not None and not reader.problems:
            tables[table.id] = table
    for item in root.iter():
        if local(item) in ("businessKnowledgeModel", "decisionService"):
            name, kind = item.get("name") or item.get("id") or "?", local(item)
            zh, en = f"不支持 {kind}（{name}）。把它写成决策表", f"{kind} ({name}) is not supported; make it a table"
            problems.append(TableProblem(item.get("id") or "?", line_of(item), zh, en))
    return tables, problems


def read_tables(root: etree._Element) -> list[tuple[str, Table]]:
    """Read every decision of a file, or raise InvalidDefinition."""
    tables, problems = inspect_tables(root)
    if problems:
        raise InvalidDefinition([Problem(found.element, "dmn", {}, found.zh, found.en) for found in problems])
    return list(tables.items())


def _children(element: etree._Element, tag: str) -> list[etree._Element]:
    return [child for child in element if local(child) == tag]


def _child(element: etree._Element, tag: str) -> etree._Element | None:
    return next(iter(_children(element, tag)), None)


def _text(element: etree._Element | None) -> str:
    text = _child(element, "text") if element is not None else None
    return (text.text or "").strip() if text is not None else ""
