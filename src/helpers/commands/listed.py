"""Commands that are listed without being loaded: help and completion of the shell load none, a call loads its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup

from helpers.commands.steps import options

# Plain help: drawing boxes takes two thirds of the time that `review --help` needs.
SETTINGS: Any = {
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}


class Listed(NamedTuple):
    """A command as it is listed. Parameters: where, `module:function`, or the commands below it; about, a sentence."""

    where: str | Mapping[str, Listed]
    about: str


class _Commands(Mapping[str, Any]):
    """Commands of Typer by name, each loaded when it is asked for."""

    def __init__(self, listed: Mapping[str, Listed]) -> None:
        self.listed, self._loaded = listed, dict[str, Any]()

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = _load(name, self.listed[name])
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.listed)

    def __len__(self) -> int:
        return len(self.listed)

    def __contains__(self, name: object) -> bool:
        return name in self.listed


def group_of(listed: Mapping[str, Listed]) -> type[TyperGroup]:
    """Return the class of a group for Typer that has some commands. Parameters: listed, by name, in their order."""

    class Group(TyperGroup):
        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            self.commands = _Commands(listed)  # type: ignore[assignment]

        def format_commands(self, ctx: Any, formatter: Any) -> None:
            with formatter.section("Commands"):
                formatter.write_dl([(name, each.about) for name, each in listed.items()])

        def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
            from typer._click.shell_completion import CompletionItem

            if incomplete.startswith("-"):
                return super().shell_complete(ctx, incomplete)
            return [
                CompletionItem(name, help=each.about) for name, each in listed.items() if name.startswith(incomplete)
            ]

    return Group


def _load(name: str, listed: Listed) -> Any:
    if isinstance(listed.where, str):
        app = typer.Typer(add_completion=False, **SETTINGS)
        module, _, function = listed.where.partition(":")
        app.command(name, context_settings=SETTINGS["context_settings"])(getattr(import_module(module), function))
    else:
        cls = group_of(listed.where)
        app = typer.Typer(cls=cls, name=name, help=listed.about, no_args_is_help=True, add_completion=False, **SETTINGS)
        app.callback()(lambda: None)
    command = typer.main.get_command(app)
    if isinstance(listed.where, str):
        command.params += options()
    return command
