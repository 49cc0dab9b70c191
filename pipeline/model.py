"""The frozen values that flow through the pipeline, one type per stage.

    Verhaal ─ tag ─► TaggedVerhaal ─ link ─► LinkedVerhaal ─ protect ─► Publishable
    Cijfer ────────────────────────────────┘

Nothing here knows a file format, a tool or a template.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Soort(StrEnum):
    """What a file in `verhalen/` is (design, chapter 2)."""

    VERHAAL = "verhaal"
    MONITORGESPREK = "monitorgesprek"


class Richting(StrEnum):
    """Whether a text shows that a quality is there (+), lacks (-) or both or a wish (±)."""

    PLUS = "+"
    MIN = "-"
    BEIDE = "±"


class Toestemming(StrEnum):
    """What may be done with a text; without an answer it is `INTERN` (design, chapter 2)."""

    OPENBAAR = "openbaar"
    ANONIEM = "anoniem"
    INTERN = "intern"


class Herkomst(StrEnum):
    """Who gave a tag: a human's is the authority, a machine's is a proposal."""

    MENS = "mens"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True, order=True)
class Periode:
    """A reporting period: `Periode(2016, 5)` is 2016-mei, which reports January–April.

    `maand` is the month of reporting (5, 9 or 12; source 002, chapter 5). `str()` gives the
    key of the contract, such as `2016-mei`.
    """

    jaar: int
    maand: int

    def __str__(self) -> str:
        return f"{self.jaar}-{MAANDEN[self.maand - 1]}"


MAANDEN = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Where each character of a plain text stood in its source file.

    `segments` are `(start in text, start in source, length)`, in order; the plain text between
    two segments (a paragraph break) has no place of its own in the source. One character that
    is written as several (`&eacute;`) lies in two segments: on the first and on the last of them.
    `line_starts` are the offsets in the source at which its lines begin.
    """

    segments: tuple[tuple[int, int, int], ...]
    line_starts: tuple[int, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch `[start, end)` of the text as a stretch of the source.

        Raises ValueError when the stretch touches no text at all.
        """
        low = bisect_right(self.segments, start, key=lambda seg: seg[0] + seg[2])
        high = bisect_left(self.segments, end, key=lambda seg: seg[0])
        if low >= high:
            raise ValueError(f"no source text at {start}:{end}")
        first, last = self.segments[low], self.segments[high - 1]
        return (
            first[1] + max(0, start - first[0]),
            last[1] + min(last[2], end - last[0]),
        )

    def line(self, start: int, end: int) -> int:
        """The line of the source file, from 1, on which the stretch of the text begins."""
        return bisect_right(self.line_starts, self.source_span(start, end)[0])


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with one look. `start` is its offset in `Verhaal.tekst`."""

    tekst: str
    start: int
    nadruk: bool = False
    sterk: bool = False


class BlokSoort(StrEnum):
    """The only shapes a story can have in a report: a closed list, so nothing else can pass."""

    ALINEA = "alinea"
    KOP = "kop"
    PUNT = "punt"
    NUMMER = "nummer"
    CITAAT = "citaat"
    RIJ = "rij"


@dataclass(frozen=True, slots=True)
class Blok:
    """One paragraph, heading, list item, quotation or table row. `niveau` counts from 1."""

    soort: BlokSoort
    niveau: int
    runs: tuple[Run, ...]

    @property
    def tekst(self) -> str:
        """The block's plain text."""
        return "".join(run.tekst for run in self.runs)


@dataclass(frozen=True, slots=True)
class Keuze:
    """Who chose this story for the report, and why."""

    door: str
    reden: str


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or sound that belongs to a story; `pad` is relative to the workspace."""

    pad: str
    alt: str


@dataclass(frozen=True, slots=True)
class HumanTag:
    """A quality that a person gave to a text, with its direction."""

    kwaliteit: str
    richting: Richting


@dataclass(frozen=True, slots=True)
class Codering:
    """What one coder gave to a text on their own; `regel` is the line of the file that says so."""

    codeur: str
    tags: tuple[HumanTag, ...]
    regel: int


@dataclass(frozen=True, slots=True)
class Verhaal:
    """One file as read: a story of an inhabitant or the notes of a monitorgesprek.

    `pad` is relative to the workspace with `/`. `datum`, `periode` and `wijk` are None when the
    file does not say them in a usable way (a `Problem` then does). `tekst` is the plain text of
    the blocks, joined by blank lines; `kaart` leads from it to `bron`, the decoded file.
    `geen_kwaliteiten` is whether a person said that it shows none (an explicit empty list).
    `codering` is by coder and only measures how far coders agree: the `tags` are the authority.
    """

    pad: str
    soort: Soort
    titel: str
    datum: date | None
    periode: Periode | None
    wijk: str | None
    werksoort: str | None
    verteller: str
    toestemming: Toestemming
    tags: tuple[HumanTag, ...]
    keuze: Keuze | None
    deelnemers: tuple[tuple[str, str], ...]
    initiatieven: tuple[str, ...]
    media: tuple[Media, ...]
    verbergen: tuple[str, ...]
    niet_verbergen: tuple[str, ...]
    fictief: bool
    blokken: tuple[Blok, ...]
    tekst: str
    kaart: SourceMap
    bron: str
    sha256: str
    geen_kwaliteiten: bool = False
    codering: tuple[Codering, ...] = ()

    def bron_tekst(self, start: int, end: int) -> str:
        """The stretch `[start, end)` of the text exactly as it stands in the source."""
        begin, einde = self.kaart.source_span(start, end)
        return self.bron[begin:einde]


@dataclass(frozen=True, slots=True)
class Bewijs:
    """A sentence that shows a quality: `tekst` is `Verhaal.tekst[start:end]`."""

    start: int
    end: int
    tekst: str
    bron_tekst: str
    regel: int
    richting: Richting


@dataclass(frozen=True, slots=True)
class Tag:
    """A quality of a text, by whom, and the sentences that show it.

    `kans` is the machine's calibrated probability, None for a human's tag. `bewijs` may be empty
    for a human's tag: the machine found no sentence for it.
    """

    kwaliteit: str
    richting: Richting
    herkomst: Herkomst
    kans: float | None
    bewijs: tuple[Bewijs, ...]


@dataclass(frozen=True, slots=True)
class TaggedVerhaal:
    """A story with its tags in codebook order: the human's, or else the machine's proposals.

    `kansen` are the machine's probabilities for every quality of the codebook, in its order.
    `voorstellen` are the machine's tags, also where a human's tags overrule them. `misschien` are
    the qualities of which the machine cannot tell: never tags, and never in a report.
    """

    verhaal: Verhaal
    tags: tuple[Tag, ...]
    voorstellen: tuple[Tag, ...]
    kansen: tuple[tuple[str, float], ...]
    misschien: tuple[str, ...] = ()

    @property
    def door_mens(self) -> bool:
        """Whether a person tagged this text (also with an explicit empty list)."""
        return bool(self.verhaal.tags) or self.verhaal.geen_kwaliteiten


class Status(StrEnum):
    """Why a figure has a value or not: four different things (design, traps)."""

    BEKEND = "bekend"
    LEEG = "leeg"
    ONBEKEND = "onbekend"
    NVT = "nvt"


@dataclass(frozen=True, slots=True)
class Plek:
    """Where a figure stood: file, sheet (None in csv) and cell, such as `D7`."""

    pad: str
    blad: str | None
    cel: str

    def __str__(self) -> str:
        sheet = f", blad {self.blad}" if self.blad else ""
        return f"{self.pad}{sheet}, cel {self.cel}"


@dataclass(frozen=True, slots=True)
class Cijfer:
    """One figure from a table in `verhalen/cijfers/`.

    `soort` is the kind of the contract (`ureninzet`, `clienten`, …). `categorie` is what is
    counted within the kind: specialisme, dienstverlening, domein or post. `waarde` is None unless
    `status` is `BEKEND`; `teken` is `""`, `"ca."` or `"<"`. `extra` holds the other columns of
    the kind by name (such as `trede_begin`), as text.
    """

    soort: str
    periode: Periode | None
    wijk: str | None
    categorie: str | None
    waarde: float | None
    eenheid: str
    status: Status
    teken: str
    plek: Plek
    fictief: bool
    extra: tuple[tuple[str, str], ...] = ()

    def veld(self, naam: str) -> str | None:
        """The extra column `naam`, or None when the row has none."""
        for key, value in self.extra:
            if key == naam:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Koppeling:
    """A figure that speaks about the same people and time as a story, and why.

    `regel` is the key of the linking rule, `uitleg` says it in plain Dutch.
    """

    cijfer: Cijfer
    regel: str
    uitleg: str


@dataclass(frozen=True, slots=True)
class LinkedVerhaal:
    """A tagged story with the figures that belong to it."""

    tagged: TaggedVerhaal
    koppelingen: tuple[Koppeling, ...]

    @property
    def verhaal(self) -> Verhaal:
        """The story itself."""
        return self.tagged.verhaal


def alle_runs(blokken: tuple[Blok, ...]) -> Iterator[Run]:
    """Every run of the blocks, in reading order."""
    for blok in blokken:
        yield from blok.runs
