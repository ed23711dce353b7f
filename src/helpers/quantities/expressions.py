"""Expressions in prose and data: Python's call syntax, parsed and allow-listed, never evaluated by Python."""

from __future__ import annotations

import ast
import difflib
import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from helpers.evidence.evidence import Evidence
from helpers.evidence.profile import TRUTHS
from helpers.quantities.arithmetic import ARITHMETIC, COMPARISONS, NUMBER_NEEDED, ExpressionError, derived
from helpers.quantities.possible import find_unfailing
from helpers.quantities.quantity import Quantity
from helpers.quantities.shorthand import NO_NAMES, written_out
from helpers.quantities.syntax import parse
from helpers.quantities.truths import truth
from helpers.quantities.vocabulary import VOCABULARY, Review

LARGEST = 1e12
CALLED: WeakKeyDictionary[Evidence, dict[str, Quantity]] = WeakKeyDictionary()  # what each call gave


def evaluate(
    expression: str, evidence: Evidence, names: Mapping[str, str] = NO_NAMES
) -> tuple[Any, tuple[Quantity, ...]]:
    """Return what an expression gives, and every quantity that it called.

    Parameters
    ----------
    expression : str
        Calls of the vocabulary with literal arguments, their allow-listed attributes, numbers up to 1e12, + - * /,
        comparisons that involve a quantity, and/or/not; plain ASCII, at most 600 characters and 120 parts. Short forms
        are those of `written_out`.
    evidence : Evidence
        The book's data.
    names : mapping of str to str
        Names that stand for expressions.

    Returns
    -------
    result : Quantity, float or bool
    used : tuple of Quantity

    Raises
    ------
    QuantityError
        In plain words.
    """
    used: list[Quantity] = []
    return _Evaluator(evidence, used).value(parse(written_out(expression, evidence, names))), tuple(used)


def quantity(expression: str, evidence: Evidence, names: Mapping[str, str] = NO_NAMES) -> Quantity:
    """Return the quantity that an expression gives.

    Parameters
    ----------
    expression, evidence, names
        As for `evaluate`.

    Raises
    ------
    QuantityError
        Also when it gives a bare number or a truth value.
    """
    result, _ = evaluate(expression, evidence, names)
    if not isinstance(result, Quantity):
        raise ExpressionError(f"{expression!r} gives {result!r}, not a quantity: call one of {', '.join(VOCABULARY)}")
    return result


def holds(
    expression: str, evidence: Evidence, names: Mapping[str, str] = NO_NAMES
) -> tuple[bool, tuple[Quantity, ...]]:
    """Return whether a comparison holds, and the quantities it compares.

    Parameters
    ----------
    expression, evidence, names
        As for `evaluate`.

    Returns
    -------
    answer : bool
    used : tuple of Quantity

    Raises
    ------
    QuantityError
        Also when it is no comparison, or has a part that no data could make false.
    """
    used: list[Quantity] = []
    tree, evaluator = parse(written_out(expression, evidence, names)), _Evaluator(evidence, used)
    result = evaluator.value(tree)
    if not isinstance(result, bool):
        raise ExpressionError(f"{expression!r} is not a comparison: write, for example, 40 < pct(...) < 60")
    if result and (unfailing := find_unfailing(tree, evaluator.called)):
        raise ExpressionError(f"{unfailing[:200]!r} cannot be false, whatever the data say: it would hold for ever")
    return result, tuple(used)


_signature = cache(inspect.signature)  # asked for each call of a function, which is the same each time


class _Evaluator:
    def __init__(self, evidence: Evidence, used: list[Quantity]) -> None:
        self.review, self.used = Review(evidence), used
        self.known = CALLED.setdefault(evidence, {})
        self.called: dict[ast.Call, Quantity] = {}

    def value(self, node: ast.expr) -> Any:
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise ExpressionError(f"{ast.unparse(node)[:80]!r} is not allowed in an expression")
        return method(node)

    def _constant(self, node: ast.Constant) -> Any:
        if not isinstance(node.value, int | float) or type(node.value) is bool or abs(node.value) > LARGEST:
            shown = ast.unparse(node)[:80]
            raise ExpressionError(f"{shown!r} stands alone: only numbers up to {LARGEST:g} may; text belongs in a call")
        return node.value

    def _call(self, node: ast.Call) -> Quantity:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in VOCABULARY:
            given = ast.unparse(node.func)[:60]
            near = difflib.get_close_matches(given, VOCABULARY, n=3, cutoff=0.4) or list(VOCABULARY)
            raise ExpressionError(f"unknown function {given!r}; nearest: {', '.join(near)}")
        arguments = [self._argument(argument) for argument in node.args]
        if any(keyword.arg is None for keyword in node.keywords):
            raise ExpressionError("** is not allowed in an expression")
        options = {str(keyword.arg): self._argument(keyword.value) for keyword in node.keywords}
        if len(options) < len(node.keywords):
            raise ExpressionError(f"{name}: an option is given twice")
        signature = _signature(VOCABULARY[name])
        try:
            bound = signature.bind(self.review, *arguments, **options)
        except TypeError as error:
            takes = [str(parameter.replace(annotation=parameter.empty)) for parameter in signature.parameters.values()]
            raise ExpressionError(f"{name}: {error}; it takes {', '.join(takes[1:])}") from None
        key = f"{name}{bound.args[1:]}{sorted(bound.kwargs.items())}"
        if key not in self.known:
            self.known[key] = VOCABULARY[name](*bound.args, **bound.kwargs)
        result = self.known[key]
        self.used.append(result)
        self.called[node] = result
        return result

    def _argument(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant) and (node.value is None or type(node.value) in (str, int, bool)):
            return node.value
        raise ExpressionError(f"arguments are plain text, whole numbers, True or False; got {ast.unparse(node)[:60]!r}")

    def _attribute(self, node: ast.Attribute) -> Quantity | bool:
        owner = self.value(node.value)
        if not isinstance(owner, Quantity):
            raise ExpressionError(f"{ast.unparse(node)[:80]!r}: only a quantity has attributes")
        if node.attr in TRUTHS:
            return truth(owner, node.attr, self.review.evidence)
        return owner.part(node.attr)

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        operand = self.value(node.operand)
        if isinstance(node.op, ast.Not) and isinstance(operand, bool):
            return not operand
        if isinstance(node.op, ast.USub) and isinstance(operand, int | float) and not isinstance(operand, bool):
            return -operand
        raise ExpressionError(f"{ast.unparse(node)[:80]!r} is not allowed in an expression")

    def _binop(self, node: ast.BinOp) -> Any:
        operate = ARITHMETIC.get(type(node.op))
        if operate is None:
            raise ExpressionError(f"only + - * / are allowed; got {ast.unparse(node)[:80]!r}")
        left, right = self.value(node.left), self.value(node.right)
        try:
            result = operate(_number(left), _number(right))
        except ZeroDivisionError:
            raise ExpressionError(f"{ast.unparse(node)[:80]!r} divides by zero") from None
        if abs(result) > LARGEST:
            raise ExpressionError(f"{ast.unparse(node)[:80]!r} is beyond {LARGEST:g}")
        if not isinstance(left, Quantity) and not isinstance(right, Quantity):
            return result
        if left == 1 and isinstance(node.op, ast.Div) and right.kind == "ratio" and None not in (right.low, right.high):
            return right.inverted()
        return derived(node, result, left, right)

    def _compare(self, node: ast.Compare) -> bool:
        if not all(type(kind) in COMPARISONS for kind in node.ops):
            raise ExpressionError(f"only < <= > >= == != compare; got {ast.unparse(node)[:80]!r}")
        sides = [self.value(part) for part in (node.left, *node.comparators)]
        values = [_number(side) for side in sides]
        if not any(isinstance(side, Quantity) for side in sides):
            raise ExpressionError(f"{ast.unparse(node)[:80]!r} depends on no data: it would hold for ever")
        return all(
            COMPARISONS[type(kind)](left, right)
            for kind, left, right in zip(node.ops, values, values[1:], strict=False)
        )

    def _boolop(self, node: ast.BoolOp) -> bool:
        values = [self.value(part) for part in node.values]
        if not all(isinstance(value, bool) for value in values):
            raise ExpressionError(f"and/or join comparisons; got {ast.unparse(node)[:80]!r}")
        return all(values) if isinstance(node.op, ast.And) else any(values)


def _number(side: Any) -> float:
    if isinstance(side, Quantity):
        if side.value is None:
            raise ExpressionError(f"{side.expression} is a range: use its .low or .high")
        if side.kind == NUMBER_NEEDED:  # a smaller one is a larger effect, and beyond infinity it is about harm
            raise ExpressionError(f"{side.expression} is not compared: compare the risk difference, rd(...)")
        return side.value
    if isinstance(side, bool):
        raise ExpressionError("a comparison is not a number")
    return float(side) if isinstance(side, float) else int(side)
