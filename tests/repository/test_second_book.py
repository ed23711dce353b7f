"""A book about another subject, with the tables it needs and no others, checks, pools and builds.

The BCG vaccine trials of Colditz et al. 1994 as metadat's dat.bcg has them. The numbers to meet are those of R:

    library(metafor)  # 3.8.1
    r <- rma(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)  # REML, Wald
    print(c(exp(c(coef(r), r$ci.lb, r$ci.ub)), r$tau2, r$I2, r$QE), digits = 10)
    for (a in unique(dat.bcg$alloc)) {
      s <- update(r, subset = alloc == a, control = list(threshold = 1e-12))
      print(exp(c(coef(s), s$ci.lb, s$ci.ub)), digits = 10)
    }
    s <- summary(escalc(measure = "RD", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg))
    print(-1 / s[dat.bcg$author == "Stein & Aronson", c("yi", "ci.lb", "ci.ub")], digits = 10)
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from books import build, copy_bcg_book, page

from helpers.commands.check import find_problems
from helpers.evidence.columns import CORE, KNOWN
from helpers.evidence.dictionary import tables_of
from helpers.evidence.evidence import load
from helpers.quantities.lookup import QuantityError
from helpers.quantities.vocabulary import Review

METAFOR = {"value": 0.4894209368, "low": 0.3440742934, "high": 0.6961660838}
TAU2, I2, Q = 0.3132433260, 92.22138607, 152.2330081
ALLOCATION = {
    "random": (0.3787175114, 0.2205063630, 0.6504436040),
    "alternate": (0.5822863384, 0.3353025630, 1.0111982945),
    "systematic": (0.6542881740, 0.3232610458, 1.3242950865),
}
STEIN = (7.164984363, 5.981929182, 8.931351195)
# metafor's Fisher scoring stops when tau2 moves by less than 1e-5, so the later digits are its own
CLOSE = {"rel": 1e-6}


@pytest.fixture(scope="module")
def bcg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_bcg_book(tmp_path_factory.mktemp("second") / "bcg")


@pytest.fixture(scope="module")
def review(bcg: Path) -> Review:
    return Review(load(bcg))


def test_a_book_with_six_tables_has_no_faults(bcg: Path, review: Review):
    assert "\n".join(map(str, find_problems(bcg))) == ""
    assert sorted(tables_of(review.evidence.package)) == sorted([*CORE, "syntheses", "members"])


def test_tables_and_columns_that_it_does_not_have_are_empty(review: Review):
    assert {name for name, rows in review.evidence.tables.items() if rows} == set(tables_of(review.evidence.package))
    assert set(review.evidence.tables) == set(KNOWN)
    assert review.table("claims").empty and list(review.table("claims").columns) == list(KNOWN["claims"].types())
    assert {row["definition"] for row in review.evidence.tables["counts"]} == {""}


def test_it_pools_as_metafor_does(review: Review):
    found = review.pooled("bcg")
    assert {name: getattr(found, name) for name in METAFOR} == pytest.approx(METAFOR, **CLOSE)
    assert (found.statistics.tau2, found.statistics.i2, found.statistics.q) == pytest.approx((TAU2, I2, Q), **CLOSE)
    assert (found.k, found.total) == (13, 357347)


@pytest.mark.parametrize(("allocation", "pooled"), ALLOCATION.items())
def test_a_subgroup_pools_as_metafor_does(review: Review, allocation: str, pooled: tuple[float, float, float]):
    found = review.pooled("bcg", subgroup=allocation)
    assert (found.value, found.low, found.high) == pytest.approx(pooled, rel=1e-8)


def test_its_number_needed_to_treat_is_that_of_its_risk_difference(review: Review):
    found = review.nnt("stein1953", "vaccinated", "control", "tuberculosis")
    assert (found.value, found.low, found.high) == pytest.approx(STEIN)
    assert found.value == pytest.approx(1 / (372 / 1451 - 180 / 1541))


def test_what_it_does_not_have_is_an_error_in_words(review: Review):
    with pytest.raises(QuantityError, match="mechanism"):
        review.studies(mechanism="inflammation")
    with pytest.raises(QuantityError, match="cohort"):
        review.studies(design="cohort")


def test_the_stock_frictionless_command_finds_it_valid(bcg: Path):
    command = [sys.executable, "-m", "frictionless", "validate", str(bcg / "data/datapackage.json")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.slow
def test_it_builds_without_a_warning(tmp_path: Path):
    folder = copy_bcg_book(tmp_path / "bcg")
    result = build(folder)
    assert result.returncode == 0, result.stdout
    html = page(folder, "index")
    assert "RR 0.49 (95% CI 0.34" in html and "Aronson 1948" in html and "4/123" in html
    assert 'id="bcg-forest"' in html and "Not vaccinated 11/139" in html and "NNTB 8 (95% CI NNTB 6 to 9)" in html
    assert "0.49 (0.34-0.70)" in html and html.count("<svg role=") == 2  # for wide and for narrow screens
