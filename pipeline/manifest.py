"""`build/manifest.json`: what a pass read and wrote, for an audit; it holds no text of a story."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from pipeline.model import LinkedVerhaal, Toestemming
from pipeline.problems import Problem
from pipeline.read.stories import ReadFile

_TOOLS = ("tellen-en-vertellen", "jinja2", "markdown-it-py", "pypandoc-binary", "spacy", "typst")


def manifest(
    bestanden: Sequence[ReadFile],
    problemen: Sequence[Problem],
    linked: Sequence[LinkedVerhaal],
    files: Mapping[str, bytes],
) -> bytes:
    """The manifest as JSON.

    `bestanden` are the inputs; `files` the outputs by name. `publicatie` says of every story on
    which consent it was shown or kept back, by file and not by name.
    """
    content = {
        "invoer": [
            {"pad": item.pad, "status": str(item.status), "sha256": item.sha256}
            for item in bestanden
        ],
        "uitvoer": [
            {"naam": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for name, data in files.items()
        ],
        "aantallen": {
            "verhalen": dict(sorted(Counter(str(item.verhaal.soort) for item in linked).items())),
            "toestemming": dict(
                sorted(Counter(str(item.verhaal.toestemming) for item in linked).items())
            ),
            "problemen": dict(sorted(Counter(str(item.ernst) for item in problemen).items())),
        },
        "publicatie": [
            {
                "pad": item.verhaal.pad,
                "toestemming": str(item.verhaal.toestemming),
                "getoond": item.verhaal.toestemming is not Toestemming.INTERN,
            }
            for item in linked
        ],
        "problemen": [problem.as_dict() for problem in problemen],
        "versies": {name: _version(name) for name in _TOOLS},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "onbekend"
