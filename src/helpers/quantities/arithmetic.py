"""What arithmetic on quantities gives: another quantity that names all their rows, or a refusal without meaning."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from helpers.quantities.kinds import TEXT_OF_KIND, UNIT_OF_KIND
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import WITHOUT_INTERVAL, Quantity, merged

ARITHMETIC: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
COMPARISONS: dict[type, Callable[..., Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
SYMBOLS: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
NUMBER_NEEDED = "number needed"  # to treat: a kind that is shown, not reckoned with


class ExpressionError(QuantityError):
    """The expression is malformed or asks for something outside the vocabulary."""


def derived(node: ast.BinOp, result: float, left: Any, right: Any) -> Quantity:
    """Return arithmetic on quantities as a quantity that names all their rows."""
    symbol, sides = SYMBOLS[type(node.op)], [side for side in (left, right) if isinstance(side, Quantity)]
    kinds = [side.kind if isinstance(side, Quantity) else "" for side in (left, right)]
    kind = kind_of_result(symbol, *kinds)
    if not kind:
        given = " and ".join(filter(None, kinds))
        raise ExpressionError(f"{ast.unparse(node)[:80]!r} has no meaning: {symbol} with {given}")
    return replace(
        sides[0],
        expression=ast.unparse(node),
        text=TEXT_OF_KIND[kind](result),
        value=result,
        kind=kind,
        formula=f" {symbol} ".join(side.text for side in sides) if len(sides) == 2 else ast.unparse(node),
        printed={},
        measure="",
        adjusted=None,
        unit=UNIT_OF_KIND.get(kind, ""),
        origin="derived",
        **merged(sides),
        **WITHOUT_INTERVAL,
    )


def kind_of_result(symbol: str, left: str, right: str) -> str:
    """Return what arithmetic on two kinds gives, "" when it has no meaning; "" as a kind is a bare number.

    A difference of percentages is in percentage points; a quotient of two quantities is a ratio; a bare number
    leaves the kind of the quantity beside it, unless it is divided by it.
    """
    if {"p", NUMBER_NEEDED} & {left, right}:
        return ""
    if not left or not right:
        return "number" if symbol == "/" and not left and right != "ratio" else left or right
    if symbol == "/":
        return "ratio"
    if symbol == "*":
        return "ratio" if left == right == "ratio" else "number"
    if left == right == "percentage" and symbol == "-":
        return "points"
    return left if left == right or (left, right) == ("percentage", "points") else ""
