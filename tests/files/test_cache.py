"""The cache knows a result by what it follows from, and never gives another one."""

import json
import math
from pathlib import Path

import pytest

from helpers.files.cache import FOLDER, MOST, Cache


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "_build").mkdir()
    (tmp_path / "code.py").write_text("one = 1\n")
    return tmp_path


def cache_of(root: Path, *, libraries: tuple[str, ...] = ("numpy",), code: str = "code.py") -> Cache:
    return Cache(root, (root / code,), libraries)


def test_a_result_is_found_again_with_every_digit_and_no_number(root: Path):
    result = {"yi": 0.1 + 0.2, "q": math.nan, "high": math.inf, "notes": ["µ", "²"]}
    cache_of(root).put(["pool", [1, 2]], result)
    found = cache_of(root).get(["pool", [1, 2]])
    assert math.isnan(found.pop("q")) and found == {name: each for name, each in result.items() if name != "q"}


@pytest.mark.parametrize("other", [["pool", [1, 3]], ["pool", ["1", 2]], ["pool", [1, 2, None]], ["pool", [12]]])
def test_other_arguments_have_no_result(root: Path, other: object):
    cache_of(root).put(["pool", [1, 2]], 1.5)
    assert cache_of(root).get(other) is None


def test_other_code_and_other_libraries_have_no_result(root: Path):
    cache_of(root).put("key", 1.5)
    (root / "other.py").write_text("one = 2\n")
    assert cache_of(root).get("key") == 1.5
    assert cache_of(root, code="other.py").get("key") is None
    assert cache_of(root, libraries=("scipy",)).get("key") is None
    assert cache_of(root, libraries=("numpy", "no-such-library")).get("key") is None


@pytest.mark.parametrize(
    "damage", [lambda kept: kept[:-1], lambda kept: b"", lambda kept: kept.replace(b"1.5", b"2.5")]
)
def test_a_damaged_entry_is_no_result(root: Path, damage):
    cache_of(root).put("key", 1.5)
    [entry] = (root / FOLDER).iterdir()
    entry.write_bytes(damage(entry.read_bytes()))
    assert cache_of(root).get("key") is None


def test_a_book_that_was_never_built_is_not_written_to(tmp_path: Path):
    cache = Cache(tmp_path, (), ())
    cache.put("key", 1.5)
    assert cache.get("key") is None and not list(tmp_path.iterdir())


def test_it_does_not_grow_without_end(root: Path):
    (root / FOLDER).mkdir()
    for number in range(MOST + 1):
        (root / FOLDER / str(number)).touch()
    cache_of(root).put("key", 1.5)
    assert len(list((root / FOLDER).iterdir())) == 1 and cache_of(root).get("key") == 1.5


def test_an_entry_is_json_with_its_sum(root: Path):
    cache_of(root).put("key", [1.5])
    [entry] = (root / FOLDER).iterdir()
    assert json.loads(entry.read_text().split("\n")[1]) == [1.5]
