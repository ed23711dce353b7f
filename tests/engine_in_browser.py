"""The explorer's engine in a browser, and the same pools by Python: what its tests compare."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from books import ROOT

from helpers.exhibits.explored import explored
from helpers.exhibits.questions import Question
from helpers.quantities.lookup import QuantityError
from helpers.quantities.opened import opened
from helpers.quantities.vocabulary import Review
from helpers.stats import meta_analysis as ma
from helpers.stats.measures import BY_VARIANCE, INTERVALS, TAU2_ESTIMATORS

SCRIPTS = ROOT / "src/helpers/book/static/explorer"
ENGINE = ("distributions.js", "engine.js", "counts.js")
NUMBERS = (
    "yi se low high p wald_low wald_high tau2 q q_p i2 h2 pi_low pi_high pi2_low pi2_high "
    "tau2_limits i2_limits weights"
).split()  # fmt: skip
# Numbers near 0 are compared on these scales, others relative to themselves.
SCALES = {"i2": 100.0, "i2_limits": 100.0, "weights": 100.0, "tau2": 1e-3, "tau2_limits": 1e-3, "p": 1e-3, "q_p": 1e-3}
RANDOM = [{"method": "random", "tau2": tau2, "interval": way} for tau2 in TAU2_ESTIMATORS for way in INTERVALS]
MODELS: list[dict[str, str]] = [*RANDOM, {"method": "common"}]

# A subset is a number whose bits say which studies are in; the answer is one flat list of numbers.
COMPUTE = """([sizes, rows, subsets, options, names]) => {
  const { engine } = reviewExplorer;
  const told = (pool) => names.flatMap((name) => pool[name]);
  const one = (bits) => {
    const kept = (list) => list.filter((_, i) => Math.floor(bits / 2 ** i) % 2);
    if (options.method === "mh") return engine.mantelHaenszel(options.measure, kept(rows), options.level);
    if (options.method === "peto") return engine.peto(kept(rows), options.level);
    if (options.method === "glmm") return engine.proportion(kept(rows), options.level);
    const effects = sizes ?? kept(rows).map((counts) => engine.effect(options.measure, counts));
    const [yi, vi] = sizes ? sizes.map(kept) : [effects.map((e) => e.yi), effects.map((e) => e.vi)];
    return engine.pool(yi, vi, options);
  };
  return JSON.stringify(subsets.map((bits) => told(one(bits))));
}"""


def engine_page(browser: Any, *further: str) -> Any:
    """Return an empty page that has the engine, and further scripts of the explorer."""
    page = browser.new_page()
    for name in (*ENGINE, *further):
        page.add_script_tag(path=str(SCRIPTS / name))
    return page


def in_browser(
    page: Any,
    options: dict[str, Any],
    subsets: Sequence[int],
    *,
    rows: Sequence[Sequence[int]] | None = None,
    sizes: Sequence[Sequence[float]] | None = None,
    names: Sequence[str] = NUMBERS,
) -> list[list[float]]:
    """Return the numbers of the pool of each subset, from counts or from estimates with their variances."""
    found = json.loads(page.evaluate(COMPUTE, [sizes, rows, list(subsets), options, list(names)]))
    return [[np.nan if number is None else number for number in pool] for pool in found]


def told(pool: ma.Pool, used: np.ndarray | None = None, names: Sequence[str] = NUMBERS) -> list[float]:
    """Return the same numbers of a pool of Python's."""
    parts = []
    for name in names:
        numbers = np.atleast_1d(np.asarray(getattr(pool, name), float))
        parts.append(numbers[used] if name == "weights" and used is not None and len(numbers) else numbers)
    return np.concatenate(parts).tolist()


def all_subsets(k: int) -> list[int]:
    return list(range(1, 2**k))


def used_in(subsets: Sequence[int], k: int) -> np.ndarray:
    return np.array([[bits >> study & 1 == 1 for study in range(k)] for bits in subsets])


def by_python(
    options: dict[str, Any],
    subsets: Sequence[int],
    *,
    rows: Sequence[Sequence[int]] | None = None,
    sizes: tuple[Sequence[float], Sequence[float]] | None = None,
    names: Sequence[str] = NUMBERS,
) -> list[list[float]]:
    """Return what `in_browser` must give."""
    k = len(rows if rows is not None else sizes[0])
    used = used_in(subsets, k)
    method, measure = options["method"], options["measure"]
    if method in BY_VARIANCE:
        if sizes is None:
            columns = np.array(rows).T
            sizes = ma.one_group(*columns)[:2] if measure == "PLO" else ma.two_groups(measure, *columns)[:2]
        tiled = [np.tile(np.asarray(column, float), (len(used), 1)) for column in sizes]
        pools = ma.pool_many(*tiled, used, **options)
    else:
        of_counts: dict[str, Callable[..., ma.Pool]] = {"peto": ma.peto, "glmm": ma.pooled_proportion}
        call = of_counts.get(method) or (lambda *columns, **level: ma.mantel_haenszel(measure, *columns, **level))
        level = {"level": options["level"]} if "level" in options else {}
        pools = [call(*np.array(rows)[chosen].T, **level) for chosen in used]
        return [told(pool, None, names) for pool in pools]
    return [told(pool, chosen, names) for pool, chosen in zip(pools, used, strict=True)]


def apart(
    found: Sequence[Sequence[float]], expected: Sequence[Sequence[float]], names: Sequence[str] = NUMBERS
) -> Iterator[float]:
    """Yield how far each number is from the expected one, infinitely where only one of them is there."""
    for got, wanted in zip(found, expected, strict=True):
        assert len(got) == len(wanted)
        scales = np.concatenate([np.full(_length(name, len(wanted), names), SCALES.get(name, 1.0)) for name in names])
        ours, theirs = np.array(got), np.array(wanted)
        assert (np.isnan(ours) == np.isnan(theirs)).all(), f"{got} is not {wanted}"
        difference = np.abs(ours - theirs) / np.maximum(np.abs(theirs), scales)
        yield from difference[~np.isnan(theirs)].tolist()


def _length(name: str, whole: int, names: Sequence[str]) -> int:
    if name in ("tau2_limits", "i2_limits"):
        return 2
    rest = sum(2 if other.endswith("_limits") else 1 for other in names if other != "weights")
    return whole - rest if name == "weights" else 1


COUNTED_MODELS: dict[str, list[dict[str, str]]] = {
    "RR": [*MODELS, {"method": "mh"}],
    "OR": [*MODELS, {"method": "mh"}, {"method": "peto"}],
    "RD": [*MODELS, {"method": "mh"}],
    "PLO": MODELS,
}
MOST_OF_PROPORTIONS = 300  # settings by a mixed model, of which Python computes ten in a second

TELL = """([data, settings]) => JSON.stringify(settings.map((setting) => {
  const told = reviewExplorer.told.tell(data, { ...setting, off: new Set(setting.off) });
  return { text: told.text, facts: told.facts, notes: told.notes, thousand: told.thousand?.text ?? null };
}))"""


def counts_of_questions(review: Review) -> Iterator[tuple[list[list[int]], tuple[str, ...]]]:
    """Yield the counts of each question's members, each set once, with the measures that they give."""
    seen: set[str] = set()
    for name in review.evidence.syntheses:
        parts = Question(review, name, {}).parts
        rows = [[number for group in part.counts for number in group[:2]] for part in parts]
        if len(rows) > 1 and str(rows) not in seen:
            seen.add(str(rows))
            yield rows, ("RR", "OR", "RD") if len(rows[0]) == 4 else ("PLO",)


def explored_questions(review: Review) -> dict[str, dict[str, Any]]:
    """Return what the explorer of each question gets, by the question's name."""
    asked = [Question(review, name, {}) for name in review.evidence.syntheses]
    found = {each.name: explored(each, each.arms(None), "Pooled") for each in asked}
    return {name: data for name, data in found.items() if data is not None}


def settings_of(
    data: dict[str, Any], *, chance: random.Random | None = None, most: int | None = None
) -> list[dict[str, Any]]:
    """Return every setting of a question: its subsets by its measures, models, intervals; or some by chance."""
    studies = list(dict.fromkeys(member["study"] for member in data["members"]))
    groups = ["", *(split["name"] for split in data["splits"])]
    models = [
        {"measure": measure["name"], "method": method, "tau2": tau2, "interval": interval}
        for measure in data["measures"]
        for method, tau2 in data["methods"][measure["name"]]
        for interval in (INTERVALS if method == "random" else ("wald",))
    ]
    if most is not None:
        assert chance is not None
        return [
            {
                **chance.choice(models),
                "by": chance.choice(groups),
                "off": chance.sample(studies, chance.randint(0, len(studies))),
            }
            for _ in range(most if models[0]["measure"] != "PLO" else most // 6)
        ]
    if len(studies) > 9:  # of more studies than that nobody computes every subset twice
        return settings_of(data, chance=random.Random(0), most=6 * MOST_OF_PROPORTIONS)
    subsets = [[s for at, s in enumerate(studies) if bits >> at & 1] for bits in range(2 ** len(studies))]
    return [{**model, "by": groups[at % len(groups)], "off": off} for model in models for at, off in enumerate(subsets)]


def told_by_browser(page: Any, data: dict[str, Any], settings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the browser says of settings: text, facts, notes, patients of 1,000."""
    told: list[dict[str, Any]] = json.loads(page.evaluate(TELL, [data, settings]))
    return told


def told_by_python(review: Review, question: str, setting: dict[str, Any]) -> dict[str, Any]:
    """Return what the book says of a setting."""
    options = {name: setting[name] or None for name in ("measure", "method", "tau2", "interval", "by")}
    if setting["method"] != "random":
        options |= {"tau2": None, "interval": None}
    left_out = [member.study for member in review.evidence.syntheses[question].members if member.left_out]
    options["without"] = "+".join(study for study in setting["off"] if study not in left_out) or None
    options["including"] = "+".join(study for study in left_out if study not in setting["off"]) or None
    found = opened({**review.pooled(question, **options).as_dict(), "inputs": []})
    try:
        thousand = review.per_1000(question, **options).text
    except QuantityError:
        thousand = None
    return {"text": found["text"], "facts": found["facts"], "notes": found["notes"], "thousand": thousand}
