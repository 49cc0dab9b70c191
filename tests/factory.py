"""Publications of our own making: a story with anything in any field, and a few figures."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from pipeline.codebook import Codebook, load
from pipeline.model import (
    Blok,
    BlokSoort,
    Cijfer,
    Herkomst,
    Periode,
    Plek,
    Richting,
    Run,
    Soort,
    Status,
    Toestemming,
)
from pipeline.protect.publish import (
    Geteld,
    Publication,
    PublicBewijs,
    PublicTag,
    PublicVerhaal,
)
from pipeline.workspace import default_path

TEMPLATES = (default_path("templates"),)
MEI = Periode(2016, 5)


def codeboek() -> Codebook:
    """The default codebook."""
    return load(default_path("verhalen/codeboek.yaml"), "verhalen/codeboek.yaml")[0]


def blok(tekst: str, soort: BlokSoort = BlokSoort.ALINEA, niveau: int = 1) -> Blok:
    """A block of one run."""
    return Blok(soort, niveau, (Run(tekst, 0),))


def tag(
    kwaliteit: str = "zelfregie",
    richting: Richting = Richting.PLUS,
    herkomst: Herkomst = Herkomst.MENS,
    bewijs: str = "",
) -> PublicTag:
    """A tag, with a sentence on line 9 as evidence when one is given."""
    found = (PublicBewijs(bewijs, 9, richting),) if bewijs else ()
    return PublicTag(kwaliteit, richting, herkomst, None, found)


def verhaal(pad: str = "verhalen/a.md", **anders: object) -> PublicVerhaal:
    """A story that may be shown; `anders` are the fields that differ."""
    velden: dict[str, object] = {
        "anker": "v-" + "".join(c if c.isascii() and c.isalnum() else "-" for c in pad.lower()),
        "pad": pad,
        "soort": Soort.VERHAAL,
        "titel": "De titel",
        "datum": date(2016, 3, 14),
        "periode": MEI,
        "wijk": "zuid",
        "werksoort": "buurtwerk",
        "verteller": "bewoner",
        "toestemming": Toestemming.OPENBAAR,
        "fictief": False,
        "keuze": None,
        "deelnemers": (),
        "initiatieven": (),
        "media": (),
        "tags": (tag(),),
        "blokken": (blok("Een zin."),),
        "koppelingen": (),
    }
    return PublicVerhaal(**(velden | anders))  # type: ignore[arg-type]


def geteld(story: PublicVerhaal) -> Geteld:
    """The row to count for a story."""
    return Geteld(
        soort=story.soort,
        periode=story.periode,
        wijk=story.wijk,
        werksoort=story.werksoort,
        verteller=story.verteller,
        toestemming=story.toestemming,
        fictief=story.fictief,
        gekozen=story.keuze is not None,
        tags=tuple((t.kwaliteit, t.richting, t.herkomst) for t in story.tags),
    )


def publicatie(*stories: PublicVerhaal, cijfers: tuple[Cijfer, ...] = ()) -> Publication:
    """A publication of these stories and figures."""
    return Publication(stories, tuple(map(geteld, stories)), cijfers)


def cijfer(
    soort: str,
    waarde: float | None,
    rij: int = 2,
    *,
    categorie: str | None = "Buurtwerk",
    eenheid: str = "uren",
    extra: tuple[tuple[str, str], ...] = (),
    **anders: object,
) -> Cijfer:
    """A figure in cell D of row `rij` of the file of its kind."""
    velden: dict[str, object] = {
        "soort": soort,
        "periode": MEI,
        "wijk": "zuid",
        "categorie": categorie,
        "waarde": waarde,
        "eenheid": eenheid,
        "status": Status.ONBEKEND if waarde is None else Status.BEKEND,
        "teken": "",
        "plek": Plek(f"verhalen/cijfers/{soort}.csv", None, f"D{rij}"),
        "fictief": False,
        "extra": extra,
    }
    return Cijfer(**(velden | anders))  # type: ignore[arg-type]


def voorbeeldcijfers() -> tuple[Cijfer, ...]:
    """A few figures of every kind that a report shows in a way of its own."""
    stap = (("trede_begin", "2"), ("trede_eind", "3"))
    zrm = (("versie", "2017"), ("begin", "2"), ("eind", "3"))
    geld = (("jaar", "2016"), ("soort", "aanvraag"), ("rij_soort", "deel"))
    totaal = (("jaar", "2016"), ("soort", "aanvraag"), ("rij_soort", "totaal_vermeld"))
    return (
        cijfer("ureninzet", 120.5, 2),
        cijfer("ureninzet", 80.0, 3, wijk="oost"),
        cijfer("clienten", 12, 2, categorie="Kinderwerk", eenheid="aantal"),
        cijfer("vrijwilligers", None, 2, eenheid="aantal"),
        cijfer("participatieladder", 7, 2, eenheid="aantal", extra=stap),
        cijfer("zrm", 9, 2, categorie="Huisvesting", eenheid="aantal", extra=zrm),
        cijfer("begroting", 1000.0, 2, eenheid="euro", extra=geld, periode=None, wijk=None),
        cijfer(
            "begroting",
            1001.0,
            3,
            categorie="Totaal",
            eenheid="euro",
            extra=totaal,
            periode=None,
            wijk=None,
        ),
    )


def eigen_templates(tmp_path: Path, **bestanden: str) -> tuple[Path, ...]:
    """A project's own templates before the default ones; `_md` at the end stands for `.md`."""
    own = tmp_path / "templates"
    own.mkdir(exist_ok=True)
    for name, text in bestanden.items():
        (own / re.sub(r"_(md|yaml|html|js)$", r".\1", name)).write_text(text, encoding="utf-8")
    return (own, *TEMPLATES)
