"""Markdown to the closed block model, with the place of every character in its source.

markdown-it-py finds the blocks; nothing but headings, paragraphs, list items, quotations and table
rows comes out. Rules that would make text of a story disappear or mean something else are off:
indented code (people indent paragraphs) and link definitions (`[Marie]: nee` is speech).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

from pipeline.model import Blok, BlokSoort, Run, SourceMap
from pipeline.problems import Ernst
from pipeline.read.inline import MARKS, Inline, Piece, literal, read_inline, tidy
from pipeline.read.notes import Notes
from pipeline.read.places import Source, in_source

MAX_NIVEAU = 3
MAX_NESTING = 16
MAX_LINES = 5_000
MAX_MARKS = 10_000
MAX_HEADING = 120
MAX_TEXT_OF_HEADING = 500

_BETWEEN_BLOCKS = "\n\n"
_BETWEEN_CELLS = " · "
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", "”", "’", '"')
_CELL_END = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Ruw:
    """A block on its way: its pieces have places in the source file; `regel` counts from 1.

    What stands between cells or between paragraphs of one list item is bare text without place.
    """

    soort: BlokSoort
    niveau: int
    regel: int
    pieces: tuple[Piece | str, ...]

    @property
    def tekst(self) -> str:
        """The plain text."""
        return "".join(p if isinstance(p, str) else p.tekst for p in self.pieces)


@dataclass(frozen=True, slots=True)
class Samengesteld:
    """Blocks with their runs in place, their joined text, and the way back to the source."""

    blokken: tuple[Blok, ...]
    tekst: str
    kaart: SourceMap


def read_blocks(lines: Sequence[str], first: int, notes: Notes) -> list[Ruw]:
    """The blocks of the source from line `first` (from 0) on; `lines` are all its lines."""
    source = Source(lines, first)
    body = source.lines[first:]
    marks = sum(len(MARKS.findall(line)) for line in body)
    if len(body) <= MAX_LINES and marks <= MAX_MARKS:
        tokens = _MD.parse("\n".join(body) + "\n")
        if max((token.level for token in tokens), default=0) < MAX_NESTING - 2:
            walk = _Walk(source, notes)
            for token in tokens:
                walk.take(token)
            return [ruw for ruw in walk.blocks if ruw.tekst.strip()]
    _note_complex(notes, first + 1)
    return _bare(source)


def compose(blocks: Sequence[Ruw], line_starts: tuple[int, ...]) -> Samengesteld:
    """Join the blocks to one text, give each run its offset and map the text to its source."""
    blokken: list[Blok] = []
    segments: list[tuple[int, int, int]] = []
    parts: list[str] = []
    at = 0
    for ruw in blocks:
        if parts:
            parts.append(_BETWEEN_BLOCKS)
            at += len(_BETWEEN_BLOCKS)
        runs: list[Run] = []
        for (nadruk, sterk), group in groupby(ruw.pieces, _look):
            begin, texts = at, []
            for part in group:
                if isinstance(part, Piece):
                    _add_segment(segments, at, part)
                texts.append(part.tekst if isinstance(part, Piece) else part)
                at += len(texts[-1])
            runs.append(Run("".join(texts), begin, nadruk, sterk))
            parts.append(runs[-1].tekst)
        blokken.append(Blok(ruw.soort, ruw.niveau, tuple(runs)))
    return Samengesteld(tuple(blokken), "".join(parts), SourceMap(tuple(segments), line_starts))


def _add_segment(segments: list[tuple[int, int, int]], at: int, piece: Piece) -> None:
    if not piece.letterlijk:
        segments.append((at, piece.van, 1))
        segments.append((at + len(piece.tekst) - 1, piece.tot - 1, 1))
        return
    if segments:
        start, source, length = segments[-1]
        if start + length == at and source + length == piece.van:
            segments[-1] = (start, source, length + len(piece.tekst))
            return
    segments.append((at, piece.van, len(piece.tekst)))


def _look(part: Piece | str) -> tuple[bool, bool]:
    return (part.nadruk, part.sterk) if isinstance(part, Piece) else (False, False)


@dataclass(slots=True)
class _Container:
    """A list or quotation that is open; `blok` is the block of the list item being read."""

    is_list: bool
    ordered: bool = False
    keeps_number: bool = False
    blok: int | None = None


class _Walk:
    """Takes the block tokens one by one and builds the blocks."""

    def __init__(self, source: Source, notes: Notes) -> None:
        self._source = source
        self._notes = notes
        self._open: list[_Container] = []
        self._heading: Token | None = None
        self._in_row = False
        self._number: list[Piece | str] = []
        self._number_line = 0
        self.blocks: list[Ruw] = []

    def take(self, token: Token) -> None:
        kind = token.type
        if kind in ("blockquote_open", "bullet_list_open", "ordered_list_open"):
            ordered = kind == "ordered_list_open"
            self._open.append(
                _Container(kind != "blockquote_open", ordered, ordered and "start" in token.attrs)
            )
        elif kind in ("blockquote_close", "bullet_list_close", "ordered_list_close"):
            self._open.pop()
        elif kind == "list_item_open":
            self._item(token)
        elif kind == "list_item_close" and self._number:
            self._add(BlokSoort.ALINEA, 1, self._number_line, [])
        elif kind in ("heading_open", "heading_close"):
            self._heading = token if kind == "heading_open" else None
        elif kind in ("tr_open", "tr_close"):
            self._in_row = kind == "tr_open"
            if self._in_row:
                self._row(token)
        elif not self._in_row:
            self._content(token)

    def _content(self, token: Token) -> None:
        line = self._source.first + (token.map or [0])[0]
        if token.type == "inline":
            self._block(token, line)
        elif token.type == "fence":
            self._fence(token, line + 1)
        elif token.type == "html_block":
            self._note("html", line)

    def _block(self, token: Token, line: int) -> None:
        column = None
        heading = self._heading
        if heading and heading.markup.startswith("#"):
            found = re.search(rf"{heading.markup}\s*", self._source.lines[line])
            column = found.end() if found else None
        pieces = self._pieces(token.content, line, column)
        # A PDF takes no bookmark of this size, and nobody reads such a heading.
        short = len(token.content) <= MAX_TEXT_OF_HEADING
        if heading and short and (column is not None or _is_title(token.content)):
            self._add(BlokSoort.KOP, int(heading.tag[1:]), line, pieces)
        else:
            self._paragraph(line, pieces)

    def _paragraph(self, line: int, pieces: list[Piece | str]) -> None:
        inner = self._open[-1] if self._open else None
        depth = [one.is_list for one in self._open]
        if inner is None:
            self._add(BlokSoort.ALINEA, 1, line, pieces)
        elif not inner.is_list:
            self._add(BlokSoort.CITAAT, depth.count(False), line, pieces)
        elif inner.blok is None:
            soort = BlokSoort.NUMMER if inner.ordered else BlokSoort.PUNT
            if inner.keeps_number:
                soort = BlokSoort.ALINEA
            self._add(soort, 1 if inner.keeps_number else depth.count(True), line, pieces)
            inner.blok = len(self.blocks) - 1
        elif inner.blok == len(self.blocks) - 1:
            before = self.blocks[-1]
            self.blocks[-1] = replace(before, pieces=(*before.pieces, " ", *pieces))
        else:
            self._add(BlokSoort.ALINEA, 1, line, pieces)

    def _item(self, item: Token) -> None:
        """A number that does not begin at 1 says something, such as a year: it stays text."""
        self._open[-1].blok = None
        if self._open[-1].keeps_number:
            line = self._source.first + (item.map or [0])[0]
            mark = item.info + item.markup
            column = self._source.lines[line].index(mark, self._number_end(line))
            van = self._source.starts[line] + column
            self._number += [Piece(mark, van, van + len(mark)), " "]
            self._number_line = line

    def _number_end(self, line: int) -> int:
        """Where a number still waiting for its block ends on this line."""
        last = self._number[-2] if self._number else None
        start = self._source.starts[line]
        return max(0, last.tot - start) if isinstance(last, Piece) else 0

    def _fence(self, token: Token, line: int) -> None:
        # One word behind the marks is the name of a language; more than one is text.
        if " " in (said := token.info.strip(" \t")):
            column = self._source.lines[line - 1].rindex(said)
            self._paragraph(line - 1, self._pieces(said, line - 1, column))
        content = token.content.removesuffix("\n")
        places = self._source.place(content, line, None) if content else []
        for begin, end in _paragraphs(content, 0):
            pieces = [piece.shifted(begin) for piece in literal(content[begin:end])]
            if pieces:
                here = line + content.count("\n", 0, pieces[0].van)
                self._paragraph(here, [*in_source(pieces, places)])

    def _row(self, token: Token) -> None:
        """A table row is cut up here: markdown-it drops cells beyond the header's number."""
        line = self._source.first + (token.map or [0])[0]
        text = self._source.lines[line]
        pieces: list[Piece | str] = []
        begin = 0
        for end in [match.start() for match in _CELL_END.finditer(text)] + [len(text)]:
            cell = text[begin:end]
            if cell.strip(" \t"):
                column = begin + len(cell) - len(cell.lstrip(" \t"))
                pieces += [_BETWEEN_CELLS] if pieces else []
                pieces += self._pieces(cell.strip(" \t"), line, column)
            begin = end + 1
        self._add(BlokSoort.RIJ, 1, line, pieces)

    def _pieces(self, content: str, line: int, column: int | None) -> list[Piece | str]:
        # Spaces that stand for half a tab have no place in the source.
        content = "\n".join(row.lstrip(" \t") for row in content.split("\n"))
        inline: Inline = read_inline(content)
        for what in sorted(inline.weggelaten):
            self._note(what, line)
        return [*in_source(inline.pieces, self._source.place(content, line, column))]

    def _add(self, soort: BlokSoort, niveau: int, line: int, pieces: list[Piece | str]) -> None:
        pieces = [*self._number, *pieces] if pieces else self._number[:-1]
        self._number = []
        top = 6 if soort is BlokSoort.KOP else MAX_NIVEAU
        self.blocks.append(Ruw(soort, min(top, niveau), line + 1, tuple(pieces)))

    def _note(self, what: str, line: int) -> None:
        if what == "te-ingewikkeld":
            _note_complex(self._notes, line + 1)
        else:
            self._notes.once(*_DROPPED[what][:2], line + 1, *_DROPPED[what][2:])


_DROPPED = {
    "html": (
        "html-weggelaten",
        Ernst.WAARSCHUWING,
        "Hier staat HTML (codes tussen '<' en '>'); die laat ik weg.",
        "Schrijf het als gewone tekst. Wil je een '<' laten zien? Schrijf dan '\\<'.",
    ),
    "afbeelding": (
        "afbeelding-weggelaten",
        Ernst.MELDING,
        "Hier staat een afbeelding in de tekst; die laat ik weg.",
        "Zet het bestand bovenaan bij 'media', met bij 'alt' wat erop te zien is.",
    ),
    "doorhaling": (
        "doorhaling-weggelaten",
        Ernst.MELDING,
        "Hier is tekst doorgestreept met '~~'; die laat ik weg.",
        "Haal de tekens '~~' weg als de tekst moet blijven staan.",
    ),
}


def _note_complex(notes: Notes, regel: int) -> None:
    notes.once(
        "markdown-te-ingewikkeld",
        Ernst.WAARSCHUWING,
        regel,
        "Vanaf hier staan te veel opmaaktekens; ik lees de tekst zonder opmaak.",
        "Gebruik alleen kopjes, lijstjes, citaten en *nadruk*.",
    )


def _bare(source: Source) -> list[Ruw]:
    """The text as bare paragraphs, for what no parser should be asked to read."""
    text = "\n".join(source.lines)
    first = source.starts[source.first] if source.first < len(source.starts) else len(text)
    blocks: list[Ruw] = []
    for begin, end in _paragraphs(text, first):
        pieces = tidy([Piece(text[begin:end], begin, end)])
        if pieces:
            line = bisect_right(source.starts, pieces[0].van)
            blocks.append(Ruw(BlokSoort.ALINEA, 1, line, pieces))
    return blocks


def _paragraphs(text: str, at: int) -> Iterator[tuple[int, int]]:
    """The stretches between blank lines; beyond a limit the rest is one stretch."""
    for gap in islice(_BLANK_LINES.finditer(text, at), MAX_LINES):
        yield at, gap.start()
        at = gap.end()
    yield at, len(text)


def _is_title(text: str) -> bool:
    """Whether text with a line under it is a heading; below a sentence the line only divides."""
    return "\n" not in text and len(text) <= MAX_HEADING and not text.endswith(_SENTENCE_ENDS)


def _top_level_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Tables inside lists and quotations stay text: their cells could not be placed."""
    return not state.level and table(state, start, end, silent)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    parser.enable("table").disable(["code", "reference"])
    parser.block.ruler.at("table", _top_level_table, {"alt": ["paragraph", "reference"]})
    # Blocks only: the text in them is read with its places by `read_inline`.
    parser.core.ruler.enableOnly(["block"])
    return parser


_MD = _parser()
