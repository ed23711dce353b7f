"""BibTeX, the form of references.bib itself, and BibLaTeX, which names some fields otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from helpers.files.problems import Place, Problem

if TYPE_CHECKING:
    from helpers.commands.new_study.citation import Citation

SUFFIX, NAME = ".bib", "BibTeX"
BIBLATEX = {"journaltitle": "journal", "date": "year"}


def read(text: str, name: str) -> tuple[Citation | None, list[Problem]]:
    """Return the one entry of a text, or None, and the faults. Parameters: name, how messages call the file."""
    from helpers.commands.new_study.citation import AS_THEY_ARE, citation_of
    from helpers.commands.new_study.letters import tidy
    from helpers.files.bibtex import find_lost_comma, parse
    from helpers.files.bibtex_form import FIRST, LAST

    entries, problems = parse(text)
    problems += [fault for entry in entries for fault in find_lost_comma(entry)]
    if not problems and len(entries) != 1:
        problems = [Place(name).fault("the file holds one entry", f"it holds {len(entries)}", "Keep the study's own.")]
    if problems:
        return None, [replace(problem, place=replace(problem.place, file=name)) for problem in problems]
    (entry,) = entries
    fields = {BIBLATEX.get(field, field): value for field, value in entry.fields.items()}
    if "date" in entry.fields:
        fields["year"] = entry.fields["date"][:4]
    if not fields.get("verification"):  # a note of another program is no word on how sure the identification is
        for field in ("note", "reason"):
            fields.pop(field, None)
    kept = {field: value for field, value in fields.items() if field in FIRST + LAST and value}
    left_out = [field for field in entry.fields if BIBLATEX.get(field, field) not in kept]
    for field, value in kept.items():
        try:
            tidy(value)
        except ValueError as error:
            return None, [Place(name).fault(f"the field {field} is text", str(error), "Correct it in the file.")]
    for field in set(AS_THEY_ARE) & set(kept):
        kept[field] = kept[field].replace("\\", "")
    return citation_of(entry.type, kept, NAME, left_out, name)
