"""What a role shows is worked out in one place, and the check, the build and the difference say the same of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import ROOT

from helpers.chapters.captions import replace_roles
from helpers.chapters.roles import ROLES, on_page, show
from helpers.commands.diff.snapshot import snapshot
from helpers.evidence.evidence import Evidence, load

PCT = 'pct("alpha2020trial", "drug", "nrp")'


@pytest.fixture
def evidence(book: Path) -> Evidence:
    return load(book)


def test_a_number_is_shown_with_what_it_is_made_of(evidence: Evidence):
    shown = show("stat", PCT, evidence)
    assert (shown.words, shown.because, shown.fault) == ("80.0%", PCT, "")
    assert shown.quantity.sources == ("alpha2020trial",)


def test_words_are_shown_while_their_condition_is_true_with_what_it_compares(evidence: Evidence):
    shown = show("holds", f"most :: {PCT} > 50", evidence)
    assert (shown.words, shown.because, shown.true, shown.fault) == ("most", f"{PCT} > 50", True, "")
    assert [found.text for found in shown.compared] == ["80.0%"]
    assert shown.quantity.sources == ("alpha2020trial",)


def test_words_whose_condition_is_false_are_not_shown_but_known(evidence: Evidence):
    content = f"few :: {PCT} < 50"
    shown = show("holds", content, evidence)
    assert (shown.words, shown.true, shown.quantity) == ("few", False, None)
    assert shown.fault == f"'few' does not hold: {PCT} < 50 is false, as {PCT} is 80.0%"
    assert on_page(shown, content) == f"[{content}: {shown.fault}]"


def test_a_typed_number_is_shown_with_its_reason_and_depends_on_no_data(evidence: Evidence):
    shown = show("fixed", "mRS 0-2 :: scale", evidence)
    assert (shown.words, shown.because, shown.quantity) == ("mRS 0-2", "fixed: scale", None)


@pytest.mark.parametrize("content", ['n("nobody")', "much", "much :: 1"])
@pytest.mark.parametrize("name", ROLES)
def test_what_cannot_be_read_is_a_fault_in_words_and_never_an_error(evidence: Evidence, name: str, content: str):
    if (name, content) != ("fixed", "much :: 1"):
        assert show(name, content, evidence).fault


def test_roles_in_a_caption_are_found_by_the_reader_of_markdown_and_the_rest_is_left_as_it_is():
    caption = "*A* {stat}`n(\"a\")`, ``{stat}`x` ``, {stat}``a`b``, <b title='{stat}`c`'> {ref}`d` \\{stat}`e`"
    found = replace_roles(caption, lambda name, content: f"[{name} {content}]")
    assert found == ("*A* [stat n(\"a\")], ``{stat}`x` ``, [stat a`b], <b title='[stat c]'> {ref}`d` \\{stat}`e`")


def test_no_other_file_of_the_engine_lists_the_roles():
    files = sorted((ROOT / "src").rglob("*.py"))
    lists = [path.name for path in files if all(f'"{name}"' in path.read_text(encoding="utf-8") for name in ROLES)]
    assert lists == ["roles.py"]


def test_a_caption_shows_a_role_that_fails_as_its_page_does(book: Path):
    cells = "---\njupytext:\n  text_representation:\n    format_name: myst\nkernelspec:\n  name: python3\n---\n\n"
    cells += "```{code-cell} python\nfrom helpers.figures.table import Table\n\n"
    cells += 'Table("t", \'Of {stat}`n("nobody")` and {fixed}`9 :: name`.\', ["A"], [["b"]])\n```\n'
    (book / "chapters/results.md").write_text(cells, encoding="utf-8")
    found = snapshot(book)
    (table,) = found["shown"]
    assert table["text"].startswith("Of [n(\"nobody\"): unknown study 'nobody'") and table["text"].endswith("and 9.")
    (number,) = [number for number in found["numbers"] if number["holder"] == "table t"]
    assert "unknown study 'nobody'" in number["fault"]
