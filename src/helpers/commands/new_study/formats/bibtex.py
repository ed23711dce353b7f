"""BibTeX, the form of references.bib itself, BibLaTeX, which names fields otherwise, and what programs make of both."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from helpers.files.problems import Place, Problem, quote

if TYPE_CHECKING:
    from helpers.commands.new_study.citation import Citation

SUFFIX, NAME = ".bib", "BibTeX"
RENAMED = {  # field of references.bib: what other programs call it, the best name first
    "journal": ("journaltitle",),
    "year": ("date",),
    "number": ("issue",),
    "pages": ("eid", "article-number", "articleno", "art_number"),
    "pmid": ("pubmed", "pubmedid", "pubmed-id", "pubmed_id"),
    "pmcid": ("pmc",),
}
ADDRESS = re.compile(r"\\url\s*\{([^{}]*)\}")
MONTH = re.compile(r"(?i)\bmonth\s*=\s*([a-z]{3,12})(?=\s*[,}\n])")  # a word that no program knows; no entry keeps it
PMID = re.compile(r"(?ia)\bpmid\W{0,3}(\d{1,8})\b")


def is_mine(text: str) -> bool:
    """Return whether a text holds an entry, or the beginning of one."""
    return re.search(r"^\s*@[A-Za-z]+\s*[{(]", text, re.MULTILINE) is not None


def read(text: str, name: str) -> tuple[Citation | None, list[Problem]]:
    """Return the one entry of a text, or None, and the faults. Parameters: name, how messages call the file."""
    from helpers.commands.new_study.citation import AS_THEY_ARE, citation_of
    from helpers.commands.new_study.letters import tidy
    from helpers.files.bibtex import find_lost_comma, parse
    from helpers.files.bibtex_form import FIRST, LAST

    entries, problems = parse(MONTH.sub(r"month = {\1}", text))
    problems += [fault for entry in entries for fault in find_lost_comma(entry)]
    if not problems and len(entries) != 1:
        told = f": {', '.join(quote(entry.title, 60) for entry in entries[:5])}" if entries else ""
        remedy = "Keep the study's own."
        problems = [Place(name).fault("the file holds one entry", f"it holds {len(entries)}{told}", remedy)]
    if problems:
        return None, [replace(problem, place=replace(problem.place, file=name)) for problem in problems]
    (entry,) = entries
    fields = {field: _without_second_braces(field, value) for field, value in entry.fields.items()}
    taken = _renamed(fields)
    if not fields.get("verification"):  # a note of another program is no word on how sure the identification is
        for field in ("note", "reason"):
            fields.pop(field, None)
    kept = {field: value for field, value in fields.items() if field in FIRST + LAST and value}
    for field in set(AS_THEY_ARE) & set(kept):
        kept[field] = ADDRESS.sub(r"\1", kept[field]).replace("\\", "")
    if found := ADDRESS.search(kept.get("howpublished", "")):
        kept.setdefault("url", found[1].replace("\\", ""))
        del kept["howpublished"]
    for field, value in kept.items():
        try:
            tidy(value)
            kept[field] = _plainer(field, value)
        except ValueError as error:
            return None, [Place(name).fault(f"the field {field} is text", str(error), "Correct it in the file.")]
    left_out = [field for field in entry.fields if field not in kept and field not in taken]
    return citation_of(entry.type, kept, NAME, left_out, name)


def _renamed(fields: dict[str, str]) -> set[str]:
    """Give fields the names of references.bib, where these hold nothing yet; return the names that were read so."""
    taken = set()
    for field, others in RENAMED.items():
        for other in others:
            if value := fields.get(other):
                taken |= {other} if not fields.get(field) else set()
                fields[field] = fields.get(field) or (value[:4] if other == "date" else value)
    if fields.get("subtitle") and fields.get("title"):
        fields["title"] = f"{fields['title']}: {fields['subtitle']}"
        taken.add("subtitle")
    if fields.get("eprint") and fields.get("eprinttype", "").lower() in ("pubmed", "pmid"):
        fields.setdefault("pmid", fields["eprint"])
        taken |= {"eprint", "eprinttype"}
    if (found := PMID.search(fields.get("note", ""))) and "pmid" not in fields:
        fields["pmid"] = found[1]
    return taken


def _without_second_braces(field: str, value: str) -> str:
    """Return a value without a second pair of braces, as Web of Science writes it; names of groups need theirs."""
    from helpers.commands.new_study.letters import protect
    from helpers.files.bibtex_names import is_group, names_of, parts_of

    if not is_group(value) or field in ("verification", "note", "reason"):
        return value
    inner = value.strip()[1:-1].strip()
    if field in ("author", "editor"):
        names = names_of(inner)
        return inner if len(names) > 1 and all(len(parts_of(name)) == 2 for name in names) else value
    if field == "title" and not inner.startswith("["):
        return protect(inner)
    return value if field == "title" else inner


def _plainer(field: str, value: str) -> str:
    """Return a value without HTML, and names in BibTeX's own order. Raises: ValueError when LaTeX cannot say it."""
    from helpers.commands.new_study.letters import protect, tidy
    from helpers.commands.new_study.people import in_order
    from helpers.files.bibtex_form import to_latex
    from helpers.files.bibtex_names import is_group, names_of
    from helpers.files.html_text import find_markup, without_markup
    from helpers.files.latex import to_text

    if field in ("author", "editor"):
        return " and ".join(name if is_group(name) else in_order(name) for name in names_of(value))
    if not find_markup(to_text(value)):
        return value
    plain = to_latex(tidy(without_markup(to_text(value))))
    return protect(plain) if field == "title" else plain
