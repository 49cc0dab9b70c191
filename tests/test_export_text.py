"""The plain text of a story and the places of its evidence; and the samples of the other tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipeline.codebook import load
from pipeline.export.text import places, plain_text
from pipeline.model import (
    Blok,
    BlokSoort,
    Herkomst,
    Periode,
    Richting,
    Run,
    Soort,
    Toestemming,
)
from pipeline.protect.publish import (
    Geteld,
    Publication,
    PublicBewijs,
    PublicTag,
    PublicVerhaal,
)
from pipeline.workspace import default_path

CODEBOOK, _ = load(default_path("verhalen/codeboek.yaml"), "verhalen/codeboek.yaml")
EERSTE, TWEEDE, DERDE = (kwaliteit.sleutel for kwaliteit in CODEBOOK.kwaliteiten[:3])
PLUS, MIN, BEIDE = Richting.PLUS, Richting.MIN, Richting.BEIDE

MOEILIJK = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc"]),
        st.sampled_from("👩‍👩‍👧🇳🇱👍🏽e\u0301n\u0303 \n\t.<&\"'"),
    ),
    max_size=60,
)
"""Text with what goes wrong in a count: emoji of several characters, marks, line ends."""


def bewijs(tekst: str, richting: Richting = PLUS, regel: int = 3) -> PublicBewijs:
    return PublicBewijs(" ".join(tekst.split()), regel, richting)


def tag(
    kwaliteit: str,
    richting: Richting = PLUS,
    *zinnen: PublicBewijs,
    machine: float | None = None,
) -> PublicTag:
    herkomst = Herkomst.MENS if machine is None else Herkomst.MACHINE
    return PublicTag(kwaliteit, richting, herkomst, machine, zinnen)


def verhaal(*alineas: str, tags: tuple[PublicTag, ...] = (), **anders: object) -> PublicVerhaal:
    gewoon = PublicVerhaal(
        anker="v-zuid-een",
        pad="verhalen/zuid/een.md",
        soort=Soort.VERHAAL,
        titel="De trap",
        datum=date(2016, 3, 14),
        periode=Periode(2016, 5),
        wijk=CODEBOOK.wijken[0].sleutel,
        werksoort=None,
        verteller="bewoner",
        toestemming=Toestemming.OPENBAAR,
        fictief=True,
        keuze=None,
        deelnemers=(),
        initiatieven=(),
        media=(),
        tags=tags,
        blokken=tuple(Blok(BlokSoort.ALINEA, 1, (Run(alinea, 0),)) for alinea in alineas),
        koppelingen=(),
    )
    return replace(gewoon, **anders)  # type: ignore[arg-type]


def publicatie(*verhalen: PublicVerhaal) -> Publication:
    geteld = tuple(
        Geteld(
            v.soort,
            v.periode,
            v.wijk,
            v.werksoort,
            v.verteller,
            v.toestemming,
            v.fictief,
            False,
            tuple((t.kwaliteit, t.richting, t.herkomst) for t in v.tags),
        )
        for v in verhalen
    )
    return Publication(verhalen, geteld, ())


VOORBEELD = publicatie(
    verhaal(
        "Ik durf weer naar buiten 👩‍👩‍👧. Dat ging\nniet vanzelf.",
        "Café ‘De Hoek’ is dicht. Dat ging niet vanzelf.",
        tags=(
            tag(
                EERSTE,
                PLUS,
                bewijs("Ik durf weer naar buiten 👩‍👩‍👧."),
                bewijs("Dat ging niet vanzelf."),
            ),
            tag(
                TWEEDE,
                BEIDE,
                bewijs("Ik durf weer naar buiten 👩‍👩‍👧."),
                bewijs("naar buiten", MIN),
            ),
            tag(DERDE, MIN),
        ),
    ),
    verhaal(
        "We spraken over de trap.",
        tags=(tag(EERSTE, MIN, bewijs("We spraken over de trap.", MIN), machine=0.8125),),
        pad="verhalen/zuid/twee.md",
        titel="=1+1",
        soort=Soort.MONITORGESPREK,
        toestemming=Toestemming.ANONIEM,
    ),
    verhaal("Niets bijzonders.", pad="verhalen/los.md", wijk=None, periode=None, datum=None),
)


def test_the_text_is_the_blocks_with_a_blank_line_between() -> None:
    assert plain_text(verhaal("Een.", "Twee\r\ndrie.")) == "Een.\n\nTwee\ndrie."


def test_the_text_has_nothing_that_a_file_cannot_hold() -> None:
    assert plain_text(verhaal("\ufeffEen\x00twee\ud800drie\x0b.")) == "Een twee\ufffddrie ."


def test_a_sentence_that_was_written_on_two_lines_is_found() -> None:
    text = plain_text(VOORBEELD.verhalen[0])
    (place,) = places(text, [bewijs("Dat ging niet vanzelf.")])
    assert place is not None
    assert text[slice(*place)] == "Dat ging\nniet vanzelf."


def test_a_sentence_that_is_given_twice_has_two_places() -> None:
    text = "Ja. Nee. Ja."
    assert places(text, [bewijs("Ja.")] * 3) == ((0, 3), (9, 12), (9, 12))


def test_a_sentence_that_is_not_there_has_no_place() -> None:
    assert places("Ja. Nee.", [bewijs("Misschien."), bewijs("")]) == (None, None)


@given(st.lists(MOEILIJK, min_size=1, max_size=3), st.data())
def test_any_part_of_a_story_is_found_where_it_says_the_same(
    alineas: list[str], data: st.DataObject
) -> None:
    text = plain_text(verhaal(*alineas))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    sentence = bewijs(text[start:end])
    (place,) = places(text, [sentence])
    if sentence.tekst:
        assert place is not None
        assert text[slice(*place)].split() == sentence.tekst.split()
    else:
        assert place is None
