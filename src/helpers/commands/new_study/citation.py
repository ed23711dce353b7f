"""A citation of any of the formats, turned into fields of references.bib."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from helpers.commands.new_study.formats import format_of, names, suffixes
from helpers.commands.new_study.letters import protect, tidy
from helpers.commands.new_study.people import authors_field
from helpers.evidence.bibliography import REQUIRED
from helpers.evidence.shown import find_shown_problems
from helpers.files.bibtex import Entry, braces_balance
from helpers.files.bibtex_form import to_latex
from helpers.files.html_text import without_markup
from helpers.files.problems import Place, Problem, quote
from helpers.files.text import read_text, text_of

LONGEST = 1_000_000  # letters: one citation with a thousand authors is far shorter
ADDRESS_OF_DOI = re.compile(r"(?i)\A(?:https?://)?(?:dx\.|www\.)?doi\.org/|\Adoi:\s*")
FROM_INPUT = ".bib"  # the format of standard input, where its content says nothing
PAGES = re.compile(r"([A-Za-z]*\d+)\s*[-\u2010-\u2015]+\s*([A-Za-z]*\d+)\Z")
SHORTENED = re.compile(r"([A-Za-z]*)(\d+)\s*[-\u2010-\u2015]+\s*([A-Za-z]*)(\d+)\Z")
LONGEST_NUMBER = 40  # letters of a volume or an issue; Covidence may write addresses of authors there
AS_THEY_ARE = ("doi", "pmid", "pmcid", "url")  # fields without LaTeX


@dataclass(frozen=True)
class Citation:
    """One publication: type and fields of its entry (LaTeX), the format it came in, and what was left out of it."""

    kind: str
    fields: Mapping[str, str]
    format: str
    left_out: tuple[str, ...] = ()


def read_citation(path: Path | None, data: bytes = b"") -> tuple[Citation | None, list[Problem]]:
    """Read the one citation of a file.

    Parameters: path, of a file in one of the formats, or None for data; what it is, its content says. Returns: the
    citation, None when at fault, and the faults.
    """
    name = str(path) if path is not None else "standard input"
    if path is not None and not path.exists() and (told := _no_file(name)):
        return None, [told]
    text, problems = read_text(path, name, foreign=True) if path is not None else text_of(data, name, foreign=True)
    if not problems and len(text) > LONGEST:
        rule = f"a citation has at most {LONGEST} letters"
        problems = [Place(name).fault(rule, f"this one has {len(text)}", "Save one publication alone.")]
    if problems:
        return None, problems
    suffix = path.suffix.lower() if path is not None else FROM_INPUT
    format_ = format_of(text, suffix)
    if format_ is None:
        rule, found = f"a citation is a {suffixes()} file", f"its first line is {quote(text.strip().split(chr(10))[0])}"
        return None, [Place(name).fault(rule, found, f"Export it as {names()}.")]
    return format_.read(text, name)


def _no_file(name: str) -> Problem | None:
    """Return what to do for somebody who gives the address of a page instead of a file."""
    rule, found = "a citation is a file, a DOI or a PMID", f"got {quote(name)}"
    if re.match(r"(?i)https?:/", name):  # a path has lost a slash
        return Place("--from").fault(rule, found, f"Open it, and export the citation as {names()}.")
    return None


def from_plain(
    kind: str, fields: Mapping[str, str | list[str]], format_: str, left_out: Iterable[str], name: str
) -> tuple[Citation | None, list[Problem]]:
    """Return a citation of a format whose fields are plain text; what LaTeX would misread is written otherwise."""
    written: dict[str, str] = {}
    left_out, problems = list(left_out), []
    for field, value in fields.items():
        if field in ("volume", "number") and len(value) > LONGEST_NUMBER:
            left_out.append(f"{field} (it is longer than {LONGEST_NUMBER} letters)")
            continue
        try:
            if field == "author":
                written[field] = authors_field(list(value))
            elif field == "pages":
                written[field] = to_latex(tidy(_whole_pages(without_markup(str(value)))))
            elif field in AS_THEY_ARE:
                written[field] = tidy(str(value))
            else:
                written[field] = to_latex(tidy(without_markup(str(value))))
        except ValueError as error:
            remedy = "Correct it in the file, or save the citation as BibTeX."
            problems.append(Place(name).fault(f"the field {field} is plain text", str(error), remedy))
    if problems:
        return None, problems
    if not written.get("title", "").isupper():
        written["title"] = protect(written.get("title", ""))
    return citation_of(kind, written, format_, left_out, name)


def citation_of(
    kind: str, fields: Mapping[str, str], format_: str, left_out: Iterable[str], name: str
) -> tuple[Citation | None, list[Problem]]:
    """Return a citation of fields in LaTeX, each in the form of the house, or None, and the faults.

    Parameters: kind, of entry; fields; format_, the name of its format; left_out, what no field took; name, the file's.
    """
    kept = {field: value for field, value in fields.items() if value}
    left_out = list(left_out)
    if not kept.get("doi") and ADDRESS_OF_DOI.match(kept.get("url", "")):
        kept["doi"] = kept["url"]
    if "doi" in kept:
        kept["doi"] = bare_doi(kept["doi"])
    if "pages" in kept and (pages := PAGES.match(kept["pages"])):
        kept["pages"] = f"{pages[1]}--{pages[2]}"
    if "url" in kept and "doi" in kept:
        del kept["url"]  # the DOI is the address that lasts
    elif "url" in kept and not kept["url"].startswith("https://"):
        left_out.append("url (it does not begin with https://)")
        del kept["url"]
    if kind == "inproceedings" and "journal" in kept and "booktitle" not in kept:
        kept["booktitle"] = kept.pop("journal")
    wanted = REQUIRED["confirmed"][""] + REQUIRED["confirmed"].get(kind, ())
    if kind not in ("article", "inproceedings") or not all(field in kept for field in wanted):
        kind = "misc"  # the list of references can be made of such an entry whatever it lacks
    if "title" not in kept:
        remedy = "Add it to the file; put it in brackets when it is your own description."
        return None, [Place(name).fault("a citation has a title", "this one has none", remedy)]
    if not all(map(braces_balance, kept.values())):
        return None, [Place(name).fault("braces balance", "one is not closed", "Balance them in the citation.")]
    problems = list(find_shown_problems(Entry("", kind, kept, 0)))
    if problems:
        return None, [replace(problem, place=Place(name)) for problem in problems]
    return Citation(kind, kept, format_, tuple(left_out)), []


def _whole_pages(pages: str) -> str:
    """Return the pages, 1849--55 as 1849-1855."""
    found = SHORTENED.match(pages.strip())
    if found is None:
        return pages
    letters, first, others, last = found.groups()
    if len(last) < len(first) and others in ("", letters) and (whole := first[: -len(last)] + last) > first:
        return f"{letters}{first}-{letters}{whole}"
    return f"{letters}{first}-{others}{last}"


def bare_doi(text: str) -> str:
    """Return a DOI without an address before it."""
    return ADDRESS_OF_DOI.sub("", text.strip())


def default_note(citation: Citation) -> str:
    """Return the note of an entry whose identification nobody has confirmed: where it comes from, what it lacks."""
    wanted = (*REQUIRED["confirmed"][""], "journal" if "booktitle" not in citation.fields else "booktitle")
    missing = [field for field in wanted if field not in citation.fields]
    lacks = f"; {', '.join(missing)} not in it" if missing else ""
    return f"Citation from a {citation.format} record, not compared with the publication{lacks}"
