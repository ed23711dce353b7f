"""Every choice of a definition, told by the explorer's scripts in a browser and by Python: what their tests compare."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from helpers.exhibits.defined import defined_data
from helpers.exhibits.explored import explored
from helpers.exhibits.questions import Question
from helpers.quantities.cohort_words import FEWEST
from helpers.quantities.cohorts import CohortCount, cohorts_of, remaining
from helpers.quantities.opened import opened
from helpers.quantities.vocabulary import Review
from helpers.stats.measures import MEASURES

Chosen = dict[str, str]
NUMBERS = ("value", "low", "high", "pi_low", "pi_high", "tau2")

TELL = """([data, all]) => JSON.stringify(all.map((chosen) => {
  const { cohorts, engine } = reviewExplorer;
  const { text, facts, notes, rows, pool } = cohorts.tell(data, chosen);
  const back = (end) => engine.back("PLO", end);
  const numbers = pool && [pool.value, pool.low, pool.high, back(pool.pool.pi_low), back(pool.pool.pi_high),
    pool.pool.tau2];
  const left = Object.fromEntries(data.defined.choices.map(({ name, options }) =>
    [name, ["", ...options.map(([option]) => option)].map((option) =>
      cohorts.howMany(data.defined, chosen, name, option))]));
  return { text, facts, notes, numbers, left, cohorts: rows.map((m) => [m.study, ...m.counts, ...m.places]) };
}))"""

SURVEY = """(data) => new Promise((done) => {
  reviewExplorer.cohorts.everyChoice(data, (found) => done([found, reviewExplorer.cohorts.surveyed(found)]));
})"""


def questions_of_proportions(review: Review) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each question of proportions of a book with the data that its browser would get."""
    for name, synthesis in review.evidence.syntheses.items():
        if MEASURES[synthesis.measure].arms == 1:
            asked = Question(review, name, {})
            data = explored(asked, asked.arms(None), "Pooled")
            assert data is not None
            yield name, {**data, "defined": defined_data(asked, {}, ())}


def every_choice(data: dict[str, Any]) -> list[Chosen]:
    """Return every combination of options, "" for none, of the choices of a question."""
    names = [choice["name"] for choice in data["defined"]["choices"]]
    options = [["", *(option for option, _ in choice["options"])] for choice in data["defined"]["choices"]]
    return [{name: option for name, option in zip(names, made, strict=True) if option} for made in product(*options)]


def told_by_browser(page: Any, data: dict[str, Any], choices: list[Chosen]) -> list[dict[str, Any]]:
    """Return what the browser says of choices: text, facts, notes, the pool's numbers, cohorts, what would remain."""
    told: list[dict[str, Any]] = json.loads(page.evaluate(TELL, [data, choices]))
    return told


def told_by_python(review: Review, question: str, chosen: Chosen) -> dict[str, Any]:
    """Return text, facts, notes and numbers that the book gives for choices."""
    quantity = review.defined(question, **chosen)
    found = opened({**quantity.as_dict(), "inputs": []})
    pooled = quantity.value is not None
    return {
        "text": found["text"],
        "facts": found["facts"] if pooled else [fact for fact in found["facts"] if fact[0] == "How"],
        "notes": found["notes"],
        "numbers": [quantity.number_of(name) for name in NUMBERS] if pooled else None,
    }


def survey_by_python(review: Review, question: str, every: list[Chosen]) -> dict[str, Any]:
    """Return how many combinations leave no cohort, a few, some that are not pooled, or a pool, with each pool once."""
    counts = cohorts_of(review.evidence, review.evidence.syntheses[question])
    found: dict[str, Any] = {"all": len(every), "none": 0, "few": 0, "apart": 0, "pooled": 0}
    pools: dict[tuple[int, ...], float | None] = {}
    for chosen in every:
        rows = remaining(counts, chosen)
        key = tuple(id(row) for row in rows)
        if len(rows) >= FEWEST and key not in pools:
            pools[key] = review.defined(question, **chosen).value
        pooled = len(rows) >= FEWEST and pools[key] is not None
        found["none" if not rows else "few" if len(rows) < FEWEST else "pooled" if pooled else "apart"] += 1
    return {**found, "values": sorted(value for value in pools.values() if value is not None)}


def how_many(counts: Sequence[CohortCount], choices: Chosen, choice: str, option: str) -> int:
    """Return how many cohorts remain with an option of one choice, "" for none of them, the others as they are."""
    others = {name: each for name, each in choices.items() if name != choice}
    return len(remaining(counts, {**others, choice: option} if option else others))
