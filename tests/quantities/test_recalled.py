"""What the cache has of a pool is what would be computed."""

import math
from dataclasses import fields, replace
from pathlib import Path

import pytest

from helpers.files.cache import FOLDER
from helpers.quantities import questions, recalled
from helpers.quantities.quantity import Quantity
from helpers.quantities.vocabulary import Review


def same(one: Quantity, other: Quantity) -> bool:
    return all(getattr(one, field.name) == getattr(other, field.name) for field in fields(Quantity))


def test_every_question_of_the_book_has_the_same_answer_from_the_cache(real: Review, tmp_path: Path, monkeypatch):
    computed = {name: real.pooled(name) for name in real.evidence.syntheses}
    (tmp_path / "_build").mkdir()
    evidence = replace(real.evidence, root=tmp_path)
    kept = {name: Review(evidence).pooled(name) for name in evidence.syntheses}
    questions.ANSWERS.clear()
    monkeypatch.setattr(questions, "_pool_counts", lambda *_: pytest.fail("computed again"))
    monkeypatch.setattr(questions, "_by_variance", lambda *_: pytest.fail("computed again"))
    again = {name: Review(evidence).pooled(name) for name in evidence.syntheses}
    for name, quantity in computed.items():
        assert same(quantity, kept[name]) and same(quantity, again[name]), name


def test_weights_of_a_recalled_pool_are_computed(tmp_path: Path):
    from helpers.stats.meta_analysis import pool

    (tmp_path / "_build").mkdir()
    numbers = [[0.1, 0.4, 0.9], [0.01, 0.02, 0.03]]
    first, second = (recalled.recalled_pool(tmp_path, ("test",), numbers, lambda: pool(*numbers)) for _ in range(2))
    assert isinstance(second, recalled.Recalled) and second.weights.tolist() == first.weights.tolist()
    assert all(getattr(second, name) == getattr(first, name) for name in (*recalled.KEPT, *recalled.PAIRS))


def test_a_pool_without_an_answer_is_not_kept(tmp_path: Path):
    from helpers.stats.meta_analysis import Pool

    (tmp_path / "_build").mkdir()
    lost = Pool(2, "RR", "random", "REML", "wald", 0.95, *[math.nan] * 5, converged=False)
    assert recalled.recalled_pool(tmp_path, ("test",), [[1.0]], lambda: lost) is lost
    assert not (tmp_path / FOLDER).exists()
