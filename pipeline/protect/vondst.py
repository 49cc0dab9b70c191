"""A stretch of text that says who somebody is, and the words that stand in for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Gegeven(StrEnum):
    """The kinds of personal data that are looked for."""

    PERSOON = "persoon"
    ADRES = "adres"
    POSTCODE = "postcode"
    TELEFOON = "telefoon"
    EMAIL = "email"
    GEBOORTEDATUM = "geboortedatum"
    BSN = "bsn"
    IBAN = "iban"
    KENTEKEN = "kenteken"
    NUMMER = "nummer"
    URL = "url"
    VERBORGEN = "verborgen"

    @property
    def vervanger(self) -> str:
        """The readable stand-in, without brackets; a person's also gets a number."""
        return _VERVANGERS.get(self, str(self))


_VERVANGERS = {
    Gegeven.TELEFOON: "telefoonnummer",
    Gegeven.EMAIL: "e-mailadres",
    Gegeven.IBAN: "rekeningnummer",
    Gegeven.URL: "profiel",
}
VERVANGING = (
    r"\[(?:persoon \d+|"
    + "|".join(g.vervanger for g in Gegeven if g is not Gegeven.PERSOON)
    + r")\]"
)
"""A stand-in as a regular expression: it is never personal data itself."""


@dataclass(frozen=True, slots=True, order=True)
class Vondst:
    """One find: `tekst` is the text at `[start, end)`. Raises ValueError when that cannot be."""

    start: int
    end: int
    soort: Gegeven
    tekst: str

    def __post_init__(self) -> None:
        if self.start < 0 or self.end - self.start != len(self.tekst) or not self.tekst:
            raise ValueError(f"ill-fitting find at {self.start}:{self.end}")


Stuk = tuple[int, int, Gegeven]
"""A find on its way: start, end, kind."""


class Zones:
    """Stretches of a text that are spoken for, so that no second find covers them."""

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)

    def free(self, start: int, end: int) -> bool:
        """Whether nothing in `[start, end)` is taken yet."""
        return self._taken.find(1, start, end) == -1

    def covers(self, start: int, end: int) -> bool:
        """Whether all of `[start, end)` is taken."""
        return self._taken.find(0, start, end) == -1

    def take(self, start: int, end: int) -> None:
        """Mark `[start, end)` as taken."""
        self._taken[start:end] = b"\x01" * (end - start)

    def take_free(self, pieces: Iterable[Stuk]) -> list[Stuk]:
        """The pieces that are wholly free, each taken at once: the first to come wins."""
        kept: list[Stuk] = []
        for start, end, soort in pieces:
            if end > start and self.free(start, end):
                self.take(start, end)
                kept.append((start, end, soort))
        return kept
