"""Pictures and sound of stories, made fit to publish: small, of a known kind, without metadata.

A photograph holds where and when it was taken, and with what; only its pixels go on. Sound goes
into the web page only; on paper its words stand in its place.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from pipeline.model import Media, Verhaal
from pipeline.problems import Ernst, Problem
from pipeline.protect.publish import Publication
from pipeline.read.media import GELUID
from pipeline.report.markdown import Anker

MAX_BESTAND = 30_000_000
MAX_GELUID = 3_000_000
MAX_PIXELS = 60_000_000
_ZIJDE = 1200
_KWALITEIT = 78
_MIME = {
    ".mp3": "mpeg",
    ".m4a": "mp4",
    ".ogg": "ogg",
    ".oga": "ogg",
    ".opus": "ogg",
    ".wav": "wav",
    ".flac": "flac",
    ".aac": "aac",
}


@dataclass(frozen=True, slots=True)
class Beeld:
    """A picture; `vorm` is the ending of its file: `jpg` or `png`."""

    vorm: str
    data: bytes

    @property
    def mime(self) -> str:
        """Its media type."""
        return "image/jpeg" if self.vorm == "jpg" else "image/png"


@dataclass(frozen=True, slots=True)
class Geluid:
    """A sound, as it is in its file."""

    mime: str
    data: bytes


Medium = Beeld | Geluid
Media_van = Mapping[str, Medium]
"""What can be shown or heard, by its path in the workspace."""


@dataclass(frozen=True, slots=True)
class Plaatje:
    """A place in a document for a picture or sound of a story, with its words."""

    anker: Anker
    pad: str
    alt: str
    bij: str


def laad(publication: Publication, root: Path) -> tuple[Media_van, tuple[Problem, ...]]:
    """The pictures and sounds of the stories that may be shown, and what cannot be used."""
    found: dict[str, Medium] = {}
    problems: list[Problem] = []
    bestand = {item.getoond_pad: item.pad for item in publication.afscherming}
    for verhaal in publication.verhalen:
        for item in verhaal.media:
            if item.pad in found:
                continue
            made = _load(item, root)
            if isinstance(made, str):
                problems.append(_problem(bestand.get(verhaal.pad, verhaal.pad), item, made))
            else:
                found[item.pad] = made
    return found, tuple(problems)


def stand(verhalen: Iterable[Verhaal], root: Path) -> tuple[tuple[str, str], ...]:
    """What the media of these stories hold, as paths and hashes: for who must see a change."""
    paths = sorted({item.pad for verhaal in verhalen for item in verhaal.media})
    return tuple((pad, _sha256(root / pad)) for pad in paths)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _load(item: Media, root: Path) -> Medium | str:
    """The medium, or what is wrong with it."""
    try:
        path = root.joinpath(*item.pad.split("/"))
        if path.stat().st_size > MAX_BESTAND:
            return "is te groot"
        data = path.read_bytes()
    except OSError:
        return "kan ik niet lezen"
    suffix = PurePosixPath(item.pad).suffix.casefold()
    if suffix not in GELUID:
        return _picture(data) or "is geen plaatje dat ik kan lezen"
    if len(data) > MAX_GELUID:
        return "is te lang om in een webpagina te zetten"
    return Geluid(f"audio/{_MIME[suffix]}", data)


@lru_cache(maxsize=64)
def _picture(data: bytes) -> Beeld | None:
    """A picture drawn anew in a size for a page; None when it cannot be read."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF", "WEBP")) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                return None
            opened.draft("RGB", (2 * _ZIJDE, 2 * _ZIJDE))
            upright = ImageOps.exif_transpose(opened)
            drawn = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        return None
    drawn.thumbnail((_ZIJDE, _ZIJDE))
    # Only the pixels: what the file says besides them stays behind.
    bare = Image.new(drawn.mode, drawn.size)
    bare.paste(drawn)
    out = io.BytesIO()
    if drawn.mode == "RGBA":
        bare.save(out, "PNG", optimize=True)
        return Beeld("png", out.getvalue())
    bare.save(out, "JPEG", quality=_KWALITEIT, optimize=True)
    return Beeld("jpg", out.getvalue())


def _problem(pad: str, item: Media, wrong: str) -> Problem:
    name = PurePosixPath(item.pad).name
    return Problem(
        "media-onbruikbaar",
        Ernst.FOUT,
        pad,
        None,
        f"Het bestand '{name}' {wrong}; ik laat het weg.",
        "Bewaar een plaatje als jpg of png, en een geluid als mp3 van hooguit drie minuten.",
    )
