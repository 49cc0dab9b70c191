"""The network that reads sentences in their context, and how its word weighs."""

import io
import pickle
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.problems import PipelineError
from pipeline.tag import blend
from pipeline.tag.context_model import WINDOW
from pipeline.tag.learned import CONTEXT, standard
from pipeline.workspace import default_path

PLAIN = "Ze doet nu zelf haar post open."


@pytest.fixture(scope="module")
def context():
    return blend.load(default_path(CONTEXT))


def test_a_sentence_is_read_among_the_others(context):
    alone = context.model.vectors([PLAIN])
    among = context.model.vectors([PLAIN, "Dat zou ze wel willen, maar het lukt haar niet."])
    assert alone.shape == (1, among.shape[1])
    assert np.abs(alone[0] - among[0]).max() > 0.01


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=8))
def test_any_text_gives_a_number_for_each_sentence_and_the_same_ones_twice(sentences):
    model = standard().context.model
    first, again = model.judge(sentences), model.judge(sentences)
    assert first.zinnen.shape == (len(sentences), len(model.kwaliteiten), 2)
    assert first.tekst.shape == (len(model.kwaliteiten), 4)
    assert np.isfinite(first.zinnen).all()
    assert (first.zinnen == again.zinnen).all()
    assert (first.tekst == again.tekst).all()


def test_a_text_longer_than_one_reading_is_read_to_its_end(context):
    many = [f"In week {number} liep zij weer een rondje om de kerk." for number in range(WINDOW)]
    vectors = context.model.vectors(many)
    assert len(vectors) == WINDOW
    apart = context.model.vectors(many[-3:])
    assert np.corrcoef(vectors[-1], apart[-1])[0, 1] > 0.5


def test_what_is_saved_says_the_same_after_loading_and_in_another_process(context, tmp_path: Path):
    blend.save(context, tmp_path / "zinnen.zip")
    again = blend.load(tmp_path / "zinnen.zip")
    copied = pickle.loads(pickle.dumps(context.model))
    said = context.judge([PLAIN])
    assert (again.judge([PLAIN]).tekst == said.tekst).all()
    assert (copied.judge([PLAIN]).tekst == said.tekst).all()
    blend.save(again, held := io.BytesIO())
    assert held.getvalue() == (tmp_path / "zinnen.zip").read_bytes()


@pytest.mark.parametrize("gone", ["tabel.npy", "richting.mean.npy", "feiten.json"])
def test_a_damaged_network_is_one_clear_error(gone: str, tmp_path: Path):
    with (
        zipfile.ZipFile(default_path(CONTEXT)) as whole,
        zipfile.ZipFile(tmp_path / "zinnen.zip", "w") as damaged,
    ):
        for name in whole.namelist():
            if name != gone:
                damaged.writestr(name, whole.read(name))
    with pytest.raises(PipelineError, match="beschadigd"):
        blend.load(tmp_path / "zinnen.zip")


def test_the_network_tells_apart_what_the_same_words_do_not():
    """The words of both texts are the same; their order says how it ended."""
    bad, good = "Vorig jaar kwam ze nergens meer.", "Nu staat ze elke dinsdag in de keuken."
    chances = []
    for order in ([bad, good], [good.replace("Nu", "Vorig jaar"), bad.replace("Vorig jaar", "Nu")]):
        judged = standard().context.judge(order)
        column = standard().context.model.kwaliteiten.index("iedereen-doet-mee")
        chances.append(judged.tekst[column, 1] - judged.tekst[column, 2])
    assert chances[0] > chances[1]


def test_words_and_network_agree_on_the_qualities_and_both_count():
    classifier = standard()
    assert classifier.context.model.kwaliteiten == classifier.weights.kwaliteiten
    words = replace(classifier, context=None)
    assert classifier.context.blend.kans.weights.min() > 0
    assert words.kwaliteiten == classifier.kwaliteiten
