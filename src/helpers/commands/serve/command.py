"""`review serve`: the book as it will be built, while it is written."""

from __future__ import annotations

from typing import Annotated

import typer

from helpers.commands.command import Root
from helpers.files.problems import EvidenceError


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0 for any that is free.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen at; 0.0.0.0 lets others see it.")] = "127.0.0.1",
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the book in a browser.")] = False,
    root: Root = None,
) -> None:
    """Show the book as it will be built, and build it again after every edit; end it with Ctrl-C.

    Example: review serve --open
    """
    from helpers.commands.serve.server import serve as serve_book
    from helpers.evidence.evidence import find_root

    try:
        serve_book(find_root(root), host, port, open_browser, typer.echo)
    except (EvidenceError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
