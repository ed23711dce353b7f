"""How long does a reviewer wait for `review diff` on the real book, and how long does one snapshot take?

In turns, in fresh processes: one snapshot of the folder, and the whole command against HEAD and against a commit
further back, where much differs. Nothing is drawn or built.

Run: .venv/bin/python benchmarks/diff_speed.py [--repeats 5] [--back 30]
Target: less than 10 seconds for a diff.
"""

from __future__ import annotations

import argparse

from side_by_side import OUR_PYTHON, PROJECT, in_turns, run, show


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--back", type=int, default=30, help="so many commits behind HEAD")
    options = parser.parse_args()
    commands = {
        "one snapshot": ("helpers.commands.diff.snapshot", PROJECT),
        "review diff HEAD": ("helpers", "diff", "HEAD"),
        f"review diff HEAD~{options.back}": ("helpers", "diff", f"HEAD~{options.back}"),
    }
    works = {
        name: lambda words=words: run([OUR_PYTHON, "-m", *words], PROJECT, may_fail=True)
        for name, words in commands.items()
    }
    show(in_turns(works, options.repeats))


if __name__ == "__main__":
    main()
