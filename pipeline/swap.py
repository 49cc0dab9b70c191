"""Write beside, then swap: an output is either the old whole one or the new whole one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.problems import PipelineError

_WAIT_SECONDS = 60


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
        raise _unwritable(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def swap_in(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files into a folder: all are written beside it first, then each is swapped in.

    Raises `PipelineError` when a file cannot be written; what was there before is then whole.
    """
    try:
        beside = Path(tempfile.mkdtemp(prefix=".nieuw-", dir=folder))
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        for name, data in files.items():
            _write(beside / name, data)
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).replace(folder / name)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def clear_leftovers(folder: Path) -> None:
    """Remove what a pass that was killed left beside the outputs."""
    for leftover in folder.glob(".nieuw-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _unwritable(folder: Path, error: OSError) -> PipelineError:
    name = Path(error.filename).name if isinstance(error.filename, str) else folder.name
    if isinstance(error, PermissionError):
        return PipelineError(
            f"Ik kan '{name}' niet schrijven; wat er al stond is heel gebleven.",
            "Staat het bestand open in Word of een pdf-lezer? Sluit het, en probeer het opnieuw.",
        )
    return PipelineError(
        f"Ik kan niet schrijven in de map '{folder.name}' ({error.strerror or error}); "
        "wat er al stond is heel gebleven.",
        "Kijk of de schijf vol is en of je in deze map mag schrijven.",
    )
