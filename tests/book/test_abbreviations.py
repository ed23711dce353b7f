"""Abbreviations lead to the glossary without markup, follow it when it changes, and are faults when it lacks them."""

from __future__ import annotations

import re

import pytest
from books import build, copy_small_book, page, warnings_of

pytestmark = pytest.mark.slow

GLOSSARY = """# Glossary

```{glossary}
CTP
  CT perfusion. Invented.

mRS
  Modified Rankin scale. Invented.
```
"""
PROSE = """# Prose

CTP, CTP again, `CTP`, and **CTP**; ALPHA is a study.

## A section about CTP

- The mRS and CTP.
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = copy_small_book(tmp_path_factory.mktemp("abbreviations") / "book")
    toc = folder / "_toc.yml"
    toc.write_text(toc.read_text() + "  - file: chapters/glossary\n  - file: chapters/prose\n")
    studies = folder / "data/studies.csv"
    studies.write_text(studies.read_text().replace("alpha2020trial,Alpha,", "alpha2020trial,ALPHA,"))
    (folder / "chapters/glossary.md").write_text(GLOSSARY)
    (folder / "chapters/prose.md").write_text(PROSE)
    return folder


def links(folder, name):
    return re.findall(r'<a class="abbreviation[^"]*" href="([^"]+)" title="([^"]+)">(\w+)</a>', page(folder, name))


@pytest.mark.weekly
def test_the_first_use_in_each_section_is_linked_and_a_change_of_the_glossary_reaches_unchanged_pages(book):
    result = build(book)
    assert result.returncode == 0, result.stdout
    ctp, mrs = (
        ("glossary.html#term-CTP", "CT perfusion", "CTP"),
        ("glossary.html#term-mRS", "Modified Rankin scale", "mRS"),
    )
    assert links(book, "prose") == [ctp, mrs, ctp]
    assert links(book, "glossary") == []
    assert re.search(r"<h2>A section about CTP", page(book, "prose"))
    (book / "chapters/glossary.md").write_text(GLOSSARY.replace("CT perfusion", "Computed perfusion"))
    assert build(book).returncode == 0
    assert [words for _, words, name in links(book, "prose") if name == "CTP"] == ["Computed perfusion"] * 2
    (book / "chapters/glossary.md").write_text(GLOSSARY.replace("CTP\n", "XYZ\n"))
    result = build(book)
    told = warnings_of(result, book)
    assert result.returncode != 0 and all("'CTP' does not. Define it in chapters/glossary.md" in line for line in told)
    assert [line.partition(": ")[0] for line in told if line.startswith("chapters/prose.md")] == [
        "chapters/prose.md:3"
    ] * 3 + ["chapters/prose.md:7"]
