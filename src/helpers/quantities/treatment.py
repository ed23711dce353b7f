"""What trials planned and gave: doses, times of infusion, the outcome by which they are judged."""

from __future__ import annotations

from helpers.files.tables import Row
from helpers.quantities import formatting, formulas
from helpers.quantities.facts import cell_of, in_a_sentence, row_of, spelt, words_of
from helpers.quantities.kinds import TEXT_OF_KIND, UNIT_OF_KIND
from helpers.quantities.lookup import QuantityError, find_group, find_outcome, find_study, unknown
from helpers.quantities.provenance import provenance
from helpers.quantities.quantity import Quantity, expression_of
from helpers.quantities.spoken import OnEvidence, spoken


class Treatment(OnEvidence):
    """What trials planned and gave."""

    @spoken
    def dose(self, study: str, group: str | None = None, which: str = "given") -> Quantity:
        """Return the dose of a group, or the highest dose that a trial planned, with its unit.

        Parameters
        ----------
        study : str
            Key.
        group : str, optional
            Key; may be left out where the groups with a dose all have the same one.
        which : {"given", "highest", "share"}
            The dose as groups.csv has it; the highest of protocols.csv; or the dose as a percentage of the usual
            intravenous one of agents.csv.

        Returns
        -------
        Quantity
            A number with its unit; for a share, percent.

        Raises
        ------
        QuantityError
            When a name is unknown or the dose is not recorded.
        """
        find_study(self.evidence, study)
        if which not in ("given", "highest", "share"):
            raise unknown("option for which", which, ("given", "highest", "share"))
        options = {} if which == "given" else {"which": which}
        expression = expression_of("dose", study, *([group] if group else []), **options)
        if which == "highest":
            row = row_of(self.evidence, "protocols", "study", study)
            return cell_of(self.evidence, expression, "highest dose, planned", row, "dose_max", "dose_max_unit")
        row = self._dosed(study, group)
        if which == "given":
            return cell_of(self.evidence, expression, "dose", row, "dose", "dose_unit")
        standard = row_of(self.evidence, "agents", "agent", row["agent"])
        if standard["iv_dose_unit"] != row["dose_unit"]:
            raise QuantityError(f"{study}: {row['dose_unit']} and {standard['iv_dose_unit']} are different units")
        share = 100 * float(row["dose"]) / float(standard["iv_dose"])
        return Quantity(
            expression=expression,
            text=TEXT_OF_KIND["percentage"](share),
            value=share,
            kind="percentage",
            formula=formulas.of_standard_dose(row["dose"], standard["iv_dose"], row["dose_unit"]),
            unit=UNIT_OF_KIND["percentage"],
            **provenance(self.evidence, [row, standard]),
        )

    @spoken
    def infusion(self, study: str) -> Quantity:
        """Return over which time a trial planned to give its drug.

        Parameters
        ----------
        study : str
            Key.

        Returns
        -------
        Quantity
            Words: `15-30 minutes`.

        Raises
        ------
        QuantityError
            When the study is unknown or the time is not recorded.
        """
        find_study(self.evidence, study)
        row = row_of(self.evidence, "protocols", "study", study)
        low, high, unit = (row[f"given_over_{part}"] for part in ("low", "high", "unit"))
        text = f"{low if low == high else formatting.interval(low, high)} {unit}" if low else ""
        return words_of(self.evidence, expression_of("infusion", study), "time of infusion", row, spelt(text))

    @spoken
    def primary_outcome(self, study: str) -> Quantity:
        """Return the outcome by which a trial is judged.

        Parameters
        ----------
        study : str
            Key.

        Returns
        -------
        Quantity
            Words: the label of the outcome, in small letters unless a name begins it.

        Raises
        ------
        QuantityError
            When the study is unknown or its primary outcome is not recorded.
        """
        find_study(self.evidence, study)
        row = row_of(self.evidence, "protocols", "study", study)
        label = find_outcome(self.evidence, row["primary_outcome"])["label"] if row["primary_outcome"] else ""
        text = in_a_sentence(label)
        return words_of(self.evidence, expression_of("primary_outcome", study), "primary outcome", row, text)

    def _dosed(self, study: str, group: str | None) -> Row:
        """Return the group with a dose. Raises: QuantityError when it has none, or when several doses are meant."""
        if group is not None:
            row = find_group(self.evidence, study, group)
            if not row["dose"]:
                raise QuantityError(f"no dose of {study}, {group} is recorded in groups.csv")
            return row
        rows = [row for row in self.evidence.index.get(("groups", study), ()) if row["dose"]]
        kinds = {(row["agent"], row["dose"], row["dose_unit"]) for row in rows}
        if len(kinds) != 1:
            names = ", ".join(row["group"] for row in rows) or "no group with one"
            raise QuantityError(f"{study} has {len(kinds)} doses: name the group; it has {names}")
        return rows[0]
