"""The plain text of a publishable story, and where in it each sentence of evidence stands.

Every format takes its text and its offsets from here, so that they agree. Offsets count Unicode
code points, from 0, with the end not included.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.protect.publish import PublicBewijs, PublicVerhaal
from pipeline.read.decode import without_controls

Plaats = tuple[int, int]

_LINE_END = re.compile(r"\r\n?")
_WHITE = re.compile(r"\s")
_SURROGATE = re.compile("[\ud800-\udfff]")


def plain_text(verhaal: PublicVerhaal) -> str:
    """The story's text: its blocks with a blank line between, line feeds only, no BOM."""
    return clean("\n\n".join(blok.tekst for blok in verhaal.blokken)).lstrip("\ufeff")


def clean(text: str) -> str:
    """Text that any file format can hold: no control characters or half characters."""
    return _SURROGATE.sub("\ufffd", without_controls(_LINE_END.sub("\n", text)))


def flat(text: str) -> str:
    """Text on one line, as long as it was."""
    return _WHITE.sub(" ", text)


def places(text: str, bewijs: Sequence[PublicBewijs]) -> tuple[Plaats | None, ...]:
    """Where each sentence stands in the text; None for one that is not in it.

    A sentence is given with its white space as single spaces. When one occurs several times,
    the first time it is given stands for its first place, and so on.
    """
    seen: Counter[str] = Counter()
    found: list[Plaats | None] = []
    for item in bewijs:
        sentence = clean(item.tekst)
        at = _occurrences(text, sentence)
        found.append(at[min(seen[sentence], len(at) - 1)] if at else None)
        seen[sentence] += 1
    return tuple(found)


def _occurrences(text: str, sentence: str) -> list[Plaats]:
    words = sentence.split()
    if not words:
        return []
    return [match.span() for match in re.finditer(r"\s+".join(map(re.escape, words)), text)]
