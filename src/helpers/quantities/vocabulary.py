"""The one vocabulary for numbers: methods on a book's evidence that return a quantity with its whole provenance."""

from __future__ import annotations

from helpers.quantities.comparisons import Comparisons
from helpers.quantities.groups import Groups
from helpers.quantities.ordered import Ordered
from helpers.quantities.pools import Pools
from helpers.quantities.printed import Printed
from helpers.quantities.spoken import spoken_methods
from helpers.quantities.totals import Totals


class Review(Groups, Printed, Comparisons, Ordered, Pools, Totals):
    """The vocabulary bound to one book's evidence: `review.pct("study", "group", "outcome")`."""


VOCABULARY = spoken_methods(*Review.__bases__)
