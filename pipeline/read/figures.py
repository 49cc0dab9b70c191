"""Tables with figures to `Cijfer` values: csv, xlsx and ods as people make them.

    bytes ─ figures_cells ─► sheets ─ figures_table ─► tables ─ figures_rows ─► Cijfer

A file's kind is the first word of its name (design, chapter 2), or else follows from its columns.
Whatever does not fit is a problem with its cell; the rest is used.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.codebook import Codebook, slug
from pipeline.model import Cijfer
from pipeline.problems import Problem, quoted
from pipeline.read.figures_cells import MAX_BYTES, Blad, read_bladen
from pipeline.read.figures_kinds import KINDS, STAPPEN, TOTAAL, Kind
from pipeline.read.figures_rows import RowReader, column_letters
from pipeline.read.figures_safe import UnsafeError
from pipeline.read.figures_table import GeenTabel, Tabel, find_tables
from pipeline.read.notes import Notes
from pipeline.read.stories import FileStatus, ReadFile
from pipeline.workspace import Workspace

TABELLEN = (".csv", ".xlsx", ".ods")
_NOT_OURS = (".md", ".markdown")


@dataclass(frozen=True, slots=True)
class FigureReading:
    """What the tables of a workspace say, which files there are, and what is wrong with them."""

    cijfers: tuple[Cijfer, ...]
    bestanden: tuple[ReadFile, ...]
    problemen: tuple[Problem, ...]


def read_cijfers(workspace: Workspace, codebook: Codebook) -> FigureReading:
    """Read every table under `verhalen/cijfers/`, in order of path.

    Stated totals are among the figures, with `rij_soort` `totaal_vermeld` (see `is_totaal`):
    leave them out when adding up.
    """
    cijfers: list[Cijfer] = []
    files: list[ReadFile] = []
    problems: list[Problem] = []
    for path in _files(workspace.cijfers):
        pad = workspace.pad(path)
        notes = Notes(pad)
        data = _bytes(path, workspace, notes)
        found = _read(path, data, codebook, notes)
        cijfers += found
        problems += notes.problems()
        status = FileStatus.GELEZEN if found else FileStatus.OVERGESLAGEN
        files.append(ReadFile(pad, status, _sha256(path, data)))
    return FigureReading(tuple(cijfers), tuple(files), tuple(problems))


def read_tabel(
    path: Path, pad: str, codebook: Codebook
) -> tuple[tuple[Cijfer, ...], tuple[Problem, ...]]:
    """Read one table file from anywhere; `pad` is how it is named in figures and problems."""
    notes = Notes(pad)
    data = _bytes(path, None, notes)
    found = _read(path, data, codebook, notes)
    return found, notes.problems()


def is_totaal(cijfer: Cijfer) -> bool:
    """Whether a figure is a total that the table states, and so no part to add up."""
    return cijfer.veld("rij_soort") == TOTAAL


def _files(folder: Path) -> Iterator[Path]:
    """Every file that a person may have put there, in order; lock files are no one's."""
    if folder.is_symlink():
        yield folder
        return
    closed: list[Path] = []
    walk = os.walk(folder, onerror=lambda error: closed.append(Path(error.filename)))
    for here, folders, names in walk:
        folders.sort()
        links = [name for name in folders if (Path(here) / name).is_symlink()]
        tables = [name for name in folders if name.casefold().endswith(TABELLEN)]
        for name in sorted({*names, *links, *tables}):
            if not name.startswith((".", "~$")) and not name.casefold().endswith(_NOT_OURS):
                yield Path(here) / name
    yield from (path for path in closed if path.exists())


def _bytes(path: Path, workspace: Workspace | None, notes: Notes) -> bytes | None:
    """What the file holds, or None when it is not to be read; `notes` then say why."""
    suffix = path.suffix.casefold()
    if path.is_dir():
        notes.fout(
            "cijfers-map",
            None,
            "Dit is een map die ik niet lees: geen tabel, een verwijzing, of dicht.",
            "Zet de tabellen zelf in verhalen/cijfers.",
        )
        return None
    if workspace and path.is_symlink() and not _is_inside(path, workspace.root):
        notes.fout(
            "cijfers-verwijzing",
            None,
            "Dit is een verwijzing naar iets buiten het project, of naar niets.",
            "Zet het bestand zelf in verhalen/cijfers.",
        )
        return None
    if suffix not in TABELLEN:
        notes.waarschuwing(
            "cijfers-soort-bestand",
            None,
            f"Dit soort bestand ({quoted(suffix or 'zonder einde')}) lees ik niet.",
            "Bewaar de tabel als .csv, .xlsx of .ods.",
        )
        return None
    with contextlib.suppress(OSError):
        if path.is_file():
            with path.open("rb") as stream:
                return stream.read(MAX_BYTES + 1)
    notes.fout(
        "cijfers-onleesbaar",
        None,
        "Dit bestand is niet te openen.",
        "Kijk na of het bestand er nog is en of je het mag lezen.",
    )
    return None


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _read(path: Path, data: bytes | None, codebook: Codebook, notes: Notes) -> tuple[Cijfer, ...]:
    if data is None:
        return ()
    found = tuple(_cijfers(path, data, codebook, notes))
    if not found and not notes.problems():
        notes.waarschuwing(
            "cijfers-leeg",
            None,
            "In dit bestand staan geen cijfers.",
            "Vul de tabel, of haal het bestand weg.",
        )
    return found


def _cijfers(path: Path, data: bytes, codebook: Codebook, notes: Notes) -> Iterator[Cijfer]:
    try:
        bladen = read_bladen(path, data)
    except UnsafeError as error:
        notes.fout(error.code, None, error.melding, error.oplossing)
        return
    kind = _kind(path.stem)
    missed: list[tuple[Blad, GeenTabel]] = []
    seen = False
    for blad in bladen:
        if not any(cel != "" for row in blad.rijen for cel in row):
            continue
        if blad.verborgen:
            notes.melding(
                "blad-verborgen",
                None,
                f"Het blad {quoted(blad.naam)} is verborgen; ik lees het niet.",
                "Maak het zichtbaar als het meetelt.",
            )
            continue
        tables = find_tables(blad, kind, path.stem, codebook)
        if isinstance(tables, GeenTabel):
            missed.append((blad, tables))
            continue
        seen = True
        for tabel in tables:
            _unknown_columns(tabel, blad, notes)
            _assumed(tabel, blad, notes)
            yield from RowReader(notes.pad, blad, tabel, codebook, notes).cijfers()
    for blad, none in missed:
        _no_table(blad, none, seen, notes)


def _kind(stem: str) -> Kind | None:
    name = slug(stem)
    return next((known for known in KINDS if name.startswith(known.naam)), None)


def _unknown_columns(tabel: Tabel, blad: Blad, notes: Notes) -> None:
    unknown = tabel.onbekend
    if not unknown:
        return
    names = ", ".join(f"{quoted(text)} ({column_letters(column)})" for column, text in unknown[:8])
    more = f" en nog {len(unknown) - 8}" if len(unknown) > 8 else ""
    notes.melding(
        "kolom-onbekend",
        None,
        f"{_where(blad)}deze kolommen lees ik niet: {names}{more}.",
        f"Dat geeft niet als ze niet meetellen. {_indeling(tabel.kind)}",
    )


def _assumed(tabel: Tabel, blad: Blad, notes: Notes) -> None:
    if tabel.aanname:
        notes.waarschuwing(
            "raster-richting",
            tabel.begin,
            f"{_where(blad)}ik lees dit raster zo: in de rijen het begin, in de kolommen het eind.",
            "Zet 'begin' of 'eind' in de cel linksboven, dan hoef ik het niet te raden.",
        )


def _no_table(blad: Blad, none: GeenTabel, other_tables: bool, notes: Notes) -> None:
    """Say why a sheet is not read; a sheet with an explanation beside a table is no mistake."""
    where = _where(blad)
    if none.twijfel:
        notes.fout(
            "tabel-soort-onbekend",
            None,
            f"{where}dit kan een tabel zijn van {' of '.join(none.twijfel)}.",
            "Laat de bestandsnaam beginnen met de soort, zoals 'clienten-2016'.",
        )
    elif other_tables and (none.rij is None or len(none.mist) > 1):
        notes.melding(
            "blad-zonder-tabel",
            None,
            f"{where}hier staat geen tabel die ik herken; ik lees dit blad niet.",
            "Dat geeft niet als het een toelichting is.",
        )
    elif none.rij is None or none.kind is None:
        known = ", ".join(known.naam for known in KINDS)
        notes.fout(
            "tabel-niet-gevonden",
            None,
            f"{where}ik vind geen rij met namen van kolommen.",
            f"Zet boven de tabel een rij met namen. Soorten tabellen: {known}.{_uitleg(none.kind)}",
        )
    else:
        missing = ", ".join(f"'{name}'" for name in none.mist)
        notes.fout(
            "kolom-ontbreekt",
            none.rij + 1,
            f"{where}in de kop op rij {none.rij + 1} mis ik: {missing}.",
            _indeling(none.kind),
        )


def _indeling(kind: Kind) -> str:
    """The columns of a kind, and how it is laid out."""
    names = ", ".join((*kind.vast, *(maat.naam for maat in kind.maten)))
    return f"Een tabel {kind.naam} heeft deze kolommen: {names}.{_uitleg(kind)}"


def _uitleg(kind: Kind | None) -> str:
    """How a kind is laid out: the steps of a grid, and between what its numbers lie."""
    said = ""
    if kind and kind.naam in STAPPEN:
        said += (
            f" In een raster staan in de kop alle stappen, 1 tot en met {STAPPEN[kind.naam][2]}."
        )
    for maat in kind.maten if kind else ():
        if maat.hoog is not None:
            said += f" De schaal van '{maat.naam}' loopt van {maat.laag} tot en met {maat.hoog}."
    return said


def _where(blad: Blad) -> str:
    return f"Blad {quoted(blad.naam)}: " if blad.naam else "Let op: "


def _sha256(path: Path, data: bytes | None) -> str | None:
    if data is None:
        return None
    if len(data) <= MAX_BYTES:
        return hashlib.sha256(data).hexdigest()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
