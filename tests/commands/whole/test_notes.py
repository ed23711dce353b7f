"""End notes: what stands behind each number of a page, and every row once."""

from __future__ import annotations

from helpers.commands.whole.figure_rows import FigureRows
from helpers.commands.whole.notes import notes_of

ROWS = [
    {
        "label": "Alpha, drug",
        "figure": "8/10",
        "source": "primary",
        "locator": "Table 1",
        "row": "data/counts.csv row 2",
    },
    {
        "label": "Beta <b>",
        "figure": "1/9",
        "source": "review",
        "url": "https://doi.org/10.1/x",
        "row": "data/counts.csv row 3",
    },
    {"label": "Gamma", "url": "javascript:alert(1)", "row": "data/counts.csv row 4"},
]
NUMBER = {
    "text": "80.0%",
    "words": "8 of 10.",
    "expression": 'pct("alpha", "drug")',
    "facts": [["95% CI, Wilson", "49.0-94.3%"], ["How", "100 x 8 / 10"]],
    "rows": [2, 0, 1],
    "notes": ["counted back"],
    "audit": [{"text": "The review prints 81%.", "href": ""}],
}


def test_a_note_says_what_the_number_is_and_names_its_rows():
    found = notes_of({"quantities": [NUMBER], "rows": ROWS}, "chapters/index.html")
    assert (
        '<p id="chapters-index--note-0">[1] <strong>80.0%.</strong> 8 of 10. 95% CI, Wilson: 49.0-94.3%. Counted back. '
        "The review prints 81%. Rows r1-r3. <code>pct(&quot;alpha&quot;, &quot;drug&quot;)</code></p>" in found
    )
    assert "<p>r1. Alpha, drug: 8/10. Read in the publication, Table 1. data/counts.csv row 2</p>" in found


def test_a_row_is_text_and_only_an_address_of_the_web_is_a_link():
    found = notes_of({"quantities": [NUMBER], "rows": ROWS}, "chapters/index.html")
    assert 'Beta &lt;b&gt;: 1/9. Only in the source review. <a href="https://doi.org/10.1/x">' in found
    assert "javascript" not in found


def test_a_figure_names_its_rows_and_a_row_of_both_stands_once():
    drawn = FigureRows("forest", "A <b> figure", [{"label": "Delta", "row": "data/counts.csv row 9"}, ROWS[1]])
    found = notes_of({"quantities": [NUMBER], "rows": ROWS}, "chapters/index.html", [drawn])
    assert '<a href="#chapters-index--forest"><strong>A &lt;b&gt; figure.</strong></a> Rows r2, r4.' in found
    assert found.count("Beta &lt;b&gt;") == 1 and "<p>r4. Delta. data/counts.csv row 9</p>" in found


def test_a_page_without_numbers_has_no_notes():
    assert notes_of({"quantities": [], "rows": []}, "chapters/index.html") == ""
