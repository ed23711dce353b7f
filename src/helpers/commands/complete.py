"""`review complete`: what may be written next in an expression, for editors."""

from __future__ import annotations

from typing import Annotated

import typer

from helpers.commands.command import Json, Root, print_json
from helpers.files.problems import visible

Written = Annotated[str, typer.Argument(help="The expression up to the cursor, for example 'pct(alp'.")]


def complete(written: Written = "", root: Root = None, as_json: Json = False) -> None:
    """Print what may stand next, a line each: the word, what it is, what it means, with tabs between.

    Example: review complete 'pct(alp'
    """
    from helpers.evidence.dictionary import columns_of, load_schema, tables_of
    from helpers.evidence.evidence import find_root
    from helpers.quantities.completion import completions, tables_for

    folder = root if root is not None else find_root()
    package, _ = load_schema(folder)
    columns = {table: columns_of(package, table) for table in (tables_of(package) if package else ())}
    found = list(completions(written, tables_for(folder, columns), package.get("namedQuantities", {})))
    if as_json:
        print_json([each._asdict() for each in found])
        return
    for each in found:
        typer.echo(visible(each.word) + "\t" + visible(each.kind) + "\t" + visible(each.meaning))
