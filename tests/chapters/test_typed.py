"""Prose in which nobody can type a statistic: what is found, where, and what may be typed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from books import ROOT, copy_small_book, edit
from hypothesis import given
from hypothesis import strategies as st

from helpers.chapters.english import ALLOWED
from helpers.chapters.markdown import read_chapter
from helpers.chapters.myst import EXTENSIONS
from helpers.chapters.reading import find_typed_problems
from helpers.chapters.roles import fixed
from helpers.chapters.typed import allowed_by, find_typed
from helpers.commands.check import find_problems
from helpers.evidence.evidence import Evidence, load
from helpers.evidence.names import Name, names_in, names_of_book
from helpers.quantities.suggestions import Suggestions
from helpers.quantities.vocabulary import Review

NAMES = names_of_book(ROOT)

# What stands in a chapter, and what is said to have been typed.
PLANTED = {
    "percentage": ("A share of 28.7% had it.", "28.7%"),
    "rounded percentage": ("A share of 29% had it.", "29%"),
    "effect": ("The effect was RR 1.23 there.", "1.23"),
    "size": ("All of them (n = 61) had it.", "61"),
    "number beside its letter": ("Written as n=61 and RR1.23.", "61"),
    "probability": ("It was (P < .05) there.", ".05"),
    "range": ("In 5-10 of them.", "5-10"),
    "fraction": ("In 28/65 of them.", "28/65"),
    "part of the patients": ("This was half of the patients.", "half"),
    "one in": ("It hit one in five of them.", "one in five"),
    "one third": ("It hit one third of them.", "one third"),
    "a third": ("It hit a third of them.", "a third"),
    "thirds": ("It hit two thirds of them.", "two thirds"),
    "number as a word": ("It hit seventeen of them.", "seventeen"),
    "doubled": ("The drug doubled the rate.", "doubled"),
    "twofold": ("A twofold rise was seen.", "twofold"),
    "majority": ("A majority recovered.", "majority"),
    "most": ("And most of them recovered.", "most"),
    "significance": ("It was significantly lower.", "significantly"),
    "not significant": ("It was non-significant there.", "non-significant"),
    "no difference": ("They saw no difference there.", "no difference"),
    "no such difference": ("They saw no clear difference there.", "no clear difference"),
    "did not differ": ("The arms did not differ.", "did not differ"),
    "full-width digits": ("A share of \uff12\uff18.\uff17\uff05 had it.", "\uff12\uff18.\uff17\uff05"),
    "digits of another script": ("A share of \u0662\u0668 had it.", "\u0662\u0668"),
    "one letter for a fraction": ("It hit \u00bd of them.", "\u00bd"),
    "soft hyphen inside": ("A share of 2\u00ad8% had it.", "2\u00ad8%"),
    "emphasis inside": ("A share of 2**8**.7% had it.", "28.7%"),
    "comment inside": ("A share of 2<!-- -->8% had it.", "28%"),
    "tags inside": ("A share of 2<b>8</b>% had it.", "28%"),
    "entity": ("A share of &#50;8% had it.", "28%"),
    "escape": (r"A share of 28\% had it.", "28%"),
    "line break inside words": ("It hit one\nthird of them.", "one third"),
    "line break before the number": ("There were\n61 of them.", "61"),
    "line break after the point": ("A share of 28.\n7% had it.", "28"),
    "emphasised word": ("It hit *half* of them.", "half"),
    "alternative text": ("![28% had it](square.svg)", "28%"),
    "title of a picture": ('![A square](square.svg "of 28%")', "28%"),
    "option of a figure": ("```{figure} square.svg\n:alt: of 28%\n\nA square.\n```", "28%"),
    "caption of a figure": (":::{figure} square.svg\n:alt: A square\n\nA square of 28%.\n:::", "28%"),
    "table": ("| a | b |\n|---|---|\n| c | 28% |", "28%"),
    "heading": ("## Of 23 patients", "23"),
    "title of a note": (":::{admonition} Of 23 patients\nText.\n:::", "23"),
    "note": (":::{note}\nOf 23 patients.\n:::", "23"),
    "note in a list": ("- Item\n\n  :::{note}\n  Of 23 patients.\n  :::", "23"),
    "footnote": ("Text.[^a]\n\n[^a]: Of 23 patients.", "23"),
    "definition": ("A term\n: Of 23 patients.", "23"),
    "quotation": ("> Of 23 patients.", "23"),
    "link text": ("[Of 23 patients](other.md)", "23"),
    "raw HTML": ("<div>Of 23 patients</div>", "23"),
    "attribute of HTML": ('Text <img src="a.png" alt="of 23 patients"> text.', "23"),
    "formula": (r"A share of $28.7\%$ had it.", "28.7"),
    "other role": ("It hit {sub}`23` of them.", "23"),
    "year that counts": ("In 2023 patients it was seen.", "2023"),
    "scale that is a mean": ("The mean was mRS 2.5 there.", "2.5"),
    "percentage behind a grade": ("This was TICI 3% of them.", "3%"),
}
CELLS = {
    "caption": ('Table("a", "Of 23 patients.", ["A"], [["b"]])', "23"),
    "caption over lines": ('Table("a", "Words that run on "\n"of 23 patients.", ["A"], [["b"]])', "23"),
    "cell of a table": ('Table("a", "Caption.", ["A"], [["28.7%"]])', "28.7%"),
    "title": ('f(title="Half of them")', "Half"),
}
LEGITIMATE = {
    "range of a scale": "An excellent outcome, mRS 0-1, was rare; mRS 3–6 was not; mRS 2 neither.",
    "grade": "After mTICI 2b, TICI 2c-3, eTICI 2b50 and TICI 3.",
    "name of a disease": "During COVID-19 it was so.",
    "name with digits": "ENCHANTED2/MT and CHOICE2 gave Ly6G and MR CLEAN-2.",
    "year": "In 2024 and since 2019-2023; (2022) and (Ames, 1968).",
    "date": "Searched on 22 November 2026.",
    "section": "See section 4.2, table 3, claim iv.2.2-4 and Figure 1.",
    "citation": "So they say {cite}`alpha2020trial`.",
    "cross-reference": "See {numref}`small-forest` and {doc}`results`.",
    "code": "Write `n = 61` or:\n\n```\nRR 1.23\n```",
    "address": "<https://doi.org/10.1000/alpha.1> and [there](https://example.org/23).",
    "our roles": '{stat}`n("beta2021cohort")`, {fixed}`3 h :: time`, {holds}`half :: 1 < n("beta2021cohort")`.',
    "comment": "% of 23 patients\n\nText <!-- of 23 patients --> text.",
    "ordinal": "A third cohort, and the second reading.",
    "blinding": "A double-blind trial.",
    "code of a cell": "```{code-cell} python\nx = review.n('beta2021cohort') / 23  # of 23\n```",
    "label with its reason": '```{code-cell} python\nf(title=fixed("mRS of 23", "a scale"))\n```',
    "formula": "The square $x^2$ is\n\n$$e^{1.5}$$",
}


def typed_in(text: str) -> list[tuple[str, int, int]]:
    """Return what is typed in a chapter, with line and column."""
    chapter = read_chapter(text, "chapters/a.md")
    return [
        (typed.words, *passage.place(typed.start, typed.end))
        for passage in chapter.passages
        for typed in find_typed(passage.text, NAMES)
    ]


@pytest.mark.parametrize(("text", "words"), PLANTED.values(), ids=PLANTED)
def test_what_is_typed_is_found_with_its_line(text: str, words: str):
    found = typed_in(f"# A\n\nWords.\n\n{text}\n")
    assert words in [each[0] for each in found], found
    line = next(each[1] for each in found if each[0] == words)
    offset = next((n for n, part in enumerate(text.split("\n")) if words in part), 0)
    if any(words in part for part in text.split("\n")):
        assert line == 5 + offset


@pytest.mark.parametrize(("code", "words"), CELLS.values(), ids=CELLS)
def test_what_is_typed_for_readers_in_a_cell_is_found_with_its_line(code: str, words: str):
    found = typed_in(f"# A\n\n```{{code-cell}} python\n:tags: [hide-input]\n\n{code}\n```\n")
    line = 6 + next(n for n, part in enumerate(code.split("\n")) if words in part)
    assert (words, line, 0) in found


@pytest.mark.parametrize("text", LEGITIMATE.values(), ids=LEGITIMATE)
def test_what_is_no_statistic_may_be_typed(text: str):
    assert typed_in(f"# A\n\n{text}\n") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Of 23.", (5, 4)),
        ("- Of\n  *the* 23.", (6, 9)),
        ("> Of 23.", (5, 6)),
        ("| a | b |\n|---|---|\n| 23 | c |", (7, 3)),
        ("| a | b |\n|---|---|\n| 7 | 7 23 |", (7, 9)),
        (r"A \* and &amp; {stat}`n(`, 23.", (5, 28)),
    ],
)
def test_the_column_is_that_of_the_file(text: str, place: tuple[int, int]):
    assert place in [each[1:] for each in typed_in(f"# A\n\nWords.\n\n{text}\n") if each[0] == "23"]


@pytest.mark.parametrize("planted", ["percentage", "effect", "size", "part of the patients", "table", "heading"])
def test_review_check_fails_and_points_at_it(book: Path, planted: str):
    text, words = PLANTED[planted]
    edit(book / "chapters/index.md", "# A small book\n", f"# A small book\n\n{text}\n")
    found = [problem for problem in find_problems(book) if problem.file == "chapters/index.md"]
    assert any(repr(words) in problem.found and problem.place.line >= 3 and problem.place.column for problem in found)


def test_the_names_of_a_subject_are_its_books_own():
    text = "During COVID 19 it was mRS 0-2."
    assert [typed.words for typed in find_typed(text)] == ["19", "0-2"]
    assert find_typed(text, (Name(("COVID 19",), "a disease"), Name(("mRS",), "a scale", ("0", "2")))) == []
    assert [typed.words for typed in find_typed(text, (Name(("mRS",), "a scale", ("0", "1")),))] == ["19", "0-2"]


@pytest.mark.parametrize("package", [{}, {"names": None}, {"names": [1, {}]}, {"names": {"a": 1}}], ids=str)
def test_a_dictionary_without_names_names_nothing(package: dict):
    assert [name for name in names_in(package) if name.names] == []


def test_a_bare_comparative_is_prose():
    assert find_typed("The rate was higher, in fewer and all patients.") == []


def test_each_thing_that_may_be_typed_says_why():
    assert all(each.reason for each in (*ALLOWED, *allowed_by(NAMES)))
    with pytest.raises(ValueError, match="number :: reason"):
        fixed("23", "")


@given(st.text(max_size=200))
def test_any_text_is_read_to_its_end_and_places_lie_inside(text: str):
    for words, line, column in typed_in(text):
        assert words and 1 <= line <= text.count("\n") + text.count("\r") + 2 and column >= 0


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return load(copy_small_book(tmp_path_factory.mktemp("meant") / "book"))


@pytest.mark.parametrize(
    ("typed", "around", "first"),
    [
        ("80%", "with the drug", "pct(alpha2020trial, drug, nrp)"),
        ("20%", "in Beta", "pct(beta2021cohort, all, nrp)"),
        ("1.44", "", "reported(alpha2020trial, drug, control, excellent)"),
        ("50", "n = of Beta", "n(beta2021cohort, all)"),
        ("8 of 10", "with the drug", "count(alpha2020trial, drug, nrp)"),
        ("5 out of 10", "", "count(alpha2020trial, drug, excellent)"),
        ("10/50", "", "count(beta2021cohort, all, nrp)"),
    ],
)
def test_the_expression_that_may_be_meant_is_named(evidence: Evidence, typed: str, around: str, first: str):
    assert first in Suggestions(evidence).expressions_for(typed, around)


def test_a_study_that_the_paragraph_cites_comes_first_and_a_name_of_the_chapter_before_it(evidence: Evidence):
    meant = Suggestions(evidence)
    assert meant.expressions_for("10", "Of Alpha", {"beta2021cohort"})[0].startswith("count(beta2021cohort")
    assert meant.expressions_for("10", "Of Beta", {"alpha2020trial"})[0] == "n(alpha2020trial, drug)"
    names = {"share": "pct(alpha2020trial, drug, nrp)", "trial": "alpha2020trial", "faulty": "n("}
    assert meant.expressions_for("80.0%", "", (), names) == ["share", "pct(alpha2020trial, drug, nrp)"]


def test_a_typed_count_is_answered_as_one_number(book: Path):
    text = "Alpha {cite}`alpha2020trial` saw 8 of 10 patients.\n"
    found = [problem for _, problem in find_typed_problems(read_chapter(text, "a.md"), load(book))]
    assert [problem.place.column for problem in found] == [34, 39]
    assert all("Perhaps {stat}`count(alpha2020trial, drug, nrp)` is meant" in problem.remedy for problem in found)


def test_nothing_is_suggested_for_a_number_that_the_data_do_not_hold(evidence: Evidence):
    assert Suggestions(evidence).expressions_for("77.7%", "") == [] == Suggestions(None).expressions_for("80%", "")


def test_the_chapters_type_no_statistic():
    for path in sorted((ROOT / "chapters").glob("*.md")):
        assert typed_in(path.read_text(encoding="utf-8")) == [], path.name


def test_chapters_are_read_with_the_extensions_of_the_book():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert set(config["parse"]["myst_enable_extensions"]) == set(EXTENSIONS)


def test_of_calls_that_fit_alike_the_one_that_is_shortest_as_written_comes_first(real: Review):
    suggested = Suggestions(real.evidence)
    for number in ("21", "23.1", "23", "15", "40.0"):
        for study in real.evidence.studies:
            found = suggested.expressions_for(number, "", [study])
            assert found == sorted(found, key=len), (number, study)
