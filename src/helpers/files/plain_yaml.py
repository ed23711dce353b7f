"""YAML as people write it by hand: mappings, lists and text, each with its line; nothing that could run or grow."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from helpers.files.problems import Place, Problem, quote

MOST_BYTES = 200_000
DEEPEST = 20  # levels of nesting; a sheet of a new study needs four


def compose(text: str, name: str, remedy: str) -> tuple[yaml.Node | None, list[Problem]]:
    """Return the tree of a YAML text, whose scalars are text as written: 46.0 stays 46.0, no stays no.

    Parameters: text; name, how messages call the file; remedy, what they advise. Returns: the tree (None when the file
    holds only remarks, or is at fault) and the faults. No tags, anchors or aliases are read.
    """
    if len(text) > MOST_BYTES:
        rule = f"the file holds at most {MOST_BYTES} bytes"
        return None, [Place(name).fault(rule, f"it holds {len(text)}", "Split it.")]
    try:
        _check_events(text)
        return yaml.compose(text, Loader=yaml.SafeLoader), []
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        found = getattr(error, "problem", None) or str(error)
        rule = "the file is YAML of mappings, lists and text"
        return None, [Place(name, line=mark.line + 1 if mark else 0).fault(rule, found, remedy)]


def _check_events(text: str) -> None:
    """Raise YAMLError for what such a file never needs and what could make it grow without end."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(problem="anchors, aliases and tags are not read", problem_mark=event.start_mark)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem=f"more than {DEEPEST} levels", problem_mark=event.start_mark)


def pairs(
    node: yaml.Node | None, what: str, name: str, remedy: str, problems: list[Problem]
) -> Iterator[tuple[str, yaml.Node]]:
    """Yield the keys and values of a mapping, and report what is none and what stands twice.

    Parameters: node; what, how messages call it; name of the file; remedy, what messages advise; problems, where
    faults are added.
    """
    if not isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + 1 if node else 0
        problems.append(Place(name, line=line).fault(f"{what} is a mapping", "it is not", remedy))
        return
    seen: set[str] = set()
    for key, value in node.value:
        word = key.value if isinstance(key, yaml.ScalarNode) else ""
        if not word or word in seen:
            found = f"{quote(word)} stands twice" if word else "one of them is not"
            rule = f"the keys of {what} are single words"
            problems.append(Place(name, line=key.start_mark.line + 1).fault(rule, found, remedy))
            continue
        seen.add(word)
        yield word, value
