"""Captions quote data, so nothing acts in them but the book's own roles and references."""

from __future__ import annotations

import shutil

import pytest
from books import build, edit, page, warnings_of

pytestmark = pytest.mark.slow

CAPTION = 'No-reflow in {stat}`studies(\\"nrp\\")` studies.'
SECRETS = [
    "{download}`../../secret.txt`",
    "[a](../../secret.txt)",
    "[a](javascript:alert(1))",
    "![a](../../secret.txt)",
    "{doc}`index`",
    "<project:../../secret.txt>",
    "{raw}`x`",
    "{code}`x`",
]


def test_a_caption_that_quotes_data_runs_no_role_but_ours_and_reaches_for_no_file(book):
    (book.parent / "secret.txt").write_text("TOPSECRET", encoding="utf-8")
    label = "Beta " + " ".join(SECRETS)
    edit(book / "data/studies.csv", "beta2021cohort,Beta", f"beta2021cohort,{label[:80]}")
    quoted = '"No-reflow in " + review.evidence.studies["beta2021cohort"]["label"] + '
    quoted += repr(" " + " ".join(SECRETS[1:]))
    edit(book / "chapters/results.md", f'"{CAPTION}"', quoted)
    result = build(book)
    assert result.returncode == 1
    told = [line for line in warnings_of(result, book) if "a caption holds words, numbers of the book" in line]
    for refused in ("{download}", "{raw}", "{code}", "the picture", "a link to '../../secret.txt'"):
        assert any(refused in line for line in told), (refused, told)
    assert all(line.startswith("chapters/results.md:") for line in told)
    shutil.rmtree(book / "_build/.doctrees")
    for path in (book / "_build").rglob("*"):
        assert "secret" not in path.name
        assert path.is_dir() or b"TOPSECRET" not in path.read_bytes()


def test_a_caption_may_hold_numbers_citations_emphasis_and_links_to_the_web(book):
    caption = CAPTION + " By {cite}`review01`, *as* [described](https://example.org/) at {fixed}`24 h :: time`."
    edit(book / "chapters/results.md", CAPTION, caption)
    result = build(book)
    assert result.returncode == 0, result.stdout
    shown = page(book, "results")
    assert 'href="https://example.org/"' in shown and "<em>as</em>" in shown
