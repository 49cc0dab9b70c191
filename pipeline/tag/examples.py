"""Labelled texts to learn from: the corpus of the package, and the human-tagged stories.

A corpus is a folder of JSON Lines files, one batch a file (one writer, one brief), each line a
text in sentences. Leaving a batch out is a fair test, because nothing of its writer is left in.
The labels follow the coding rules of the codebook (source 002, chapter 5).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Richting, Verhaal

Labels = tuple[tuple[str, Richting], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A text in sentences with its labels.

    `groep` is what must stay together in a fair test: a batch, an author or a meeting. `zinnen`
    are the sentences; `zinlabels` the qualities each shows, or None where only the whole text was
    labelled (a story of the project).
    """

    naam: str
    groep: str
    zinnen: tuple[str, ...]
    labels: Labels
    zinlabels: tuple[Labels, ...] | None


def load_corpus(folder: Path) -> tuple[Example, ...]:
    """Read every batch of a corpus, in order of file name.

    Raises ValueError when a line does not fit the schema: the corpus is ours, so it is a mistake
    of ours.
    """
    return tuple(
        _example(json.loads(line), path.stem)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    )


def from_stories(
    verhalen: Sequence[Verhaal], sentences: Iterable[Sequence[str]]
) -> tuple[Example, ...]:
    """The human-tagged stories as examples, grouped by meeting or by author.

    `sentences` are the sentences of each story, in the same order.
    """
    return tuple(
        Example(
            verhaal.pad,
            group_of(verhaal),
            tuple(zinnen),
            tuple((tag.kwaliteit, tag.richting) for tag in verhaal.tags),
            None,
        )
        for verhaal, zinnen in zip(verhalen, sentences, strict=True)
        if zinnen and (verhaal.tags or verhaal.geen_kwaliteiten)
    )


def group_of(verhaal: Verhaal) -> str:
    """What must stay together in a fair test.

    Who wrote a story down is not in the contract, so its folder, kind and teller stand for the
    author.
    """
    return f"{verhaal.pad.rpartition('/')[0]} {verhaal.soort} {verhaal.verteller}"


def _example(row: dict[str, object], groep: str) -> Example:
    zinnen = row["zinnen"]
    if not isinstance(zinnen, list) or not zinnen:
        raise ValueError(f"{groep} {row.get('id')}: no sentences")
    return Example(
        f"{row['id']}",
        groep,
        tuple(zin["tekst"] for zin in zinnen),
        _labels(row["kwaliteiten"]),
        tuple(_labels(zin.get("kwaliteiten", {})) for zin in zinnen),
    )


def _labels(found: object) -> Labels:
    if not isinstance(found, dict):
        raise TypeError(f"labels must be a mapping, not {found!r}")
    return tuple((key, Richting(sign)) for key, sign in found.items())
