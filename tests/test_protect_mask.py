"""Masking: stable stand-ins, a way there and back, and a story of which no name is left."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from factory import codeboek
from hypothesis import given, settings
from hypothesis import strategies as st
from test_protect_detect import TEKST

from pipeline.model import Toestemming, Verhaal
from pipeline.protect.detect import detect
from pipeline.protect.mask import Masked, mask
from pipeline.protect.masked_verhaal import mask_verhaal
from pipeline.protect.vondst import Gegeven, Vondst
from pipeline.read.stories import read_verhalen
from pipeline.workspace import Workspace

CODEBOEK = codeboek()


def masked(text: str, verbergen=(), niet_verbergen=()) -> str:
    return mask(text, detect(text, CODEBOEK), verbergen, niet_verbergen).tekst


def test_one_person_is_one_number_in_order_of_appearance():
    text = (
        "Fatima belde. Met Kees ging ik naar Fatima El Amrani. Mevrouw El Amrani lachte, en "
        "Kees ook. Fatima's zus Samira niet. K. Bouzian en Karim Bouzian zijn dezelfde."
    )
    assert masked(text) == (
        "[persoon 1] belde. Met [persoon 2] ging ik naar [persoon 1]. Mevrouw [persoon 1] lachte, "
        "en [persoon 2] ook. [persoon 1]'s zus [persoon 3] niet. [persoon 4] en [persoon 4] zijn "
        "dezelfde."
    )


def test_two_people_of_one_surname_stay_two():
    text = "Jan Jansen kwam met Piet Jansen. Jansen lachte. Jan niet."
    assert masked(text) == (
        "[persoon 1] kwam met [persoon 2]. [persoon 2] lachte. [persoon 1] niet."
    )


def test_every_kind_has_its_own_stand_in():
    text = (
        "Jan, Kerkstraat 12b, 1214 RB, bel 06-12345678 of jan@x.nl, geb. 3-2-2006, BSN 999921575, "
        "rekening NL91ABNA0417164300, kenteken 12-ABC-3, dossiernummer 448213, @jan_zuid"
    )
    assert masked(text) == (
        "[persoon 1], [adres], [postcode], bel [telefoonnummer] of [e-mailadres], geb. "
        "[geboortedatum], BSN [bsn], rekening [rekeningnummer], kenteken [kenteken], "
        "dossiernummer [nummer], [profiel]"
    )


def test_the_lists_of_the_story_are_obeyed():
    text = "Kees van de kiosk en Ria zaten in de rode tent van KEES. De Rode  Tent is weg."
    assert masked(text, verbergen=["rode tent"], niet_verbergen=["Kees de Vries"]) == (
        "Kees van de kiosk en [persoon 1] zaten in de [verborgen] van KEES. De [verborgen] is weg."
    )


def test_hiding_wins_over_sparing_and_takes_in_what_it_overlaps():
    text = "Kees Jansen uit Laren belde."
    assert masked(text, ["Jansen uit Laren"], ["Kees Jansen"]) == "Kees [verborgen] belde."
    assert masked(text, ["Jansen uit Laren"]) == "[verborgen] belde."
    assert masked(text, ["jans"]) == "[persoon 1] uit Laren belde."


def test_a_spared_number_may_be_written_otherwise():
    assert masked("Bel 035-623 11 00.", niet_verbergen=["0356231100"]) == "Bel 035-623 11 00."


@settings(deadline=None)
@given(TEKST)
def test_masking_twice_is_masking_once(text):
    once = masked(text)
    assert masked(once) == once


@settings(deadline=None)
@given(TEKST)
def test_nothing_found_is_left_as_it_was(text):
    found = detect(text, CODEBOEK)
    left = mask(text, found).tekst
    for find in found:
        if find.soort is not Gegeven.PERSOON:
            assert not re.search(rf"(?<!\w){re.escape(find.tekst)}(?!\w)", left)


@settings(deadline=None)
@given(TEKST)
def test_a_person_found_once_is_named_nowhere(text):
    persons = [find for find in detect(text, CODEBOEK) if find.soort is Gegeven.PERSOON]
    found = {word for person in persons for word in person.tekst.split()}
    for name in found & {"Fatima", "Jansen", "Amrani", "Meer"}:
        assert not re.search(rf"(?<![\w'’-]){name}(?![\w'’-])", masked(text))


@st.composite
def masked_text(draw) -> tuple[str, Masked]:
    text = draw(st.text(alphabet="ab ", max_size=40))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    soorten = st.sampled_from(list(Gegeven))
    finds = [Vondst(a, b, draw(soorten), text[a:b]) for a, b in spans]
    return text, mask(text, finds)


@given(masked_text(), st.data())
def test_places_lead_there_and_back(made, data):
    text, result = made
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    begin, einde = result.place(start, end)
    assert 0 <= begin <= einde <= len(result.tekst)
    back = result.origin(begin, einde)
    assert back[0] <= start
    assert end <= back[1]
    touched = [m for m in result.maskings if m.start < end and m.end > start]
    assert [m.vervanger for m in touched] == re.findall(r"\[[^]]+\]", result.tekst[begin:einde])


@given(masked_text(), st.data())
def test_adjoining_parts_join_to_the_whole(made, data):
    text, result = made
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=5)) | {0, len(text)})
    parts = [result.owned(a, b) for a, b in pairwise(cuts)]
    assert "".join(part for _, part in parts) == (result.tekst if text else "")
    assert all(result.tekst[at : at + len(part)] == part for at, part in parts)


# -- a whole story ----------------------------------------------------------------------------

VERHAAL = """---
titel: De fiets van Fatima
datum: 14-03-2016
wijk: Zuid
verteller: Ahmed
toestemming: {toestemming}
deelnemers:
  bewoner: Fatima en Kees
keuze: {{door: Marleen, reden: "Ria koos dit"}}
{extra}
---

# Bij **Fat**ima

Ik fiets met **Jan** Jansen en met Fatima. Bel 06-12345678.

- Kees *van* Dijk, {leeftijd}
- Jansen
"""


def story(tmp_path, toestemming="anoniem", extra="", leeftijd="Kerkstraat 12", naam="een.md"):
    path = tmp_path / "verhalen" / naam
    path.parent.mkdir(exist_ok=True)
    text = VERHAAL.format(toestemming=toestemming, extra=extra, leeftijd=leeftijd)
    path.write_text(text, encoding="utf-8")
    reading = read_verhalen(Workspace(tmp_path), CODEBOEK, date(2017, 1, 1))
    return next(v for v in reading.verhalen if v.pad.endswith(naam))


def everything(result) -> str:
    return "\n".join(
        [
            result.titel,
            result.verteller,
            *(run.tekst for blok in result.blokken for run in blok.runs),
            result.masked.tekst,
            repr((result.deelnemers, result.keuze, result.maskeringen, result.problemen)),
        ]
    )


def test_no_name_is_left_in_any_field_of_a_story(tmp_path):
    result = mask_verhaal(story(tmp_path), CODEBOEK)
    assert not re.search(r"Fat|Jan|Kees|Dijk|Ahmed|Ria|\d{3}", everything(result))
    assert result.titel == "De fiets van [persoon 1]"
    assert result.keuze is not None
    assert result.keuze.door == "Marleen"
    assert dict(result.deelnemers)["bewoner"] == "[persoon 1] en [persoon 3]"


def test_the_blocks_join_to_the_masked_text_with_their_looks(tmp_path):
    verhaal = story(tmp_path)
    result = mask_verhaal(verhaal, CODEBOEK)
    assert "\n\n".join(blok.tekst for blok in result.blokken) == result.masked.tekst
    for run in (run for blok in result.blokken for run in blok.runs):
        assert result.masked.tekst[run.start : run.start + len(run.tekst)] == run.tekst
    strong = [r.tekst for blok in result.blokken for r in blok.runs if r.sterk]
    assert strong == ["[persoon 1]", "[persoon 2]"]


def test_a_sentence_is_masked_like_the_text_around_it(tmp_path):
    verhaal = story(tmp_path)
    result = mask_verhaal(verhaal, CODEBOEK)
    start = verhaal.tekst.index("Ik fiets")
    end = verhaal.tekst.index("06-1234") + 5
    assert result.zin(start, end) == (
        "Ik fiets met [persoon 2] en met [persoon 1]. Bel [telefoonnummer]"
    )


def test_the_record_names_line_and_stand_in_only(tmp_path):
    result = mask_verhaal(story(tmp_path), CODEBOEK)
    lines = {(item.regel, item.vervanger) for item in result.maskeringen}
    assert {(15, "[persoon 2]"), (15, "[telefoonnummer]"), (17, "[adres]")} <= lines
    assert (None, "[persoon 1]") in lines


def test_an_open_story_stays_as_it_is_but_for_its_own_list(tmp_path):
    verhaal = story(tmp_path, "openbaar", "verbergen: [Kees van Dijk]\nniet-verbergen: [Fatima]")
    result = mask_verhaal(verhaal, CODEBOEK)
    assert result.titel == verhaal.titel
    assert result.masked.tekst == verhaal.tekst.replace("Kees van Dijk", "[verborgen]")
    warned = [(p.regel, p.code) for p in result.problemen]
    assert (16, "persoonsgegeven-openbaar") in warned
    assert not [line for line, _ in warned if line == 14]
    assert not any(re.search("Jan|Kees|06", p.melding + p.oplossing) for p in result.problemen)


def codes(verhaal: Verhaal) -> list[str]:
    return [problem.code for problem in mask_verhaal(verhaal, CODEBOEK).problemen]


@pytest.mark.parametrize(
    ("leeftijd", "gewaarschuwd"),
    [
        ("82 jaar, dementie", True),
        ("(34) met een angststoornis", True),
        ("zij is zestien en heeft ADHD", True),
        ("in de zestig, dementie", False),
        ("82 jaar, houdt van schaken", False),
    ],
)
def test_wijk_age_and_illness_together_are_a_warning(tmp_path, leeftijd, gewaarschuwd):
    verhaal = story(tmp_path, leeftijd=leeftijd)
    assert ("herleidbaar" in codes(verhaal)) is gewaarschuwd
    elsewhere = replace(verhaal, wijk="stedelijk")
    assert "herleidbaar" not in codes(elsewhere)


def test_a_name_in_a_file_name_is_a_warning(tmp_path):
    assert "persoonsgegeven-bestandsnaam" in codes(story(tmp_path, naam="2016-fatima.md"))
    assert "persoonsgegeven-bestandsnaam" not in codes(story(tmp_path, naam="2016-fiets.md"))


def test_a_miss_in_the_list_is_a_warning_and_an_internal_story_has_none(tmp_path):
    verhaal = story(tmp_path, extra="verbergen: [Karel, Kees van Dijk]")
    assert codes(verhaal).count("verbergen-niet-gevonden") == 1
    assert codes(replace(verhaal, toestemming=Toestemming.INTERN)) == []
