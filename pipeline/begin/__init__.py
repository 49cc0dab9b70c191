"""`vertel init`: from a few answers to a workspace of a pilot's own that builds at once.

vragen ─► Antwoorden ─► codeboek_tekst ─► begin ─► verhalen/, voorbeelden/
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.begin.antwoorden import (
    Antwoorden,
    EigenKwaliteit,
    codeboek_tekst,
    kwaliteiten_tekst,
    uit_codes,
)
from pipeline.begin.vragen import Afgebroken, Vraag, vraag_alles
from pipeline.begin.werkmap import NietLeeg, begin, check_leeg
from pipeline.codebook import load
from pipeline.export import read_qdc
from pipeline.problems import PipelineError
from pipeline.workspace import Workspace, default_path, find

__all__ = [
    "Afgebroken",
    "Antwoorden",
    "EigenKwaliteit",
    "NietLeeg",
    "begin",
    "begin_vanaf",
    "codeboek_tekst",
    "kwaliteiten_tekst",
    "uit_codes",
]

_CODES = ".qdc"


def begin_vanaf(
    doel: Path,
    today: date,
    *,
    codeboek: Path | None = None,
    vragen: bool = False,
    vraag: Vraag = input,
    zeg: Callable[[str], None] = print,
) -> Workspace:
    """A new workspace: with a codebook that is there already, by asking, or as it is proposed.

    `codeboek` is one of ours (`.yaml`), or the codes of another tool (`.qdc`).

    Raises `NietLeeg` and `Afgebroken`, and `PipelineError` when nothing can be written.
    """
    check_leeg(doel)
    around = find(doel.resolve().parent)
    if around and doel.resolve().is_relative_to(around.verhalen):
        raise PipelineError(
            f"De map '{doel}' ligt tussen de verhalen van een ander project.",
            "Kies een map daarbuiten; er is niets geschreven.",
        )
    naam = doel.resolve().name.replace("-", " ").replace("_", " ").strip().capitalize()
    antwoorden = Antwoorden(naam or "Proef")
    if codeboek is not None and codeboek.suffix.casefold() != _CODES:
        return begin(doel, _tekst(codeboek), today)
    if codeboek is not None:
        antwoorden = replace(antwoorden, kwaliteiten=_uit_bestand(codeboek))
    elif vragen:
        zeg(
            f"Ik maak een werkmap in '{doel}'. Tussen [haken] staat wat Enter betekent.\n"
            "Stopt u halverwege met Ctrl-C? Dan is er niets geschreven.\n"
        )
        ours = load(default_path("verhalen/codeboek.yaml"), "codeboek.yaml")[0]
        antwoorden = vraag_alles(vraag, zeg, antwoorden.naam, ours)
    return begin(doel, codeboek_tekst(antwoorden), today, antwoorden.toestemming)


def _uit_bestand(codeboek: Path) -> tuple[EigenKwaliteit, ...]:
    imported = read_qdc(codeboek.read_bytes(), codeboek.name)
    found = uit_codes(imported.project.codes)
    if not found:
        problem = next(iter(imported.problemen), None)
        raise PipelineError(
            problem.melding if problem else f"In '{codeboek}' staat geen code.",
            problem.oplossing if problem else "Kies een codeboek met codes.",
        )
    return found


def _tekst(codeboek: Path) -> str:
    try:
        return codeboek.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PipelineError(
            f"Het codeboek '{codeboek}' is niet te lezen.",
            "Kijk of het bestand er is, en bewaar het als tekstbestand in UTF-8.",
        ) from error
