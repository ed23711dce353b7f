"""A page as a part of the document of all: names, links, numbers with their notes, and what print cannot use."""

from __future__ import annotations

import pytest

from helpers.commands.whole.markup import name_of, part_of

PAGES = ("chapters/index.html", "chapters/other.html")


def part(inside: str, site: str = "") -> str:
    page = f'<body><nav id="x"></nav><article class="chapter">{inside}</article><footer></footer></body>'
    return part_of(page, "chapters/index.html", PAGES, site)


def test_a_name_of_a_page_is_its_own_in_the_document():
    assert part('<h2 id="a b">A</h2>') == '<h2 id="chapters-index--a b">A</h2>'
    assert name_of("chapters/other.html") != name_of("chapters/other.html", "x") != name_of("chapters/index.html", "x")


@pytest.mark.parametrize(
    ("address", "there", "with_site"),
    [
        ("#here", "#chapters-index--here", "#chapters-index--here"),
        ("other.html#there", "#chapters-other--there", "#chapters-other--there"),
        ("other.html", "#chapters-other", "#chapters-other"),
        (
            "https://doi.org/10.1/x?a=1&amp;b=2",
            "https://doi.org/10.1/x?a=1&amp;b=2",
            "https://doi.org/10.1/x?a=1&amp;b=2",
        ),
        ("../stats.json", "", "https://example.org/stats.json"),
    ],
)
def test_a_link_stays_in_the_document_or_leads_to_the_web(address, there, with_site):
    for site, to in (("", there), ("https://example.org/", with_site)):
        expected = f'<a href="{to}">x</a>' if to else "<a>x</a>"
        assert part(f'<a href="{address}">x</a>', site) == expected


def test_a_number_is_followed_by_its_note_in_brackets():
    found = part('<a class="stat" data-quantity="4" href="#">RR <b>1.27</b></a>, more')
    assert found.startswith('<a class="stat" data-quantity="4" href="#chapters-index">RR <b>1.27</b></a><sup')
    assert found.endswith('<a href="#chapters-index--note-4">[5]</a></sup>, more')


def test_what_print_cannot_use_is_left_out_and_text_stays_text():
    found = part("a<script>alert('x')</script><button>b <i>c</i></button><input id='q'> &lt;i&gt; &#34; d<br/>e")
    assert found == "a &lt;i&gt; &#34; d<br/>e"


def test_a_picture_keeps_the_names_that_it_refers_to():
    picture = '<svg viewBox="0 0 1 1"><defs><path id="f-m1"/></defs><use href="#f-m1" x="1"/><a href="#y">t</a></svg>'
    assert part(f'<figure id="f">{picture}</figure>') == f'<figure id="chapters-index--f">{picture}</figure>'
