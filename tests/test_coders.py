"""Two people on the same texts: what they gave, how far they agree, and where not."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from factory import codeboek
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pipeline.cli import main
from pipeline.export import front_matter_schema
from pipeline.model import Codering, HumanTag, Richting, Verhaal
from pipeline.problems import Problem
from pipeline.read.stories import read_verhaal
from pipeline.tag.coders import BESTAND, agreement, borders, coders

CODEBOEK = codeboek()
KEYS = [kwaliteit.sleutel for kwaliteit in CODEBOEK.kwaliteiten]
ZELF, VITAAL = "zelfregie", "vitaliteit"
NAN = float("nan")


def read(head: str, pad: str = "verhalen/zuid/a.md") -> tuple[Verhaal, list[Problem]]:
    text = f"---\ndatum: 2016-03-14\ntoestemming: intern\n{head}---\nEen zin.\n"
    verhaal, problems = read_verhaal(text.encode(), pad, CODEBOEK, date(2017, 1, 1))
    assert verhaal is not None
    return verhaal, list(problems)


def test_what_each_coder_gave_is_read_in_every_form_that_kwaliteiten_has():
    verhaal, problems = read(
        "kwaliteiten: [zelfregie]\n"
        "codering:\n"
        "  Anna: {zelfregie: +, vitaliteit: -}\n"
        "  bert: zelfregie\n"
        "  cor: []\n"
        "  dia: geen\n"
    )
    assert problems == []
    assert verhaal.codering == (
        Codering("anna", (HumanTag(VITAAL, Richting.MIN), HumanTag(ZELF, Richting.PLUS)), 6),
        Codering("bert", (HumanTag(ZELF, Richting.PLUS),), 7),
        Codering("cor", (), 8),
        Codering("dia", (), 9),
    )
    assert [tag.kwaliteit for tag in verhaal.tags] == [ZELF]


@pytest.mark.parametrize(
    ("head", "code", "line", "left"),
    [
        ("codering: [zelfregie]\n", "codering-onleesbaar", 5, ()),
        ("codering: anna\n", "codering-onleesbaar", 5, ()),
        ("codering:\n  anna: [zelfregi]\n  bert: geen\n", "kwaliteit-onbekend", 6, ("bert",)),
        ("codering:\n  anna: {zelfregie: vier}\n", "richting-onbekend", 6, ()),
        ("codering:\n  anna:\n  bert: geen\n", "waarde-leeg", 6, ("bert",)),
        ("codering:\n  anna: geen\n  Anna: [zelfregie]\n", "codeur-dubbel", 7, ("anna",)),
    ],
)
def test_what_cannot_be_used_is_said_with_its_line_and_that_coder_left_out(head, code, line, left):
    verhaal, problems = read(f"kwaliteiten: geen\n{head}")
    assert [(problem.code, problem.regel) for problem in problems] == [(code, line)]
    assert tuple(codering.codeur for codering in verhaal.codering) == left


def test_coders_do_not_decide_and_it_is_said_when_nobody_did():
    verhaal, [problem] = read("codering: {anna: [zelfregie], bert: [zelfregie]}\n")
    assert verhaal.tags == ()
    assert not verhaal.geen_kwaliteiten
    assert problem.code == "codering-zonder-kwaliteiten"


def test_the_schema_for_editors_knows_coders():
    check = Draft202012Validator(front_matter_schema(CODEBOEK))
    assert check.is_valid({"codering": {"anna": ["zelfregie"], "bert": {"zelfregie": "±"}}})
    assert not check.is_valid({"codering": ["zelfregie"]})
    assert not check.is_valid({"codering": {"anna": ["zelfregi"]}})


def test_agreement_says_nothing_where_it_means_nothing():
    yes, no = [1.0] * 4, [0.0] * 4
    mixed = [1.0, 0.0, 1.0, 0.0]
    assert agreement(np.array([no, no])) == (None, None)
    assert agreement(np.array([mixed, [NAN] * 4])) == (None, None)
    assert agreement(np.array([[], []])) == (None, None)
    assert agreement(np.array([mixed, mixed])) == (pytest.approx(1.0), pytest.approx(1.0))
    kappa, alpha = agreement(np.array([mixed, yes]))
    assert kappa == pytest.approx(0.0)
    assert alpha is not None


def test_agreement_is_what_it_is_by_hand_also_with_texts_that_one_did_not_code():
    # Ten shared texts: 4 both, 3 neither, 2 only the first, 1 only the second.
    first = [1.0] * 4 + [0.0] * 3 + [1.0] * 2 + [0.0] + [NAN, 1.0]
    second = [1.0] * 4 + [0.0] * 3 + [0.0] * 2 + [1.0] + [1.0, NAN]
    kappa, alpha = agreement(np.array([first, second]))
    assert kappa == pytest.approx((0.7 - (0.6 * 0.5 + 0.4 * 0.5)) / (1 - 0.5))
    # Of 20 codes 11 are yes and 9 no: by chance 2 * 11 * 9 / (20 * 19) of the pairs differ.
    assert alpha == pytest.approx(1 - 0.3 / (2 * 11 * 9 / (20 * 19)))
    assert agreement(np.array([first, second, second]))[0] is None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_borders_hold_what_they_are_of_and_are_the_same_twice(given_values):
    values = np.array(given_values)
    low, high = borders(len(values), lambda which: float(values[which].mean()))
    assert low is not None
    assert high is not None
    assert 0 <= low <= values.mean() + 1e-9
    assert values.mean() - 1e-9 <= high <= 1
    assert (low, high) == borders(len(values), lambda which: float(values[which].mean()))
    assert borders(0, lambda _: 1.0) == (None, None)


def texts() -> list[Verhaal]:
    heads = [
        "kwaliteiten: [zelfregie]\ncodering: {anna: [zelfregie], bert: [zelfregie]}\n",
        "kwaliteiten: [zelfregie]\ncodering: {anna: [zelfregie], bert: {zelfregie: -}}\n",
        "kwaliteiten: geen\ncodering: {anna: [zelfregie], bert: geen}\n",
        "kwaliteiten: geen\ncodering: {anna: geen, bert: geen}\n",
        "kwaliteiten: [vitaliteit]\ncodering: {bert: geen}\n",
        "kwaliteiten: [vitaliteit]\n",
        "codering: {anna: geen}\n",
    ]
    return [read(head, f"verhalen/zuid/{number}.md")[0] for number, head in enumerate(heads)]


def test_coders_are_compared_on_what_more_than_one_coded():
    found = coders(texts(), KEYS)
    assert found.codeurs == ("anna", "bert", BESTAND)
    assert found.teksten == 5
    by_key = {oordeel.kwaliteit: oordeel for oordeel in found.oordelen}
    zelf = by_key[ZELF]
    assert (zelf.allen, zelf.sommigen, zelf.niemand, zelf.richting_gelijk) == (2, 1, 2, 1)
    assert zelf.alpha is not None
    assert zelf.alpha_van is not None
    assert zelf.alpha_tot is not None
    assert zelf.alpha_van <= zelf.alpha <= zelf.alpha_tot
    vitaal = by_key[VITAAL]
    assert (vitaal.allen, vitaal.sommigen, vitaal.niemand) == (0, 1, 4)
    geen = by_key["wederkerigheid"]
    assert (geen.alpha, geen.alpha_van, geen.kappa) == (None, None, None)


def test_where_coders_differ_is_listed_by_file_and_line():
    found = coders(texts(), KEYS)
    assert [(v.pad, v.regel, v.kwaliteit) for v in found.verschillen] == [
        ("verhalen/zuid/1.md", 5, ZELF),
        ("verhalen/zuid/2.md", 5, ZELF),
        ("verhalen/zuid/4.md", 5, VITAAL),
    ]
    assert found.verschillen[0].codes == (("anna", Richting.PLUS), ("bert", Richting.MIN))
    assert found.verschillen[2].codes == (("bert", None), (BESTAND, Richting.PLUS))


def test_evaluate_shows_people_beside_the_machine_and_no_text_of_a_story(tmp_path: Path, capsys):
    folder = tmp_path / "verhalen" / "zuid"
    folder.mkdir(parents=True)
    for verhaal in texts():
        text = verhaal.bron.replace("Een zin.", "GEHEIM gaat zelf naar de bank.")
        (tmp_path / verhaal.pad).write_text(text, encoding="utf-8")
    assert main(["--project", str(tmp_path), "evaluate"]) == 0
    said = capsys.readouterr().out
    assert "verhalen/zuid/1.md:5: zelfregie (anna: +, bert: -)" in said
    assert "over 5 teksten (anna, bert, kwaliteiten)" in said
    assert "over 6 teksten" in said
    assert "GEHEIM" not in said
    assert main(["--project", str(tmp_path), "evaluate", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["codeurs"]["teksten"] == 5
    assert found["codeurs"]["verschillen"][0]["codes"] == [["anna", "+"], ["bert", "-"]]
