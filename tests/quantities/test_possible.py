"""A condition that no data could make false is no condition."""

from __future__ import annotations

import pytest

from helpers.quantities.expressions import holds
from helpers.quantities.lookup import QuantityError

P = "pct(alpha2020trial, drug, nrp)"  # 80%
Q = "pct(alpha2020trial, control, nrp)"  # 50%
R = "rr(alpha2020trial, drug, control, nrp)"
S = "studies(nrp)"  # 2


@pytest.mark.parametrize(
    "condition",
    [
        f"{P} == {P}",
        f"{P} <= {P}",
        f"{P} > 0 or {P} <= 0",
        f"{P} >= 0",
        f"{P} <= 100",
        f"{P} > -1",
        f"{P} < 1000",
        f"not {P} > 100",
        f"not {P} < 0",
        f"0 * {P} == 0",
        f"{P} - {P} == 0",
        f"{P} / {P} == 1",
        f"{P} + 1 > {P}",
        f"2 * {P} >= {P}",
        f"100 - {P} >= 0",
        f"{P} + {Q} <= 200",
        f"{P}.low <= {P}",
        f"{P} <= {P}.high",
        f"{P}.events <= {P}.total",
        f"{P}.total >= 0",
        f"{S} >= 0",
        f"{S} != 2.5",
        f"{R} > 0",
        f"{R}.p <= 1",
        f"{R}.open or {R}.higher or {R}.lower",
        f"{R}.open or not {R}.open",
        f"{R}.above or {R}.below or {R} == 1",
        f"{R}.low > 1 or {R}.low < 1 or {R}.low == 1",
        f"{P} > 50 and {P} >= 0",
        f"{P} > 50 and ({Q} < 60 or {Q} >= 0)",
        "span(nrp).low >= 0",
    ],
)
def test_a_condition_that_cannot_be_false_is_refused(review, condition):
    with pytest.raises(QuantityError, match="cannot be false, whatever the data say"):
        holds(condition, review.evidence)


@pytest.mark.parametrize(
    "condition",
    [
        f"40 < {Q} < 60",
        f"{P} > {Q}",
        f"{P} > 0",
        f"{P} >= 1e-9",
        f"{P} == 80",
        f"{P} != 100",
        f"{P} != 50",
        f"{P} > {Q} or {P} < 10",
        f"{P} - {Q} >= 30",
        f"0 < {P} - {Q} < 50",
        f"not {R}.p < 0.05",
        f"{R}.open",
        f"not {R}.higher",
        f"{R}.open and not {R}.better",
        f"{R}.above or {R}.below",
        f"{R}.low < 1 < {R}.high",
        f"{R}.low != 1.5",
        f"1 / {R} < 1",
        f"{S} == 2",
        f"{S} > 1",
        f"{S} == studies(nrp, scope=cited) + 1",
        "n(alpha2020trial) < n(beta2021cohort)",
        "span(nrp).low <= 0",
        "value(alpha2020trial, drug, nihss_24h, median) > -5",
    ],
)
def test_a_condition_that_data_could_make_false_is_taken(review, condition):
    assert holds(condition, review.evidence)[0]


def test_a_false_condition_is_false_and_no_error(review):
    assert not holds(f"{P} < 50", review.evidence)[0]
