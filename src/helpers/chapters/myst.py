"""Markdown as the book reads it: MyST's parser with the extensions of _config.yml."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.files.problems import Place, Problem, quote

CONFIG = "_config.yml"
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


def find_extension_problems(root: Path) -> Iterator[Problem]:
    """Yield the extensions of MyST that a book switches on and no check reads. Parameters: root, the book's folder."""
    import yaml

    try:
        text = (root / CONFIG).read_text(encoding="utf-8")
        extensions = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["parse"]
        extensions = [str(each) for each in extensions["myst_enable_extensions"]]
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError):
        return  # the build says what is wrong with it
    line = text[: text.find("myst_enable_extensions")].count("\n") + 1
    for extension in extensions:
        if extension not in EXTENSIONS:
            rule = "what an extension of MyST shows is read by the check"
            remedy = f"Take it out of myst_enable_extensions: {', '.join(EXTENSIONS)} are read."
            yield Place(CONFIG, line=line).fault(rule, f"{quote(extension)} is not", remedy)
