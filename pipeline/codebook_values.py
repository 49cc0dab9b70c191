"""Values out of a codebook's YAML, with what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipeline.problems import Ernst, Problem, quoted
from pipeline.yaml_bounded import Node


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Text as a key: lower case, ASCII, hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")


class ValueReader:
    """Takes values out of the YAML of the codebook `pad` and gathers what is wrong with them."""

    def __init__(self, pad: str) -> None:
        self._pad = pad
        self.problems: list[Problem] = []

    def wrong(self, line: int, melding: str, oplossing: str, code: str = "codeboek-waarde") -> None:
        """Note what cannot be used, at its line."""
        self.problems.append(Problem(code, Ernst.FOUT, self._pad, line, melding, oplossing))

    def text(self, node: Node, key: str, missing: str = "") -> str:
        """A text on one line."""
        found = node.get(key)
        return " ".join((found.text or missing).split()) if found else missing

    def texts(self, node: Node, key: str) -> tuple[str, ...]:
        """A list of texts, or one text as a list of one."""
        return tuple(text for text, _ in self.lines(node, key))

    def lines(self, node: Node, key: str) -> tuple[tuple[str, int], ...]:
        """As `texts`, each text with its line."""
        found = node.get(key)
        if found is None or found.value is None:
            return ()
        if found.text is not None:
            return ((found.text, found.line),)
        return tuple(
            (" ".join(item.text.split()), item.line) for item in found.items or () if item.text
        )

    def text_lists(self, node: Node, key: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Lists of texts by name."""
        found = node.get(key)
        pairs = found.pairs if found else None
        return tuple(
            (name.text or "", self.texts(found, name.text or ""))
            for name, _ in pairs or ()
            if found
        )

    def entries(self, root: Node, key: str) -> list[tuple[str, Node]]:
        """The members of a list that each have a `sleutel`, by that key."""
        found = root.get(key)
        entries: list[tuple[str, Node]] = []
        for node in (found.items if found else None) or ():
            name = node.get("sleutel")
            sleutel = slug(name.text or "") if name else ""
            if not sleutel:
                self.wrong(
                    node.line,
                    f"Onder '{key}' staat iets zonder 'sleutel'.",
                    "Geef het een regel 'sleutel: …' met een kort woord.",
                )
            elif sleutel in {known for known, _ in entries}:
                self.wrong(
                    node.line,
                    f"De sleutel {quoted(sleutel)} staat twee keer onder '{key}'.",
                    "Geef elke sleutel één keer.",
                )
            else:
                entries.append((sleutel, node))
        return entries

    def whole(self, node: Node, key: str, missing: int) -> int:
        """A whole number from zero up."""
        found = node.get(key)
        if found is None or found.value is None:
            return missing
        if found.text is not None and re.fullmatch(r"\d{1,6}", found.text.strip()):
            return int(found.text)
        self.wrong(found.line, f"'{key}' is geen heel getal.", f"Schrijf '{key}: {missing}'.")
        return missing

    def place(self, node: Node, key: str) -> tuple[int, int] | None:
        """A row and a column from 1."""
        given = self.texts(node, key)
        if len(given) == 2 and all(re.fullmatch(r"[1-9]|1\d|20", number) for number in given):
            return int(given[0]), int(given[1])
        if given:
            self.wrong(node.line, f"'{key}' is geen plek.", f"Schrijf '{key}: [rij, kolom]'.")
        return None

    def shares(self, root: Node, key: str) -> tuple[tuple[str, float], ...]:
        """Percentages by name, as shares between 0 and 1."""
        found = root.get(key)
        return tuple(
            (name.text or "", self.whole(found, name.text or "", 0) / 100)
            for name, _ in (found.pairs if found else None) or ()
            if found
        )
