"""Names of persons and groups, as citation files write them, for the field author of references.bib."""

from __future__ import annotations

import re

from helpers.commands.new_study.letters import tidy
from helpers.evidence.authors import GROUP, NUMBERED, SUFFIX, is_initials
from helpers.files.bibtex_form import to_latex
from helpers.files.html_text import without_markup

AND_OTHERS = re.compile(r"(?i)et\.?\s*al\.?\Z|and others\Z")
NO_NAME = "null"  # what a program writes where it knows no first name
EXTENDED = re.compile(
    r"\s*(family|given|prefix|suffix|useprefix|(?:given|family|prefix)-i)\s*=\s*(.*)\Z", re.IGNORECASE
)


def authors_field(names: list[str]) -> str:
    """Return names in plain text as a field of BibTeX. Raises: ValueError in words for people."""
    return " and ".join(filter(None, (_author(tidy(without_markup(name))) for name in names)))


def person(family: str, given: str, suffix: str = "", particle: str = "") -> str:
    """Return the parts of a name as `Last, Jr., First`. Parameters: as reference managers call them."""
    last = " ".join(part for part in (particle, family) if part)
    return ", ".join(part for part in (last, suffix, given) if part)


def _author(name: str) -> str:
    """Return a name for BibTeX; what has no comma is the name of a group, which must not come apart."""
    name = name.strip(" ,;")
    if AND_OTHERS.match(name):
        return "others"
    if name.endswith(f", {NO_NAME}"):
        name = name.removesuffix(f", {NO_NAME}").strip(" ,")
    words = name.replace(",", " ").split()
    if words and all(is_initials(word) for word in words) and all(len(word.strip(".-")) < 2 for word in words):
        raise ValueError(f"an author is {name!r}: initials without a surname")
    if ";" in name:
        raise ValueError(f"{name!r} is several names in one; each stands on its own")
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 1 and len(words) > 1 and not GROUP.search(name):
        given = next((at for at, word in enumerate(words) if at and all(map(is_initials, words[at:]))), 0)
        if given and all(any(letter.islower() for letter in word) for word in words[:given]):
            parts = [
                " ".join(words[:given]),
                " ".join(words[given:]),
            ]  # Alpha A B, as EPPI-Reviewer writes it
    *given, last = parts[-1].split() or [""]
    if len(parts) == 2 and given and (SUFFIX.match(last) or (NUMBERED.match(last) and not is_initials(given[0]))):
        parts = [parts[0], last, " ".join(given)]  # PubMed puts it behind the first name
    if len(parts) == 3 and (SUFFIX.match(parts[2]) or NUMBERED.match(parts[2])):
        parts = [parts[0], parts[2], parts[1]]  # RIS puts "Jr." last, BibTeX before the first name
    suffixed = len(parts) == 3 and (SUFFIX.match(parts[1]) or NUMBERED.match(parts[1]))
    if len(parts) == 2 or suffixed:
        written = ", ".join(parts)
        if " and " not in f" {written.lower()} " and not GROUP.search(written):
            return to_latex(written)
    return f"{{{to_latex(name)}}}" if name else ""


def in_order(name: str) -> str:
    """Return a name of a BibTeX file in BibTeX's own order: extended names are read, and a suffix is moved."""
    parts = [part.strip() for part in name.split(",")]
    extended = [EXTENDED.match(part) for part in parts]
    if all(extended):
        said = {found[1].lower(): found[2].strip(' "') for found in extended if found}
        return person(said.get("family", ""), said.get("given", ""), said.get("suffix", ""), said.get("prefix", ""))
    if len(parts) == 3 and "{" not in name and (SUFFIX.match(parts[2]) or NUMBERED.match(parts[2])):
        return f"{parts[0]}, {parts[2]}, {parts[1]}"
    return name
