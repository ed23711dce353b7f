"""Tables as text of a terminal: rich lays out the columns, and no cell is read as its markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO

WIDEST = 100


def table_lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table: the first column to the left, the last as it is, the others to the right.

    Parameters: head and rows, text that a terminal may show (`terminal.visible`), none too wide for `WIDEST` columns
    together. The same without colour on a terminal and in a pipe.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="")
    for at, word in enumerate(head):
        justify = "right" if 0 < at < len(head) - 1 else "left"
        table.add_column(Text(word), justify=justify, no_wrap=True, overflow="crop")
    for row in rows:
        table.add_row(*map(Text, row))
    paper = StringIO()
    Console(file=paper, width=WIDEST, color_system=None, legacy_windows=False, force_terminal=False).print(table)
    return [line.rstrip() for line in paper.getvalue().splitlines()]


def wrapped(text: str, indent: str = "", hanging: str = "  ") -> list[str]:
    """Return text as lines of at most `WIDEST` columns of a terminal.

    Parameters: text, one paragraph that a terminal may show; indent, of every line; hanging, of all but the first.
    """
    import textwrap

    from rich.cells import cell_len

    letters = WIDEST if cell_len(text) == len(text) else WIDEST // 2  # a wide letter takes two columns
    return textwrap.wrap(text, letters, initial_indent=indent, subsequent_indent=indent + hanging)
