"""EndNote's export (.enw), which Google Scholar and publishers offer, too: %0 Journal Article, %A, %T ..."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from helpers.commands.new_study.tagged import Form, one_record
from helpers.files.problems import Problem

if TYPE_CHECKING:
    from helpers.commands.new_study.citation import Citation

SUFFIX, NAME = ".enw", "EndNote"
TYPES = {
    "Journal Article": "article",
    "Electronic Article": "article",
    "Conference Paper": "inproceedings",
    "Conference Proceedings": "inproceedings",
    "Generic": "misc",
    "Unpublished Work": "misc",
}
FIELDS = {"title": "%T", "volume": "%V", "number": "%N", "pages": "%P", "doi": "%R", "url": "%U", "year": "%D"}
TAKEN = {"%0", "%A", "%J", "%B", "%M", "%]", "%2", *FIELDS.values()}
LINE = re.compile(r"(%[A-Z0-9@!?$*&#^+~(<>=\[\])])(?: (.*))?\Z")
FORM = Form(NAME, LINE, begins="%0", ends="", example="%T Title", used=frozenset(TAKEN), types=TYPES)


def is_mine(text: str) -> bool:
    """Return whether a text holds the first line of a record."""
    return re.search(r"^%0 [A-Z]", text, re.MULTILINE) is not None


def read(text: str, name: str) -> tuple[Citation | None, list[Problem]]:
    """Return the one record of a text, or None, and the faults. Parameters: name, how messages call the file."""
    from helpers.commands.new_study.citation import from_plain

    record, problems = one_record(text, FORM, name, ("%T",))
    if record is None:
        return None, problems
    fields: dict[str, str | list[str]] = {field: record.first(tag) for field, tag in FIELDS.items()}
    fields["journal"] = record.first("%J", "%B")
    fields["author"] = record.lines("%A")
    fields["pages"] = fields["pages"] or record.first("%]")
    fields["pmcid"] = record.first("%2") if record.first("%2").startswith("PMC") else ""
    fields["url"] = next(iter(record.lines("%U")), "")
    number = re.match(r"(?i)(?:pmid|medline|pubmed):? ?(\d{1,8})\Z", record.first("%M"))
    fields["pmid"] = number[1] if number else ""
    if not re.match(r"(?i)(?:doi:\s*|https?://\S*doi\.org/)?10\.", str(fields["doi"])):
        fields["doi"] = ""  # some write a report number there
    return from_plain(TYPES[record.first("%0")], fields, NAME, sorted(set(record.tags) - TAKEN), name)
