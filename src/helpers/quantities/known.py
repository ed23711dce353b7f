"""What the data know beside results: grades, windows, times, thresholds, and what the source review prints."""

from __future__ import annotations

from dataclasses import replace

from helpers.evidence.topics import grade_of
from helpers.quantities import words
from helpers.quantities.facts import in_a_sentence, row_of, spelt, with_unit, words_of
from helpers.quantities.kinds import TEXT_OF_KIND, UNIT_OF_KIND
from helpers.quantities.lookup import find_group, find_study, unknown
from helpers.quantities.quantity import Quantity, expression_of
from helpers.quantities.spoken import OnEvidence, spoken
from helpers.stats.measures import CORRECTION, LEVEL

SETTINGS = {  # by name: value, kind, what it is
    "level": (100 * LEVEL, "share", "the level of intervals, by agreement"),
    "correction": (CORRECTION, "number", "added to the cells of a study of which one is zero, by agreement"),
}


class Known(OnEvidence):
    """What the data know beside results."""

    @spoken
    def grade(self, study: str, group: str) -> Quantity:
        """Return the grade by which a group was chosen.

        Parameters
        ----------
        study, group : str
            Keys.

        Returns
        -------
        Quantity
            Words.

        Raises
        ------
        QuantityError
            When a name is unknown or no grade is recorded.
        """
        row = find_group(self.evidence, study, group)
        return words_of(
            self.evidence, expression_of("grade", study, group), "grade", row, grade_of(self.evidence.package, row)
        )

    @spoken
    def label(self, study: str, group: str) -> Quantity:
        """Return what a group is, in the words of groups.csv.

        Parameters
        ----------
        study, group : str
            Keys.

        Returns
        -------
        Quantity
            Words, as they stand within a sentence.

        Raises
        ------
        QuantityError
            When a name is unknown.
        """
        row, expression = find_group(self.evidence, study, group), expression_of("label", study, group)
        return words_of(self.evidence, expression, "label", row, in_a_sentence(row["label"]))

    @spoken
    def window(self, study: str) -> Quantity:
        """Return within which hours from onset a study took patients.

        Parameters
        ----------
        study : str
            Key.

        Returns
        -------
        Quantity
            Words: `4.5-24 h`.

        Raises
        ------
        QuantityError
            When the study is unknown or its window is not recorded.
        """
        row = find_study(self.evidence, study)
        text = f"{row['window_h']} h" if row["window_h"] else ""
        return words_of(self.evidence, expression_of("window", study), "window", row, text)

    @spoken
    def when(self, outcome: str) -> Quantity:
        """Return when an outcome, or the test of a definition, is read.

        Parameters
        ----------
        outcome : str
            Key of outcomes.csv or of definitions.csv.

        Returns
        -------
        Quantity
            Words: `90 days`, `within 24 hours`.

        Raises
        ------
        QuantityError
            When the key is unknown or no time is recorded.
        """
        if outcome not in self.evidence.outcomes and outcome not in self.evidence.definitions:
            known = (*self.evidence.outcomes, *self.evidence.outcome_keys, *self.evidence.definitions)
            raise unknown("outcome or definition", outcome, known)
        row = self.evidence.outcomes.get(outcome) or self.evidence.definitions[outcome]
        text = row["timepoint"] if row.table == "outcomes" else row["timing"]
        return words_of(self.evidence, expression_of("when", outcome), "time", row, spelt(text))

    @spoken
    def threshold(self, definition: str, parameter: bool = False) -> Quantity:
        """Return what a definition counts as met.

        Parameters
        ----------
        definition : str
            Key of definitions.csv.
        parameter : bool
            With what is measured before it.

        Returns
        -------
        Quantity
            Words: `> 6 s`.

        Raises
        ------
        QuantityError
            When the key is unknown or no threshold is recorded.
        """
        if definition not in self.evidence.definitions:
            raise unknown("definition", definition, self.evidence.definitions)
        row = self.evidence.definitions[definition]
        text = words.criterion(row) if parameter else row["threshold"]
        expression = expression_of("threshold", definition, parameter=parameter or None)
        return words_of(self.evidence, expression, "threshold", row, text)

    @spoken
    def setting(self, name: str) -> Quantity:
        """Return what the calculations of this book take as agreed, from the program that uses it.

        Parameters
        ----------
        name : {"level", "correction"}
            The level of intervals; what is added to the cells of a study of which one is zero.

        Returns
        -------
        Quantity
            A number that rests on no row.

        Raises
        ------
        QuantityError
            When there is no such setting.
        """
        if name not in SETTINGS:
            raise unknown("setting", name, SETTINGS)
        value, kind, formula = SETTINGS[name]
        text = TEXT_OF_KIND[kind](value)
        asked, unit = expression_of("setting", name), UNIT_OF_KIND.get(kind, "")
        return Quantity(asked, text, value, kind=kind, formula=formula, unit=unit, origin="recorded")

    @spoken
    def claim(self, claim: str) -> Quantity:
        """Return what the source review prints, as it prints it.

        Parameters
        ----------
        claim : str
            Of claims.csv, for example "iv.2.2-4".

        Returns
        -------
        Quantity
            A number where it is one, else words, with the unit as printed.

        Raises
        ------
        QuantityError
            When there is no such claim.
        """
        row = row_of(self.evidence, "claims", "claim", claim)
        unit = row["unit"] or ("%" if row["part"].startswith("percent") else "")
        text, review = with_unit(row["printed"], unit), self.evidence.package.get("source_review", "")
        text, printed = spelt(text) if row["part"] == "time" else text, row["printed"]
        found = words_of(self.evidence, expression_of("claim", claim), "number", row, text, unit=unit, number=printed)
        return replace(found, sources=(review,) if review in self.evidence.entries else ())
