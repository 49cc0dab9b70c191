"""The head of a file: the lines between `---` and `---`, as keys and values with their lines.

A head is written by hand, so it is often not quite YAML. What can be understood in only one way
is understood (and mostly said); the rest is a problem with its line, and the other keys are used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from pipeline.read.decode import INVISIBLE
from pipeline.read.notes import Notes
from pipeline.yaml_bounded import MAX_CHARS, Node, YamlError, parse

KEYS = (
    "soort",
    "titel",
    "datum",
    "wijk",
    "werksoort",
    "verteller",
    "kwaliteiten",
    "toestemming",
    "keuze",
    "periode",
    "deelnemers",
    "initiatieven",
    "media",
    "fictief",
    "verbergen",
    "niet-verbergen",
    "codering",
)
"""The keys of the contract (design, chapter 2; issue 7 for what to hide, issue 3 for coders)."""

MAX_HEAD_LINES = 2_000
MAX_BLOCKS = 100
_BROKEN_OFF = 30

Pair = tuple[Node, Node]

_FENCE = re.compile(r"[ \t]*[-–—]+[ \t]*")
_END = re.compile(r"(?:[-–—]+|\.\.\.)[ \t]*")
_KEY = re.compile(r"([ ]{0,3})([^\W\d_][\w -]{0,39}?)[ \t]*:(.*)")
_BARE_MINUS = re.compile(r"(:[ \t]+)-(?=[ \t]*(?:[,}\]]|(?:#.*)?$))", re.MULTILINE)
_NO_SPACE = re.compile(r"^([ \t]*(?:-[ \t]+)?[^\W\d_][\w -]{0,39}:)(?=[^\s/\\:])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Kop:
    """What the head says. The story begins on line `body` (from 0).

    `zeker` is whether it can be no other than what its author said about consent: not without a
    line `---` above it (it may be the story itself), nor with a line about consent that was lost
    in another value or below the head.
    """

    paren: tuple[Pair, ...]
    body: int
    zeker: bool = True


@dataclass(frozen=True, slots=True)
class _Bereik:
    """Where a head stands: its lines `[van, tot)` from 0, and the first line after it."""

    van: int
    tot: int
    body: int
    omheind: bool = True
    gesloten: bool = True


def normal_key(text: str) -> str:
    """A key in its one spelling: lower case, with hyphens."""
    return re.sub(r"[\s_-]+", "-", INVISIBLE.sub("", text).strip().casefold())


def read_kop(lines: Sequence[str], notes: Notes) -> Kop:
    """Find and read the head of a file; `lines` are all its lines."""
    bereik = _find(lines)
    if bereik is None:
        return Kop((), 0)
    text = INVISIBLE.sub("", "\n".join(lines[bereik.van : bereik.tot]))
    paren = _whole(text, bereik.van + 1)
    if paren is None and not any(_KEY.match(line) for line in lines[bereik.van : bereik.tot]):
        notes.waarschuwing(
            "kop-leeg",
            bereik.van + 1,
            "Hier staan geen gegevens zoals 'sleutel: waarde'; ik lees het als tekst.",
            "Zet bovenaan een regel '---', dan de gegevens, en dan weer '---'.",
        )
        return Kop((), bereik.van)
    if paren is None:
        bereik, paren = _salvage(lines, bereik, notes)
    _say_fences(bereik, notes)
    _say_broken_off(lines, bereik, notes)
    told = lines[bereik.van : bereik.tot] if bereik.gesloten else lines
    lost = sum(map(_is_consent, told)) - sum(_is_consent(f"{key.text}:") for key, _ in paren)
    return Kop(paren, bereik.body, bereik.omheind and lost <= 0)


def head_lines(lines: Sequence[str]) -> tuple[int, int] | None:
    """The lines `[van, tot)`, from 0, of a head: `(0, 0)` without one, None for an odd one."""
    bereik = _find(lines)
    if bereik is None:
        return 0, 0
    return (bereik.van, bereik.tot) if bereik.omheind and bereik.gesloten else None


def is_key(line: str, key: str) -> bool:
    """Whether a line of a head begins this key."""
    match = _KEY.match(INVISIBLE.sub("", line))
    return match is not None and not match[1] and normal_key(match[2]) == key


def _find(lines: Sequence[str]) -> _Bereik | None:
    first = next((i for i, line in enumerate(lines) if INVISIBLE.sub("", line).strip()), None)
    if first is None:
        return None
    if lines[first].lstrip().startswith("---"):
        head = "\n".join(lines[first : first + MAX_HEAD_LINES])[:MAX_CHARS].lstrip()
        tokens = _HEAD.parse(head + "\n")
        if tokens and tokens[0].type == "front_matter" and tokens[0].map:
            after = first + tokens[0].map[1]
            return _Bereik(first + 1, after - 1, after)
    return _unfinished(lines, first)


def _unfinished(lines: Sequence[str], first: int) -> _Bereik | None:
    """A head whose opening or closing line is missing, or is spelled oddly."""
    omheind = _FENCE.fullmatch(INVISIBLE.sub("", lines[first])) is not None
    van = first + 1 if omheind else first
    tot = _end_of_head(lines, van, min(len(lines), van + MAX_HEAD_LINES), comments=False)
    if not any(_is_known(line) for line in lines[van:tot]):
        return None
    if not omheind and not _is_known(lines[first]):
        return None
    gesloten = tot < len(lines) and _END.fullmatch(lines[tot]) is not None
    return _Bereik(van, _without_blank(lines, van, tot), tot + gesloten, omheind, gesloten)


def _without_blank(lines: Sequence[str], van: int, tot: int) -> int:
    while tot > van and not lines[tot - 1].strip():
        tot -= 1
    return tot


def _end_of_head(lines: Sequence[str], van: int, limit: int, *, comments: bool) -> int:
    """The first line that cannot belong to a head: after a blank line only known keys do."""
    after_blank = False
    for index in range(van, limit):
        line = lines[index]
        if not line.strip():
            after_blank = True
        elif _is_known(line) or (line[0] in " \t" and index > van):
            after_blank = False
        elif after_blank or not (
            _KEY.match(line)
            or line.startswith(("- ", "]", "}"))
            or (comments and line.startswith("#"))
        ):
            return index
    return limit


def _is_known(line: str) -> bool:
    match = _KEY.match(INVISIBLE.sub("", line))
    return match is not None and normal_key(match[2]) in KEYS


def _is_consent(line: str) -> bool:
    before, colon, _ = line.partition(":")
    return bool(colon) and normal_key(before.strip(" \t-{\"'")) == "toestemming"


def _say_fences(bereik: _Bereik, notes: Notes) -> None:
    if not bereik.omheind:
        notes.waarschuwing(
            "kop-zonder-streepjes",
            bereik.van + 1,
            "Boven de gegevens ontbreekt een regel met '---'.",
            "Zet '---' op een eigen regel boven de gegevens en ook eronder.",
        )
    elif not bereik.gesloten:
        notes.waarschuwing(
            "kop-niet-gesloten",
            bereik.tot,
            "Onder de gegevens ontbreekt een regel met '---'.",
            f"Zet '---' op een eigen regel onder regel {bereik.tot}.",
        )


def _say_broken_off(lines: Sequence[str], bereik: _Bereik, notes: Notes) -> None:
    """Name the line at which a head without a closing line ended, when more of it follows."""
    below = lines[bereik.body : bereik.body + _BROKEN_OFF]
    fence = next((i for i, line in enumerate(below) if _END.fullmatch(line)), None)
    if not bereik.gesloten and fence is not None and any(map(_is_known, below[1:fence])):
        notes.fout(
            "kop-afgebroken",
            bereik.body + 1,
            "Deze regel is geen 'sleutel: waarde'; vanaf hier lees ik alles als verhaal.",
            "Schrijf de regel als 'sleutel: waarde', of haal hem weg.",
        )


def _whole(text: str, line: int) -> tuple[Pair, ...] | None:
    """The pairs of a head that is YAML, also with a bare minus as a value; None otherwise."""
    for attempt in (text, _BARE_MINUS.sub(r'\1"-"', text)):
        try:
            node = parse(attempt, line)
        except YamlError:
            continue
        if node.value is None:
            return ()
        if node.pairs is not None:
            return node.pairs
    return None


def _salvage(
    lines: Sequence[str], bereik: _Bereik, notes: Notes
) -> tuple[_Bereik, tuple[Pair, ...]]:
    """Read each key of a head by itself, so that one mistake costs one key at most."""
    if bereik.gesloten and bereik.omheind:
        tot = _first_stray(lines, bereik)
        if tot < bereik.tot:
            # The closing line was forgotten, and a dividing line further on was taken for it.
            tot = _without_blank(lines, bereik.van, tot)
            bereik = _Bereik(bereik.van, tot, tot, gesloten=False)
    pairs: list[Pair] = []
    blocks = _blocks(lines, bereik, notes)
    for line, block in blocks[:MAX_BLOCKS]:
        pairs += _block(block, line, notes)
    if len(blocks) > MAX_BLOCKS:
        notes.fout(
            "kop-te-groot",
            blocks[MAX_BLOCKS][0],
            "Er staan te veel gegevens boven dit verhaal; vanaf hier lees ik ze niet.",
            "Zet onder de gegevens een regel met '---'.",
        )
    return bereik, tuple(pairs)


def _first_stray(lines: Sequence[str], bereik: _Bereik) -> int:
    """The first line after a blank one that is no head any more, nor has a known key below it."""
    known = [index for index in range(bereik.van, bereik.tot) if _is_known(lines[index])]
    last = known[-1] if known else bereik.van
    for index in range(last + 1, bereik.tot):
        if not lines[index - 1].strip() and lines[index].strip():
            end = _end_of_head(lines, index - 1, bereik.tot, comments=True)
            if end == index:
                return end
    return bereik.tot


def _blocks(lines: Sequence[str], bereik: _Bereik, notes: Notes) -> list[tuple[int, list[str]]]:
    """For each key its line (from 1), and the lines up to the next key."""
    blocks: list[tuple[int, list[str]]] = []
    for number, raw in enumerate(lines[bereik.van : bereik.tot], bereik.van + 1):
        line = INVISIBLE.sub("", raw)
        match = _KEY.match(line)
        if match and (not match[1] or _is_known(line)):
            blocks.append((number, [line]))
        elif blocks and (not line.strip() or line[0] in " \t#-]}"):
            blocks[-1][1].append(line)
        elif line.strip() and not line.startswith("#"):
            notes.fout(
                "kop-regel-onleesbaar",
                number,
                "Deze regel is geen 'sleutel: waarde'; ik sla hem over.",
                "Schrijf het als 'sleutel: waarde', of zet de tekst onder de tweede regel '---'.",
            )
    return blocks


def _block(lines: list[str], line: int, notes: Notes) -> list[Pair]:
    """One key with its value, mended where there is only one way to read it."""
    lines = lines[: _without_blank(lines, 0, len(lines))]
    text = "\n".join(lines)
    error: YamlError | None = None
    for code, mend in _MENDS:
        try:
            node = parse(mend(text), line)
        except YamlError as failed:
            error = error or failed
            continue
        if node.pairs:
            if code:
                notes.waarschuwing(code, line, *_MENDED[code])
            return list(node.pairs)
    match = _KEY.match(lines[0])
    if match is None:
        return []
    key = Node(match[2], line)
    if len(lines) == 1 and match[3].strip():
        notes.waarschuwing("kop-letterlijk", line, *_MENDED["kop-letterlijk"])
        return [(key, Node(match[3].strip(), line))]
    if error:
        notes.fout(error.code, error.line, error.melding, error.oplossing)
    return [(key, Node((), line, is_mapping=True))]


_MENDS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("", str),
    ("", lambda text: _BARE_MINUS.sub(r'\1"-"', text)),
    ("kop-zonder-spatie", lambda text: _BARE_MINUS.sub(r'\1"-"', _NO_SPACE.sub(r"\1 ", text))),
    ("kop-tabs", lambda text: _BARE_MINUS.sub(r'\1"-"', text.replace("\t", "  "))),
)
_MENDED = {
    "kop-zonder-spatie": (
        "Achter de dubbele punt ontbreekt een spatie.",
        "Schrijf 'sleutel: waarde', met een spatie na de dubbele punt.",
    ),
    "kop-tabs": (
        "Hier staan tabs; die werken in deze gegevens niet.",
        "Gebruik spaties om te laten inspringen.",
    ),
    "kop-letterlijk": (
        "In deze regel staat een teken met een bijzondere betekenis; "
        "ik lees alles na de eerste dubbele punt als gewone tekst.",
        'Zet de hele waarde tussen "dubbele aanhalingstekens".',
    ),
}


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero").use(front_matter_plugin)
    parser.core.ruler.enableOnly(["block"])
    return parser


_HEAD = _parser()
