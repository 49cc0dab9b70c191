"""A story as it may be shown: everything in it that anybody wrote, with stand-ins.

With `anoniem` all that was found is hidden; with `openbaar` only what the story itself lists
under `verbergen`. Title, blocks, participants and the rest share one numbering of persons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.codebook import Codebook
from pipeline.model import Blok, Keuze, Media, Run, Toestemming, Verhaal
from pipeline.problems import Problem
from pipeline.protect.detect import detect
from pipeline.protect.mask import Masked, mask, without
from pipeline.protect.paths import shown_path
from pipeline.protect.signals import line_of, signals, texts_of

_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Maskering:
    """What was hidden, for who must check it: the line of the file (None for its head)."""

    regel: int | None
    soort: str
    vervanger: str


@dataclass(frozen=True, slots=True)
class MaskedVerhaal:
    """The texts of a story as they may be shown, and what the editor must know of them.

    `masked` leads from `Verhaal.tekst` to its masked form. `pad` is the path as it may be shown:
    the file's own, or a neutral one when somebody is named in it. Nothing here holds a hidden
    text.
    """

    pad: str
    titel: str
    verteller: str
    blokken: tuple[Blok, ...]
    deelnemers: tuple[tuple[str, str], ...]
    initiatieven: tuple[str, ...]
    keuze: Keuze | None
    media: tuple[Media, ...]
    masked: Masked
    maskeringen: tuple[Maskering, ...]
    problemen: tuple[Problem, ...]

    def zin(self, start: int, end: int) -> str:
        """The stretch `[start, end)` of `Verhaal.tekst` as it may be shown."""
        return self.masked.part(start, end)


def mask_verhaal(verhaal: Verhaal, codebook: Codebook) -> MaskedVerhaal:
    """Hide what must be hidden in a story, by its consent, and say what the editor must know.

    Raises `PipelineError` when the word lists are not there.
    """
    fields = texts_of(verhaal)
    whole = _BETWEEN.join(fields)
    found = without(detect(whole, codebook), verhaal.niet_verbergen)
    hidden = [] if verhaal.toestemming is Toestemming.OPENBAAR else found
    masked = mask(whole, hidden, verhaal.verbergen)
    parts = _split(masked, fields)
    tekst = next(parts)
    titel, verteller, *rest = (part.tekst for part in parts)
    texts = iter(rest)
    return MaskedVerhaal(
        pad=verhaal.pad
        if verhaal.toestemming is Toestemming.OPENBAAR
        else shown_path(verhaal, found),
        titel=titel,
        verteller=verteller,
        blokken=tuple(_masked_blok(blok, tekst) for blok in verhaal.blokken),
        deelnemers=tuple((next(texts), next(texts)) for _ in verhaal.deelnemers),
        initiatieven=tuple(next(texts) for _ in verhaal.initiatieven),
        keuze=replace(verhaal.keuze, reden=next(texts)) if verhaal.keuze else None,
        media=tuple(replace(item, alt=next(texts)) for item in verhaal.media),
        masked=tekst,
        maskeringen=tuple(
            Maskering(line_of(verhaal, item.start, item.end), str(item.soort), item.vervanger)
            for item in masked.maskings
        ),
        problemen=signals(verhaal, codebook, found),
    )


def _split(masked: Masked, fields: list[str]) -> Iterator[Masked]:
    """The masked fields one by one, each with the maskings that begin in it."""
    start = 0
    for field in fields:
        end = start + len(field)
        plek, tekst = masked.owned(start, end)
        inside = (m for m in masked.maskings if start <= m.start < end)
        yield Masked(
            tekst,
            tuple(
                replace(m, start=m.start - start, end=min(m.end, end) - start, plek=m.plek - plek)
                for m in inside
            ),
        )
        start = end + len(_BETWEEN)


def _masked_blok(blok: Blok, masked: Masked) -> Blok:
    runs: list[Run] = []
    for run in blok.runs:
        start, tekst = masked.owned(run.start, run.start + len(run.tekst))
        if tekst:
            runs.append(replace(run, tekst=tekst, start=start))
    return replace(blok, runs=tuple(runs))
