"""Tagging by the indicators of the codebook, for a project that has no examples to learn from.

A rule list finds words, not meaning: its `kans` says how many indicators a text shows
(1 - 0.5 ** n), not how often such a text has the quality.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.codebook import Codebook
from pipeline.model import Richting
from pipeline.tag.scores import SentenceScore, TextScore

_NEGATIONS = {"niet", "geen", "nooit", "nauwelijks", "nergens", "zonder"}
_REACH = 3


@dataclass(frozen=True, slots=True)
class Indicator:
    """A phrase of the codebook that points at a quality, as words and as their lemmas."""

    kwaliteit: str
    richting: Richting
    woorden: tuple[str, ...]
    lemmas: tuple[str, ...]


def indicators(nlp: Language, codebook: Codebook) -> tuple[Indicator, ...]:
    """The indicators of a codebook, with the lemmas that this pipeline gives them."""
    return tuple(
        Indicator(
            kwaliteit.sleutel,
            richting,
            tuple(token.text for token in doc),
            tuple(token.lemma_ or token.text for token in doc),
        )
        for kwaliteit in codebook.kwaliteiten
        for richting, phrases in kwaliteit.indicatoren
        for doc in nlp.pipe(phrases)
    )


class RuleClassifier:
    """Finds indicators in sentences, by their words or their lemmas."""

    def __init__(
        self, vocab: Vocab, kwaliteiten: Sequence[str], indicatoren: Sequence[Indicator]
    ) -> None:
        self.kwaliteiten = tuple(kwaliteiten)
        self.indicatoren = tuple(indicatoren)
        self._matchers = [PhraseMatcher(vocab, attr=attr) for attr in ("LOWER", "LEMMA")]
        for indicator in indicatoren:
            doc = Doc(vocab, words=list(indicator.woorden), lemmas=list(indicator.lemmas))
            for matcher in self._matchers:
                matcher.add(f"{indicator.kwaliteit} {indicator.richting}", [doc])

    def score(self, docs: Sequence[Doc]) -> list[tuple[TextScore, ...]]:
        """Score each text on every quality of the codebook, in its order."""
        return [self._score(doc) for doc in docs]

    def _score(self, doc: Doc) -> tuple[TextScore, ...]:
        sentence_of = [index for index, sent in enumerate(doc.sents) for _ in sent]
        hits: Counter[tuple[str, int, Richting]] = Counter()
        for key, start in sorted(set(self._hits(doc))):
            kwaliteit, sign = key.rsplit(" ", 1)
            richting = _negated(Richting(sign), doc, start)
            hits[kwaliteit, sentence_of[start], richting] += 1
        return tuple(_text_score(kwaliteit, hits) for kwaliteit in self.kwaliteiten)

    def _hits(self, doc: Doc) -> Iterable[tuple[str, int]]:
        for matcher in self._matchers:
            for key, start, _ in matcher(doc):
                yield doc.vocab.strings[key], start


def _text_score(kwaliteit: str, hits: Counter[tuple[str, int, Richting]]) -> TextScore:
    zinnen = sorted(
        (
            SentenceScore(zin, 1 - 0.5**count, richting)
            for (sleutel, zin, richting), count in hits.items()
            if sleutel == kwaliteit
        ),
        key=lambda score: (-score.score, score.zin),
    )
    total = sum(count for (sleutel, _, _), count in hits.items() if sleutel == kwaliteit)
    directions = {score.richting for score in zinnen}
    richting = directions.pop() if len(directions) == 1 else Richting.BEIDE
    return TextScore(kwaliteit, 1 - 0.5**total, total > 0, richting, tuple(zinnen))


def _negated(richting: Richting, doc: Doc, start: int) -> Richting:
    before = {token.lower_ for token in doc[max(0, start - _REACH) : start]}
    if richting is Richting.BEIDE or not before & _NEGATIONS:
        return richting
    return Richting.MIN if richting is Richting.PLUS else Richting.PLUS
