"""Outputs of an earlier pass that no later pass made anew: another year, another format, exports.

Consent may have been withdrawn since, in any part of a story. So such an output stays only as long
as everything in it may still be shown in the same words; otherwise it is removed, and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.again import Again, anew
from pipeline.cache import Cache, digest
from pipeline.protect.publish import Publication, PublicVerhaal

_SOORT = "uitvoer"
# No more than we make: a copy with another name, "…-2016-definitief.docx", is somebody's work.
_OURS = re.compile(
    r"(?:(?:jaarrapportage|qim)-\d{4}"
    r"|(?:overzicht|monitorgesprek|verhalenbundel|buurtvisitatie)-\d{4}-[a-z0-9-]+)"
    r"\.(?:html|pdf|docx)|export/.+"
)


def is_ours(name: str) -> bool:
    """Whether only a pass or an export calls a file so; `name` is its path in `build/`."""
    return _OURS.fullmatch(name) is not None


def fingerprints(
    publication: Publication, beelden: Mapping[str, str], again: Again = anew
) -> dict[str, str]:
    """For each story, by its path as shown, a key of all that may be shown of it.

    `beelden` are the hashes of the media by path.
    """
    return {
        verhaal.pad: again(
            f"vingerafdruk {verhaal.pad}",
            (verhaal, [beelden.get(item.pad, "") for item in verhaal.media]),
            _fingerprint,
        )
        for verhaal in publication.verhalen
    }


def _fingerprint(verhaal: PublicVerhaal, beelden: Sequence[str]) -> str:
    return digest(
        verhaal.pad,
        verhaal.titel,
        verhaal.verteller,
        verhaal.blokken,
        verhaal.deelnemers,
        verhaal.initiatieven,
        verhaal.keuze,
        list(zip(verhaal.media, beelden, strict=True)),
    )


def note(
    cache: Cache, names: Iterable[str], waar: Mapping[str, Iterable[str]], keys: Mapping[str, str]
) -> None:
    """Remember of each output which stories stand in it; `waar` is as in the manifest."""
    held: dict[str, list[str]] = {name: [] for name in names}
    for pad, found in waar.items():
        for name in found:
            held[name].append(keys[pad])
    for name, stories in held.items():
        cache.remember(_SOORT, name, tuple(sorted(stories)))


def remove(cache: Cache, folder: Path, made: Iterable[str], keys: Mapping[str, str]) -> list[str]:
    """Remove what holds a story that may not be shown so any more; gives the names.

    `made` are the outputs of this pass. An output of which nothing is known is removed too.
    """
    known, kept, gone = set(keys.values()), set(made), []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name in kept or not is_ours(name) or not path.is_file():
            continue
        stories = cache.recall(_SOORT, name, tuple[str, ...])
        if stories is None or not known.issuperset(stories):
            path.unlink(missing_ok=True)
            gone.append(name)
    return gone
