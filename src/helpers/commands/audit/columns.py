"""Which column of anyone's table of results holds what: by our names, by others', or by the name of a measure."""

from __future__ import annotations

import re
from typing import NamedTuple

from helpers.audit import COLUMNS
from helpers.commands.foreign_table import Fault
from helpers.files.problems import quote
from helpers.stats.measures import named

INTERVAL = "interval"  # a column that holds both limits
SPELLED = {  # other names of ours, in small letters and without signs
    "estimate": ("effect", "est", "effect size", "point estimate", "effect estimate", "exp coef", "coef"),
    "ci_low": ("lower", "lcl", "ll", "lci", "lower ci", "ci lower", "lower limit", "lower cl", "ci lb", "conf low",
               "lower 95 ci", "95 ci lower", "lower 95", "ci l", "ci low", "ci start", "0 025", "2 5"),
    "ci_high": ("upper", "ucl", "ul", "uci", "upper ci", "ci upper", "upper limit", "upper cl", "ci ub", "conf high",
                "upper 95 ci", "95 ci upper", "upper 95", "ci u", "ci high", "ci end", "0 975", "97 5"),
    "p": ("pval", "p value", "pvalue", "p val", "sig", "p z", "pr z", "pr t", "p t"),
    "p_test": ("p for", "test of p"),
    "outcome_type": ("type of outcome",),
    "total": ("n total", "total n"),
    "events_1": ("ai", "event e", "events t", "events e"),  # metafor's, meta's
    "total_1": ("n1i", "n e", "total t", "total e"),
    "mean_1": ("m1i", "mean e", "mean t"),
    "sd_1": ("sd1i", "sd e", "sd t"),
    "mean_2": ("m2i", "mean c"),
    "sd_2": ("sd2i", "sd c"),
    "events_2": ("event c", "events c"),
    "total_2": ("n2i", "n c", "total c"),
}  # fmt: skip
ALIASES = {name: column for column, names in SPELLED.items() for name in names}
OF_INTERVAL = re.compile(r"(?P<level>[0-9]{2}(?: [0-9])?)? ?(?:ci|confidence interval|confidence limits)\Z")
NUMBERED = re.compile(r"(?P<what>events total|n n|n|events|total|percent|count|counts|mean|sd) ?(?P<group>[12])\Z")
PAIRED = {"events total": "events", "n n": "events", "count": "events", "counts": "events", "n": "events"}


class Choice(NamedTuple):
    """How a header is read.

    read: by column of the file, which of ours it holds, or `INTERVAL`. measure, level: what the header says of every
    row, "" for nothing.
    """

    read: dict[str, str]
    measure: str = ""
    level: str = ""

    @property
    def renamed(self) -> dict[str, str]:
        """Return the columns that are read under another name."""
        return {theirs: ours for theirs, ours in self.read.items() if theirs != ours}


def choose(header: list[str]) -> tuple[Choice | None, list[Fault]]:
    """Return how the columns of a header are read, None when it is no table of results, and why."""
    read = {column: column for column in header if column in COLUMNS}
    measure = level = ""
    metafor = {"ai", "n1i"} <= set(header)
    for column in header:
        if column in read:
            continue
        plain = " ".join(re.sub(r"[^a-z0-9]+", " ", column.casefold()).split())
        ours = "events_2" if metafor and column == "ci" else _ours(plain)
        between = None if ours else OF_INTERVAL.match(plain)
        if between:
            ours, level = INTERVAL, (between["level"] or "").replace(" ", ".")
        elif not ours and column != "result" and named(column.strip("*_ ")):
            ours, measure = "estimate", column.strip("*_ ")
        if ours and ours not in header:
            read[column] = ours
    for ours in dict.fromkeys(read.values()):
        if len(names := [column for column, other in read.items() if other == ours]) > 1:
            found = f"{' and '.join(map(quote, names))} may both be {ours}"
            return None, [("the header names each column once", found, f"Call the right one {ours}.")]
    if "result" in read and len(read) > 1:
        return Choice(read, measure, level), []
    rule = "the header names result and at least one of: " + ", ".join(c for c in COLUMNS if c != "result")
    remedy = "Name the columns so, with commas between."
    if groups := [
        column for column in header if re.sub(r"[^a-z]+", "", column.casefold()) in ("nn", "eventstotal", "n")
    ]:
        remedy += f" {quote(groups[0])} of two groups is events_1 and events_2, each with the total behind a slash."
    return None, [(rule, f"got {quote(', '.join(header), 200)}", remedy)]


def _ours(plain: str) -> str:
    """Return which of our columns a name in small letters and without signs stands for, "" for none."""
    if plain in ALIASES:
        return ALIASES[plain]
    if plain.replace(" ", "_") in COLUMNS and plain != "result":
        return plain.replace(" ", "_")
    found = NUMBERED.match(plain)
    return f"{PAIRED.get(found['what'], found['what'])}_{found['group']}" if found else ""
