"""A chapter in plain text reads as its page does: numbers filled in, no markup."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from helpers.chapters.plain import Block, plain_text, prose_length
from helpers.commands.cli import app
from helpers.evidence.evidence import load

TEXT = """---
jupytext:
  text_representation:
    format_name: myst
---

# A *page*

```{names}
share: pct(alpha2020trial, drug, nrp)
```

It was {stat}`share`,
{holds}`most :: share > 50`, after {fixed}`6 s :: definition` {cite}`alpha2020trial`; see {ref}`the end <end>`.

- one **item** of `code` and $x^2$
- [a link](https://example.org) {stat}`n(nobody)`

| A | B |
|---|---|
| {stat}`share` | plain |

:::{note} Of {stat}`share`
:class: tip
Inside.
:::

```{code-cell} python
:tags: [hide-input]

exhibits.forest("x", name="fig-a", caption="Of {stat}`share`.")
```
"""


def test_a_chapter_reads_as_its_page_does(book: Path):
    blocks = [block.text for block in plain_text(TEXT, "chapters/a.md", load(book))]
    assert blocks[:2] == [
        "# A page",
        "It was 80.0%, most, after 6 s (Alpha et al. 2020); see the end.",
    ]
    assert blocks[2] == "- one item of code and x^2"
    assert blocks[3].startswith("- a link [n(nobody): unknown study 'nobody'")
    assert blocks[4:] == ["A | B", "80.0% | plain", "Of 80.0%", "Inside.", "[fig-a: Of 80.0%.]"]


def test_words_and_numbers_are_counted_outside_tables_captions_and_code(book: Path):
    text = f"{TEXT}\n```text\nnot a word of prose\n```\n"
    blocks = list(plain_text(text, "chapters/a.md", load(book)))
    assert blocks[1] == Block("It was 80.0%, most, after 6 s (Alpha et al. 2020); see the end.", numbers=1)
    assert [block.kind for block in blocks] == ["prose"] * 4 + ["table"] * 2 + ["prose"] * 2 + ["caption", "code"]
    prose = [block for block in blocks if block.kind == "prose"]
    length = prose_length(text, "chapters/a.md", load(book))
    assert length == (len(" ".join(block.text for block in prose).split()), 3)  # of the page, the item, the note
    assert length.words_per_number == length.words / 3
    assert prose_length("Words alone.", "chapters/a.md", load(book)).words_per_number == float("inf")


def test_the_command_prints_a_chapter_by_its_name_or_names_those_there_are(book: Path):
    (book / "chapters/results.md").write_text("# R\n\nIt was {stat}`n(alpha2020trial)`.\n", encoding="utf-8")
    for name in ("results", "results.md", "chapters/results.md"):
        assert CliRunner().invoke(app, ["words", name, "--root", str(book)]).output == "# R\n\nIt was 20.\n\n"
    refused = CliRunner().invoke(app, ["words", "nowhere", "--root", str(book)])
    assert refused.exit_code == 1
    assert "a chapter of the book is named; got nowhere; it has index, results, references" in refused.output
