"""A document as Markdown: which there are, and what stands in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import cast

from pipeline.codebook import Codebook
from pipeline.link import Tegenspraak
from pipeline.protect.publish import Publication
from pipeline.protect.small_cells import Bewering
from pipeline.reconcile import Afwijking
from pipeline.report import context, maatstaven
from pipeline.report.afscherming import KLEIN, aantal, scherm_af
from pipeline.report.bundel import Bundel, bundels, verhalenbundel
from pipeline.report.buurtvisitatie import visitaties
from pipeline.report.gesprek import gespreksblad
from pipeline.report.kerncijfers import kort
from pipeline.report.media import Media_van
from pipeline.report.overzicht import overzicht
from pipeline.report.qim import qim_verslag
from pipeline.report.register import Getal, Regel
from pipeline.report.render import Plaat, Weergave, render
from pipeline.report.tellingen import van_jaar
from pipeline.report.vergelijk import Tweetal, tweetal
from pipeline.report.vraag import NIET_GETOOND, Cijferboek
from pipeline.report.waarden import Waarde, mensen

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


@dataclass(frozen=True, slots=True)
class _Plan:
    """A document to make: the template, its context by the name it has there, and the title."""

    sjabloon: str
    inhoud: tuple[str, object]
    naam: str
    titel: str
    verzonnen: bool
    datum: date
    kort: bool


def documenten(  # noqa: PLR0917 - the parts of a pass, in its order
    publication: Publication,
    codebook: Codebook,
    jaar: int,
    afwijkingen: Sequence[Afwijking],
    tegenspraken: Sequence[Tegenspraak],
    folders: Sequence[Path],
    media: Media_van = MappingProxyType({}),
) -> tuple[Document, ...]:
    """All documents of one year: jaarrapportage, overzichten, monitorgesprekken and the QIM's.

    An overzicht or monitorgesprek is made when there is anything to show in it. Small counts of
    people are hidden over all of them together. `media` are the pictures and sounds that there are
    (see `media.py`). Templates are looked up in `folders`, in that order. Raises `PipelineError`
    when one is broken.
    """
    slot = codebook.in_tijd(codebook.perioden_van(jaar)[-1])
    verslag = context.jaarrapportage(publication, slot, jaar, afwijkingen, tegenspraken)
    paren = [tweetal(publication, periode, codebook) for periode in codebook.perioden_van(jaar)]
    plans = [
        _jaarplan(verslag, codebook),
        *_overzichten(publication, codebook, paren),
        *_gesprekken(publication, codebook, paren, tegenspraken),
        *_qim(publication, slot, jaar),
    ]
    beweringen = maatstaven.beweringen(van_jaar(publication, jaar), codebook, tegenspraken)
    return _made(plans, publication, codebook, beweringen, folders, media)


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
    beweringen = maatstaven.beweringen(van_jaar(publication, jaar), codebook, tegenspraken)
    plans = [_jaarplan(verslag, codebook)]
    return _made(plans, publication, codebook, beweringen, folders, media)[0]


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
        plan = _Plan(
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


def bijlagen(publication: Publication, codebook: Codebook, jaar: int) -> tuple[Bijlage, ...]:
    """The verhalenbundels of one year; no count of people is in them, so each stands alone."""
    found = bundels(van_jaar(publication, jaar), codebook)
    return tuple(Bijlage(bundel.naam, bundel) for bundel in found)


def _jaarplan(verslag: context.Jaarrapportage, codebook: Codebook) -> _Plan:
    return _Plan(
        sjabloon="jaarrapportage.md",
        inhoud=("verslag", verslag),
        naam=f"jaarrapportage-{verslag.jaar}",
        titel=f"{codebook.verslag} {verslag.jaar}",
        verzonnen=verslag.samenvatting.fictief is not None,
        datum=date(int(verslag.jaar), 12, 31),
        kort=False,
    )


def _overzichten(
    publication: Publication, codebook: Codebook, paren: Sequence[Tweetal]
) -> Iterator[_Plan]:
    for paar in paren:
        if blad := overzicht(publication, codebook.in_tijd(paar.nu), paar):
            yield _Plan(
                sjabloon="overzicht.md",
                inhoud=("overzicht", blad),
                naam=f"overzicht-{paar.nu}",
                titel=f"Overzicht {blad.naam}",
                verzonnen=blad.fictief is not None,
                datum=codebook.einde_van(paar.nu),
                kort=True,
            )


def _gesprekken(
    publication: Publication,
    codebook: Codebook,
    paren: Sequence[Tweetal],
    tegenspraken: Sequence[Tegenspraak],
) -> Iterator[_Plan]:
    wijken = [wijk for wijk in codebook.wijken if not wijk.heel]
    for paar, wijk in product(paren, wijken):
        then = codebook.in_tijd(paar.nu)
        if blad := gespreksblad(publication, then, wijk, paar, tegenspraken):
            yield _Plan(
                sjabloon="monitorgesprek.md",
                inhoud=("blad", blad),
                naam=f"monitorgesprek-{paar.nu}-{wijk.sleutel}",
                titel=f"Monitorgesprek {wijk.naam}, {blad.naam}",
                verzonnen=blad.fictief is not None,
                datum=codebook.einde_van(paar.nu),
                kort=True,
            )


def _qim(publication: Publication, codebook: Codebook, jaar: int) -> Iterator[_Plan]:
    if verslag := qim_verslag(publication, codebook, jaar):
        yield _Plan(
            sjabloon="qim.md",
            inhoud=("verslag", verslag),
            naam=f"qim-{jaar}",
            titel=f"Quality Impact Monitor {jaar}",
            verzonnen=verslag.plan_fictief or verslag.fictief is not None,
            datum=date(jaar, 12, 31),
            kort=False,
        )
    for (een, ander), blad in visitaties(publication, codebook, jaar):
        yield _Plan(
            sjabloon="buurtvisitatie.md",
            inhoud=("blad", blad),
            naam=f"buurtvisitatie-{jaar}-{een}-{ander}",
            titel=f"Buurtvisitatie {blad.een.naam} en {blad.ander.naam}, {jaar}",
            verzonnen=blad.plan_fictief or blad.fictief is not None,
            datum=date(jaar, 12, 31),
            kort=True,
        )


def _made(  # noqa: PLR0917 - as `documenten`
    plans: Sequence[_Plan],
    publication: Publication,
    codebook: Codebook,
    beweringen: Sequence[Bewering],
    folders: Sequence[Path],
    media: Media_van,
) -> tuple[Document, ...]:
    """The documents, in which what templates ask for by name is hidden together with the rest.

    What they ask is known when they have been rendered, so they are rendered again until they
    have asked for no count of people that was not weighed.
    """
    boek = Cijferboek(publication.cijfers, codebook)
    stil = [*dict.fromkeys(som for cijfer in publication.cijfers for som in mensen((cijfer,)))]
    delen = tuple(plan.inhoud[1] for plan in plans)
    asked: dict[Getal, None] = {}
    while True:
        *shown, answers = scherm_af(
            (*delen, tuple(asked)), codebook.kleine_aantallen, stil, beweringen
        )
        vraag = _Antwoorden(
            boek, dict(zip(asked, cast("tuple[Waarde, ...]", answers), strict=True))
        )
        made = [
            render(plan.sjabloon, {plan.inhoud[0]: deel}, folders, media, vraag)
            for plan, deel in zip(plans, shown, strict=True)
        ]
        if not vraag.nieuw:
            return tuple(
                _document(plan, weergave, aantal(plan.inhoud[1]) - aantal(deel), codebook)
                for plan, weergave, deel in zip(plans, made, shown, strict=True)
            )
        asked |= dict.fromkeys(vraag.nieuw)


@dataclass(frozen=True, slots=True)
class _Antwoorden:
    """Answers templates with figures that may be shown, and keeps what was not weighed yet."""

    boek: Cijferboek
    getoond: Mapping[Getal, Waarde]
    nieuw: list[Getal] = field(default_factory=list)

    def __call__(self, soort: object, velden: Mapping[str, object]) -> Waarde:
        getal = self.boek.vraag(soort, velden)
        if not getal.mensen:
            return getal
        if getal not in self.getoond:
            self.nieuw.append(getal)
        return NIET_GETOOND if (known := self.getoond.get(getal, KLEIN)) is KLEIN else known


def _document(plan: _Plan, shown: Weergave, verborgen: int, codebook: Codebook) -> Document:
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
