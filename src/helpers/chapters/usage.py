"""Whether chapters use the studies: a row that no page names would be data that nobody reads."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from helpers.files.bibtex import FILE, Entry
from helpers.files.problems import Place, Problem, quote
from helpers.files.tables import Row


def find_reference_problems(studies: list[Row], cited: Container[str]) -> Iterator[Problem]:
    """Yield references of the source review that no chapter cites.

    Parameters: rows of studies.csv; cited, keys in citations.
    """
    for row in studies:
        if row["review_ref"] is not None and row["study"] not in cited:
            found = f"reference {row['review_ref']} is in none"
            yield row.fault("every reference of the source review is cited in a chapter", found, "Cite it.")


def find_study_use_problems(studies: list[Row], cited: Container[str], named: Container[str]) -> Iterator[Problem]:
    """Yield studies that no chapter uses without a reason, and reasons of those that one does.

    Parameters: rows of studies.csv; cited, keys in citations; named, keys that stand anywhere in a chapter. A numbered
    reference of the source review must be cited, which `find_reference_problems` sees to.
    """
    for row in studies:
        key = row["study"]
        if row["review_ref"] is not None and key not in cited:
            continue
        if key not in named and not row["not_cited"]:
            remedy = "Use it, or say in not_cited why not."
            yield row.fault("a study is named in a chapter or says why not", "it does neither", remedy)
        elif key in named and row["not_cited"]:
            found = "a chapter names it"
            yield row.fault("not_cited is empty for a study that a chapter names", found, "Empty the cell.")


def find_use_problems(
    entries: Mapping[str, Entry], studies: Iterable[str], citations: Mapping[str, tuple[str, int]]
) -> list[Problem]:
    """Return entries that nothing uses and citations that have no entry.

    Parameters: entries by key; studies, keys of studies.csv; citations, key to the file and line of its first use.
    """
    problems = []
    used = set(studies) | set(citations)
    for key, entry in entries.items():
        if key not in used:
            problems.append(
                Place(FILE, line=entry.line).fault(
                    "an entry is cited in a chapter or is a row of studies.csv",
                    "it is neither",
                    "Cite it, add its row, or remove it.",
                    key,
                )
            )
    for key, (file, line) in citations.items():
        if key not in entries:
            found = f"{quote(key)} has none"
            remedy = "Add the entry to references.bib, or correct the key."
            problems.append(Place(file, line=line).fault("a citation has an entry", found, remedy))
    return problems
