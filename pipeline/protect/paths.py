"""Paths of stories: a file is often called after the person it is about.

A path is shown in the register of a report and in every export, so for an `anoniem` story each
part of it that names somebody gets a neutral name. The manifest says which file that is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from pipeline.model import Verhaal
from pipeline.protect.lexicon import fold, lexicon
from pipeline.protect.vondst import Gegeven, Vondst
from pipeline.protect.words import TUSSENVOEGSELS

_WORD = re.compile(r"[^\W\d_]{3,}")
_DIGITS = re.compile(r"\d[\d ._-]{4,}\d")
_DATE = re.compile(r"(?:19|20)\d\d[-_. ]?\d\d[-_. ]?\d\d|\d\d[-_. ]\d\d[-_. ](?:19|20)\d\d")


def names_somebody(path: str, found: Sequence[Vondst]) -> bool:
    """Whether a path holds a name that was found in the story, a first name, or a long number.

    A first name that is a Dutch word or a place as well ("roos", "storm") does not count: a path
    has no sentence around it to tell them apart.
    """
    lex = lexicon()
    names = {
        word
        for vondst in found
        if vondst.soort is Gegeven.PERSOON
        for word in _WORD.findall(fold(vondst.tekst))
        if word not in TUSSENVOEGSELS
    }
    words = set(_WORD.findall(fold(path)))
    everyday = (lex.woorden, lex.plaatsen, lex.gewoon)
    first = any(
        lex.is_voornaam(word) and not any(word in known for known in everyday) for word in words
    )
    return bool(words & names or first or _DIGITS.search(_DATE.sub("", path)))


def shown_path(verhaal: Verhaal, found: Sequence[Vondst]) -> str:
    """The path of a story with a neutral name for each part that names somebody.

    The number in it depends on what is in the file, so it tells nothing to who guesses a name.
    """
    number = hashlib.sha256(f"{verhaal.sha256} {verhaal.pad}".encode()).hexdigest()[:8]
    *folders, name = verhaal.pad.split("/")
    suffix = PurePosixPath(name).suffix
    shown = ["map-zonder-naam" if names_somebody(part, found) else part for part in folders]
    plain = f"bestand-{number}{suffix}" if names_somebody(name, found) else name
    return "/".join((*shown, plain))
