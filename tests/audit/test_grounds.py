"""What a verdict stands on: counts or words of a source outside the review, or nothing but the review itself."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from pathlib import Path

import pytest
from books import ROOT, edit

from helpers.audit.claims import judge
from helpers.evidence.evidence import load
from helpers.quantities.claim_parts import STATISTICS
from helpers.quantities.claim_sources import SOURCES
from helpers.quantities.expressions import evaluate
from helpers.quantities.lookup import QuantityError
from helpers.quantities.vocabulary import Review

CLAIMS = "data/claims.csv"
DRUG = "alpha2020trial,drug,mrs_0_1_90d,,5,10,50,false,primary,,Table 2,https://doi.org/10.1000/alpha.1,"
CONTROL = "alpha2020trial,control,mrs_0_1_90d,,3,10,30,false,primary,,Table 2,https://doi.org/10.1000/alpha.1,"
SHARE = 'pct("alpha2020trial", "{}", "mrs_0_1_90d")'
RATIO = 'reported("alpha2020trial", "drug", "control", "mrs_0_1_90d", source="primary").value'


def judged_with(book: Path, *claims: tuple[str, str, str, str, str]) -> dict[str, str]:
    """Return the verdicts on claims of one statement: part, printed, measure, the claim of its total, expression."""
    with (book / CLAIMS).open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with (book / CLAIMS).open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        for number, (part, printed, measure, of, expression) in enumerate(claims, 5):
            row = {"claim": f"iii.0.1-{number}", "section": "iii.0.1", "statement": "added", "chapter": "results"}
            row |= {"part": part, "printed": printed, "measure": measure, "of": of, "expression": expression}
            writer.writerow(row | {"text": part, "verdict": "unverifiable", "note": "Invented."})
    judged, faults = judge(load(book))
    assert not faults
    return {one.claim["part"]: one.verdict for one in judged if one.claim["statement"] == "added"}


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (DRUG, "reproduced"),
        (DRUG.replace("primary,,", "secondary,beta2021cohort,"), "reproduced"),
        (DRUG.replace("50,false", "50,true"), "confirmed"),
        (DRUG.replace("primary,,", "review,,"), "consistent"),
    ],
    ids=["counts of the publication", "counts that another quotes", "calculated back", "the review's own"],
)
def test_the_verdict_turns_when_the_source_of_its_row_turns(book: Path, row: str, verdict: str):
    edit(book / "data/counts.csv", DRUG, row)
    share = ("percent_1", "50", "", "i.0.1-1", SHARE.format("drug"))
    assert judged_with(book, share) == {"percent_1": verdict}


def test_a_number_of_patients_is_recomputed_only_where_it_is_a_sum(book: Path):
    found = judged_with(
        book, ("total", "20", "", "", 'n("alpha2020trial")'), ("total_1", "10", "", "", 'n("alpha2020trial", "drug")')
    )
    assert found == {"total": "reproduced", "total_1": "confirmed"}


def test_what_an_outcome_is_called_in_the_book_confirms_nothing(book: Path):
    expression = 'recorded("outcomes", "timepoint", "mrs_0_1_90d")'
    with (book / CLAIMS).open("a", encoding="utf-8") as file:
        quoted = expression.replace('"', '""')
        file.write(f'iii.0.1-5,added,time,results,iii.0.1,2,time,90,d,,,"{quoted}",consistent,,\n')
    judged, _ = judge(load(book))
    assert judged[-1].verdict == "consistent"


@pytest.mark.parametrize(
    ("control", "second", "estimate", "verdicts"),
    [
        (CONTROL, "30", "1.44", {"percent_1": "reproduced", "percent_2": "reproduced", "estimate": "quoted"}),
        (CONTROL, "40", "1.44", {"percent_1": "reproduced", "percent_2": "differs", "estimate": "unexplained"}),
        (CONTROL, "30", "1.45", {"percent_1": "reproduced", "percent_2": "reproduced", "estimate": "differs"}),
        (
            CONTROL.replace("primary,,", "review,,"),
            "30",
            "1.44",
            {"percent_1": "reproduced", "percent_2": "consistent", "estimate": "unexplained"},
        ),
    ],
    ids=["all as the publication has it", "one misprinted beside it", "itself misprinted", "one is the review's own"],
)
def test_a_misfit_that_the_publication_prints_itself_is_not_held_against_the_review(
    book: Path, control: str, second: str, estimate: str, verdicts: dict[str, str]
):
    edit(book / "data/counts.csv", CONTROL, control)
    found = judged_with(
        book,
        ("percent_1", "50", "", "i.0.1-1", SHARE.format("drug")),
        ("percent_2", second, "", "i.0.1-1", SHARE.format("control")),
        ("estimate", estimate, "RR", "", RATIO),
    )
    assert found == verdicts


# The real review


def test_the_misfits_of_publications_are_those_that_were_read_there(real: Review):
    quoted = {row["claim"] for row in real.evidence.tables["claims"] if row["verdict"] == "quoted"}
    assert quoted == {"iii.3.1-4", "iii.3.1-7", "iv.1.1-18", "iv.1.1-19", "iv.1.1-63"}


def test_verdicts_agree_with_sources_as_the_files_name_them(real: Review):
    """Every statistic again, from the column `source` of the files themselves."""
    lines = {path.stem: list(csv.DictReader(path.open(encoding="utf-8"))) for path in ROOT.glob("data/*.csv")}
    sound, found = ("reproduced", "confirmed", "quoted", "consistent"), Counter()
    for claim in lines["claims"]:
        if claim["part"] not in STATISTICS or claim["verdict"] not in sound:
            continue
        used = evaluate(claim["expression"], real.evidence)[1] if claim["expression"] else ()
        rows = [lines[ref.table][ref.number - 2] for quantity in used for ref in quantity.rows]
        sources = {row["source"] for row in rows}
        outside = bool(sources) and sources <= {"primary", "secondary"}
        assert outside is (claim["verdict"] != "consistent"), claim["claim"]
        if claim["verdict"] == "reproduced":
            assert all(row.get("back_calculated", "false") == "false" for row in rows), claim["claim"]
            assert claim["expression"].startswith(("pct(", "association(", "n(")), claim["claim"]
        worst = next((source for source in ("review", "secondary", "primary") if source in sources), "none")
        found[claim["verdict"], worst] += 1
    assert found == Counter(
        {
            (verdict, source): int(count.value)
            for verdict, source in itertools.product(sound, SOURCES)
            if (count := real.claims(verdict, kind="statistic", source=source)).value
        }
    )
    with pytest.raises(QuantityError, match="unknown source 'primry'; nearest: primary"):
        real.claims(source="primry")


@pytest.mark.parametrize(
    ("part", "printed", "verdict"),
    [
        ("estimate", "1.4", "confirmed"),
        ("estimate", "1.45", "differs"),
        ("p", "0.02", "confirmed"),
        ("p", "<0.05", "confirmed"),
        ("p", "0.03", "differs"),
    ],
)
def test_two_printed_numbers_agree_where_one_may_be_the_other_rounded(
    book: Path, part: str, printed: str, verdict: str
):
    expression = RATIO if part == "estimate" else RATIO.replace(".value", ".p")
    assert judged_with(book, (part, printed, "RR" if part == "estimate" else "", "", expression)) == {part: verdict}
