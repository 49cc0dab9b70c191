"""What a pilot says about itself, and the codebook that follows from it.

What is not asked is taken from the codebook of the package and `defaults/begin/antwoorden.yaml`;
no quality or wijk is named here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from pipeline.begin.sjabloon import vul_in
from pipeline.codebook import slug
from pipeline.export import Code
from pipeline.model import MAANDEN, Richting
from pipeline.qim import Rol
from pipeline.read.values import clean
from pipeline.workspace import default_path

MAX_SLEUTEL = 40
KEREN = (1, 2, 3, 4, 6)
"""How often a year can be reported on: what parts a year into whole months."""

_GEEN_MAP = frozenset({"cijfers", "con", "prn", "aux", "nul"}) | {
    f"{device}{number}" for device in ("com", "lpt") for number in range(10)
}
"""Keys that cannot be the name of a wijk's folder: of the figures, and of devices on Windows."""


@dataclass(frozen=True, slots=True)
class EigenKwaliteit:
    """A quality in the words of the pilot.

    `merkbaar` and `gemist` are words that show that it is there, or that it lacks; `wel` is what
    counts besides, whatever its direction, and `niet` what does not.
    """

    naam: str
    definitie: str = ""
    merkbaar: tuple[str, ...] = ()
    gemist: tuple[str, ...] = ()
    niet: tuple[str, ...] = ()
    wel: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Antwoorden:
    """All that makes a workspace one's own. Without `kwaliteiten`, those of the package."""

    naam: str
    gemeente: str = ""
    organisatie: str = ""
    wijken: tuple[str, ...] = ()
    kwaliteiten: tuple[EigenKwaliteit, ...] = ()
    vertellers: tuple[str, ...] = ()
    toestemming: str = ""
    keren: int = 3


@lru_cache(maxsize=1)
def standaard() -> dict[str, Any]:
    """What is proposed where nothing is answered (`defaults/begin/antwoorden.yaml`)."""
    return _yaml("begin/antwoorden.yaml")


def codeboek_tekst(antwoorden: Antwoorden) -> str:
    """The codebook of a pilot as YAML with comments; every key is made from a name, once."""
    ours = _yaml("verhalen/codeboek.yaml")
    own = bool(antwoorden.kwaliteiten)
    kwaliteiten = _kwaliteiten(antwoorden.kwaliteiten) if own else ours["kwaliteiten"]
    vertellers = list(antwoorden.vertellers or standaard()["vertellers"])
    return vul_in(
        "codeboek.yaml",
        project=_dump(
            naam=antwoorden.naam,
            gemeente=antwoorden.gemeente,
            organisatie=antwoorden.organisatie,
        ),
        kwaliteiten=_dump(kwaliteiten=kwaliteiten),
        wijken=_dump(wijken=_wijken(antwoorden)),
        werksoorten="" if own else _dump(werksoorten=ours["werksoorten"]),
        perioden=_dump(perioden=perioden(antwoorden.keren)),
        vertellers=_dump(vertellers=vertellers),
        grens=_dump(**{"kleine-aantallen": ours["kleine-aantallen"]}),
        qim=_qim(antwoorden, [kwaliteit["sleutel"] for kwaliteit in kwaliteiten], vertellers),
    )


def _qim(antwoorden: Antwoorden, sleutels: list[str], vertellers: list[str]) -> str:
    """The plan of the Quality Impact Monitor as an example in comments, in the pilot's own words.

    Source 002, chapter 5: the six steps; see `verhalen/codeboek.yaml` for all that it can hold.
    """
    example = {
        "opdrachtgever": {
            "naam": antwoorden.gemeente or "De gemeente",
            "kwaliteiten": sleutels,
            "stakeholders": dict.fromkeys(vertellers[:1], str(Rol.BEGUNSTIGDE)),
        },
        "uitvoerder": {
            "naam": antwoorden.organisatie or "De organisatie",
            "kwaliteiten": sleutels,
            "buiten-bereik": ["Wie u nu nog niet bereikt"],
        },
        "afspraak": {"kwaliteiten": sleutels, "stakeholders": vertellers},
        "strategische-doelen": ["Een doel dat na de kwaliteiten komt"],
        "kaders": [{"naam": "Een richtgetal", "waarde": "10"}],
    }
    lines = _dump(qim=example).splitlines()
    return "\n".join(f"# {line}" for line in lines)


def perioden(keren: int) -> list[dict[str, Any]]:
    """Periods of equal length, each reported in the month after it, the last one in December.

    Three a year is how the agreement has it (source 002, chapter 5).
    """
    length = 12 // keren
    found = []
    for begin in range(1, 13, length):
        maand = min(begin + length, 12)
        sleutel = MAANDEN[maand - 1]
        found.append({"sleutel": sleutel, "maand": maand, "van": begin, "tot": begin + length - 1})
    return found


def kwaliteiten_tekst(eigen: Sequence[EigenKwaliteit]) -> str:
    """Qualities as they stand in a codebook."""
    return _dump(kwaliteiten=_kwaliteiten(eigen))


def uit_codes(codes: Sequence[Code]) -> tuple[EigenKwaliteit, ...]:
    """The qualities that the codes of another tool stand for: the highest that can be given.

    A code that only holds others together is none, and what lies below a quality is part of it.
    """
    below: set[str | None] = set()
    found: dict[str, EigenKwaliteit] = {}
    for code in codes:
        naam = clean(code.naam)
        if code.ouder in below or (code.codeerbaar and naam):
            below.add(code.guid)
        if code.ouder not in below and code.guid in below:
            found.setdefault(slug(naam) or naam, _uit_code(code))
    return tuple(found.values())


def _uit_code(code: Code) -> EigenKwaliteit:
    """A quality with its explanation, and in it what counts and what does not (`describe`)."""
    lines = [clean(line) for line in code.beschrijving.split("\n")]
    said: dict[str, tuple[str, ...]] = {"wel": (), "niet": ()}
    rest = []
    for line in lines:
        label, colon, listed = line.partition(": ")
        if colon and label.casefold() in said:
            said[label.casefold()] = tuple(listed.rstrip(".").split("; "))
        else:
            rest.append(line)
    definitie = " ".join(filter(None, rest))
    return EigenKwaliteit(clean(code.naam), definitie, niet=said["niet"], wel=said["wel"])


def _kwaliteiten(eigen: Sequence[EigenKwaliteit]) -> list[dict[str, Any]]:
    keys = sleutels((one.naam for one in eigen), "kwaliteit")
    return [
        _filled(
            sleutel=key,
            naam=one.naam,
            definitie=one.definitie,
            wel=[*one.wel, *one.merkbaar],
            niet=list(one.niet),
            indicatoren=_filled(
                **{str(Richting.PLUS): list(one.merkbaar), str(Richting.MIN): list(one.gemist)}
            ),
        )
        for key, one in zip(keys, eigen, strict=True)
    ]


def _wijken(antwoorden: Antwoorden) -> list[dict[str, Any]]:
    gemeente = antwoorden.gemeente
    heel = f"Heel {gemeente}" if gemeente else standaard()["heel"]
    aliases = [*standaard()["heel-aliassen"], *([standaard()["heel"]] if gemeente else [])]
    taken = {slug(naam) for naam in antwoorden.wijken}
    namen = [naam for naam in antwoorden.wijken if slug(naam) != slug(heel)]
    keys = sleutels([*namen, heel], "wijk")
    whole = _filled(
        sleutel=keys[-1],
        naam=heel,
        aliassen=[alias for alias in aliases if slug(alias) not in taken],
        heel="ja",
    )
    rows = zip(keys, namen, strict=False)
    return [*({"sleutel": key, "naam": naam} for key, naam in rows), whole]


def sleutels(namen: Iterable[str], soort: str) -> list[str]:
    """A key for each name: short, of plain letters, and each another one.

    `soort` stands in for a name without a plain letter, or goes before one that cannot be used.
    """
    found: list[str] = []
    for number, naam in enumerate(namen, 1):
        short = slug(naam)[:MAX_SLEUTEL].strip("-") or f"{soort}-{number}"
        base = f"{soort}-{short}" if short in _GEEN_MAP else short
        key, again = base, 1
        while key in found:
            again += 1
            key = f"{base}-{again}"
        found.append(key)
    return found


def _filled(**entries: Any) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if value not in ("", [], {})}


def _dump(**entries: Any) -> str:
    return yaml.dump(
        entries, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100, indent=2
    )


class _Dumper(yaml.SafeDumper):
    """Writes every value out: the codebook is read without references."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - of the base class
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - of the base class
        super().increase_indent(flow, False)


def _yaml(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(default_path(name).read_text(encoding="utf-8"))
    return found
