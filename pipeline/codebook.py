"""The codebook: the qualities, wijken, werksoorten and periods of a project.

Nothing in the code knows a quality, a wijk or a service by name: it all comes from
`verhalen/codeboek.yaml` (design, chapter 1). Source of the default codebook: 002, inleiding and
chapters 1–5.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from pipeline.codebook_values import ValueReader
from pipeline.codebook_values import slug as slug  # noqa: PLC0414 - it belongs to this room
from pipeline.model import MAANDEN, Periode, Richting, Soort
from pipeline.problems import PipelineError, Problem, nearest, quoted
from pipeline.qim import Qim
from pipeline.qim_read import read_qim
from pipeline.yaml_bounded import Node, YamlError, parse


@dataclass(frozen=True, slots=True)
class VroegereNaam:
    """What a quality was called up to and including the period `tot`."""

    sleutel: str
    naam: str
    kort: str
    tot: Periode


@dataclass(frozen=True, slots=True)
class Kwaliteit:
    """A social quality: what it is about, what counts as it and what does not.

    `cijfers` are the kinds of figures that say something about it (such as `zrm`).
    `indicatoren` are words and phrases (lemmas or literal text) by direction, for a project that
    has no examples to learn from yet. `vroeger` are its earlier names, the oldest first: what was
    tagged with one of them has this quality. `zelfde_als` is the key that other projects have for
    it, where that is another one.
    """

    sleutel: str
    naam: str
    kort: str
    definitie: str
    wel: tuple[str, ...]
    niet: tuple[str, ...]
    doelen: tuple[tuple[str, tuple[str, ...]], ...]
    cijfers: tuple[str, ...]
    indicatoren: tuple[tuple[Richting, tuple[str, ...]], ...]
    vroeger: tuple[VroegereNaam, ...] = ()
    zelfde_als: str = ""

    @property
    def namen(self) -> tuple[str, ...]:
        """Everything by which it can be named, what it is called now first."""
        earlier = (name for v in self.vroeger for name in (v.sleutel, v.naam, v.kort))
        return tuple(dict.fromkeys((self.sleutel, self.naam, self.kort, *earlier)))

    def in_tijd(self, periode: Periode) -> Kwaliteit:
        """The same quality with the name that it had in a period; its key stays."""
        then = next((naam for naam in self.vroeger if periode <= naam.tot), None)
        return replace(self, naam=then.naam, kort=then.kort) if then else self


@dataclass(frozen=True, slots=True)
class Wijk:
    """A part of town; `heel` marks the one that stands for all of them (stedelijk).

    `plek` is its row and column on a map of tiles, from 1; None when the project gives none.
    """

    sleutel: str
    naam: str
    aliassen: tuple[str, ...]
    heel: bool
    plek: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Werksoort:
    """A kind of work, with the chapter of the agreement that describes it."""

    sleutel: str
    naam: str
    aliassen: tuple[str, ...]
    groep: str


@dataclass(frozen=True, slots=True)
class PeriodeRegel:
    """A reporting period of the year: reported in `maand` over the months `van`–`tot`."""

    sleutel: str
    maand: int
    van: int
    tot: int


@dataclass(frozen=True, slots=True)
class Codebook:
    """Everything a project fixes about itself.

    `streefwaarden` are shares between 0 and 1; `verslag` is what the report of a year is called;
    `spacy` names a Dutch spaCy pipeline (a package or a folder) for the lemmas, or is empty.
    """

    naam: str
    gemeente: str
    organisatie: str
    kwaliteiten: tuple[Kwaliteit, ...]
    wijken: tuple[Wijk, ...]
    werksoorten: tuple[Werksoort, ...]
    perioden: tuple[PeriodeRegel, ...]
    vertellers: tuple[str, ...]
    streefwaarden: tuple[tuple[str, float], ...]
    kleine_aantallen: int
    niet_verbergen: tuple[str, ...]
    verslag: str = "Jaarrapportage"
    qim: tuple[Qim, ...] = ()
    spacy: str = ""

    def in_tijd(self, periode: Periode) -> Codebook:
        """The same codebook with the names that the qualities had in a period."""
        then = tuple(kwaliteit.in_tijd(periode) for kwaliteit in self.kwaliteiten)
        return self if then == self.kwaliteiten else replace(self, kwaliteiten=then)

    def qim_in(self, periode: Periode) -> Qim | None:
        """The plan of the Quality Impact Monitor that held in a period, or None."""
        held = [qim for qim in self.qim if qim.vanaf is None or qim.vanaf <= periode]
        return held[-1] if held else None

    def kwaliteit(self, sleutel: str) -> Kwaliteit:
        """The quality with this key. Raises KeyError."""
        return _by_key(self.kwaliteiten, sleutel)

    def wijk(self, sleutel: str) -> Wijk:
        """The wijk with this key. Raises KeyError."""
        return _by_key(self.wijken, sleutel)

    def werksoort(self, sleutel: str) -> Werksoort:
        """The werksoort with this key. Raises KeyError."""
        return _by_key(self.werksoorten, sleutel)

    def wijknaam(self, sleutel: str | None) -> str:
        """A wijk's name for a reader; a story without a usable wijk is said to have none."""
        return self.wijk(sleutel).naam if sleutel else "wijk onbekend"

    def find_kwaliteit(self, text: str) -> str | None:
        """The key of the quality called `text` by key, name or short name, in any case.

        An earlier name counts when no quality is called so now.
        """
        now = _find(text, ((k.sleutel, (k.naam, k.kort)) for k in self.kwaliteiten))
        return now or _find(text, ((k.sleutel, k.namen) for k in self.kwaliteiten))

    def find_wijk(self, text: str) -> str | None:
        """The key of the wijk called `text` by key, name or alias, in any case."""
        return _find(text, ((w.sleutel, (w.naam, *w.aliassen)) for w in self.wijken))

    def find_werksoort(self, text: str) -> str | None:
        """The key of the werksoort called `text` by key, name or alias, in any case."""
        return _find(text, ((w.sleutel, (w.naam, *w.aliassen)) for w in self.werksoorten))

    def nearest_kwaliteit(self, text: str) -> str | None:
        """The known quality (key) that looks most like `text`."""
        return nearest(text, [n for k in self.kwaliteiten for n in (k.sleutel, k.naam)])

    def nearest_wijk(self, text: str) -> str | None:
        """The known wijk (name) that looks most like `text`."""
        return nearest(text, [n for w in self.wijken for n in (w.naam, *w.aliassen)])

    def nearest_werksoort(self, text: str) -> str | None:
        """The known werksoort (name) that looks most like `text`."""
        return nearest(text, [n for w in self.werksoorten for n in (w.naam, *w.aliassen)])

    def find_periode(self, text: str) -> Periode | None:
        """A period as written in a file: `2016-mei`, `mei 2016`, `2016 September`."""
        return _periode(text, self.perioden)

    def periode_of(self, day: date, soort: Soort) -> Periode:
        """The period to which a text of this date belongs.

        A story belongs to the months in which it happened (source 002, chapter 5). The notes of
        a monitorgesprek look back: the talk of May is about January–April, so notes belong to
        the period whose month of reporting is this month or the next, or else to the one that
        was reported last.
        """
        if soort is Soort.VERHAAL:
            for rule in self.perioden:
                if rule.van <= day.month <= rule.tot:
                    return Periode(day.year, rule.maand)
        first, last = self.perioden[0], self.perioden[-1]
        if day.month == 1:
            return Periode(day.year - 1, last.maand)
        reached = [rule for rule in self.perioden if rule.maand <= day.month + 1]
        return Periode(day.year, (reached[-1] if reached else first).maand)

    def perioden_van(self, jaar: int) -> tuple[Periode, ...]:
        """The reporting periods of a year, in order."""
        return tuple(Periode(jaar, rule.maand) for rule in self.perioden)

    def maanden_van(self, periode: Periode) -> str:
        """The months a period is about, for a reader: `januari tot en met april 2016`."""
        rule = next(rule for rule in self.perioden if rule.maand == periode.maand)
        return f"{MAANDEN[rule.van - 1]} tot en met {MAANDEN[rule.tot - 1]} {periode.jaar}"

    def einde_van(self, periode: Periode) -> date:
        """The last day that a period is about."""
        rule = next(rule for rule in self.perioden if rule.maand == periode.maand)
        return date(periode.jaar, rule.tot, monthrange(periode.jaar, rule.tot)[1])


def load(path: Path, pad: str) -> tuple[Codebook, tuple[Problem, ...]]:
    """Read a codebook; entries that cannot be used are problems, the rest is used.

    Raises `PipelineError` when no usable quality, wijk or period is left: nothing can be said
    about any story then.
    """
    try:
        root = parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise PipelineError(
            f"Het codeboek {pad} is niet te lezen.", "Bewaar het als tekstbestand in UTF-8."
        ) from error
    except YamlError as error:
        raise PipelineError(
            f"Het codeboek {pad} is niet te lezen (regel {error.line}): {error.melding}",
            error.oplossing,
        ) from error
    reader = ValueReader(pad)
    perioden = tuple(sorted(_periods(root, reader), key=lambda rule: rule.maand))
    codebook = Codebook(
        naam=reader.text(root, "naam", "Tellen en vertellen"),
        gemeente=reader.text(root, "gemeente", ""),
        organisatie=reader.text(root, "organisatie", ""),
        kwaliteiten=_kwaliteiten(root, perioden, reader),
        wijken=tuple(
            Wijk(
                sleutel=key,
                naam=reader.text(node, "naam", key),
                aliassen=reader.texts(node, "aliassen"),
                heel=reader.text(node, "heel", "nee").casefold() in {"ja", "true"},
                plek=reader.place(node, "plek"),
            )
            for key, node in reader.entries(root, "wijken")
        ),
        werksoorten=tuple(
            Werksoort(
                sleutel=key,
                naam=reader.text(node, "naam", key),
                aliassen=reader.texts(node, "aliassen"),
                groep=reader.text(node, "groep", ""),
            )
            for key, node in reader.entries(root, "werksoorten")
        ),
        perioden=perioden,
        vertellers=reader.texts(root, "vertellers") or ("bewoner",),
        streefwaarden=reader.shares(root, "streefwaarden"),
        kleine_aantallen=reader.whole(root, "kleine-aantallen", 5),
        niet_verbergen=reader.texts(root, "niet-verbergen"),
        verslag=reader.text(root, "verslag", "Jaarrapportage"),
        spacy=reader.text(root, "spacy", ""),
    )
    for name, found in (
        ("kwaliteiten", codebook.kwaliteiten),
        ("wijken", codebook.wijken),
        ("perioden", codebook.perioden),
    ):
        if not found:
            raise PipelineError(
                f"In het codeboek {pad} staat niets bruikbaars onder '{name}'.",
                "Neem het over uit het codeboek dat bij vertel hoort.",
            )
    codebook = replace(codebook, qim=read_qim(root, codebook, reader))
    return codebook, tuple(reader.problems)


def _kwaliteiten(
    root: Node, perioden: Sequence[PeriodeRegel], reader: ValueReader
) -> tuple[Kwaliteit, ...]:
    nodes = reader.entries(root, "kwaliteiten")
    found = tuple(
        Kwaliteit(
            sleutel=key,
            naam=reader.text(node, "naam", key),
            kort=reader.text(node, "kort", reader.text(node, "naam", key)),
            definitie=reader.text(node, "definitie", ""),
            wel=reader.texts(node, "wel"),
            niet=reader.texts(node, "niet"),
            doelen=reader.text_lists(node, "doelen"),
            cijfers=reader.texts(node, "cijfers"),
            indicatoren=_indicators(node, reader),
            vroeger=tuple(_earlier(key, node, perioden, reader)),
            zelfde_als=slug(reader.text(node, "zelfde-als")),
        )
        for key, node in nodes
    )
    now = [(k.sleutel, (k.naam, k.kort)) for k in found]
    for kwaliteit, (_, node) in zip(found, nodes, strict=True):
        others = [names for names in now if names[0] != kwaliteit.sleutel]
        taken = [name for name in kwaliteit.namen if _find(name, others)]
        if taken:
            reader.wrong(
                node.line,
                f"De naam {quoted(taken[0])} is ook van een andere kwaliteit.",
                "Geef elke kwaliteit een eigen naam, ook bij 'vroeger'.",
                "codeboek-naam-dubbel",
            )
    return found


def _indicators(node: Node, reader: ValueReader) -> tuple[tuple[Richting, tuple[str, ...]], ...]:
    found = node.get("indicatoren")
    if found is None:
        return ()
    return tuple(
        (richting, words) for richting in Richting if (words := reader.texts(found, richting))
    )


def _periods(root: Node, reader: ValueReader) -> Iterator[PeriodeRegel]:
    for key, node in reader.entries(root, "perioden"):
        months = [reader.whole(node, name, 0) for name in ("maand", "van", "tot")]
        if all(1 <= month <= 12 for month in months) and key in MAANDEN:
            yield PeriodeRegel(key, *months)
        else:
            reader.wrong(
                node.line,
                f"De periode {quoted(key)} klopt niet.",
                "Geef 'maand', 'van' en 'tot' als getal van 1 tot en met 12.",
            )


def _earlier(
    key: str, node: Node, rules: Sequence[PeriodeRegel], reader: ValueReader
) -> Iterator[VroegereNaam]:
    """What a quality was called before, the oldest name first."""
    found = node.get("vroeger")
    names = []
    for item in (found.items if found else None) or ():
        tot = _periode(reader.text(item, "tot"), rules)
        if tot is None:
            reader.wrong(
                item.line,
                f"Bij een vroegere naam van {quoted(key)} ontbreekt tot wanneer die gold.",
                "Schrijf 'tot:' met de laatste periode, zoals 'tot: 2016-december'.",
                "codeboek-periode",
            )
            continue
        sleutel = slug(reader.text(item, "sleutel", key))
        naam = reader.text(item, "naam", sleutel)
        names.append(VroegereNaam(sleutel, naam, reader.text(item, "kort", naam), tot))
    yield from sorted(names, key=lambda name: name.tot)


def _periode(text: str, perioden: Sequence[PeriodeRegel]) -> Periode | None:
    words = re.findall(r"[a-z]+|\d{4}", text.casefold())
    years = [int(word) for word in words if word.isdigit()]
    rules = [rule for rule in perioden for word in words if rule.sleutel == word]
    if len(years) == 1 and len(rules) == 1 and len(words) == 2:
        return Periode(years[0], rules[0].maand)
    return None


def _find(text: str, named: Iterable[tuple[str, tuple[str, ...]]]) -> str | None:
    wanted = slug(text)
    for sleutel, names in named:
        if wanted and wanted in {sleutel, *map(slug, names)}:
            return sleutel
    return None


_Entry = TypeVar("_Entry", Kwaliteit, Wijk, Werksoort)


def _by_key(entries: tuple[_Entry, ...], sleutel: str) -> _Entry:
    for entry in entries:
        if entry.sleutel == sleutel:
            return entry
    raise KeyError(sleutel)
