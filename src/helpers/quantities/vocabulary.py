"""The one vocabulary for numbers: functions on evidence that return a quantity with its whole provenance."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from helpers.evidence.evidence import Evidence
from helpers.quantities.comparisons import association, crude, reported
from helpers.quantities.groups import count, n, pct, recorded, value
from helpers.quantities.pools import per_1000, pooled
from helpers.quantities.quantity import Quantity
from helpers.quantities.totals import claims, links, references, span, studies
from helpers.stats import two_groups as two_groups

VOCABULARY: dict[str, Callable[..., Quantity]] = {
    function.__name__: function
    for function in (
        *(n, count, pct, value, recorded, *crude.values(), association, reported),
        *(pooled, per_1000, span, studies, links, references, claims),
    )
}


class Review:
    """The vocabulary bound to one book's evidence: `review.pct("study", "group", "outcome")`."""

    def __init__(self, evidence: Evidence) -> None:
        """Keep the evidence."""
        self.evidence = evidence

    def __getattr__(self, name: str) -> Callable[..., Quantity]:
        """Return a function of the vocabulary with the evidence filled in."""
        if name not in VOCABULARY:
            raise AttributeError(f"no quantity {name!r}; there are {', '.join(VOCABULARY)}")
        return partial(VOCABULARY[name], self.evidence)

    def __dir__(self) -> list[str]:
        """Offer the vocabulary to completion."""
        return ["evidence", *VOCABULARY]
