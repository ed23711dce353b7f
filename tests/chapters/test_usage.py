"""No data that nobody reads: chapters cite every reference and name every study, or the row says why not."""

from __future__ import annotations

import json

import pytest
from books import edit

from helpers.commands.check import find_problems

CASES = {
    "uncited reference": (
        ("index.md", "{cite}`alpha2020trial,review01`", "none"),
        None,
        ["reference 2 is in none", "reference 1 is in none"],
    ),
    "unused study": (
        ("results.md", "beta2021cohort", "alpha2020trial"),
        None,
        ["a study is named in a chapter or says why not"],
    ),
    "unused with a reason": (("results.md", "beta2021cohort", "alpha2020trial"), "Invented.", []),
    "used with a reason": (None, "Invented.", ["not_cited is empty for a study that a chapter names"]),
}


@pytest.mark.parametrize(("chapter", "reason", "words"), CASES.values(), ids=CASES)
def test_a_study_is_used_or_says_why_not(book, chapter, reason, words):
    if chapter:
        name, old, new = chapter
        path = book / "chapters" / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    if reason:
        edit(book / "data/studies.csv", "context,,,not assessed,,,,", f"context,,,not assessed,,,{reason},")
    found = [str(problem) for problem in find_problems(book)]
    assert len(found) == len(words)
    for word in words:
        assert any(word in problem for problem in found)


def test_a_book_without_reasons_still_cites_every_reference(book):
    dictionary, studies = book / "data/datapackage.json", book / "data/studies.csv"
    package = json.loads(dictionary.read_text(encoding="utf-8"))
    fields = next(each for each in package["resources"] if each["name"] == "studies")["schema"]["fields"]
    place = [field["name"] for field in fields].index("not_cited")
    del fields[place]
    dictionary.write_text(json.dumps(package), encoding="utf-8")
    rows = [line.split(",") for line in studies.read_text(encoding="utf-8").splitlines()]
    text = "".join(",".join(cells[:place] + cells[place + 1 :]) + "\n" for cells in rows)
    studies.write_text(text, encoding="utf-8")
    assert find_problems(book) == []
    edit(book / "chapters/index.md", "{cite}`alpha2020trial,review01`", "none")
    path = book / "chapters/results.md"
    path.write_text(path.read_text(encoding="utf-8").replace("beta2021cohort", "alpha2020trial"), encoding="utf-8")
    rules = [problem.rule for problem in find_problems(book)]
    assert rules == ["every reference of the source review is cited in a chapter"] * 2
