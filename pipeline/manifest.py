"""`build/manifest.json`: what a pass read, wrote and published, for an audit.

It answers: which files were there, what was shown of whom on which consent and in which output,
and what was kept back or hidden, and why. It holds no text of a story, and calls people by nothing
but the path of their file. That path is here and in `controle.html` for every file that was read,
because nobody could find or mend a file without it; a report or export shows the path of an
`intern` story never, and that of an `anoniem` one without names (`getoond_als`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import msgspec

from pipeline.model import LinkedVerhaal, Toestemming
from pipeline.problems import Problem
from pipeline.protect.publish import Afscherming, Publication
from pipeline.read.stories import ReadFile

_TOOLS = ("tellen-en-vertellen", "jinja2", "markdown-it-py", "pypandoc-binary", "spacy", "typst")
_UNSURE = ("toestemming-ontbreekt", "toestemming-onbekend", "toestemming-onzeker")
_INTERN = "toestemming intern"
_GEEN_ANTWOORD = "geen antwoord op toestemming"
_NIET_GEVRAAGD = "niet in deze documenten: een ander jaar, of niet gekozen"


def manifest(
    bestanden: Sequence[ReadFile],
    problemen: Sequence[Problem],
    linked: Sequence[LinkedVerhaal],
    publication: Publication,
    *,
    waar: Mapping[str, Iterable[str]],
    klein: Mapping[str, int],
    files: Mapping[str, bytes],
) -> bytes:
    """The manifest as JSON.

    `bestanden` are the inputs; `files` the outputs by name. `waar` are for each path, as shown,
    the outputs in which text of that story stands; `controle.html` shows the title of every story
    with consent besides. `klein` is how many figures each document hides for small groups.
    """
    hidden = {item.pad: item for item in publication.afscherming}
    unsure = {problem.pad for problem in problemen if problem.code in _UNSURE}
    content = {
        "invoer": [
            {"pad": item.pad, "status": str(item.status), "sha256": item.sha256}
            for item in bestanden
        ],
        "uitvoer": outputs(files),
        "aantallen": {
            "verhalen": dict(sorted(Counter(str(item.verhaal.soort) for item in linked).items())),
            "toestemming": dict(
                sorted(Counter(str(item.verhaal.toestemming) for item in linked).items())
            ),
            "problemen": dict(sorted(Counter(str(item.ernst) for item in problemen).items())),
        },
        "publicatie": [
            _published(item, hidden.get(item.verhaal.pad), waar, item.verhaal.pad in unsure)
            for item in linked
        ],
        "kleine_aantallen_verborgen": dict(klein),
        "problemen": [problem.as_dict() for problem in problemen],
        "versies": {name: _version(name) for name in _TOOLS},
    }
    return as_json(content)


def shown_in(pads: Mapping[str, Iterable[str]], names: Iterable[str]) -> dict[str, list[str]]:
    """For each story, by its path as shown, the outputs among `names` in which it stands.

    `pads` are the paths of the stories that stand in each document, by its name without ending.
    """
    found: dict[str, list[str]] = {}
    for name in names:
        for pad in pads.get(name.rpartition(".")[0], ()):
            found.setdefault(pad, []).append(name)
    return found


def _published(
    item: LinkedVerhaal,
    hidden: Afscherming | None,
    waar: Mapping[str, Iterable[str]],
    unsure: bool,
) -> dict[str, Any]:
    """What was done with one story, and why; "waarom" is empty when it was shown."""
    verhaal = item.verhaal
    said: dict[str, Any] = {
        "pad": verhaal.pad,
        "sha256": verhaal.sha256,
        "toestemming": str(verhaal.toestemming),
    }
    if hidden is None or verhaal.toestemming is Toestemming.INTERN:
        why = _GEEN_ANTWOORD if unsure else _INTERN
        return said | {"getoond": False, "uitvoer": [], "verborgen": {}, "waarom": why}
    shown = list(waar.get(hidden.getoond_pad, ()))
    masks = Counter(masking.soort for masking in hidden.maskeringen)
    return said | {
        "getoond": bool(shown),
        "getoond_als": hidden.getoond_pad,
        "uitvoer": shown,
        "verborgen": dict(sorted(masks.items())),
        "waarom": "" if shown else _NIET_GEVRAAGD,
    }


def outputs(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Each output with its hash and its size in bytes."""
    return [
        {"naam": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in files.items()
    ]


def as_json(content: Mapping[str, Any]) -> bytes:
    """A record as it is written."""
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "onbekend"
