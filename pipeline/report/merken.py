"""The text of a story with the sentences marked that show a quality, each with its source.

A mark is a span with the qualities behind it in words, so that nobody needs to see a colour.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from pipeline.model import Blok, Run
from pipeline.report.markdown import blokken_markdown, escape, runs_aaneen
from pipeline.report.register import Citaat
from pipeline.report.verhalen import Merk, Verhaalbeeld

Verwijs = Callable[[Markup, Citaat], Markup]
"""Makes of words of ours a link to the line of the register of a quotation."""


@dataclass(frozen=True, slots=True)
class _Zin:
    """The stretch `[start, end)` of a block, and the qualities that it shows."""

    start: int
    end: int
    merken: tuple[tuple[Merk, Citaat], ...]


def gemerkt(verhaal: Verhaalbeeld, onder: int, verwijs: Verwijs) -> Markup:
    """The body of a story as Markdown, its headings below level `onder`, its evidence marked.

    A sentence that does not stand in one block as it is quoted follows below the text.
    """
    zinnen: dict[str, list[tuple[Merk, Citaat]]] = {}
    for merk in verhaal.merken:
        for citaat in merk.bewijs:
            zinnen.setdefault(citaat.tekst, []).append((merk, citaat))
    found: set[str] = set()

    def tekst(blok: Blok) -> Markup:
        marks = tuple(_zinnen(blok.tekst, zinnen, found))
        return Markup("".join(_parts(blok.runs, marks, verwijs)).strip())  # noqa: S704 - escaped

    body = blokken_markdown(verhaal.tekst.blokken, onder, tekst)
    rest = (
        f"\n> {escape(f'“{said}”')} {_labels(merken, verwijs)}\n"
        for said, merken in zinnen.items()
        if said not in found
    )
    return Markup("".join((body, *rest)))  # noqa: S704 - made of escapes


def _zinnen(
    text: str, zinnen: dict[str, list[tuple[Merk, Citaat]]], found: set[str]
) -> Iterator[_Zin]:
    """The sentences that stand in a text, in order; of two that overlap only the first."""
    places = sorted(
        (*place, said) for said in zinnen if said and (place := _place(said, text)) is not None
    )
    last = 0
    for start, end, said in places:
        if start >= last:
            found.add(said)
            yield _Zin(start, end, tuple(zinnen[said]))
            last = end


def _place(said: str, text: str) -> tuple[int, int] | None:
    start = text.find(said)
    if start >= 0:
        return start, start + len(said)
    if said not in " ".join(text.split()):
        return None
    # The quotation has single spaces where the text may have others.
    match = re.search(r"\s+".join(map(re.escape, said.split())), text)
    return match.span() if match else None


def _parts(runs: Sequence[Run], zinnen: Sequence[_Zin], verwijs: Verwijs) -> Iterator[str]:
    last = 0
    for zin in zinnen:
        yield runs_aaneen(_cut(runs, last, zin.start))
        inner = runs_aaneen(_cut(runs, zin.start, zin.end)).strip()
        yield f"[{inner}]{{.bewijs}} {_labels(zin.merken, verwijs)}"
        last = zin.end
    yield runs_aaneen(_cut(runs, last, sum(len(run.tekst) for run in runs)))


def _cut(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    """The runs of the stretch `[start, end)` of a block."""
    cut, at = [], 0
    for run in runs:
        inside = run.tekst[max(0, start - at) : max(0, end - at)]
        if inside:
            cut.append(replace(run, tekst=inside))
        at += len(run.tekst)
    return cut


def _labels(merken: Sequence[tuple[Merk, Citaat]], verwijs: Verwijs) -> str:
    return " ".join(
        verwijs(
            escape(f"({merk.naam} {merk.richting}{', voorstel' if merk.voorstel else ''})"), citaat
        )
        for merk, citaat in merken
    )
