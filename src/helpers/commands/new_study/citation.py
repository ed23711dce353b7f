"""A citation of any of the formats, turned into fields of references.bib; nothing is looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from helpers.commands.new_study.formats import FORMATS, FROM_INPUT, suffixes
from helpers.commands.new_study.letters import protect, tidy, to_latex
from helpers.evidence.bibliography import REQUIRED
from helpers.files.problems import Place, Problem, quote
from helpers.files.text import read_text, text_of

LONGEST = 1_000_000  # letters: one citation with a thousand authors is far shorter
ADDRESS_OF_DOI = re.compile(r"(?i)\A(?:https?://)?(?:dx\.|www\.)?doi\.org/|\Adoi:\s*")
PAGES = re.compile(r"([A-Za-z]*\d+)\s*[-\u2010-\u2015]+\s*([A-Za-z]*\d+)\Z")
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

    Parameters: path, of a file in one of the FORMATS, or None for data, which then is BibTeX. Returns: the citation,
    None when at fault, and the faults.
    """
    name = str(path) if path is not None else "standard input"
    text, problems = read_text(path, name, foreign=True) if path is not None else text_of(data, name, foreign=True)
    format_ = FORMATS.get(path.suffix.lower() if path is not None else FROM_INPUT)
    if format_ is None:
        rule = f"a citation is a {suffixes()} file"
        return None, [Place(name).fault(rule, f"got {quote(path.suffix)}", "Export it as one of these.")]
    if not problems and len(text) > LONGEST:
        rule = f"a citation has at most {LONGEST} letters"
        problems = [Place(name).fault(rule, f"this one has {len(text)}", "Save one publication alone.")]
    if problems:
        return None, problems
    return format_.read(text, name)


def from_plain(
    kind: str, fields: Mapping[str, str | list[str]], format_: str, left_out: Iterable[str], name: str
) -> tuple[Citation | None, list[Problem]]:
    """Return a citation of a format whose fields are plain text; what LaTeX would misread is written otherwise."""
    written: dict[str, str] = {}
    problems = []
    for field, value in fields.items():
        try:
            if field == "author":
                written[field] = " and ".join(_author(tidy(author)) for author in value)
            elif field in AS_THEY_ARE:
                written[field] = tidy(value)
            else:
                written[field] = to_latex(tidy(value))
        except ValueError as error:
            remedy = "Correct it in the file, or save the citation as BibTeX."
            problems.append(Place(name).fault(f"the field {field} is plain text", str(error), remedy))
    if problems:
        return None, problems
    if not written.get("title", "").isupper():
        written["title"] = protect(written.get("title", ""))
    return citation_of(kind, written, format_, left_out, name)


def _author(name: str) -> str:
    """Return a name for BibTeX; what has no comma is the name of a group, which must not come apart."""
    latex = to_latex(name)
    return latex if "," in name and " and " not in f" {name.lower()} " else f"{{{latex}}}"


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
    return Citation(kind, kept, format_, tuple(left_out)), []


def bare_doi(text: str) -> str:
    """Return a DOI without an address before it."""
    return ADDRESS_OF_DOI.sub("", text.strip())


def default_note(citation: Citation) -> str:
    """Return the note of an entry whose identification nobody has confirmed: where it comes from, what it lacks."""
    wanted = (*REQUIRED["confirmed"][""], "journal" if "booktitle" not in citation.fields else "booktitle")
    missing = [field for field in wanted if field not in citation.fields]
    lacks = f"; {', '.join(missing)} not in it" if missing else ""
    return f"Citation from a {citation.format} record, not compared with the publication{lacks}"
