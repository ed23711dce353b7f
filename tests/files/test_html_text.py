"""What other programs leave of HTML in a line is found and made plain; what only looks like it stays."""

from __future__ import annotations

import pytest

from helpers.files.html_text import find_markup, without_markup

READ = {
    "italics": ("<i>A</i> made-up cohort", "A made-up cohort"),
    "escaped twice": ("Mind &amp;amp; brain", "Mind & brain"),
    "an escaped tag": ("p&lt;0.05 in &lt;i&gt;mice&lt;/i&gt;", "p<0.05 in mice"),
    "a formula between words": ('of<mml:math xmlns:mml="x"><mml:mi>β</mml:mi></mml:math>on', "of β on"),
    "below and above": ("CO<sub>2</sub>, 10<sup>-3</sup>, 3<sup>rd</sup>", "CO2, 10⁻³, 3rd"),
    "a formula said twice": ("<inline-formula><tex-math>$b$</tex-math><mml:mi>b</mml:mi></inline-formula>", " b "),
    "an attribute": ("<span class='x' lang=en>a</span>", "a"),
}
PLAIN = ["a<b and c>d", "R&D; and &c", "p < 0.05 > 0.01", "<LOD>", "&nosuch;", "<script>x</script>"]


@pytest.mark.parametrize("case", READ.values(), ids=READ)
def test_markup_is_found_and_made_plain(case: tuple):
    text, plain = case
    assert find_markup(text) and without_markup(text) == plain


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_markup_stays(text: str):
    assert not find_markup(text) and without_markup(text) == text


@pytest.mark.parametrize("text", ["<i ", "&", "&amp;", "<i a=", "<tex-math>", "<sup>", "<i a='", "<i" + " a=b" * 9])
def test_a_hundred_thousand_letters_are_read(text: str):
    assert len(without_markup(text * (100_000 // len(text)))) <= 100_000
