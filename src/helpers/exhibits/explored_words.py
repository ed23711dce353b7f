"""The words of pools as templates, made by the functions that write them: a browser fills them with its numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from helpers.quantities import formulas, words
from helpers.quantities.pools import MOST_OF_SCALE
from helpers.stats.measures import INTERVALS, METHODS


def words_of(label: str, measures: Iterable[str], *, adjusted: bool) -> dict[str, Any]:
    """Return every sentence of a pool of a question, with names in braces where its numbers stand.

    Parameters
    ----------
    label
        The question in words.
    measures
        Those that it can be asked with.
    adjusted
        Whether it pools adjusted effects.
    """
    formula: Any = formulas.pool  # takes whole numbers: a place for one reads the same
    few: Any = words.too_few
    return {
        "methods": dict(METHODS),
        "intervals": dict(INTERVALS),
        "read": dict(words.READ),
        "where_read": words.WHERE_READ,
        "formulas": {measure: formula(label, measure, adjusted, "{k}", "{how}", "") for measure in measures},
        "too_few": [few(k, "{of}") for k in (0, 1)],
        "zero_cells": words.zero_cells(["{names}"], variance_alone=False),
        "zero_cells_of_variance": words.zero_cells(["{names}"], variance_alone=True),
        "narrow": words.narrow("{wald}"),
        "one_study_alone": words.one_study_alone(["{names}"]),
        "between_studies": [words.between_studies(few) for few in ([], ["{names}"])],
        "per_1000": words.per_1000_text("{text}", "{limits}"),
        "tau2": [words.tau2_title(limits=limits) for limits in (False, True)],
        "i2": [[words.i2_title(from_tau2=tau2, limits=limits) for limits in (False, True)] for tau2 in (False, True)],
        "two_studies": words.TWO_STUDIES,
        "same_studies": words.SAME_STUDIES,
        "no_test_between": words.NO_TEST_BETWEEN,
        "any_share": words.ANY_SHARE,
        "most_of_scale": MOST_OF_SCALE,
        "no_variance": words.NO_VARIANCE,
        "as_review": words.AS_REVIEW,
        "beyond": words.BEYOND,
        "not_poolable": words.NOT_POOLABLE,
        "not_estimable": words.NOT_ESTIMABLE,
        "prediction": words.PREDICTION,
        "q": words.Q,
        "p_of_q": words.P_OF_Q,
        "p_between": words.P_BETWEEN,
        "control_risk": words.CONTROL_RISK,
    }
