"""Pages made from the code that runs: the vocabulary, and the checks of the audit."""

from __future__ import annotations

import html
import re
from pathlib import Path

from books import ROOT, page

from helpers.audit import CHECKS
from helpers.audit.registry import failing_in_words
from helpers.book.vocabulary_page import read_docstring, signature_of
from helpers.chapters.examples import examples_of
from helpers.evidence.evidence import load
from helpers.quantities.quantity import PARTS
from helpers.quantities.vocabulary import VOCABULARY, Review


def words(source: str) -> str:
    """Return the words of a page, without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", source)).replace("’", "'").split())


def invented(evidence, study: str, group: str | None = None, *, source="primary") -> None:
    """Return something.

    It has a second paragraph.

    Parameters
    ----------
    study : str
        Its key, over
        two lines.
    group
        By default `all`.

    Raises
    ------
    QuantityError
        For an unknown study.
    """


def test_a_docstring_is_read_by_its_sections_and_a_signature_without_its_evidence():
    said = read_docstring(invented)
    assert said.summary == "Return something. It has a second paragraph."
    assert said.sections == [
        ("Parameters", [("study : str", "Its key, over two lines."), ("group", "By default `all`.")]),
        ("Raises", [("QuantityError", "For an unknown study.")]),
    ]
    assert signature_of("invented", invented) == "invented(study, group=None, *, source='primary')"


def test_an_example_is_what_a_chapter_calls_and_the_data_give_today(real: Review):
    examples = examples_of(real.evidence)
    shown = (ROOT / "numbers.lock").read_text(encoding="utf-8").replace('""', '"')
    assert set(examples) <= set(VOCABULARY) and {"n", "pct", "pooled", "studies", "claims"} <= set(examples)
    for name, quantity in examples.items():
        assert quantity.expression.startswith(f"{name}(") and name in shown


def test_a_book_without_seen_numbers_has_no_examples(book: Path):
    assert examples_of(load(book)) == {}


def test_the_page_of_the_vocabulary_has_every_call_with_its_arguments_and_its_example(real_book: Path, real: Review):
    text = words(page(real_book, "vocabulary"))
    for name, function in VOCABULARY.items():
        assert signature_of(name, function) in text, name
    assert ", ".join(f".{part}" for part in PARTS) in text
    for quantity in examples_of(real.evidence).values():
        assert f"For example, {quantity.expression} gives {quantity.text}" in text


def test_the_page_of_the_audit_has_every_check_with_its_question_and_what_failing_means(real_book: Path):
    text = words(page(real_book, "audit"))
    for registered in CHECKS.values():
        assert f"{registered.name} {registered.question} {failing_in_words(registered)}" in text
