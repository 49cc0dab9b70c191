"""Where the text of a Markdown block stood in its file.

markdown-it knows the lines of a block, not the places of its characters, and it hands over a
block without the marks of the quotations and lists around it.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.read.inline import Piece


class Source:
    """The lines of a file, where each begins, and the line (from 0) on which the story begins."""

    def __init__(self, lines: Sequence[str], first: int) -> None:
        self.lines = [line if line.isascii() else _plain_edges(line) for line in lines]
        self.first = first
        self.starts = line_starts(lines)

    def place(self, content: str, line: int, column: int | None) -> list[tuple[int, int, int]]:
        """For each line of a block's content: its begin in it, in the source, and the source end.

        `line` is the line of the source (from 0) on which the content begins. The content of
        quotations and lists lacks the marks in front of each line, so it is laid against the
        line's end, or on `column` where it is known.
        """
        places = []
        at = 0
        for offset, text in enumerate(content.split("\n")):
            whole = self.lines[line + offset]
            from_end = len(whole.rstrip(" \t")) - len(text.rstrip(" \t"))
            begin = from_end if column is None else column
            start = self.starts[line + offset]
            places.append((at, start + begin, start + len(whole)))
            at += len(text) + 1
        return places


def line_starts(lines: Sequence[str]) -> tuple[int, ...]:
    """The offsets at which the lines begin in the text they were split from."""
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    return tuple(starts)


def in_source(pieces: Sequence[Piece], places: list[tuple[int, int, int]]) -> list[Piece]:
    """Pieces with places in a block's content as pieces with places in the file."""
    placed: list[Piece] = []
    row = 0
    for piece in pieces:
        rest: Piece | None = piece
        while rest is not None:
            while row + 1 < len(places) and places[row + 1][0] <= rest.van:
                row += 1
            begin, source, newline = places[row]
            last = places[row + 1][0] - 1 if row + 1 < len(places) else None
            if rest.van == last:
                placed.append(rest.part(0, 1).shifted(newline - rest.van))
                cut = 1
            elif last is not None and rest.tot > last:
                cut = last - rest.van
                placed.append(rest.part(0, cut).shifted(source - begin))
            else:
                placed.append(rest.shifted(source - begin))
                break
            rest = rest.part(cut, len(rest.tekst)) if len(rest.tekst) > cut else None
    return placed


def _plain_edges(line: str) -> str:
    """The line, as long as it was, with only spaces and tabs around it.

    markdown-it trims every other kind of white space too, and then its lines are no longer those
    of the source.
    """
    begin, end = len(line) - len(line.lstrip()), len(line.rstrip())
    edges = ["".join(c if c == "\t" else " " for c in edge) for edge in (line[:begin], line[end:])]
    return line[begin:end].join(edges) if begin < end else edges[0]
