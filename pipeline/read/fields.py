"""The head of a file as values of the model (design, chapter 2).

What is missing gets the default of the contract; what is there but cannot be used is a problem
with its line, and gets no default in its stead. Consent is never guessed upward.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from pipeline.codebook import Codebook
from pipeline.model import Codering, Keuze, Media, Periode, Soort, Toestemming
from pipeline.problems import nearest, quoted
from pipeline.read.dates import date_in_name, parse_date
from pipeline.read.front_matter import KEYS, Kop, Pair, normal_key
from pipeline.read.media import read_media
from pipeline.read.notes import Notes
from pipeline.read.tags import Kwaliteiten, read_codering, read_kwaliteiten
from pipeline.read.values import MAX_ITEMS, Values, clean, unknown
from pipeline.yaml_bounded import Node

LONG_AGO = 1990
MAX_UNKNOWN = 50
MAX_KEY = 80
DEFAULT_VERTELLER = "bewoner"

_SYNONYMS = {
    "type": "soort",
    "title": "titel",
    "naam": "titel",
    "kop": "titel",
    "onderwerp": "titel",
    "date": "datum",
    "dag": "datum",
    "buurt": "wijk",
    "gebied": "wijk",
    "locatie": "wijk",
    "plaats": "wijk",
    "dienst": "werksoort",
    "werkvorm": "werksoort",
    "auteur": "verteller",
    "author": "verteller",
    "schrijver": "verteller",
    "wie": "verteller",
    "tags": "kwaliteiten",
    "labels": "kwaliteiten",
    "thema": "kwaliteiten",
    "themas": "kwaliteiten",
    "thema's": "kwaliteiten",
    "waarden": "kwaliteiten",
    "consent": "toestemming",
    "privacy": "toestemming",
    "akkoord": "toestemming",
    "gekozen-door": "keuze",
    "aanwezig": "deelnemers",
    "aanwezigen": "deelnemers",
    "bewonersinitiatieven": "initiatieven",
    "foto": "media",
    "foto's": "media",
    "fotos": "media",
    "afbeelding": "media",
    "beeld": "media",
    "geluid": "media",
    "verzonnen": "fictief",
    "voorbeeld": "fictief",
    "maskeren": "verbergen",
    "anonimiseren": "verbergen",
    "codeurs": "codering",
}
_PROTECTIVE = {"toestemming", "verbergen"}


@dataclass(frozen=True, slots=True)
class Velden:
    """All that the head says about a text. `titel` is None when the head has none."""

    soort: Soort
    titel: str | None
    datum: date | None
    periode: Periode | None
    wijk: str | None
    werksoort: str | None
    verteller: str
    toestemming: Toestemming
    kwaliteiten: Kwaliteiten
    keuze: Keuze | None
    deelnemers: tuple[tuple[str, str], ...]
    initiatieven: tuple[str, ...]
    media: tuple[Media, ...]
    verbergen: tuple[str, ...]
    niet_verbergen: tuple[str, ...]
    fictief: bool
    codering: tuple[Codering, ...]


def read_fields(
    kop: Kop, notes: Notes, codebook: Codebook, today: date, *, media_root: Path | None
) -> Velden:
    """Every key of a head as a value of the model, or its default."""
    pad = notes.pad
    nodes, consents, unsure = _known(kop.paren, notes)
    values = Values(nodes, notes)
    soort = _soort(values)
    datum = _datum(values, pad, today)
    verbergen = values.texts("verbergen")
    return Velden(
        soort=soort,
        titel=values.text("titel"),
        datum=datum,
        periode=_periode(values, codebook, datum, soort),
        wijk=_wijk(values, pad, codebook),
        werksoort=values.one_of(
            "werksoort",
            codebook.find_werksoort,
            codebook.nearest_werksoort,
            (werksoort.naam for werksoort in codebook.werksoorten),
        ),
        verteller=_verteller(values, codebook),
        toestemming=_toestemming(
            consents, values, certain=kop.zeker and not unsure and verbergen is not None
        ),
        kwaliteiten=read_kwaliteiten(values, codebook),
        keuze=_keuze(values),
        deelnemers=_deelnemers(values),
        initiatieven=values.texts("initiatieven") or (),
        media=read_media(values, pad, media_root),
        verbergen=verbergen or (),
        niet_verbergen=values.texts("niet-verbergen") or (),
        fictief=values.yes("fictief"),
        codering=read_codering(values, codebook),
    )


def _known(paren: Iterable[Pair], notes: Notes) -> tuple[dict[str, Node], list[Node], bool]:
    """The first value of each known key, every consent, and whether protection may be missed."""
    nodes: dict[str, Node] = {}
    consents: list[Node] = []
    unsure = False
    unknown = 0
    for key_node, value in paren:
        key = normal_key((key_node.text or "")[:MAX_KEY])
        if key not in KEYS:
            unknown += 1
            # Among so many strange keys one that should protect someone may be missed.
            unsure |= unknown > MAX_UNKNOWN or _unknown_key(key, key_node.line, notes)
            continue
        if key == "toestemming":
            consents.append(value)
        if key in nodes:
            used = "de strengste" if key == "toestemming" else "de eerste"
            notes.waarschuwing(
                "sleutel-dubbel",
                key_node.line,
                f"De sleutel '{key}' staat er al; ik gebruik {used}.",
                "Laat er één staan.",
            )
            unsure |= key == "verbergen"
        nodes.setdefault(key, value)
    return nodes, consents, unsure


def _unknown_key(key: str, line: int, notes: Notes) -> bool:
    """Note a key that is not in the contract; whether it may have been meant to protect."""
    meant = _SYNONYMS.get(key) or nearest(key, KEYS)
    if meant is None:
        # The key itself is not named: in a file without dividing lines it is part of the story.
        notes.waarschuwing(
            "sleutel-onbekend",
            line,
            "De sleutel op deze regel ken ik niet; ik gebruik de regel niet.",
            f"Haal de regel weg, of kies uit: {', '.join(KEYS)}.",
        )
        return False
    protective = meant in _PROTECTIVE
    notes.waarschuwing(
        "sleutel-onbekend",
        line,
        f"De sleutel {quoted(key)} ken ik niet."
        + (" Het verhaal blijft zolang intern." if protective else ""),
        f"Bedoel je '{meant}'? Schrijf dan '{meant}: …'.",
    )
    return protective


def _soort(values: Values) -> Soort:
    kinds = [str(soort) for soort in Soort]
    found = values.one_of(
        "soort",
        lambda text: text.casefold() if text.casefold() in kinds else None,
        lambda text: nearest(text, kinds),
        kinds,
    )
    return Soort(found) if found else Soort.VERHAAL


def _datum(values: Values, pad: str, today: date) -> date | None:
    notes, line = values.notes, values.line("datum")
    if values.given("datum"):
        text = values.text("datum")
        datum = parse_date(text) if text else None
        if datum is None:
            notes.fout(
                "datum-onleesbaar",
                line,
                "Ik kan deze datum niet lezen, of hij bestaat niet.",
                "Schrijf hem als '2016-03-14', '14-03-2016' of '14 maart 2016'.",
            )
            return None
    else:
        values.text("datum")
        datum = date_in_name(PurePosixPath(pad).stem)
        if datum is None:
            add = notes.waarschuwing if values.given("periode") else notes.fout
            add(
                "datum-ontbreekt",
                line,
                "Er staat geen datum bij dit verhaal.",
                "Schrijf bovenaan 'datum: 2016-03-14', met de goede dag.",
            )
            return None
    if datum > today:
        notes.waarschuwing(
            "datum-toekomst",
            line,
            f"De datum {datum} is nog niet geweest.",
            "Kijk of het jaar klopt.",
        )
    elif datum.year < LONG_AGO:
        notes.waarschuwing(
            "datum-lang-geleden",
            line,
            f"De datum {datum} is wel erg lang geleden.",
            "Kijk of het jaar klopt.",
        )
    return datum


def _periode(
    values: Values, codebook: Codebook, datum: date | None, soort: Soort
) -> Periode | None:
    by_date = codebook.periode_of(datum, soort) if datum else None
    text = values.text("periode")
    if text is None:
        return None if values.given("periode") else by_date
    said = codebook.find_periode(text)
    if said is None:
        months = [f"2016-{rule.sleutel}" for rule in codebook.perioden]
        values.notes.fout(
            "periode-onbekend",
            values.line("periode"),
            unknown("De periode", text, nearest(text, months)),
            f"Schrijf het jaar en de maand van het overzicht, zoals {', '.join(months)}.",
        )
    elif soort is Soort.VERHAAL and by_date and said != by_date:
        values.notes.waarschuwing(
            "periode-genegeerd",
            values.line("periode"),
            f"De datum van dit verhaal hoort bij {by_date}; de periode die hier staat is anders.",
            "Laat 'periode' weg: bij een verhaal telt de datum.",
        )
        return by_date
    return said


def _wijk(values: Values, pad: str, codebook: Codebook) -> str | None:
    if values.given("wijk"):
        return values.one_of(
            "wijk",
            codebook.find_wijk,
            codebook.nearest_wijk,
            (wijk.naam for wijk in codebook.wijken),
        )
    values.text("wijk")
    for folder in PurePosixPath(pad).parents:
        if found := codebook.find_wijk(folder.name):
            return found
    values.notes.fout(
        "wijk-ontbreekt",
        values.line("wijk"),
        "Er staat niet bij welke wijk dit verhaal hoort.",
        f"Schrijf bovenaan 'wijk: {codebook.wijken[0].naam}' (met de goede wijk), "
        "of zet het bestand in de map van de wijk.",
    )
    return None


def _verteller(values: Values, codebook: Codebook) -> str:
    text = values.text("verteller")
    if text is None:
        return DEFAULT_VERTELLER
    for known in codebook.vertellers:
        if known.casefold() == text.casefold():
            return known
    guess = nearest(text, codebook.vertellers)
    values.notes.melding(
        "verteller-onbekend",
        values.line("verteller"),
        "Deze verteller staat niet in het codeboek; ik neem hem over zoals het er staat.",
        f"Bedoel je '{guess}'? Schrijf dan 'verteller: {guess}'."
        if guess
        else f"Schrijf geen naam, maar een rol: {', '.join(codebook.vertellers)}.",
    )
    return text.casefold()


def _toestemming(consents: list[Node], values: Values, *, certain: bool) -> Toestemming:
    """The strictest of what is said; without a clear answer `INTERN`."""
    notes = values.notes
    if not consents:
        notes.melding(
            "toestemming-ontbreekt",
            None,
            "Er staat geen toestemming bij; het verhaal telt mee, maar niemand krijgt het te zien.",
            "Mag het wel? Schrijf dan 'toestemming: anoniem' of 'toestemming: openbaar'.",
        )
        return Toestemming.INTERN
    strictest = max((_consent(node, notes) for node in consents), key=list(Toestemming).index)
    if strictest is not Toestemming.INTERN and not certain:
        notes.fout(
            "toestemming-onzeker",
            consents[0].line,
            "Bovenaan dit bestand is iets niet duidelijk; daarom houd ik het verhaal intern.",
            "Herstel eerst de andere regels bovenaan; daarna geldt deze toestemming.",
        )
        return Toestemming.INTERN
    return strictest


def _consent(node: Node, notes: Notes) -> Toestemming:
    text = clean(node.text or "").casefold()
    if text in list(Toestemming):
        return Toestemming(text)
    notes.fout(
        "toestemming-onbekend",
        node.line,
        "Deze toestemming ken ik niet; daarom houd ik het verhaal intern.",
        f"Schrijf 'toestemming: ' met een van deze woorden: {', '.join(Toestemming)}.",
    )
    return Toestemming.INTERN


def _keuze(values: Values) -> Keuze | None:
    node = values.node("keuze")
    if node is None:
        return None
    if node.value is None:
        values.text_of(node, "keuze")
        return None
    parts = {key: node.get(key) for key in ("door", "reden")}
    door, reden = (values.text_of(part, key) if part else None for key, part in parts.items())
    if door and reden:
        return Keuze(door, reden)
    values.notes.fout(
        "keuze-onvolledig",
        node.line,
        "Bij 'keuze' moet staan wie het verhaal koos en waarom.",
        "Schrijf 'keuze: {door: wie koos, reden: waarom dit verhaal}'.",
    )
    return None


def _deelnemers(values: Values) -> tuple[tuple[str, str], ...]:
    node = values.node("deelnemers")
    if node is None:
        return ()
    if node.pairs is None:
        texts: list[str] = []
        pairs: list[tuple[str, str]] = []
        for item in node.items[:MAX_ITEMS] if node.items is not None else (node,):
            if item.pairs:
                pairs += _roles(item, values)
            elif text := values.text_of(item, "deelnemers"):
                texts.append(text)
        return (*([("deelnemers", ", ".join(texts))] if texts else []), *pairs)
    return tuple(_roles(node, values))


def _roles(node: Node, values: Values) -> list[tuple[str, str]]:
    """Role and number or names, as given."""
    found: list[tuple[str, str]] = []
    for key, value in (node.pairs or ())[:MAX_ITEMS]:
        members = value.items[:MAX_ITEMS] if value.items is not None else (value,)
        texts = [values.text_of(member, "deelnemers") for member in members]
        role = clean(key.text or "").casefold()
        if role and any(texts):
            found.append((role, ", ".join(text for text in texts if text)))
    return found
