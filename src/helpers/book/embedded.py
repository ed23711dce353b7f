"""Data inside a page or a script of the site."""

from __future__ import annotations

import json
from typing import Any


def escape(data: Any) -> str:
    """Return JSON that stays data wherever it is put."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
