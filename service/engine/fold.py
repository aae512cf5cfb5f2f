"""Expressions simple enough to run in this process: names, constants, comparisons, and/or/not, len(), plus and minus.

No other call, no attribute, no arithmetic that can grow: the cost is bounded by the length of the source. All else
goes to pydantic-monty (scripts.py), which costs twenty times as much per expression.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

MAX_EXPRESSION = 2_000

Folded: TypeAlias = Callable[[Mapping[str, Any]], Any]

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}


class NotFolded(Exception):
    """The expression, or the kind of values it meets, is outside the closed subset."""


def _constant(node: ast.Constant) -> Folded:
    value = node.value
    if value is not None and type(value) not in (bool, int, float, str):
        raise NotFolded
    return lambda data: value


def _name(node: ast.Name) -> Folded:
    key = node.id

    def read(data: Mapping[str, Any]) -> Any:
        try:
            return data[key]
        except KeyError:
            raise NameError(f"name '{key}' is not defined", name=key) from None

    return read


def _subscript(node: ast.Subscript) -> Folded:
    if not isinstance(node.slice, ast.Constant) or type(node.slice.value) not in (int, str):
        raise NotFolded
    container, key = _build(node.value), node.slice.value
    return lambda data: container(data)[key]


def _sequence(node: ast.List | ast.Tuple) -> Folded:
    items = [_build(item) for item in node.elts]
    return lambda data: [item(data) for item in items]


def _unary(node: ast.UnaryOp) -> Folded:
    operand = _build(node.operand)
    if isinstance(node.op, ast.Not):
        return lambda data: not operand(data)
    if isinstance(node.op, ast.USub):
        return lambda data: operator.neg(operand(data))
    raise NotFolded


def _bool(node: ast.BoolOp) -> Folded:
    parts, is_and = [_build(part) for part in node.values], isinstance(node.op, ast.And)

    def decide(data: Mapping[str, Any]) -> Any:
        value: Any = None
        for part in parts:
            value = part(data)
            if bool(value) is not is_and:
                return value
        return value

    return decide


def _compare(node: ast.Compare) -> Folded:
    terms = [_build(node.left), *(_build(term) for term in node.comparators)]
    try:
        tests = [_COMPARE[type(op)] for op in node.ops]
    except KeyError:
        raise NotFolded from None

    def compare(data: Mapping[str, Any]) -> Any:
        left, outcome = terms[0](data), True
        for test, term in zip(tests, terms[1:], strict=True):
            right = term(data)
            outcome = test(left, right)
            if not outcome:
                return outcome
            left = right
        return outcome

    return compare


def _len(node: ast.Call) -> Folded:
    if not isinstance(node.func, ast.Name) or node.func.id != "len" or len(node.args) != 1 or node.keywords:
        raise NotFolded
    counted = _build(node.args[0])

    def count(data: Mapping[str, Any]) -> Any:
        if "len" in data:  # a variable of that name is the organizer's, and only the evaluator knows what to do with it
            raise NotFolded
        return len(counted(data))

    return count


def _sum(node: ast.BinOp) -> Folded:
    if not isinstance(node.op, ast.Add | ast.Sub):
        raise NotFolded
    left, right, sign = _build(node.left), _build(node.right), 1 if isinstance(node.op, ast.Add) else -1

    def add(data: Mapping[str, Any]) -> Any:
        one, two = left(data), right(data)
        if type(one) not in (int, float) or type(two) not in (int, float):
            raise NotFolded
        return one + sign * two

    return add


_BUILDERS: dict[type[ast.expr], Callable[[Any], Folded]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Subscript: _subscript,
    ast.List: _sequence,
    ast.UnaryOp: _unary,
    ast.BoolOp: _bool,
    ast.Compare: _compare,
    ast.Call: _len,
    ast.BinOp: _sum,
}


def _build(node: ast.expr) -> Folded:
    try:
        builder = _BUILDERS[type(node)]
    except KeyError:
        raise NotFolded from None
    return builder(node)


@lru_cache(4096)
def fold(source: str) -> Folded | None:
    """Compile an expression of the closed subset to a closure; None when it is outside of it."""
    if len(source) > MAX_EXPRESSION:
        return None
    try:
        return _build(ast.parse(source.strip(), mode="eval").body)
    except (NotFolded, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
