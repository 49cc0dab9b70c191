"""The documents of a pass as tasks: one is rendered and converted only when it is not there yet.

A task knows all that determines its document by a key, so that of a verhalenbundel in which
nothing changed not even the Markdown is made.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from threading import Lock

from pipeline import remember
from pipeline.again import Again, anew
from pipeline.cache import Cache, digest
from pipeline.codebook import Codebook
from pipeline.protect.publish import Publication
from pipeline.report import Document, bijlagen, convert
from pipeline.report.media import Media_van


class Taak:
    """A document to make.

    `naam` is its name; `pads` are the paths, as shown, of the stories in it, and `verborgen` is
    how many figures it hides for small groups.
    """

    def __init__(  # noqa: PLR0917 - a task is made in one place
        self,
        naam: str,
        bepaald_door: tuple[object, ...],
        render: Callable[[], Document],
        pads: frozenset[str],
        verborgen: int,
        again: Again,
    ) -> None:
        self.naam = naam
        self._bepaald_door = bepaald_door
        self._again = again
        self.pads = pads
        self.verborgen = verborgen
        self._render = render
        self._slot = Lock()

    @cached_property
    def sleutel(self) -> str:
        """A key of all that determines the document, computed when it is its turn."""
        return self._again(f"sleutel {self.naam}", self._bepaald_door, digest)

    @cached_property
    def _document(self) -> Document:
        return self._render()

    def document(self) -> Document:
        """The document, rendered once, for any thread."""
        with self._slot:
            return self._document


def taken(  # noqa: PLR0917 - the parts of a pass, in its order
    documents: Iterable[Document],
    publication: Publication,
    codebook: Codebook,
    jaar: int,
    folders: Sequence[Path],
    beelden: Media_van,
    sjablonen: str,
    again: Again = anew,
) -> Iterator[Taak]:
    """The tasks of a pass: the documents that were rendered already, and the verhalenbundels.

    `sjablonen` is the key of all that lies in the template folders.
    """
    known = {verhaal.pad for verhaal in publication.verhalen}
    for document in documents:
        pads = frozenset(_pads((regel.bron.plek for regel in document.register), known))
        render = partial(_same, document)
        yield Taak(document.naam, (document, sjablonen), render, pads, document.verborgen, again)
    for bijlage in bijlagen(publication, codebook, jaar, again):
        stories = bijlage.van.verhalen
        media = [beelden.get(item.pad) for verhaal in stories for item in verhaal.media]
        by = (bijlage.van, codebook, sjablonen, media)
        render = partial(bijlage.document, codebook, folders, beelden)
        yield Taak(bijlage.naam, by, render, frozenset(v.pad for v in stories), 0, again)


def _same(document: Document) -> Document:
    return document


def _pads(plekken: Iterable[str], known: set[str]) -> Iterator[str]:
    """The stories to which places in a register belong: a path, or a path with a line."""
    for plek in plekken:
        parts = plek.split(", ")
        yield from known.intersection(", ".join(parts[:end]) for end in range(1, len(parts) + 1))


def vormen(  # noqa: PLR0917 - what to make, and from where to where
    gevraagd: Sequence[Taak],
    formaten: Sequence[str],
    cache: Cache,
    build: Path,
    folders: Sequence[Path],
    klaar: Callable[[int, int], None],
) -> dict[str, bytes]:
    """The files of these tasks in these formats, by name; what must be made, on all cores.

    `build` is where earlier outputs stand; `klaar` hears how many are made, of how many. Raises
    `PipelineError` when a tool or a template is broken.
    """
    keys = {
        f"{taak.naam}.{formaat}": digest(taak.sleutel, formaat)
        for taak in gevraagd
        for formaat in formaten
    }
    files: dict[str, bytes] = {}
    for key in keys.values():
        files |= remember.vorige(cache, "vorm", key, build) or {}
    missing = [
        (taak, todo)
        for taak in gevraagd
        if (todo := [formaat for formaat in formaten if f"{taak.naam}.{formaat}" not in files])
    ]
    if len(missing) <= (os.cpu_count() or 1):
        missing = [(taak, [formaat]) for taak, todo in missing for formaat in todo]
    else:
        # What takes longest goes first, so that no core waits at the end.
        missing.sort(key=lambda job: -len(job[0].pads))

    def make(job: tuple[Taak, Sequence[str]]) -> dict[str, bytes]:
        taak, todo = job
        return convert(taak.document(), todo, folders)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, made in enumerate(pool.map(make, missing), 1):
            for name, data in made.items():
                remember.onthoud(cache, "vorm", keys[name], {name: data})
            files |= made
            klaar(done, len(missing))
    return {name: files[name] for name in keys}
