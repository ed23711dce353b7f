"""A short example of each call of the vocabulary, taken from what the chapters of the book show."""

from __future__ import annotations

from helpers.chapters.lock import read_lock
from helpers.evidence.evidence import Evidence
from helpers.quantities.expressions import evaluate
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import Quantity
from helpers.quantities.syntax import functions_in
from helpers.quantities.vocabulary import VOCABULARY


def examples_of(evidence: Evidence) -> dict[str, Quantity]:
    """Return, for each call, a short one that a chapter of this book makes, computed now.

    The expressions are those of numbers.lock; one that the data no longer answer is passed over.
    """
    examples: dict[str, Quantity] = {}
    for expression in sorted(_expressions(evidence), key=lambda text: (len(text), text)):
        if set(functions_in(expression)) & VOCABULARY.keys() <= examples.keys():
            continue
        try:
            _, used = evaluate(expression, evidence)
        except QuantityError:
            continue
        for quantity in used:
            examples.setdefault(functions_in(quantity.expression)[0], quantity)
    return examples


def _expressions(evidence: Evidence) -> set[str]:
    lock = read_lock(evidence.root)
    return {expression for file, expression, _ in ((lock and lock.seen) or ()) if file.startswith("chapters/")}
