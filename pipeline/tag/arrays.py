"""Facts and arrays in one file: no pickle, and the same bytes for the same contents."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from pipeline.problems import PipelineError


def write_arrays(
    path: Path | BinaryIO, facts: Mapping[str, object], arrays: Mapping[str, NDArray[np.generic]]
) -> None:
    """Write facts and arrays to one zip with fixed dates."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        file.writestr(_entry("feiten.json"), json.dumps(facts, ensure_ascii=False))
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            file.writestr(_entry(f"{name}.npy"), buffer.getvalue())


def read_arrays(path: Path | BinaryIO) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read what `write_arrays` wrote. Raises `PipelineError` when it is damaged."""
    try:
        with zipfile.ZipFile(path) as file:
            facts = json.loads(file.read("feiten.json"))
            arrays = {
                name.removesuffix(".npy"): np.load(io.BytesIO(file.read(name)), allow_pickle=False)
                for name in file.namelist()
                if name.endswith(".npy")
            }
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise damaged(path) from error
    return facts, arrays


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def damaged(path: Path | BinaryIO) -> PipelineError:
    """What to raise for a model that cannot be used."""
    name = f" '{path.name}'" if isinstance(path, Path) else ""
    return PipelineError(
        f"Het model{name} is beschadigd of van een andere versie.",
        "Installeer vertel opnieuw, of maak het model opnieuw.",
    )
