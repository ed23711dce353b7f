"""A chapter names what it repeats, and a name says one thing, is used, and hides nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from books import copy_small_book
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.chapters.markdown import read_chapter
from helpers.chapters.names import Names, names_for, names_in_block, names_of_chapter, uses_in
from helpers.chapters.reading import read_chapters
from helpers.chapters.roles import show
from helpers.commands.check import find_problems
from helpers.commands.diff.snapshot import snapshot
from helpers.evidence.evidence import Evidence, load

USES = "{stat}`share` and {stat}`share.low` and {holds}`most :: share > 50`.\n"


def chapter(book: Path, block: str, prose: str) -> Path:
    path = book / "chapters/results.md"
    path.write_text(f"# Results\n\n```{{names}}\n{block}\n```\n\n{prose}", encoding="utf-8")
    return book


def faults(book: Path) -> list[str]:
    """Return the faults of the names of a book, and of the roles that use them."""
    told = (str(problem) for problem in read_chapters(book, load(book)).problems)
    return [fault for fault in told if "name" in fault or "role" in fault]


def test_a_name_is_shown_as_what_it_stands_for_and_read_as_no_prose(book: Path):
    chapter(book, "share: pct(alpha2020trial, drug, nrp)", USES)
    found = read_chapters(book, load(book))
    assert faults(book) == []
    kept = {each.expression: each.text for each in found.shown if each.file == "chapters/results.md"}
    pct = 'pct("alpha2020trial", "drug", "nrp")'
    assert kept == {pct: "80.0%", f"{pct}.low": "49.0%", f"{pct} > 50": "most"}
    numbers = [number["expression"] for number in snapshot(book)["numbers"] if number["file"] == "chapters/results.md"]
    assert numbers == [pct, f"{pct}.low", f"{pct} > 50"]
    assert not any("nrp" in passage.text for passage in read_chapter("```{names}\na: n(nrp)\n```\n", "a.md").passages)


def test_a_block_is_read_line_by_line():
    assert names_in_block("a: n(x)\n\n b :  n(y)\nc\n", 4) == [("a", "n(x)", 5), ("b", "n(y)", 7), ("c", "", 8)]


def test_names_use_names_and_stand_for_keys_too(book: Path):
    block = "trial: alpha2020trial\nshare: pct(trial, drug, nrp)\nothers: 100 - share"
    chapter(book, block, USES + "{stat}`others` and {stat}`others` of {stat}`n(trial)`.\n")
    assert faults(book) == []


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("nrp: n(alpha2020trial)", "nrp is a key of outcomes.csv"),
        ("alpha2020trial: n(alpha2020trial)", "alpha2020trial is a key of"),
        ("drug: n(alpha2020trial)", "drug is a key of groups.csv"),
        ("excellent: n(alpha2020trial)", "excellent is the short name of the key mrs_0_1_90d"),
        ("pct: n(alpha2020trial)", "pct is a function"),
        ("primary: n(alpha2020trial)", "primary is a key of counts.csv"),
        ("median: n(alpha2020trial)", "median is a key of values.csv"),
        ("modality: n(alpha2020trial)", "modality is a word of the data"),
        ("cited: n(alpha2020trial)", "cited is a word of studies.csv"),
        ("Share: n(alpha2020trial)", "got 'Share'"),
        ("a-b: n(alpha2020trial)", "got 'a-b'"),
        ("share", "got 'share', without an expression"),
        ("size: n(alfa2020trial)", "size: unknown study 'alfa2020trial'; nearest: alpha2020trial"),
        ("size: n(alpha2020trial) > 5", "size stands for no number"),
        ("size: alfa2020trial", "alfa2020trial is no key, no short name and no call"),
        ("size: other\nother: size", "the names .* stand for each other"),
        ("size: n(alpha2020trial)\nsize: n(beta2021cohort)", r"size is a name already \(line 4\)"),
    ],
)  # fmt: skip
def test_a_name_that_hides_something_or_stands_for_nothing_is_refused(book: Path, block: str, message: str):
    chapter(book, block, "{stat}`size` {stat}`size` {stat}`nrp` {stat}`n(excellent)`")
    assert any(re.search(message, fault) for fault in faults(book)), faults(book)


@pytest.mark.parametrize(
    ("prose", "message"),
    [("Nothing.", "share is used nowhere"), ("{stat}`share`", "share is used once")],
)
def test_a_name_used_once_or_never_is_refused(book: Path, prose: str, message: str):
    chapter(book, "share: pct(alpha2020trial, drug, nrp)", prose)
    (fault,) = faults(book)
    assert fault.startswith("chapters/results.md line 4: a name of a chapter is used twice or more; " + message)


def test_names_stand_at_the_head_in_one_block(book: Path):
    path = book / "chapters/results.md"
    block = "```{names}\nsize: n(alpha2020trial)\n```\n"
    path.write_text(f"# R\n\n{{stat}}`size` {{stat}}`size`\n\n{block}\n{block}", encoding="utf-8")
    told = faults(book)
    assert any("line 5: {names} stands at the head of a chapter; line 3 has a role" in fault for fault in told)
    assert any("line 9: a chapter has one block {names}; another stands on line 5" in fault for fault in told)


def test_a_name_of_one_chapter_means_nothing_in_another(book: Path):
    chapter(book, "share: pct(alpha2020trial, drug, nrp)", USES)
    (book / "chapters/index.md").write_text("# Index\n\n{stat}`share`\n", encoding="utf-8")
    assert any("index.md line 3" in fault and "unknown name 'share'" in fault for fault in faults(book))


def of_the_book(book: Path, names: dict[str, str]) -> None:
    path = book / "data/datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({"namedQuantities": names, **package}), encoding="utf-8")


def test_names_of_the_whole_book_stand_in_its_data_and_are_used(book: Path):
    of_the_book(
        book,
        {"share": "pct(alpha2020trial, drug, nrp)", "lost": "n(alpha2020trial)", "beta2021cohort": "n(alpha2020trial)"},
    )
    (book / "chapters/index.md").write_text("# Index\n\n{stat}`share`\n", encoding="utf-8")
    told = faults(book)
    assert [fault for fault in told if fault.startswith("data/datapackage.json")] == [
        "data/datapackage.json: a name of the book is used; lost is used nowhere. Remove it, or use it.",
        "data/datapackage.json: a name stands for a number or a key, and for one alone; beta2021cohort is a key of "
        "studies.csv. Write name: expression, for example main: pooled(trials_to_date).",
    ]
    assert not any("index.md" in fault for fault in told)


def test_a_chapter_does_not_name_again_what_the_book_names(book: Path):
    of_the_book(book, {"share": "pct(alpha2020trial, drug, nrp)"})
    chapter(book, "share: pct(alpha2020trial, drug, nrp)", USES)
    assert any("share is a name already" in fault for fault in faults(book))


def test_the_check_of_a_book_tells_of_its_names(book: Path):
    chapter(book, "share: pct(alpha2020trial, drug, nrp)", "Nothing.")
    assert any("share is used nowhere" in str(problem) for problem in find_problems(book))


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return load(copy_small_book(tmp_path_factory.mktemp("names") / "book"))


@settings(max_examples=100)
@given(st.text(alphabet="ab:n()[]{}`\"'.,+-*/# \n=<>_1\\\té", max_size=60))
def test_any_block_of_names_is_read_or_refused_in_words(evidence: Evidence, block: str):
    chapter = read_chapter(f"```{{names}}\n{block}\n```\n\n{{stat}}`a` {{stat}}`b`\n", "a.md")
    assert all(problem.found for problem in Names(evidence).find_problems(chapter, uses_in(chapter.roles, {})))
    names = names_for(names_of_chapter(chapter), evidence)
    assert show("stat", "a", evidence, names).fault or "a" in names
