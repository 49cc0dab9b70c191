"""What may be wrong with the input, said so that its author can mend it.

A `Problem` is a value, not an exception: the run goes on and every problem ends up in
`vertel check`, at the end of `vertel build` and in `build/controle.html`.
A `PipelineError` is for what no author of a story can mend: a broken tool or template.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class Ernst(StrEnum):
    """How bad it is: a `FOUT` means that something in the file could not be used as meant."""

    FOUT = "fout"
    WAARSCHUWING = "waarschuwing"
    MELDING = "melding"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and how to mend it.

    `pad` is relative to the workspace with `/`; `regel` counts from 1 in the source file, and
    is None when the problem is about the file as a whole. `melding` and `oplossing` are plain
    Dutch and never quote the text of a story: problems are shown outside the consent check.
    """

    code: str
    ernst: Ernst
    pad: str
    regel: int | None
    melding: str
    oplossing: str

    def as_dict(self) -> dict[str, str | int | None]:
        """The problem as `vertel check --json` prints it (design, chapter 3)."""
        return {
            "code": self.code,
            "ernst": str(self.ernst),
            "pad": self.pad,
            "regel": self.regel,
            "melding": self.melding,
            "oplossing": self.oplossing,
        }

    def as_line(self) -> str:
        """The problem as one line of text for a terminal."""
        place = self.pad if self.regel is None else f"{self.pad}:{self.regel}"
        return f"{place}: {self.ernst} [{self.code}] {self.melding} {self.oplossing}"


def sort_key(problem: Problem) -> tuple[str, int, int, str, str]:
    """Order for people: by file, then line, the worst first."""
    rank = list(Ernst).index(problem.ernst)
    return (problem.pad, problem.regel or 0, rank, problem.code, problem.melding)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like `word` (any case), or None when none comes near."""
    by_fold = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold()[:80], list(by_fold), n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def quoted(value: object, limit: int = 40) -> str:
    """A value from a file, short and on one line, to name it in a message."""
    text = " ".join(str(value).split())
    text = "".join(char if char.isprintable() else "�" for char in text)
    return f"'{text if len(text) <= limit else text[: limit - 1] + '…'}'"


class PipelineError(Exception):
    """A tool or template is broken, so that no honest output can be made.

    `melding` says what failed and `oplossing` what to do; both are plain Dutch.
    """

    def __init__(self, melding: str, oplossing: str) -> None:
        super().__init__(f"{melding} {oplossing}")
        self.melding = melding
        self.oplossing = oplossing
