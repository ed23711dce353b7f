"""The vocabulary: every number's text, its source, and what a reader must know about it."""

from __future__ import annotations

import inspect
import json
import re

import pytest

from helpers.quantities.kinds import TEXT_OF_KIND
from helpers.quantities.provenance import inputs
from helpers.quantities.quantity import PARTS
from helpers.quantities.vocabulary import VOCABULARY

DRUG = ("alpha2020trial", "drug")
OF_SCALES = ("common_or", "win_odds")
OF_POOLS = ("pooled", "defined", "per_1000", "per_1000_reported", "nnt_pooled", "nnt_reported")
BARE = re.compile(r"\d\.\d{5,}|\d[eE][-+]?\d|np\.|nan|inf\b|None|Decimal|Fraction")


# The data stand in tests/small_book/data; the texts follow the table of the vocabulary in the design.
TEXTS = [
    ("links", ("clots move on", "no-reflow"), {}, "1"),
    ("studies", (), {"assessment": "CT perfusion"}, "1"),
    ("n", (*DRUG,), {}, "10"),
    ("n", ("alpha2020trial",), {}, "20"),
    ("n", ("alpha2020trial",), {"which": "randomised"}, "20"),
    ("n", ("beta2021cohort",), {}, "50"),
    ("count", (*DRUG, "nrp"), {}, "8/10"),
    ("count", (*DRUG, "nrp"), {"source": "review"}, "7/10"),
    ("count", ("beta2021cohort", "tici3", "nrp"), {}, "0/20"),
    ("pct", (*DRUG, "nrp"), {}, "80.0%"),
    ("pct", (*DRUG, "nrp"), {"source": "review"}, "70.0%"),
    ("pct", (*DRUG, "nrp"), {"definition": "alpha_ctp"}, "80.0%"),
    ("pct", ("beta2021cohort", "tici3", "nrp"), {}, "0.0%"),
    ("value", (*DRUG, "nihss_24h", "median"), {}, "17 points (IQR 12-21)"),
    ("value", ("beta2021cohort", "all", "nrp", "range"), {}, "12.5-42.9%"),
    ("rr", (*DRUG, "control", "nrp"), {}, "RR 1.60 (95% CI 0.80-3.20)"),
    ("or_", (*DRUG, "control", "nrp"), {}, "OR 4.00 (95% CI 0.55-29.10)"),
    ("rd", (*DRUG, "control", "nrp"), {}, "RD 30.0 (95% CI -9.7 to 69.7)"),
    ("association", (*DRUG, "control", "nrp"), {}, "P = .35"),
    ("nnt", (*DRUG, "control", "nrp"), {}, "NNTH 4 (95% CI NNTB 11 to ∞ to NNTH 2)"),
    ("setting", ("level",), {}, "95%"),
    ("setting", ("correction",), {}, "0.5"),
    ("recorded", ("groups", "dose", *DRUG), {}, "0.25 mg/kg"),
    ("recorded", ("studies", "year", "alpha2020trial"), {}, "2020"),
    ("reported", (*DRUG, "control", "mrs_0_1_90d"), {}, "aRR 1.44 (95% CI 1.06-1.95; P = .02)"),
    (
        "reported",
        (*DRUG, "control", "mrs_0_1_90d"),
        {"measure": "RR", "source": "review"},
        "aRR 2.749 (95% CI 0.996-1.068; P = .014)",
    ),
    ("versus", ("alpha2020trial", "nrp"), {}, "80.0% versus 50.0%"),
    ("dose", ("alpha2020trial",), {}, "0.25 mg/kg"),
    ("infusion", ("alpha2020trial",), {}, "10 minutes"),
    ("primary_outcome", ("alpha2020trial",), {}, "mRS 0-1 at 90 days"),
    ("grade", ("beta2021cohort", "tici3"), {}, "mTICI 3"),
    ("label", DRUG, {}, "drug"),
    ("label", ("beta2021cohort", "tici3"), {}, "mTICI 3"),
    ("window", ("alpha2020trial",), {}, "0-24 h"),
    ("when", ("mrs_0_1_90d",), {}, "90 days"),
    ("threshold", ("alpha_ctp",), {}, "> 6 s"),
    ("claim", ("iii.0.1-1",), {}, "2.749"),
    ("span", ("nrp",), {}, "0.0-80.0%"),
    ("span", ("nrp",), {"scope": "cited"}, "50.0-80.0%"),
    ("span", ("nrp",), {"causes_excluded": 3}, "0.0-20.0%"),
    ("span", ("nrp",), {"modality": "ASL", "grade": "3"}, "0.0-0.0%"),
    ("studies", (), {}, "3"),
    ("studies", ("nrp",), {}, "2"),
    ("studies", ("nrp",), {"scope": "context"}, "1"),
    ("studies", ("nrp",), {"design": "cohort"}, "1"),
    ("studies", (), {"scope": "included"}, "0"),
    ("studies", ("nrp",), {"reported_by": "review01"}, "1"),
    ("references", (), {}, "2"),
    ("references", ("confirmed",), {}, "1"),
    ("claims", (), {}, "7"),
    ("claims", ("impossible",), {}, "3"),
    ("claims", (), {"finding": "any"}, "1"),
    ("claims", (), {"section": "iii", "kind": "statistic"}, "4"),
    ("claims", ("reproduced",), {"kind": "setting"}, "0"),
]


OF_NO_PUBLICATION = {"when", "claim", "setting"}  # an outcome has none, nor what is agreed, nor that book's review


@pytest.mark.parametrize(
    ("function", "arguments", "options", "text"),
    [pytest.param(*case, id=f"{case[0]}-{case[3]}-{number}") for number, case in enumerate(TEXTS)],
)
def test_each_function_of_the_vocabulary_writes_its_number_as_designed(review, function, arguments, options, text):
    found = getattr(review, function)(*arguments, **options)
    assert found.text == str(found) == text
    assert found.formula
    assert found.sources or found.value == 0 or function in OF_NO_PUBLICATION


def test_every_function_of_the_vocabulary_has_a_text_here_or_in_the_tests_of_pools_and_scales():
    assert {case[0] for case in TEXTS} | {*OF_POOLS, *OF_SCALES} == set(VOCABULARY)


# Hand arithmetic: Wilson for 8 of 10, (0.8 + z2/20 -/+ z sqrt(0.016 + z2/400)) / (1 + z2/10), z2 = 3.841459
@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (("pct", *DRUG, "nrp"), {"value": 80, "low": 49.0162, "high": 94.3318, "events": 8, "total": 10}),
        (("count", *DRUG, "nrp"), {"value": 8, "events": 8, "total": 10, "low": None}),
        (("value", *DRUG, "nihss_24h", "median"), {"value": 17, "low": 12, "high": 21}),
        (("value", "beta2021cohort", "all", "nrp", "range"), {"value": None, "low": 12.5, "high": 42.9}),
        (("reported", *DRUG, "control", "mrs_0_1_90d"), {"value": 1.44, "low": 1.06, "high": 1.95, "p": 0.02}),
        (("span", "nrp"), {"value": None, "low": 0, "high": 80, "k": 4}),
        (("rr", *DRUG, "control", "nrp"), {"value": 1.6, "low": 0.80016, "high": 3.19938, "p": 0.18372}),
    ],
    ids=lambda case: case[0] if isinstance(case, tuple) else "",
)
def test_a_quantity_carries_the_numbers_behind_its_text(review, call, expected):
    found = getattr(review, call[0])(*call[1:])
    assert {name: getattr(found, name) for name in expected} == pytest.approx(expected, abs=5e-5)


def test_the_review_offers_the_vocabulary_and_nothing_else(review):
    assert {name for name in dir(review) if not name.startswith("_")} == {"evidence", "table", "reload", *VOCABULARY}
    with pytest.raises(AttributeError, match="has no attribute 'ptc'"):
        review.ptc  # noqa: B018


def test_every_word_has_a_signature_and_says_what_it_takes_gives_and_refuses(review):
    for name in VOCABULARY:
        method = getattr(review, name)
        assert "self" not in inspect.signature(method).parameters
        said = inspect.getdoc(method)
        assert re.match(r"Return [^\n]+\.\n\n", said), name
        for section in ("Parameters", "Returns", "Raises"):
            assert f"\n{section}\n{'-' * len(section)}\n" in said, (name, section)
        for parameter in inspect.signature(method).parameters:
            assert re.search(rf"^[\w, *]*\b{parameter}\b", said, re.MULTILINE), (name, parameter)


def every_quantity(review):
    """Yield the quantity of every row of counts, values and estimates, as its own source gives it."""
    for row in review.evidence.tables["counts"]:
        facts = (row["study"], row["group"], row["outcome"])
        for function in (review.count, review.pct):
            yield row, function(*facts, source=row["source"], definition=row["definition"])
    for row in review.evidence.tables["values"]:
        facts = (row["study"], row["group"], row["outcome"], row["statistic"])
        yield row, review.value(*facts, source=row["source"])
    for row in review.evidence.tables["estimates"]:
        facts = (row["study"], row["group"], row["comparator"], row["outcome"], row["measure"])
        yield row, review.reported(*facts, source=row["source"])


def texts_in(evidence, found):
    """Yield every text that a reader sees of a quantity and of its attributes."""
    yield from (found.text, found.limits, found.formula, *found.notes, *found.printed.values())
    yield from (row["figure"] for row in inputs(evidence, found.rows))
    for name in PARTS:
        if found.number_of(name) is not None:
            yield found.part(name).text


def test_no_text_of_the_real_book_shows_a_bare_float(real):
    rows = sum(len(real.evidence.tables[name]) for name in ("counts", "values", "estimates"))
    seen = list(every_quantity(real))
    assert len(seen) >= rows >= 50
    for row, found in seen:
        for text in texts_in(real.evidence, found):
            assert not BARE.search(text), (row.table, row.number, text)
        assert found.kind in TEXT_OF_KIND
        assert json.loads(json.dumps(found.as_dict(), allow_nan=False)) == found.as_dict()
        assert [str(ref) for ref in found.rows] == [f"data/{row.table}.csv row {row.number}"]


def test_every_printed_figure_of_the_real_book_stands_in_the_text_of_its_quantity(real):
    for row, found in every_quantity(real):
        columns = {"values": ("value", "low", "high"), "estimates": ("estimate", "ci_low", "ci_high")}
        for column in columns.get(row.table, ()):
            assert row[column] in found.text
        if row.table == "counts":
            assert f"{row['events']:,}" in found.text or found.kind == "percentage"


def test_every_expression_of_the_real_book_gives_its_quantity_again(real):
    from helpers.quantities.expressions import quantity

    for _, found in every_quantity(real):
        assert quantity(found.expression, real.evidence) == found
