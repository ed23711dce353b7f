"""The grammar of the roles' content: words, `::`, and the condition or reason behind them."""

from __future__ import annotations

from helpers.quantities.lookup import QuantityError


def read_holds(content: str) -> tuple[str, str]:
    """Return words and condition of a `{holds}` role. Raises: QuantityError when either is missing."""
    return _halves(content, "words :: condition", 'for example: about half :: 40 < pct("a", "all", "nrp") < 60')


def read_fixed(content: str) -> tuple[str, str]:
    """Return number and reason of a `{fixed}` role. Raises: QuantityError when either is missing."""
    return _halves(content, "number :: reason", "for example: Tmax > 6 s :: definition")


def _halves(content: str, form: str, example: str) -> tuple[str, str]:
    first, separator, second = (part.strip() for part in content.partition("::"))
    if not (first and separator and second):
        raise QuantityError(f"write {form}; {example}")
    return first, second


def fixed(words: str, reason: str) -> str:
    """Return words for a label in a code cell, where the role `{fixed}` does not reach, with their reason beside them.

    Parameters: words, with a number that is no evidence; reason, why it is typed. Raises: QuantityError without one.
    """
    read_fixed(f"{words} :: {reason}")
    return words
