"""Many texts tagged on all cores: each helper is a process of ours with a tagger of its own.

A helper is told what to do over its standard input and answers over its standard output; whatever
becomes of it, its share is tagged, if need be here. It is started as a module, and not by
`multiprocessing`, which would run the script of who calls us again.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from pipeline.codebook import Codebook
from pipeline.model import TaggedVerhaal, Verhaal
from pipeline.tag.tagger import Tagger

VEEL = 120
"""So many texts take longer than loading a second tagger."""


@dataclass(frozen=True, slots=True)
class Ploeg:
    """A tagger with helpers; `lessons` are the stories from which it learned."""

    tagger: Tagger
    codebook: Codebook
    lessons: tuple[Verhaal, ...]

    @property
    def identiteit(self) -> str:
        """That of the tagger: helpers say what it would say."""
        return self.tagger.identiteit

    def tag(self, verhalen: Sequence[Verhaal]) -> Iterator[TaggedVerhaal]:
        """Tag stories, in order: the first share here, the others meanwhile by helpers."""
        cores = (os.cpu_count() or 1) if len(verhalen) >= VEEL else 1
        size = -(-len(verhalen) // cores) or 1
        own, *others = (verhalen[at : at + size] for at in range(0, len(verhalen), size) or (0,))
        with ExitStack() as stack:
            helpers = [stack.enter_context(_Helper(self, share)) for share in others]
            yield from self.tagger.tag(own)
            for helper, share in zip(helpers, others, strict=True):
                answer = helper.answer()
                yield from self.tagger.tag(share) if answer is None else answer


class _Helper:
    """A process that tags a share."""

    def __init__(self, ploeg: Ploeg, share: Sequence[Verhaal]) -> None:
        self._task = pickle.dumps((ploeg.codebook, ploeg.lessons, tuple(share)))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> _Helper:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this module
                [sys.executable, "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            if self._process.stdin:
                with self._process.stdin as told:
                    told.write(self._task)
        except OSError:  # no room for another process, or it ended at once
            self._stop()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def answer(self) -> list[TaggedVerhaal] | None:
        """What the helper made of its share; None when it could not."""
        if self._process is None or self._process.stdout is None:
            return None
        out = self._process.stdout.read()
        if self._process.wait():
            return None
        # Only our own process writes here.
        found: list[TaggedVerhaal] = pickle.loads(out)  # noqa: S301
        return found

    def _stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            if self._process.stdout:
                self._process.stdout.close()
            self._process = None


def main() -> None:
    """Be a helper."""
    codebook, lessons, share = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process
    answer = pickle.dumps(list(Tagger(codebook, lessons).tag(share)))
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
