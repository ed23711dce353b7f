"""Plain text and LaTeX say the same to a reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.commands.new_study.letters import compared, protect, tidy, to_ascii
from helpers.files.bibtex_form import to_latex
from helpers.files.latex import to_text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\u00a0b\u2009c\n d", "a b c d"),
        ("no\u00ad-re\u200bflow", "no-reflow"),
        ("Mu\u0308ller", "M\u00fcller"),
        ("  ", ""),
        ("急性缺血性卒中", "急性缺血性卒中"),
    ],
)
def test_text_of_another_program_becomes_one_plain_line(text: str, clean: str):
    assert tidy(text) == clean


@pytest.mark.parametrize("letter", ["\0", "\x1b", "\ud800", "\ue000", "\uffff"])
def test_letters_that_no_text_has_are_refused(letter: str):
    with pytest.raises(ValueError, match=r"which no text has"):
        tidy(f"a{letter}b")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"], exclude_characters="\\")))
def test_plain_text_comes_back_from_its_field(text: str):
    assert to_text(to_latex(text)) == " ".join(text.split())


def test_a_backslash_may_be_latex_already_and_is_refused():
    with pytest.raises(ValueError, match="backslash"):
        to_latex(r"M{\"u}ller")


@pytest.mark.parametrize(
    ("title", "protected"),
    [
        ("The ANGEL-TNK Randomized Trial", "The {ANGEL-TNK} Randomized Trial"),
        ("Intra-Arterial Large/Vessel A Trial", "Intra-Arterial Large/Vessel A Trial"),
        ("mTICI 2b (BEST-II): pH, II.", "{mTICI} 2b ({BEST-II}): {pH}, {II}."),
        (r"R\&D of \%CBF \_AB", r"{R\&D} of \%{CBF} \_AB"),
        ("", ""),
    ],
)
def test_braces_keep_the_capitals_of_names(title: str, protected: str):
    assert protect(title) == protected


@given(st.text(max_size=60))
def test_braces_change_nothing_that_is_read(text: str):
    try:
        latex = to_latex(tidy(text))
    except ValueError:
        return
    assert to_text(protect(latex)) == to_text(latex)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"M{\"u}ller and Jos{\'e}", "Müller and José"),
        (r"{\o}stergaard", "østergaard"),
        (r"50% of \textit{x} \& {MCA}", "50% of x & MCA"),
        ("{" * 50_000, "{" * 50_000),
    ],
)
def test_latex_is_read_as_text(latex: str, text: str):
    assert to_text(latex) == text


@pytest.mark.parametrize(("text", "letters"), [("Ærø ŁÓDŹ Straße", "aero lodz strasse"), ("Černý", "cerny")])
def test_letters_lose_their_marks(text: str, letters: str):
    assert to_ascii(text) == letters


def test_titles_are_compared_by_their_letters_and_digits():
    assert compared(r"{No}-Reflow: caf{\'e} 2.") == compared("No reflow, Café 2") == "noreflowcafe2"
    assert compared("急性 卒中。") == "急性卒中"
