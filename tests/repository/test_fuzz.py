"""The fuzz of benchmarks/ reaches every door, and an input is the same whenever it is asked for."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from books import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="limits memory and time by signals")]


def fuzz(*options: str) -> str:
    command = [sys.executable, ROOT / "benchmarks/fuzz.py", *options]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout


@pytest.mark.parametrize("inputs", ["60", pytest.param("400", marks=pytest.mark.weekly)])
def test_every_door_takes_changed_inputs_and_none_of_a_few_fails(inputs):
    printed = fuzz("--inputs", inputs)
    lines = {line.split()[0]: line for line in printed.splitlines()[1:] if re.match(r"[a-z]+ +[\d,]+ ", line)}
    doors = re.findall(
        r'^    "(\w+)": Door\(', (ROOT / "benchmarks/doors.py").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert list(lines) == doors and len(doors) > 15
    assert ", 0 failed; seed 1" in printed, printed


def test_an_input_is_the_same_for_the_same_seed():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        from random import Random

        from mutations import KINDS, mutate
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    text = '{"a": [1, "b"]}'
    for kind in KINDS:
        made = [[mutate(text, kind, Random(f"1 x {number}")) for number in range(200)] for _ in range(2)]
        assert made[0] == made[1] and len(set(made[0])) > 100
