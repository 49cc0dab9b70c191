"""The verhalenbundels: every story that may be shown, whole, with its evidence and its source."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from unittest import mock

import pypdf
import pytest
from factory import MEI, TEMPLATES, blok, codeboek, geteld, publicatie, tag, verhaal
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import (
    Blok,
    BlokSoort,
    Herkomst,
    Keuze,
    Periode,
    Richting,
    Run,
    Soort,
    Toestemming,
)
from pipeline.protect.publish import Publication, PublicBewijs, PublicTag
from pipeline.report import FORMATEN, bijlagen, bundel, convert, documenten
from pipeline.report.markdown import blokken_markdown, escape
from pipeline.report.merken import gemerkt
from pipeline.report.tellingen import van_jaar
from pipeline.report.verhalen import beeld

BOEK = codeboek()
ZINNEN = ("Ik open nu zelf de post.", "Niemand groet mij op straat.")


def bundels(publication):
    return {b.naam: b.document(BOEK, TEMPLATES) for b in bijlagen(publication, BOEK, 2016)}


def tagged(kwaliteit, richting, herkomst, zin, regel):
    return PublicTag(kwaliteit, richting, herkomst, None, (PublicBewijs(zin, regel, richting),))


POST = verhaal(
    "verhalen/zuid/post.md",
    titel="De post",
    werksoort="buurtwerk",
    keuze=Keuze("De wijkraad", "Het raakte ons."),
    tags=(
        tagged("zelfregie", Richting.PLUS, Herkomst.MENS, ZINNEN[0], 11),
        tagged("vitaliteit", Richting.MIN, Herkomst.MACHINE, ZINNEN[1], 13),
    ),
    blokken=(blok(f"Kijk. {ZINNEN[0]} Echt."), blok(ZINNEN[1])),
)


@pytest.fixture(scope="module")
def jaar():
    shown = publicatie(
        POST,
        verhaal(
            "verhalen/zuid/later.md",
            titel="Later",
            datum=date(2016, 11, 2),
            periode=Periode(2016, 12),
            toestemming=Toestemming.ANONIEM,
            fictief=True,
        ),
        verhaal(
            "verhalen/zuid/gesprek.md",
            soort=Soort.MONITORGESPREK,
            titel="Verslag van mei",
            deelnemers=(("inwoner", "5"),),
            initiatieven=("Ruilkast",),
        ),
        verhaal("verhalen/stad.md", titel="De stad", wijk="stedelijk", tags=()),
        verhaal("verhalen/nergens.md", titel="Nergens", wijk=None, datum=None, periode=None),
        verhaal("verhalen/oud.md", titel="Oud", datum=date(2015, 3, 1), periode=Periode(2015, 5)),
    )
    secret = verhaal("verhalen/geheim.md", titel="GEHEIM", toestemming=Toestemming.INTERN)
    return Publication(shown.verhalen, (*shown.geteld, geteld(secret)), shown.cijfers)


@pytest.fixture(scope="module")
def zuid(jaar):
    return convert(bundels(jaar)["verhalenbundel-2016-zuid"], FORMATEN, TEMPLATES)


def pagina(files):
    return files["verhalenbundel-2016-zuid.html"].decode()


def tekst(html):
    return re.sub(r"\s+", " ", re.sub(r"<(style|script)>.*?</\1>|<[^>]*>", "", html, flags=re.S))


def woorden(docx):
    with zipfile.ZipFile(io.BytesIO(docx)) as word:
        return tekst(word.read("word/document.xml").decode())


def test_there_is_one_for_every_wijk_with_something_to_show(jaar):
    assert list(bundels(jaar)) == [
        "verhalenbundel-2016-zuid",
        "verhalenbundel-2016-stedelijk",
        "verhalenbundel-2016-onbekend",
    ]


def test_a_story_stands_in_it_whole_with_all_that_is_known_of_it(zuid):
    text = tekst(pagina(zuid))
    for part in (
        "De post",
        "Zuid · verteller: bewoner · buurtwerk · 14 maart 2016",
        "Zelfregie (+), gegeven door een mens; Vitaliteit (−), voorstel van de computer",
        "Gekozen door De wijkraad. Waarom: Het raakte ons.",
        f"Kijk. {ZINNEN[0]} (Zelfregie +) Echt.",
        f"{ZINNEN[1]} (Vitaliteit −, voorstel)",
        "Aan tafel: inwoner (5)",
        "Initiatieven van inwoners: Ruilkast",
        "Verhalen die we niet mogen tonen: 1.",
        "Verhalen waarin persoonlijke gegevens zijn verborgen: 1.",
    ):
        assert part in text
    assert "GEHEIM" not in text
    assert "Oud" not in text
    assert text.index("Kijk.") < text.rindex("November 2016")


def test_a_marked_sentence_and_a_whole_story_lead_to_file_and_line(jaar, zuid):
    register = bundels(jaar)["verhalenbundel-2016-zuid"].register
    plekken = {(r.bron.plek, r.nummer) for r in register}
    (nummer,) = [n for plek, n in plekken if plek == "verhalen/zuid/post.md, regel 11"]
    assert re.search(
        rf'<span class="bewijs">{re.escape(ZINNEN[0])}</span> <span id="c{nummer}"', pagina(zuid)
    )
    assert "verhalen/zuid/post.md" in {plek for plek, _ in plekken}
    ids = set(re.findall(r'id="([bc]\d+)"', pagina(zuid)))
    assert {f"{side}{r.nummer}" for side in "bc" for r in register} == ids
    assert set(re.findall(r'href="#([bc]\d+)"', pagina(zuid))) == ids


def test_the_pdf_is_tagged_and_every_format_is_the_same_twice(jaar, zuid):
    reader = pypdf.PdfReader(io.BytesIO(zuid["verhalenbundel-2016-zuid.pdf"]))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert ZINNEN[0] in " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert convert(bundels(jaar)["verhalenbundel-2016-zuid"], FORMATEN, TEMPLATES) == zuid


def test_the_report_names_the_bundles_and_leads_to_the_notes_in_them(jaar):
    report = documenten(jaar, BOEK, 2016, (), (), TEMPLATES)[0]
    files = convert(report, ("html", "docx"), TEMPLATES)
    html = files["jaarrapportage-2016.html"].decode()
    assert 'href="verhalenbundel-2016-stedelijk.html"' in html
    (notes,) = [v for v in jaar.verhalen if v.soort is Soort.MONITORGESPREK]
    link = f'<a href="verhalenbundel-2016-zuid.html#{notes.anker}">verhalenbundel-2016-zuid</a>'
    assert link in html
    page = convert(bundels(jaar)["verhalenbundel-2016-zuid"], ("html",), TEMPLATES)
    assert f'id="{notes.anker}"' in pagina(page)
    assert "verhalenbundel-2016-zuid" in woorden(files["jaarrapportage-2016.docx"])


def gedateerd(nummer, dag, periode=None, **anders):
    return verhaal(f"verhalen/{nummer:04}.md", datum=dag, periode=periode or MEI, **anders)


def test_of_many_stories_there_are_volumes_that_name_each_other():
    notes = verhaal("verhalen/z.md", soort=Soort.MONITORGESPREK, datum=date(2016, 4, 30))
    many = [gedateerd(n, date(2016, 1 + n % 4, 1 + n % 28)) for n in range(150)]
    hidden = geteld(verhaal("verhalen/geheim.md", toestemming=Toestemming.INTERN))
    shown = publicatie(*many, notes)
    shown = Publication(shown.verhalen, (*shown.geteld, hidden), ())
    made = bundels(shown)
    names = [f"verhalenbundel-2016-zuid-deel-{n}" for n in (1, 2)]
    assert list(made) == names
    assert [d.titel for d in made.values()] == [
        f"Verhalenbundel Zuid 2016, deel {n} van 2" for n in (1, 2)
    ]
    files = {naam: convert(document, ("html",), TEMPLATES) for naam, document in made.items()}
    for naam in names:
        page = files[naam][f"{naam}.html"].decode()
        assert all(f'href="{other}.html"' in page for other in names)
        assert "1 januari 2016" in tekst(page)
    count = "Verhalen die we niet mogen tonen, in alle delen samen: 1."
    assert [count in tekst(page.decode()) for f in files.values() for page in f.values()] == [
        True,
        False,
    ]
    report = documenten(shown, BOEK, 2016, (), (), TEMPLATES)[0]
    page = convert(report, ("html",), TEMPLATES)["jaarrapportage-2016.html"].decode()
    assert all(f'href="{naam}.html"' in page for naam in names)
    assert f'href="{names[1]}.html#{notes.anker}"' in page


DAGEN = st.none() | st.dates(date(2016, 1, 1), date(2016, 12, 31))
PERIODEN = [None, *BOEK.perioden_van(2016)]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(DAGEN, st.sampled_from(PERIODEN)), min_size=1, max_size=60),
    st.tuples(DAGEN, st.sampled_from(PERIODEN)),
)
def test_volumes_hold_every_story_once_in_order_and_a_new_one_moves_few(parts, extra):
    """A story more changes one volume, or cuts it in smaller ones; the others stay as they are."""
    with mock.patch.object(bundel, "MEEST", 5):
        before, after = (
            [[v.pad for v in one.verhalen] for one in bundel.bundels(invoer(stories), BOEK)]
            for stories in (parts, [*parts, extra])
        )
    ordered = sorted(
        ((periode is None, periode, day or date.max, f"verhalen/{n:04}.md"))
        for n, (day, periode) in enumerate(parts)
    )
    assert [pad for volume in before for pad in volume] == [pad for *_, pad in ordered]
    assert all(1 <= len(volume) <= 5 for volume in before)
    same_day = [pair for pair in parts if pair == extra]
    if len(before) > 1 and len(same_day) < 5:
        assert sum(volume not in after for volume in before) <= 1


def invoer(parts):
    stories = [
        verhaal(f"verhalen/{n:04}.md", datum=day, periode=periode)
        for n, (day, periode) in enumerate(parts)
    ]
    return van_jaar(replace(publicatie(), verhalen=tuple(stories)), 2016)


def test_a_wijk_that_is_called_as_a_volume_keeps_a_document_of_its_own():
    wijk = replace(BOEK.wijken[0], sleutel=f"{BOEK.wijken[1].sleutel}-deel-1")
    boek = replace(BOEK, wijken=(wijk, *BOEK.wijken[1:]))
    many = [gedateerd(n, date(2016, 1 + n % 4, 1), wijk=boek.wijken[1].sleutel) for n in range(120)]
    here = publicatie(*many, verhaal("verhalen/deel.md", wijk=wijk.sleutel))
    names = [item.naam for item in bundel.bundels(van_jaar(here, 2016), boek)]
    assert len(names) == len(set(names)) > 2


def test_the_report_keeps_its_length_when_the_stories_become_many():
    def lengte(aantal):
        many = [verhaal(f"verhalen/{n}.md", tags=(tag(),)) for n in range(aantal)]
        return len(documenten(publicatie(*many), BOEK, 2016, (), (), TEMPLATES)[0].markdown)

    assert lengte(400) < lengte(40) * 1.05


WOORDEN = st.text("ab [](){}#*_.!\\\t“”é", min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(WOORDEN, st.booleans(), st.booleans()), min_size=1, max_size=6),
    st.lists(WOORDEN, max_size=3),
    st.data(),
)
def test_marks_change_no_word_of_a_story(parts, others, data):
    """Whatever is marked: without the marks, the Markdown is that of the story."""
    runs, at = [], 0
    for text, nadruk, sterk in parts:
        runs.append(Run(text, at, nadruk, sterk))
        at += len(text)
    whole = "".join(run.tekst for run in runs)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    said = [" ".join(whole[start:end].split()), *others]
    story = verhaal(
        tags=tuple(tag(k.sleutel, bewijs=s) for k, s in zip(BOEK.kwaliteiten, said, strict=False)),
        blokken=(Blok(BlokSoort.ALINEA, 1, tuple(runs)), blok("Slot.")),
    )
    made = gemerkt(beeld(story, BOEK), 3, lambda words, _: "@")
    shown = beeld(story, BOEK)
    for sentence in filter(None, said):
        assert str(escape(sentence)) in made or "{.bewijs}" in made

    def kaal(text):
        body = "".join(text.partition("\n> ")[0].split())
        return re.sub(r"(\\.)|[\[\]@]|\{\.\w+\}", lambda found: found[1] or "", body)

    assert kaal(made) == kaal(blokken_markdown(shown.tekst.blokken, 3))
