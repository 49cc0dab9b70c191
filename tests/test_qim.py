"""The Quality Impact Monitor in the codebook: its six steps, its versions, and earlier names."""

import json
from datetime import date
from pathlib import Path

import pytest
from factory import codeboek
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.codebook import load
from pipeline.model import HumanTag, Periode, Richting
from pipeline.qim import Rol
from pipeline.read.stories import read_verhaal
from pipeline.workspace import default_path

BASIS = """\
naam: Proef
gemeente: Proefstad
organisatie: Proefwelzijn
vertellers: [bewoner, jongere, professional]
perioden:
  - {sleutel: mei, maand: 5, van: 1, tot: 4}
  - {sleutel: december, maand: 12, van: 5, tot: 12}
wijken:
  - {sleutel: noord, naam: Noord}
  - {sleutel: haven, naam: De Haven}
  - {sleutel: stedelijk, naam: Stedelijk, heel: ja}
kwaliteiten:
  - {sleutel: rust, naam: Rust en veiligheid, kort: Rust}
  - sleutel: eigen-baas
    naam: Eigen baas zijn
    kort: Eigen baas
    vroeger:
      - {sleutel: zelfhulp, naam: Zelfhulp, tot: 2016-mei}
      - {sleutel: zelfredzaam, naam: Zelf redzaam zijn, kort: Redzaam, tot: 2016-december}
"""


def boek(tmp_path, extra="", basis=BASIS):
    path = Path(tmp_path) / "codeboek.yaml"
    path.write_text(basis + extra, encoding="utf-8")
    return load(path, "codeboek.yaml")


PLAN = """\
qim:
  opdrachtgever:
    naam: Gemeente Proefstad
    kwaliteiten: [rust]
    stakeholders: {bewoner: begunstigde, professional: zicht}
  uitvoerder:
    naam: Proefwelzijn
    kwaliteiten: [Zelfhulp]
    stakeholders: [Jongere]
    buiten-bereik:
      - mensen zonder huis
      - {groep: jongeren zonder school, verteller: jongere}
  afspraak:
    kwaliteiten: [rust, eigen-baas]
    stakeholders: [bewoner]
    toelichting: Samen vastgesteld in januari.
  strategische-doelen: [Mensen met een beperking werken mee.]
  kaders:
    - {naam: Basisbudget, waarde: € 1.000, bron: begroting}
  buurten:
    De Haven: {kwaliteiten: [eigen-baas], buiten-bereik: [schippers]}
  buurtvisitaties: [[Noord, haven]]
"""


def test_the_six_steps_are_data(tmp_path):
    book, problems = boek(tmp_path, PLAN)
    assert problems == ()
    (qim,) = book.qim
    assert qim.opdrachtgever.kwaliteiten == ("rust",)
    assert [(s.verteller, s.rol) for s in qim.opdrachtgever.stakeholders] == [
        ("bewoner", Rol.BEGUNSTIGDE),
        ("professional", Rol.ZICHT),
    ]
    assert qim.uitvoerder.kwaliteiten == ("eigen-baas",)
    assert [(g.naam, g.verteller) for g in qim.uitvoerder.buiten_bereik] == [
        ("mensen zonder huis", None),
        ("jongeren zonder school", "jongere"),
    ]
    assert qim.afspraak.kwaliteiten == ("rust", "eigen-baas")
    assert qim.doelen == ("Mensen met een beperking werken mee.",)
    assert [(k.naam, k.waarde, k.bron) for k in qim.kaders] == [
        ("Basisbudget", "€ 1.000", "begroting")
    ]
    assert qim.visitaties == (("noord", "haven"),)


def test_a_buurt_intends_what_it_chose_itself_and_otherwise_what_the_town_does(tmp_path):
    (qim,) = boek(tmp_path, PLAN)[0].qim
    assert qim.beoogd("haven") == ("eigen-baas",)
    assert qim.beoogd("noord") == ("rust", "eigen-baas")
    assert qim.stakeholders() == ("bewoner", "professional", "jongere")
    assert [groep.naam for groep in qim.buiten_bereik()][-1] == "schippers"


def test_without_the_key_there_is_no_plan_and_no_problem(tmp_path):
    book, problems = boek(tmp_path)
    assert (book.qim, problems) == ((), ())


@pytest.mark.parametrize(
    ("plan", "code", "line", "mend"),
    [
        ("qim:\n  opdrachtgever:\n    kwaliteiten: [rost]\n", "kwaliteit", 3, "'rust'"),
        ("qim:\n  uitvoerder:\n    stakeholders:\n    - bewoners\n", "stakeholder", 4, "'bewoner'"),
        ("qim:\n  buurten:\n    nord: {kwaliteiten: [rust]}\n", "wijk", 3, "'Noord'"),
        ("qim:\n  vanaf: 2016-maart\n", "periode", 2, "2016-mei"),
        ("qim:\n  buurtvisitaties: [[noord, zee]]\n", "wijk", 2, "wijk uit het codeboek"),
        ("qim:\n  buurtvisitaties: [[noord, Noord]]\n", "waarde", 2, "de andere"),
        ("qim:\n  buurtvisitaties: [noord]\n", "waarde", 2, "de andere"),
        ("qim:\n  opdrachtgeber: {}\n", "sleutel", 2, "'opdrachtgever'"),
        ("qim:\n  afspraak:\n    kwaliteit: [rust]\n", "sleutel", 3, "'kwaliteiten'"),
        ("qim:\n  opdrachtgever: gemeente\n", "waarde", 2, "'qim'"),
        ("qim: ja\n", "waarde", 1, "'qim'"),
        (
            "qim:\n  opdrachtgever:\n    stakeholders: {bewoner: baas}\n",
            "rol",
            3,
            "begunstigde of zicht",
        ),
        ("qim:\n  kaders:\n    - {naam: Budget}\n", "waarde", 3, "naam: Basisbudget"),
        ("qim:\n  - {vanaf: 2016-mei}\n  - {vanaf: 2016-mei}\n", "periode", 3, "andere periode"),
        ("qim:\n  - {vanaf: 2016-mei}\n  - {schaal: x}\n", "periode", 3, "andere periode"),
        (
            "qim:\n  uitvoerder:\n    buiten-bereik:\n    - {groep: a, verteller: jongeren}\n",
            "stakeholder",
            4,
            "'jongere'",
        ),
        ("qim:\n  uitvoerder:\n    buiten-bereik: [{verteller: jongere}]\n", "waarde", 3, "groep"),
    ],
)
def test_what_does_not_fit_is_named_with_its_line_and_a_mend(tmp_path, plan, code, line, mend):
    book, problems = boek(tmp_path, plan)
    before = BASIS.count("\n")
    (problem,) = problems
    assert problem.code in {f"qim-{code}", f"qim-{code}-onbekend"}
    assert (problem.pad, problem.regel) == ("codeboek.yaml", before + line)
    assert mend in problem.oplossing
    assert len(book.kwaliteiten) == 2


def test_what_does_fit_is_used_beside_what_does_not(tmp_path):
    book, problems = boek(tmp_path, "qim:\n  opdrachtgever: {kwaliteiten: [rust, geluk]}\n")
    assert len(problems) == 1
    assert book.qim[0].opdrachtgever.kwaliteiten == ("rust",)


VERSIES = """\
qim:
  - vanaf: 2017-mei
    opdrachtgever: {kwaliteiten: [eigen-baas]}
  - vanaf: 2016-mei
    opdrachtgever: {kwaliteiten: [rust]}
"""


def test_the_version_of_the_time_is_found_by_its_period(tmp_path):
    book, problems = boek(tmp_path, VERSIES)
    assert problems == ()
    assert book.qim_in(Periode(2015, 12)) is None
    for periode, wanted in ((Periode(2016, 5), "rust"), (Periode(2017, 5), "eigen-baas")):
        assert book.qim_in(periode).opdrachtgever.kwaliteiten == (wanted,)
    assert book.qim_in(Periode(2016, 12)) is book.qim[0]


@pytest.mark.parametrize("name", ["zelfhulp", "Zelfhulp", "zelfredzaam", "Redzaam", "Eigen baas"])
def test_a_tag_of_before_is_read_as_the_quality_of_now(tmp_path, name):
    book, problems = boek(tmp_path)
    assert problems == ()
    head = f"datum: 2016-03-14\nwijk: noord\ntoestemming: intern\nkwaliteiten: {{{name}: '-'}}"
    raw = f"---\n{head}\n---\n\nEen zin.\n".encode()
    verhaal, found = read_verhaal(raw, "verhalen/a.md", book, date(2018, 1, 1))
    assert found == ()
    assert verhaal.tags == (HumanTag("eigen-baas", Richting.MIN),)


@pytest.mark.parametrize(
    ("periode", "naam"),
    [
        (Periode(2015, 12), "Zelfhulp"),
        (Periode(2016, 5), "Zelfhulp"),
        (Periode(2016, 12), "Zelf redzaam zijn"),
        (Periode(2017, 5), "Eigen baas zijn"),
    ],
)
def test_a_quality_is_shown_with_its_name_of_the_time(tmp_path, periode, naam):
    book, _ = boek(tmp_path)
    assert book.in_tijd(periode).kwaliteit("eigen-baas").naam == naam
    assert book.in_tijd(periode).kwaliteit("rust").naam == "Rust en veiligheid"


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ("{naam: Redzaam}", "codeboek-periode"),
        ("{naam: Redzaam, tot: ooit}", "codeboek-periode"),
        ("{naam: Rust, tot: 2016-mei}", "codeboek-naam-dubbel"),
    ],
)
def test_an_earlier_name_that_cannot_be_used_is_named(tmp_path, before, code):
    basis, _, _ = BASIS.partition("      - {sleutel: zelfhulp")
    _, problems = boek(tmp_path, f"      - {before}\n", basis)
    assert [problem.code for problem in problems] == [code]
    assert problems[0].regel


KEYS = st.sampled_from(PLAN.replace(":", " ").replace("{", " ").split())
WORDS = st.sampled_from(["rust", "bewoner", "noord", "haven", "2016-mei", "begunstigde", "x", ""])
VALUES = st.recursive(
    WORDS | st.none() | st.integers(0, 5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@settings(deadline=None)
@given(plan=VALUES)
def test_any_plan_is_read_or_named_and_never_breaks(tmp_path_factory, plan):
    line = f"qim: {json.dumps(plan)}\n"
    book, problems = boek(tmp_path_factory.getbasetemp(), line)
    assert all(problem.regel and problem.oplossing for problem in problems)
    keys = {kwaliteit.sleutel for kwaliteit in book.kwaliteiten}
    for qim in book.qim:
        assert qim.ergens_beoogd() <= keys
        assert set(qim.stakeholders()) <= set(book.vertellers)


def test_our_own_codebook_has_a_plan_without_a_fault():
    _, problems = load(default_path("verhalen/codeboek.yaml"), "verhalen/codeboek.yaml")
    assert problems == ()
    assert codeboek().qim
