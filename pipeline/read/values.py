"""Plain values out of a head: text, lists and names, each with the line to mend."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

from pipeline.problems import quoted
from pipeline.read.decode import INVISIBLE, without_controls
from pipeline.read.notes import Notes
from pipeline.yaml_bounded import Node

MAX_VALUE = 2_000
MAX_ITEMS = 200
_MISSPELLED = 0.75
"""How much alike two words are, from 0 to 1, when one is the other with a letter wrong."""


def clean(text: str) -> str:
    """A value as a reader sees it: on one line, without characters that nobody sees."""
    return " ".join(INVISIBLE.sub("", without_controls(text)).split())


def unknown(what: str, text: str, guess: str | None) -> str:
    """That a value is not known. It is quoted only when it is a misspelling of `guess`.

    Any other text may be of the story itself, which may have no consent to be shown.
    """
    spelled = SequenceMatcher(None, text.casefold()[:80], (guess or "").casefold()).ratio()
    if spelled >= _MISSPELLED:
        return f"{what} {quoted(text)} ken ik niet."
    return f"{what} die hier staat, ken ik niet."


class Values:
    """The values of the known keys of one head, and the notes on what is wrong with them."""

    def __init__(self, nodes: dict[str, Node], notes: Notes) -> None:
        self._nodes = nodes
        self.notes = notes

    def node(self, key: str) -> Node | None:
        """The value of a key as it stands, or None when the key is not there."""
        return self._nodes.get(key)

    def line(self, key: str) -> int | None:
        """The line of a key's value."""
        node = self._nodes.get(key)
        return node.line if node else None

    def given(self, key: str) -> bool:
        """Whether anything at all stands behind the key."""
        node = self._nodes.get(key)
        return node is not None and node.value is not None

    def text(self, key: str) -> str | None:
        """The value of a key that takes one text; None when there is no usable one."""
        node = self._nodes.get(key)
        return None if node is None else self.text_of(node, key)

    def text_of(self, node: Node, key: str) -> str | None:
        """The text of a node that belongs to `key`; anything else is a problem."""
        if node.value is None:
            self.notes.melding(
                "waarde-leeg",
                node.line,
                f"Achter '{key}' staat niets.",
                "Vul het in, of haal de regel weg.",
            )
            return None
        if node.text is None:
            self.notes.fout(
                "waarde-geen-tekst",
                node.line,
                f"Achter '{key}' hoort één waarde; hier staat een lijst of een groepje.",
                f"Schrijf '{key}: …' met één waarde op dezelfde regel.",
            )
            return None
        text = clean(node.text[: 4 * MAX_VALUE])
        if len(text) > MAX_VALUE:
            self.notes.fout(
                "waarde-te-lang",
                node.line,
                f"De waarde van '{key}' is te lang (meer dan {MAX_VALUE} tekens).",
                "Maak haar korter, of zet de tekst in het verhaal zelf.",
            )
            return None
        return text or None

    def texts(self, key: str) -> tuple[str, ...] | None:
        """The texts of a key that takes a list (or one text); None when it is not usable."""
        node = self._nodes.get(key)
        if node is None or node.value is None:
            return () if node is None else self._nothing(node, key)
        if node.text is not None:
            text = self.text_of(node, key)
            return (text,) if text else None
        if node.items is None or len(node.items) > MAX_ITEMS:
            self.notes.fout(
                "waarde-geen-lijst",
                node.line,
                f"Achter '{key}' hoort een lijst (van hooguit {MAX_ITEMS}).",
                f"Schrijf onder '{key}:' elke waarde op een eigen regel, met '- ' ervoor.",
            )
            return None
        found = [self.text_of(item, key) for item in node.items]
        return tuple(text for text in found if text) if all(found) else None

    def one_of(
        self,
        key: str,
        find: Callable[[str], str | None],
        near: Callable[[str], str | None],
        known: Iterable[str],
    ) -> str | None:
        """The known value that a key names; an unknown one is a problem with the nearest."""
        text = self.text(key)
        if text is None:
            return None
        if found := find(text):
            return found
        guess = near(text)
        known = list(known)
        how = (
            f"Bedoel je '{guess}'? Schrijf dan '{key}: {guess}'."
            if guess
            else f"Kies uit: {', '.join(known)}."
        )
        self.notes.fout(f"{key}-onbekend", self.line(key), unknown(f"De {key}", text, guess), how)
        return None

    def yes(self, key: str) -> bool:
        """Whether a key says yes."""
        text = self.text(key)
        word = (text or "nee").casefold()
        if word in {"true", "ja", "waar", "1", "yes"}:
            return True
        if word not in {"false", "nee", "onwaar", "0", "no"}:
            self.notes.waarschuwing(
                f"{key}-onbekend",
                self.line(key),
                f"Achter '{key}' hoort 'true' of 'false'.",
                f"Schrijf '{key}: true' of haal de regel weg.",
            )
        return False

    def _nothing(self, node: Node, key: str) -> tuple[str, ...]:
        self.text_of(node, key)
        return ()
