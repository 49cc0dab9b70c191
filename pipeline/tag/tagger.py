"""From stories to tagged stories: human tags win, machine tags are proposals."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.codebook import Codebook
from pipeline.model import Bewijs, Herkomst, Tag, TaggedVerhaal, Verhaal
from pipeline.problems import PipelineError
from pipeline.tag import sentences as _sentences  # noqa: F401  registers `zinnen`
from pipeline.tag.components import KwaliteitenComponent, read
from pipeline.tag.rules import RuleClassifier
from pipeline.tag.scores import SentenceScore, TextScore
from pipeline.tag.sentences import sentence_bounds

MAX_BEWIJS = 3


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
    """Tags stories with the qualities of a codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._nlp = dutch()
        self._component = KwaliteitenComponent(RuleClassifier(self._nlp, codebook))

    def tag(self, verhalen: Sequence[Verhaal]) -> Iterable[TaggedVerhaal]:
        """Tag stories, in order and one by one as they are ready."""
        docs = self._component.pipe(self._nlp.pipe(verhaal.tekst for verhaal in verhalen))
        for verhaal, doc in zip(verhalen, docs, strict=True):
            yield _tagged(verhaal, doc)


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
    return TaggedVerhaal(verhaal, human or voorstellen, voorstellen, kansen)


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
