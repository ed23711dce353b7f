"""Words of {holds} are true while the numbers behind them say so, and no other condition can stand behind them."""

from __future__ import annotations

import json

import pytest
from books import ROOT, copy_small_book, edit

from helpers.chapters.phrases import condition_of, number_of
from helpers.chapters.roles import show
from helpers.evidence.dictionary import load_schema
from helpers.evidence.evidence import Evidence, load
from helpers.evidence.profile import TRUTHS

GOOD = "reported(alpha2020trial, drug, control, excellent, source=primary)"  # aRR 1.44 (1.06-1.95), a benefit
OPEN = "rr(alpha2020trial, drug, control, nrp)"  # RR 1.60 (0.80-3.20), a harm
PCT = "pct(alpha2020trial, drug, nrp)"  # 80%


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return load(copy_small_book(tmp_path_factory.mktemp("phrases") / "book"))


@pytest.mark.parametrize(
    ("content", "condition"),
    [
        (f"more frequent :: {GOOD}", f"{GOOD}.higher"),
        (f"more frequent with the drug :: {GOOD}", f"{GOOD}.higher"),
        (f"More frequent, with the drug :: {GOOD}", f"{GOOD}.higher"),
        (f"more frequent :: {GOOD}.higher", f"{GOOD}.higher"),
        (f"did better :: {GOOD}", f"{GOOD}.better"),
        (f"excludes no effect :: {GOOD}", f"not {GOOD}.open"),
        (f"excludes no effect :: not {GOOD}.open", f"not {GOOD}.open"),
        (f"still excludes no effect :: {GOOD} and 1 / {GOOD}", None),
        (f"includes no effect :: {OPEN}", f"{OPEN}.open"),
        (f"leave room for benefit and for harm :: {OPEN} and rd(alpha2020trial, drug, control, nrp).open", None),
        (f"not more frequent :: {OPEN}", f"not {OPEN}.higher"),
        (f"no better :: {OPEN}", f"not {OPEN}.better"),
        (f"was clearly more frequent :: {GOOD}", f"{GOOD}.higher"),
        (f"were still not better :: {OPEN}", f"not {OPEN}.better"),
    ],
)
def test_a_true_phrase_is_shown_with_what_it_says(evidence: Evidence, content: str, condition: str | None):
    shown = show("holds", content, evidence)
    assert (shown.fault, shown.true) == ("", True)
    if condition is not None:
        assert show("holds", f"{content.partition(' ::')[0]} :: {condition}", evidence).expression == shown.expression
        assert shown.expression == show("holds", f"words :: {condition}", evidence).expression


@pytest.mark.parametrize(
    "content",
    [
        f"more frequent :: {OPEN}",
        f"rarer :: {GOOD}",
        f"rarer :: {OPEN}",
        f"fewer :: {GOOD}",
        f"includes no effect :: {GOOD}",
        f"excludes no effect :: {OPEN}",
        f"excludes no effect :: {GOOD} and {OPEN}",
        f"leave room for benefit and for harm :: {OPEN} and {GOOD}",
        f"better :: {OPEN}",
        f"did worse :: {GOOD}",
        f"not more frequent :: {GOOD}",
        f"neutral :: {GOOD}",
    ],
)
def test_a_false_phrase_is_refused_with_what_the_data_say(evidence: Evidence, content: str):
    shown = show("holds", content, evidence)
    assert shown.true is False
    assert "does not hold" in shown.fault and "(95% CI" in shown.fault


@pytest.mark.parametrize(
    "content",
    [
        f"includes no effect :: {GOOD}.low > 1",  # true, and the opposite of the words
        f"includes no effect :: {GOOD}.higher",
        f"includes no effect :: not {GOOD}.open",
        f"excludes no effect :: {OPEN}.open",
        f"more frequent :: {GOOD} > 1",  # weaker: the estimate alone
        f"more frequent :: {GOOD}.above",
        f"more frequent :: {OPEN}.above",
        f"rarer :: {PCT} < 90",
        f"neutral :: {OPEN}.open or {GOOD}.open",
        f"neutral :: {OPEN}.open and {PCT} > 50",
        f"better :: {GOOD}.higher",
        f"not more frequent :: {GOOD}.higher",
        f"was much rarer :: {GOOD}.low > 1",
    ],
)
def test_a_phrase_takes_no_other_condition_even_a_true_one(evidence: Evidence, content: str):
    shown = show("holds", content, evidence)
    assert shown.true is None
    assert "write effects alone behind it" in shown.fault


def test_a_phrase_takes_nothing_that_is_no_effect(evidence: Evidence):
    assert "no effect of one group against another" in show("holds", f"rarer :: {PCT}", evidence).fault


@pytest.mark.parametrize(
    "words", ["more than half", "fewer than ten", "less or more", "moreover", "more-or-less", "well"]
)
def test_words_that_only_look_like_a_phrase_take_a_comparison(evidence: Evidence, words: str):
    assert condition_of(words, evidence) is None
    assert show("holds", f"{words} :: {PCT} > 50", evidence).true
    assert "is not a comparison" in show("holds", f"{words} :: {OPEN}", evidence).fault


@pytest.mark.parametrize(
    ("content", "true"),
    [
        ("two :: studies(nrp)", True),
        ("Two :: studies(nrp)", True),
        ("both :: studies(nrp)", True),
        ("three :: studies(nrp)", False),
        ("one :: studies(nrp)", False),
        ("ten :: n(alpha2020trial, drug)", True),
        ("twenty :: n(alpha2020trial)", True),
        ("eight :: count(alpha2020trial, drug, nrp)", True),
        ("nobody :: count(beta2021cohort, tici3, nrp)", True),
        ("no :: studies(nrp)", False),
        ("a dozen :: n(alpha2020trial, drug)", False),
        ("half :: pct(alpha2020trial, control, nrp)", True),
        ("a quarter :: dose(alpha2020trial, which=share)", True),
        ("three quarters :: dose(alpha2020trial, which=share)", False),
        ("a third :: pct(alpha2020trial, control, excellent)", False),
    ],
)
def test_a_number_word_equals_its_count(evidence: Evidence, content: str, true: bool):
    shown = show("holds", content, evidence)
    assert shown.true is true
    assert bool(shown.fault) is not true


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("two :: studies(nrp) > 1", "'two' is a number: write the count"),
        ("two :: studies(nrp) == 2", "'two' is a number: write the count"),
        ("half :: n(alpha2020trial)", "'half' equals a percentage"),
        ("two :: dose(alpha2020trial, which=share)", "'two' equals a count"),
        ("two :: span(nrp)", "'two' is a number"),
    ],
)
def test_a_number_word_takes_no_comparison_and_no_other_kind(evidence: Evidence, content: str, message: str):
    assert message in show("holds", content, evidence).fault


def test_only_a_number_word_alone_is_a_number():
    assert number_of("Twenty") == (20, False)
    assert number_of("three quarters") == (75, True)
    assert [number_of(words) for words in ("about half", "two trials", "more than two", "second")] == [None] * 4


def test_a_phrase_of_the_dictionary_says_one_of_the_truths(book):
    edit(book / "data/datapackage.json", '"neutral": "open"', '"neutral": "wide"')
    _, problems = load_schema(book)
    assert len(problems) == 1
    assert "phrases neutral of the data dictionary must be one of open, not open, higher" in str(problems[0])


def test_every_phrase_of_this_book_says_a_truth():
    phrases = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))["phrases"]
    assert {said.removeprefix("not ") for said in phrases.values()} <= set(TRUTHS)
