"""The tagged text file of Web of Science (.ciw, .txt): PT J, AU, TI ... ER."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from helpers.commands.new_study.tagged import Form, one_record
from helpers.files.problems import Problem

if TYPE_CHECKING:
    from helpers.commands.new_study.citation import Citation

SUFFIX, NAME = ".ciw", "Web of Science"
TYPES = {"J": "article", "S": "inproceedings", "C": "inproceedings"}
FIELDS = {"volume": "VL", "number": "IS", "doi": "DI", "pmid": "PM", "title": "TI", "journal": "SO", "year": "PY"}
TAKEN = {"PT", "AU", "AF", "CA", "BP", "EP", "AR", *FIELDS.values()}
LINE = re.compile(r"([A-Z][A-Z0-9])(?: (.*))?\Z")
FORM = Form(NAME, LINE, begins="PT", ends="ER", example="TI Title", used=frozenset(TAKEN), types=TYPES)


def is_mine(text: str) -> bool:
    """Return whether a text holds the first line of a record and its last."""
    return re.search(r"^PT [A-Z]\s*$", text, re.MULTILINE) is not None


def read(text: str, name: str) -> tuple[Citation | None, list[Problem]]:
    """Return the one record of a text, or None, and the faults. Parameters: name, how messages call the file."""
    from helpers.commands.new_study.citation import from_plain

    record, problems = one_record(text, FORM, name, ("TI",))
    if record is None:
        return None, problems
    fields: dict[str, str | list[str]] = {field: record.first(tag) for field, tag in FIELDS.items()}
    full, short = record.lines("AF"), record.lines("AU")
    fields["author"] = (full if len(full) >= len(short) else short) + record.lines("CA")
    start, end = record.first("BP"), record.first("EP")
    fields["pages"] = f"{start}-{end}" if start and end and start != end else start or record.first("AR")
    return from_plain(TYPES[record.first("PT")], fields, NAME, sorted(set(record.tags) - TAKEN), name)
