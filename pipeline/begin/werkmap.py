"""Writing a new workspace: all of it, or nothing."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path

from pipeline import codebook as codebooks
from pipeline.begin.antwoorden import standaard
from pipeline.begin.sjabloon import vul_in, waarde
from pipeline.codebook import Codebook
from pipeline.export import front_matter_schema
from pipeline.problems import PipelineError
from pipeline.read.figures_kinds import KINDS, Kind
from pipeline.read.files import is_temporary
from pipeline.swap import LEFTOVER, clear_leftovers, unwritable
from pipeline.workspace import Workspace

_CODEBOEK = "verhalen/codeboek.yaml"


class NietLeeg(Exception):  # noqa: N818 - a state of the folder, not a mistake
    """There is something already in the place of the new workspace."""


def check_leeg(doel: Path) -> None:
    """Raises `NietLeeg` when there is anything but hidden files in the place of a workspace."""
    if doel.is_dir():
        if any(not is_temporary(path.name) for path in doel.iterdir()):
            raise NietLeeg
    elif doel.exists() or doel.is_symlink():
        raise NietLeeg


def begin(doel: Path, codeboek: str, today: date, toestemming: str = "") -> Workspace:
    """Write a workspace with this codebook in a folder that is empty, or not there yet.

    `toestemming` is what is said to a teller before consent is asked. Everything is written
    beside and then swapped in; `verhalen/`, which makes it a workspace, comes last. Raises
    `NietLeeg`, and `PipelineError` when the codebook is not right or nothing can be written.
    """
    check_leeg(doel)
    made = not doel.exists()
    moved: list[Path] = []
    try:
        doel.mkdir(parents=True, exist_ok=True)
        clear_leftovers(doel)
        with tempfile.TemporaryDirectory(prefix=LEFTOVER, dir=doel) as beside:
            _fill(Path(beside), codeboek, today, toestemming)
            for path in sorted(Path(beside).iterdir(), reverse=True, key=_comes_last):
                moved.append(path.rename(doel / path.name))
    except BaseException as error:
        for path in moved:
            shutil.rmtree(path, ignore_errors=True)
        if made:
            with suppress(OSError):
                doel.rmdir()
        if isinstance(error, OSError):
            raise unwritable(doel, error) from error
        raise
    return Workspace(doel.resolve())


def _comes_last(path: Path) -> bool:
    return path.name != Path(_CODEBOEK).parent.name


def _fill(root: Path, codeboek: str, today: date, toestemming: str) -> None:
    _write(root, {_CODEBOEK: codeboek})
    boek, problems = codebooks.load(root / _CODEBOEK, _CODEBOEK)
    if problems:
        raise PipelineError(problems[0].as_line(), "Er is niets geschreven.")
    for wijk in boek.wijken:
        (root / "verhalen" / wijk.sleutel).mkdir()
    _write(root, _texts(boek, today, toestemming or standaard()["toestemming"]))
    _write(root, {f"voorbeelden/{kind.naam}.csv": _table(kind) for kind in KINDS}, "utf-8-sig")


def _texts(boek: Codebook, today: date, toestemming: str) -> dict[str, str]:
    voorbeeld = vul_in(
        "verhaal.md",
        datum=today.isoformat(),
        wijk=waarde(boek.wijken[0].naam),
        verteller=waarde(boek.vertellers[0]),
        kwaliteit=boek.kwaliteiten[0].sleutel,
    )
    leesmij = vul_in(
        "LEESMIJ.md",
        datum=today.isoformat(),
        wijken=boek.wijken,
        kwaliteiten=boek.kwaliteiten,
        vertellers=boek.vertellers,
        periode=f"{today.year}-{boek.perioden[0].sleutel}",
        toestemming=toestemming,
        voorbeeld=voorbeeld.rstrip("\n"),
    )
    tabellen = [(kind.naam, _columns(kind)) for kind in KINDS]
    schema = json.dumps(front_matter_schema(boek), ensure_ascii=False, indent=2)
    return {
        "verhalen/LEESMIJ.md": leesmij,
        "verhalen/cijfers/LEESMIJ.md": vul_in("cijfers.md", tabellen=tabellen),
        "voorbeelden/verhaal.md": voorbeeld,
        "voorbeelden/frontmatter.schema.json": f"{schema}\n",
    }


def _columns(kind: Kind) -> tuple[str, ...]:
    return (*kind.vast, *kind.vrij, *(maat.naam for maat in kind.maten))


def _table(kind: Kind) -> str:
    """A table with only its columns, as a Dutch spreadsheet opens it: with semicolons."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerow(_columns(kind))
    return file.getvalue()


def _write(root: Path, files: dict[str, str], encoding: str = "utf-8") -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding=encoding, newline="")
