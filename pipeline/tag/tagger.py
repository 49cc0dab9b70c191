"""From stories to tagged stories: human tags win, machine tags are proposals."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.codebook import Codebook
from pipeline.model import Bewijs, Herkomst, Tag, TaggedVerhaal, Verhaal
from pipeline.tag.components import KwaliteitenComponent, read
from pipeline.tag.encoder import use_encoder
from pipeline.tag.examples import from_stories, groups_of
from pipeline.tag.fewshot import learn
from pipeline.tag.language import dutch, sentences_only, version_of, words_of
from pipeline.tag.learned import CONTEXT, MODEL, WOORDEN, readable, standard, trained
from pipeline.tag.rules import RuleClassifier, indicators
from pipeline.tag.scores import Classifier, SentenceScore, TextScore
from pipeline.tag.sentences import sentence_bounds
from pipeline.workspace import default_path

MAX_BEWIJS = 3
VERSION = 2
_ALWAYS = ("zinnen", "kwaliteiten")
MIN_LESSONS = 20


class Tagger:
    """Tags stories with the qualities of a codebook.

    The classifier is the trained model of the package where it knows every quality of the
    codebook. A project with qualities of its own gets one trained on its human-tagged stories
    (`learns_from`), and until it has enough of those, the codebook's indicators. `identiteit`
    changes whenever what a tagger says of the same text may change.
    """

    def __init__(self, codebook: Codebook, verhalen: Sequence[Verhaal] = ()) -> None:
        lessons = learns_from(codebook, verhalen)
        self._nlp = tagging(codebook, lessons)
        # Only indicators go by lemmas.
        used = self._nlp.pipe_names if _by_rules(codebook, lessons) else _ALWAYS
        self._unused = [name for name in self._nlp.pipe_names if name not in used]
        self.identiteit = identity(codebook, lessons, f"{codebook.spacy} {version_of(self._nlp)}")

    def tag(self, verhalen: Sequence[Verhaal]) -> Iterable[TaggedVerhaal]:
        """Tag stories, in order and one by one as they are ready."""
        words = (words_of(self._nlp, verhaal.tekst) for verhaal in verhalen)
        docs = self._nlp.pipe(words, disable=self._unused)
        for verhaal, doc in zip(verhalen, docs, strict=True):
            yield _tagged(verhaal, doc)


def tagging(codebook: Codebook, lessons: Sequence[Verhaal] = ()) -> Language:
    """A spaCy pipeline that tags with the qualities of a codebook.

    It can be saved and loaded as any other. Its vocabulary holds no word of `lessons`, so that
    sharing it shares no text. Raises `PipelineError` when the codebook's spaCy model is of no use.
    """
    nlp = dutch(codebook.spacy)
    classifier = _classifier(nlp, codebook, lessons)
    cast(KwaliteitenComponent, nlp.add_pipe("kwaliteiten")).use(classifier)
    return nlp


def knows(codebook: Codebook) -> bool:
    """Whether the trained model of the package knows every quality of a codebook."""
    return set(_keys(codebook)) <= set(trained().kwaliteiten)


def learns_from(codebook: Codebook, verhalen: Sequence[Verhaal]) -> tuple[Verhaal, ...]:
    """The stories on which a tagger of this codebook is trained: none where ours knows it all.

    Our model stays as it is, so that a tag on one story does not change what is said of another.
    """
    if knows(codebook):
        return ()
    told = tuple(v for v in verhalen if v.tags or v.geen_kwaliteiten)
    return told if len(told) >= MIN_LESSONS else ()


def _by_rules(codebook: Codebook, lessons: Sequence[Verhaal]) -> bool:
    return not lessons and not knows(codebook)


def identity(codebook: Codebook, lessons: Sequence[Verhaal], taal: str) -> str:
    """What determines a tagger's findings besides the text: codebook, models, lessons, version."""
    found = hashlib.sha256(f"{taal} {codebook.kwaliteiten!r}".encode())
    for name in (MODEL, WOORDEN, CONTEXT):
        found.update(default_path(name).read_bytes())
    for verhaal, groep in zip(lessons, groups_of(lessons), strict=True):
        found.update(f"{groep} {verhaal.sha256}".encode())
    return f"{VERSION}-{found.hexdigest()[:16]}"


def _keys(codebook: Codebook) -> tuple[str, ...]:
    return tuple(kwaliteit.sleutel for kwaliteit in codebook.kwaliteiten)


def _classifier(nlp: Language, codebook: Codebook, lessons: Sequence[Verhaal]) -> Classifier:
    keys = _keys(codebook)
    if knows(codebook):
        return replace(standard(), kwaliteiten=keys)
    if _by_rules(codebook, lessons):
        return RuleClassifier(nlp.vocab, keys, indicators(nlp, codebook))
    # In a pipeline apart, because words that a pipeline has read stay in its vocabulary.
    apart = sentences_only()
    sentences = [readable(doc)[1] for doc in apart.pipe(words_of(apart, v.tekst) for v in lessons)]
    return learn(from_stories(lessons, sentences), codebook, use_encoder(), trained())


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
    misschien = tuple(score.kwaliteit for score in scores if score.misschien)
    return TaggedVerhaal(verhaal, tags, voorstellen, kansen, misschien)


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
