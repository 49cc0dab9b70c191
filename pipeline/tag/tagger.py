"""From stories to tagged stories: human tags win, machine tags are proposals."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.codebook import Codebook
from pipeline.model import Bewijs, Herkomst, Tag, TaggedVerhaal, Verhaal
from pipeline.problems import PipelineError
from pipeline.tag import sentences as _sentences  # noqa: F401  registers `zinnen`
from pipeline.tag import vectors, weights
from pipeline.tag.components import KwaliteitenComponent, read
from pipeline.tag.encoder import UseEncoder
from pipeline.tag.examples import from_stories, group_of
from pipeline.tag.learned import LearnedClassifier, readable
from pipeline.tag.rules import RuleClassifier
from pipeline.tag.scores import Classifier, SentenceScore, TextScore
from pipeline.tag.sentences import sentence_bounds
from pipeline.workspace import default_path

MAX_BEWIJS = 3
MODEL = "model/kwaliteiten.zip"
WOORDEN = "model/woorden.zip"
VERSION = 1
MIN_LESSONS = 20


def dutch() -> Language:
    """A blank Dutch pipeline with sentences and lemmas.

    Raises `PipelineError` when the lemma tables are not installed.
    """
    nlp = spacy.blank("nl")
    nlp.max_length = 10_000_000
    nlp.add_pipe("zinnen")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    logging.getLogger("spacy").setLevel(logging.ERROR)
    try:
        nlp.initialize()
    except ValueError as error:
        raise PipelineError(
            "De Nederlandse woordenlijst van spaCy ontbreekt.",
            "Installeer vertel opnieuw met 'pip install tellen-en-vertellen'.",
        ) from error
    return nlp


class Tagger:
    """Tags stories with the qualities of a codebook.

    The classifier is the trained model of the package where it knows every quality of the
    codebook. A project with qualities of its own gets one trained on its human-tagged stories
    (`learns_from`), and until it has enough of those, the codebook's indicators. `identiteit`
    changes whenever what a tagger says of the same text may change.
    """

    def __init__(self, codebook: Codebook, verhalen: Sequence[Verhaal] = ()) -> None:
        self._nlp = dutch()
        lessons = learns_from(codebook, verhalen)
        self._component = KwaliteitenComponent(_classifier(self._nlp, codebook, lessons))
        self.identiteit = identity(codebook, lessons)

    def tag(self, verhalen: Sequence[Verhaal]) -> Iterable[TaggedVerhaal]:
        """Tag stories, in order and one by one as they are ready."""
        docs = self._component.pipe(self._nlp.pipe(verhaal.tekst for verhaal in verhalen))
        for verhaal, doc in zip(verhalen, docs, strict=True):
            yield _tagged(verhaal, doc)


def learns_from(codebook: Codebook, verhalen: Sequence[Verhaal]) -> tuple[Verhaal, ...]:
    """The stories on which a tagger of this codebook is trained: none where ours knows it all.

    Our model stays as it is, so that a tag on one story does not change what is said of another.
    """
    if set(_keys(codebook)) <= set(_trained().kwaliteiten):
        return ()
    told = tuple(v for v in verhalen if v.tags or v.geen_kwaliteiten)
    return told if len(told) >= MIN_LESSONS and len(set(map(group_of, told))) > 1 else ()


def identity(codebook: Codebook, lessons: Sequence[Verhaal] = ()) -> str:
    """What determines a tagger's findings besides the text: codebook, models, lessons, version."""
    found = hashlib.sha256(repr(codebook.kwaliteiten).encode())
    for name in (MODEL, WOORDEN):
        found.update(default_path(name).read_bytes())
    for verhaal in lessons:
        found.update(f"{group_of(verhaal)} {verhaal.sha256}".encode())
    return f"{VERSION}-{found.hexdigest()[:16]}"


def _keys(codebook: Codebook) -> tuple[str, ...]:
    return tuple(kwaliteit.sleutel for kwaliteit in codebook.kwaliteiten)


@lru_cache(maxsize=1)
def _trained() -> weights.Weights:
    return weights.load(default_path(MODEL))


def _classifier(nlp: Language, codebook: Codebook, lessons: Sequence[Verhaal]) -> Classifier:
    keys = _keys(codebook)
    if set(keys) <= set(_trained().kwaliteiten):
        return LearnedClassifier(_trained(), vectors.load(default_path(WOORDEN)), keys)
    if not lessons:
        return RuleClassifier(nlp, codebook)
    from pipeline.tag.fewshot import learn  # scikit-learn is slow to load

    sentences = [readable(doc)[1] for doc in nlp.pipe(verhaal.tekst for verhaal in lessons)]
    return learn(from_stories(lessons, sentences), codebook, UseEncoder(), _trained())


def _tagged(verhaal: Verhaal, doc: Doc) -> TaggedVerhaal:
    scores = read(doc)
    bounds = [sentence_bounds(sentence) for sentence in doc.sents]
    voorstellen = tuple(
        Tag(
            score.kwaliteit,
            score.richting,
            Herkomst.MACHINE,
            round(score.kans, 4),
            _bewijs(verhaal, bounds, score),
        )
        for score in scores
        if score.gevonden
    )
    by_key = {score.kwaliteit: score for score in scores}
    human = tuple(
        Tag(
            tag.kwaliteit,
            tag.richting,
            Herkomst.MENS,
            None,
            _bewijs(verhaal, bounds, by_key[tag.kwaliteit]),
        )
        for tag in verhaal.tags
    )
    kansen = tuple((score.kwaliteit, round(score.kans, 4)) for score in scores)
    tags = human if verhaal.tags or verhaal.geen_kwaliteiten else voorstellen
    return TaggedVerhaal(verhaal, tags, voorstellen, kansen)


def _bewijs(
    verhaal: Verhaal, bounds: Sequence[tuple[int, int]], score: TextScore
) -> tuple[Bewijs, ...]:
    return tuple(_zin(verhaal, *bounds[zin.zin], zin) for zin in score.zinnen[:MAX_BEWIJS])


def _zin(verhaal: Verhaal, start: int, end: int, zin: SentenceScore) -> Bewijs:
    return Bewijs(
        start,
        end,
        " ".join(verhaal.tekst[start:end].split()),
        verhaal.bron_tekst(start, end),
        verhaal.kaart.line(start, end),
        zin.richting,
    )
