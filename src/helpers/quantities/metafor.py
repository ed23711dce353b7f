"""A pooling question to take along: its studies as a wide table, and a script for R that pools them as the book does.

The script ends with an error where a number of metafor is not the book's. What metafor pools otherwise than we do has
no script: a risk difference of groups without variance, and a mixed model of two groups.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from helpers.evidence.evidence import Evidence
from helpers.quantities.lookup import find_synthesis
from helpers.quantities.questions import Model, answer, corrected, model_of
from helpers.quantities.selection import Part, Selection
from helpers.stats.measures import BY_VARIANCE, MEASURES

if TYPE_CHECKING:
    from helpers.stats.meta_analysis import Pool

COUNTS = {1: ("events", "total"), 2: ("events_1", "total_1", "events_2", "total_2")}
REPORTED = ("estimate", "low", "high")
PLACES = ("source", "reported_by", "locator", "url")
TESTS = {"hksj-floor": "adhoc", "hksj": "knha", "wald": "z"}  # what metafor calls the intervals
CLOSE, CLOSE_IF_MIXED = "1e-6", "1e-4"  # lme4 stops its search early
SCRIPT = """\
# {label}
# Pools the studies of {name}.csv as the book does, and stops where a number is not the book's.
# Run it in the folder of that file: Rscript {name}.R
# Needs the package metafor{more}: install.packages("metafor")
suppressPackageStartupMessages(library(metafor))
studies <- read.csv("{name}.csv", fileEncoding = "UTF-8")
fit <- {fit}
print(fit)
sd <- sqrt(fit$se^2 + fit$tau2)  # of the effect in a new study
reach <- if (fit$k > 2) qt(0.975, fit$k - 1) * sd else NA
found <- c(estimate = fit$b[1], low = fit$ci.lb, high = fit$ci.ub, tau2 = fit$tau2,
  predicted_low = fit$b[1] - reach, predicted_high = fit$b[1] + reach)
book <- c({book})
print(rbind(found = {back}(found[c("estimate", "low", "high")]), book = {back}(book[c("estimate", "low", "high")])))
stopifnot(abs(found[names(book)] - book) < {close})
cat("These are the book's numbers.\\n")
"""


def pooled_studies(evidence: Evidence, name: str) -> list[dict[str, Any]]:
    """Return the studies that a question pools as rows of one table, each with its numbers and where they are printed.

    Parameters
    ----------
    evidence : Evidence
        The book's data.
    name : str
        Of the question.

    Returns
    -------
    list of dict
        Events and totals, or the effect as reported; none for a question that is not pooled. `review pool` reads them.

    Raises
    ------
    QuantityError
        For an unknown question.
    """
    synthesis = find_synthesis(evidence, name)
    found = answer(evidence, synthesis, model_of(synthesis), Selection())
    return [_row(evidence, part) for part in found.parts] if found.pool else []


def metafor_script(evidence: Evidence, name: str) -> str:
    """Return a script for R that pools what `pooled_studies` gives; "" where metafor has no such model.

    Parameters
    ----------
    evidence : Evidence
        The book's data.
    name : str
        Of the question.

    Returns
    -------
    str
        It reads NAME.csv beside it.

    Raises
    ------
    QuantityError
        For an unknown question.
    """
    synthesis = find_synthesis(evidence, name)
    model = model_of(synthesis)
    parts, pool = answer(evidence, synthesis, model, Selection())
    if pool is None or not math.isfinite(pool.yi):
        return ""
    fit = _fit(model, parts)
    mixed = model.method == "glmm"
    return fit and SCRIPT.format(
        label=" ".join(synthesis.label.split()),
        name=name,
        more=" and, for a mixed model, lme4" if mixed else "",
        fit=fit,
        back={"log": "exp", "logit": "plogis"}.get(MEASURES[model.measure].scale, "identity"),
        book=", ".join(f"{name} = {number!r}" for name, number in _expected(pool, model).items()),
        close=CLOSE_IF_MIXED if mixed else CLOSE,
    )


def _row(evidence: Evidence, part: Part) -> dict[str, Any]:
    member, rows = part.member, part.rows
    numbers: dict[str, Any] = {}
    if part.reported is not None:
        numbers = {name: part.reported[column] for name, column in zip(REPORTED, _LIMITS, strict=True)}
    else:
        counted = [number for group in part.counts for number in group[:2]]
        numbers = dict(zip(COUNTS[len(part.counts)], counted, strict=True))
    label = str(evidence.studies[member.study]["label"])
    splits = {split: groups.get(member.study, "") for split, groups in evidence.splits.items()}
    return {
        "study": label,
        "key": member.study,
        "group": member.group,
        "comparator": member.comparator,
        "outcome": member.outcome,
        "definition": member.definition or next(filter(None, (group.definition for group in part.counts)), ""),
        "subgroup": member.subgroup,
        **splits,
        **numbers,
        **{name: "; ".join(dict.fromkeys(filter(None, (row.get(name, "") for row in rows)))) for name in PLACES},
    }


_LIMITS = ("estimate", "ci_low", "ci_high")  # of estimates.csv


def _fit(model: Model, parts: tuple[Part, ...]) -> str:
    """Return the call of metafor that is a model, "" where there is none."""
    measure, options = MEASURES[model.measure], "data = studies, slab = study"
    two = measure.arms == 2
    counts = "ai = events_1, n1i = total_1, ci = events_2, n2i = total_2" if two else "xi = events, ni = total"
    if model.method == "glmm":
        return "" if two else f'rma.glmm(measure = "{model.measure}", {counts}, {options}, nAGQ = 25)'
    if model.method not in BY_VARIANCE or (not measure.corrects_zero and corrected(model, parts)):
        return ""
    how = f'method = "{model.tau2}", test = "{TESTS[model.interval]}"' if model.method == "random" else 'method = "EE"'
    tight = "control = list(threshold = 1e-13, maxiter = 10000, tau2.max = 1e5)"
    if parts[0].reported is None:
        zero = 'add = 1/2, to = "only0"'
        return f'rma(measure = "{model.measure}", {counts},\n  {zero}, {options}, {how},\n  {tight})'
    scale = "log" if measure.scale == "log" else "identity"
    effect = f"yi = {scale}(estimate), sei = ({scale}(high) - {scale}(low)) / (2 * qnorm(0.975))"
    return f"rma({effect},\n  {options}, {how},\n  {tight})"


def _expected(pool: Pool, model: Model) -> dict[str, float]:
    """Return what metafor must find, on the scale of analysis."""
    analysed = MEASURES[model.measure].analysed
    (low, high), (predicted_low, predicted_high) = pool.ci, pool.prediction
    found = {"estimate": pool.yi, "low": low, "high": high, "tau2": pool.tau2}
    found |= {"predicted_low": predicted_low, "predicted_high": predicted_high}
    given = {name: number for name, number in found.items() if math.isfinite(number)}
    return {name: number if name in ("estimate", "tau2") else analysed(number) for name, number in given.items()}
