"""A difference as rows for people: what it is, before, now, where it stands and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from helpers.commands.diff.compare import PARTS, spoken, turned

CONTEXT = 40  # letters around what differs in a long text
LONG = 120  # letters from which on only what differs is shown
MOST_PLACES = 12  # of one number


class Row(NamedTuple):
    """One thing that differs; before or now are "" where there was, or is, none."""

    what: str
    before: str
    now: str
    where: str
    why: str = ""


def rows_of(difference: dict[str, list[dict[str, Any]]]) -> dict[str, list[Row]]:
    """Return the rows of each kind of difference by its title, without those that have none."""
    found = {TITLES[part]: [row for entry in difference[part] for row in ROWS[part](entry)] for part in PARTS[1:]}
    turning = [row for entry in difference["conclusions"] if turned(entry) for row in _conclusion(entry)]
    others = [row for entry in difference["conclusions"] if not turned(entry) for row in _conclusion(entry)]
    pooled = {POOLED: found.pop(POOLED)}
    ordered = {TITLES["conclusions"]: turning} | pooled | {WORDED: others} | found
    return {title: rows for title, rows in ordered.items() if rows}


def _place(entry: dict[str, Any]) -> str:
    line = f":{entry['line']}" if entry.get("line") else ""
    heading = f" ({entry['heading']})" if entry.get("heading") else ""
    holder = entry.get("holder", entry["file"])
    return ("" if holder == entry["file"] else f"{holder}, ") + entry["file"] + line + heading


def _conclusion(entry: dict[str, Any]) -> Iterator[Row]:
    sides = entry["old"], entry["new"]
    conditions = [side and side["condition"] for side in sides]
    shown = entry["new"] or entry["old"]
    what = shown["words"] or shown["condition"]
    same = None not in sides and conditions[0] == conditions[1]
    before, now = (_stands(side, with_condition=not same) for side in sides)
    yield Row(what, before, now, _place(entry), shown["because"])


def _stands(side: dict[str, Any] | None, *, with_condition: bool) -> str:
    if side is None:
        return ""
    if side["fault"]:
        return f"cannot be computed: {side['fault']}"
    condition = f" [{side['condition']}]" if with_condition else ""
    return f"{side['words']}: {'true' if side['true'] else 'NO LONGER TRUE'}{condition}"


def _verdict(entry: dict[str, Any]) -> Iterator[Row]:
    shown = entry["new"] or entry["old"]
    printed = f"{shown['printed']} {shown['unit']}".strip()
    before, now = _differing_parts(entry["old"], entry["new"])
    listed = f", listed on {entry['listed']}" if entry["listed"] else ""
    where = f"section {entry['section']}, {entry['file']}{listed}"
    yield Row(f"claim {entry['claim']}: {entry['text']}, {printed}", before, now, where, "; ".join(shown["reasons"]))


def _differing_parts(old: dict[str, Any] | None, new: dict[str, Any] | None) -> list[str]:
    """Return the verdicts, each with what else differs between two states of a claim."""
    said = {"finding": "finding", "printed": "printed", "unit": "unit", "data": "data", "fault": "cannot be answered"}
    said |= {"reasons": "because", "recorded": "recorded as"}
    texts = []
    for side in (old, new):
        if side is None:
            texts.append("")
            continue
        other = {part: side[part] for part in said if old and new and old[part] != new[part]}
        if old and new and old["verdict"] != new["verdict"]:
            other.pop("reasons", None)  # they follow
        parts = [f"{said[part]} {'; '.join(found) if part == 'reasons' else found}" for part, found in other.items()]
        texts.append("; ".join([side["verdict"], *parts]))
    return texts


def _number(entry: dict[str, Any]) -> Iterator[Row]:
    old, new = entry["old"], entry["new"]
    what = (new or old)["expression"]
    if old and new and old["expression"] != new["expression"]:
        what = f"{old['expression']} → {new['expression']}"
    before, now = (
        side and (f"cannot be computed: {side['fault']}" if side["fault"] else spoken(side)) for side in (old, new)
    )
    if before == now:
        before, now = (f"{spoken(side)}; {_finer(side, other)}" for side, other in ((old, new), (new, old)))
    places = [_place(place) for place in entry["places"]]
    more = [f"and {len(places) - MOST_PLACES} more"] if len(places) > MOST_PLACES else []
    what += f": LOOK, {entry['moved']}" if entry.get("moved") else ""
    yield Row(what, before or "", now or "", "; ".join(places[:MOST_PLACES] + more))


def _finer(side: dict[str, Any], other: dict[str, Any]) -> str:
    """Return what differs from another quantity of the same text: its details, or digits behind the text."""
    details = [f"{name} {text}" for name, text in side["details"] if [name, text] not in other["details"]]
    numbers = [f"{name} {_as_text(side[name])}" for name in ("value", "low", "high") if side[name] != other[name]]
    return "; ".join(details or numbers) or "the same"


def _shown(entry: dict[str, Any]) -> Iterator[Row]:
    what = f"{entry['kind']} {entry['name']}" if entry["kind"] != "output" else entry["name"]
    where, changes = _place(entry), entry["changes"]
    if entry["state"] != "changed":
        size = f"{entry['rows']} rows" if entry["rows"] else "there"
        yield Row(what, *(("", size) if entry["state"] == "added" else (size, "")), where)
    in_words = {change["row"] for change in changes if change.get("column") == "text"}
    for change in changes:
        part = change["part"]
        if part == "alternative text" and len(changes) > 1:
            continue  # it says what the rows say
        if part == "cell":
            if change["row"] in in_words and change["column"] != "text":
                continue  # so does the text
            if entry["kind"] == "figure" and any(isinstance(change[side], float) for side in ("old", "new")):
                continue  # where something is drawn, or its weight: nobody reads it, and what is read is told
            part = f"{change['row']}, {change['column']}" if change["row"] else change["column"]
        elif part == "row":
            part = f"row {change['row']}"
        yield Row(f"{what}: {part}", *differing(change["old"], change["new"]), where)


def _fault(entry: dict[str, Any]) -> Iterator[Row]:
    states = ("", "fails") if entry["state"] == "new" else ("failed", "")
    yield Row(entry["why"], *states, _place(entry))


def _data(entry: dict[str, Any]) -> Iterator[Row]:
    what = ", ".join(filter(None, (entry["table"], entry["row"], entry["column"])))
    yield Row(what, *differing(entry["old"], entry["new"]), entry["file"])


def _entry(entry: dict[str, Any]) -> Iterator[Row]:
    what = ", ".join(filter(None, (entry["key"], entry["field"])))
    yield Row(what, *differing(entry["old"], entry["new"]), "references.bib")


def differing(old: object, new: object) -> tuple[str, str]:
    """Return two values as text; of long ones only what differs, with what stands around it."""
    before, now = ("" if value is None else _as_text(value) for value in (old, new))
    if not before or not now or max(len(before), len(now)) < LONG:
        return before, now
    shortest = min(len(before), len(now))
    head = next((at for at in range(shortest) if before[at] != now[at]), shortest)
    tail = next((at for at in range(shortest - head) if before[-1 - at] != now[-1 - at]), shortest - head)
    start = max(0, head - CONTEXT)
    cut = []
    for text in (before, now):
        end = min(len(text), len(text) - tail + CONTEXT)
        cut.append(("…" if start else "") + text[start:end] + ("…" if end < len(text) else ""))
    return cut[0], cut[1]


def _as_text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:.6g}" if isinstance(value, float) else str(value)


POOLED = "Pooled numbers"
WORDED = "Words that depend on data, new, gone or worded anew"
TITLES = {
    "conclusions": "Words that depend on data",
    "pooled": POOLED,
    "verdicts": "Claims of the source review",
    "numbers": "Numbers",
    "shown": "Figures, tables and outputs",
    "faults": "What cannot be computed",
    "data": "Rows of data",
    "bibliography": "Bibliography",
}
ROWS: dict[str, Callable[[dict[str, Any]], Iterable[Row]]] = {
    "conclusions": _conclusion,
    "pooled": _number,
    "verdicts": _verdict,
    "numbers": _number,
    "shown": _shown,
    "faults": _fault,
    "data": _data,
    "bibliography": _entry,
}
