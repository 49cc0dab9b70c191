"""The word lists behind the finding of names, straight from the packages that keep them.

First names, surnames, places and streets are those of `deduce` (LGPL-3.0-or-later), Dutch words
those of `spacy-lookups-data` (MIT). Only their data files are read: importing `deduce` would set
root logging to DEBUG, and its own lookup structures take over a minute to build. Nothing is
written anywhere; loading takes well under a second, once per process.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.problems import PipelineError
from pipeline.protect.words import (
    BEKEND,
    GESLOTEN,
    GEWONE_NAMEN,
    KALENDER,
    TUSSENVOEGSELS,
    VOLK_EINDE,
    VOLKEN,
    VOORNAAMWOORDELIJK,
    VOORNAMEN_ERBIJ,
    WOORDEN_ERBIJ,
)

_UNDECOMPOSED = str.maketrans("łŁøØıđĐæÆœŒßŋħ’`´", "lLoOidDaAoOsnh'''")
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_PEOPLE = re.compile(f"(?:{'|'.join(VOLKEN)})(?:{'|'.join(VOLK_EINDE)})?")
_COMPOUND_HEAD = 3
_COMPOUND_TAIL = 4


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """A word as the lists know it: lower case, without accents."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.translate(_UNDECOMPOSED))
    return _ACCENTS.sub("", plain).lower()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known about words, all folded. `straten` are whole names, of one or more words.

    `gewoon` are the first names that are everyday words too: "roos", "mark", "wil"; `namen` are
    all words that names are made of.
    """

    voornamen: frozenset[str]
    achternamen: frozenset[str]
    tussen_achternamen: frozenset[str]
    plaatsen: frozenset[str]
    straten: frozenset[str]
    woorden: frozenset[str]
    werkwoorden: frozenset[str]
    gewoon: frozenset[str]
    namen: frozenset[str]

    def is_voornaam(self, word: str) -> bool:
        """Whether a folded word is a first name; "Dirk-Jan" is when all its parts are."""
        return word in self.voornamen or (
            "-" in word and all(part in self.voornamen for part in word.split("-"))
        )

    def is_achternaam(self, word: str) -> bool:
        """Whether a folded word is a surname, also one with a hyphen ("Wit-Smit")."""
        return any(
            part in self.achternamen or part in self.tussen_achternamen for part in word.split("-")
        )

    def is_woord(self, word: str) -> bool:
        """Whether a folded word is an ordinary Dutch word or a compound of two."""
        return any(
            stem in self.woorden or _is_compound(self.woorden, stem) for stem in _stems(word)
        )

    def is_uitgesloten(self, word: str) -> bool:
        """Whether a word with a capital is known to be no person: a day, a people, a shop."""
        if word in KALENDER or word in GESLOTEN:
            return True
        if word in self.voornamen:
            return False
        return word in BEKEND or (
            word not in self.achternamen and _PEOPLE.fullmatch(word) is not None
        )

    def naam_van(self, word: str) -> str:
        """The name in a genitive: `fatima's` and `kevins` give the name, others themselves."""
        bare = word.removesuffix("'s")
        if bare != word:
            return bare
        if (
            word.endswith("s")
            and word[:-1] in self.voornamen
            and not (word in self.voornamen or word in self.achternamen or word in self.woorden)
        ):
            return word[:-1]
        return word


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lists, loaded once. Raises `PipelineError` when a package lacks its data."""
    try:
        return _load()
    except (OSError, PackageNotFoundError, ModuleNotFoundError, ValueError, KeyError) as error:
        raise PipelineError(
            "De namenlijsten om persoonsgegevens te herkennen zijn niet te lezen.",
            "Installeer vertel opnieuw; de pakketten 'deduce' en 'spacy-lookups-data' horen erbij.",
        ) from error


def _load() -> Lexicon:
    lists = Path(str(distribution("deduce").locate_file("deduce/data/lookup/src")))
    voornamen = _folded(lists / "names/lst_first_name/items.txt") | VOORNAMEN_ERBIJ
    places = ("residence", "municipality", "region", "province")
    lookup = _json("nl_lemma_lookup.json.gz")
    index = _json("nl_lemma_index.json.gz")
    forms = _json("nl_lemma_exc.json.gz")
    verbs = set(index["verb"])
    words = set(lookup).union(*index.values(), *forms.values())
    common = _folded(lists / "whitelist/lst_common_word/items.txt")
    common |= WOORDEN_ERBIJ | VOORNAAMWOORDELIJK | GESLOTEN
    achternamen = _folded(lists / "names/lst_surname/items.txt")
    return Lexicon(
        voornamen=frozenset(name for name in voornamen if len(name) > 1),
        achternamen=achternamen,
        tussen_achternamen=_folded(lists / "names/lst_interfix_surname/items.txt"),
        plaatsen=frozenset().union(
            *(_folded(lists / f"locations/lst_placename/lst_{p}/items.txt") for p in places)
        ),
        straten=_folded(lists / "locations/lst_street/items.txt"),
        woorden=_all_folded(words) | common | KALENDER,
        werkwoorden=frozenset(
            form
            for form in (*(w for w, lemma in lookup.items() if lemma in verbs), *forms["verb"])
            if not form.endswith("en")
        ),
        gewoon=GEWONE_NAMEN | (voornamen & common),
        namen=voornamen | achternamen | TUSSENVOEGSELS,
    )


def _folded(path: Path) -> frozenset[str]:
    return _all_folded(path.read_text(encoding="utf-8").split("\n")) - {""}


def _all_folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.lower() if word.isascii() else fold(word) for word in words)


def _json(name: str) -> Any:
    packed = files("spacy_lookups_data").joinpath("data", name).read_bytes()
    return json.loads(gzip.decompress(packed))


_ENDINGS = ("", "s", "en", "e", "ers", "er", "t", "je", "jes", "tje", "tjes")
_SOFTENED = {"v": "f", "z": "s"}
_MIN_STEM = 4


@lru_cache(maxsize=20_000)
def _stems(word: str) -> tuple[str, ...]:
    """The word and what may be left without an ending: `narratieven` gives `narratief`."""
    found = [word]
    for ending in _ENDINGS[1:]:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _MIN_STEM:
            continue
        found.append(stem)
        if ending.startswith("e"):
            hard = stem[:-1] + _SOFTENED.get(stem[-1], stem[-1])
            found += [hard, f"{hard[:-1]}{hard[-2]}{hard[-1]}", stem + "en"]
            if stem[-1] == stem[-2]:
                found.append(stem[:-1])
    return tuple(found)


@lru_cache(maxsize=50_000)
def _is_compound(words: frozenset[str], word: str) -> bool:
    if len(word) > 40 or not re.fullmatch(r"[a-z-]+", word):
        return False
    return any(
        _is_head(words, word[:cut]) and (tail in words or _is_compound(words, tail))
        for cut in range(_COMPOUND_HEAD, len(word) - _COMPOUND_TAIL + 1)
        if len(tail := word[cut:].lstrip("-")) >= (_COMPOUND_TAIL if cut > _COMPOUND_HEAD else 5)
    )


def _is_head(words: frozenset[str], head: str) -> bool:
    """Whether a word, perhaps with the "s" between two parts of a compound: `ontplooiings`."""
    plain = head.rstrip("-")
    return plain in words or (plain.endswith("s") and len(plain) > 4 and plain[:-1] in words)
