"""The spaCy component `kwaliteiten`: puts a classifier's findings on the Doc.

`doc.cats` holds the chance of every quality. `doc.spans["kwaliteiten"]` holds the sentences that
show a quality the text is tagged with: the label is the quality's key. What belongs to a span
stands in the group's `attrs`, in the order of the spans (`scores`, `richtingen`), because spaCy
keys a span's own attributes on its offsets, where two qualities of one sentence would clash.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from spacy.tokens import Doc, Span, SpanGroup

from pipeline.model import Richting
from pipeline.tag.scores import Classifier, SentenceScore, TextScore
from pipeline.tag.sentences import sentence_bounds

SPANS = "kwaliteiten"
_BATCH = 64


class KwaliteitenComponent:
    """Scores texts in batches with a classifier and writes the findings on each Doc."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    def __call__(self, doc: Doc) -> Doc:
        """Tag one text."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = _BATCH) -> Iterator[Doc]:
        """Tag many texts, a batch at a time."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            for doc, scores in zip(batch, self._classifier.score(batch), strict=True):
                _write(doc, scores)
                yield doc


def _write(doc: Doc, scores: Sequence[TextScore]) -> None:
    sentences = list(doc.sents)
    doc.cats = {score.kwaliteit: score.kans for score in scores}
    rows = [(score, zin) for score in scores for zin in score.zinnen]
    doc.spans[SPANS] = SpanGroup(
        doc,
        name=SPANS,
        spans=[_span(doc, sentences[zin.zin], score.kwaliteit) for score, zin in rows],
        attrs={
            "scores": [zin.score for _, zin in rows],
            "richtingen": [str(zin.richting) for _, zin in rows],
            "zinnen": [zin.zin for _, zin in rows],
            "tekst": {
                score.kwaliteit: {"richting": str(score.richting), "gevonden": score.gevonden}
                for score in scores
            },
        },
    )


def read(doc: Doc) -> tuple[TextScore, ...]:
    """What the component put on a Doc, as values again."""
    group = doc.spans[SPANS]
    attrs = group.attrs
    zinnen: dict[str, list[SentenceScore]] = {key: [] for key in doc.cats}
    rows = zip(group, attrs["zinnen"], attrs["scores"], attrs["richtingen"], strict=True)
    for span, zin, score, richting in rows:
        zinnen[span.label_].append(SentenceScore(zin, score, Richting(richting)))
    return tuple(
        TextScore(
            key,
            kans,
            attrs["tekst"][key]["gevonden"],
            Richting(attrs["tekst"][key]["richting"]),
            tuple(zinnen[key]),
        )
        for key, kans in doc.cats.items()
    )


def _span(doc: Doc, sentence: Span, label: str) -> Span:
    start, end = sentence_bounds(sentence)
    span = doc.char_span(start, end, label=label, alignment_mode="expand")
    return span if span is not None else Span(doc, sentence.start, sentence.end, label=label)
