"""What differs between two snapshots of a book, as plain data: old, new, and where it is shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from math import isclose
from typing import Any

from helpers.commands.diff.data import compare_data, compare_entries
from helpers.commands.diff.no_effect import moved_over_no_effect
from helpers.commands.diff.pairing import paired

Snapshot = dict[str, Any]
PARTS = ("conclusions", "pooled", "verdicts", "numbers", "shown", "faults", "data", "bibliography")
PLACE = ("holder", "file", "line", "heading")
OF_QUANTITY = ("text", "value", "low", "high", "limits", "details")
OF_HOLDS = ("words", "expression", "true", "fault")
OF_CLAIM = ("verdict", "recorded", "finding", "printed", "unit", "reasons", "fault")


def compare(old: Snapshot, new: Snapshot) -> dict[str, list[dict[str, Any]]]:
    """Return what differs between two snapshots, by the names of PARTS; each list is empty when nothing does.

    Parameters: old and new, as `helpers.commands.diff.snapshot.snapshot` gives them.
    Returns: entries with `old` and `new`, None where there was nothing, and the places that show it. A place is that of
    the newer book, unless the thing is gone. What matters most comes first: words that are no longer true, then numbers
    that answer a question.
    """
    numbers, conclusions = _compare_numbers(old["numbers"], new["numbers"])
    return {
        "conclusions": sorted(conclusions, key=lambda entry: not turned(entry)),
        "pooled": sorted(map(_with_move, filter(_is_pooled, numbers)), key=lambda entry: not entry["moved"]),
        "verdicts": list(_compare_claims(old["claims"], new["claims"])),
        "numbers": [entry for entry in numbers if not _is_pooled(entry)],
        "shown": list(_compare_shown(old["shown"], new["shown"])),
        "faults": list(_compare_faults(old["faults"], new["faults"])),
        "data": list(compare_data(old["data"], new["data"])),
        "bibliography": list(compare_entries(old["entries"], new["entries"])),
    }


def turned(conclusion: dict[str, Any]) -> bool:
    """Return whether words that depend on data were true and are not, or the other way round."""
    old, new = conclusion["old"], conclusion["new"]
    return None not in (old, new) and old["true"] != new["true"]


def _is_pooled(entry: dict[str, Any]) -> bool:
    return any(side and side["pooled"] for side in (entry["old"], entry["new"]))


def _with_move(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "moved": moved_over_no_effect(entry["old"], entry["new"])}


def _compare_numbers(old: list[dict], new: list[dict]) -> tuple[list[dict], list[dict]]:
    """Return the quantities that differ, each once with all its places, and the words that do."""
    changed: dict[str, dict[str, Any]] = {}
    conclusions = []
    for before, after in _pair_numbers(old, new):
        shown = after or before
        place = {name: shown[name] for name in PLACE}
        if shown["role"] == "holds":
            if before is None or after is None or any(before.get(part) != after.get(part) for part in OF_HOLDS):
                conclusions.append({**place, "old": _words(before), "new": _words(after)})
        elif before is None or after is None or _quantity_differs(before, after):
            entry = {"old": _number(before), "new": _number(after)}
            changed.setdefault(repr(entry), {**entry, "places": []})["places"].append(place)
    rank = {(True, True): 0, (False, True): 1, (True, False): 2}  # changed, added, removed
    found = sorted(changed.values(), key=lambda entry: rank[entry["old"] is not None, entry["new"] is not None])
    return found, conclusions


def _pair_numbers(old: list[dict], new: list[dict]) -> list[tuple[Any, Any]]:
    """Pair the numbers of each holder, then what is left over across chapters, where text may have moved."""
    sides = [defaultdict(list), defaultdict(list)]
    for side, numbers in zip(sides, (old, new), strict=True):
        for number in numbers:
            side[number["holder"]].append(number)
    keys: list[Callable] = [_written, lambda number: (number["role"], (number.get("quantity") or {}).get("expression"))]
    pairs, rest = [], ([], [])
    for holder in dict.fromkeys((*sides[1], *sides[0])):
        for pair in paired(sides[0][holder], sides[1][holder], keys, lambda number: number["role"]):
            if None in pair:
                rest[pair[0] is None].append(pair[1] if pair[0] is None else pair[0])
            else:
                pairs.append(pair)
    return pairs + paired(*rest, [_written], id)


def _written(number: dict) -> tuple[str, str]:
    return "holds" if number["role"] == "holds" else "stat", number["expression"]


def _quantity_differs(old: dict, new: dict) -> bool:
    before, after = old.get("quantity"), new.get("quantity")
    if before is None or after is None:
        return old.get("fault") != new.get("fault")
    renamed = old["expression"] != new["expression"] and before["expression"] != after["expression"]
    return renamed or any(not alike(before[part], after[part]) for part in OF_QUANTITY)


def alike(old: Any, new: Any) -> bool:
    """Return whether two values are the same but for the last digits of a float."""
    if (isinstance(old, float) and isinstance(new, int | float)) or (isinstance(new, float) and isinstance(old, int)):
        return isclose(old, new, rel_tol=1e-9, abs_tol=1e-12)
    return old == new


def _number(number: dict | None) -> dict[str, Any] | None:
    if number is None:
        return None
    quantity = number.get("quantity") or {}
    found = {part: quantity.get(part) for part in OF_QUANTITY}
    pooled = quantity.get("pooled", False)  # earlier programs did not say
    found |= {"kind": quantity.get("kind", ""), "none": quantity.get("none")}  # nor this
    return {"expression": number["expression"], **found, "pooled": pooled, "fault": number.get("fault", "")}


def _words(number: dict | None) -> dict[str, Any] | None:
    """Return words that depend on data, with why they stand or fall."""
    if number is None:
        return None
    because = "; ".join(f"{expression} is {text}" for expression, text in number.get("compares", {}).items())
    found = {part: number.get(part) for part in ("words", "true")}
    return {**found, "condition": number["expression"], "because": because, "fault": number.get("fault", "")}


def _compare_claims(old: list[dict], new: list[dict]) -> Iterator[dict[str, Any]]:
    before = {claim["claim"]: claim for claim in old}
    after = {claim["claim"]: claim for claim in new}
    for key in dict.fromkeys((*after, *before)):
        pair = [_claim(claims.get(key)) for claims in (before, after)]
        if pair[0] != pair[1]:  # its wording is a row of data, and listed there
            claim = after.get(key) or before[key]
            place = {name: claim[name] for name in ("claim", "section", "text", "file", "listed")}
            yield {**place, "old": pair[0], "new": pair[1]}


def _claim(claim: dict | None) -> dict[str, Any] | None:
    if claim is None:
        return None
    return {**{part: claim[part] for part in OF_CLAIM}, "data": "; ".join(map(spoken, claim["answers"]))}


def spoken(quantity: dict[str, Any]) -> str:
    """Return a quantity's text with its limits, where these do not stand in it."""
    text, limits = quantity["text"] or "", quantity["limits"] or ""
    return f"{text} ({limits})" if limits and limits not in text else text


def _compare_shown(old: list[dict], new: list[dict]) -> Iterator[dict[str, Any]]:
    before = {(shown["kind"], shown["name"]): shown for shown in old}
    after = {(shown["kind"], shown["name"]): shown for shown in new}
    for key in dict.fromkeys((*after, *before)):
        pair = before.get(key), after.get(key)
        shown = pair[1] or pair[0]
        state = "removed" if pair[1] is None else "added" if pair[0] is None else "changed"
        changes = list(_changes_of(*pair)) if state == "changed" else []
        if changes or state != "changed":
            place = {name: shown[name] for name in ("kind", "name", "file", "line", "heading")}
            yield {**place, "state": state, "rows": len(shown.get("rows", ())), "changes": changes}


def _changes_of(old: dict, new: dict) -> Iterator[dict[str, Any]]:
    """Yield what differs in a figure, table or output: `part`, `row` and `column` where it has one, `old` and `new`."""
    for part, name in (("file", "page"), ("text", "caption" if "rows" in new else "text"), ("columns", "columns")):
        if old.get(part) != new.get(part):
            yield {"part": name, "old": old.get(part), "new": new.get(part)}
    for before, after in paired(_rows(old), _rows(new), [lambda row: repr(row["cells"]), _label], lambda row: ""):
        if before is None or after is None:
            cells = (after or before)["cells"]
            said = ", ".join(str(cell) for cell in cells.values() if cell not in (None, ""))
            yield {"part": "row", "row": (after or before)["label"]} | (
                {"old": None, "new": said} if before is None else {"old": said, "new": None}
            )
            continue
        for column in dict.fromkeys((*after["cells"], *before["cells"])):
            cells = [row["cells"].get(column) for row in (before, after)]
            if not alike(*cells):
                yield {"part": "cell", "row": after["label"], "column": column, "old": cells[0], "new": cells[1]}
    if old.get("alt") != new.get("alt"):
        yield {"part": "alternative text", "old": old.get("alt"), "new": new.get("alt")}


def _rows(shown: dict) -> list[dict[str, Any]]:
    """Return rows as a mapping of cells and a label; columns of one name are numbered."""
    seen: Counter[str] = Counter()
    columns = []
    for column in shown.get("columns", ()):
        seen[column] += 1
        columns.append(column if seen[column] == 1 else f"{column} ({seen[column]})")
    rows = [dict(zip(columns, row, strict=True)) for row in shown.get("rows", ())]
    return [{"cells": row, "label": " / ".join(_names(row, shown["kind"]))} for row in rows]


def _names(row: dict[str, Any], kind: str) -> Iterable[str]:
    """Yield the words before the first number of a figure's row, or the first cell of a table's."""
    for column, cell in row.items():
        if not isinstance(cell, str) or column in ("text", "expression"):
            return
        if cell:
            yield cell
        if kind == "table":
            return


def _label(row: dict) -> str:
    return row["label"]


def _compare_faults(old: list[dict], new: list[dict]) -> Iterator[dict[str, Any]]:
    known = [Counter((fault["file"], fault["why"]) for fault in faults) for faults in (old, new)]
    for faults, others, state in ((new, known[0], "new"), (old, known[1], "gone")):
        for fault in faults:
            if others[fault["file"], fault["why"]] > 0:
                others[fault["file"], fault["why"]] -= 1
            else:
                yield {**fault, "state": state}
