"""The qualities that people gave to a text: a list, a mapping or one line, once or by coder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.codebook import Codebook
from pipeline.model import Codering, HumanTag, Richting
from pipeline.read.notes import Notes
from pipeline.read.values import MAX_ITEMS, Values, clean, unknown
from pipeline.yaml_bounded import Node

KEY = "kwaliteiten"
CODERING = "codering"

_MAX_CODEUR = 40

_SIGNS = {
    **dict.fromkeys(("+", "plus", "positief"), Richting.PLUS),
    **dict.fromkeys(("-", "−", "–", "—", "min", "negatief"), Richting.MIN),
    **dict.fromkeys(
        ("±", "+/-", "+-", "-/+", "+/−", "beide", "plusmin", "plus/min", "allebei"),
        Richting.BEIDE,
    ),
}
_SIGN = r"\+/[-−–]|-/\+|\+-|[+±−–—-]"
_WORD = "plus/min|plusmin|plus|min|beide|allebei|positief|negatief"
_WITH_DIRECTION = re.compile(
    rf"(.*\w)(?:\s*[:=(]?\s*({_SIGN})|[\s:=(]+({_WORD}))\s*\)?", re.IGNORECASE
)
_SEPARATOR = re.compile(r"[,;]\s*|(?<=[+±−–—-])\s+(?=\w)")
_NONE = {"geen", "niets", "none", "n.v.t."}


@dataclass(frozen=True, slots=True)
class Kwaliteiten:
    """The tags in codebook order; `geen` is whether a person said that there are none."""

    tags: tuple[HumanTag, ...]
    geen: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    naam: str
    richting: str | None
    regel: int


def read_kwaliteiten(values: Values, codebook: Codebook) -> Kwaliteiten:
    """The value of `kwaliteiten` as tags; what cannot be used is noted (design, chapter 2)."""
    node = values.node(KEY)
    return _read(node, KEY, values, codebook)[0] if node else Kwaliteiten(())


def read_codering(values: Values, codebook: Codebook) -> tuple[Codering, ...]:
    """The value of `codering`: by coder what they found, each as under `kwaliteiten`.

    Of a coder of whom something cannot be used, nothing is: what is missing would look like a
    difference with the others.
    """
    node = values.node(CODERING)
    if node is None:
        return ()
    if not node.pairs:
        values.notes.fout(
            "codering-onleesbaar",
            node.line,
            f"Onder '{CODERING}' hoort per codeur wat die vond.",
            f"Schrijf onder '{CODERING}:' voor elke codeur een regel, zoals "
            f"'a: [{codebook.kwaliteiten[0].sleutel}]'.",
        )
        return ()
    found: dict[str, Codering] = {}
    for key, value in node.pairs[:MAX_ITEMS]:
        codeur = clean(key.text or "").casefold()[:_MAX_CODEUR]
        if codeur in found:
            values.notes.waarschuwing(
                "codeur-dubbel",
                key.line,
                "Deze codeur staat er al; ik gebruik de eerste.",
                "Geef elke codeur één regel.",
            )
            continue
        said, whole = _read(value, CODERING, values, codebook)
        if codeur and whole and (said.tags or said.geen):
            found[codeur] = Codering(codeur, said.tags, key.line)
    if found and not values.given(KEY):
        values.notes.melding(
            "codering-zonder-kwaliteiten",
            node.line,
            f"Er staat wat codeurs vonden, maar niet wat het wordt; '{CODERING}' telt zelf niet.",
            f"Schrijf bij '{KEY}' waar jullie samen op uitkwamen.",
        )
    return tuple(found.values())


def _read(node: Node, sleutel: str, values: Values, codebook: Codebook) -> tuple[Kwaliteiten, bool]:
    """The tags of a value that belongs to `sleutel`, and whether all of it could be used."""
    if node.value is None:
        values.text_of(node, sleutel)
        return Kwaliteiten(()), True
    if node.items == () or (node.text or "").strip().casefold() in _NONE:
        return Kwaliteiten((), geen=True), True
    found: dict[str, Richting] = {}
    whole = True
    for entry in _merged(list(_entries(node, sleutel, values, codebook)), codebook):
        tag = _tag(entry, codebook, values.notes)
        if tag is None:
            whole = False
            continue
        if found.get(tag.kwaliteit, tag.richting) is not tag.richting:
            values.notes.waarschuwing(
                "kwaliteit-dubbel",
                entry.regel,
                f"De kwaliteit '{tag.kwaliteit}' staat er twee keer, met een andere richting.",
                f"Noem haar één keer; ik lees nu '{tag.kwaliteit}: ±'.",
            )
            tag = HumanTag(tag.kwaliteit, Richting.BEIDE)
        found[tag.kwaliteit] = tag.richting
    order = [kwaliteit.sleutel for kwaliteit in codebook.kwaliteiten]
    return Kwaliteiten(tuple(HumanTag(key, found[key]) for key in order if key in found)), whole


def _entries(node: Node, sleutel: str, values: Values, codebook: Codebook) -> Iterator[_Entry]:
    if node.text is not None:
        yield from _from_text(node, sleutel, values, codebook)
    elif node.pairs:
        for key, value in node.pairs[:MAX_ITEMS]:
            direction = "+" if value.value is None else clean(value.text or "?")
            yield _Entry(clean(key.text or ""), direction, key.line)
    elif node.items:
        for item in node.items[:MAX_ITEMS]:
            if item.text is not None:
                yield from _from_text(item, sleutel, values, codebook)
            elif item.pairs:
                yield from _entries(item, sleutel, values, codebook)
            else:
                values.text_of(item, sleutel)
    else:
        values.text_of(node, sleutel)


def _from_text(node: Node, sleutel: str, values: Values, codebook: Codebook) -> Iterator[_Entry]:
    """Names with or without a direction, parted by commas (a name may hold a comma itself)."""
    text = values.text_of(node, sleutel) or ""
    whole = codebook.find_kwaliteit(text) and not _WITH_DIRECTION.fullmatch(text)
    for part in [text] if whole else _SEPARATOR.split(text)[:MAX_ITEMS]:
        match = _WITH_DIRECTION.fullmatch(part.strip())
        if match:
            yield _Entry(match[1], match[2] or match[3], node.line)
        elif part.strip():
            yield _Entry(part.strip(), None, node.line)


def _merged(entries: Sequence[_Entry], codebook: Codebook) -> Iterator[_Entry]:
    """Entries, with the pieces of a name that was cut at its commas joined again."""
    index = 0
    while index < len(entries):
        entry, width = entries[index], 1
        if not codebook.find_kwaliteit(entry.naam):
            for size in (2, 3):
                part = entries[index : index + size]
                if len(part) == size and codebook.find_kwaliteit(" ".join(e.naam for e in part)):
                    entry = _Entry(" ".join(e.naam for e in part), part[-1].richting, entry.regel)
                    width = size
                    break
        yield entry
        index += width


def _tag(entry: _Entry, codebook: Codebook, notes: Notes) -> HumanTag | None:
    sleutel = codebook.find_kwaliteit(entry.naam)
    if sleutel is None:
        near = codebook.nearest_kwaliteit(entry.naam)
        known = ", ".join(kwaliteit.sleutel for kwaliteit in codebook.kwaliteiten)
        notes.fout(
            "kwaliteit-onbekend",
            entry.regel,
            unknown("De kwaliteit", entry.naam, near),
            f"Bedoel je '{near}'?" if near else f"Kies uit: {known}.",
        )
        return None
    richting = _SIGNS.get((entry.richting or "+").casefold())
    if richting is None or entry.naam[:1] in "+-±−–":
        notes.fout(
            "richting-onbekend",
            entry.regel,
            f"De richting bij '{sleutel}' ken ik niet.",
            f"Schrijf '{sleutel}: +' (het is er), '{sleutel}: -' (het ontbreekt) "
            f"of '{sleutel}: ±' (allebei, of een wens).",
        )
        return None
    return HumanTag(sleutel, richting)
