"""The syntax of expressions: Python's own, bounded, and nothing in it that only Python would read."""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache

from helpers.quantities.arithmetic import ExpressionError

LONGEST = 600
MOST_NODES = 120
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
UNREAD = re.compile(r"#|\\")  # what stands behind them would be read by people only


@lru_cache(maxsize=4096)  # a book asks the same again, with its names written out and for its lock
def parse(expression: str) -> ast.expr:
    """Return the syntax of an expression.

    Parameters
    ----------
    expression : str
        Plain ASCII, at most LONGEST characters and MOST_NODES parts, without comments.

    Raises
    ------
    ExpressionError
        In plain words.
    """
    if len(expression) > LONGEST:
        raise ExpressionError(f"an expression has at most {LONGEST} characters; this one has {len(expression)}")
    strange = next((letter for letter in expression if not letter.isascii()), "")
    if strange:
        raise ExpressionError(f"an expression is plain ASCII, with straight quotes; {strange!r} is not")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SyntaxWarning)  # what Python only doubts is malformed here
            tree = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        reason = getattr(error, "msg", str(error))
        raise ExpressionError(f"malformed expression {expression[:80]!r}: {reason}") from None
    if sum(1 for _ in ast.walk(tree)) > MOST_NODES:
        raise ExpressionError(f"an expression has at most {MOST_NODES} parts")
    if unread := UNREAD.search(QUOTED.sub("", expression)):
        raise ExpressionError(f"an expression has no comments and no {unread[0]!r}: what follows would not be computed")
    return tree


def functions_in(expression: str) -> list[str]:
    """Return the functions that an expression calls, outermost first; none of a text that is no expression."""
    try:
        tree = parse(expression)
    except ExpressionError:
        return []
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [function.id for function in calls if isinstance(function, ast.Name)]
