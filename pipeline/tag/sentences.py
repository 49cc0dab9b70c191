"""The spaCy component `zinnen`: where a sentence begins in a Dutch story.

spaCy's own sentencizer knows no line breaks and cuts `"Kom maar!" zei hij` in two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc, Span

_ENDS = {".", "!", "?", "…", "..", "...", "!!", "?!", "!?", "??", "!!!"}
_CLOSERS = set("\"'”’»)]")
_PAUSES = _ENDS | _CLOSERS
_OPENERS = set("\"'“‘«([-–—*•")


@Language.factory("zinnen", assigns=["token.is_sent_start", "doc.sents"])
def make_zinnen(nlp: Language, name: str) -> Callable[[Doc], Doc]:  # noqa: ARG001  as spaCy calls it
    """The component; an entry point, so that spaCy finds it without an import."""
    return zinnen


def zinnen(doc: Doc) -> Doc:
    """Mark the first token of every sentence; a line break always ends one."""
    words = [token.text for token in doc]
    marks: Any = np.full((len(words), 1), -1, np.int64)
    for index in range(len(words)):
        # Most words follow a plain word, and are settled without looking around.
        before = words[index - 1]
        pause = before in _PAUSES or before.isspace() or "\n" in before
        if index == 0 or (pause and _starts(doc, index)):
            marks[index, 0] = 1
    # Token by token spaCy would look through the whole text each time.
    return doc.from_array([SENT_START], marks.view(np.uint64)) if words else doc


def sentence_bounds(sentence: Span) -> tuple[int, int]:
    """The offsets `[start, end)` of a sentence in its text, without white space around it."""
    text = sentence.text
    start = sentence.start_char + len(text) - len(text.lstrip())
    return start, max(start, sentence.start_char + len(text.rstrip()))


def _starts(doc: Doc, index: int) -> bool:
    before, here = doc[index - 1], doc[index]
    if "\n" in before.text:
        return True
    if here.is_space:
        return False
    if not before.whitespace_ and not before.is_space:
        return False
    last = index - 1
    while last > 0 and (doc[last].text in _CLOSERS or doc[last].is_space):
        last -= 1
    end = doc[last]
    if end.text not in _ENDS:
        return False
    follows = here.text
    if follows[0] in _OPENERS and index + 1 < len(doc):
        follows = doc[index + 1].text
    if not follows[0].islower():
        return True
    return end.text == "." and last == index - 1
