"""YAML as values with their lines, within bounds: no aliases, no tags, no bombs.

Every scalar stays text, because YAML's own guesses go wrong on Dutch values: `NO` (Noordoost)
is no boolean, `2016-13-45` no date and `12:30` no number. Whoever reads a value decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import yaml

MAX_CHARS = 200_000
MAX_DEPTH = 12
MAX_NODES = 20_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EMPTY = {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value and the line (from 1) on which it begins.

    `value` is None for an empty value, text for a scalar, a tuple of nodes for a list and a
    tuple of (key node, value node) for a mapping. Keys are always scalars.
    """

    value: str | tuple[Node, ...] | tuple[tuple[Node, Node], ...] | None
    line: int
    is_mapping: bool = False

    @property
    def text(self) -> str | None:
        """The scalar as text, or None when this is no scalar or an empty one."""
        return self.value if isinstance(self.value, str) else None

    @property
    def items(self) -> tuple[Node, ...] | None:
        """The members of a list, or None when this is no list."""
        if isinstance(self.value, tuple) and not self.is_mapping:
            return cast("tuple[Node, ...]", self.value)
        return None

    @property
    def pairs(self) -> tuple[tuple[Node, Node], ...] | None:
        """The keys and values of a mapping, or None when this is no mapping."""
        if self.is_mapping:
            return cast("tuple[tuple[Node, Node], ...]", self.value)
        return None

    def get(self, key: str) -> Node | None:
        """The value of `key` (any case) in a mapping; None when it is not there."""
        wanted = key.casefold()
        for name, value in self.pairs or ():
            if (name.text or "").strip().casefold() == wanted:
                return value
        return None


class YamlError(Exception):
    """The text is not YAML, or not within bounds. `line` counts from 1."""

    def __init__(self, code: str, line: int, melding: str, oplossing: str) -> None:
        super().__init__(melding)
        self.code = code
        self.line = line
        self.melding = melding
        self.oplossing = oplossing


def parse(text: str, first_line: int = 1) -> Node:
    """Read one YAML document.

    `first_line` is the line of the file on which `text` begins. Raises `YamlError`.
    """
    if len(text) > MAX_CHARS:
        raise YamlError(
            "yaml-te-groot",
            first_line,
            f"De kop van dit bestand is te groot ({len(text):,} tekens).".replace(",", "."),
            "Zet lange teksten onder de tweede regel met '---'.",
        )
    try:
        return _Builder(text, first_line).document()
    except yaml.YAMLError as error:
        raise YamlError(
            "yaml-onleesbaar",
            first_line + min(_error_line(error), text.count("\n")),
            "Ik kan deze regel niet lezen.",
            "Schrijf elke regel als 'sleutel: waarde'. Staat er een dubbele punt of een "
            'aanhalingsteken in de waarde? Zet dan "dubbele aanhalingstekens" om de hele waarde.',
        ) from error
    except RecursionError as error:
        raise _too_deep(first_line) from error


class _Builder:
    """Builds nodes from parser events, so that an alias is seen before it is expanded."""

    def __init__(self, text: str, first_line: int) -> None:
        self._events = yaml.parse(text, Loader=_Loader)
        self._first_line = first_line
        self._last_line = first_line + text.count("\n")
        self._count = 0

    def document(self) -> Node:
        node: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    break
                node = self._node(next(self._events), 0)
        return node if node is not None else Node(None, self._first_line)

    def _node(self, event: Any, depth: int) -> Node:
        # What a bare '---' leaves out begins, for the parser, on a line that is not there.
        line = min(self._first_line + event.start_mark.line, self._last_line)
        self._count += 1
        if depth > MAX_DEPTH:
            raise _too_deep(line)
        if self._count > MAX_NODES:
            raise YamlError(
                "yaml-te-groot",
                line,
                "Er staan te veel waarden in de kop van dit bestand.",
                "Laat alleen de sleutels staan die in LEESMIJ.md worden genoemd.",
            )
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlError(
                "yaml-verwijzing",
                line,
                "Hier staat een verwijzing met '&' of '*'; die lees ik niet.",
                "Schrijf de waarde uit, of zet er dubbele aanhalingstekens omheen.",
            )
        if getattr(event, "tag", None) and event.tag != "!":
            raise YamlError(
                "yaml-type",
                line,
                "Hier staat een type met '!'; dat lees ik niet.",
                "Haal het woord met het uitroepteken weg.",
            )
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style not in ("'", '"')
            return Node(None if plain and event.value in _EMPTY else event.value, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self._list(depth), line)
        return Node(self._mapping(depth), line, is_mapping=True)

    def _list(self, depth: int) -> tuple[Node, ...]:
        members: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            members.append(self._node(event, depth + 1))
        return tuple(members)

    def _mapping(self, depth: int) -> tuple[tuple[Node, Node], ...]:
        pairs: list[tuple[Node, Node]] = []
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if isinstance(key.value, tuple):
                raise YamlError(
                    "yaml-sleutel",
                    key.line,
                    "Voor de dubbele punt staat een lijst in plaats van een woord.",
                    "Schrijf voor de dubbele punt één woord, zoals 'wijk'.",
                )
            pairs.append((key, self._node(next(self._events), depth + 1)))
        return tuple(pairs)


def _error_line(error: yaml.YAMLError) -> int:
    """The line (from 0) to mend: where an unclosed quote or bracket begins, not where it ends."""
    mark = getattr(error, "problem_mark", None)
    context = str(getattr(error, "context", None) or "")
    if context.startswith("while scanning") or "flow" in context:
        mark = getattr(error, "context_mark", None) or mark
    return mark.line if mark is not None else 0


def _too_deep(line: int) -> YamlError:
    return YamlError(
        "yaml-te-diep",
        line,
        "Deze waarden zitten te diep in elkaar.",
        "Gebruik hooguit een lijst of een rijtje 'sleutel: waarde'.",
    )
