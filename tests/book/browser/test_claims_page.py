"""The table of claims on its page: every claim with a way on, filtered and sorted in the browser without network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from books import ROOT, page
from sites import opened_on, site_of, violations, visit

from helpers.audit import VERDICTS
from helpers.evidence.evidence import load
from helpers.exhibits.claims import KINDS, OF_KIND, by_section, reference_cells, verdict_cells
from helpers.figures import verdict_map
from helpers.quantities.vocabulary import Review

ROW = re.compile(r'<tr[^>]*id="(claim-[^"]+)"[^>]*>(.*?)</tr>', re.DOTALL)


def test_every_statistic_is_in_the_picture_once(real: Review):
    marks = sum(int(count.value) for counts in by_section(real).values() for count in counts.values())
    assert marks == real.claims(kind="statistic").value
    assert [verdict for verdicts in OF_KIND.values() for verdict in verdicts] == list(VERDICTS)
    assert OF_KIND.keys() == KINDS.keys()


def test_the_sections_of_the_picture_are_those_of_the_claims(real: Review):
    sections = {row["section"] for row in real.evidence.tables["claims"]}
    names = [row["section"] for row in real.evidence.tables["sections"]]
    assert {next(name for name in names if section.startswith(f"{name}.")) for section in sections} == set(names)


def test_verdicts_and_references_have_a_row_each(real: Review):
    assert [row[0] for row in verdict_cells(real)] == list(VERDICTS)
    cells = reference_cells(real)
    assert [row[0] for row in cells] == [str(number) for number in range(1, 44)]
    assert all(row[3] and row[3] != "Not said." for row in cells)


def test_a_picture_says_in_words_what_its_marks_show_and_refuses_what_it_has_no_mark_for(real: Review):
    rows = {"One": {"good": real.claims(section="i"), "bad": real.claims("impossible", section="i")}}
    figure = verdict_map("verdicts", "Caption.", rows, {"good": "fine", "bad": "not fine"}, title="Title")
    assert figure.alt == f"Title. One: {real.claims(section='i')} good."
    assert [row["numbers"] for row in figure.rows] == [real.claims(section="i").value], "there is no mark for none"
    assert figure.wide.count("<use ") == real.claims(section="i").value and "good: fine" in figure.wide
    with pytest.raises(ValueError, match="'bad' is none of good"):
        verdict_map("verdicts", "Caption.", rows, {"good": "fine"}, title="Title")
    with pytest.raises(ValueError, match="7 kinds"):
        verdict_map("verdicts", "Caption.", rows, dict.fromkeys("abcdefg", "x"), title="Title")


@pytest.mark.slow
def test_every_claim_leads_to_its_chapter_and_to_its_source(real_book: Path):
    claims = {f"claim-{row['claim'].replace('.', '-')}": row for row in load(ROOT).tables["claims"]}
    rows = dict(ROW.findall(page(real_book, "audit")))
    assert rows.keys() == claims.keys()
    anchored = 0
    for key, html in rows.items():
        link = re.search(r'<a class="reference internal" href="([^"]*)">' + re.escape(claims[key]["section"]), html)
        target, _, anchor = link[1].partition("#")
        assert target == f"{claims[key]['chapter']}.html"
        if anchor:
            assert f'id="{anchor}"' in page(real_book, claims[key]["chapter"])
            anchored += 1
        for number in claims[key]["refs"].split():
            assert re.search(rf'href="references.html#[^"]+">{number}</a>', html), key
    assert anchored >= 0.9 * len(claims)


@pytest.mark.slow
def test_a_number_that_the_review_prints_wrongly_says_so_where_it_stands(real_book: Path):
    said = [
        claim
        for number in opened_on(site_of(real_book) / "chapters/imaging.html")["quantities"]
        for claim in number["audit"]
    ]
    told = next(claim for claim in said if "printed 2.749 (impossible)" in claim["text"])
    assert told["href"] == "audit.html#claim-iii-2-1-33"


@pytest.mark.slow
@pytest.mark.browser
def test_the_table_filters_sorts_and_finds_a_claim_without_network(browser, real_book: Path):
    troubles: list[str] = []
    address = real_book / "_build/html/chapters/audit.html"
    shown = visit(browser, address, "phone", "light", troubles)
    total = len(load(ROOT).tables["claims"])
    status, rows = shown.locator(".table-status"), shown.locator("table.claims-table tbody tr:visible")
    select = {name: shown.locator(f".table-controls label:has-text('{name}') select") for name in ("Show", "Verdict")}
    select["Show"].select_option("all")
    assert status.inner_text() == f"{total} of {total} numbers shown." and rows.count() == total
    select["Verdict"].select_option("impossible")
    assert status.inner_text() == f"3 of {total} numbers shown." and rows.count() == 3
    shown.get_by_role("button", name="As printed").click()
    assert [text.split()[0] for text in rows.locator(".printed").all_inner_texts()] == ["0.996", "1.068", "2.749"]
    shown.get_by_role("button", name="As printed").click()
    assert [text.split()[0] for text in rows.locator(".printed").all_inner_texts()] == ["2.749", "1.068", "0.996"]
    shown.locator(".table-controls input").fill("no such words")
    assert rows.count() == 0
    shown.evaluate("location.hash = 'claim-iv-2-2-4'")
    shown.wait_for_function("document.querySelector('#claim-iv-2-2-4').checkVisibility()")
    assert violations(shown) == [] and troubles == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= 360
    shown.context.close()


@pytest.mark.slow
@pytest.mark.browser
def test_without_script_every_claim_is_there(browser, real_book: Path):
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto((real_book / "_build/html/chapters/audit.html").as_uri())
    assert shown.locator("table.claims-table tbody tr:visible").count() == len(load(ROOT).tables["claims"])
    context.close()
