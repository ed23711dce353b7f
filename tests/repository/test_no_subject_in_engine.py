"""The engine is about reviews, not about this one: no word of its subject stands in src/helpers, example or not."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator

import pytest
from books import ROOT

ENGINE = ROOT / "src/helpers"
TEXTS = {".py", ".js", ".css", ".html", ".json", ".md", ".txt", ".toml", ".svg"}
SUBJECT = (  # regular expressions of whole words
    *("no[- ]?reflow", "nrp", "strokes?", "[emo]?tici", "mrs", "rankin", "nihss", "tnk", "ctp", "s?ich"),
    *(r"thromb\w*", "lysis", "lytics?", r"\w*teplase", r"\w*urokinase", "tirofiban", "eptifibatide", "argatroban"),
    *(r"\w*perfu[st]\w*", r"recanali\w*", r"\w*ha?emorrhag\w*", r"infarct\w*", r"\w*vascular", r"cerebr\w*", "brains?"),
    *(r"isch[ae]\w*", r"arter(?:y|ies|ial)", r"\w*occlu[ds]\w*", r"stenos[ie]\w*", r"angiogra\w*", "animals?", "gao"),
)
CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
PROPERTY = re.compile(  # of a drawing, in CSS and SVG, and an icon of Font Awesome
    r"""(?:^|[{;"'])\s*stroke(?=:)|(?<=\s)stroke(?==["'])|(?<![\w-])stroke-[a-z-]+(?=[:=])|fa-circle-half-stroke""",
    re.MULTILINE,
)
BETWEEN = (r"(?<![^\W_])", r"(?![^\W_])")  # an underscore parts words, as in nrp_by_grade


def cells(table: str, column: str) -> Iterator[str]:
    """Yield the filled cells of a column of this book."""
    with (ROOT / f"data/{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from filter(None, (row[column] for row in csv.DictReader(file)))


def of_the_book() -> set[str]:
    """Return what this book's data name: keys and labels of studies, drugs, scales and measurements, its topics."""
    package = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    named = {word for name in package["names"] if name["what"] != "the name of a person" for word in name["names"]}
    (topics,) = (resource for resource in package["resources"] if resource["name"] == "topics")
    named |= {topic for axis in topics["axes"].values() for topic in axis["topics"]}
    named |= {package["source_review"], *cells("studies", "study")}
    named |= {label for label in cells("studies", "label") if not label.isupper()}  # DATE may be a constant
    return named | {*cells("agents", "agent")}


def pattern_of(words: Iterable[str], *, ignore_case: bool) -> re.Pattern[str]:
    within = "|".join(sorted(words, key=len, reverse=True))
    return re.compile(f"{BETWEEN[0]}(?:{within}){BETWEEN[1]}", re.IGNORECASE if ignore_case else 0)


PATTERNS = (
    pattern_of(SUBJECT, ignore_case=True),
    pattern_of(map(re.escape, of_the_book()), ignore_case=False),
    CHINESE,
)


def words_of_the_subject(text: str) -> list[str]:
    """Return the lines of a text that speak of the subject, with the word that does."""
    found = []
    for number, line in enumerate(PROPERTY.sub("", text).splitlines(), 1):
        found += [f"line {number}: {match[0]}" for pattern in PATTERNS for match in pattern.finditer(line)]
    return found


def test_the_engine_names_nothing_of_the_subject():
    texts = [path for path in sorted(ENGINE.rglob("*")) if path.suffix in TEXTS]
    found = {path.relative_to(ENGINE): words_of_the_subject(path.read_text(encoding="utf-8")) for path in texts}
    assert len(texts) > 200 and {path.as_posix(): words for path, words in found.items() if words} == {}


def test_every_file_of_the_engine_is_looked_at():
    files = {path.suffix for path in ENGINE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert files - {".woff2"} <= TEXTS  # fonts


@pytest.mark.parametrize(
    "text",
    [
        *("No-reflow was:", "no reflow", "nrp_by_grade", "after a stroke", "pen.stroke(x)", "eTICI 2c", "mRS 0-1"),
        *("The modified Rankin Scale", "tenecteplase", "thrombectomy", "hypoperfusion", "reperfusion_grade"),
        *("haemorrhage", "Hemorrhagic", "sICH", "gao2025noreflow", "choice2022", "Tmax > 6 s", "一"),
        *("an animal experiment", "CT perfusion", "vasodilators", "After a stroke: a trial", "stroke = 3"),
    ],
)
def test_a_word_of_the_subject_is_found(text: str):
    assert words_of_the_subject(text)


@pytest.mark.parametrize(
    "text",
    [
        *("a choice of words", "stroke: currentColor", "stroke-width: 2px", '<path stroke="#000" stroke-width="2"/>'),
        *("the source review", "historic", "synthesis", "analysis of doses", "fa-circle-half-stroke", "DerSimonian"),
    ],
)
def test_other_words_and_the_property_of_a_drawing_are_not(text: str):
    assert words_of_the_subject(text) == []
