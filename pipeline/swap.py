"""Write beside, then swap: an output is either the old whole one or the new whole one."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.problems import PipelineError

LEFTOVER = ".nieuw-"
"""How the names of our temporary folders begin; what is left of them is cleared."""

_WAIT_SECONDS = 60
_TRIES = 4
_PAUSE_SECONDS = 0.1
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder, so that two passes on one workspace do not mix.

    Raises `PipelineError` when another pass holds it for a minute, or it cannot be written.
    """
    lock = FileLock(folder / ".slot", timeout=_WAIT_SECONDS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise PipelineError(
            "Er is al een andere vertel bezig in deze map.",
            "Wacht tot die klaar is, of sluit hem af.",
        ) from error
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def swap_in(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files into a folder: all are written beside it first, then each is swapped in.

    A file that would stay the same is not touched. Raises `PipelineError` when a file cannot be
    written; what was there before is then whole, and nothing new is there unless a file was
    opened elsewhere at that very moment.
    """
    new = {name: data for name, data in files.items() if not _holds(folder / name, data)}
    if not new:
        return
    try:
        beside = Path(tempfile.mkdtemp(prefix=LEFTOVER, dir=folder))
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        for name, data in new.items():
            _write(beside / name, data)
        for name in new:
            if (folder / name).exists():
                # Windows refuses this for a file that Word has open; elsewhere it does nothing.
                _replace(folder / name, folder / name)
        for name in new:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            _replace(beside / name, folder / name)
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def clear_leftovers(folder: Path) -> None:
    """Remove what a pass that was killed left beside the outputs."""
    for leftover in folder.glob(f"{LEFTOVER}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _replace(path: Path, by: Path) -> None:
    """Rename, with patience: a virus scanner or a syncing program lets go after a moment."""
    for _ in range(_TRIES):
        try:
            path.replace(by)
        except PermissionError:
            time.sleep(_PAUSE_SECONDS)
        else:
            return
    path.replace(by)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def unwritable(folder: Path, error: OSError) -> PipelineError:
    """What to say when a file cannot be opened or written."""
    name = Path(error.filename).name if isinstance(error.filename, str) else folder.name
    if error.errno in _FULL:
        return PipelineError(
            "De schijf is vol; wat er al stond is heel gebleven.", "Maak ruimte op de schijf."
        )
    if isinstance(error, PermissionError):
        return PipelineError(
            f"Ik mag '{name}' niet openen of schrijven; wat er al stond is heel gebleven.",
            "Staat het bestand open in Word of een pdf-lezer? Sluit het, en probeer het opnieuw.",
        )
    return PipelineError(
        f"Ik kan '{name}' niet openen of schrijven ({error.strerror or error}); "
        "wat er al stond is heel gebleven.",
        "Kijk of de map er nog is en of je er mag schrijven.",
    )
