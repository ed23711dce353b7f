"""A citation that was read stands on the page of references as its publication says it: one build for all of them."""

# ruff: noqa: E501 - what a page shows stays one line

from __future__ import annotations

import json
import re

import pytest
from books import built, copy_small_book, page
from bs4 import BeautifulSoup
from exports import CIW, COCHRANE, CSL, EMBASE, ENDNOTE_RIS, ENW, EPPI, NBIB, OVID, WOS_BIB, WOS_RIS

from helpers.commands.check import find_problems
from helpers.commands.new_study.citation import read_citation
from helpers.files.bibtex_form import bibliography_text, entry_text

pytestmark = pytest.mark.slow
COHORT = "A made-up cohort of reperfusion"
SHOWN = {  # by key: what a program wrote, and what a reader must see
    "nbib": (NBIB, f"Ann B Alpha, Bo Beta, Jr, and The Made-up Study Group. {COHORT}. Invented journal, 63(2):1849–1855, 2020. N. doi:10.1016/j.x.2019.03.004."),
    "cochrane": (COCHRANE, f"A Alpha. {COHORT}. Trials, 60(7):1279–1297, 2024. N. doi:10.1186/x-12-39."),
    "embase": (EMBASE, f"A.B. Alpha and H.B. Dos Santos. {COHORT}. Nature Communications, 15(1 January), 2024. N. doi:10.1038/s41467-024-00000-3."),
    "wosris": (WOS_RIS, f"AB Alpha. {COHORT}. PLOS ONE, 5(9):e12292, 2010. N. doi:10.1371/journal.x.0000001."),
    "wosbib": (WOS_BIB, "Ann Alpha and Bo Beta. A made-up cohort of perfusion. STROKE, 52:e12, 2021. N. doi:10.1161/STROKEAHA.120.000000."),
    "ciw": (CIW, f"Ann B. Alpha and Bo Beta. {COHORT}. BIOCHEMISTRY, 43(22):7003–7016, 2004. N. doi:10.1021/bi000000f."),
    "endnote": (ENDNOTE_RIS, f"Ann B. Alpha and Charlotte N. Steins Bisschop. {COHORT}. Annals of inventions, 95(5):695–706, 2016. N. doi:10.1007/s00000-016-0001-9."),
    "enw": (ENW, f"Ann Alpha and Bo Beta. {COHORT}. Journal of Inventions, 12(3):101–109, 2021. N. doi:10.1000/enw.1."),
    "ovid": (OVID, f"Ann Alpha and Dirce M F Pranzetti Beta. {COHORT}. Journal of Inventions, 7(3):203–218, 2017. N. doi:10.1080/20000000.2016.1200155."),
    "eppi": (EPPI, f"C D Alpha and X Pereda-Beta. {COHORT}. BMC inventions, 24:20, 2024. N. doi:10.1186/s12862-024-00000-9."),
    "csl": (json.dumps(CSL), f"Ann Alpha. {COHORT}. Stroke, 12(3):e1–e9, 2021. N. doi:10.1161/x."),
    "literal": (json.dumps(CSL | {"DOI": "10.1161/y", "author": [{"literal": "The Group"}, {"family": "王", "given": "阳"}]}), f"The Group and 王阳. {COHORT}. Stroke, 12(3):e1–e9, 2021. N. doi:10.1161/y."),
    "percent": ("@article{k, author = {Alpha, Ann}, title = {50% of a made-up cohort of China and TICI}, journal = {Invented J}, year = {2021}}", "Ann Alpha. 50% of a made-up cohort of China and TICI. Invented J, 2021. N."),
    "commands": (r"@article{k, author = {Alpha, Ann}, title = {A \emph{made-up} cohort of CO$_2$ and p{\textless}0.05}, journal = {Invented J}, year = {2021}}", "Ann Alpha. A made-up cohort of CO2 and p<0.05. Invented J, 2021. N."),
    "html": ("@article{k, author = {Alpha, Ann}, title = {<i>A</i> made-up &amp; cohort}, journal = {Invented J}, year = {2021}}", "Ann Alpha. A made-up & cohort. Invented J, 2021. N."),
    "extended": ("@article{v, title = {From one word to another}, author = {family=Solms, given=Rossouw, prefix=von, useprefix=true and family=Niekerk, given=Johan, prefix=van, useprefix=true}, date = {2013-10}, journaltitle = {Invented J}}", "Rossouw von Solms and Johan van Niekerk. From one word to another. Invented J, 2013. N."),
    "suffix": ("TY  - JOUR\nAU  - Alpha, Ann, Jr.\nAU  - Beta, Bo\nTI  - A ~30% ''made-up'' cohort -- of it\nJO  - Invented J\nPY  - 2021\nER  - \n", "Ann Alpha, Jr. and Bo Beta. A ~30% ''made-up'' cohort -- of it. Invented J, 2021. N."),
    "joined": ('@string{s = "Stroke"}\n@article{k, author = {Alpha, Ann}, title = {A concat cohort}, journal = s # " and Brain", year = {2021}}', "Ann Alpha. A concat cohort. Stroke and Brain, 2021. N."),
    "number": ("TY  - JOUR\nAU  - Alpha, Ann\nTI  - A made-up cohort\nT2  - Nature Communications\nPY  - 2024\nVL  - 15\nIS  - 1\nC7  - 2864\nER\n", "Ann Alpha. A made-up cohort. Nature Communications, 15(1):2864, 2024. N."),
}  # fmt: skip


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what the built page of references shows, by key."""
    folder = copy_small_book(tmp_path_factory.mktemp("round trip") / "book")
    text = (folder / "references.bib").read_text(encoding="utf-8")
    for key, (record, _) in SHOWN.items():
        (folder / "citation").write_text(record, encoding="utf-8")
        citation, problems = read_citation(folder / "citation")
        assert problems == [] and citation is not None, key
        fields = {name: value for name, value in citation.fields.items() if name not in ("pmid", "pmcid")}
        fields |= {"verification": "probable", "note": "N"}
        values = {name: f"{{{value}}}" for name, value in fields.items()}
        text, problems = bibliography_text(text, entry_text(key, citation.kind, values))
        assert problems == [], key
    (folder / "citation").unlink()
    (folder / "references.bib").write_text(text, encoding="utf-8", newline="\n")
    cited = f"{{cite}}`{','.join(SHOWN)}`"
    with (folder / "chapters/index.md").open("a", encoding="utf-8", newline="\n") as chapter:
        chapter.write(f"\n{cited}\n")
    assert find_problems(folder) == []
    soup = BeautifulSoup(page(built(folder), "references"), "html.parser")
    assert not [
        link["href"] for link in soup("a") if re.match(r"(?i)\s*(?:javascript|data|vbscript):", link.get("href", ""))
    ]
    return {entry["id"]: entry.p.get_text().rpartition(" ")[0] for entry in soup(class_="citation")}


@pytest.mark.parametrize("key", SHOWN)
def test_the_page_shows_what_the_program_wrote(shown: dict[str, str], key: str):
    assert shown[f"ref-{key}"] == SHOWN[key][1]
