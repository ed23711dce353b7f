"""What authors write short, written out: keys without quotes, short names of outcomes, names of whole expressions.

The form that comes out is what numbers.lock, popovers and `review diff` show, and all that is ever evaluated.
"""

from __future__ import annotations

import ast
import difflib
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from weakref import WeakKeyDictionary

from helpers.evidence.evidence import Evidence
from helpers.quantities.arithmetic import ExpressionError
from helpers.quantities.lookup import names_like
from helpers.quantities.syntax import LONGEST, parse
from helpers.quantities.vocabulary import VOCABULARY

NO_NAMES: Mapping[str, str] = MappingProxyType({})
BARE = re.compile(r"\"([A-Za-z_][A-Za-z0-9_]*(?:\+[A-Za-z_][A-Za-z0-9_]*)*)\"")  # text that needs no quotes
WRITTEN: WeakKeyDictionary[Evidence, set[str]] = WeakKeyDictionary()  # what came out: it stays as it is
WHOLE = (ast.Call, ast.Attribute, ast.Name, ast.Constant)  # what needs no brackets around it


def written_out(expression: str, evidence: Evidence, names: Mapping[str, str] = NO_NAMES) -> str:
    """Return an expression with its keys in quotes, its outcomes by their keys, and its names as what they stand for.

    Parameters
    ----------
    expression : str
        As an author writes it: ``pct(trial, drug+other, good)``.
    evidence : Evidence
        The book's data, which know the short names of outcomes.
    names : mapping of str to str
        Names that stand for an expression; they may use one another.

    Returns
    -------
    str
        All else, spaces too, is left as it is.

    Raises
    ------
    ExpressionError
        For an unknown name, names that stand for each other, and what becomes longer than LONGEST.
    """
    known = WRITTEN.setdefault(evidence, set())
    if expression not in known:
        expression = _Writer(evidence, names).text(expression, ())
        known.add(expression)
    return expression


def names_used(expression: str, names: Iterable[str]) -> list[str]:
    """Return which names an expression uses, each as often as it stands there; none of what is malformed."""
    try:
        tree = parse(expression)
    except ExpressionError:
        return []
    known = set(names)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called)
    return [name for name in found if name in known]


def shortened(expression: str, evidence: Evidence) -> str:
    """Return an expression as an author would write it: keys without quotes, outcomes by their short names.

    Parameters
    ----------
    expression : str
        Written out; what is malformed comes back as it is.
    evidence : Evidence
        The book's data.
    """
    aliases = {key: alias for alias, key in evidence.outcome_keys.items()}
    try:
        tree = parse(expression)
    except ExpressionError:
        return expression
    for call in [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]:
        parameters = parameters_of(call.func.id)  # type: ignore[attr-defined]
        for number, argument in enumerate(call.args):
            key = key_in(argument)
            if key is not None and number < len(parameters) and parameters[number] == "outcome":
                expression = expression.replace(f'"{key}"', f'"{aliases.get(key, key)}"')
    return BARE.sub(r"\1", expression)


@cache
def parameters_of(function: str) -> tuple[str, ...]:
    """Return the parameters of a function of the vocabulary, in order; none of an unknown one."""
    if function not in VOCABULARY:
        return ()
    return tuple(inspect.signature(VOCABULARY[function]).parameters)[1:]


def key_in(node: ast.expr) -> str | None:
    """Return the key that an argument is: a bare word, text, or several joined by +; None for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = key_in(node.left), key_in(node.right)
        return None if left is None or right is None else f"{left}+{right}"
    return None


class _Writer:
    def __init__(self, evidence: Evidence, names: Mapping[str, str]) -> None:
        self.evidence, self.names = evidence, names
        self.done: dict[str, str] = {}

    def text(self, expression: str, within: tuple[str, ...]) -> str:
        tree, stripped = parse(expression), expression.strip()
        starts = [0]
        for line in stripped.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))

        def span(node: ast.expr) -> tuple[int, int]:
            assert node.end_lineno is not None and node.end_col_offset is not None
            return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset

        parts, place = [], 0
        for node, text in sorted(self._edits(tree, within), key=lambda edit: span(edit[0])):
            start, end = span(node)
            parts += [stripped[place:start], text]
            place = end
        whole = "".join([*parts, stripped[place:]])
        if len(whole) > LONGEST:
            raise ExpressionError(
                f"an expression has at most {LONGEST} characters; with its names written out this one has {len(whole)}"
            )
        return whole

    def _edits(self, node: ast.AST, within: tuple[str, ...]) -> Iterator[tuple[ast.expr, str]]:
        """Yield parts of an expression and the text that each becomes."""
        if isinstance(node, ast.Name):
            expanded = self._named(node.id, within)
            yield node, expanded if isinstance(parse(expanded), WHOLE) else f"({expanded})"
        elif isinstance(node, ast.Call):
            if not isinstance(node.func, ast.Name):
                return  # which the evaluator refuses
            parameters = parameters_of(node.func.id)
            for number, argument in enumerate(node.args):
                parameter = parameters[number] if number < len(parameters) else ""
                yield from self._argument(argument, parameter, node.func.id, within)
            for keyword in node.keywords:
                yield from self._argument(keyword.value, keyword.arg or "", node.func.id, within)
        else:
            for child in ast.iter_child_nodes(node):
                yield from self._edits(child, within)

    def _argument(
        self, node: ast.expr, parameter: str, function: str, within: tuple[str, ...]
    ) -> Iterator[tuple[ast.expr, str]]:
        if isinstance(node, ast.Name) and node.id in self.names:
            yield node, self._as_argument(node.id, parameter, function, within)
        elif (key := key_in(node)) is not None:
            if parameter == "outcome":
                key = self.evidence.outcome_keys.get(key, key)
            if not isinstance(node, ast.Constant) or key != node.value:
                yield node, f'"{key}"'

    def _as_argument(self, name: str, parameter: str, function: str, within: tuple[str, ...]) -> str:
        """Return what a name becomes as an argument: a key, or what the call that it stands for was asked for."""
        tree = parse(self.names[name])
        if (key := key_in(tree)) is not None and not isinstance(tree, ast.Constant):
            return f'"{self.evidence.outcome_keys.get(key, key) if parameter == "outcome" else key}"'
        expanded = self._named(name, within)
        call = parse(expanded)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            asked = parameters_of(call.func.id)
            if asked and parameter == asked[0] == parameters_of(function)[0]:
                return expanded[len(call.func.id) :].strip()[1:-1]
        raise ExpressionError(f"{name} stands for {expanded}, which {function}() does not take as its {parameter}")

    def _named(self, name: str, within: tuple[str, ...]) -> str:
        """Return what a name stands for, written out."""
        if name in within:
            raise ExpressionError(f"the names {', '.join(within[within.index(name) :])} stand for each other")
        if name not in self.names:
            raise self._unknown(name)
        if name not in self.done:
            self.done[name] = self.text(self.names[name], (*within, name))
        return self.done[name]

    def _unknown(self, name: str) -> ExpressionError:
        if name in VOCABULARY:
            return ExpressionError(f"{name} is called with its arguments: {name}({', '.join(parameters_of(name)[:3])})")
        if name in names_like(self.evidence, name):
            return ExpressionError(f"{name} is a key, and stands inside a call, for example pct(study, group, {name})")
        near = difflib.get_close_matches(name, self.names, n=3, cutoff=0.6)
        near += [key for key in names_like(self.evidence, name) if key not in near][: 3 - len(near)]
        hint = f"nearest: {', '.join(near)}" if near else "a chapter names what it repeats in {names}, at its head"
        return ExpressionError(f"unknown name {name[:60]!r}; {hint}")
