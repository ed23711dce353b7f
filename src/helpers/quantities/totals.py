"""How many studies, links and printed numbers there are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from helpers.evidence.topics import topics_by_axis
from helpers.files.tables import Row
from helpers.quantities import formulas
from helpers.quantities.claim_parts import KINDS, kind_of
from helpers.quantities.claim_sources import SOURCES, compared_with
from helpers.quantities.lookup import allowed_words, facts, studies_on, unknown, whole_of
from helpers.quantities.provenance import provenance
from helpers.quantities.quantity import Quantity, expression_of
from helpers.quantities.references import References
from helpers.quantities.spoken import spoken


class Totals(References):
    """Totals over the book's tables."""

    @spoken
    def studies(
        self,
        outcome: str | None = None,
        design: str | None = None,
        *,
        scope: str | None = None,
        causes_excluded: int | None = None,
        modality: str | None = None,
        grade: str | None = None,
        source: str | None = None,
        reported_by: str | None = None,
        **topics: str | None,
    ) -> Quantity:
        """Return how many studies there are that meet the filters.

        Parameters
        ----------
        outcome : str, optional
            Only studies with counts of it.
        design, scope : str, optional
            As in studies.csv.
        causes_excluded, modality, grade, source, reported_by : optional
            With an outcome: of its counts, as for `span`.
        **topics : str
            Without an outcome: a topic, by the name of its axis in topics.csv.

        Returns
        -------
        Quantity
            A number of studies.

        Raises
        ------
        QuantityError
            When a name is unknown, a filter does not apply, or no count is left.
        """
        counts: dict[str, Any] = {"causes_excluded": causes_excluded, "modality": modality, "grade": grade}
        counts |= {"source": source, "reported_by": reported_by}
        for name, option in {"design": design, "scope": None if outcome else scope}.items():
            known = allowed_words(self.evidence, "studies", name)
            if option is not None and option not in known:
                raise unknown(name, option, known)
        if outcome is None:
            keys = self._on_topics(topics, [name for name, option in counts.items() if option is not None])
            keys &= {key for key, row in self.evidence.studies.items() if scope in (None, row["scope"])}
        elif topics:
            raise unknown("filter", next(iter(topics)), ("scope", *counts), " of studies() with an outcome")
        else:
            keys = {row["study"] for row in facts(self.evidence, outcome, scope=scope, **counts)}
        options = {"design": design, "scope": scope, **counts, **topics}
        return self._tally_of_studies(
            expression_of("studies", *([outcome] if outcome else []), **options),
            sorted(key for key in keys if design in (None, self.evidence.studies[key]["design"])),
            formulas.STUDIES,
        )

    def _on_topics(self, topics: dict[str, str | None], needless: list[str]) -> set[str]:
        """Return the studies on all of the topics. Raises: QuantityError, also for filters that need an outcome."""
        keys, axes = set(self.evidence.studies), topics_by_axis(self.evidence.package)
        for name in needless:
            raise unknown("filter", name, ("scope", "design", *axes), " of studies() without an outcome")
        for axis, topic in topics.items():
            if axis not in axes:
                raise unknown("filter", axis, ("scope", "design", *axes), " of studies() without an outcome")
            if topic is not None:
                keys &= studies_on(self.evidence, axis, topic)
        return keys

    @spoken
    def links(self, cause: str, effect: str, direction: str = "for", design: str | None = None) -> Quantity:
        """Return how many studies are evidence on a step of the causal chain.

        Parameters
        ----------
        cause, effect : str
            As in links.csv.
        direction : {"for", "against"}
            What the studies speak for.
        design : str, optional
            As in studies.csv.

        Returns
        -------
        Quantity
            A number of studies; `total`, their patients, where all sizes are known.

        Raises
        ------
        QuantityError
            When a name is unknown.
        """
        table = self.evidence.tables["links"]
        for name, option in {"cause": cause, "effect": effect, "direction": direction}.items():
            if option not in (known := {row[name] for row in table}):
                raise unknown(name, option, known, " in links.csv")
        rows = [
            row
            for row in table
            if (row["cause"], row["effect"], row["direction"]) == (cause, effect, direction)
            and design in (None, self.evidence.studies[row["study"]]["design"])
        ]
        found = self._tally_of_studies(
            expression_of("links", cause, effect, direction=direction, design=design),
            [row["study"] for row in rows],
            formulas.studies_of_step(direction),
        )
        sizes = [self._size(row["study"]) for row in rows]
        known_sizes = [size for size in sizes if size is not None]
        total = sum(known_sizes) if len(known_sizes) == len(sizes) else None
        return replace(found, total=total, **provenance(self.evidence, rows))

    def _size(self, study: str) -> int | None:
        """Return the patients analysed in a study, or else randomised, when known."""
        rows = whole_of(self.evidence, study)
        sums = [sum(sizes) for c in ("n_analysed", "n_randomised") if None not in (sizes := [row[c] for row in rows])]
        return max(sums[:1], default=None)

    def _tally_of_studies(self, expression: str, keys: list[str], formula: str) -> Quantity:
        sources = tuple(key for key in keys if key in self.evidence.entries)[:12]
        return self._tally(expression, len(keys), formula, sources)

    @spoken
    def claims(
        self,
        verdict: str | None = None,
        finding: str | None = None,
        section: str | None = None,
        kind: str | None = None,
        source: str | None = None,
    ) -> Quantity:
        """Return how many numbers, and words for numbers, of the source review there are.

        Parameters
        ----------
        verdict : str, optional
            As in claims.csv.
        finding : str, optional
            As in claims.csv, or "any".
        section : str, optional
            The beginning of its key: `iv` or `iv.1`.
        kind : {"statistic", "setting"}, optional
            What was found, or how it was measured.
        source : {"primary", "secondary", "review", "none"}, optional
            Whose word its expression compares it with: `helpers.quantities.claim_sources.SOURCES`.

        Returns
        -------
        Quantity
            A number of claims.

        Raises
        ------
        QuantityError
            When a word is unknown.
        """
        table: list[Row] = self.evidence.tables["claims"]
        for name, given in (("verdict", verdict), ("finding", finding)):
            known = [*allowed_words(self.evidence, "claims", name), *(["any"] if name == "finding" else [])]
            if given is not None and given not in known:
                raise unknown(name, given, known)
        if kind not in (None, *KINDS):
            raise unknown("kind", kind, KINDS)
        if source not in (None, *SOURCES):
            raise unknown("source", source, SOURCES)
        in_section = [row for row in table if section is None or f"{row['section']}.".startswith(f"{section}.")]
        if section is not None and not in_section:
            raise unknown("section", section, (row["section"] for row in table))
        rows = [
            row
            for row in in_section
            if verdict in (None, row["verdict"])
            and (finding in (None, row["finding"]) or (finding == "any" and row["finding"]))
            and kind in (None, kind_of(row["part"]))
            and source in (None, compared_with(row, self.evidence))
        ]
        said = {"verdict": verdict, "finding": finding, "section": section, "kind": kind, "source": source}
        expression, formula = expression_of("claims", **said), formulas.claims(**said)
        return self._tally(expression, len(rows), formula, self._source_review)
