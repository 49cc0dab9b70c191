"""Sentences, indicators, and what ends up on the spaCy Doc and on a tagged story."""

from datetime import date

import pytest
from factory import codeboek
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Herkomst, Richting, Verhaal
from pipeline.read.stories import read_verhaal
from pipeline.tag.components import SPANS, KwaliteitenComponent, read
from pipeline.tag.language import dutch
from pipeline.tag.rules import RuleClassifier, indicators
from pipeline.tag.sentences import sentence_bounds
from pipeline.tag.tagger import Tagger

NLP = dutch()
CODEBOEK = codeboek()
TAGGER = Tagger(CODEBOEK)


def sentences(text: str) -> list[str]:
    doc = NLP(text)
    return [text[slice(*sentence_bounds(sentence))] for sentence in doc.sents]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ik ging weg. Hij bleef.", ["Ik ging weg.", "Hij bleef."]),
        ('"Kom maar!" zei hij. Ik kwam.', ['"Kom maar!" zei hij.', "Ik kwam."]),
        ("Dat kost o.a. tijd. Klaar.", ["Dat kost o.a. tijd.", "Klaar."]),
        ("Het kostte € 1.250,50 per stuk. Veel.", ["Het kostte € 1.250,50 per stuk.", "Veel."]),
        ("Nou… dat dus. En toen?! Niks.", ["Nou… dat dus.", "En toen?!", "Niks."]),
        ("zonder hoofdletters. zo schrijven wij.", ["zonder hoofdletters.", "zo schrijven wij."]),
        ("Een kop\n\nEen alinea zonder punt", ["Een kop", "Een alinea zonder punt"]),
        ("Hij zei: 'Nee.' En ging.", ["Hij zei: 'Nee.'", "En ging."]),
    ],
)
def test_a_sentence_ends_where_a_dutch_reader_ends_it(text: str, expected: list[str]):
    assert sentences(text) == expected


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="abc ABC.!?…\n\"'()1,-", max_size=80))
def test_sentences_cover_all_text_and_never_overlap(text: str):
    spans = [sentence_bounds(sentence) for sentence in NLP(text).sents]
    covered = set().union(*(range(*span) for span in spans)) if spans else set()
    assert len(covered) == sum(end - start for start, end in spans)
    assert {i for i, char in enumerate(text) if not char.isspace()} <= covered


def verhaal(body: str, front: str = "") -> Verhaal:
    text = f"---\ndatum: 2016-03-14\nwijk: zuid\n{front}---\n\n{body}\n"
    found, _ = read_verhaal(text.encode(), "verhalen/a.md", CODEBOEK, date(2017, 1, 1))
    assert found is not None
    return found


def rules() -> KwaliteitenComponent:
    keys = [kwaliteit.sleutel for kwaliteit in CODEBOEK.kwaliteiten]
    found = RuleClassifier(NLP.vocab, keys, indicators(NLP, CODEBOEK))
    return KwaliteitenComponent(NLP.vocab, found)


def test_two_qualities_on_one_sentence_keep_their_own_score_and_direction():
    doc = rules()(NLP("Ik lig wakker van de overlast."))
    group = doc.spans[SPANS]
    assert {span.label_ for span in group} == {"leefbare-buurt", "vitaliteit"}
    assert len(group.attrs["scores"]) == len(group) == len(group.attrs["richtingen"])
    assert set(doc.cats) == {kwaliteit.sleutel for kwaliteit in CODEBOEK.kwaliteiten}
    assert {score.kwaliteit for score in read(doc) if score.gevonden} == {
        "leefbare-buurt",
        "vitaliteit",
    }


def test_a_negation_turns_the_direction_of_an_indicator():
    found = {score.kwaliteit: score for score in read(rules()(NLP("Wij zijn niet meer eenzaam.")))}
    assert found["iedereen-doet-mee"].richting is Richting.PLUS


def test_human_tags_win_and_the_machine_stays_a_proposal():
    body = "De straat is vol overlast."
    front = "kwaliteiten: {zelfregie: '-'}\n"
    untagged, tagged, none = TAGGER.tag(
        [verhaal(body), verhaal(body, front), verhaal(body, "kwaliteiten: []\n")]
    )
    assert {tag.herkomst for tag in untagged.tags} <= {Herkomst.MACHINE}
    assert [(tag.kwaliteit, tag.richting, tag.herkomst) for tag in tagged.tags] == [
        ("zelfregie", Richting.MIN, Herkomst.MENS)
    ]
    assert [t.kwaliteit for t in tagged.voorstellen] == [t.kwaliteit for t in untagged.voorstellen]
    assert none.tags == ()


def test_evidence_points_at_its_line_in_the_file():
    story = verhaal("# Thuis\n\nEen gewone zin.\nEr is veel *overlast* in de straat.")
    (tagged,) = TAGGER.tag([story])
    for tag in tagged.tags:
        for bewijs in tag.bewijs:
            assert story.tekst[bewijs.start : bewijs.end] == bewijs.tekst
            assert bewijs.bron_tekst in story.bron
            assert bewijs.bron_tekst.split("\n")[0] in story.bron.split("\n")[bewijs.regel - 1]
