"""Does a decision table leave a case open, or answer one twice? Asked at deployment, before anybody's case meets it.

The constants of a column cut it into regions in which every cell gives the same answer; one example of each region
stands for all of it, so that the cells' own evaluator decides and the analysis is exact. A cell that asks for a
variable can be anything: it is never counted as an overlap and always as covering.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from service.domain.outcome import JSON
from service.engine.dmn import SINGLE, Rule, Table
from service.engine.feel import Mentions, mentions, read_test

MAX_STEPS = 20_000  # of the search for a gap; a table that needs more is let pass
MAX_REGIONS = 400  # of one column
MAX_REPORTED = 10


class _Unknown(Exception):
    """A cell asks for a variable."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rules that hold for the same input."""

    first: str
    second: str
    line: int
    example: dict[str, JSON]
    sure: bool


@dataclass(frozen=True, slots=True)
class _Column:
    """Examples of a column's regions, and for each rule the regions that it accepts, as bits."""

    label: str
    examples: list[JSON]
    accepts: list[int]
    unknown: list[bool]

    @property
    def all(self) -> int:
        return (1 << len(self.examples)) - 1

    def example(self, bits: int) -> JSON:
        return self.examples[(bits & -bits).bit_length() - 1]


def overlaps(table: Table) -> list[Overlap]:
    """Return the pairs of rules that would make a UNIQUE or ANY table fail."""
    if table.policy not in ("UNIQUE", "ANY"):
        return []
    columns, sure, found = _columns(table), _independent(table), []
    for second in range(1, len(table.rules)):
        for first in range(second):
            bits = _both(columns, first, second)
            if bits is None or (table.policy == "ANY" and not _contradict(table.rules[first], table.rules[second])):
                continue
            example = {column.label: column.example(bit) for column, bit in zip(columns, bits, strict=True)}
            one, two = table.rules[first], table.rules[second]
            found.append(Overlap(one.id, two.id, two.line, example, sure))
            if len(found) == MAX_REPORTED:
                return found
    return found


def gap(table: Table) -> dict[str, JSON] | None:
    """Return an input that no rule answers; None when there is none, or when no answer is an answer too."""
    if table.policy not in SINGLE or not table.rules or any(output.default for output in table.outputs):
        return None
    columns = _columns(table)
    try:
        example = _uncovered(columns, 0, (1 << len(table.rules)) - 1, [MAX_STEPS])
    except _Unknown:
        return None
    return None if example is None else dict(zip([column.label for column in columns], example, strict=True))


def _both(columns: list[_Column], first: int, second: int) -> list[int] | None:
    bits = []
    for column in columns:
        common = column.accepts[first] & column.accepts[second]
        if not common or column.unknown[first] or column.unknown[second]:
            return None
        bits.append(common)
    return bits


def _contradict(first: Rule, second: Rule) -> bool:
    try:
        return [value(_refuse) for value in first.values] != [value(_refuse) for value in second.values]
    except _Unknown:
        return False


def _uncovered(columns: list[_Column], at: int, rules: int, steps: list[int]) -> list[JSON] | None:
    """Go through the columns; regions that leave the same rules are looked at once."""
    steps[0] -= 1
    if steps[0] < 0:
        raise _Unknown
    if at == len(columns):
        return None if rules else []
    column, seen = columns[at], set()
    for index, example in enumerate(column.examples):
        left = _holding(column, index, rules)
        if left not in seen:
            seen.add(left)
            rest = _uncovered(columns, at + 1, left, steps) if left else [item.example(1) for item in columns[at + 1 :]]
            if rest is not None:
                return [example, *rest]
    return None


def _holding(column: _Column, region: int, rules: int) -> int:
    return sum(1 << rule for rule, bits in enumerate(column.accepts) if rules >> rule & 1 and bits >> region & 1)


def _columns(table: Table) -> list[_Column]:
    return [_column(table, index) for index in range(len(table.inputs))]


def _column(table: Table, index: int) -> _Column:
    asked = table.inputs[index]
    spoken = [mentions(rule.cells[index]) for rule in table.rules]
    examples = _examples([*spoken, mentions(asked.allowed)], asked.kind)
    allowed = read_test(asked.allowed)
    if allowed is not None:
        examples = [example for example in examples if _holds(allowed, example)]
    if not examples or len(examples) > MAX_REGIONS:
        return _Column(asked.label, [None], [1] * len(spoken), [True] * len(spoken))
    accepts, unknown = [], []
    for rule, said in zip(table.rules, spoken, strict=True):
        test = rule.tests[index]
        unknown.append(said.variable or (said.ordered and _unordered(said.values)))
        full = test is None or unknown[-1]
        hits = [full or _holds(test, example) for example in examples]
        accepts.append(sum(1 << position for position, hit in enumerate(hits) if hit))
    return _Column(asked.label, examples, accepts, unknown)


def _holds(test: Any, example: JSON) -> bool:
    try:
        return bool(test(example, _refuse))
    except _Unknown:
        return True


def _refuse(name: str) -> Any:
    raise _Unknown(name)


def _unordered(values: tuple[Any, ...]) -> bool:
    """Tell whether a comparison by order is over texts that are no days: what lies between two of them is unknown."""
    return any(isinstance(value, str) and _day(value) is None for value in values)


def _examples(spoken: list[Mentions], kind: str) -> list[JSON]:
    """Return one value of every region that the constants of a column cut."""
    values = [value for said in spoken for value in said.values]
    numbers = sorted({value for value in values if isinstance(value, int | float) and not isinstance(value, bool)})
    texts = sorted({value for value in values if isinstance(value, str)})
    examples: list[JSON] = []
    if any(isinstance(value, bool) for value in values) or kind == "boolean":
        examples += [True, False]
    if numbers or kind in ("number", "integer"):
        examples += _around_numbers(numbers)
    if texts or kind == "string":
        days = [day for text in texts if (day := _day(text)) is not None]
        examples += _around_days(days) if days and len(days) == len(texts) else [*texts, _other(texts)]
    if None in values:
        examples.append(None)
    return examples or [None]


def _around_numbers(points: list[Any]) -> Iterator[JSON]:
    """Cut the line of numbers; where all constants are whole, people count, and nothing lies between 5 and 6."""
    whole = all(float(point).is_integer() for point in points)
    if not points:
        yield 0
        return
    yield points[0] - 1
    for low, high in pairwise(points):
        yield low
        if not whole:
            yield (low + high) / 2
        elif high - low > 1:
            yield int(low) + 1
    yield points[-1]
    yield points[-1] + 1


def _around_days(points: list[date]) -> Iterator[JSON]:
    yield (points[0] - timedelta(days=1)).isoformat()
    for low, high in pairwise(points):
        yield low.isoformat()
        if (high - low).days > 1:
            yield (low + timedelta(days=1)).isoformat()
    yield points[-1].isoformat()
    yield (points[-1] + timedelta(days=1)).isoformat()


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(1800, 1, 1) < found < date(2200, 1, 1) else None


def _other(texts: list[str]) -> str:
    other = "其他"
    while other in texts:
        other += "…"
    return other


def _independent(table: Table) -> bool:
    """Tell whether no variable stands in two columns: else the columns may exclude what each of them allows."""
    seen: set[str] = set()
    for column in table.inputs:
        try:
            nodes = ast.walk(ast.parse(column.expression, mode="eval"))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        if names & seen:
            return False
        seen |= names
    return True
