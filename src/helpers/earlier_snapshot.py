"""A snapshot of a revision from before there were snapshots: its own package, with what it lacks taken from this one.

Run as a script with its package on PYTHONPATH, so that `helpers` is that package and its numbers are those it computed.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Print the snapshot of the book in the folder that the first argument names."""
    import helpers

    helpers.__path__.append(str(Path(__file__).parent))
    import_module("helpers.figures").without_drawing = nullcontext
    for name, module in list(sys.modules.items()):  # there was no other way not to draw
        if name.startswith("helpers.figures") and hasattr(module, "draw"):
            module.draw = lambda name, paint: ""
    import_module("helpers.snapshot").main()


if __name__ == "__main__":
    main()
