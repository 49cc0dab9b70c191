"""Which figures speak about the same people and time as a story, and where the two disagree.

Pure. Counting and telling are put side by side by stated rules; nothing is computed from a story.
Source: 002, chapter 5 ("Monitoring": three perspectives; targets of ladder and ZRM).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.codebook import Codebook
from pipeline.instruments import ladder
from pipeline.model import (
    Cijfer,
    Herkomst,
    Koppeling,
    LinkedVerhaal,
    Periode,
    Richting,
    Status,
    Tag,
    TaggedVerhaal,
    Verhaal,
)
from pipeline.read.figures import is_totaal

REGELS = {
    "werksoort": "zelfde werksoort, wijk en periode",
    "wijk": "zelfde wijk en periode",
    "kwaliteit": "zegt volgens het codeboek iets over deze kwaliteit, in dezelfde wijk en periode",
    "begroting": "begroting van deze werksoort in hetzelfde jaar",
}
_VEEL = 0.6
_MIN_VERHALEN = 3


class TegenspraakSoort(StrEnum):
    """The ways in which counting and telling can contradict each other (design, chapter 4)."""

    LADDER_STIJGT = "ladder-stijgt-verhalen-dalen"
    LADDER_DAALT = "ladder-daalt-verhalen-stijgen"
    UREN_ZONDER_STEM = "uren-zonder-stem"
    VERHALEN_ZONDER_UREN = "verhalen-zonder-uren"
    EEN_STEM = "een-soort-verteller"


@dataclass(frozen=True, slots=True)
class Tegenspraak:
    """A place where counting and telling do not agree, or one of them is silent.

    `uitleg` is plain Dutch. `cijfers` are the figures it rests on; `verhalen` is the number of
    stories, never which ones: it also counts stories that may not be shown.
    """

    soort: TegenspraakSoort
    wijk: str | None
    werksoort: str | None
    kwaliteit: str | None
    verhalen: int
    cijfers: tuple[Cijfer, ...]
    uitleg: str


@dataclass(frozen=True, slots=True)
class FigureIndex:
    """The figures by wijk, period and werksoort, so that linking costs no search."""

    plaats: dict[tuple[str | None, Periode | None], tuple[Cijfer, ...]]
    begroting: dict[str, tuple[Cijfer, ...]]
    werksoort: dict[str | None, str | None]


def index(cijfers: Iterable[Cijfer], codebook: Codebook) -> FigureIndex:
    """Sort the figures once by what they speak about."""
    plaats: dict[tuple[str | None, Periode | None], list[Cijfer]] = defaultdict(list)
    begroting: dict[str, list[Cijfer]] = defaultdict(list)
    werksoort: dict[str | None, str | None] = {None: None}
    for cijfer in cijfers:
        name = cijfer.categorie
        if name not in werksoort:
            werksoort[name] = codebook.find_werksoort(name or "")
        if cijfer.soort == "begroting":
            if key := werksoort[name]:
                begroting[key].append(cijfer)
        elif cijfer.periode is not None:
            plaats[cijfer.wijk, cijfer.periode].append(cijfer)
    return FigureIndex(
        {key: tuple(found) for key, found in plaats.items()},
        {key: tuple(found) for key, found in begroting.items()},
        werksoort,
    )


def link(
    tagged: Sequence[TaggedVerhaal], cijfers: Sequence[Cijfer], codebook: Codebook
) -> tuple[LinkedVerhaal, ...]:
    """Give each story the figures that belong to it; see `Koppelaar`."""
    koppelaar = Koppelaar(cijfers, codebook)
    return tuple(LinkedVerhaal(item, koppelaar.koppelingen(item)) for item in tagged)


class Koppelaar:
    """Knows the figures that belong to a story, with the rule that says so.

    A figure is linked by the most specific rule that holds: werksoort before kwaliteit before
    wijk. A story without wijk or period gets no figures but those of the budget. Stories of the
    same place and kind share the same links.
    """

    def __init__(self, cijfers: Sequence[Cijfer], codebook: Codebook) -> None:
        self._known = index(cijfers, codebook)
        self._kinds = {k.sleutel: k.cijfers for k in codebook.kwaliteiten}
        self._places: dict[_Plaats, _Hier] = {}
        self._shared: dict[tuple[object, ...], tuple[Koppeling, ...]] = {}

    def koppelingen(self, item: TaggedVerhaal) -> tuple[Koppeling, ...]:
        """The figures of one story."""
        verhaal = item.verhaal
        about = frozenset(kind for tag in item.tags for kind in self._kinds.get(tag.kwaliteit, ()))
        place = (verhaal.wijk, verhaal.periode)
        key = (*place, verhaal.werksoort, about)
        if key not in self._shared:
            here = self._places.get(place) or _hier(place, self._known)
            self._places[place] = here
            links = (*here.links(verhaal.werksoort, about), *_budget(verhaal, self._known))
            self._shared[key] = links
        return self._shared[key]


_Plaats = tuple[str | None, Periode | None]


@dataclass(frozen=True, slots=True)
class _Hier:
    """The figures of one wijk and period, each ready to be linked by any of three rules.

    Many stories have the same place, and a figure is linked to all of them by the same values.
    """

    werksoorten: tuple[str | None, ...]
    werksoort: tuple[Koppeling, ...]
    kwaliteit: tuple[Koppeling, ...]
    wijk: tuple[Koppeling, ...]

    def links(self, werksoort: str | None, about: frozenset[str]) -> list[Koppeling]:
        """Each figure by the most specific rule, for a story of this kind of work."""
        rows = zip(self.werksoorten, self.werksoort, self.kwaliteit, self.wijk, strict=True)
        return [
            same
            if werksoort and work == werksoort
            else told
            if told.cijfer.soort in about
            else near
            for work, same, told, near in rows
        ]


def _hier(place: _Plaats, known: FigureIndex) -> _Hier:
    here = () if None in place else known.plaats.get(place, ())
    by_rule = (
        tuple(Koppeling(cijfer, rule, REGELS[rule]) for cijfer in here)
        for rule in ("werksoort", "kwaliteit", "wijk")
    )
    return _Hier(tuple(known.werksoort[cijfer.categorie] for cijfer in here), *by_rule)


def _budget(verhaal: Verhaal, known: FigureIndex) -> Iterable[Koppeling]:
    if verhaal.werksoort is not None and verhaal.periode is not None:
        for cijfer in known.begroting.get(verhaal.werksoort, ()):
            if cijfer.veld("jaar") == str(verhaal.periode.jaar):
                yield Koppeling(cijfer, "begroting", REGELS["begroting"])


def contradictions(
    linked: Sequence[LinkedVerhaal], cijfers: Sequence[Cijfer], codebook: Codebook
) -> tuple[Tegenspraak, ...]:
    """Where counting and telling contradict each other, by stated rules.

    Only human tags decide a direction. A wijk sinks (rises) when at least three stories have a
    tag there and more than 60% of their tags are - (+); the ladder rises when its share reaches
    the target. These bounds are this project's own.
    """
    return (
        *_ladder_against_stories(linked, cijfers, codebook),
        *_hours_against_voices(linked, cijfers, codebook),
        *_one_voice(linked, codebook),
    )


def _ladder_against_stories(
    linked: Sequence[LinkedVerhaal], cijfers: Sequence[Cijfer], codebook: Codebook
) -> Iterable[Tegenspraak]:
    target = dict(codebook.streefwaarden).get("participatieladder")
    if target is None:
        return
    ladder_rows = [row for row in cijfers if row.soort == "participatieladder"]
    by_wijk: dict[str | None, list[list[Tag]]] = defaultdict(list)
    for item in linked:
        if tags := _human(item):
            by_wijk[item.verhaal.wijk].append(tags)
    for wijk in codebook.wijken:
        rows = tuple(row for row in ladder_rows if row.wijk == wijk.sleutel)
        share = ladder(rows, target).aandeel
        told = len(by_wijk[wijk.sleutel])
        if share is None or told < _MIN_VERHALEN:
            continue
        signs = [tag.richting for tags in by_wijk[wijk.sleutel] for tag in tags]
        down = signs.count(Richting.MIN) / len(signs)
        up = signs.count(Richting.PLUS) / len(signs)
        if share >= target and down > _VEEL:
            yield Tegenspraak(
                TegenspraakSoort.LADDER_STIJGT,
                wijk.sleutel,
                None,
                None,
                told,
                rows,
                f"In {wijk.naam} haalt de participatieladder de streefwaarde, "
                "maar de meeste verhalen laten zien wat er ontbreekt.",
            )
        elif share < target and up > _VEEL:
            yield Tegenspraak(
                TegenspraakSoort.LADDER_DAALT,
                wijk.sleutel,
                None,
                None,
                told,
                rows,
                f"In {wijk.naam} haalt de participatieladder de streefwaarde niet, "
                "maar de meeste verhalen laten zien wat er lukt.",
            )


def _hours_against_voices(
    linked: Sequence[LinkedVerhaal], cijfers: Sequence[Cijfer], codebook: Codebook
) -> Iterable[Tegenspraak]:
    hours: dict[str, list[Cijfer]] = defaultdict(list)
    written = [
        cijfer
        for cijfer in cijfers
        if cijfer.soort == "ureninzet" and cijfer.status is Status.BEKEND and cijfer.waarde
    ]
    names = {row.categorie for row in written}
    keys = {name: codebook.find_werksoort(name or "") for name in names}
    for cijfer in written:
        if key := keys[cijfer.categorie]:
            hours[key].append(cijfer)
    voices: dict[str, int] = defaultdict(int)
    for item in linked:
        if item.verhaal.werksoort:
            voices[item.verhaal.werksoort] += 1
    for werksoort in codebook.werksoorten:
        rows, told = hours.get(werksoort.sleutel, []), voices[werksoort.sleutel]
        if rows and not told:
            yield Tegenspraak(
                TegenspraakSoort.UREN_ZONDER_STEM,
                None,
                werksoort.sleutel,
                None,
                0,
                tuple(rows),
                f"Er zijn uren voor {werksoort.naam.lower()}, maar geen verhaal gaat erover.",
            )
        elif hours and told and not rows:
            yield Tegenspraak(
                TegenspraakSoort.VERHALEN_ZONDER_UREN,
                None,
                werksoort.sleutel,
                None,
                told,
                (),
                f"Er zijn verhalen over {werksoort.naam.lower()}, maar er staan geen uren van.",
            )


def _one_voice(linked: Sequence[LinkedVerhaal], codebook: Codebook) -> Iterable[Tegenspraak]:
    told: dict[str, list[str]] = defaultdict(list)
    for item in linked:
        for tag in _human(item):
            told[tag.kwaliteit].append(item.verhaal.verteller)
    for kwaliteit in codebook.kwaliteiten:
        tellers = told[kwaliteit.sleutel]
        if len(tellers) >= _MIN_VERHALEN and len(set(tellers)) == 1:
            yield Tegenspraak(
                TegenspraakSoort.EEN_STEM,
                None,
                None,
                kwaliteit.sleutel,
                len(tellers),
                (),
                f"Over '{kwaliteit.naam}' vertelt maar één soort verteller: {tellers[0]}.",
            )


@dataclass(frozen=True, slots=True)
class Dekking:
    """How far counting and telling cover each other in one wijk.

    `gehoord` are the hours of which a story tells: of the same kind of work, wijk and period.
    `met_uren` is how many of the `verhalen` about a kind of work have such hours. `stil` are the
    kinds of work (keys) with hours and no story, `ongeteld` those with stories and no hours.
    """

    wijk: str
    uren: tuple[Cijfer, ...]
    gehoord: tuple[Cijfer, ...]
    verhalen: int
    met_uren: int
    stil: tuple[str, ...]
    ongeteld: tuple[str, ...]


def dekking(
    verhalen: Iterable[tuple[str | None, Periode | None, str | None]],
    cijfers: Iterable[Cijfer],
    codebook: Codebook,
) -> tuple[Dekking, ...]:
    """The hours without stories and the stories without hours, by wijk in codebook order.

    `verhalen` are the wijk, period and kind of work of every story, whatever its consent.
    """
    known = index((c for c in cijfers if c.soort == "ureninzet" and not is_totaal(c)), codebook)
    hours: dict[str, list[Cijfer]] = defaultdict(list)
    for (wijk, _), rows in known.plaats.items():
        hours[wijk or ""] += rows
    told: dict[str, list[tuple[Periode | None, str]]] = defaultdict(list)
    for place, period, work in verhalen:
        if place is not None and work is not None:
            told[place].append((period, work))
    order = [werksoort.sleutel for werksoort in codebook.werksoorten]
    return tuple(
        _dekking(wijk.sleutel, hours[wijk.sleutel], told[wijk.sleutel], known, order)
        for wijk in codebook.wijken
        if hours[wijk.sleutel] or told[wijk.sleutel]
    )


def _dekking(
    wijk: str,
    uren: Sequence[Cijfer],
    verteld: Sequence[tuple[Periode | None, str]],
    known: FigureIndex,
    order: Sequence[str],
) -> Dekking:
    spent = {(row.periode, known.werksoort[row.categorie]) for row in uren if row.waarde}
    worked, named = {key for _, key in spent}, {key for _, key in verteld}
    heard = [row for row in uren if (row.periode, known.werksoort[row.categorie]) in set(verteld)]
    return Dekking(
        wijk,
        tuple(uren),
        tuple(heard),
        len(verteld),
        sum(1 for story in verteld if story in spent),
        tuple(key for key in order if key in worked - named),
        tuple(key for key in order if key in named - worked),
    )


def _human(item: LinkedVerhaal) -> list[Tag]:
    return [tag for tag in item.tagged.tags if tag.herkomst is Herkomst.MENS]
