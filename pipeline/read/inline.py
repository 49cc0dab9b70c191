"""The text within one Markdown block, with the place of every character.

markdown-it does not say where in a block a piece of text stood. Its own inline rules are used
here, each wrapped so that the tokens it makes remember the stretch of the block they came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt, rules_inline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from pipeline.read.decode import INVISIBLE, without_controls

MAX_MARKS = 300
"""Beyond this many marks in one block the parser's time may grow with their square."""

MARKS = re.compile(r"[*_`~\[\]<&\\|]")
_TEXT = re.compile(r"(?:[^\n!&*<\[\\\]_`~]+|!(?!\[))+")
_Rule = Callable[[StateInline, bool], bool]


@dataclass(frozen=True, slots=True)
class Piece:
    """Plain text that came from `[van, tot)`: character for character if the lengths agree."""

    tekst: str
    van: int
    tot: int
    nadruk: bool = False
    sterk: bool = False

    @property
    def letterlijk(self) -> bool:
        """Whether every character stands for itself (an entity such as `&eacute;` does not)."""
        return len(self.tekst) == self.tot - self.van

    def shifted(self, by: int) -> Piece:
        """The same piece, `by` further on."""
        return Piece(self.tekst, self.van + by, self.tot + by, self.nadruk, self.sterk)

    def part(self, start: int, end: int) -> Piece:
        """The characters `[start, end)` of a piece in which each stands for itself."""
        at = self.van
        return Piece(self.tekst[start:end], at + start, at + end, self.nadruk, self.sterk)


@dataclass(frozen=True, slots=True)
class Inline:
    """The pieces of a block, and what was left out of it: `html`, `afbeelding`, `doorhaling`."""

    pieces: tuple[Piece, ...]
    weggelaten: frozenset[str]


def read_inline(content: str) -> Inline:
    """The text of a block without its Markdown marks. The places are offsets in `content`."""
    if len(MARKS.findall(content)) > MAX_MARKS:
        return Inline(literal(content), frozenset({"te-ingewikkeld"}))
    walk = _Walk()
    for token in _MD.inline.parse(content, _MD, {}, []):
        walk.take(token, content)
    return Inline(tidy(walk.pieces), frozenset(walk.dropped))


def literal(content: str) -> tuple[Piece, ...]:
    """The lines of `content` as they stand, joined by spaces."""
    pieces: list[Piece] = []
    at = 0
    for line in content.split("\n"):
        begin = at + len(line) - len(line.lstrip(" \t"))
        pieces.append(Piece(line.strip(" \t"), begin, begin + len(line.strip(" \t"))))
        at += len(line) + 1
        pieces.append(Piece(" ", at - 1, at))
    return tidy(pieces[:-1])


def tidy(pieces: list[Piece]) -> tuple[Piece, ...]:
    """The pieces without white space at the ends and before a line break, and visible only."""
    kept: list[Piece] = []
    for piece in pieces:
        for part in _visible(piece):
            if part.tekst == " " and kept:
                _trim_end(kept)
            if kept or not part.letterlijk or not part.tekst.startswith(" "):
                kept.append(part)
            elif text := part.tekst.lstrip(" "):
                kept.append(part.part(len(part.tekst) - len(text), len(part.tekst)))
    _trim_end(kept)
    return tuple(kept)


def _visible(piece: Piece) -> list[Piece]:
    """The piece cut up around characters that no reader sees, with tabs and the like as spaces."""
    text = without_controls(piece.tekst).replace("\t", " ").replace("\n", " ")
    if not INVISIBLE.search(text):
        return [piece if text == piece.tekst else replace(piece, tekst=text)] if text else []
    if not piece.letterlijk:
        text = INVISIBLE.sub("", text)
        return [replace(piece, tekst=text)] if text else []
    whole = replace(piece, tekst=text)
    gaps = [gap.span() for gap in INVISIBLE.finditer(text)]
    starts, ends = [0, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(text)]
    return [whole.part(a, b) for a, b in zip(starts, ends, strict=True) if b > a]


def _trim_end(pieces: list[Piece]) -> None:
    while pieces and pieces[-1].letterlijk and pieces[-1].tekst.endswith(" "):
        last = pieces.pop()
        if text := last.tekst.rstrip(" "):
            pieces.append(last.part(0, len(text)))


class _Walk:
    """Takes the inline tokens of a block one by one."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.dropped: set[str] = set()
        self._open = {"em": 0, "strong": 0, "s": 0}

    def take(self, token: Token, content: str) -> None:
        if token.nesting and token.tag in self._open:
            self._open[token.tag] += token.nesting
        elif token.type == "html_inline":
            self.dropped.add("html")
        elif token.type == "image":
            self.dropped.add("afbeelding")
        elif token.type in ("softbreak", "hardbreak"):
            newline = content.index("\n", token.meta["van"])
            self._add(" ", newline, newline + 1)
        elif token.type in ("text", "text_special", "code_inline") and token.content:
            self._text(token)

    def _text(self, token: Token) -> None:
        van, tot = token.meta["van"], token.meta["tot"]
        text = token.content
        if token.type == "code_inline":
            van, tot = van + len(token.markup), tot - len(token.markup)
            stripped = (tot - van - len(text)) // 2
            van, tot = van + stripped, tot - stripped
        elif token.info == "auto":
            van, tot = van + 1, tot - 1
        elif token.info == "escape":
            van = tot - len(text)
        elif token.type == "text":
            tot = van + len(text)
        self._add(text, van, tot)

    def _add(self, text: str, van: int, tot: int) -> None:
        if self._open["s"]:
            self.dropped.add("doorhaling")
        else:
            nadruk, sterk = bool(self._open["em"]), bool(self._open["strong"])
            self.pieces.append(Piece(text, van, tot, nadruk, sterk))


def _placed(rule: _Rule) -> _Rule:
    def placed(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            if state.pending:
                state.pushPending()
            at = start
            for token in state.tokens[known:]:
                token.meta = {"van": at, "tot": state.pos}
                at += len(token.content)
        return True

    return placed


def _text(state: StateInline, silent: bool) -> bool:
    match = _TEXT.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("text", "", 0).content = match[0]
    state.pos = match.end()
    return True


def _autolink(state: StateInline, silent: bool) -> bool:
    """An address between `<` and `>`, as it was written rather than decoded."""
    start = state.pos
    if not rules_inline.autolink(state, silent):
        return False
    if not silent:
        address = state.tokens[-2]
        address.content, address.info = state.src[start + 1 : state.pos - 1], "auto"
    return True


def _single(state: StateInline, silent: bool) -> bool:
    """A mark that turned out to mean nothing."""
    if not silent:
        state.push("text", "", 0).content = state.src[state.pos]
    state.pos += 1
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable("strikethrough")
    for name, rule in (
        ("text", _text),
        ("newline", rules_inline.newline),
        ("escape", rules_inline.escape),
        ("backticks", rules_inline.backtick),
        ("strikethrough", rules_inline.strikethrough.tokenize),
        ("emphasis", rules_inline.emphasis.tokenize),
        ("autolink", _autolink),
        ("html_inline", rules_inline.html_inline),
        ("entity", rules_inline.entity),
    ):
        parser.inline.ruler.at(name, _placed(rule))
    parser.inline.ruler.push("single", _placed(_single))
    # Joining pieces would lose their places.
    parser.inline.ruler2.disable("fragments_join")
    return parser


_MD = _parser()
