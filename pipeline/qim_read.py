"""The plan of the Quality Impact Monitor out of the codebook: the key `qim`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from pipeline.codebook_values import ValueReader
from pipeline.model import Periode
from pipeline.problems import nearest, quoted
from pipeline.qim import SCHAAL, Afspraak, Buurt, Groep, Kader, Partij, Qim, Rol, Stakeholder
from pipeline.yaml_bounded import Node


class Namen(Protocol):
    """What the plan can name: the rest of the codebook."""

    @property
    def vertellers(self) -> tuple[str, ...]:
        """The kinds of tellers."""
        ...

    def find_kwaliteit(self, text: str) -> str | None:
        """The key of a quality."""
        ...

    def nearest_kwaliteit(self, text: str) -> str | None:
        """What `text` may have meant."""
        ...

    def find_wijk(self, text: str) -> str | None:
        """The key of a wijk."""
        ...

    def nearest_wijk(self, text: str) -> str | None:
        """What `text` may have meant."""
        ...

    def find_periode(self, text: str) -> Periode | None:
        """A reporting period."""
        ...


_PARTIJ = ("naam", "kwaliteiten", "stakeholders")
_SLEUTELS = (
    "vanaf",
    "opdrachtgever",
    "uitvoerder",
    "afspraak",
    "strategische-doelen",
    "kaders",
    "buurten",
    "buurtvisitaties",
    "schaal",
    "fictief",
)
_T = TypeVar("_T")


def read_qim(root: Node, namen: Namen, reader: ValueReader) -> tuple[Qim, ...]:
    """The versions of the plan under `qim`, the oldest first; none when the key is absent.

    What does not fit is noted in `reader` with its line, and the rest is used.
    """
    found = root.get("qim")
    if found is None or found.value is None:
        return ()
    nodes = found.items if found.items is not None else (found,)
    versions: dict[Periode | None, Qim] = {}
    for node in nodes:
        if not node.pairs:
            _fout(reader, node, "waarde", "Hier hoort een rijtje 'sleutel: waarde'.", _HOE)
            continue
        qim = _Plan(node, namen, reader).read()
        if qim.vanaf in versions or (qim.vanaf is None and len(nodes) > 1):
            _fout(
                reader,
                node,
                "periode",
                "Deze versie van 'qim' begint niet op een eigen moment.",
                "Geef elke versie een andere periode bij 'vanaf', zoals 'vanaf: 2016-mei'.",
            )
            continue
        versions[qim.vanaf] = qim
    return tuple(sorted(versions.values(), key=lambda q: q.vanaf or Periode(0, 1)))


_HOE = "Kijk in het voorbeeld bij 'qim' hoe het eruitziet."


def _fout(reader: ValueReader, node: Node, code: str, melding: str, oplossing: str) -> None:
    reader.wrong(node.line, melding, oplossing, f"qim-{code}")


class _Plan:
    """Reads one version of the plan."""

    def __init__(self, node: Node, namen: Namen, reader: ValueReader) -> None:
        self._node, self._namen, self._reader = node, namen, reader

    def read(self) -> Qim:
        node, reader = self._node, self._reader
        self._only(node, _SLEUTELS, "qim")
        afspraak = self._part("afspraak", ("kwaliteiten", "stakeholders", "toelichting"))
        return Qim(
            vanaf=self._vanaf(),
            opdrachtgever=self._partij("opdrachtgever", _PARTIJ),
            uitvoerder=self._partij("uitvoerder", (*_PARTIJ, "buiten-bereik")),
            afspraak=Afspraak(
                self._kwaliteiten(afspraak),
                self._stakeholders(afspraak),
                reader.text(afspraak, "toelichting"),
            ),
            doelen=reader.texts(node, "strategische-doelen"),
            kaders=tuple(self._kaders()),
            buurten=tuple(self._buurten()),
            visitaties=tuple(dict.fromkeys(self._visitaties())),
            schaal=reader.text(node, "schaal", SCHAAL),
            fictief=reader.text(node, "fictief").casefold() in {"ja", "true"},
        )

    def _only(self, node: Node, known: Iterable[str], where: str) -> None:
        """Note the keys that mean nothing, such as one with a typing error."""
        for key, _ in node.pairs or ():
            name = (key.text or "").strip().casefold()
            if name not in known:
                near = nearest(name, known)
                mend = f"Bedoel je '{near}'?" if near else f"Kies uit: {', '.join(known)}."
                melding = f"De sleutel {quoted(name)} onder '{where}' ken ik niet."
                _fout(self._reader, key, "sleutel-onbekend", melding, mend)

    def _part(self, key: str, known: Iterable[str]) -> Node:
        found = self._node.get(key)
        if found is None or found.value is None:
            return Node((), self._node.line, is_mapping=True)
        if found.pairs is None:
            melding = f"Onder '{key}' hoort een rijtje 'sleutel: waarde'."
            _fout(self._reader, found, "waarde", melding, _HOE)
        self._only(found, known, key)
        return found

    def _vanaf(self) -> Periode | None:
        found = self._node.get("vanaf")
        if found is None or found.value is None:
            return None
        periode = self._namen.find_periode(found.text or "")
        if periode is None:
            _fout(
                self._reader,
                found,
                "periode-onbekend",
                f"{quoted(found.text or '')} is geen periode waarover wordt gerapporteerd.",
                "Schrijf het jaar en de naam van een periode, zoals 'vanaf: 2016-mei'.",
            )
        return periode

    def _partij(self, key: str, known: Iterable[str]) -> Partij:
        node = self._part(key, known)
        return Partij(
            self._reader.text(node, "naam", key),
            self._kwaliteiten(node),
            self._stakeholders(node),
            tuple(self._groepen(node)),
        )

    def _kwaliteiten(self, node: Node) -> tuple[str, ...]:
        return self._known(
            node,
            "kwaliteiten",
            self._namen.find_kwaliteit,
            self._namen.nearest_kwaliteit,
            ("kwaliteit-onbekend", "De kwaliteit {} ken ik niet.", "Zet haar bij 'kwaliteiten'."),
        )

    def _known(
        self,
        node: Node,
        key: str,
        find: Callable[[str], _T | None],
        near: Callable[[str], str | None],
        said: tuple[str, str, str],
    ) -> tuple[_T, ...]:
        """The members of a list that the codebook knows; the others are noted."""
        found: list[_T] = []
        for text, line in self._reader.lines(node, key):
            value = find(text)
            if value is not None:
                found.append(value)
                continue
            guess = near(text)
            code, melding, mend = said
            mend = f"Bedoel je '{guess}'? {mend}" if guess else mend
            self._reader.wrong(line, melding.format(quoted(text)), mend, f"qim-{code}")
        return tuple(dict.fromkeys(found))

    def _verteller(self, text: str) -> str | None:
        wanted = text.strip().casefold()
        return next((v for v in self._namen.vertellers if v.casefold() == wanted), None)

    def _stakeholders(self, node: Node) -> tuple[Stakeholder, ...]:
        """A list of tellers, or a mapping of tellers to their role."""
        roles: dict[str, Rol | None] = {}
        found = node.get("stakeholders")
        for key, value in (found.pairs if found else None) or ():
            roles[key.text or ""] = rol = next((r for r in Rol if r == value.text), None)
            if rol is None and value.value is not None:
                known = " of ".join(Rol)
                melding = f"{quoted(value.text or '')} is geen rol van een stakeholder."
                _fout(self._reader, value, "rol-onbekend", melding, f"Schrijf {known}.")
        if roles and found:
            names = Node(tuple(key for key, _ in found.pairs or ()), found.line)
            node = Node(((Node("stakeholders", found.line), names),), found.line, is_mapping=True)
        keys = self._known(
            node,
            "stakeholders",
            self._verteller,
            lambda text: nearest(text, self._namen.vertellers),
            (
                "stakeholder-onbekend",
                "De stakeholder {} staat niet in het codeboek.",
                "Zet hem bij 'vertellers'.",
            ),
        )
        by_key = {self._verteller(name): rol for name, rol in roles.items()}
        return tuple(Stakeholder(key, by_key.get(key)) for key in keys)

    def _groepen(self, node: Node) -> Iterator[Groep]:
        """Groups in words; `{groep: …, verteller: …}` says how such a group would be heard."""
        found = node.get("buiten-bereik")
        for item in (found.items if found else None) or ((found,) if found else ()):
            if item.text is not None:
                yield Groep(" ".join(item.text.split()), self._verteller(item.text))
                continue
            naam, teller = self._reader.text(item, "groep"), item.get("verteller")
            if not naam:
                melding = "Een groep buiten bereik heeft geen naam."
                _fout(self._reader, item, "waarde", melding, "Schrijf 'groep: …' met een naam.")
                continue
            verteller = self._verteller(teller.text or "") if teller else None
            if teller and verteller is None:
                near = nearest(teller.text or "", self._namen.vertellers)
                melding = f"De verteller {quoted(teller.text or '')} staat niet in het codeboek."
                mend = f"Bedoel je '{near}'?" if near else "Zet hem bij 'vertellers'."
                _fout(self._reader, teller, "stakeholder-onbekend", melding, mend)
            yield Groep(naam, verteller)

    def _kaders(self) -> Iterator[Kader]:
        found = self._node.get("kaders")
        for item in (found.items if found else None) or ():
            naam, waarde = (self._reader.text(item, key) for key in ("naam", "waarde"))
            if naam and waarde:
                yield Kader(naam, waarde, self._reader.text(item, "bron"), item.line)
            else:
                melding = "Een kader heeft geen 'naam' of geen 'waarde'."
                mend = "Schrijf bijvoorbeeld '{naam: Basisbudget, waarde: € 1.000}'."
                _fout(self._reader, item, "waarde", melding, mend)

    def _buurten(self) -> Iterator[Buurt]:
        found = self._node.get("buurten")
        for key, node in (found.pairs if found else None) or ():
            wijk = self._wijk(key)
            if wijk is None:
                continue
            self._only(node, ("kwaliteiten", "stakeholders", "buiten-bereik"), key.text or "")
            yield Buurt(
                wijk,
                self._kwaliteiten(node) if node.get("kwaliteiten") else None,
                self._stakeholders(node) if node.get("stakeholders") else None,
                tuple(self._groepen(node)),
            )

    def _wijk(self, node: Node) -> str | None:
        wijk = self._namen.find_wijk(node.text or "")
        if wijk is None:
            near = self._namen.nearest_wijk(node.text or "")
            mend = f"Bedoel je '{near}'?" if near else "Gebruik een wijk uit het codeboek."
            melding = f"De wijk {quoted(node.text or '')} ken ik niet."
            _fout(self._reader, node, "wijk-onbekend", melding, mend)
        return wijk

    def _visitaties(self) -> Iterator[tuple[str, str]]:
        found = self._node.get("buurtvisitaties")
        for pair in (found.items if found else None) or ():
            wijken = [self._wijk(item) for item in pair.items or ()]
            if len(wijken) == 2 and wijken[0] != wijken[1]:
                if wijken[0] and wijken[1]:
                    yield wijken[0], wijken[1]
                continue
            melding = "Een buurtvisitatie is tussen twee verschillende buurten."
            _fout(self._reader, pair, "waarde", melding, "Schrijf '[de ene buurt, de andere]'.")
