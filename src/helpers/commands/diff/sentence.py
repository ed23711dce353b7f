"""A difference in one sentence: how many of the numbers that readers see change, and whether a conclusion does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from helpers.commands.command import counted
from helpers.commands.diff.compare import Snapshot, turned

MOST = 3  # places, or intervals, that are named


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
    parts.append(f"{counted(turning, 'conclusion')} {_turn(turning)}" if turning else "no conclusion turns")
    verdicts = sum(_verdict(entry["old"]) != _verdict(entry["new"]) for entry in difference["verdicts"])
    parts += [_change(verdicts, "verdict")] if verdicts else []
    others = "; ".join(_others(entry for entry in difference["conclusions"] if not turned(entry)))
    return "; ".join(parts) + "." + (f" Apart from these, {others}." if others else "")


def _others(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield how many conclusions are new, gone or worded anew, with their places."""
    kinds: dict[str, list[str]] = {}
    for entry in entries:
        kind = "new" if entry["old"] is None else "gone" if entry["new"] is None else "worded anew"
        kinds.setdefault(kind, []).append(f"{entry['file']}:{entry['line']}")
    for kind, places in kinds.items():
        more = f" and {len(places) - MOST} more" if len(places) > MOST else ""
        yield f"{counted(len(places), 'conclusion')} {_be(len(places))} {kind} ({', '.join(places[:MOST])}{more})"


def moves(difference: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Return a line for each pooled interval that comes to hold no effect or to leave it out, the first of many.

    Parameters: difference, as `compare` gives it.
    """
    moved = [entry for entry in difference["pooled"] if entry["moved"]]
    lines = [
        f"Look at {entry['new']['expression']}: {entry['moved']} ({entry['old']['text']} -> {entry['new']['text']})."
        for entry in moved[:MOST]
    ]
    return lines + ([f"So do {len(moved) - MOST} more pooled intervals."] if len(moved) > MOST else [])


def _verdict(claim: dict[str, Any] | None) -> str | None:
    return claim and claim["verdict"]


def _change(number: int, what: str) -> str:
    return f"{counted(number, what)} {'changes' if number == 1 else 'change'}"


def _turn(number: int) -> str:
    return "turns" if number == 1 else "turn"


def _be(number: int) -> str:
    return "is" if number == 1 else "are"
