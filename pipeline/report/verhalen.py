"""A story or note as a template shows it: whole, with its tags, its choice and its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.codebook import Codebook
from pipeline.model import MAANDEN, Herkomst, Koppeling, Soort
from pipeline.protect.publish import PublicTag, PublicVerhaal
from pipeline.report.kerncijfers import NAMEN, kort, naam_van
from pipeline.report.markdown import Anker, Kenmerken, kenmerken
from pipeline.report.media import Plaatje
from pipeline.report.register import Bron, Citaat, Verhaaltekst
from pipeline.report.select import Keus, Wijze
from pipeline.report.waarden import Waarde, cel

_GROEP = {
    Soort.VERHAAL: "Verhalen",
    Soort.MONITORGESPREK: "Verslagen van monitorgesprekken",
}
_WIJZE = {
    Wijze.MENSEN: "Door mensen gekozen",
    Wijze.REGEL: "Gekozen met de vaste regel",
    Wijze.TWEE_KANTEN: "Gekozen met de vaste regel; dit verhaal laat twee kanten zien",
    Wijze.VOORSTEL: "Gekozen met de vaste regel, op een voorstel van de computer",
}


@dataclass(frozen=True, slots=True)
class Merk:
    """A quality of a text as a reader sees it; `bewijs` are the sentences that show it."""

    naam: str
    richting: str
    voorstel: bool
    bewijs: tuple[Citaat, ...]


@dataclass(frozen=True, slots=True)
class Toelichting:
    """A figure that belongs to a story: what it is about, and its value."""

    wat: str
    waarde: Waarde


@dataclass(frozen=True, slots=True)
class Verhaalbeeld:
    """A story or note with everything that is shown of it.

    `keuze` says who chose it and why, `bewijs` shows the quality for which it was chosen.
    """

    anker: Anker
    kenmerken: Kenmerken
    titel: str
    kenmerk: str
    tekst: Verhaaltekst
    merken: tuple[Merk, ...]
    keuze: Citaat | str
    bewijs: Citaat | None
    cijfers: tuple[Toelichting, ...]
    deelnemers: Citaat | None
    initiatieven: Citaat | None
    media: tuple[Plaatje, ...]


def beeld(verhaal: PublicVerhaal, codebook: Codebook, keus: Keus | None = None) -> Verhaalbeeld:
    """What a reader sees of a story; `keus` says for which quality it was chosen."""
    groep = _GROEP[verhaal.soort]
    present = [f"{role} ({who})" for role, who in verhaal.deelnemers]
    initiatieven = "; ".join(verhaal.initiatieven)
    return Verhaalbeeld(
        anker=Anker(verhaal.anker),
        kenmerken=kenmerken(
            verhaal.wijk, verhaal.periode, [(tag.kwaliteit, tag.richting) for tag in verhaal.tags]
        ),
        titel=verhaal.titel,
        kenmerk=_kenmerk(verhaal, codebook),
        tekst=Verhaaltekst(verhaal.blokken, Bron(groep, verhaal.titel, verhaal.pad)),
        merken=tuple(merk(tag, verhaal, codebook) for tag in verhaal.tags),
        keuze=_keuze(verhaal, keus),
        bewijs=_bewijs(verhaal, keus, codebook),
        cijfers=_cijfers(verhaal.koppelingen, codebook),
        deelnemers=_opgave(verhaal, "deelnemers", ", ".join(present)) if present else None,
        initiatieven=_opgave(verhaal, "initiatieven", initiatieven) if initiatieven else None,
        media=tuple(
            Plaatje(Anker(f"{verhaal.anker}-m{number}"), item.pad, item.alt, verhaal.titel)
            for number, item in enumerate(verhaal.media, start=1)
        ),
    )


def merk(tag: PublicTag, verhaal: PublicVerhaal, codebook: Codebook) -> Merk:
    """A tag with its evidence, each sentence with file and line."""
    groep = _GROEP[verhaal.soort]
    return Merk(
        naam=codebook.kwaliteit(tag.kwaliteit).kort,
        richting=str(tag.richting).replace("-", "−"),
        voorstel=tag.herkomst is Herkomst.MACHINE,
        bewijs=tuple(
            Citaat(b.tekst, Bron(groep, verhaal.titel, f"{verhaal.pad}, regel {b.regel}"))
            for b in tag.bewijs
        ),
    )


def _kenmerk(verhaal: PublicVerhaal, codebook: Codebook) -> str:
    parts = [codebook.wijknaam(verhaal.wijk)]
    if verhaal.soort is Soort.VERHAAL:
        parts.append(f"verteller: {verhaal.verteller}")
    if verhaal.werksoort:
        parts.append(codebook.werksoort(verhaal.werksoort).naam.lower())
    parts.append(datum_nl(verhaal.datum) if verhaal.datum else "datum onbekend")
    if verhaal.fictief:
        parts.append("verzonnen voorbeeld")
    return " · ".join(parts)


def datum_nl(day: date) -> str:
    """A date in full: `14 maart 2016`."""
    return f"{day.day} {MAANDEN[day.month - 1]} {day.year}"


def _keuze(verhaal: PublicVerhaal, keus: Keus | None) -> Citaat | str:
    if verhaal.keuze is not None:
        said = f"Gekozen door {verhaal.keuze.door}. Waarom: {verhaal.keuze.reden}"
        return _opgave(verhaal, "keuze", said)
    return f"{_WIJZE[keus.wijze]}." if keus else ""


def _bewijs(verhaal: PublicVerhaal, keus: Keus | None, codebook: Codebook) -> Citaat | None:
    """The first sentence that shows the quality for which the story was chosen."""
    tag = verhaal.tag(keus.kwaliteit) if keus else None
    return next(iter(merk(tag, verhaal, codebook).bewijs), None) if tag else None


def _opgave(verhaal: PublicVerhaal, wat: str, said: str) -> Citaat:
    """What was filled in above a story or note, with its source."""
    bron = Bron(
        _GROEP[verhaal.soort], f"{wat.capitalize()}: {verhaal.titel}", f"{verhaal.pad}, kop"
    )
    return Citaat(said, bron, aanhalen=False)


def _cijfers(koppelingen: tuple[Koppeling, ...], codebook: Codebook) -> tuple[Toelichting, ...]:
    """The figures about the same kind of work, in the same wijk and period as a story."""
    near = [k for k in koppelingen if k.regel == "werksoort" and k.cijfer.soort in NAMEN]
    return tuple(_toelichting(k, codebook) for k in near)


def _toelichting(koppeling: Koppeling, codebook: Codebook) -> Toelichting:
    cijfer = koppeling.cijfer
    name = f"{NAMEN[cijfer.soort]} {naam_van(cijfer, codebook)}".lower()
    where = f"{name.capitalize()}, {codebook.wijknaam(cijfer.wijk)}, {kort(cijfer.periode)}"
    return Toelichting(name, cel(cijfer, where))
