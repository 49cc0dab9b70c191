"""The plan of the QIM in its report: who wants what for whom, what changed, what was delivered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.codebook import Codebook
from pipeline.qim import Qim, Stakeholder
from pipeline.report.delen import opsomming
from pipeline.report.kerncijfers import kort
from pipeline.report.markdown import Tabel
from pipeline.report.qim_kwaliteit import JA, MENS, Gegevens, tel_momenten
from pipeline.report.register import Bron, Getal
from pipeline.report.tellingen import tel_kwaliteit
from pipeline.report.waarden import GEEN, telling
from pipeline.report.waardering import momenten

CODEBOEK = "verhalen/codeboek.yaml"


@dataclass(frozen=True, slots=True)
class Kaderbeeld:
    """A financial frame or target as it was agreed."""

    naam: str
    waarde: Getal
    bron: str


def plan_tabel(gegevens: Gegevens) -> Tabel:
    """Which quality each party intends, what both follow, and what wijken chose themselves."""
    qim = gegevens.qim
    own = [b for b in qim.buurten if b.kwaliteiten is not None]
    rows = []
    for kwaliteit in gegevens.codebook.kwaliteiten:
        key = kwaliteit.sleutel
        marks = (
            key in part.kwaliteiten for part in (qim.opdrachtgever, qim.uitvoerder, qim.afspraak)
        )
        chosen = [gegevens.codebook.wijknaam(b.wijk) for b in own if key in (b.kwaliteiten or ())]
        cells = (JA if mark else GEEN for mark in marks)
        rows.append((kwaliteit.naam, *cells, ", ".join(chosen) or GEEN))
    heads = ("Kwaliteit", "opdrachtgever", "uitvoerder", "samen volgen", "eigen keuze van")
    return Tabel(
        "Wie wil welke kwaliteit", heads, tuple(rows), (34, 17, 14, 14, 21), (0, 1, 2, 3, 4)
    )


def voor_wie(gegevens: Gegevens) -> Tabel:
    """Whom each party wants to hear, and in which role."""
    qim = gegevens.qim
    parts = (
        qim.opdrachtgever.stakeholders,
        qim.uitvoerder.stakeholders,
        qim.afspraak.stakeholders,
    )
    rows = tuple(
        (wie, *(_rol(wie, part) for part in parts), _eigen(wie, gegevens))
        for wie in qim.stakeholders()
    )
    heads = ("Wie", "opdrachtgever", "uitvoerder", "samen volgen", "eigen keuze van")
    noot = ("Een begunstigde heeft er zelf iets aan. Wie 'zicht' heeft, kan er iets over zeggen.",)
    return Tabel("Wie telt mee bij wie", heads, rows, (26, 20, 20, 16, 18), (0, 1, 2, 3, 4), noot)


def _rol(wie: str, stakeholders: Iterable[Stakeholder]) -> str:
    for stakeholder in stakeholders:
        if stakeholder.verteller == wie:
            return str(stakeholder.rol) if stakeholder.rol else JA
    return GEEN


def _eigen(wie: str, gegevens: Gegevens) -> str:
    own = [
        gegevens.codebook.wijknaam(buurt.wijk)
        for buurt in gegevens.qim.buurten
        if wie in {s.verteller for s in buurt.stakeholders or ()}
    ]
    return ", ".join(own) or GEEN


def kaders(qim: Qim) -> Iterator[Kaderbeeld]:
    """The frames and targets, each with its line of the codebook."""
    for kader in qim.kaders:
        bron = Bron(CODEBOEK, kader.naam, f"regel {kader.regel}", "Zo afgesproken.")
        yield Kaderbeeld(kader.naam, Getal(kader.waarde, bron), kader.bron)


def gewijzigd(versions: Sequence[Qim], codebook: Codebook) -> Iterator[str]:
    """What changed in the plan during the year."""
    for before, after in pairwise(dict.fromkeys(versions)):
        was, now = before.ergens_beoogd(), after.ergens_beoogd()
        when = kort(after.vanaf)
        for said, keys in ((f"Sinds {when} nieuw", now - was), (f"Sinds {when} weg", was - now)):
            if names := [k.naam for k in codebook.kwaliteiten if k.sleutel in keys]:
                yield f"{said}: {opsomming(names)}."
        if was == now:
            yield f"Het plan is nieuw sinds {when}, met dezelfde kwaliteiten."


def geleverd(gegevens: Gegevens) -> Iterator[Tabel]:
    """What was agreed to follow, and whether it was delivered."""
    agreed = gegevens.qim.afspraak
    wanted = len(gegevens.codebook.perioden)
    moments = "momenten met een waardering"
    noot = (
        f"Ja: er zijn verhalen, en een waardering op alle {wanted} momenten. "
        "Deels: een deel daarvan is er.",
    )
    rows = []
    for key in agreed.kwaliteiten:
        kwaliteit = gegevens.codebook.kwaliteit(key)
        told = sum(tel_kwaliteit(gegevens.verhalen, key)[:3])
        noted = sum(tel_kwaliteit(gegevens.verslagen, key)[:3])
        scores = gegevens.gewaardeerd(key)
        rows.append(
            (
                kwaliteit.naam,
                _gelukt(told, len(momenten(scores)), wanted),
                telling(told, "Gevolgd: verhalen per kwaliteit", MENS),
                telling(noted, "Gevolgd: verslagen per kwaliteit", MENS),
                tel_momenten(f"Momenten met een waardering van: {kwaliteit.kort}", scores),
            )
        )
    heads = ("Kwaliteit", "geleverd", "verhalen", "verslagen", moments)
    if rows:
        yield Tabel("De kwaliteiten", heads, tuple(rows), (38, 14, 13, 13, 22), (0, 1), noot)
    voices = []
    for stakeholder in agreed.stakeholders:
        wie = stakeholder.verteller
        told = sum(1 for row in gegevens.verhalen if row.verteller == wie)
        scores = gegevens.gewaardeerd(wie=wie)
        voices.append(
            (
                wie,
                _gelukt(told, len(momenten(scores)), wanted),
                telling(told, "Gevolgd: verhalen per stakeholder", "Telt verhalen."),
                tel_momenten(f"Momenten met een waardering van: {wie}", scores),
            )
        )
    if voices:
        heads_of_voices = ("Wie", "geleverd", "verhalen", moments)
        yield Tabel("De stakeholders", heads_of_voices, tuple(voices), (38, 18, 16, 28), (0, 1))


def _gelukt(verhalen: int, momenten_met: int, gewenst: int) -> str:
    if verhalen and momenten_met >= gewenst:
        return JA
    return "deels" if verhalen or momenten_met else "nee"
