"""The examples, the model that learned from them, and how it is judged."""

import hashlib
import json
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from factory import codeboek
from jsonschema import Draft202012Validator

from pipeline.cli import main
from pipeline.codebook import load as load_codebook
from pipeline.link import link
from pipeline.model import Herkomst, Richting, Verhaal
from pipeline.problems import PipelineError
from pipeline.protect.publish import publish
from pipeline.read.stories import read_verhaal, read_verhalen
from pipeline.tag import vectors, weights
from pipeline.tag.examples import Example, groups_of, load_corpus
from pipeline.tag.features import contrast_features, read, text_features
from pipeline.tag.judge import judge
from pipeline.tag.learn_sentences import learn_sentences, lessons, sentence_scores
from pipeline.tag.learned import standard
from pipeline.tag.lexical import grams, turns
from pipeline.tag.tagger import Tagger, learns_from
from pipeline.tag.training import fold_of, train
from pipeline.workspace import Workspace, default_path

GOUD = Path(__file__).parent.parent.parent / "shared" / "goud" / "verhalen.jsonl"
CORPUS = default_path("voorbeelden")
CODEBOEK = codeboek()
TAGGER = Tagger(CODEBOEK)
KEYS = {kwaliteit.sleutel for kwaliteit in CODEBOEK.kwaliteiten}


def rows() -> list[tuple[str, dict[str, object]]]:
    return [
        (path.stem, json.loads(line))
        for path in sorted(CORPUS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def test_the_corpus_fits_its_schema_and_has_no_text_twice():
    validator = Draft202012Validator(json.loads((CORPUS / "schema.json").read_text("utf-8")))
    found = rows()
    wrong = [(batch, row["id"]) for batch, row in found if not validator.is_valid(row)]
    assert wrong == []
    ids = Counter(row["id"] for _, row in found)
    texts = Counter(" ".join(zin["tekst"] for zin in row["zinnen"]) for _, row in found)
    assert max(ids.values()) == max(texts.values()) == 1


def test_the_corpus_is_as_large_and_as_wide_as_asked():
    corpus = load_corpus(CORPUS)
    labelled = sum(bool(labels) for example in corpus for labels in example.zinlabels or ())
    assert len([example for example in corpus if len(example.zinnen) > 3]) >= 1500
    assert labelled >= 5000
    assert len({example.groep for example in corpus}) >= 12
    signs = Counter(label for example in corpus for label in example.labels)
    assert {key for key, _ in signs} == KEYS
    assert min(signs[key, richting] for key in KEYS for richting in Richting) >= 20


def test_every_quality_of_a_text_has_a_sentence_that_shows_it():
    for example in load_corpus(CORPUS):
        shown = {key for labels in example.zinlabels or () for key, _ in labels}
        assert shown == {key for key, _ in example.labels}, example.naam


@pytest.mark.skipif(not GOUD.exists(), reason="the yardstick is not beside the project")
def test_nothing_of_the_yardstick_is_in_the_corpus():
    sentences = {zin for example in load_corpus(CORPUS) for zin in example.zinnen}
    for line in GOUD.read_text(encoding="utf-8").splitlines():
        for proof in json.loads(line)["kwaliteiten"].values():
            assert not sentences & set(proof["bewijs"])


def test_folds_keep_groups_whole():
    groups = ["a", "a", "b", "c", "c", "c"]
    fold = fold_of(groups, 3)
    assert len({(group, number) for group, number in zip(groups, fold, strict=True)}) == 3
    with pytest.raises(ValueError, match="group"):
        fold_of(["a", "a"], 3)


def told(pad: str, wijk: str = "zuid", verteller: str = "bewoner") -> Verhaal:
    raw = f"---\ndatum: 2016-03-14\nwijk: {wijk}\nverteller: {verteller}\n---\n\n{pad}.\n"
    found, _ = read_verhaal(raw.encode(), pad, CODEBOEK, date(2017, 1, 1))
    assert found is not None
    return found


def test_stories_of_one_author_or_meeting_stay_together():
    folders = [told(f"verhalen/{wijk}/{n}.md", wijk) for wijk in ("oost", "zuid") for n in "ab"]
    assert len(set(groups_of(folders))) == 2
    two = [told(f"verhalen/{n}.md", verteller=who) for n, who in zip("abcd", "xxyy", strict=True)]
    assert groups_of(two)[0] == groups_of(two)[1] != groups_of(two)[2]
    flat = [told(f"verhalen/{wijk}{n}.md", wijk) for wijk in ("oost", "zuid") for n in "ab"]
    assert groups_of(flat)[0] == groups_of(flat)[1] != groups_of(flat)[2]
    same = [told(f"verhalen/{n}.md") for n in "abcd"]
    assert len(set(groups_of(same))) == 4
    assert groups_of([]) == ()


def test_a_negation_makes_other_features():
    assert "!slaap" not in grams("Ik slaap weer")
    assert "!slaap" in grams("Niet dat ik slaap")


def small_corpus() -> list[Example]:
    texts = []
    for group in range(4):
        for number in range(6):
            name = f"{group}-{number}"
            up = number % 3 == 0
            water = f"Wij zwommen {'graag' if up else 'nooit'} in het koude water bij brug {name}."
            brood = f"De bakker op de hoek verkocht vers brood voor {number} euro."
            key = "water" if number < 3 else "brood"
            sign = Richting.PLUS if up else Richting.MIN
            zin = water if key == "water" else brood
            other = f"Het was dinsdag {number} in groep {group}."
            texts.append(
                Example(name, f"g{group}", (other, zin), ((key, sign),), ((), ((key, sign),)))
            )
    return texts


def test_training_is_the_same_twice_and_survives_saving(tmp_path: Path):
    encoder = vectors.load(default_path("model/woorden.zip"))
    first, second = (train(small_corpus(), ("water", "brood"), encoder, 4) for _ in range(2))
    weights.save(first.weights, tmp_path / "a.zip")
    weights.save(second.weights, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    back = weights.load(tmp_path / "a.zip")
    sentences = ("Het was dinsdag.", "In het koude water bij de brug zwommen wij.")
    raw = back.zinnen.score(read(sentences, back.zinnen.lexicon), encoder.encode(sentences))
    assert text_features(raw).shape[0] == 2
    assert back.chances(raw)[0] > back.chances(raw)[1]


def test_training_and_use_read_a_text_alike():
    encoder = vectors.load(default_path("model/woorden.zip"))
    corpus = small_corpus()
    data = lessons(corpus, ("water", "brood"), encoder, 4)
    model = learn_sentences(data, np.ones(len(corpus), bool))
    for text, example in enumerate(corpus):
        reading = read(example.zinnen, data.lexicon)
        used = model.score(reading, encoder.encode(example.zinnen))
        learned = sentence_scores(data, model, text)
        np.testing.assert_allclose(used, learned, rtol=1e-3, atol=1e-4)


def test_a_turn_between_two_directions_is_seen():
    shown = np.zeros((2, 1), np.float32)
    turn = np.array([[0, 0], [1, 1]], np.float32)
    apart, alike = np.array([[1.0], [-1.0]], np.float32), np.array([[1.0], [1.0]], np.float32)
    assert contrast_features(shown, apart, turn)[0, 2:].tolist() == [2.0, 2.0, 2.0]
    assert contrast_features(shown, alike, turn)[0, 2:].tolist() == [0.0, 0.0, 0.0]
    assert contrast_features(shown, apart, 0 * turn)[0, 2:].tolist() == [0.0, 0.0, 2.0]
    assert turns(["maar", "ik", "slaap"]) == (True, True)
    assert turns(["wij", "waren", "er", "niet", "maar"]) == (False, True)


def test_a_damaged_model_is_one_clear_error(tmp_path: Path):
    (tmp_path / "m.zip").write_bytes(b"PK\x03\x04 kapot")
    with pytest.raises(PipelineError, match="beschadigd"):
        weights.load(tmp_path / "m.zip")


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "🙂🙂🙂 🎉",
        "a" * 100_000,
        "This is an ordinary English sentence about the weather and a train to London.",
        "Vergadering dinsdag 14.00 uur, zaal 3. Sleutel bij de conciërge. Koffie zelf meenemen.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "Rozen verwelken, / schepen vergaan, / maar de maan / blijft eeuwig bestaan.",
    ],
)
def test_garbage_gets_no_tag(text: str):
    raw = f"---\ndatum: 2016-03-14\nwijk: zuid\n---\n\n{text}\n".encode()
    verhaal, _ = read_verhaal(raw, "verhalen/a.md", CODEBOEK, date(2017, 1, 1))
    if verhaal is not None:
        (tagged,) = TAGGER.tag([verhaal])
        assert tagged.voorstellen == ()


def story(body: str) -> Verhaal:
    name = hashlib.sha256(body.encode()).hexdigest()[:12]
    raw = f"---\ndatum: 2016-03-14\nwijk: zuid\ntoestemming: openbaar\n---\n\n{body}\n".encode()
    found, _ = read_verhaal(raw, f"verhalen/{name}.md", CODEBOEK, date(2017, 1, 1))
    assert found is not None
    return found


def test_a_quality_without_its_word_is_seen_and_its_sentence_shown():
    body = (
        "Het regende die dag. Een jaar geleden durfde ze de envelop van de belasting niet eens "
        "aan te raken. Nu maakt ze zelf haar post open en betaalt ze de huur zonder hulp."
    )
    (tagged,) = TAGGER.tag([story(body)])
    found = {tag.kwaliteit: tag for tag in tagged.voorstellen}
    assert found["zelfregie"].richting is Richting.PLUS
    assert "zelf haar post open" in found["zelfregie"].bewijs[0].tekst


def test_between_its_bounds_the_machine_abstains_and_that_is_never_a_tag():
    blend = standard().context.blend
    bounds = zip(blend.laag, blend.hoog, strict=True)
    own = dict(zip(standard().kwaliteiten, bounds, strict=True))
    texts = [" ".join(example.zinnen) for example in load_corpus(CORPUS)[::60]]
    tagged = list(TAGGER.tag([story(text) for text in texts]))
    assert any(item.misschien for item in tagged)
    for item in tagged:
        kansen = dict(item.kansen)
        assert list(kansen) == [kwaliteit.sleutel for kwaliteit in CODEBOEK.kwaliteiten]
        assert not set(item.misschien) & {tag.kwaliteit for tag in (*item.tags, *item.voorstellen)}
        for key in item.misschien:
            low, high = own[key]
            assert low - 1e-4 <= kansen[key] <= high + 1e-4
    publication = publish(link(tagged, (), CODEBOEK), (), CODEBOEK)
    unsure = [item for item in tagged if item.misschien and not item.voorstellen]
    shown = {verhaal.pad: verhaal for verhaal in publication.verhalen}
    assert unsure
    assert all(shown[item.verhaal.pad].tags == () for item in unsure)


def test_what_the_machine_cannot_tell_is_said_to_people_and_is_no_key_of_the_contract(
    tmp_path: Path, capsys
):
    tagged = TAGGER.tag([story(" ".join(e.zinnen)) for e in load_corpus(CORPUS)[::60]])
    item = next(item for item in tagged if item.misschien)
    path = tmp_path / "a.md"
    path.write_text(item.verhaal.bron, encoding="utf-8")
    assert main(["--project", str(tmp_path), "tag", str(path)]) == 0
    (line,) = [said for said in capsys.readouterr().out.splitlines() if "misschien" in said]
    assert all(key in line for key in item.misschien)
    assert main(["--project", str(tmp_path), "tag", "--json", str(path)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {"pad", "kwaliteiten", "kansen"}
    assert not set(said["kwaliteiten"]) & set(item.misschien)
    assert set(said["kansen"]) == KEYS


def test_the_machine_is_judged_on_the_human_tags_of_the_project():
    workspace = Workspace(Path(__file__).parent.parent)
    verhalen = read_verhalen(workspace, CODEBOEK, date(2017, 1, 1)).verhalen
    found = judge(verhalen, CODEBOEK)
    human = [verhaal for verhaal in verhalen if verhaal.tags]
    assert found.teksten == len(human)
    for oordeel in found.oordelen:
        said = sum(oordeel.kwaliteit in {tag.kwaliteit for tag in v.tags} for v in human)
        assert oordeel.beide + oordeel.alleen_mens == said
        assert said + oordeel.alleen_machine + oordeel.geen == found.teksten
    assert len(found.verschillen) == sum(o.alleen_mens + o.alleen_machine for o in found.oordelen)
    assert found.macro_f1 is not None
    assert found.macro_f1 > 0.6
    assert found.macro_f1_van is not None
    assert found.macro_f1_tot is not None
    assert found.macro_f1_van < found.macro_f1 < found.macro_f1_tot
    assert found.met_bewijs == found.getagd
    lines = {verhaal.pad: verhaal.bron.split("\n") for verhaal in human}
    assert all(v.regel is None or lines[v.pad][v.regel - 1].strip() for v in found.verschillen)


PILOT = Path(__file__).parent / "data" / "pilot"


def test_a_pilot_with_its_own_qualities_learns_from_its_own_stories():
    codebook, problems = load_codebook(PILOT / "verhalen" / "codeboek.yaml", "codeboek.yaml")
    assert problems == ()
    verhalen = read_verhalen(Workspace(PILOT), codebook, date(2018, 6, 1)).verhalen
    assert learns_from(codebook, verhalen)
    found = judge(verhalen, codebook)
    assert found.macro_f1 is not None
    assert found.macro_f1 >= 0.70
    (tagged, *_) = Tagger(codebook, verhalen).tag(verhalen[:1])
    assert {tag.herkomst for tag in tagged.voorstellen} <= {Herkomst.MACHINE}
