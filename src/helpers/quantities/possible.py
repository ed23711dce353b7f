"""Whether a condition could ever be false: one that could not would hold for ever, whatever the data say.

The numbers of a condition are put at the ends of what they can be, at and beside the constants and numbers that they
are compared with, and at chance. What belongs together stays so: a number is the same wherever it stands, limits hold
their estimate between them, events are no more than their total.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from helpers.evidence.profile import TRUTHS
from helpers.quantities.arithmetic import ARITHMETIC, COMPARISONS, NUMBER_NEEDED
from helpers.quantities.quantity import Quantity
from helpers.quantities.truths import SIDES, no_effect_of

TRIES = 400  # at chance, after all that is planned
FAR = 1e6
ORDERS = (("low", "value", "high"), ("pi_low", "pi_high"), ("tau2_low", "tau2", "tau2_high"), ("events", "total"))
WHOLE = ("events", "total", "k", "members")
BOUNDS = {
    "percentage": (0.0, 100.0),
    "share": (0.0, 100.0),
    "p": (0.0, 1.0),
    "points": (-100.0, 100.0),
    "per 1,000": (-1000.0, 1000.0),
    "ratio": (1e-6, FAR),
    "variance": (0.0, FAR),
    "statistic": (0.0, FAR),
    NUMBER_NEEDED: (1.0, FAR),
}
TALLIES = ("counted", "calculated back", "tallied")


class Leaf(NamedTuple):
    """A number of a condition: the call that gives it, as it is written, and which part of it."""

    call: str
    part: str


class Range(NamedTuple):
    """What a number can be."""

    low: float
    high: float
    whole: bool

    def nearest(self, number: float) -> float:
        """Return the number in the range that is nearest to another one."""
        inside = min(max(number, self.low), self.high)
        return float(round(inside)) if self.whole else inside


Numbers = dict[Leaf, float]


def find_unfailing(tree: ast.expr, called: Mapping[ast.Call, Quantity]) -> str:
    """Return the first part of a true condition that no data could make false, "" when each could be.

    Parameters
    ----------
    tree : ast.expr
        The condition, which was evaluated. Its parts are what `and` joins.
    called : mapping of ast.Call to Quantity
        What each of its calls gave.
    """
    given = {ast.unparse(call): quantity for call, quantity in called.items()}
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    for part in parts:
        trial = _Trial(given, part)
        if not any(trial.fails(part, numbers) for numbers in trial.numbers()):
            return ast.unparse(part)
    return ""


class _Trial:
    def __init__(self, called: Mapping[str, Quantity], part: ast.expr) -> None:
        self.called = called
        self.ranges: dict[Leaf, Range] = {}
        constants = [node.value for node in ast.walk(part) if isinstance(node, ast.Constant)]
        self.constants = {float(value) for value in constants if isinstance(value, int | float)}
        self._collect(part)

    def _collect(self, node: ast.AST) -> None:
        """Find the numbers of a condition, and what each can be."""
        if isinstance(node, ast.Call):
            self._add(Leaf(ast.unparse(node), "value"))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call):
            call = ast.unparse(node.value)
            if node.attr in TRUTHS:
                self.constants.add(no_effect_of(self.called[call]))
            for name in ("low", "value", "high") if node.attr in TRUTHS else (node.attr,):
                self._add(Leaf(call, name))
        else:
            for child in ast.iter_child_nodes(node):
                self._collect(child)

    def _add(self, leaf: Leaf) -> None:
        quantity = self.called[leaf.call]
        kind, number = quantity.kind_of(leaf.part), quantity.number_of(leaf.part)
        tally = leaf.part in WHOLE or (quantity.origin in TALLIES and kind == "number")
        low, high = (0.0, FAR) if tally else BOUNDS.get(kind, (-FAR, FAR))
        self.ranges[leaf] = Range(low, high, tally and float(number or 0).is_integer())

    def numbers(self) -> Iterator[Numbers]:
        """Yield what the numbers of the condition could be."""
        chance, constants = random.Random(0), sorted(self.constants)
        ranges, now = self.ranges, {leaf: self._now(leaf) for leaf in self.ranges}
        planned: list[Numbers] = [
            {leaf: bounds.low for leaf, bounds in ranges.items()},
            {leaf: bounds.high for leaf, bounds in ranges.items()},
        ]
        for leaf, bounds in ranges.items():
            ends = (bounds.low, bounds.high)
            planned += [{**everywhere, leaf: end} for everywhere in planned[:2] for end in ends]
            near = (bounds.nearest(constant + step) for constant in constants for step in (-1, -1e-3, 0, 1e-3, 1))
            planned += [{**now, leaf: number} for number in chain(ends, near, now.values())]
        for numbers in planned:
            yield self._in_order(numbers)
        for _ in range(TRIES):
            drawn: Numbers = {}
            for leaf, bounds in ranges.items():
                beside = [*constants, *drawn.values(), bounds.low, bounds.high]
                steps = (0.0, chance.uniform(-1, 1), chance.uniform(-100, 100))
                drawn[leaf] = bounds.nearest(chance.choice(beside) + chance.choice(steps))
            yield self._in_order(drawn)

    def _now(self, leaf: Leaf) -> float:
        number = self.called[leaf.call].number_of(leaf.part)
        return self.ranges[leaf].nearest(number if number is not None else 0.0)

    def _in_order(self, numbers: Numbers) -> Numbers:
        """Return numbers of which those that belong together are in their order."""
        found = dict(numbers)
        for call in {leaf.call for leaf in numbers}:
            for order in ORDERS:
                leaves = [leaf for part in order if (leaf := Leaf(call, part)) in numbers]
                found.update(zip(leaves, sorted(numbers[leaf] for leaf in leaves), strict=True))
        return found

    def fails(self, part: ast.expr, numbers: Numbers) -> bool:
        """Return whether a part of the condition is false for some numbers."""
        try:
            return not self._value(part, numbers)
        except ZeroDivisionError:
            return False

    def _value(self, node: ast.expr, numbers: Numbers) -> float:
        """Return what a part of the condition is for some numbers; it has been evaluated, so it is well formed."""
        if isinstance(node, ast.Constant):
            return float(node.value)  # type: ignore[arg-type]
        if isinstance(node, ast.Call):
            return numbers[Leaf(ast.unparse(node), "value")]
        if isinstance(node, ast.Attribute):
            return self._attribute(node, numbers)
        if isinstance(node, ast.UnaryOp):
            value = self._value(node.operand, numbers)
            return not value if isinstance(node.op, ast.Not) else -value
        if isinstance(node, ast.BinOp):
            return float(ARITHMETIC[type(node.op)](self._value(node.left, numbers), self._value(node.right, numbers)))
        if isinstance(node, ast.BoolOp):
            values = (self._value(value, numbers) for value in node.values)
            return all(values) if isinstance(node.op, ast.And) else any(values)
        assert isinstance(node, ast.Compare)
        sides = [self._value(side, numbers) for side in (node.left, *node.comparators)]
        pairs = zip(node.ops, sides, sides[1:], strict=False)
        return all(COMPARISONS[type(kind)](left, right) for kind, left, right in pairs)

    def _attribute(self, node: ast.Attribute, numbers: Numbers) -> float:
        if not isinstance(node.value, ast.Call):  # a part of a part, or of a ratio that is turned over
            return self._value(node.value, numbers)
        call = ast.unparse(node.value)
        if node.attr not in TRUTHS:
            return numbers[Leaf(call, node.attr)]
        none = no_effect_of(self.called[call])
        side = {"better": "higher", "worse": "lower"}.get(node.attr, node.attr)
        low, value, high = (numbers[Leaf(call, name)] - none for name in ("low", "value", "high"))
        return SIDES[side]((value, value, value) if side in ("above", "below") else (low, value, high))
