"""Tagged texts as a spaCy `DocBin`, with the layers that the component `kwaliteiten` writes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, DocBin, SpanGroup

from pipeline.model import Herkomst, Richting
from pipeline.tag.components import SPANS
from pipeline.tag.language import sentences_only, words_of

_NOTHING: dict[str, str | bool | None] = {
    "richting": str(Richting.BEIDE),
    "gevonden": False,
    "misschien": False,
    "herkomst": None,
}


@dataclass(frozen=True, slots=True)
class TekstTag:
    """A quality of a text; `zinnen` are `(start, end, richting)`, in code points."""

    kwaliteit: str
    richting: Richting
    herkomst: Herkomst
    kans: float | None
    zinnen: tuple[tuple[int, int, Richting], ...]


@dataclass(frozen=True, slots=True)
class GetagdeTekst:
    """A text with its tags; `naam` says where it comes from."""

    naam: str
    tekst: str
    tags: tuple[TekstTag, ...]


def docbin(teksten: Iterable[GetagdeTekst], kwaliteiten: Sequence[str]) -> bytes:
    """The texts as a `DocBin` for `spacy.blank("nl").vocab`, to be read without this package.

    `doc.cats` has every quality: 1 for a human's tag, the chance for a proposal, else 0.
    `doc.spans["kwaliteiten"]` has the sentences that show one, with in its `attrs` in the same
    order `scores` and `richtingen`, and by quality in `tekst` whether the text is tagged with it
    (`gevonden`), in what direction and by whom. `doc.user_data["bron"]` is the name of the text.
    """
    nlp = sentences_only()
    packed = DocBin(attrs=["SENT_START"], store_user_data=True)
    for tekst in teksten:
        packed.add(_doc(nlp(words_of(nlp, tekst.tekst)), tekst, kwaliteiten))
    return packed.to_bytes()


def _doc(doc: Doc, tekst: GetagdeTekst, kwaliteiten: Sequence[str]) -> Doc:
    starts = [sentence.start for sentence in doc.sents]
    by_key = {tag.kwaliteit: tag for tag in tekst.tags}
    rows = [
        (tag, richting, span)
        for tag in tekst.tags
        for start, end, richting in tag.zinnen
        if (span := doc.char_span(start, end, label=tag.kwaliteit, alignment_mode="expand"))
    ]
    doc.cats = {key: _kans(by_key[key]) if key in by_key else 0.0 for key in kwaliteiten}
    doc.spans[SPANS] = SpanGroup(
        doc,
        name=SPANS,
        spans=[span for _, _, span in rows],
        attrs={
            "scores": [_kans(tag) for tag, _, _ in rows],
            "richtingen": [str(richting) for _, richting, _ in rows],
            "zinnen": [bisect_right(starts, span.start) - 1 for _, _, span in rows],
            "tekst": {key: _facts(by_key.get(key)) for key in kwaliteiten},
        },
    )
    doc.user_data["bron"] = tekst.naam
    return doc


def _facts(tag: TekstTag | None) -> dict[str, str | bool | None]:
    if tag is None:
        return _NOTHING
    return _NOTHING | {
        "richting": str(tag.richting),
        "gevonden": True,
        "herkomst": str(tag.herkomst),
    }


def _kans(tag: TekstTag) -> float:
    return 1.0 if tag.kans is None else tag.kans
