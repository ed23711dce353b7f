"""What a quantity says in words is for readers: the engine never cuts it apart to learn what its fields say."""

from __future__ import annotations

import ast
from pathlib import Path

from books import ROOT

SPOKEN = {"text", "expression", "formula", "method", "limits", "notes", "note", "inputs", "p_text", "details"}
CUTS = {"split", "rsplit", "splitlines", "partition", "rpartition", "startswith", "endswith", "removeprefix"}
CUTS |= {"removesuffix", "replace", "find", "index", "strip", "lstrip", "rstrip"}
SEARCHES = {"search", "match", "fullmatch", "findall", "finditer", "sub"}
ROOMS = ("quantities", "audit", "figures", "exhibits", "book", "commands/diff", "commands/audit", "chapters/lock.py")


def named(node: ast.expr) -> str:
    """Return the name of an attribute or of a key, "" for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return ""


def cut_in(source: str) -> list[tuple[int, str]]:
    """Return each place where the words of a quantity are cut or searched: its line, and which words."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        looked_at = [node.func.value] if node.func.attr in CUTS else node.args if node.func.attr in SEARCHES else []
        for outer in looked_at:
            parts = [outer, *(outer.args if isinstance(outer, ast.Call) else [])]
            found += [(node.lineno, named(part)) for part in parts if named(part) in SPOKEN]
    return found


def files() -> list[Path]:
    package = ROOT / "src/helpers"
    return [
        file
        for room in ROOMS
        for file in ([package / room] if room.endswith(".py") else (package / room).rglob("*.py"))
    ]


def test_no_room_cuts_the_words_of_a_quantity_apart():
    package = ROOT / "src/helpers"
    cuts = []
    for file in files():
        name = file.relative_to(package).as_posix()
        cuts += [(name, *cut) for cut in cut_in(file.read_text(encoding="utf-8"))]
    assert len(files()) > 60 and cuts == []


def test_such_a_cut_would_be_found():
    assert cut_in('quantity.text.partition("x")') == [(1, "text")]
    assert cut_in('NUMBER.findall(found.expression)\nrow["formula"].replace("a", "b")') == [
        (1, "expression"),
        (2, "formula"),
    ]
    assert cut_in("quantity.value.bit_length()") == cut_in('row["study"].split()') == []
