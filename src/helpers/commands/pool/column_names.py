"""What columns of studies are called elsewhere: by metafor, meta, Metapsy, RevMan, Stata and in papers.

A name is read without its case and separators. metafor: help(escalc), help(rma.uni). meta: help(metabin), metacont,
metagen. Metapsy: "event_arm1, totaln_arm1, mean_arm1". RevMan 5: its data export ("Events 1", "Total 1", "CI Start").
Stata: help meta set ("_meta_es"), help metan ("_ES, _seES").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple


class Meaning(NamedTuple):
    """What a column may hold: a role, and what its name says of the measure and of the scale.

    rank: how sure that is; the lowest one of a role is taken. level: of the interval whose limit it is, 0-1.
    """

    role: str
    rank: int
    measure: str = ""
    log: bool | None = None
    level: float = 0.95


ROLES = {  # in words
    "events_1": "events of arm 1", "total_1": "patients of arm 1", "rest_1": "patients of arm 1 without the event",
    "events_2": "events of arm 2", "total_2": "patients of arm 2", "rest_2": "patients of arm 2 without the event",
    "events": "events", "total": "patients", "rest": "patients without the event",
    "mean_1": "mean of arm 1", "sd_1": "SD of arm 1", "mean_2": "mean of arm 2", "sd_2": "SD of arm 2",
    "yi": "estimate", "vi": "variance", "sei": "standard error", "low": "lower limit", "high": "upper limit",
    "excess": "observed less expected events", "information": "variance of O - E", "limits": "estimate and interval",
    "study": "study", "year": "year",
}  # fmt: skip
STUDY = (  # the first one that there is names the studies
    "study", "slab", "studlab", "studylab", "studylabel", "studyname", "studyorsubgroup", "studies", "metastudylabel",
    "labels", "label", "acronym", "author", "authors", "firstauthor", "authoryear", "authorname", "trialname", "trial",
    "name", "reference", "citation", "shorttitle", "paper", "source", "studyid", "trialid", "id",
)  # fmt: skip
ARMS = {
    "1": ("1", "arm1", "group1", "g1", "trt1", "e", "exp", "experimental", "t", "trt", "tx", "treat", "treated",
          "treatment", "active", "intervention", "int", "ti"),
    "2": ("2", "arm2", "group2", "g2", "trt2", "c", "ctrl", "ctl", "con", "contr", "control", "controls", "comparator",
          "comparison", "placebo", "pbo", "plac", "ci"),
}  # fmt: skip
WHAT = {
    "events": ("event", "events", "ev", "evt", "x", "r", "cases", "case", "deaths", "death", "died", "responders",
               "response", "responses", "pos", "positive", "successes", "nevents", "numberofevents", "eventsn",
               "armevent"),
    "total": ("total", "totals", "n", "totaln", "ntotal", "samplesize", "ss", "sample", "participants", "patients",
              "subjects", "number", "randomised", "randomized", "analysed", "analyzed", "armtotal"),
    "rest": ("nonevents", "nonevent", "noevents", "noevent", "neg", "negative", "non"),
    "mean": ("mean", "means", "m", "average", "avg"),
    "sd": ("sd", "sds", "stdev", "stddev", "std", "standarddeviation"),
}  # fmt: skip
METAFOR = {
    "ai": "events_1", "bi": "rest_1", "ci": "events_2", "di": "rest_2", "n1i": "total_1", "n2i": "total_2",
    "xi": "events", "mi": "rest", "ni": "total", "m1i": "mean_1", "sd1i": "sd_1", "m2i": "mean_2", "sd2i": "sd_2",
    "yi": "yi", "vi": "vi", "sei": "sei",
}  # fmt: skip
RATIO_NAMES = {
    "RR": ("rr", "riskratio", "relativerisk", "rateratio"), "OR": ("or", "oddsratio", "petoor"),
    "HR": ("hr", "hazardratio"),
}  # fmt: skip
DIFFERENCES = {
    "MD": ("md", "meandifference", "meandiff", "wmd", "diff", "difference"),
    "SMD": ("smd", "g", "hedgesg", "precalcg", "d", "cohend"),
}
ESTIMATES = ("te", "es", "effect", "effectsize", "estimate", "est", "y", "eff", "beta", "b", "coef", "coefficient",
             "metaes",
             "effectestimate", "value")  # fmt: skip
VARIANCES = ("v", "var", "variance", "samplingvariance", "vyi", "vareff", "vare", "varte", "vary")
ERRORS = ("se", "stderr", "stderror", "standarderror", "seyi", "metase", "sy")
LOWER = ("low", "lower", "lowerci", "cilow", "cilower", "lci", "lcl", "ll", "lb", "cilb", "lowerlimit", "lowerbound",
         "cistart",
         "conflow", "metacil", "cil", "lo", "lowci", "l", "min")  # fmt: skip
UPPER = ("high", "upper", "upperci", "cihigh", "ciupper", "uci", "ucl", "ul", "ub", "ciub", "upperlimit", "upperbound",
         "ciend",
         "confhigh", "metaciu", "ciu", "hi", "highci", "u", "max")  # fmt: skip
BOTH = ("ci", "withci", "confidenceinterval")
EXCESS = ("oe", "ominuse", "ome", "observedminusexpected", "oeobservedminusexpected")
LEVEL = re.compile(r"(?<![0-9])(80|90|95|97\.5|98|99|99\.9)(?![0-9])\s*%?")
PLAIN = re.compile(r"[\W_]+")


def _flat(name: str) -> str:
    return PLAIN.sub("", name.casefold())


@cache
def _meanings() -> dict[str, list[Meaning]]:
    """Return every known name, without case and separators, with what it may mean."""
    found: dict[str, list[Meaning]] = {}
    for name, meaning in (*_of_arms(), *_of_effects()):
        if meaning not in found.setdefault(name, []):
            found[name].append(meaning)
    return found


def _of_arms() -> Iterator[tuple[str, Meaning]]:
    for name, role in METAFOR.items():
        yield name, Meaning(role, 1)
    for kind, words in WHAT.items():
        for what in words:
            if kind in ("events", "total", "rest"):
                yield what, Meaning(kind, 2)
            for arm, letters in ARMS.items():
                for letter in letters:
                    if what + letter not in ERRORS:
                        yield what + letter, Meaning(f"{kind}_{arm}", 2)
                    if letter + what not in ESTIMATES:
                        yield letter + what, Meaning(f"{kind}_{arm}", 2)
    for number, name in enumerate(STUDY):
        yield name, Meaning("study", number)
    yield "year", Meaning("year", 0)
    yield "pubyear", Meaning("year", 1)


def _of_effects() -> Iterator[tuple[str, Meaning]]:
    named: list[tuple[str, str, bool | None, int]] = [(name, "", None, 2) for name in ESTIMATES]
    named.append(("yi", "", None, 1))
    for measure, words in RATIO_NAMES.items():
        for word in words:
            named += [(before + word, measure, False, 2) for before in ("", "a", "adj", "adjusted", "crude")]
            named += [(before + word, measure, True, 2) for before in ("log", "ln", "precalclog")]
    named += [(word, measure, False, 2) for measure, words in DIFFERENCES.items() for word in words]
    for name, measure, log, rank in named:
        about = {"measure": measure, "log": log}
        yield name, Meaning("yi", rank, **about)
        for role, words in (("vi", VARIANCES), ("sei", ERRORS), ("low", LOWER), ("high", UPPER), ("limits", BOTH)):
            for word in words:
                if role != "sei" or not (
                    measure in RATIO_NAMES and log is False
                ):  # an error of a ratio: on which scale?
                    yield name + word, Meaning(role, rank + 1, **about)
                    yield word + name, Meaning(role, rank + 1, **about)
    for role, words in (("vi", VARIANCES), ("sei", ERRORS), ("low", LOWER), ("high", UPPER)):
        for word in words:
            yield word, Meaning(role, 2)
    for word in EXCESS:
        yield word, Meaning("excess", 2)
    for word in VARIANCES:
        yield word, Meaning("information", 2)


def meanings_of(name: str) -> list[Meaning]:
    """Return what a column of this name may hold, nothing for a name that is not known."""
    if name in ROLES:
        return [Meaning(name, 0)]
    flat = _flat(name)
    if flat in _meanings():
        return _meanings()[flat]
    level = LEVEL.search(name)
    if level is None:
        return []
    without = _meanings().get(_flat(name[: level.start()] + name[level.end() :]), [])
    share = float(level[1]) / 100
    return [each._replace(level=share) for each in without if each.role in ("low", "high", "limits")]
