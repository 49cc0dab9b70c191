"""Warnings for the editor: what was found in a story, and what may lead to a person all the same.

A warning never quotes the story: it names the kind of data and the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.codebook import Codebook
from pipeline.model import Toestemming, Verhaal
from pipeline.problems import Ernst, Problem
from pipeline.protect.detect import literals
from pipeline.protect.paths import names_somebody
from pipeline.protect.vondst import Gegeven, Vondst

_SOORTEN = {
    Gegeven.PERSOON: "een naam",
    Gegeven.ADRES: "een adres",
    Gegeven.POSTCODE: "een postcode",
    Gegeven.TELEFOON: "een telefoonnummer",
    Gegeven.EMAIL: "een e-mailadres",
    Gegeven.GEBOORTEDATUM: "een geboortedatum",
    Gegeven.BSN: "een burgerservicenummer",
    Gegeven.IBAN: "een rekeningnummer",
    Gegeven.KENTEKEN: "een kenteken",
    Gegeven.NUMMER: "een nummer van een persoon of dossier",
    Gegeven.URL: "een profiel op internet",
}
_NUMBER_WORDS = (
    r"(?:(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen)?(?:en|ën)?"
    r"(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)|\w{1,6}tien|elf|twaalf|"
    r"vijf|zes|zeven|acht|negen|tien)"
)
_AGE = re.compile(
    rf"\b(?:\d{{1,3}}|{_NUMBER_WORDS})(?: |-)?(?:jaar oud|jarige)\b|\(\d{{1,2}}\)"
    rf"|\b(?:ben|is|was|werd|word|wordt|van) (?:nu |net |pas |al |bijna |ruim )?"
    rf"(?:\d{{1,2}}|{_NUMBER_WORDS})(?: jaar)?(?=[ ,.;!?)]|$)"
    r"(?! (?:euro|uur|keer|mensen|weken|maanden|dagen))"
    rf"|, (?:\d{{1,2}}|{_NUMBER_WORDS}) jaar\b",
    re.IGNORECASE,
)
_DIAGNOSIS = re.compile(
    r"\b\w{0,20}(?:kanker|dementie|dement|alzheimer|parkinson|diabetes|suikerziekte|depressie|"
    r"depressief|psychose|psychotisch|schizofreni|autis|borderline|bipolair|manisch|burn-?out|"
    r"trauma|stoornis|verslaafd|verslaving|alcoholis|anorexia|boulimia|epilepsie|beroerte|"
    r"hersenbloeding|hersenletsel|tumor|leukemie|hartinfarct|hartfalen|longemfyseem|astma|reuma|"
    r"artrose|fibromyalgie|verstandelijk\w* beperk|downsyndroom|syndroom van|spierziekte|"
    r"dwarslaesie|amputatie|hepatitis|tuberculose|zelfmoord|suïcid|huntington|korsakov|korsakoff|"
    r"crohn|dialyse|doofblind|persoonlijkheids)"
    r"|\b(?:MS|ALS|HIV|AIDS|COPD|ADHD|ADD|PTSS|LVB|NAH|TIA|CVA|CVS|OCD|PDD-NOS|EBS)\b"
)


def signals(verhaal: Verhaal, codebook: Codebook, found: Sequence[Vondst]) -> tuple[Problem, ...]:
    """What the editor must know before this story is shown; nothing for `intern`.

    `found` are the finds in its `texts_of`, joined by blank lines. Codes:
    `persoonsgegeven-openbaar`, `persoonsgegeven-bestandsnaam`, `herleidbaar`,
    `verbergen-niet-gevonden`.
    """
    if verhaal.toestemming is Toestemming.INTERN:
        return ()
    problems = [*_unused(verhaal), *_traceable(verhaal, codebook), *_file_name(verhaal, found)]
    if verhaal.toestemming is Toestemming.OPENBAAR:
        problems += _shown(verhaal, found)
    return tuple(problems)


def texts_of(verhaal: Verhaal) -> list[str]:
    """All that is written in a story, its text first; who chose it is accountable, and named."""
    return [
        verhaal.tekst,
        verhaal.titel,
        verhaal.verteller,
        *(text for pair in verhaal.deelnemers for text in pair),
        *verhaal.initiatieven,
        *((verhaal.keuze.reden,) if verhaal.keuze else ()),
        *(item.alt for item in verhaal.media),
    ]


def line_of(verhaal: Verhaal, start: int, end: int) -> int | None:
    """The line of the file of a stretch of `Verhaal.tekst`; None for what is in the head."""
    if start >= len(verhaal.tekst):
        return None
    try:
        return verhaal.kaart.line(start, end)
    except ValueError:
        return None


def _shown(verhaal: Verhaal, found: Sequence[Vondst]) -> Iterator[Problem]:
    hidden = literals(verhaal.verbergen)
    places = dict.fromkeys(
        (line_of(verhaal, v.start, v.end), v.soort)
        for v in found
        if not (hidden and hidden.fullmatch(v.tekst))
    )
    for regel, soort in places:
        yield Problem(
            "persoonsgegeven-openbaar",
            Ernst.WAARSCHUWING,
            verhaal.pad,
            regel,
            f"Hier staat waarschijnlijk {_SOORTEN[soort]}, en dit verhaal is openbaar.",
            "Is dat niet afgesproken? Kies 'toestemming: anoniem', of zet het onder 'verbergen'. "
            "Mag het wel? Zet het dan onder 'niet-verbergen'.",
        )


def _file_name(verhaal: Verhaal, found: Sequence[Vondst]) -> Iterator[Problem]:
    if any(names_somebody(path, found) for path in [verhaal.pad, *(m.pad for m in verhaal.media)]):
        hidden = verhaal.toestemming is Toestemming.ANONIEM
        yield Problem(
            "persoonsgegeven-bestandsnaam",
            Ernst.WAARSCHUWING,
            verhaal.pad,
            None,
            "In de naam van dit bestand of van een plaatje staat waarschijnlijk de naam van een "
            + (
                "mens; in het rapport staat er een nummer voor in de plaats."
                if hidden
                else "mens. Bestandsnamen komen in het rapport."
            ),
            "Geef het bestand een naam waaraan niemand te herkennen is.",
        )


def _unused(verhaal: Verhaal) -> Iterator[Problem]:
    for place, text in enumerate(verhaal.verbergen, start=1):
        pattern = literals([text])
        if pattern is None or not any(pattern.search(field) for field in texts_of(verhaal)):
            yield Problem(
                "verbergen-niet-gevonden",
                Ernst.WAARSCHUWING,
                verhaal.pad,
                None,
                f"Nummer {place} van de lijst 'verbergen' staat niet in het verhaal.",
                "Kijk of het precies zo geschreven is als in het verhaal.",
            )


def _traceable(verhaal: Verhaal, codebook: Codebook) -> Iterator[Problem]:
    """Wijk, age and diagnosis together point to one person in a small place."""
    text = verhaal.tekst
    diagnosis = _DIAGNOSIS.search(text)
    named = literals(name for wijk in codebook.wijken for name in (wijk.naam, *wijk.aliassen))
    whole = next((wijk.sleutel for wijk in codebook.wijken if wijk.heel), None)
    local = verhaal.wijk not in {None, whole} or (named is not None and named.search(text))
    if not (diagnosis and local and _AGE.search(text)):
        return
    yield Problem(
        "herleidbaar",
        Ernst.WAARSCHUWING,
        verhaal.pad,
        line_of(verhaal, *diagnosis.span()),
        "Wijk, leeftijd en ziekte staan hier bij elkaar. Zo kan een lezer weten wie het is.",
        "Laat een van de drie weg, of maak er een ruimere leeftijd van ('in de zestig').",
    )
