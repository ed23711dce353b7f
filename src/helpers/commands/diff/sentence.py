"""A difference in one sentence: how many of the numbers that readers see change, and whether a conclusion does."""

from __future__ import annotations

from typing import Any

from helpers.commands.command import counted
from helpers.commands.diff.compare import Snapshot, turned


def sentence(difference: dict[str, list[dict[str, Any]]], new: Snapshot) -> str:
    """Return what a reader of a difference wants to know first.

    Parameters: difference, as `compare` gives it; new, the newer snapshot.
    """
    numbers = [*difference["pooled"], *difference["numbers"]]
    changed = sum(len(entry["places"]) for entry in numbers if entry["old"] and entry["new"])
    added = sum(len(entry["places"]) for entry in numbers if not entry["old"])
    removed = sum(len(entry["places"]) for entry in numbers if not entry["new"])
    total = sum(number["role"] != "holds" for number in new["numbers"])
    parts = [f"{changed:,} of {total:,} numbers that readers see {'changes' if changed == 1 else 'change'}"]
    parts += [f"{added:,} {_be(added)} new"] if added else []
    parts += [f"{removed:,} {_be(removed)} gone"] if removed else []
    turning = sum(map(turned, difference["conclusions"]))
    other = len(difference["conclusions"]) - turning
    parts.append(f"{_change(turning, 'conclusion')}" if turning else "no conclusion changes")
    parts += [f"{counted(other, 'conclusion')} {_be(other)} new, gone or worded anew"] if other else []
    verdicts = sum(_verdict(entry["old"]) != _verdict(entry["new"]) for entry in difference["verdicts"])
    parts += [_change(verdicts, "verdict")] if verdicts else []
    return "; ".join(parts) + "."


def _verdict(claim: dict[str, Any] | None) -> str | None:
    return claim and claim["verdict"]


def _change(number: int, what: str) -> str:
    return f"{counted(number, what)} {'changes' if number == 1 else 'change'}"


def _be(number: int) -> str:
    return "is" if number == 1 else "are"
