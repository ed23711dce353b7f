"""The tables that a book may have, and the columns that the program reads in them."""

from __future__ import annotations

from typing import NamedTuple

CORE = ("studies", "groups", "outcomes", "counts")  # no book is without these
WORDED = {
    "studies": ("design", "scope", "read"),
    "claims": ("verdict", "finding"),
}  # columns whose words the vocabulary offers


class Known(NamedTuple):
    """The columns of a table that the program reads, with their type where that is not string.

    Parameters: needed, those that the table must have; optional, those that a book may leave out: then every row reads
    as if the cell were empty.
    """

    needed: str
    optional: str = ""

    def types(self) -> dict[str, str]:
        """Return the type of each column by its name."""
        parts = (column.partition(":") for column in f"{self.needed} {self.optional}".split())
        return {name: kind or "string" for name, _, kind in parts}

    def names_needed(self) -> list[str]:
        """Return the names of the columns that must be there."""
        return [column.partition(":")[0] for column in self.needed.split()]


KNOWN = {
    "studies": Known(
        "study label",
        "year:integer design scope review_ref:integer cohort risk_of_bias assessed_by species not_cited window_h"
        " population note read",
    ),
    "inclusions": Known("review study"),
    "topics": Known("study axis topic"),
    "links": Known("cause effect study direction", "finding source reported_by locator url"),
    "groups": Known(
        "study group label",
        "role allocation part_of agent dose dose_unit n_randomised:integer n_analysed:integer source"
        " reported_by locator url",
    ),
    "outcomes": Known("outcome label", "alias definition direction timepoint scale from:integer to:integer"),
    "definitions": Known("definition study", "modality parameter threshold timing from_h to_h causes_excluded:integer"),
    "counts": Known(
        "study group outcome events:integer total:integer source locator",
        "definition printed back_calculated:boolean reported_by url fault",
    ),
    "values": Known(
        "study group outcome statistic value source locator", "unit low high interval reported_by url fault"
    ),
    "estimates": Known(
        "study group comparator outcome measure estimate ci_low ci_high source locator",
        "p adjusted:boolean reported_by url fault",
    ),
    "syntheses": Known(
        "synthesis label measure outcome reason", "members_label method tau2 interval treatment_label comparator_label"
    ),
    "members": Known("synthesis study group", "comparator outcome definition source estimate subgroup absent left_out"),
    "splits": Known("split study subgroup", "note"),
    "claims": Known(
        "claim text printed verdict",
        "statement part chapter section refs unit measure of expression finding note",
    ),
    "readings": Known("table key column read", "read_from"),
    "agents": Known("agent", "iv_dose iv_dose_unit locator url note"),
    "protocols": Known(
        "study",
        "primary_outcome dose_max dose_max_unit given_over_low given_over_high given_over_unit "
        "source reported_by locator url note",
    ),
    "conduct": Known("study fact answer", "detail source reported_by locator url"),
    "recommendations": Known(
        "recommendation study label says strength", "level section date source reported_by locator url note"
    ),
    "sections": Known("section title"),
}
EMPTY = {"integer": None, "boolean": False, "string": ""}
