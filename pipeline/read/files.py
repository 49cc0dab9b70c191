"""What lies in `verhalen/`: every file and every odd thing, in a stable order.

Nothing outside the workspace is ever read, and nothing that is no plain file is ever opened.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from fnmatch import translate
from pathlib import Path

from pipeline.problems import Ernst, Problem
from pipeline.read.media import BEELD, GELUID
from pipeline.read.office import OFFICE
from pipeline.workspace import Workspace, as_text

MAX_BYTES = 1_000_000
"""Some 150,000 words, and as much text as the language tools take (spaCy's `max_length`)."""

MAX_OFFICE = 50_000_000
"""A Word document with some photographs in it; of which only the text is unpacked."""

VERHAAL = frozenset({".md", ".markdown", *OFFICE})

_TEMPORARY = (
    ".*",
    "~$*",
    "*.tmp",
    "*~",
    "4913",
    "#*#",
    "desktop.ini",
    "thumbs.db",
    "*.part",
    "*.partial",
    "*.crdownload",
)
_IS_TEMPORARY = re.compile("|".join(map(translate, _TEMPORARY))).match
_NEVER = "leesmij.md"


@dataclass(frozen=True, slots=True)
class Gevonden:
    """Something in `verhalen/`: a file to read as a story, or what is wrong with it.

    `opmerking` is what is odd about a file that is read all the same.
    """

    pad: str
    inhoud: Path | Problem
    opmerking: Problem | None = None


class FileError(Exception):
    """A file that cannot be read as a story; `problem` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.melding)
        self.problem = problem


def walk(workspace: Workspace) -> list[Gevonden]:
    """Everything in `verhalen/` but the figures, the codebook, what is hidden, and media."""
    found: list[Gevonden] = []
    folders = [(str(workspace.verhalen), workspace.pad(workspace.verhalen))]
    never = {workspace.cijfers.name, "codeboek.yaml"}
    while folders:
        folder, where = folders.pop()
        try:
            with os.scandir(folder) as entries:
                ours = [entry for entry in entries if _is_ours(entry.name, never)]
        except OSError:
            found.append(_found(shown(where), _FOLDER_UNREADABLE))
            continue
        for entry in ours:
            pad = f"{where}/{as_text(entry.name)}"
            if entry.is_dir(follow_symlinks=False):
                folders.append((entry.path, pad))
            found += _look(entry, shown(pad), workspace)
        never = set()  # these lie in the folder itself only
    return sorted(found, key=lambda item: item.pad)


def read_bytes(pad: str, path: Path) -> bytes:
    """The bytes of a file that `walk` found. Raises `FileError`."""
    most = MAX_OFFICE if path.suffix.casefold() in OFFICE else MAX_BYTES
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(path, flags), "rb") as file:  # noqa: PTH123 - a descriptor
            plain = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            data = file.read(most + 1) if plain else None
    except OSError as error:
        raise FileError(_UNREADABLE.problem(pad)) from error
    if data is None:
        raise FileError(_NO_PLAIN_FILE.problem(pad))
    if len(data) > most:
        raise FileError(_TOO_LARGE.problem(pad))
    return data


def shown(pad: str) -> str:
    """A path that fits on one line: what cannot be printed is written as its code."""
    if pad.isprintable():
        return pad
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in pad
    )


def is_temporary(name: str) -> bool:
    """Whether a file or folder of this name is an editor's, a syncing program's or hidden."""
    return _IS_TEMPORARY(name.casefold()) is not None


def _is_ours(name: str, never: set[str]) -> bool:
    return name not in never and name.casefold() != _NEVER and not is_temporary(name)


def _look(entry: os.DirEntry[str], pad: str, workspace: Workspace) -> list[Gevonden]:
    path = Path(entry.path)
    if entry.is_symlink():
        return _link(path, pad, workspace)
    if entry.is_dir(follow_symlinks=False):
        return [_found(pad, _STORY_FOLDER)] if path.suffix.casefold() in VERHAAL else []
    if entry.is_file(follow_symlinks=False):
        return _file(path, pad)
    return [_found(pad, _NO_PLAIN_FILE)]


def _link(path: Path, pad: str, workspace: Workspace) -> list[Gevonden]:
    try:
        target = path.resolve(strict=True)
        homes = (workspace.root.resolve(), workspace.verhalen.resolve())
        if not any(target.is_relative_to(home) for home in homes):
            return [_found(pad, _LINK_OUT)]
        if not target.is_file():
            return [_found(pad, _LINK_NO_FILE)]
    except (OSError, RuntimeError):
        return [_found(pad, _LINK_BROKEN)]
    return _file(path, pad, target)


def _file(path: Path, pad: str, target: Path | None = None) -> list[Gevonden]:
    kind = path.suffix.casefold()
    if kind in VERHAAL:
        odd = None if path.name.isprintable() else _STRANGE_NAME.problem(pad)
        return [Gevonden(pad, target or path, odd)]
    return [] if kind in BEELD | GELUID else [_found(pad, _UNKNOWN_KIND)]


@dataclass(frozen=True, slots=True)
class _Wrong:
    code: str
    melding: str
    oplossing: str
    ernst: Ernst = Ernst.FOUT

    def problem(self, pad: str) -> Problem:
        return Problem(self.code, self.ernst, pad, None, self.melding, self.oplossing)


def _found(pad: str, wrong: _Wrong) -> Gevonden:
    return Gevonden(pad, wrong.problem(pad))


_FOLDER_UNREADABLE = _Wrong(
    "map-onleesbaar",
    "Ik kan niet in deze map kijken.",
    "Kijk of de map er nog is en of je er zelf in mag.",
)
_STORY_FOLDER = _Wrong(
    "map-als-verhaal",
    "Dit is een map met de naam van een verhaal.",
    "Geef de map een naam zonder '.md'. De verhalen erin lees ik wel.",
    Ernst.WAARSCHUWING,
)
_UNKNOWN_KIND = _Wrong(
    "bestandssoort-onbekend",
    "Dit soort bestand lees ik niet als verhaal.",
    "Bewaar het als Word-document (.docx), als OpenDocument (.odt) of als tekst (.md). "
    "Tabellen horen in de map 'cijfers'.",
    Ernst.WAARSCHUWING,
)
_STRANGE_NAME = _Wrong(
    "bestandsnaam-vreemd",
    "In de naam van dit bestand staan tekens die ik niet kan laten zien.",
    "Geef het een naam met gewone letters, cijfers en streepjes.",
    Ernst.MELDING,
)
_NO_PLAIN_FILE = _Wrong(
    "geen-gewoon-bestand",
    "Dit is geen gewoon bestand; ik open het niet.",
    "Haal het weg uit de map 'verhalen'.",
)
_LINK_BROKEN = _Wrong(
    "snelkoppeling-kapot",
    "Deze snelkoppeling wijst naar iets wat er niet is.",
    "Haal haar weg, of zet het bestand zelf in de map.",
)
_LINK_OUT = _Wrong(
    "snelkoppeling-buiten",
    "Deze snelkoppeling wijst naar iets buiten deze werkmap; dat lees ik niet.",
    "Zet het bestand zelf in de map 'verhalen'.",
)
_LINK_NO_FILE = _Wrong(
    "snelkoppeling-map",
    "Deze snelkoppeling wijst niet naar een gewoon bestand; ik volg haar niet.",
    "Zet de bestanden zelf in de map 'verhalen'.",
)
_UNREADABLE = _Wrong(
    "bestand-onleesbaar",
    "Ik kan dit bestand niet openen.",
    "Kijk of het er nog is, of je het mag lezen, en of het niet elders open staat.",
)
_TOO_LARGE = _Wrong(
    "bestand-te-groot",
    "Dit bestand is te groot voor een verhaal; ik lees het niet.",
    "Kijk of dit echt een tekst is. Verdeel een lange tekst over meer bestanden.",
)
