"""A bibliography in its one form says what it said before, in the order that the check demands."""

from __future__ import annotations

import re

import pytest
from books import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.files.bibtex import parse
from helpers.files.bibtex_form import bibliography_text, entry_text

MESSY = """% A remark that opens the file

% and goes on

@string{jama = "JAMA"}
% about beta
@Misc{beta,
  NOTE = {Why},
  title="An {odd}   title, with a } # {"

  , month = jan # " 1", Journal = jama , year=2021, verification = {probable} }
@comment{kept}

@article{alpha, Title = {One
  title}, verification = "confirmed"}

% a last remark
"""
TIDY = """% A remark that opens the file

% and goes on

@string{jama = "JAMA"}

@comment{kept}

@article{alpha,
  title = {One title},
  verification = {confirmed},
}

% about beta
@misc{beta,
  title = {An {odd} title},
  journal = jama,
  year = {2021},
  month = jan # " 1",
  verification = {probable},
  note = {Why},
}

% a last remark
"""


def test_entries_are_sorted_fields_have_their_order_and_remarks_keep_their_place():
    assert bibliography_text(MESSY.replace(", with a } # {", "")) == (TIDY, [])
    assert bibliography_text(TIDY) == (TIDY, [])


def test_an_entry_is_added_where_its_key_belongs():
    added = entry_text("alphabet", "Misc", {"note": "{N}", "title": "{T}"})
    assert added == "@misc{alphabet,\n  title = {T},\n  note = {N},\n}"
    assert bibliography_text(TIDY, added) == (TIDY.replace("% about beta", f"{added}\n\n% about beta"), [])


def test_an_added_entry_whose_key_is_taken_is_refused():
    text, (fault,) = bibliography_text(TIDY, "@misc{alpha,\n  title = {T},\n}")
    assert text == "" and fault.rule == "writing the bibliography again changes nothing in it"


def test_the_bibliography_of_this_repository_is_in_canonical_form():
    text = (ROOT / "references.bib").read_text(encoding="utf-8")
    assert bibliography_text(text) == (text, [])


def test_a_file_of_remarks_alone_keeps_them():
    assert bibliography_text("% a\n\n\n% b") == ("% a\n\n% b\n", [])


def test_a_backslash_at_the_end_of_a_remark_moves_nothing():
    text = "% a\\\n\n@misc{a,\n  title = {T},\n}\n"
    assert bibliography_text(text) == (text, [])


@pytest.mark.parametrize("value", ['"a" # "b"', "{a} # {b}", 'jan # "~1"', "jan"])
def test_joined_values_and_macros_stay_as_they_are(value: str):
    text, problems = bibliography_text(f"@misc{{a, month = {value}}}")
    assert problems == [] and f"  month = {value},\n" in text


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=8)
PIECES = st.one_of(
    WORDS,
    st.sampled_from(
        ["{", "}", '"', "{{x}}", "\\{", '\\"u', "%", "@", "#", ",", "=", "\n", " ", "\u00a0", "\\", "a = {b}"]
    ),
)
VALUES = st.lists(PIECES, max_size=6).map("".join)
KEYS = st.from_regex(r"[a-z][a-z0-9]{0,3}", fullmatch=True)


@st.composite
def bibliographies(draw: st.DrawFn) -> str:
    """Draw text that is often BibTeX: entries, macros, remarks and junk between them."""
    parts = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["entry", "entry", "entry", "remark", "string", "comment", "junk"]))
        if kind == "entry":
            names = draw(st.lists(st.sampled_from(["title", "Title", "year", "note", "x", "url"]), max_size=3))
            marks = draw(st.sampled_from([("{", "}"), ('"', '"'), ("", "")]))
            fields = [f"{name} = {marks[0]}{draw(VALUES)}{marks[1]}" for name in names]
            parts.append(f"@{draw(st.sampled_from(['misc', 'ARTICLE']))}{{{draw(KEYS)}, {', '.join(fields)}}}")
        else:
            template = {"remark": "% {}", "string": '@string{{x = "{}"}}', "comment": "@comment{{{}}}", "junk": "{}"}
            parts.append(template[kind].format(draw(VALUES)))
    return draw(st.sampled_from(["\n", "\n\n", " ", "\n\n\n"])).join(parts) + draw(st.sampled_from(["", "\n"]))


def read(text: str) -> list:
    return sorted((e.key, e.type, tuple(sorted(e.fields.items()))) for e in parse(text)[0])


@settings(max_examples=500)
@given(bibliographies())
def test_any_bibliography_is_refused_or_written_without_loss_and_once_for_all(text: str):
    written, problems = bibliography_text(text)
    if problems:
        assert written == ""
        return
    assert parse(written)[1] == [] and read(written) == read(text)
    assert bibliography_text(written) == (written, [])
    keys = re.findall(r"(?m)^@(?:misc|article)\{([a-z0-9]+),$", written)
    assert keys == sorted(keys)


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_any_text_is_refused_or_written_once_for_all(text: str):
    written, problems = bibliography_text(text)
    assert problems or bibliography_text(written) == (written, [])
