"""S-FEEL cells of decision tables: literals, comparisons, intervals, lists, not(), dates and names.

A total evaluator: every accepted cell ends in time proportional to its length, and everything else is refused when the
table is read. A comparison of values of different kinds holds for nothing, as the standard says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

MAX_CELL = 500

Lookup: TypeAlias = Callable[[str], Any]  # the value of a variable path
Value: TypeAlias = Callable[[Lookup], Any]
Test: TypeAlias = Callable[[Any, Lookup], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)(?!\.\d)|(?P<string>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    r"|(?P<op><=|>=|!=|==|\.\.|[<>=(),\[\]@-])|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*))"
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?")
_WORDS: dict[str, Any] = {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}
_ORDER = frozenset(("<", "<=", ">", ">="))


class BadCell(ValueError):
    """A cell that is not S-FEEL."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a cell."""

    kind: str
    text: str


def _tokens(source: str) -> list[Token]:
    tokens, at, source = [], 0, source.rstrip()
    while at < len(source):
        found = _TOKEN.match(source, at)
        if not found or found.lastgroup is None:
            raise BadCell(source[at : at + 20])
        tokens.append(Token(found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return tokens


class _Reader:
    """Read one cell from left to right."""

    def __init__(self, source: str) -> None:
        if len(source) > MAX_CELL:
            raise BadCell(f"> {MAX_CELL}")
        self._tokens = _tokens(source)
        self._at = 0

    def peek(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else Token("end", "")

    def take(self) -> Token:
        token = self.peek()
        self._at += 1
        return token

    def took(self, *texts: str) -> str | None:
        token = self.peek()
        if token.kind in ("op", "name") and token.text in texts:
            self._at += 1
            return token.text
        return None

    def expect(self, text: str) -> None:
        if not self.took(text):
            raise BadCell(self.peek().text or "…")

    def done(self) -> None:
        if self.peek().kind != "end":
            raise BadCell(self.peek().text)

    def value(self, depth: int = 0) -> Value:
        """Read a literal, a list, a date or a variable."""
        token = self.take()
        if depth > 5:
            raise BadCell(token.text)
        if token.kind == "number":
            return _always(float(token.text) if "." in token.text else int(token.text))
        if token.kind == "string":
            return _always(_unquote(token.text))
        if token.text == "-":
            return self._negative()
        if token.text == "@":
            return _always(_date(self.take()))
        if token.text == "[":
            return self._list(depth)
        if token.kind == "name":
            return self._word(token.text)
        raise BadCell(token.text or "…")

    def _negative(self) -> Value:
        token = self.take()
        if token.kind != "number":
            raise BadCell(token.text)
        return _always(-float(token.text) if "." in token.text else -int(token.text))

    def _list(self, depth: int) -> Value:
        items: list[Value] = []
        while not self.took("]"):
            if items:
                self.expect(",")
            items.append(self.value(depth + 1))
        return lambda lookup: [item(lookup) for item in items]

    def _word(self, word: str) -> Value:
        if word in _WORDS:
            return _always(_WORDS[word])
        if word == "date" and self.took("and"):
            self.expect("time")
            word = "date and time"
        if self.peek().text == "(":
            if word not in ("date", "date and time"):
                raise BadCell(word)
            self.expect("(")
            value = _date(self.take())
            self.expect(")")
            return _always(value)
        return lambda lookup: lookup(word)

    def test(self) -> Test:
        """Read one unary test."""
        operator = self.took("<", "<=", ">", ">=", "=", "==", "!=")
        if operator:
            bound = self.value()
            return lambda value, lookup: compare(operator, value, bound(lookup))
        if self.peek().text in ("[", "(", "]") and self._is_interval():
            return self._interval()
        single = self.value()
        return lambda value, lookup: _is(value, single(lookup))

    def _is_interval(self) -> bool:
        for token in self._tokens[self._at + 1 : self._at + 9]:
            if token.text == "..":
                return True
            if token.text == ",":
                return False
        return False

    def _interval(self) -> Test:
        low_op = ">=" if self.take().text == "[" else ">"
        low = self.value()
        self.expect("..")
        high = self.value()
        close = self.took("]", ")", "[")
        if close is None:
            raise BadCell(self.peek().text or "…")
        high_op = "<=" if close == "]" else "<"
        return lambda value, lookup: compare(low_op, value, low(lookup)) and compare(high_op, value, high(lookup))

    def tests(self) -> Test:
        """Read a comma list of tests; one that holds is enough."""
        tests = [self.test()]
        while self.took(","):
            tests.append(self.test())
        return tests[0] if len(tests) == 1 else lambda value, lookup: any(test(value, lookup) for test in tests)


def read_test(source: str) -> Test | None:
    """Compile an input cell; None for the cell that accepts everything ("-" or empty)."""
    if source.strip() in ("", "-"):
        return None
    reader = _Reader(source)
    if reader.peek().text == "not":
        reader.take()
        reader.expect("(")
        inner = reader.tests()
        reader.expect(")")
        reader.done()
        return lambda value, lookup: not inner(value, lookup)
    test = reader.tests()
    reader.done()
    return test


def read_value(source: str) -> Value:
    """Compile an output cell: a literal, a list, a date or a variable."""
    if source.strip() in ("", "-"):
        return _always(None)
    reader = _Reader(source)
    value = reader.value()
    reader.done()
    return value


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a cell speaks of: its constants, whether it compares by order, and whether it asks for a variable."""

    values: tuple[Any, ...]
    ordered: bool
    variable: bool


def mentions(source: str) -> Mentions:
    """Return what a readable input cell speaks of."""
    tokens = [] if source.strip() in ("", "-") else _tokens(source)
    values: list[Any] = []
    variable = False
    for before, token in zip([Token("end", ""), *tokens], tokens, strict=False):
        if token.kind == "number":
            number = float(token.text) if "." in token.text else int(token.text)
            values.append(-number if before.text == "-" else number)
        elif token.kind == "string":
            values.append(_unquote(token.text))
        elif token.kind == "name" and token.text in _WORDS:
            values.append(_WORDS[token.text])
        elif token.kind == "name" and token.text not in ("not", "date", "and", "time"):
            variable = True
    ordered = any(token.kind == "op" and token.text in _ORDER | {".."} for token in tokens)
    return Mentions(tuple(values), ordered, variable)


def compare(operator: str, left: Any, right: Any) -> bool:
    """Compare two values of the same kind; of different kinds nothing holds but "is not equal"."""
    comparable = _kind(left) == _kind(right)
    if operator in ("=", "=="):
        return comparable and bool(left == right)
    if operator == "!=":
        return not comparable or bool(left != right)
    if not comparable or _kind(left) not in ("number", "text"):
        return False
    return bool({"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator])


def _is(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, list) and not isinstance(value, list):
        return any(compare("=", value, item) for item in wanted)
    return compare("=", value, wanted)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    return "list" if isinstance(value, list) else "context" if isinstance(value, dict) else "null"


def _always(value: Any) -> Value:
    return lambda lookup: value


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), text[1:-1])


def _date(token: Token) -> str:
    """Return a date literal as ISO text: that is how dates stand in process data, and ISO text sorts by time."""
    text = _unquote(token.text) if token.kind == "string" else ""
    if not _DATE.fullmatch(text):
        raise BadCell(token.text)
    return text
