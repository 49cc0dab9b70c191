"""From stories to tagged stories: human tags win, machine tags are proposals."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.codebook import Codebook
from pipeline.model import Bewijs, Herkomst, Tag, TaggedVerhaal, Verhaal
from pipeline.problems import PipelineError
from pipeline.tag import sentences as _sentences  # noqa: F401  registers `zinnen`
from pipeline.tag import vectors, weights
from pipeline.tag.components import KwaliteitenComponent, read
from pipeline.tag.learned import LearnedClassifier
from pipeline.tag.rules import RuleClassifier
from pipeline.tag.scores import Classifier, SentenceScore, TextScore
from pipeline.tag.sentences import sentence_bounds
from pipeline.workspace import default_path

MAX_BEWIJS = 3
MODEL = "model/kwaliteiten.zip"
WOORDEN = "model/woorden.zip"
VERSION = 1


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
    codebook, and otherwise the codebook's indicators. `identiteit` changes whenever what a tagger
    says of the same text may change.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._nlp = dutch()
        self._component = KwaliteitenComponent(_classifier(self._nlp, codebook))
        self.identiteit = identity(codebook)

    def tag(self, verhalen: Sequence[Verhaal]) -> Iterable[TaggedVerhaal]:
        """Tag stories, in order and one by one as they are ready."""
        docs = self._component.pipe(self._nlp.pipe(verhaal.tekst for verhaal in verhalen))
        for verhaal, doc in zip(verhalen, docs, strict=True):
            yield _tagged(verhaal, doc)


def identity(codebook: Codebook) -> str:
    """What determines a tagger's findings besides the text: codebook, models, this version."""
    found = hashlib.sha256(repr(codebook.kwaliteiten).encode())
    for name in (MODEL, WOORDEN):
        found.update(default_path(name).read_bytes())
    return f"{VERSION}-{found.hexdigest()[:16]}"


def _classifier(nlp: Language, codebook: Codebook) -> Classifier:
    keys = tuple(kwaliteit.sleutel for kwaliteit in codebook.kwaliteiten)
    trained = weights.load(default_path(MODEL))
    if set(keys) <= set(trained.kwaliteiten):
        return LearnedClassifier(trained, vectors.load(default_path(WOORDEN)), keys)
    return RuleClassifier(nlp, codebook)


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
