"""Which cells of the data moved what readers see, in one line for each row."""

from __future__ import annotations

from typing import Any

from helpers.commands.diff.rows import differing
from helpers.evidence.rules.readings import NUMBER

MOST = 5  # rows that are named
LONGEST = 60  # letters of a cell
FOLLOWING = {("readings", ""), ("claims", "verdict"), ("claims", "note")}  # cells that follow from others


def causes(data: list[dict[str, Any]]) -> list[str]:
    """Return lines such as `Because of Alpha, Drug, Death (data/counts.csv): 36 -> 35 events`, numbers first.

    Parameters: data, rows and cells that differ, as `compare_data` gives them. Returns: the first of many, then
    how many more there are; what only follows from other cells is left out.
    """
    rows: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for entry in data:
        if not {(entry["table"], ""), (entry["table"], entry["column"])} & FOLLOWING:
            name = entry["named"] or entry["column"] or entry["table"]
            rows.setdefault((entry["file"], entry["row"], name), []).append(entry)
    ordered = sorted(rows.items(), key=lambda found: min(map(_rank, found[1])))
    lines = []
    for (file, _, name), entries in ordered[:MOST]:
        lines.append(f"Because of {name} ({file}): {', '.join(map(_told, sorted(entries, key=_rank)))}")
    return lines + ([f"and {len(ordered) - MOST} more rows of data"] if len(ordered) > MOST else [])


def _rank(entry: dict[str, Any]) -> int:
    """Return what matters first: numbers that changed, rows that came or went, other cells."""
    if entry["column"] and all(NUMBER.match(entry[side] or "") for side in ("old", "new")):
        return 0
    return 2 if entry["column"] else 1


def _told(entry: dict[str, Any]) -> str:
    if not entry["column"] or not entry["row"]:
        return (
            "new" if entry["old"] is None else "gone" if entry["new"] is None else f"{entry['old']} -> {entry['new']}"
        )
    old, new = (_short(text) or "empty" for text in differing(entry["old"], entry["new"]))
    return f"{old} -> {new} {entry['column']}" if _rank(entry) == 0 else f"{entry['column']} {old} -> {new}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "\u2026"
