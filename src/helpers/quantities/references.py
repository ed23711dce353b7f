"""How many publications and pages a book rests on, how sure it is which they are, and what was read of them."""

from __future__ import annotations

from collections.abc import Iterable

from helpers.evidence.bibliography import VERIFICATIONS
from helpers.evidence.read import READ
from helpers.quantities import formatting, formulas
from helpers.quantities.lookup import allowed_words, unknown
from helpers.quantities.quantity import Quantity, expression_of
from helpers.quantities.spoken import OnEvidence, spoken

RESULTS = ("counts", "values", "estimates")  # the tables of what studies found


class References(OnEvidence):
    """Totals over the bibliography."""

    def _tally(self, expression: str, number: int, formula: str, sources: tuple[str, ...]) -> Quantity:
        return Quantity(
            expression=expression,
            text=formatting.integer(number),
            value=number,
            k=number,
            kind="number",
            formula=formula,
            sources=sources,
            origin="tallied",
        )

    @property
    def _source_review(self) -> tuple[str, ...]:
        """Return the key of the source review, where the bibliography has it."""
        return tuple(key for key in [self.evidence.package.get("source_review", "")] if key in self.evidence.entries)

    @spoken
    def references(
        self,
        verification: str | None = None,
        *,
        scope: str | None = None,
        read: str | None = None,
        results: bool = False,
    ) -> Quantity:
        """Return how many of the source review's references there are, or of all that this book rests on.

        Parameters
        ----------
        verification : str, optional
            Only those identified to this degree: "confirmed", "probable", "unidentified", or several joined by `+`.
        scope : str, optional
            Those of this scope in studies.csv, or of several joined by `+`, in place of the source review's.
        read : str, optional
            Only those of which this much was read, as in studies.csv, or one of several joined by `+`.
        results : bool
            Only those of which counts, values or estimates have a row.

        Returns
        -------
        Quantity
            A number of references.

        Raises
        ------
        QuantityError
            When a word is unknown.
        """
        evidence = self.evidence
        wanted = {
            "verification": _several("verification", verification, VERIFICATIONS),
            "scope": _several("scope", scope, allowed_words(evidence, "studies", "scope")),
            "read": _several("read", read, READ),
        }
        kept = [
            row["study"]
            for row in evidence.tables["studies"]
            if (row["scope"] in wanted["scope"] if scope else row["review_ref"])
            and (not read or row["read"] in wanted["read"])
            and (not verification or evidence.entries[row["study"]].verification in wanted["verification"])
            and (not results or any((table, row["study"]) in evidence.index for table in RESULTS))
        ]
        options = {"verification": verification, "scope": scope, "read": read, "results": results or None}
        formula = formulas.references(verification, scope, read, results)
        sources = tuple(kept[:12]) if scope else self._source_review
        return self._tally(expression_of("references", **options), len(kept), formula, sources)


def _several(name: str, given: str | None, known: Iterable[str]) -> tuple[str, ...]:
    """Return the words of an option, which `+` joins. Raises: QuantityError for one that is not known."""
    words = tuple(str(given).split("+")) if given else ()
    for word in words:
        if word not in (allowed := list(known)):
            raise unknown(name, word, allowed)
    return words
