"""The Dutch spaCy pipeline below the tagger: words, our sentences, and lemmas.

A project may name a pipeline of its own in the codebook (`spacy: nl_core_news_sm`, or a folder).
Its lemmas are used; the borders of sentences stay ours, because evidence is a sentence of ours.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.problems import PipelineError, quoted
from pipeline.tag import sentences as _sentences  # noqa: F401  registers `zinnen`

MAX_LENGTH = 10_000_000
_MAX_RUN = 150
_RUN = re.compile(rf"\S{{{2 * _MAX_RUN},}}")
_OURS = {"token.is_sent_start", "doc.sents", "doc.ents", "doc.cats", "doc.spans"}
"""What parts of a named pipeline may not write: it is ours, or it is slow and of no use here."""
_WAY_OUT = "of haal de regel 'spacy' uit codeboek.yaml."


def dutch(naam: str = "") -> Language:
    """A Dutch pipeline with sentences and lemmas; `naam` is a spaCy package or a folder.

    Raises `PipelineError` when it, or the list of lemmas, is not installed or is of no use.
    """
    nlp = _named(naam) if naam else _plain()
    nlp.max_length = MAX_LENGTH
    return nlp


def sentences_only() -> Language:
    """A Dutch pipeline that only parts a text into sentences."""
    nlp = spacy.blank("nl")
    nlp.max_length = MAX_LENGTH
    nlp.add_pipe("zinnen")
    return nlp


def words_of(nlp: Language, text: str) -> Doc:
    """A text as words, for the rest of the pipeline.

    The time of spaCy's tokenizer grows with the square of what stands without a white space, so
    that ten thousand brackets would take ten seconds. Such a run is cut up here; no word is that
    long.
    """
    docs = [nlp.make_doc(part) for part in _parts(text)]
    whole = docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)
    return whole if whole is not None else nlp.make_doc(text)


def _parts(text: str) -> Iterator[str]:
    at = 0
    for run in _RUN.finditer(text):
        for cut in range(run.start() + _MAX_RUN, run.end(), _MAX_RUN):
            yield text[at:cut]
            at = cut
    yield text[at:]


def version_of(nlp: Language) -> str:
    """What tells one pipeline from another: its name and version."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"


def _plain() -> Language:
    nlp = sentences_only()
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


def _named(naam: str) -> Language:
    try:
        nlp = spacy.load(naam)
    except (OSError, ValueError, KeyError, ImportError, AttributeError) as error:
        raise PipelineError(
            f"Het spaCy-model {quoted(naam)} uit het codeboek is er niet, of werkt niet.",
            f"Installeer het met 'python -m spacy download {naam}', {_WAY_OUT}",
        ) from error
    for pipe in nlp.component_names:
        if _OURS & set(nlp.get_pipe_meta(pipe).assigns):
            nlp.remove_pipe(pipe)
    lemmas = any("token.lemma" in nlp.get_pipe_meta(pipe).assigns for pipe in nlp.pipe_names)
    if nlp.lang != "nl" or not lemmas:
        raise PipelineError(
            f"Het spaCy-model {quoted(naam)} uit het codeboek kent geen Nederlandse lemma's.",
            f"Kies een Nederlands model met lemma's, zoals nl_core_news_sm, {_WAY_OUT}",
        )
    nlp.add_pipe("zinnen", first=True)
    return nlp
