"""One figure asked for by name in a template: `cijfer("ureninzet", wijk="zuid", jaar=2016)`.

It comes with its unit and its cells, or not at all: what does not exist, or could be more than one
thing, is an error that says in Dutch what to add. Sums are made only of figures that may be added
up (source 002, chapter 5: the same person may come back, so clients are not added over periods).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from pipeline.codebook import Codebook, slug
from pipeline.model import Cijfer, Periode, Status
from pipeline.problems import quoted
from pipeline.read.figures import is_totaal
from pipeline.read.figures_header import periode_van
from pipeline.read.figures_kinds import DEEL, Kind, kind
from pipeline.report.kerncijfers import NAMEN, kort
from pipeline.report.register import Getal
from pipeline.report.waarden import PER_WEEK, afgeleid, cel, som

_OPTELBAAR: dict[str, frozenset[str]] = {
    "ureninzet": frozenset({"bestand", "periode", "wijk", "specialisme"}),
    "clienten": frozenset({"bestand", "wijk", "dienstverlening"}),
    "vrijwilligers": frozenset({"bestand", "wijk", "dienstverlening"}),
    "participatieladder": frozenset(
        {"bestand", "periode", "wijk", "dienstverlening", "trede_begin", "trede_eind"}
    ),
    "zrm": frozenset({"bestand", "periode", "wijk", "dienstverlening", "begin", "eind"}),
    "begroting": frozenset({"post", "groep", "niveau", "financieringswijze"}),
}
"""Over which columns figures of a kind may be added up; of other kinds none may."""

NIET_GETOOND = "een niet getoond aantal"
"""What stands in a sentence for a count of people that is too small, or would betray one."""

_DUBBEL = frozenset({"clienten", "vrijwilligers"})
_WOORD = {
    Status.LEEG: "niet ingevuld",
    Status.NVT: "niet van toepassing",
    Status.ONBEKEND: "onbekend",
}
_ZONDER_WOORD = frozenset({"", "aantal", "euro", "procent"})
_MAX_GENOEMD = 6


class VraagError(ValueError):
    """A figure cannot be given; `melding` says why and `oplossing` what to write, in Dutch."""

    def __init__(self, melding: str, oplossing: str) -> None:
        super().__init__(melding)
        self.melding = melding
        self.oplossing = oplossing


def geen_cijfers(soort: object, _: Mapping[str, object]) -> Getal:
    """Answers every question where there are no figures to ask. Raises `VraagError`."""
    raise VraagError(f"{quoted(soort)}: hier zijn geen cijfers.", "Haal 'cijfer(...)' weg.")


@dataclass(frozen=True, slots=True)
class Cijferboek:
    """All figures that a template may ask for."""

    cijfers: tuple[Cijfer, ...]
    codebook: Codebook

    def vraag(self, soort: object, velden: Mapping[str, object]) -> Getal:
        """The figure of a kind with these columns, or the sum of several that may be added up.

        A column is called as in the contract (`wijk`, `periode`, `specialisme`, `post`, …);
        `jaar`, `maat` (which column of numbers) and `bestand` may be given too. Raises
        `VraagError`.
        """
        own = kind(str(soort))
        rows = [c for c in self.cijfers if own and c.soort == own.naam]
        if own is None or not rows:
            there = ", ".join(sorted({c.soort for c in self.cijfers})) or "geen"
            raise VraagError(
                f"er zijn geen cijfers van de soort {quoted(soort)}.",
                f"Soorten waarvan er cijfers zijn: {there}.",
            )
        asked = _Vraag(own, self.codebook, {name: str(value) for name, value in velden.items()})
        found = asked.passend(rows)
        return asked.getal(asked.samen(found))


@dataclass(frozen=True, slots=True)
class _Vraag:
    """One question: a kind of figure, and what its columns must hold."""

    kind: Kind
    codebook: Codebook
    velden: Mapping[str, str]

    def passend(self, rows: Sequence[Cijfer]) -> Sequence[Cijfer]:
        """The figures that fit, stated totals only where nothing else does. Raises `VraagError`."""
        names = self._namen()
        if strange := [name for name in self.velden if name not in names]:
            raise VraagError(
                f"{self} heeft geen kolom {quoted(strange[0])}.",
                f"Deze kolommen zijn er: {', '.join(names)}.",
            )
        found = self._met(rows, self.velden)
        if not found:
            raise self._niets(rows)
        parts = [c for c in found if not is_totaal(c)]
        if parts and len(parts) < len(found) and self.kind.categorie in self.velden:
            raise VraagError(
                f"{self} staat er als deel en als vermeld totaal.",
                "Schrijf erbij: rij_soort='deel' of rij_soort='totaal_vermeld'.",
            )
        return parts or found

    def samen(self, found: Sequence[Cijfer]) -> Sequence[Cijfer]:
        """The same figures, when together they are one number. Raises `VraagError`."""
        may = _OPTELBAAR.get(self.kind.naam, frozenset())
        if is_totaal(found[0]):
            may = frozenset()
        elif any(c.eenheid == PER_WEEK for c in found):
            may -= {"periode"}
        differ = [name for name in self._namen() if len(self._waarden(found, name)) > 1]
        if wrong := [name for name in differ if name not in may]:
            name = wrong[0]
            raise VraagError(
                f"bij {self} passen {len(found)} cijfers die niet bij elkaar op te tellen zijn: "
                f"ze verschillen in {name} ({self._opgesomd(found, name)}).",
                f"Schrijf erbij: {name}='{_ruw(self.kind, found[0], name)}', of een van de andere.",
            )
        first: dict[tuple[str, ...], Cijfer] = {}
        for cijfer in found:
            key = tuple(_ruw(self.kind, cijfer, name) for name in differ if name != "bestand")
            if (known := first.setdefault(key, cijfer)) is not cijfer:
                raise VraagError(
                    f"{self} staat op twee plekken: {known.plek} en {cijfer.plek}.",
                    "Laat het getal op één plek staan.",
                )
        return found

    def getal(self, found: Sequence[Cijfer]) -> Getal:
        """What is shown: the number with its unit, or in words why there is none."""
        wat = self._wat()
        shown = cel(found[0], wat) if len(found) == 1 else som(found, wat)
        if not isinstance(shown, Getal):
            words = " en ".join(dict.fromkeys(_WOORD[c.status] for c in found if c.waarde is None))
            return afgeleid(words or _WOORD[Status.ONBEKEND], wat, "", found)
        unit = found[0].eenheid
        if unit not in _ZONDER_WOORD and not shown.tekst.endswith(unit):
            shown = replace(shown, tekst=f"{shown.tekst} {unit}")
        if len(found) > 1 and self.kind.naam in _DUBBEL:
            twice = f"{shown.bron.regel} Wie bij twee diensten komt, telt twee keer."
            shown = replace(shown, bron=replace(shown.bron, regel=twice))
        return shown

    def __str__(self) -> str:
        asked = ", ".join(f"{name}={quoted(value)}" for name, value in self.velden.items())
        return f"{self.kind.naam} ({asked})" if asked else self.kind.naam

    def _namen(self) -> list[str]:
        """Every column by which figures of this kind can be told apart."""
        own = (*self.kind.vast, *self.kind.vrij)
        return list(dict.fromkeys(("jaar", "maat", *own, "bestand", "rij_soort")))

    def _met(self, rows: Sequence[Cijfer], names: Iterable[str]) -> Sequence[Cijfer]:
        """The figures that have in these columns what is asked for."""
        for name in names:
            wanted = self._sleutel(name, self.velden[name])
            known = {_ruw(self.kind, c, name) for c in rows}
            same = {text for text in known if self._sleutel(name, text) == wanted}
            rows = [c for c in rows if _ruw(self.kind, c, name) in same]
        return rows

    def _sleutel(self, naam: str, tekst: str) -> str:
        """What stands in a column, in a form that can be compared."""
        boek = self.codebook
        if naam == "periode":
            return str(self._periode(tekst) or tekst)
        if naam == "wijk":
            return boek.find_wijk(tekst) or slug(tekst)
        if naam in {"specialisme", "dienstverlening"}:
            return boek.find_werksoort(tekst) or slug(tekst)
        if naam == "kwaliteit":
            return boek.find_kwaliteit(tekst) or slug(tekst)
        return slug(tekst)

    def _periode(self, tekst: str) -> Periode | None:
        return periode_van(tekst, self.codebook, self.velden.get("jaar"))

    def _niets(self, rows: Sequence[Cijfer]) -> VraagError:
        for name in self.velden:
            near = self._met(rows, (other for other in self.velden if other != name))
            if near:
                return VraagError(
                    f"er is geen cijfer {self}.",
                    f"Bij {name} kan wel: {self._opgesomd(near, name)}.",
                )
        return VraagError(f"er is geen cijfer {self}.", "Laat een van de kolommen weg.")

    def _waarden(self, found: Iterable[Cijfer], naam: str) -> list[str]:
        return list(dict.fromkeys(_ruw(self.kind, c, naam) or "leeg" for c in found))

    def _opgesomd(self, found: Iterable[Cijfer], naam: str) -> str:
        known = self._waarden(found, naam)
        more = f" en nog {len(known) - _MAX_GENOEMD}" if len(known) > _MAX_GENOEMD else ""
        return ", ".join(known[:_MAX_GENOEMD]) + more

    def _wat(self) -> str:
        """How the register calls the figure."""
        parts = [NAMEN.get(self.kind.naam, self.kind.naam.capitalize())]
        for name, text in self.velden.items():
            period = self._periode(text) if name == "periode" else None
            wijk = self.codebook.find_wijk(text) if name == "wijk" else None
            shown = kort(period) if period else self.codebook.wijknaam(wijk) if wijk else text
            parts.append(shown)
        return ", ".join(parts)


def _ruw(soort: Kind, cijfer: Cijfer, naam: str) -> str:
    """What a figure has in a column, as a writer would ask for it; empty when it has nothing."""
    found: str | None
    if naam == "periode":
        found = str(cijfer.periode) if cijfer.periode else None
    elif naam == "jaar" and cijfer.periode:
        found = str(cijfer.periode.jaar)
    elif naam == "wijk":
        found = cijfer.wijk
    elif naam == "maat":
        found = _maat(soort, cijfer.eenheid)
    elif naam == "bestand":
        found = PurePosixPath(cijfer.plek.pad).stem
    elif naam == soort.categorie:
        found = cijfer.categorie
    else:
        found = cijfer.veld(naam) or (DEEL if naam == "rij_soort" else None)
    return found or ""


def _maat(soort: Kind, eenheid: str) -> str | None:
    """The column of numbers that has this unit."""
    known = (maat.naam for maat in soort.maten if maat.eenheid == eenheid)
    return next(known, "uren_per_week" if eenheid == PER_WEEK else None)
