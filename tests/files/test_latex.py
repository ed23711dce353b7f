"""A field of references.bib reads as a person would write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.files.bibtex import Entry
from helpers.files.latex import FORMATS, LETTERS, NEEDS_A_PARSER, find_unreadable, to_text

READ = {
    "a brace": ("{No}-reflow", "No-reflow"),
    "escapes": (r"50\% of A \& B \{x\}", "50% of A & B {x}"),
    "an accent in braces": (r"M{\"u}ller", "Müller"),
    "an accent": (r"Garc\'ia", "García"),
    "a letter": (r"S{\o}rensen and Gro{\ss}e", "Sørensen and Große"),
    "emphasis": (r"\emph{in vivo} imaging", "in vivo imaging"),
    "a percent sign beside a command": (r"50% of M{\"u}ller's", "50% of Müller's"),
    "white space": ("a \n  b", "a b"),
    "a sign that TeX has no letter for": (r"p{\textless}0.05 and {\textgreater}3", "p<0.05 and >3"),
    "an index": (r"CO$_2$ and T$_{\mathrm{max}}$", "CO2 and Tmax"),
    "an exponent": (r"10$^{-3}$, \textsuperscript{18}F, 3\textsuperscript{rd}", "10⁻³, ¹⁸F, 3rd"),
    "dashes and quotes": ("``48--72'' --- a~b", "“48–72” — a b"),
    "a tilde": (r"{\textasciitilde}30 and \~{}40", "~30 and ~40"),
    "two hyphens": ("a-{}-b", "a--b"),
    "an ampersand beside a command": (r"A & B \emph{x}", "A & B x"),
}


@pytest.mark.parametrize(("latex", "text"), READ.values(), ids=READ)
def test_latex_is_read_as_text(latex: str, text: str):
    assert to_text(latex) == text


@pytest.mark.parametrize("command", sorted(FORMATS))
def test_a_command_of_layout_keeps_its_words(command: str):
    assert to_text(rf"in \{command}{{vivo}} x") == to_text(rf"in {{\{command} vivo}} x") == "in vivo x"
    assert find_unreadable(rf"\{command}{{vivo}}") == []


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_a_command_for_a_letter_is_that_letter(name: str):
    assert to_text(rf"x\{name}{{}}y") == " ".join(f"x{LETTERS[name]}y".split())


@pytest.mark.parametrize("latex", [r"37$^\circ$C", r"37$^{\circ}$C", r"37\textdegree C", r"37{\textdegree}C"])
def test_a_degree_is_no_ring(latex: str):
    assert to_text(latex) == "37°C" and find_unreadable(latex) == []


def test_an_entry_is_named_by_its_author_as_people_write_it():
    entry = Entry("mueller2020", "article", {"author": r"M{\"u}ller, Ann and Other, O.", "year": "2020"}, 1)
    assert entry.short == "Müller et al. 2020"


@given(st.text(max_size=60))
def test_any_text_is_read_and_one_without_commands_needs_no_parser(latex: str):
    assert isinstance(to_text(latex), str)
    if not set("\\$") & set(latex):
        assert not NEEDS_A_PARSER.search(latex)


@pytest.mark.parametrize(
    "latex",
    ["\\a ", "{a}", "$a$", r"{\'e}", "{", r"\emph{", "$", "_{", "$_{b", r"\textsuperscript{", "~--", "%", "$_{a{b}"],
)
def test_a_hundred_thousand_letters_are_read(latex: str):
    text = latex * (20_000 // len(latex))
    assert len(to_text(text)) <= 2 * len(text) and isinstance(find_unreadable(text), list)
