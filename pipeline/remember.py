"""What of a pass is remembered for the next one, and what each value depends on.

| value | determined by (besides the code and the packages, see `cache.py`) |
|---|---|
| a story as read | its bytes, its path, the codebook; not kept when it names media |
| the figures | all that lies in `cijfers/`, the codebook |
| the qualities of a story | its bytes, the codebook, the model |
| a story as it may be shown | its bytes, its path, its media, the codebook |
| a document in a format | its Markdown and title page, all that lies in the template folders |
| a whole pass | all that was read, media, the templates, the year and the formats |

Of an output only the hash is kept: the file in `build/` is the copy, as long as it is whole.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from pipeline.cache import Cache, digest, tree_digest
from pipeline.codebook import Codebook
from pipeline.model import Tag, TaggedVerhaal, Verhaal
from pipeline.problems import Problem
from pipeline.protect.masked_verhaal import MaskedVerhaal, mask_verhaal
from pipeline.read.figures import FigureReading, read_cijfers
from pipeline.read.files import Gevonden
from pipeline.read.stories import Bekeken, Eens, Gelezen, Lees, read_verhaal
from pipeline.workspace import Workspace

_SETTLED = 2_000_000_000
"""Nanoseconds after which a file system surely gives another time to a change."""


class Tags(Protocol):
    """The part of a `Tagger` that is used here; `identiteit` tells one model from another."""

    def tag(self, verhalen: Sequence[Verhaal]) -> Iterable[TaggedVerhaal]:
        """Tag stories, in order."""
        ...


@dataclass(frozen=True, slots=True)
class _Gelezen:
    """A file as read on the day `op`."""

    verhaal: Verhaal | None
    problemen: tuple[Problem, ...]
    op: date


@dataclass(frozen=True, slots=True)
class _Labels:
    """What the tagger adds to a story."""

    tags: tuple[Tag, ...]
    voorstellen: tuple[Tag, ...]
    kansen: tuple[tuple[str, float], ...]
    misschien: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Uitvoer:
    """An output that was written: its name in `build/` and the hash of what it holds."""

    naam: str
    sha256: str


def _boek(codebook: Codebook) -> str:
    """What of a codebook determines how files are read, tagged and masked: all but the plan."""
    return digest(replace(codebook, qim=()))


def lezer(cache: Cache, codebook: Codebook) -> Lees:
    """`read_verhaal` that remembers."""
    boek = _boek(codebook)

    def lees(
        data: bytes, pad: str, codebook: Codebook, today: date, media_root: Path | None = None
    ) -> Gelezen:
        key = _sleutel(_sha256(data), boek, pad)
        known = cache.recall("verhaal", key, _Gelezen)
        if known and _holds(known, today):
            return known.verhaal, known.problemen
        verhaal, problemen = read_verhaal(data, pad, codebook, today, media_root)
        if not _looked_around(verhaal, problemen):
            cache.remember("verhaal", key, _Gelezen(verhaal, problemen, today))
        return verhaal, problemen

    return lees


def kijker(cache: Cache, codebook: Codebook, today: date) -> Eens | None:
    """Gives what came of a file that stands as it stood; None when nothing is at hand.

    A file that was changed shortly before it was read may have changed again in the same tick of
    the clock, so it is only believed when it had stood still for a while.
    """
    if cache.geheugen is None:
        return None
    boek, known = _boek(codebook), cache.geheugen.bestanden

    def eens(found: Gevonden, make: Callable[[], Bekeken]) -> Bekeken:
        stand = _stand(found)
        seen = known.get(found.pad)
        if stand and seen and seen[0] == (stand, boek, today):
            made: Bekeken = seen[1]
        else:
            made = make()
            known.pop(found.pad, None)
            if stand and stand == _stand(found) and not _looked_around(made[0], made[2]):
                known[found.pad] = ((stand, boek, today), made)
        if made[1].sha256:
            cache.keep("verhaal", _sleutel(made[1].sha256, boek, found.pad))
        return made

    return eens


def vergeet(cache: Cache, over: Container[str]) -> None:
    """Let go of what came of files that are no longer there; `over` are the paths that are."""
    if cache.geheugen:
        for pad in [pad for pad in cache.geheugen.bestanden if pad not in over]:
            del cache.geheugen.bestanden[pad]


def _stand(found: Gevonden) -> tuple[object, ...] | None:
    """What tells a file from itself after a change; None when that cannot be told yet."""
    if isinstance(found.inhoud, Problem):
        return None
    try:
        now = found.inhoud.stat()
    except OSError:
        return None
    if time.time_ns() - max(now.st_mtime_ns, now.st_ctime_ns) < _SETTLED:
        return None
    times = (now.st_mtime_ns, now.st_ctime_ns)
    return (found.inhoud, now.st_dev, now.st_ino, now.st_size, *times, found.opmerking)


def cijfers(cache: Cache, workspace: Workspace, codebook: Codebook) -> FigureReading:
    """`read_cijfers` that remembers."""
    key = digest(tree_digest(workspace.cijfers), _boek(codebook))
    return cache.once("cijfers", key, FigureReading, lambda: read_cijfers(workspace, codebook))


def labels(
    cache: Cache, verhalen: Sequence[Verhaal], codebook: Codebook, load: Callable[[], Tags]
) -> Iterator[TaggedVerhaal]:
    """The stories with their tags, in order; `load` is only called when one is not known yet.

    The path of a story does not enter into it, so that moving a folder tags nothing anew.
    """
    boek = _boek(codebook)
    # A model may have learned from the stories that people tagged, so it is known by these.
    told = digest(boek, [(v.pad, v.sha256) for v in verhalen if v.tags or v.geen_kwaliteiten])
    model = cache.recall("model", told, str)
    known = [_labels(cache, verhaal, boek, model) for verhaal in verhalen]
    new: Iterator[TaggedVerhaal] = iter(())
    if None in known:
        tagger = load()
        loaded = str(getattr(tagger, "identiteit", ""))
        if loaded != model:
            cache.remember("model", told, loaded)
            model = loaded
            known = [_labels(cache, verhaal, boek, model) for verhaal in verhalen]
        new = iter(
            tagger.tag([v for v, found in zip(verhalen, known, strict=True) if found is None])
        )
    for verhaal, found in zip(verhalen, known, strict=True):
        if found is not None:
            yield TaggedVerhaal(
                verhaal, found.tags, found.voorstellen, found.kansen, found.misschien
            )
        else:
            item = next(new)
            made = _Labels(item.tags, item.voorstellen, item.kansen, item.misschien)
            cache.remember("labels", _sleutel(verhaal.sha256, boek, model or ""), made)
            yield item


def masker(cache: Cache, codebook: Codebook) -> Callable[[Verhaal, Codebook], MaskedVerhaal]:
    """`mask_verhaal` that remembers."""
    boek = _boek(codebook)

    def mask(verhaal: Verhaal, codebook: Codebook) -> MaskedVerhaal:
        shown = digest(verhaal.media) if verhaal.media else ""
        key = _sleutel(verhaal.sha256, boek, shown, verhaal.pad)
        return cache.once("masker", key, MaskedVerhaal, lambda: mask_verhaal(verhaal, codebook))

    return mask


def vorige(cache: Cache, soort: str, sleutel: str, folder: Path) -> dict[str, bytes] | None:
    """The outputs made before from this key, if each of them still stands whole in `folder`."""
    known = cache.recall(soort, sleutel, tuple[_Uitvoer, ...])
    files: dict[str, bytes] = {}
    for output in known or ():
        try:
            data = (folder / output.naam).read_bytes()
        except OSError:
            return None
        if _sha256(data) != output.sha256:
            return None
        files[output.naam] = data
    return files or None


def onthoud(cache: Cache, soort: str, sleutel: str, files: Mapping[str, bytes]) -> None:
    """Remember that these outputs were made from this key."""
    made = tuple(_Uitvoer(name, _sha256(data)) for name, data in files.items())
    cache.remember(soort, sleutel, made)


def _labels(cache: Cache, verhaal: Verhaal, boek: str, model: str | None) -> _Labels | None:
    if model is None:
        return None
    return cache.recall("labels", _sleutel(verhaal.sha256, boek, model), _Labels)


def _holds(known: _Gelezen, today: date) -> bool:
    """A date that had not been when the file was read may have been by now."""
    future = any(problem.code == "datum-toekomst" for problem in known.problemen)
    return known.op == today or (known.op < today and not future)


def _looked_around(verhaal: Verhaal | None, problemen: Sequence[Problem]) -> bool:
    """Whether the reader looked if media are there, which the bytes of the story do not tell."""
    named = verhaal is not None and bool(verhaal.media)
    return named or any(problem.code.startswith("media-") for problem in problemen)


def _sleutel(*parts: str) -> str:
    """A key of hashes, and of a path at the end."""
    return " ".join(parts)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
