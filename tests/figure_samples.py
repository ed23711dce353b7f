"""One made-up figure of each kind, which the tests of all figures and of each kind share."""

from __future__ import annotations

import math

from artists import FAVOURS, POOL, RATIO, TRIALS, count, ratio

from helpers.figures import (
    Axis,
    Span,
    Stage,
    Strand,
    causal_map,
    cumulative_plot,
    dose_response_plot,
    evidence_map,
    flow,
    funnel_plot,
    leave_one_out_plot,
    ordered_bars,
    timeline,
)
from helpers.quantities import formatting
from helpers.quantities.quantity import Quantity

WIDTHS = ("wide", "narrow")
POINTS = [
    (label, ratio(*effect), (math.log(effect[2]) - math.log(effect[1])) / 3.92) for label, *_, effect, _ in TRIALS
]
POOLS = [(label, ratio(1.23 + number / 50, 1.05, 1.55)) for number, (label, *_) in enumerate(TRIALS)]
DOSES = [
    ("Alpha, low", 0.0625, "0.0625 mg/kg", ratio(1.41, 0.87, 2.3), 46),
    ("Alpha, high", 0.125, "0.125 mg/kg", ratio(1.22, 0.72, 2.05), 46),
    ("Beta", 0.125, "0.125 mg/kg", ratio(1.3, 0.94, 1.8), 126),
    ("Gamma", 0.225, "0.225 mg/kg", ratio(1.46, 0.9, 9.16), 61),
    ("Delta", 1, "1 mg/kg", ratio(1.2, 0.1, 2.16), 1234),
]
FITTED = [(dose, math.exp(0.3 * dose), math.exp(0.1 * dose - 0.1), math.exp(0.5 * dose + 0.1)) for dose in (0, 0.5, 1)]
CATEGORIES = ("0", "1", "2", "3", "4", "5", "6")


def bar(*events):
    return [(category, count(n, sum(events))) for category, n in zip(CATEGORIES, events, strict=True)]


def percent(value):
    return Quantity(f"value({value})", formatting.percent(value), value, "percentage")


BARS = [("Lysis", bar(18, 18, 8, 6, 4, 2, 5)), ("Control", bar(9, 12, 10, 8, 5, 0, 8))]
MERGED = [
    ("Lysis", [("0-1", percent(40.5)), ("2-4", percent(42.1)), ("5-6", percent(17.5))]),
    ("Control", [("0-1", percent(32.1)), ("2-4", percent(45.0)), ("5-6", percent(22.9))]),
]
ROWS = ("Alteplase", "Tenecteplase", "Glycoprotein IIb/IIIa inhibitors")
COLUMNS = ("Functional outcome", "Haemorrhage", "Reperfusion on angiography", "Perfusion imaging")
CELLS = {
    ("Alteplase", "Functional outcome"): {"Randomised trials": 2, "Cohorts": 8},
    ("Alteplase", "Haemorrhage"): {"Randomised trials": 2, "Cohorts": 5, "Meta-analyses": 3, "Case series": 1},
    ("Tenecteplase", "Functional outcome"): {"Randomised trials": Quantity("studies()", "5", 5, "number", k=5)},
    ("Tenecteplase", "Haemorrhage"): {"Cohorts": 0},
}


def funnel(points=POINTS, summary=POOL, axis=RATIO):
    return funnel_plot("funnel", "A caption.", points, summary=summary, axis=axis, title="A funnel")


def bars(groups=BARS):
    return ordered_bars("bars", "A caption.", groups, title="A scale")


def doses(points=DOSES, line=FITTED, axis=RATIO):
    options = {"axis": axis, "dose_label": "Dose, mg/kg", "title": "Dose and effect", "line": line}
    return dose_response_plot("doses", "A caption.", points, **options)


def without(pools=POOLS):
    axis = Axis.ratio("Risk ratio", 0.5, 2, FAVOURS)
    return leave_one_out_plot("loo", "A caption.", pools, summary=POOL, axis=axis, title="One left out")


def cumulative(pools=POOLS):
    axis = Axis.ratio("Risk ratio", 0.5, 2, FAVOURS)
    return cumulative_plot("cumulative", "A caption.", pools, summary=POOL, axis=axis, title="As trials came in")


def grid(cells=CELLS, rows=ROWS, columns=COLUMNS):
    return evidence_map("map", "A caption.", rows, columns, cells, title="What was studied")


def crowded():
    close = [(f"Study {n}", ratio(1.2 + n / 500, 0.8, 1.8), 0.2 + n / 500) for n in range(12)]
    return funnel(close)


def studies(value):
    return Quantity(f"studies({value})", str(value), value, "number")


CAUSES = [
    ("thrombus breaks up and moves on to smaller arteries", [Strand("2 cohorts, 321 patients", studies(2))]),
    (
        "pressure falls",
        [Strand("2 randomised trials, 1,123 patients", studies(2)), Strand("4 trials", studies(4), against=True)],
    ),
    ("nobody knows", [Strand("1 animal experiment (mouse)", studies(1), against=True)]),
]
EFFECTS = [("worse outcome", [Strand("5 cohorts", studies(5)), Strand("1 meta-analysis, 719 patients", studies(1))])]
SPANS = [
    Span("Alpha 2020", 0, 0, "on the table", "Angiogram"),
    Span("Beta 2021, a study with a very long label", 0, 24, "within 24 h", "CT perfusion"),
    Span("Gamma 2022", 0.5, 0.5, "30 min"),
    Span("Delta 2023", 24, 96, "day 1 to 4", "MR perfusion"),
]
LANES = {
    "Cited": [
        Stage(
            (studies(43), "sources"), aside=[(studies(3), "pages with a very long word: electroencephalographically")]
        ),
        Stage((studies(23), "identified"), [(studies(17), "confirmed"), (studies(6), "probable")]),
        Stage((studies(20), "left"), aside=[(studies(1), "quoted"), (studies(2), "not read"), (studies(4), "neither")]),
        Stage((studies(19), "with results")),
    ],
    "Added": [Stage((studies(5), "sources"))],
}
TICKS = [(0, "at once"), (0.5, "30 min"), (3, "3 h"), (24, "1 day"), (48, "2 days"), (96, "4 days")]


def chain(causes=CAUSES, effects=EFFECTS):
    return causal_map("chain", "A caption.", causes, "tissue not reperfused", effects, title="What leads to what")


def times(spans=SPANS):
    return timeline("times", "A caption.", spans, title="When", label="Time after reopening", ticks=TICKS)


def stages(lanes=LANES):
    return flow("flow", "A caption.", lanes, title="What came in")


SAMPLES = {
    "flow": stages,
    "causal map": chain,
    "time line": times,
    "funnel": funnel,
    "crowded funnel": crowded,
    "bars": bars,
    "merged bars": lambda: bars(MERGED),
    "doses": doses,
    "doses without a line": lambda: doses(line=None),
    "leave one out": without,
    "cumulative": cumulative,
    "map": grid,
}
