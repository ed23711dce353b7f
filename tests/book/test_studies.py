"""A page for each study, made of its rows, and what leads to it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from books import ROOT, page
from bs4 import BeautifulSoup
from sites import opened_on, site_of

from helpers.book.study_links import anchor_of_row
from helpers.book.study_rows import TABLES
from helpers.evidence.citing import cited
from helpers.evidence.conduct import facts_of
from helpers.evidence.evidence import Evidence, load
from helpers.quantities.vocabulary import Review
from helpers.quantities.words import as_printed

TRIAL = "choice2022"
pytestmark = pytest.mark.slow


def study_page(book: Path, key: str) -> BeautifulSoup:
    return BeautifulSoup((site_of(book) / f"studies/{key}.html").read_text(encoding="utf-8"), "html.parser")


def text_of(tag) -> str:
    return " ".join(tag.get_text(" ").split())


def rows_about(evidence: Evidence, key: str) -> list:
    return [row for table in TABLES for row in evidence.index.get((table, key), ())]


def test_each_study_has_a_page_and_nothing_else_has(real_book: Path, real: Review):
    files = {path.name for path in (site_of(real_book) / "studies").iterdir()}
    assert files == {f"{key}.{kind}" for key in real.evidence.studies for kind in ("html", "bib", "ris", "json")}


def test_each_row_of_a_study_has_an_id_of_its_own_that_no_other_row_moves(real: Review):
    evidence = real.evidence
    for key in evidence.studies:
        ids = [anchor_of_row(evidence, row) for row in rows_about(evidence, key)]
        assert len(set(ids)) == len(ids), key
        assert all(re.fullmatch(r"[a-z][a-z0-9_-]*", each) for each in ids), ids
    row = evidence.index["counts", TRIAL, "alteplase", "mrs_0_1_90d"][0]
    assert anchor_of_row(evidence, row) == "counts-alteplase-mrs_0_1_90d-primary"


@pytest.mark.parametrize("key", [TRIAL, "date2025", "nicolini2023mcis", "guideline2026"])
def test_a_page_shows_every_row_with_its_figures_its_place_and_how_it_was_read(real_book: Path, real: Review, key: str):
    evidence, shown = real.evidence, study_page(real_book, key)
    for row in rows_about(evidence, key):
        line = shown.find(id=anchor_of_row(evidence, row))
        said = text_of(line)
        assert " ".join(as_printed(row).split()) in said and row.get("locator", "") in said
        if row.get("source"):
            assert line.select_one(f".dot.{row['source']}")
        if row.get("url"):
            assert line.select_one(f'a[href="{row["url"]}"]')
        assert ("counted back" in said) == bool(row.get("back_calculated"))
        if row.get("fault"):
            assert row["fault"] in said
    study = evidence.studies[key]
    for column in ("design", "country", "population", "note", "registration"):
        assert str(study[column] or "") in text_of(shown)


def test_a_page_says_how_a_trial_was_done_and_what_was_not_read(real_book: Path, real: Review):
    shown = study_page(real_book, TRIAL)
    for row in real.evidence.index["conduct", TRIAL]:
        line = text_of(shown.find(id=anchor_of_row(real.evidence, row)))
        assert line.startswith(f"{facts_of(real.evidence.package)[row['fact']]['title']} {row['answer']}")


def test_a_page_leads_to_every_number_figure_and_question_that_uses_it(real_book: Path, real: Review):
    evidence, shown = real.evidence, study_page(real_book, TRIAL)
    linked = {link["href"] for link in shown.select("#in-book a")}
    own = {str(row.ref) for row in rows_about(evidence, TRIAL)}
    site = site_of(real_book)
    for chapter in ("index", "therapy", "drugs"):
        path = site / f"chapters/{chapter}.html"
        opened = opened_on(path)
        numbers = re.findall(r'<a class="stat[^>]*data-quantity="(\d+)"[^>]*id="(n-\w+)"', path.read_text("utf-8"))
        assert numbers
        for index, anchor in numbers:
            rows = {opened["rows"][at]["row"] for at in opened["quantities"][int(index)]["rows"]}
            assert (f"../chapters/{chapter}.html#{anchor}" in linked) == bool(rows & own), (chapter, anchor)
    questions = [each.label for each in evidence.syntheses.values() if TRIAL in {m.study for m in each.members}]
    items = [text_of(item) for item in shown.select("#in-book ul")[0].select("li")]
    assert [item.removesuffix(" ( its row )") for item in items] == questions
    assert f"../chapters/therapy.html#lysis-excellent-todate?row={TRIAL}" in linked
    assert any(href.startswith("../chapters/therapy.html#lysis-") for href in linked)


def test_a_member_that_is_not_pooled_says_why(real_book: Path, real: Review):
    for synthesis in real.evidence.syntheses.values():
        for member in synthesis.members:
            if member.not_pooled:
                assert f"Not pooled: {' '.join(member.not_pooled.split())}" in text_of(
                    study_page(real_book, member.study)
                )
                return
    raise AssertionError("none")


def test_a_page_says_what_the_source_review_prints_with_the_verdict(real_book: Path):
    shown = study_page(real_book, TRIAL)
    assert len(shown.select("#review li a")) == len(shown.select("#review .badge[class*=verdict-]")) > 10
    claims = {row["claim"].replace(".", "-"): row for row in load(ROOT).tables["claims"]}
    for link in shown.select("#review li a"):
        row = claims[link["href"].rpartition("#claim-")[2]]
        assert f"{link.text} : {row['printed']}" in text_of(link.parent)
        assert link["href"].startswith("../chapters/audit.html#")


def test_a_page_offers_its_citation_to_copy_and_as_files(real_book: Path, real: Review):
    forms, shown = cited(real.evidence.entries[TRIAL]), study_page(real_book, TRIAL)
    assert [pre.text.strip() for pre in shown.select("#cite pre")] == [form.strip() for form in forms[1:]]
    files = [link["href"] for link in shown.select("#cite a[download]")]
    assert files == [f"{TRIAL}.bib", f"{TRIAL}.ris", f"{TRIAL}.json"]
    assert [(site_of(real_book) / "studies" / file).read_text("utf-8") for file in files] == list(forms[1:])


def test_the_table_of_studies_has_a_row_for_each_with_a_link(real_book: Path, real: Review):
    soup = BeautifulSoup(page(real_book, "studies"), "html.parser")
    links = {
        link["href"]: link.text.replace("’", "'")
        for link in soup.select("table.studies-table tbody tr > :first-child a")
    }
    assert links == {f"../studies/{key}.html": row["label"] for key, row in real.evidence.studies.items()}
    assert soup.select('.rail a[aria-current="page"]')[0].text == "Studies"
    inside = study_page(real_book, TRIAL).select('.rail a[aria-current="true"]')
    assert [link.text for link in inside] == ["Studies"]


def test_rows_in_popovers_tables_of_trials_and_references_lead_to_the_page(real_book: Path, real: Review):
    opened = opened_on(site_of(real_book) / "chapters/therapy.html")
    by_row = {row["row"]: row.get("page", "") for row in opened["rows"]}
    row = real.evidence.index["counts", TRIAL, "alteplase", "mrs_0_1_90d"][0]
    assert by_row[str(row.ref)] == f"../studies/{TRIAL}.html#{anchor_of_row(real.evidence, row)}"
    assert f'<a class="reference internal" href="../studies/{TRIAL}.html">CHOICE</a>' in page(real_book, "therapy")
    references = BeautifulSoup(page(real_book, "references"), "html.parser")
    for entry in references.select(".citation"):
        key = entry["id"].removeprefix("ref-")
        assert bool(entry.select(f'a[href="../studies/{key}.html"]')) == (key in real.evidence.studies)


def test_a_book_without_the_table_of_studies_has_the_pages_all_the_same(built_book: Path):
    shown = study_page(built_book, "alpha2020trial")
    assert shown.select_one("h1").text == "Alpha" and not shown.select(".crumbs")
    json.loads((site_of(built_book) / "studies/alpha2020trial.json").read_text("utf-8"))
