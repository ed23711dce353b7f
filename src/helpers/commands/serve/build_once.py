"""The process of one build: it loads everything a build needs, waits for its task, builds, and ends."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import sys
import traceback
from pathlib import Path

OPTIONS = ("-W", "-n", "--keep-going")  # as `make book`


def main() -> None:
    """Prepare, read the task (one line of JSON: root, out, page, sound) and build; a closed input means there is none.

    Takes one argument: the file that keeps the names of the modules of the last build, for the next to load early.
    """
    modules = Path(sys.argv[1])
    _load_early(modules)
    line = sys.stdin.readline()
    if not line:
        return
    task = json.loads(line)
    import jupyter_book.cli.main

    from helpers.book.freshness import FIRST_PAGE
    from helpers.evidence.digest import SOUND

    os.environ.update({FIRST_PAGE: task["page"], SOUND: task["sound"]})
    code = 1
    try:
        jupyter_book.cli.main.main(["build", task["root"], "--path-output", task["out"], *OPTIONS])
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    except Exception:
        traceback.print_exc()
    with contextlib.suppress(OSError):  # the next one only loads later
        modules.write_text(json.dumps(list(sys.modules)), encoding="utf-8")
    sys.stderr.flush()
    os._exit(code)  # someone waits: taking a large process apart in order needs time, and nothing depends on it


def _load_early(modules: Path) -> None:
    """Import what the last build imported: half of the time of a small build."""
    names = ["jupyter_book.sphinx", "helpers.book"]
    with contextlib.suppress(OSError, ValueError):
        names += json.loads(modules.read_text(encoding="utf-8"))
    for name in names:
        with contextlib.suppress(Exception):  # some cannot be imported alone; the build says what it misses
            importlib.import_module(name)
    gc.freeze()  # what lives until the end need not be looked through


if __name__ == "__main__":
    main()
