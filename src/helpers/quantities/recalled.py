"""Pools that were computed before: their numbers come from the book's cache, all else is computed when asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from helpers.files.cache import Cache

if TYPE_CHECKING:
    from helpers.stats.meta_analysis import Pool

KEPT = (
    "method",
    "interval",
    "yi",
    "se",
    "p",
    "tau2",
    "q",
    "q_p",
    "i2",
    "h2",
    "estimate",
    "notes",
    "narrower_than_wald",
)
PAIRS = ("ci", "wald", "prediction", "tau2_limits", "i2_limits")
CODE = (Path(__file__).parents[1] / "stats", Path(__file__).with_name("questions.py"), Path(__file__))


class Recalled:
    """A pool of which the cache has the numbers in KEPT and PAIRS.

    What else is asked of it, such as weights, is computed then.
    """

    def __init__(self, kept: dict[str, Any], compute: Callable[[], Pool]) -> None:
        """Take the numbers, and how to compute the rest."""
        tuples = {name: tuple(kept[name]) for name in ("notes", *PAIRS)}
        self.__dict__.update(kept | tuples, _compute=compute)

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the pool itself."""
        return getattr(self._whole, name)

    @cached_property
    def _whole(self) -> Pool:
        return cast("Pool", self._compute())


def recalled_pool(
    root: Path, how: Sequence[str], numbers: Sequence[Sequence[object]], compute: Callable[[], Pool]
) -> Pool:
    """Return a pool, from the book's cache when the same code has pooled the same numbers in the same way.

    Parameters: root, the book's folder; how, the words that choose the method; numbers, all that is pooled; compute,
    called when the cache has nothing. A pool that found no answer is not kept: its warning is to be given each time.
    """
    cache = Cache(root, CODE, ("numpy", "scipy"))
    key = ["pool", list(how), [list(column) for column in numbers]]
    if (kept := cache.get(key)) is not None:
        return cast("Pool", Recalled(kept, compute))
    pool = compute()
    if pool.converged:
        cache.put(key, {name: getattr(pool, name) for name in (*KEPT, *PAIRS)})
    return pool


def recalled_number(
    root: Path, how: Sequence[str], numbers: Sequence[Sequence[object]], compute: Callable[[], float]
) -> float:
    """Return a number that follows from others, from the book's cache when the same code has computed it.

    Parameters: root, how, numbers and compute, as for `recalled_pool`.
    """
    cache = Cache(root, CODE, ("numpy", "scipy"))
    key = ["number", list(how), [list(column) for column in numbers]]
    if (kept := cache.get(key)) is not None:
        return float(kept)
    number = compute()
    cache.put(key, number)
    return number
