"""Pictures and sound that a story names: only from its own workspace, and never without words."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from pipeline.model import Media
from pipeline.read.values import MAX_ITEMS, Values
from pipeline.yaml_bounded import Node

BEELD = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp"})
GELUID = frozenset({".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac", ".aac"})

_FOLDER = "verhalen"


def read_media(values: Values, pad: str, root: Path | None) -> tuple[Media, ...]:
    """The usable media of a story.

    `root` is the folder `verhalen/`; without it nothing is looked up. A path is taken from the
    story's own folder, or else from `verhalen/`.
    """
    node = values.node("media")
    if node is None:
        return ()
    if node.value is None:
        values.text_of(node, "media")
        return ()
    entries = (node,) if node.items is None else node.items[:MAX_ITEMS]
    found = [_one(entry, values, pad, root) for entry in entries]
    return tuple(media for media in found if media)


def _one(entry: Node, values: Values, pad: str, root: Path | None) -> Media | None:
    notes = values.notes
    named = entry.get("bestand") if entry.is_mapping else entry
    name = values.text_of(named, "bestand") if named else None
    if name is None:
        notes.fout(
            "media-zonder-bestand",
            entry.line,
            "Bij 'media' staat niet om welk bestand het gaat.",
            "Schrijf '- bestand: foto.jpg' en eronder '  alt: wat erop te zien is'.",
        )
        return None
    place = _place(name, pad, root)
    if place is None:
        notes.fout(
            "media-buiten-map",
            entry.line,
            "Dit bestand ligt buiten de map 'verhalen'; ik gebruik het niet.",
            "Zet het bestand in de map van het verhaal en schrijf alleen de naam op.",
        )
        return None
    if PurePosixPath(place).suffix.casefold() not in BEELD | GELUID:
        kinds = ", ".join(sorted(suffix[1:] for suffix in BEELD | GELUID))
        notes.fout(
            "media-soort-onbekend",
            entry.line,
            "Dit soort bestand kan ik niet laten zien of horen.",
            f"Bewaar het als een van deze soorten: {kinds}.",
        )
        return None
    if root and not _exists(root, place):
        notes.fout(
            "media-ontbreekt",
            entry.line,
            "Het bestand dat hier staat, kan ik niet vinden.",
            "Zet het in de map van het verhaal, en kijk of de naam precies klopt.",
        )
        return None
    alt_node = entry.get("alt") if entry.is_mapping else None
    alt = values.text_of(alt_node, "alt") if alt_node else None
    if alt is None:
        notes.fout(
            "media-zonder-alt",
            entry.line,
            "Bij dit bestand staat niet wat er te zien of te horen is; ik laat het weg.",
            "Schrijf eronder '  alt: …', voor wie het niet kan zien of horen.",
        )
        return None
    return Media(place, alt)


def _place(name: str, pad: str, root: Path | None) -> str | None:
    """The path from the workspace, or None when it leads out of `verhalen/`."""
    name = name.replace("\\", "/")
    if name.startswith("/") or ":" in name:
        return None
    own = _normal(PurePosixPath(pad).parent / name)
    shared = _normal(PurePosixPath(_FOLDER) / name.removeprefix(f"{_FOLDER}/"))
    for place in (own, shared):
        if place and root and _exists(root, place):
            return place if _inside(root, place) else None
    return own or shared


def _normal(path: PurePosixPath) -> str | None:
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts:
            parts.pop()
        elif part == "..":
            return None
        else:
            parts.append(part)
    return "/".join(parts) if parts[:1] == [_FOLDER] and len(parts) > 1 else None


def _on_disk(root: Path, place: str) -> Path:
    return root.joinpath(*place.split("/")[1:])


def _exists(root: Path, place: str) -> bool:
    try:
        return _on_disk(root, place).is_file()
    except (OSError, ValueError):
        return False


def _inside(root: Path, place: str) -> bool:
    """Whether the file itself, and no symbolic link to elsewhere, lies in `verhalen/`."""
    try:
        return _on_disk(root, place).resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False
