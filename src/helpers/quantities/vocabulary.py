"""The one vocabulary for numbers: methods on a book's evidence that return a quantity with its whole provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.evidence.evidence import load
from helpers.evidence.frames import frame_of
from helpers.quantities.absolute import Absolute
from helpers.quantities.comparisons import Comparisons
from helpers.quantities.defined import Defined
from helpers.quantities.groups import Groups
from helpers.quantities.known import Known
from helpers.quantities.lookup import unknown
from helpers.quantities.ordered import Ordered
from helpers.quantities.pools import Pools
from helpers.quantities.printed import Printed
from helpers.quantities.references import References
from helpers.quantities.spoken import spoken_methods
from helpers.quantities.totals import Totals
from helpers.quantities.treatment import Treatment
from helpers.quantities.versus import Versus

if TYPE_CHECKING:
    import pandas


class Review(Versus, Absolute, Defined, Ordered, Treatment, Known, Totals):
    """The vocabulary bound to one book's evidence: `review.pct("study", "group", "outcome")`."""

    def table(self, name: str) -> pandas.DataFrame:
        """Return a table of the book as a typed data frame.

        Parameters
        ----------
        name : str
            A table of data/, for example ``"counts"``.

        Returns
        -------
        pandas.DataFrame
            Whole numbers are nullable (``Int64``), printed numbers stay text; see `helpers.evidence.frames.frame_of`.

        Raises
        ------
        QuantityError
            There is no such table; the message names the nearest.
        """
        if name not in self.evidence.tables:
            raise unknown("table", name, self.evidence.tables)
        return frame_of(self.evidence, name)

    def reload(self) -> None:
        """Read data and bibliography again, after an edit: what was imported as `review` then answers from them.

        Raises
        ------
        EvidenceError
            They are at fault, every fault is named, and the answers stay those of before.
        """
        self.evidence = load(self.evidence.root)


VOCABULARY = spoken_methods(
    Groups, Printed, Versus, Comparisons, Ordered, Pools, Defined, Absolute, Treatment, Known, Totals, References
)
