"""Labelled texts to learn from: the corpus of the package, and the human-tagged stories.

A corpus is a folder of JSON Lines files, one batch a file (one writer, one brief), each line a
text in sentences. Leaving a batch out is a fair test, because nothing of its writer is left in.
The labels follow the coding rules of the codebook (source 002, chapter 5).
"""

from __future__ import annotations

import json
from collections import Counter
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
            groep,
            tuple(zinnen),
            tuple((tag.kwaliteit, tag.richting) for tag in verhaal.tags),
            None,
        )
        for verhaal, groep, zinnen in zip(verhalen, groups_of(verhalen), sentences, strict=True)
        if zinnen and (verhaal.tags or verhaal.geen_kwaliteiten)
    )


def groups_of(verhalen: Sequence[Verhaal]) -> tuple[str, ...]:
    """What must stay together in a fair test, for each story.

    Who wrote a story down is not in the contract, so its folder, kind and teller stand for the
    author. Where more than half of the stories would then be one group, such as in a folder
    without folders, the meeting (wijk and period) is the group; else each story is its own.
    """
    found: list[str] = []
    for key in (_author, _meeting, _itself):
        found = [key(verhaal) for verhaal in verhalen]
        if not found or Counter(found).most_common(1)[0][1] * 2 <= len(found):
            break
    return tuple(found)


def _author(verhaal: Verhaal) -> str:
    return f"{verhaal.pad.rpartition('/')[0]} {verhaal.soort} {verhaal.verteller}"


def _meeting(verhaal: Verhaal) -> str:
    return f"{verhaal.wijk} {verhaal.periode}"


def _itself(verhaal: Verhaal) -> str:
    return verhaal.pad


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
