"""Pandoc, the only subprocess of a report, with a limit to its time and its memory.

It comes with `pypandoc_binary`, so that it is the version that was tested.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from pipeline.problems import PipelineError

_NO_MEMORY = 251
"""The code with which a program of GHC ends at its limit (`-M`): "heap exhausted"."""


class PandocFailed(Exception):  # noqa: N818 - said of the tool, not of an exception
    """Pandoc could not make anything of what it was given; the text is its own, in English."""


class PandocTooSlow(PandocFailed):
    """Pandoc was not ready within its time, or its memory."""


def binary() -> Path:
    """The pandoc of `pypandoc_binary`. Raises `PipelineError` when it is not there."""
    name = "pandoc.exe" if os.name == "nt" else "pandoc"
    try:
        path = Path(str(resources.files("pypandoc"))) / "files" / name
    except ModuleNotFoundError:
        path = Path(name)
    if path.is_file():
        return path
    raise PipelineError(
        "Pandoc ontbreekt.", "Installeer het opnieuw: pip install --force-reinstall pypandoc_binary"
    )


def run(given: bytes, *arguments: str, seconds: int, megabytes: int) -> bytes:
    """What pandoc makes of `given`, in its sandbox.

    Raises `PandocFailed` when it can make nothing of it, also for want of time or memory, and
    `PipelineError` when it does not start.
    """
    return _run(given, ("--sandbox", *arguments), seconds, megabytes)


def run_script(script: Path, given: bytes, *, seconds: int, megabytes: int) -> None:
    """Run a Lua script of ours, with pandoc at hand, in its own folder; raises as `run` does.

    Pandoc has no sandbox for a script, so the script itself keeps what it is given from any file.
    It names files by their place in that folder: on Windows, Lua opens no path with an accent.
    """
    _run(given, ("lua", script.name), seconds, megabytes, script.parent)


def _run(
    given: bytes, arguments: Sequence[str], seconds: int, megabytes: int, folder: Path | None = None
) -> bytes:
    command = [str(binary().absolute()), "+RTS", f"-M{megabytes}m", "-A128m", "-RTS", *arguments]
    settings = {**os.environ, "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 - our own binary, arguments without text of stories
            command,
            input=given,
            capture_output=True,
            timeout=seconds,
            check=False,
            env=settings,
            cwd=folder,
        )
    except subprocess.TimeoutExpired as error:
        raise PandocTooSlow(f"{seconds} s") from error
    except OSError as error:
        raise PipelineError(
            f"Pandoc start niet ({error.strerror}).", "Installeer pypandoc_binary opnieuw."
        ) from error
    if done.returncode == _NO_MEMORY:
        raise PandocTooSlow(f"{megabytes} MB")
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()[:400]
        raise PandocFailed(said or f"code {done.returncode}")
    return done.stdout
