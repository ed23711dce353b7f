"""A link that could run a script is no link on a page, whatever wrote it."""

from __future__ import annotations

import pytest
from docutils import nodes

from helpers.book.links import drop_unsafe_links


def resolved(address: str) -> str:
    page = nodes.paragraph("", "", nodes.reference("", "the words", refuri=address))
    drop_unsafe_links(None, page, "index")
    return "link" if page.next_node(nodes.reference) else page.astext()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:x(1)",
        "JavaScript:x(1)",
        " javascript:x",
        "\x01java\tscript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///x",
    ],
)
def test_the_words_of_an_unsafe_link_stay_without_it(address: str):
    assert resolved(address) == "the words"


@pytest.mark.parametrize(
    "address", ["https://a.org/b:c", "http://a.org", "mailto:a@b.org", "page.html#a:b", "#a", "../b.html", "a/b:c.html"]
)
def test_links_of_the_web_of_mail_and_of_the_book_stay(address: str):
    assert resolved(address) == "link"
