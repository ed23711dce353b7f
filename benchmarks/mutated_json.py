"""Changes of JSON where its structure is. Not run by itself: `mutations.py` uses them."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from hostile_text import piece

LEVELS = (200, 5_000, 70_000)


def change_tree(text: str, chance: Random) -> str:
    """Return JSON with one node changed: gone, of another type, nested, renamed."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):  # an earlier change has left no JSON
        return piece(chance) + text
    places: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting and len(places) < 20_000:
        node = waiting.pop()
        inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, value in inside:
            places.append((node, key))
            waiting.append(value)
    if places:
        node, key = chance.choice(places)
        _change_node(node, key, chance)
    return json.dumps(tree, ensure_ascii=chance.random() < 0.5)


def _change_node(node: Any, key: Any, chance: Random) -> None:
    way = chance.randrange(8)
    if way == 0:
        del node[key]
    elif way == 1:
        node[key] = chance.choice((None, True, 0, -1, 1e308, 10**30, [], {}, "", [None], {"": {}}, [[[]]], [{}]))
    elif way == 2:
        node[key] = [node[key]]
    elif way == 3:
        node[key] = {"x": node[key]}
    elif way == 4 and isinstance(node, dict):
        node[piece(chance)] = node.pop(key)
    elif way == 5 and isinstance(node, list):
        node[key:key] = [node[key]] * chance.choice((1, 3, 100))
    elif way == 6 and isinstance(node[key], str):
        node[key] += piece(chance)
    else:
        node[key] = piece(chance)


def deepen(text: str, chance: Random) -> str:
    """Return JSON with many levels."""
    levels = chance.choice(LEVELS)
    return chance.choice(("[" * levels, '{"a":' * levels, "[" * levels + text + "]" * levels))
