"""The looks of all documents, from `stijl.yaml`: colours, fonts and a logo.

`stijl.docx`, the reference document for Word, is made from the same values by `word_stijl`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.problems import PipelineError
from pipeline.yaml_bounded import YamlError, parse

NAAM = "stijl.yaml"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FONTS = re.compile(r"[\w ,'.\-]{1,200}")
_LOGO = re.compile(r"[\w\-]+\.(?:png|jpe?g)", re.IGNORECASE)
_TEXT_ONLY = {"logo", "logo-alt"}


@dataclass(frozen=True, slots=True)
class Stijl:
    """The values of `stijl.yaml` by name, the file of the logo, and where templates lie."""

    waarden: tuple[tuple[str, str], ...]
    logo: Path | None
    folders: tuple[Path, ...]

    def __getitem__(self, naam: str) -> str:
        return dict(self.waarden)[naam]

    @property
    def css(self) -> str:
        """The colours and fonts as CSS custom properties; those for dark screens come second."""
        light = "".join(f"--{k}:{v};" for k, v in self.waarden if self._css(k, donker=False))
        dark = "".join(
            f"--{k.removeprefix('donker-')}:{v};"
            for k, v in self.waarden
            if self._css(k, donker=True)
        )
        return f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"

    @staticmethod
    def _css(naam: str, *, donker: bool) -> bool:
        return naam not in _TEXT_ONLY and naam.startswith("donker-") is donker


def find(folders: Sequence[Path], naam: str) -> Path:
    """The first of the folders' files called `naam`. Raises `PipelineError`."""
    for folder in folders:
        if (folder / naam).is_file():
            return folder / naam
    raise PipelineError(
        f"Het sjabloon {naam} is niet te vinden.", "Installeer vertel opnieuw: er mist een bestand."
    )


def lees(folders: Sequence[Path]) -> Stijl:
    """The looks: the last folder's `stijl.yaml`, overruled by those before it.

    Raises `PipelineError` naming the line when a value is of no use.
    """
    waarden: dict[str, str] = {}
    for path in reversed([folder / NAAM for folder in folders if (folder / NAAM).is_file()]):
        waarden |= _values(path, known=set(waarden))
    logo = find(folders, waarden["logo"]) if waarden.get("logo") else None
    return Stijl(tuple(waarden.items()), logo, tuple(folders))


def _values(path: Path, known: set[str]) -> dict[str, str]:
    try:
        root = parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise PipelineError(
            f"Ik kan {NAAM} niet lezen.", "Bewaar het als tekstbestand in UTF-8."
        ) from error
    except YamlError as error:
        raise PipelineError(
            f"Ik kan {NAAM} niet lezen (regel {error.line}): {error.melding}", error.oplossing
        ) from error
    found: dict[str, str] = {}
    for key, value in root.pairs or ():
        naam, waarde = (key.text or "").strip(), (value.text or "").strip()
        if (known and naam not in known) or not _allowed(naam, waarde):
            raise PipelineError(
                f"In {NAAM} klopt regel {key.line} niet ('{naam}').",
                f"Neem de regel over uit de {NAAM} die bij vertel hoort en pas hem aan.",
            )
        found[naam] = waarde
    return found


def _allowed(naam: str, waarde: str) -> bool:
    if naam == "logo-alt":
        return len(waarde) <= 200
    if naam == "logo":
        return not waarde or _LOGO.fullmatch(waarde) is not None
    pattern = _FONTS if naam.startswith("letter-") else _COLOUR
    return pattern.fullmatch(waarde) is not None
