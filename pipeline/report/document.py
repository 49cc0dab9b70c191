"""A document as Markdown: which there are, and what stands in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path
from types import MappingProxyType

from pipeline.again import Again, anew
from pipeline.codebook import Codebook, Wijk
from pipeline.link import Tegenspraak
from pipeline.protect.publish import Publication
from pipeline.protect.small_cells import Bewering
from pipeline.reconcile import Afwijking
from pipeline.report import context, maatstaven
from pipeline.report.bundel import Bundel, bundels, verhalenbundel
from pipeline.report.buurtvisitatie import van_paren, visitaties
from pipeline.report.gesprek import gespreksblad
from pipeline.report.getoond import Plan, getoond
from pipeline.report.kerncijfers import kort
from pipeline.report.media import Media_van
from pipeline.report.overzicht import overzicht
from pipeline.report.qim import qim_verslag
from pipeline.report.register import Regel
from pipeline.report.render import Plaat, Weergave, render
from pipeline.report.tellingen import van_jaar
from pipeline.report.vergelijk import Tweetal, tweetal
from pipeline.report.waarden import groepeer

_RICHTINGEN = (("plus", "+ groeit"), ("beide", "± beide"), ("min", "− ontbreekt"))
Kiezer = tuple[str, str, tuple[tuple[str, str], ...]]
"""A way to choose what is shown on the screen: its name, its label, and keys with their words."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document before it is made: Pandoc Markdown, the register of it, and its title page.

    `naam` is the file name without ending. `datum` is the last day that the document is about;
    files carry it as their date, so that the same input gives the same bytes. A `kort` one has no
    title page and no contents list. `verborgen` is how many figures are left out of it because a
    group is small.
    """

    naam: str
    titel: str
    ondertitel: str
    kenmerken: tuple[str, ...]
    makers: tuple[str, ...]
    datum: date
    kort: bool
    kiezers: tuple[Kiezer, ...]
    markdown: str
    register: tuple[Regel, ...]
    platen: tuple[tuple[str, Plaat], ...]
    verborgen: int


def documenten(  # noqa: PLR0917 - the parts of a pass, in its order
    publication: Publication,
    codebook: Codebook,
    jaar: int,
    afwijkingen: Sequence[Afwijking],
    tegenspraken: Sequence[Tegenspraak],
    folders: Sequence[Path],
    media: Media_van = MappingProxyType({}),
    again: Again = anew,
) -> tuple[Document, ...]:
    """All documents of one year: jaarrapportage, overzichten, monitorgesprekken and the QIM's.

    An overzicht or monitorgesprek is made when there is anything to show in it. Small counts of
    people are hidden over all of them together. `media` are the pictures and sounds that there are
    (see `media.py`). Templates are looked up in `folders`, in that order. Raises `PipelineError`
    when one is broken.
    """
    slot = codebook.in_tijd(codebook.perioden_van(jaar)[-1])
    verslag = context.jaarrapportage(publication, slot, jaar, afwijkingen, tegenspraken, again)
    plans = [
        _jaarplan(verslag, codebook),
        *_per_periode(publication, codebook, jaar, tegenspraken, again),
        *_qim(publication, slot, jaar, again),
    ]
    said = _beweringen(publication, codebook, jaar, tegenspraken, again)
    return _made(plans, publication, codebook, said, folders, media, again)


def jaarrapportage(  # noqa: PLR0917 - as `documenten`
    publication: Publication,
    codebook: Codebook,
    jaar: int,
    afwijkingen: Sequence[Afwijking],
    tegenspraken: Sequence[Tegenspraak],
    folders: Sequence[Path],
    media: Media_van = MappingProxyType({}),
) -> Document:
    """Only the jaarrapportage of one year. Raises `PipelineError` as `documenten` does."""
    codebook = codebook.in_tijd(codebook.perioden_van(jaar)[-1])
    verslag = context.jaarrapportage(publication, codebook, jaar, afwijkingen, tegenspraken)
    said = _beweringen(publication, codebook, jaar, tegenspraken, anew)
    plans = [_jaarplan(verslag, codebook)]
    return _made(plans, publication, codebook, said, folders, media, anew)[0]


def _beweringen(
    publication: Publication,
    codebook: Codebook,
    jaar: int,
    tegenspraken: Sequence[Tegenspraak],
    again: Again,
) -> Sequence[Bewering]:
    figures = van_jaar(Publication((), (), publication.cijfers), jaar)
    of = (figures, codebook, tegenspraken)
    return again("beweringen", of, maatstaven.beweringen)


@dataclass(frozen=True, slots=True)
class Bijlage:
    """A verhalenbundel that need not be rendered when nothing of it has changed.

    `naam` is that of the document; `van` is all of the publication that it shows.
    """

    naam: str
    van: Bundel

    def document(
        self, codebook: Codebook, folders: Sequence[Path], media: Media_van = MappingProxyType({})
    ) -> Document:
        """The document. Raises `PipelineError` as `documenten` does."""
        then = codebook.in_tijd(codebook.perioden_van(self.van.jaar)[-1])
        inhoud = verhalenbundel(self.van, then)
        plan = Plan(
            sjabloon="verhalenbundel.md",
            inhoud=("bundel", inhoud),
            naam=self.naam,
            titel=", ".join(
                filter(None, (f"Verhalenbundel {inhoud.wijk} {inhoud.jaar}", inhoud.deel))
            ),
            verzonnen=inhoud.fictief is not None,
            datum=date(self.van.jaar, 12, 31),
            kort=False,
        )
        shown = render(plan.sjabloon, {plan.inhoud[0]: inhoud}, folders, media)
        return _document(plan, shown, 0, codebook)


def bijlagen(
    publication: Publication, codebook: Codebook, jaar: int, again: Again = anew
) -> tuple[Bijlage, ...]:
    """The verhalenbundels of one year; no count of people is in them, so each stands alone."""
    found = bundels(van_jaar(publication, jaar), codebook, again)
    return tuple(Bijlage(bundel.naam, bundel) for bundel in found)


def _jaarplan(verslag: context.Jaarrapportage, codebook: Codebook) -> Plan:
    return Plan(
        sjabloon="jaarrapportage.md",
        inhoud=("verslag", verslag),
        naam=f"jaarrapportage-{verslag.jaar}",
        titel=f"{codebook.verslag} {verslag.jaar}",
        verzonnen=verslag.samenvatting.fictief is not None,
        datum=date(int(verslag.jaar), 12, 31),
        kort=False,
    )


def _per_periode(
    publication: Publication,
    codebook: Codebook,
    jaar: int,
    tegenspraken: Sequence[Tegenspraak],
    again: Again,
) -> Iterator[Plan]:
    """The overzichten, and then the monitorgesprekken, each by no more than it is about."""
    wijken = [wijk for wijk in codebook.wijken if not wijk.heel]
    shown = groepeer(publication.verhalen, lambda v: (v.wijk, v.periode))
    counted = groepeer(publication.geteld, lambda row: row.periode)
    paren = []
    figures = Publication((), (), publication.cijfers)
    for periode in codebook.perioden_van(jaar):
        paar = again(f"tweetal {periode}", (figures, periode, codebook), tweetal)
        rows = Publication((), tuple(counted[periode]), ())
        yield from again(f"overzicht {periode}", (rows, codebook, paar), _overzicht)
        paren.append(paar)
    for paar, wijk in product(paren, wijken):
        here = Publication(
            tuple(v for p in (paar.toen, paar.nu) for v in shown[wijk.sleutel, p]),
            tuple(row for row in counted[paar.nu] if row.wijk == wijk.sleutel),
            (),
        )
        own = tuple(t for t in tegenspraken if t.wijk == wijk.sleutel)
        of = (here, codebook, wijk, paar, own)
        yield from again(f"gesprek {paar.nu} {wijk.sleutel}", of, _gesprek)


def _overzicht(publication: Publication, codebook: Codebook, paar: Tweetal) -> tuple[Plan, ...]:
    blad = overzicht(publication, codebook.in_tijd(paar.nu), paar)
    if blad is None:
        return ()
    return (
        Plan(
            sjabloon="overzicht.md",
            inhoud=("overzicht", blad),
            naam=f"overzicht-{paar.nu}",
            titel=f"Overzicht {blad.naam}",
            verzonnen=blad.fictief is not None,
            datum=codebook.einde_van(paar.nu),
            kort=True,
        ),
    )


def _gesprek(
    publication: Publication,
    codebook: Codebook,
    wijk: Wijk,
    paar: Tweetal,
    tegenspraken: Sequence[Tegenspraak],
) -> tuple[Plan, ...]:
    blad = gespreksblad(publication, codebook.in_tijd(paar.nu), wijk, paar, tegenspraken)
    if blad is None:
        return ()
    return (
        Plan(
            sjabloon="monitorgesprek.md",
            inhoud=("blad", blad),
            naam=f"monitorgesprek-{paar.nu}-{wijk.sleutel}",
            titel=f"Monitorgesprek {wijk.naam}, {blad.naam}",
            verzonnen=blad.fictief is not None,
            datum=codebook.einde_van(paar.nu),
            kort=True,
        ),
    )


def _qim(publication: Publication, codebook: Codebook, jaar: int, again: Again) -> Iterator[Plan]:
    counts = replace(publication, verhalen=(), afscherming=())
    of = (counts, codebook, jaar)
    if verslag := again("qim", of, qim_verslag):
        yield Plan(
            sjabloon="qim.md",
            inhoud=("verslag", verslag),
            naam=f"qim-{jaar}",
            titel=f"Quality Impact Monitor {jaar}",
            verzonnen=verslag.plan_fictief or verslag.fictief is not None,
            datum=date(jaar, 12, 31),
            kort=False,
        )
    shown = replace(publication, verhalen=van_paren(publication, codebook, jaar), afscherming=())
    there = (shown, codebook, jaar)
    for (een, ander), blad in again("visitaties", there, visitaties):
        yield Plan(
            sjabloon="buurtvisitatie.md",
            inhoud=("blad", blad),
            naam=f"buurtvisitatie-{jaar}-{een}-{ander}",
            titel=f"Buurtvisitatie {blad.een.naam} en {blad.ander.naam}, {jaar}",
            verzonnen=blad.plan_fictief or blad.fictief is not None,
            datum=date(jaar, 12, 31),
            kort=True,
        )


def _made(  # noqa: PLR0917 - as `documenten`
    plans: Sequence[Plan],
    publication: Publication,
    codebook: Codebook,
    beweringen: Sequence[Bewering],
    folders: Sequence[Path],
    media: Media_van,
    again: Again,
) -> tuple[Document, ...]:
    made = getoond(plans, publication, codebook, beweringen, folders, media, again)
    return tuple(
        _document(plan, item.weergave, item.verborgen, codebook)
        for plan, item in zip(plans, made, strict=True)
    )


def _document(plan: Plan, shown: Weergave, verborgen: int, codebook: Codebook) -> Document:
    lines = (
        codebook.organisatie,
        f"Gemeente {codebook.gemeente}" if codebook.gemeente else "",
        "Met verzonnen voorbeelden" if plan.verzonnen else "",
    )
    return Document(
        naam=plan.naam,
        titel=plan.titel,
        ondertitel=codebook.naam,
        kenmerken=tuple(line for line in lines if line),
        makers=(codebook.organisatie,) if codebook.organisatie else (),
        datum=plan.datum,
        kort=plan.kort,
        kiezers=_kiezers(codebook, plan.datum.year),
        markdown=shown.markdown,
        register=shown.register,
        platen=shown.platen,
        verborgen=verborgen,
    )


def _kiezers(codebook: Codebook, jaar: int) -> tuple[Kiezer, ...]:
    return (
        ("wijk", "Wijk", tuple((w.sleutel, w.naam) for w in codebook.wijken)),
        ("kwaliteit", "Kwaliteit", tuple((k.sleutel, k.kort) for k in codebook.kwaliteiten)),
        ("richting", "Richting", _RICHTINGEN),
        ("periode", "Periode", tuple((str(p), kort(p)) for p in codebook.perioden_van(jaar))),
    )
