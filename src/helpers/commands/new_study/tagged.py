"""Citation files of one tag a line, as databases export them: which lines make a record, and what each tag holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from helpers.files.problems import Place, Problem, quote

LIKE_A_TAG = re.compile(r"(?:[A-Z][A-Z0-9]|%[A-Z0-9])\s*[-–—:]\s|[A-Z][A-Z0-9][-–—]\S*\Z")
AROUND = ("FN", "VR", "EF")  # head and end of a file of Web of Science
MOST_TOLD = 5  # records of a file that a message names


@dataclass(frozen=True)
class Form:
    """How a format writes its tags.

    Parameters: name, as messages call it; line, a pattern whose first group is a tag and whose second is its value;
    begins, the tag that begins a record; ends, the one that ends it, empty when none does; example, of a line; used,
    the tags that an entry is made of: what follows these on further lines must not be a tag written wrongly; types, of
    a format whose first tag says what is cited, the kind of entry that each makes.
    """

    name: str
    line: re.Pattern[str]
    begins: str
    ends: str
    example: str
    used: frozenset[str] = frozenset()
    types: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Record:
    """One record: the line where it begins, and the values of each tag in order, each a list of its lines."""

    line: int
    tags: dict[str, list[list[str]]] = field(default_factory=dict)
    whole: bool = False

    def first(self, *names: str) -> str:
        """Return the first value among tags, the best tag first; lines of one value make one text."""
        return next((text for name in names for text in self.texts(name) if text), "")

    def texts(self, name: str) -> list[str]:
        """Return the values of a tag, each on one line."""
        return [" ".join(part for part in value if part) for value in self.tags.get(name, ())]

    def lines(self, *names: str) -> list[str]:
        """Return the values of tags whose every line is a value of its own: authors, addresses, databases."""
        return [part for name in names for value in self.tags.get(name, ()) for part in value if part]


def one_record(text: str, form: Form, name: str, title: tuple[str, ...]) -> tuple[Record | None, list[Problem]]:
    """Return the one record of a text, or None, and the faults.

    Parameters: text, with line feeds; form; name, how messages call the file; title, the tags that may hold a title.
    """
    records, problem = _records(text, form, name)
    if problem is not None:
        return None, [problem]
    if not records:
        rule, found = f"a record begins with its type, {form.begins}", "there is none"
        return None, [Place(name).fault(rule, found, "Export the record of this one publication again.")]
    if len(records) > 1:
        told = [quote(record.first(*title) or "no title", 60) for record in records[:MOST_TOLD]]
        more = f" and {len(records) - MOST_TOLD} more" if len(records) > MOST_TOLD else ""
        found = f"another one begins; it holds {len(records)}: {', '.join(told)}{more}"
        ends = f"to its {form.ends}" if form.ends else "to the next one"
        remedy = f"Keep the study's own, from its {form.begins} {ends}, or export it alone."
        return None, [Place(name, line=records[1].line).fault("the file holds one record", found, remedy)]
    if form.ends and not records[0].whole:
        remedy = "Export it again: what is cut off may lack more."
        return None, [Place(name).fault(f"a record ends with {form.ends}", "this one does not", remedy)]
    kind = records[0].first(form.begins)
    if form.types and kind not in form.types:
        rule, found = f"the type {form.begins} is one of {', '.join(form.types)}", f"got {kind[:40]!r}"
        return None, [Place(name, line=records[0].line).fault(rule, found, "Export the record of the article itself.")]
    return records[0], []


def _records(text: str, form: Form, name: str) -> tuple[list[Record], Problem | None]:
    """Return the records of a text, and the first line that belongs to none; words between them are passed over."""
    records: list[Record] = []
    value: list[str] | None = None  # the one that a line without a tag goes on with; None outside a record
    last = ""
    begins_at = next((n for n, line in enumerate(text.split("\n"), 1) if _tag(line, form) == form.begins), 0)
    begin = f"a record begins with its type, {form.begins}"
    for number, line in enumerate(text.split("\n"), 1):
        found = form.line.match(line.rstrip())
        if found is None:
            if value is not None and last in form.used and LIKE_A_TAG.match(line):
                rule, said = f"a line begins with a tag, as in `{form.example}`", f"this one does not: {quote(line)}"
                return records, Place(name, line=number).fault(rule, said, "Write the tag as the others are.")
            if value is not None:
                value.append(line.strip())
            continue
        last, said = found[1], (found[2] or "").strip()
        if last == form.begins:
            records.append(Record(number))
        elif value is None and number > begins_at and last not in AROUND:
            return records, Place(name, line=number).fault(begin, f"got {last}", "Export the record again.")
        elif value is None:
            continue  # the head of a file of Web of Science, or its end
        if last == form.ends:
            records[-1].whole, value = True, None
            continue
        value = [said]
        records[-1].tags.setdefault(last, []).append(value)
    return records, None


def _tag(line: str, form: Form) -> str:
    """Return the tag that a line begins with, empty when there is none."""
    found = form.line.match(line.rstrip())
    return found[1] if found else ""
