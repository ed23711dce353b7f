"""A caption may quote data, so that little in it acts."""

from __future__ import annotations

import pytest

from helpers.chapters.captions import find_unfit

UNFIT = {
    "{download}`../../secret.txt`": "the role {download}",
    "{nb-download}`a.py`": "the role {nb-download}",
    "{eval}`secret`": "the role {eval}",
    "{raw-html}`<b>`": "the role {raw-html}",
    "![a](../../secret.png)": "the picture '../../secret.png'",
    "[a](../../secret.txt)": "a link to '../../secret.txt'",
    "[a](results.md)": "a link to 'results.md'",
}
FIT = (
    "In {stat}`n(beta2021cohort)` of **them** {cite}`alpha2020trial`, {numref}`small-forest`, {fixed}`9 :: name`",
    "H{sub}`2`O, $x^2$, `code`, <b>text</b>, [there](https://example.org)",
    "a name with _signs_ < & > and 100% of it",
)


@pytest.mark.parametrize(("caption", "found"), UNFIT.items())
def test_what_publishes_a_file_or_runs_something_is_named(caption: str, found: str):
    assert list(find_unfit(f"Words {caption} of data.")) == [found]


@pytest.mark.parametrize("caption", FIT)
def test_words_numbers_citations_and_references_are_captions(caption: str):
    assert list(find_unfit(caption)) == []
