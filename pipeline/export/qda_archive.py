"""The files of a `.qdpx` from another tool, read as what they are: from strangers.

Nothing is unpacked to disk, nothing outside the file is read, and everything has a limit. What
is refused is refused with the place named.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath
from types import TracebackType
from typing import Self

from pipeline.export.qda_xml import MAX_XML, QdaError, refuse, too_large
from pipeline.problems import quoted

MAX_BYTES = 500_000_000
"""The largest file that is looked into: sound and film may be in it, though they are not read."""

MAX_FILES = 50_000
MAX_TEXT = 5_000_000
MAX_TEXTS = 200_000_000

_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError)
_SCHEME = re.compile(r"([a-z]{2,}):/{0,3}", re.IGNORECASE)


class Archive:
    """An open `.qdpx`, to be used with `with`; a bare project file is one without sources.

    Every method raises `QdaError`.
    """

    def __init__(self, data: bytes, pad: str) -> None:
        self._pad = pad
        self._left = MAX_TEXTS
        self._bare = data if data.lstrip(_BEFORE_XML).startswith(b"<") else None
        self._zip = None if self._bare else _open(data, pad)
        infos = self._zip.infolist() if self._zip else []
        self._files = [info for info in infos if not info.is_dir()]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._zip:
            self._zip.close()

    def project(self) -> tuple[str, bytes]:
        """The project file (ATLAS.ti gives it the name of the project) and its name."""
        if self._bare is not None:
            return self._pad, self._bare
        found = [info for info in self._files if info.filename.casefold().endswith(".qde")]
        found.sort(key=lambda info: (_base(info.filename) != "project.qde", info.filename))
        if not found or (len(found) > 1 and _base(found[0].filename) != "project.qde"):
            raise refuse(
                "qda-geen-project",
                self._pad,
                None,
                "In dit bestand zit niet één projectbestand (.qde).",
                "Maak de export opnieuw en kies 'REFI-QDA-project' (.qdpx).",
            )
        return found[0].filename, self._read(found[0], MAX_XML)

    def text(self, path: str) -> bytes:
        """The bytes of a source, by its path as the project file writes it."""
        scheme = _SCHEME.match(path)
        inner = path[scheme.end() :] if scheme else path
        if ".." in PurePosixPath(inner.replace("\\", "/")).parts:
            raise self._elsewhere(path)
        wanted = _base(inner)
        found = [info for info in self._files if _base(info.filename) == wanted]
        found.sort(key=lambda info: (not _in_sources(info.filename), info.filename))
        if found:
            return self._read(found[0], MAX_TEXT)
        internal = scheme is None or scheme[1].casefold() == "internal"
        if not internal or inner.startswith(("/", "\\")) or inner[1:2] == ":":
            raise self._elsewhere(path)
        raise refuse(
            "qda-bron-ontbreekt",
            self._pad,
            None,
            f"De tekst {quoted(path)} zit niet in dit bestand.",
            "Maak de export opnieuw, met de bronnen erin.",
        )

    def _read(self, info: zipfile.ZipInfo, limit: int) -> bytes:
        if self._zip is None:
            raise _broken(self._pad, self._pad)
        try:
            with self._zip.open(info) as file:
                data = file.read(min(limit, self._left) + 1)
        except _BROKEN as error:
            raise _broken(self._pad, info.filename) from error
        self._left -= len(data)
        if len(data) > limit or self._left < 0:
            raise too_large(self._pad, info.filename)
        return data

    def _elsewhere(self, path: str) -> QdaError:
        return refuse(
            "qda-bron-buiten",
            self._pad,
            None,
            f"De tekst {quoted(path)} ligt buiten dit bestand; daar kijk ik niet.",
            "Neem de bronnen op in het project en maak de export opnieuw.",
        )


def _open(data: bytes, pad: str) -> zipfile.ZipFile:
    if len(data) > MAX_BYTES:
        raise too_large(pad, pad)
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise _broken(pad, pad) from error
    if len(opened.infolist()) > MAX_FILES:
        raise too_large(pad, pad)
    return opened


def _base(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name.casefold()


def _in_sources(path: str) -> bool:
    return PurePosixPath(path.replace("\\", "/")).parent.name.casefold() == "sources"


def _broken(pad: str, name: str) -> QdaError:
    return refuse(
        "qda-kapot",
        pad,
        None,
        f"{quoted(name)} is beschadigd, versleuteld of geen REFI-QDA-project.",
        "Maak de export opnieuw, zonder wachtwoord, en kies 'REFI-QDA-project' (.qdpx).",
    )
