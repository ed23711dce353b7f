"""What the shell offers behind a command: keys of rows, expressions, chapters and revisions. Nothing here may fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

Words = Iterator[tuple[str, str]]  # each with what it means


def offering(found: Callable[[Path, typer.Context, str], Words]) -> Callable[..., list[tuple[str, str]]]:
    """Return a completion for Typer from words with their meanings; a book that cannot be read offers nothing."""

    def offer(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        from helpers.evidence.evidence import find_root

        try:
            root = ctx.params.get("root") or find_root()
            words = dict(found(root, ctx, incomplete))
        except Exception:  # a shell shows a traceback in the middle of what somebody types
            return []
        return [(word, meaning) for word, meaning in words.items() if word.startswith(incomplete)]

    return offer


def _tables(root: Path) -> dict[str, Any]:
    from helpers.evidence.dictionary import columns_of, load_schema, tables_of
    from helpers.quantities.completion import tables_for

    package, _ = load_schema(root)
    return tables_for(root, {table: columns_of(package, table) for table in tables_of(package)})


@offering
def table_names(root: Path, ctx: typer.Context, incomplete: str) -> Words:
    """Offer the tables of a book."""
    from helpers.evidence.dictionary import load_schema, resource_of, tables_of

    package, _ = load_schema(root)
    for table in tables_of(package):
        yield table, resource_of(package, table).get("title", "")


@offering
def row_words(root: Path, ctx: typer.Context, incomplete: str) -> Words:
    """Offer keys of the rows that fit the words written so far, then the columns of their table."""
    from helpers.evidence.dictionary import columns_of, load_schema, primary_key_of
    from helpers.files.tables import read_table

    table, written = ctx.params["table"], [word for word in ctx.params.get("words") or () if "=" not in word]
    package, _ = load_schema(root)
    columns, key = columns_of(package, table), primary_key_of(package, table)
    rows, _ = read_table(root / f"data/{table}.csv", f"data/{table}.csv", columns)
    for row in rows:
        cells = [row[column] for column in key if row[column]]
        if set(written) <= set(cells):
            yield from ((cell, table) for cell in cells if cell not in written)
    yield from ((f"{column}=", "a new cell") for column in columns if column not in key)


@offering
def expressions(root: Path, ctx: typer.Context, incomplete: str) -> Words:
    """Offer what may end an expression that is begun."""
    from helpers.evidence.dictionary import load_schema
    from helpers.quantities.completion import WORD, completions

    begun = WORD.search(incomplete)
    before = incomplete[: begun.start()] if begun else incomplete
    named = load_schema(root)[0].get("namedQuantities", {})
    for each in completions(incomplete, _tables(root), named):
        yield before + each.word, each.meaning


@offering
def chapters(root: Path, ctx: typer.Context, incomplete: str) -> Words:
    """Offer the chapters of a book."""
    from helpers.files.contents import chapter_files

    yield from ((path.stem, name) for name, path in chapter_files(root))


@offering
def about_words(root: Path, ctx: typer.Context, incomplete: str) -> Words:
    """Offer the chapters of a book, then its studies and pooling questions."""
    from helpers.files.contents import chapter_files

    yield from ((path.stem, name) for name, path in chapter_files(root))
    tables = _tables(root)
    yield from ((row["study"], row["label"]) for row in tables.get("studies", ()))
    yield from ((row["synthesis"], "a pooling question") for row in tables.get("syntheses", ()))


@offering
def studies(root: Path, ctx: typer.Context, incomplete: str) -> Words:
    """Offer the studies of a book."""
    yield from ((row["study"], row["label"]) for row in _tables(root).get("studies", ()))


@offering
def revisions(root: Path, ctx: typer.Context, incomplete: str) -> Words:
    """Offer the branches and tags of the repository, newest first."""
    import subprocess

    form = ["--format=%(refname:short)%09%(contents:subject)", "--sort=-creatordate"]
    ran = subprocess.run(["git", "-C", root, "for-each-ref", *form], capture_output=True, text=True, check=False)
    yield from ((name, subject) for name, _, subject in (line.partition("\t") for line in ran.stdout.splitlines()))
