"""The spaCy component `kwaliteiten`: puts a classifier's findings on the Doc.

`doc.cats` holds the chance of every quality. `doc.spans["kwaliteiten"]` holds the sentences that
show a quality: the label is the quality's key. What belongs to a span stands in the group's
`attrs`, in the order of the spans (`scores`, `richtingen`, `zinnen`), because spaCy keys a span's
own attributes on its offsets, where two qualities of one sentence would clash. By quality,
`attrs["tekst"]` says whether the text is tagged with it (`gevonden`), whether the machine cannot
tell (`misschien`), in what direction, and by whom (`herkomst`, None where it is not tagged).

The entry point `spacy_factories` names the components of this package, so that
`spacy.load(folder)` finds them in a process that imports nothing but spaCy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from spacy import util
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.vocab import Vocab

from pipeline.model import Herkomst, Richting
from pipeline.tag.learned import standard
from pipeline.tag.scores import Classifier, SentenceScore, TextScore
from pipeline.tag.sentences import sentence_bounds
from pipeline.tag.stored import FILES, as_files, from_files

SPANS = "kwaliteiten"
_BATCH = 64


@Language.factory("kwaliteiten", assigns=["doc.cats", "doc.spans"], requires=["doc.sents"])
def make_kwaliteiten(nlp: Language, name: str) -> KwaliteitenComponent:  # noqa: ARG001
    """The component with the model of the package, as `nlp.add_pipe("kwaliteiten")` gives it."""
    return KwaliteitenComponent(nlp.vocab)


class KwaliteitenComponent:
    """Scores texts in batches with a classifier and writes the findings on each Doc.

    Without a classifier of its own it uses the model of the package, loaded at first use.
    """

    def __init__(self, vocab: Vocab, classifier: Classifier | None = None) -> None:
        self._vocab = vocab
        self._own = classifier

    @property
    def classifier(self) -> Classifier:
        """The classifier that is in use."""
        return self._own or standard()

    def use(self, classifier: Classifier) -> None:
        """Score with this classifier from now on."""
        self._own = classifier

    def __call__(self, doc: Doc) -> Doc:
        """Tag one text."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = _BATCH) -> Iterator[Doc]:
        """Tag many texts, a batch at a time."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            for doc, scores in zip(batch, self.classifier.score(batch), strict=True):
                _write(doc, scores)
                yield doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002
        """Write the classifier with all that it needs into a folder."""
        path.mkdir(parents=True, exist_ok=True)
        files = as_files(self.classifier)
        for name in FILES:
            if name in files:
                (path / name).write_bytes(files[name])
            else:
                (path / name).unlink(missing_ok=True)

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> KwaliteitenComponent:  # noqa: ARG002
        """Use the classifier of a folder. Raises `PipelineError` when it is damaged."""
        found = {name: path / name for name in FILES if (path / name).is_file()}
        files = {name: file.read_bytes() for name, file in found.items()}
        self.use(from_files(files, self._vocab))
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002
        """The classifier with all that it needs."""
        files = as_files(self.classifier)
        held: bytes = util.to_bytes({name: files[name].__bytes__ for name in files}, [])
        return held

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> KwaliteitenComponent:  # noqa: ARG002
        """Use the classifier that `to_bytes` gave. Raises `PipelineError` when it is damaged."""
        files: dict[str, bytes] = {}
        util.from_bytes(data, {name: partial(files.__setitem__, name) for name in FILES}, [])
        self.use(from_files(files, self._vocab))
        return self


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
                score.kwaliteit: {
                    "richting": str(score.richting),
                    "gevonden": score.gevonden,
                    "misschien": score.misschien,
                    "herkomst": str(Herkomst.MACHINE) if score.gevonden else None,
                }
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
            attrs["tekst"][key]["misschien"],
        )
        for key, kans in doc.cats.items()
    )


def _span(doc: Doc, sentence: Span, label: str) -> Span:
    start, end = sentence_bounds(sentence)
    span = doc.char_span(start, end, label=label, alignment_mode="expand")
    return span if span is not None else Span(doc, sentence.start, sentence.end, label=label)
