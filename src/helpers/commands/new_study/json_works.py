"""Works in JSON, and their values as text; whatever stands there, the answer is text or a reason in words."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=2)
def _loaded(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def works_of(text: str) -> list[dict[str, Any]]:
    """Return the works of a text: one object, a list of them, or a list under `items`; none when it is no JSON."""
    found = _loaded(text)
    if isinstance(found, dict) and isinstance(found.get("items"), list):
        found = found["items"]
    found = [found] if isinstance(found, dict) else found
    return [work for work in found if isinstance(work, dict)] if isinstance(found, list) else []


def list_of(work: dict[str, Any], name: str) -> list[Any]:
    """Return a list of a work. Raises: ValueError when there is something else."""
    found = work.get(name) or []
    if not isinstance(found, list):
        raise ValueError(f"{name} is a list; this one is not")
    return found


def text_of(work: dict[str, Any], name: str) -> str:
    """Return a text or whole number of a work, empty when there is none. Raises: ValueError for something else."""
    found = work.get(name)
    if found is None:
        return ""
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise ValueError(f"{name} is text; this one is not")
    return str(found)


def first_text(work: dict[str, Any], name: str) -> str:
    """Return the first text that is not empty, where some services write a list and others one text."""
    found = work.get(name)
    if not isinstance(found, list):
        return text_of(work, name)
    return next((text for value in found if (text := text_of({name: value}, name))), "")
