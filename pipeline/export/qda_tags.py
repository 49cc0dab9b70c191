"""Codings made in another tool, as human tags: which code is which quality, in what direction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.codebook import Codebook
from pipeline.export.qda import COMPUTER, PAD, Bron, Codering, Import, Project, code_guid, joined
from pipeline.model import HumanTag, Richting
from pipeline.problems import Ernst, Problem, quoted

_WORDS = {
    Richting.PLUS: ("+", "plus", "positief"),
    Richting.MIN: ("-", "−", "–", "min", "negatief"),
    Richting.BEIDE: ("±", "+/-", "+/−", "+-", "-/+", "beide", "plusmin", "plus/min", "gemengd"),
}
_DIRECTIONS = {word: richting for richting, words in _WORDS.items() for word in words}
_ANY = "|".join(re.escape(word) for word in sorted(_DIRECTIONS, key=len, reverse=True))
_WITH_DIRECTION = re.compile(rf"(.*?)[\s:;,_=/(\[]*({_ANY})[)\]]?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Betekenis:
    """What a code stands for; `richting` is None where the code does not say it."""

    kwaliteit: str
    richting: Richting | None


def human_tags(
    imported: Import, codebook: Codebook, pad: str = "project.qdpx"
) -> tuple[dict[str, tuple[HumanTag, ...]], tuple[Problem, ...]]:
    """The tags that people gave in another tool, by source, and what could not be understood.

    A source is named by the file that it came from, or else by its own name; one without a
    usable human coding is left out. The computer's proposals stay proposals. A code on the whole
    text says the direction; else the codes on its parts say it together, and a quality without
    any direction is a `+`, as in a front matter.
    """
    project = imported.project
    meanings = code_meanings(project, codebook)
    machine = {user.guid for user in project.gebruikers if COMPUTER.naam == user.naam}
    tags: dict[str, tuple[HumanTag, ...]] = {}
    codings: list[Codering] = []
    twice: list[str] = []
    for bron in project.bronnen:
        own = _by_people(bron, project, machine)
        name = bron.variabele(PAD) or bron.naam
        if found := tuple(_tags(bron, own, meanings, codebook)):
            if name in tags:
                twice.append(name)
            tags.setdefault(name, found)
        codings += own
    problems = [*_twice(twice, pad), *_strange(codings, meanings, project, codebook, pad)]
    return tags, (*problems, *(_nobody(codings, pad) if machine else ()))


def code_meanings(project: Project, codebook: Codebook) -> dict[str, Betekenis]:
    """The quality for which each code stands, by the guid of the code.

    By guid when it is one of ours; else by name, with or without a direction (`Zelfregie (-)`).
    A code below a quality belongs to it, and may say the direction alone (`-`, `positief`).
    """
    ours = {
        code_guid(kwaliteit.sleutel, richting): Betekenis(kwaliteit.sleutel, richting)
        for kwaliteit in codebook.kwaliteiten
        for richting in (None, *Richting)
    }
    found: dict[str, Betekenis] = {}
    for code in project.codes:
        above = found.get(code.ouder or "")
        own = _DIRECTIONS.get(code.naam.strip().casefold())
        meaning = ours.get(code.guid) or _by_name(code.naam.strip(), codebook) or above
        if above and own:
            meaning = Betekenis(above.kwaliteit, own)
        if meaning:
            found[code.guid] = meaning
    return found


def _by_name(name: str, codebook: Codebook) -> Betekenis | None:
    match = _WITH_DIRECTION.fullmatch(name)
    if match and (key := codebook.find_kwaliteit(match[1])):
        return Betekenis(key, _DIRECTIONS[match[2].casefold()])
    key = codebook.find_kwaliteit(name)
    return Betekenis(key, None) if key else None


def _by_people(bron: Bron, project: Project, machine: set[str]) -> list[Codering]:
    """The codings that are no proposals, nor mark what the source is about (NVivo's cases)."""
    cases = {geval.guid for geval in project.gevallen}
    return [
        coding
        for coding in bron.coderingen
        if coding.gebruiker not in machine and coding.code not in cases
    ]


def _tags(
    bron: Bron,
    codings: Iterable[Codering],
    meanings: dict[str, Betekenis],
    codebook: Codebook,
) -> Iterable[HumanTag]:
    """The tags of one source, in the order of the codebook."""
    whole: dict[str, set[Richting]] = {}
    parts: dict[str, set[Richting]] = {}
    for coding in codings:
        if meaning := meanings.get(coding.code):
            everything = coding.start is None or (coding.start, coding.eind) == (0, len(bron.tekst))
            sides = (whole if everything else parts).setdefault(meaning.kwaliteit, set())
            sides |= {meaning.richting} if meaning.richting else set()
    for kwaliteit in codebook.kwaliteiten:
        key = kwaliteit.sleutel
        if key in whole or key in parts:
            sides = whole.get(key) or parts.get(key) or {Richting.PLUS}
            yield HumanTag(key, joined(sides))


def _twice(names: Iterable[str], pad: str) -> list[Problem]:
    return [
        Problem(
            "qda-naam-dubbel",
            Ernst.FOUT,
            pad,
            None,
            f"Er zijn twee bronnen met de naam {quoted(name)}; ik gebruik de codes van de eerste.",
            "Geef een van de twee een andere naam en maak de export opnieuw.",
        )
        for name in dict.fromkeys(names)
    ]


def _strange(
    codings: Iterable[Codering],
    meanings: dict[str, Betekenis],
    project: Project,
    codebook: Codebook,
    pad: str,
) -> list[Problem]:
    """A problem for each code in use that is no quality of the codebook."""
    counts = Counter(coding.code for coding in codings if coding.code not in meanings)
    known = ", ".join(kwaliteit.sleutel for kwaliteit in codebook.kwaliteiten)
    problems = []
    for code in project.codes:
        if count := counts.pop(code.guid, 0):
            match = _WITH_DIRECTION.fullmatch(code.naam.strip())
            near = codebook.nearest_kwaliteit((match and match[1]) or code.naam)
            problems.append(
                Problem(
                    "kwaliteit-onbekend",
                    Ernst.WAARSCHUWING,
                    pad,
                    None,
                    f"De code {quoted(code.naam)} is geen kwaliteit uit het codeboek; ik sla "
                    f"over wat ermee is gecodeerd ({count} keer).",
                    f"Bedoel je '{near}'? Geef de code dan die naam."
                    if near
                    else f"Geef de code de naam van een kwaliteit: {known}.",
                )
            )
    return problems


def _nobody(codings: Iterable[Codering], pad: str) -> list[Problem]:
    """A warning when proposals of the computer may be among the codings without a maker."""
    count = sum(1 for coding in codings if coding.gebruiker is None)
    if not count:
        return []
    return [
        Problem(
            "qda-maker-onbekend",
            Ernst.WAARSCHUWING,
            pad,
            None,
            f"Van {count} coderingen staat er niet bij wie ze gaf; ik neem ze over als van een "
            "mens.",
            "Kijk na of er geen voorstellen van de computer bij zijn.",
        )
    ]
