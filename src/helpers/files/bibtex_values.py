"""The values of a bibliography as the build reads them: macros put in, parts joined by #, one meaning for both."""

from __future__ import annotations

from helpers.files.problems import Place, Problem, quote

Values = dict[str, dict[str, str]]  # by key, then by field


def values_of(text: str, file: str) -> tuple[Values, list[Problem]]:
    """Read a text with pybtex, which the build reads it with.

    Parameters: text, BibTeX in which another parser found no fault; file, how messages call it. Returns: fields in
    LaTeX by key, and what pybtex stumbles over.
    """
    from pybtex import errors
    from pybtex.database.input.bibtex import Parser

    problems = []
    parser = Parser("utf-8", person_fields=())
    with errors.capture() as found:
        try:
            parser.parse_string(text)
        except Exception as error:  # it is fed any text: whatever it throws would end the build
            found.append(error)
    for fault in found:
        rule = "every program reads the bibliography alike"
        told = quote(f"{fault}"[:200])
        remedy = "Define each macro above its use, and write entries, their commas and remarks plainly."
        problems.append(Place(file, line=getattr(fault, "lineno", None) or 0).fault(rule, f"pybtex: {told}", remedy))
    entries = parser.data.entries
    return {
        key: {name.lower(): " ".join(value.split()) for name, value in entries[key].fields.items()} for key in entries
    }, problems
