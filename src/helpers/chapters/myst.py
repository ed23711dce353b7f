"""Markdown as the book reads it: MyST's parser with the extensions of _config.yml."""

from __future__ import annotations

from typing import Any

EXTENSIONS = ("colon_fence", "deflist", "dollarmath")


def myst_config(*without: str) -> Any:
    """Return MyST's configuration. Parameters: without, rules of its syntax that are left out, such as `inline`."""
    from myst_parser.config.main import MdParserConfig

    return MdParserConfig(enable_extensions=set(EXTENSIONS), disable_syntax=list(without))


def myst_parser(*without: str) -> Any:
    """Return a parser that turns a chapter into tokens. Parameters: without, as for `myst_config`."""
    from markdown_it.renderer import RendererHTML
    from myst_parser.parsers.mdit import create_md_parser

    return create_md_parser(myst_config(*without), RendererHTML)
