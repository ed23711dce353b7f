"""Makes every tests/oracle/*.json again with R and compares it with the one that was there (`make oracle`).

Made by the same versions of R and its packages, a file is the same to the byte. Made by others, it has the same keys
and words, and numbers within the tolerance; then the file that was there stays.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
VERSIONS = ("R", "metafor", "lme4", "MASS")
RELATIVE = 1e-8
LOOSER = {"rma.glmm": 1e-4, "polr": 1e-6}  # by the function called: their standard errors are numerical derivatives
NEAR_ZERO = 1e-10  # a number below it has no digits of its own
MOST_SHOWN = 10


def versions_in(made: dict[str, Any]) -> dict[str, str]:
    """Return what a file says of the programs that made it."""
    return {name: made[name] for name in VERSIONS if name in made}


def differences(before: Any, now: Any, place: str = "", tolerance: float = RELATIVE) -> Iterator[str]:
    """Yield where two parts of a file differ: in a key, a length, a word, or a number by more than the tolerance."""
    if isinstance(before, dict) and isinstance(now, dict):
        call = str(before.get("call", ""))
        tolerance = next((each for name, each in LOOSER.items() if call.startswith(name)), tolerance)
        for key in [*before, *(key for key in now if key not in before)]:
            if key not in before or key not in now:
                yield f"{place}/{key} is only in the {'old' if key in before else 'new'} file"
            elif place or key not in VERSIONS:
                yield from differences(before[key], now[key], f"{place}/{key}", LOOSER.get(key, tolerance))
    elif isinstance(before, list) and isinstance(now, list):
        if len(before) != len(now):
            yield f"{place} has {len(before)} entries in the old file, {len(now)} in the new"
        for number, (one, other) in enumerate(zip(before, now, strict=False)):
            yield from differences(one, other, f"{place}[{number}]", tolerance)
    elif not _alike(before, now, tolerance):
        yield f"{place} was {before!r}, is {now!r}"


def _alike(before: Any, now: Any, tolerance: float) -> bool:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (before, now))
    return math.isclose(before, now, rel_tol=tolerance, abs_tol=NEAR_ZERO) if numbers else bool(before == now)


def made_again(script: Path) -> bool:
    """Run one script and return whether its file is as it was, saying what was found."""
    file = script.with_suffix(".json")
    kept = file.read_bytes() if file.exists() else b"{}"
    if subprocess.run(["Rscript", str(script)], check=False).returncode:
        print(f"{file.name}: R ended with an error (above); README.md names the packages that it needs")
        file.write_bytes(kept)
        return False
    if file.read_bytes() == kept:
        print(f"{file.name}: the same to the byte")
        return True
    before, now = json.loads(kept), json.loads(file.read_bytes())
    old, new = versions_in(before), versions_in(now)
    found = list(differences(before, now))
    if old != new and not found:
        file.write_bytes(kept)
        print(f"{file.name}: the same within {RELATIVE:g} (mixed models 1e-4), by other versions: {new} for {old}")
        return True
    print(f"{file.name}: it differs, made by {new}; it was made by {old}")
    for line in found[:MOST_SHOWN] or ["in digits beyond the tolerance, or in its form"]:
        print(f"  {line}")
    if len(found) > MOST_SHOWN:
        print(f"  and {len(found) - MOST_SHOWN} more: git diff tests/oracle/{file.name}")
    return False


if __name__ == "__main__":
    same = [made_again(script) for script in sorted(FOLDER.glob("*.R"))]
    if not all(same):
        sys.exit("A new file stays in place: commit it if its script was changed on purpose, else find out why.")
