"""What of a header is read to pool its studies, or what a header must name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from helpers.commands.foreign_table import BLANKS, Fault
from helpers.commands.pool.column_names import ROLES
from helpers.commands.pool.forms import COLUMNS_OF, REST, Form, forms_in, names_of_studies, roles_in
from helpers.commands.pool.further import Asked
from helpers.files.problems import quote
from helpers.files.tables import Row

HEADER = "the header names study and one of: " + "; or ".join(", ".join(columns) for columns in COLUMNS_OF.values())
YEAR = re.compile(r"[0-9]{4}")
PAIRED = {  # columns whose names do not say enough: what they would be called
    ("a", "b", "c", "d"): "events_1, rest_1, events_2, rest_2",
    ("a", "n1", "c", "n2"): "events_1, total_1, events_2, total_2",
}


class Choice(NamedTuple):
    """The columns of a file that are read: what is pooled, as which measure, what names studies, and what was asked."""

    form: Form
    measure: str
    names: tuple[str, ...]
    asked: Asked

    @property
    def used(self) -> tuple[str, ...]:
        """Return the columns that are read without having been asked for."""
        return (*self.names, *self.form.columns.values())

    def name_of(self, row: Row) -> str:
        """Return what a row's study is called, with its year where its name has no number of that length."""
        name, *years = (row[column].strip(BLANKS) for column in self.names)
        return f"{name} {years[0]}" if name and years and years[0] and not YEAR.search(name) else name

    def is_heading(self, row: Row) -> bool:
        """Return whether a row holds a name, and nothing that could be pooled."""
        return not any(row[column].strip(BLANKS) for column in self.form.columns.values())


def choose(asked: Asked, measure: str | None, header: list[str]) -> tuple[Choice | None, list[Fault]]:
    """Return the columns that a header offers for pooling, None when there is no telling, and its faults."""
    faults: list[Fault] = []
    forms, names = forms_in(header, measure), names_of_studies(header)
    surest = [form for form in forms if form.rank == forms[0].rank]
    if len(surest) != 1 or not names:
        faults.append(_header_fault(header, forms, names))
    form = surest[0] if surest else None
    if form is not None and names and not form.measures and measure is None:
        read = ", ".join(form.columns.values())
        rule, found = "an estimate says what it is", f"{read} may be a ratio or a difference"
        if "excess" in form.columns:
            rule, found = "O - E and its variance say of what they are", f"{read} may be of HR or OR"
        faults.append((rule, found, "Add --measure RR, OR or HR for a ratio, MD or GEN for a difference."))
    offered = [column for column in header if column not in names[:1]]
    faults += _not_offered(asked, offered)
    if faults or form is None:
        return None, faults
    return Choice(form, measure or form.measures[0], names, asked), []


def _header_fault(header: Sequence[str], forms: Sequence[Form], names: Sequence[str]) -> Fault:
    """Return what a header lacks, and what its columns would have to be called."""
    remedy = "Name the columns so, with commas between."
    if forms:
        missing = [] if names else ["study"]
        found = "it names more than one of these; " if names else ""
        remedy = "Say which by --measure, or leave the others out." if names else remedy
    else:
        roles = roles_in(header)
        nearest = max(COLUMNS_OF.values(), key=lambda columns: sum(_has(role, roles) for role in columns))
        missing = [role for role in ("study", *nearest) if not (names if role == "study" else _has(role, roles))]
        found = ""
        if pairs := list(_pairs(header, missing, roles)):
            remedy = f"Write {', '.join(pairs)}."
    found += f"missing: {', '.join(missing)}; " if missing else ""
    return HEADER, f"{found}got {quote(', '.join(header), 200)}", remedy


def _has(role: str, roles: dict[str, str]) -> bool:
    return role in roles or REST.get(role) in roles


def _pairs(header: Sequence[str], missing: Sequence[str], roles: dict[str, str]) -> Iterator[str]:
    """Yield what to write for which column, where names are near, or are letters that papers give to cells."""
    flat = {column.casefold(): column for column in header}
    for letters, words in PAIRED.items():
        if set(letters) <= set(flat):
            yield f"{words} for {', '.join(flat[letter] for letter in letters)} if that is what they are"
            return
    taken = {*roles.values()}
    for role in missing:
        words = [role, ROLES.get(role, role)]
        near = [
            column
            for word in words
            for column in get_close_matches(word, [each for each in header if each not in taken], 1, 0.6)
        ]
        if near:
            taken.add(near[0])
            yield f"{role} for {quote(near[0])}"


def _not_offered(asked: Asked, offered: list[str]) -> Iterator[Fault]:
    for option, names in (("--subgroup", asked.columns[: bool(asked.subgroup)]), ("--moderator", asked.moderators)):
        for name in dict.fromkeys(names):
            if name not in offered:
                found = f"got {quote(name)}; there are {quote(', '.join(offered), 200)}"
                yield f"{option} names a column of the file", found, "Choose one of these."
            elif names.count(name) > 1 or (option == "--moderator" and name == asked.subgroup):
                found = f"{quote(name)} was asked for more than once"
                yield f"{option} takes a column once", found, "Leave one of them out."
