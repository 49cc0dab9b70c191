"""From a publication to a REFI-QDA project: codes as a tree, evidence as codings."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.codebook import Codebook, Kwaliteit
from pipeline.export.qda import (
    COMPUTER,
    MENS,
    PAD,
    Bron,
    Code,
    Codering,
    Geval,
    Project,
    code_guid,
    guid,
    in_text,
    joined,
)
from pipeline.export.rows import story_facts
from pipeline.export.text import clean, places, plain_text
from pipeline.model import Herkomst, Richting, Soort
from pipeline.protect.publish import Publication, PublicTag, PublicVerhaal

RICHTING_UITLEG = {
    Richting.PLUS: "De tekst laat zien dat dit er is, toeneemt of hersteld wordt.",
    Richting.MIN: "De tekst laat zien dat dit ontbreekt, afneemt of wordt geblokkeerd.",
    Richting.BEIDE: "De tekst laat allebei zien, of het blijft een wens.",
}

# Colours that people with any kind of colour vision can tell apart.
_COLOURS = (
    (0x44, 0x77, 0xAA),
    (0xEE, 0x66, 0x77),
    (0x22, 0x88, 0x33),
    (0xCC, 0xBB, 0x44),
    (0x66, 0xCC, 0xEE),
    (0xAA, 0x33, 0x77),
    (0xEE, 0x88, 0x33),
    (0x33, 0x22, 0x88),
    (0x99, 0x99, 0x33),
    (0x88, 0x88, 0x88),
)
_SHADE = {Richting.PLUS: 0, Richting.MIN: -0.35, Richting.BEIDE: 0.4}


def make_project(publication: Publication, codebook: Codebook) -> Project:
    """All publishable stories as one project, whose guids are the same every time."""
    bronnen = tuple(_bron(verhaal, codebook) for verhaal in publication.verhalen)
    return Project(
        naam=clean(codebook.naam),
        gebruikers=(MENS, COMPUTER),
        codes=make_codes(codebook),
        bronnen=bronnen,
        gevallen=tuple(_gevallen(publication, codebook)),
    )


def make_codes(codebook: Codebook) -> tuple[Code, ...]:
    """Every quality with its three directions below it.

    A direction carries the name of its quality: some tools take one name for one code.
    """
    codes: list[Code] = []
    for number, kwaliteit in enumerate(codebook.kwaliteiten):
        colour = _COLOURS[number % len(_COLOURS)]
        top = code_guid(kwaliteit.sleutel)
        codes.append(Code(top, clean(kwaliteit.naam), describe(kwaliteit), _hex(colour, 0)))
        codes += [
            Code(
                code_guid(kwaliteit.sleutel, richting),
                clean(f"{kwaliteit.naam} ({richting})"),
                RICHTING_UITLEG[richting],
                _hex(colour, _SHADE[richting]),
                top,
            )
            for richting in Richting
        ]
    return tuple(codes)


def describe(kwaliteit: Kwaliteit) -> str:
    """What a quality is about, what counts as it and what does not, in a few lines."""
    lines = [kwaliteit.definitie]
    if kwaliteit.wel:
        lines.append(f"Wel: {'; '.join(kwaliteit.wel)}.")
    if kwaliteit.niet:
        lines.append(f"Niet: {'; '.join(kwaliteit.niet)}.")
    return clean("\n".join(line for line in lines if line))


def _hex(colour: tuple[int, int, int], shade: float) -> str:
    """A colour, lighter for a shade above zero and darker below."""
    goal = 255 if shade > 0 else 0
    mixed = (round(part + (goal - part) * abs(shade)) for part in colour)
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _bron_guid(verhaal: PublicVerhaal, codebook: Codebook) -> str:
    return guid("bron", codebook.naam, verhaal.pad)


def _bron(verhaal: PublicVerhaal, codebook: Codebook) -> Bron:
    own = _bron_guid(verhaal, codebook)
    text = plain_text(verhaal)
    facts = story_facts(verhaal)
    pad = facts.pop("pad")
    facts["wijk"] = codebook.wijk(verhaal.wijk).naam if verhaal.wijk else None
    facts["werksoort"] = codebook.werksoort(verhaal.werksoort).naam if verhaal.werksoort else None
    facts["fictief"] = "true" if verhaal.fictief else "false"
    codings = {
        coding.guid: coding for tag in verhaal.tags for coding in _coderingen(tag, text, own)
    }.values()
    return Bron(
        guid=own,
        naam=pad.removeprefix("verhalen/").removesuffix(".md").replace("/", " - "),
        tekst=text,
        coderingen=tuple(sorted(codings, key=in_text)),
        variabelen=((PAD, pad), *((name, value) for name, value in facts.items() if value)),
    )


def _coderingen(tag: PublicTag, text: str, bron: str) -> Iterator[Codering]:
    """A coding for every sentence, and one for the whole where the sentences do not tell all.

    They do not when there are none, or when together they point another way than the tag itself.
    The whole is coded as a stretch of text, because some tools drop a code on a source.
    """
    found = zip(tag.bewijs, places(text, tag.bewijs), strict=True)
    shown = [(bewijs.richting, place) for bewijs, place in found if place]
    if not shown or joined(richting for richting, _ in shown) is not tag.richting:
        whole = (0, len(text)) if text else (None, None)
        yield _codering(tag, tag.richting, whole, bron)
    for richting, place in shown:
        yield _codering(tag, richting, place, bron)


def _codering(
    tag: PublicTag, richting: Richting, place: tuple[int | None, int | None], bron: str
) -> Codering:
    start, end = place
    return Codering(
        guid=guid("codering", bron, tag.kwaliteit, richting, tag.herkomst, start, end),
        code=code_guid(tag.kwaliteit, richting),
        gebruiker=(MENS if tag.herkomst is Herkomst.MENS else COMPUTER).guid,
        start=start,
        eind=end,
    )


def _gevallen(publication: Publication, codebook: Codebook) -> Iterator[Geval]:
    """A case for every wijk with stories, and for every monitorgesprek."""
    by_wijk: dict[str, list[str]] = {}
    by_meeting: dict[tuple[str, str], list[str]] = {}
    for verhaal in publication.verhalen:
        own = _bron_guid(verhaal, codebook)
        if verhaal.wijk:
            by_wijk.setdefault(verhaal.wijk, []).append(own)
            if verhaal.soort is Soort.MONITORGESPREK and verhaal.periode:
                key = (verhaal.wijk, str(verhaal.periode))
                by_meeting.setdefault(key, []).append(own)
    for wijk in codebook.wijken:
        if wijk.sleutel in by_wijk:
            yield Geval(
                guid("wijk", codebook.naam, wijk.sleutel),
                f"Wijk {clean(wijk.naam)}",
                tuple(by_wijk[wijk.sleutel]),
                (("wijk", clean(wijk.naam)),),
            )
    for (sleutel, periode), bronnen in sorted(by_meeting.items()):
        naam = clean(codebook.wijk(sleutel).naam)
        yield Geval(
            guid("monitorgesprek", codebook.naam, sleutel, periode),
            f"Monitorgesprek {naam} {periode}",
            tuple(bronnen),
            (("wijk", naam), ("periode", periode)),
        )
