"""A project or codebook that another tool wrote in REFI-QDA, read with care.

Source: REFI-QDA standard 1.0 (Project.xsd, Codebook.xsd), and what QualCoder, ATLAS.ti, NVivo,
MAXQDA and Quirkos make of it. Unknown elements and namespaces are passed over; what cannot be
used is a problem with its line in the project file.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.export.qda import (
    Bron,
    Code,
    Codering,
    Gebruiker,
    Geval,
    Import,
    Project,
    guid,
    same_guid,
)
from pipeline.export.qda_archive import Archive
from pipeline.export.qda_count import Selectie, Tekst, Telwijze, find_telwijze
from pipeline.export.qda_xml import (
    QdaError,
    attribute,
    children,
    first_child,
    local_name,
    own_guid,
    parse_xml,
    refuse,
    target_guid,
)
from pipeline.export.text import clean
from pipeline.problems import Ernst, Problem, quoted
from pipeline.read.decode import decode, what_instead

_NUMBER = re.compile(r"\s*(\d{1,10})\s*", re.ASCII)
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_COLOUR = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
_NO_TEXT = {
    "PictureSource": "beeld",
    "AudioSource": "geluid",
    "VideoSource": "film",
}
_LEFT_OUT = {
    "Notes": "notities",
    "Links": "links",
    "Sets": "groepen",
    "Graphs": "schema's",
}
_EMPTY = Project("")


@dataclass(frozen=True, slots=True)
class _Source:
    """A source as it stands in the file: its codings still count in the file's own way."""

    element: Any
    guid: str
    naam: str
    tekst: Tekst
    selecties: tuple[tuple[Any, Selectie], ...]


def read_qdpx(data: bytes, pad: str = "project.qdpx") -> Import:
    """A `.qdpx` (or the bare `.qde` out of it) as a project, and what is wrong with it.

    `pad` is the file's name in the problems. A file that cannot be used at all gives an empty
    project and the reason.
    """
    try:
        with Archive(data, pad) as archive:
            name, written = archive.project()
            root = parse_xml(written, pad, name)
            if local_name(root) != "Project":
                raise _no_project(pad, root)
            reader = _Reader(archive, pad, root)
            return Import(reader.project(), tuple(reader.problems))
    except QdaError as error:
        return Import(_EMPTY, (error.problem,))


def read_qdc(data: bytes, pad: str = "codeboek.qdc") -> Import:
    """The codes of a `.qdc`, as a project without sources."""
    try:
        root = parse_xml(data, pad, pad)
        if local_name(root) == "Project":
            root = first_child(root, "CodeBook")
        if root is None or local_name(root) != "CodeBook":
            raise _no_project(pad, root)
    except QdaError as error:
        return Import(_EMPTY, (error.problem,))
    codes = tuple(_codes(first_child(root, "Codes")))
    return Import(Project(attribute(root, "origin"), codes=codes), ())


class _Reader:
    """Takes the values out of a project and gathers what is wrong with them."""

    def __init__(self, archive: Archive, pad: str, root: Any) -> None:
        self._archive = archive
        self._pad = pad
        self._root = root
        self.problems: list[Problem] = []
        self._variables = {
            same_guid(attribute(variable, "guid")): attribute(variable, "name")
            for variable in children(first_child(root, "Variables"), "Variable")
        }
        self._cases = list(children(first_child(root, "Cases"), "Case"))
        self._unnamed = dict(self._of_one_source())

    def project(self) -> Project:
        root = self._root
        codes = tuple(_codes(first_child(first_child(root, "CodeBook"), "Codes")))
        sources = [self._source(*item) for item in self._texts(first_child(root, "Sources"))]
        usable = _apart([source for source in sources if source])
        way = find_telwijze(
            [(source.tekst, [one for _, one in source.selecties]) for source in usable],
            attribute(root, "origin"),
        )
        known = {code.guid for code in codes} | {own_guid(case) for case in self._cases}
        self._say_left_out()
        return Project(
            naam=attribute(root, "name"),
            gebruikers=tuple(
                Gebruiker(own_guid(user), attribute(user, "name") or attribute(user, "id"))
                for user in children(first_child(root, "Users"), "User")
            ),
            codes=codes,
            bronnen=tuple(self._bron(source, way, known) for source in usable),
            gevallen=tuple(self._geval(case) for case in self._cases if attribute(case, "name")),
        )

    def _texts(self, sources: Any) -> Iterator[tuple[Any, Any]]:
        """Each source that has a text, and the element in which the text and codings are."""
        skipped: Counter[str] = Counter()
        for source in children(sources):
            name = local_name(source)
            if name == "TextSource":
                yield source, source
            elif name == "PDFSource":
                text = first_child(source, "Representation")
                if text is not None:
                    yield source, text
                else:
                    skipped["pdf zonder tekst"] += 1
            elif name in _NO_TEXT:
                skipped[_NO_TEXT[name]] += 1
        if skipped:
            kinds = ", ".join(f"{count} keer {kind}" for kind, count in skipped.items())
            self._say(
                "qda-bron-geen-tekst",
                Ernst.MELDING,
                None,
                f"Bronnen zonder tekst sla ik over: {kinds}.",
                "Ik lees alleen teksten; daarvoor hoef je niets te doen.",
            )

    def _source(self, source: Any, element: Any) -> _Source | None:
        name = attribute(source, "name") or attribute(element, "name")
        try:
            tekst = self._tekst(element, name)
        except QdaError as error:
            found = error.problem
            self._say(found.code, found.ernst, source.sourceline, found.melding, found.oplossing)
            return None
        places = (
            (selection, _selectie(selection))
            for selection in children(element, "PlainTextSelection")
            if first_child(selection, "Coding") is not None
        )
        return _Source(element, own_guid(source), name, tekst, tuple(places))

    def _tekst(self, element: Any, name: str) -> Tekst:
        content = first_child(element, "PlainTextContent")
        if content is not None and content.text:
            return Tekst(clean(content.text))
        path = attribute(element, "plainTextPath")
        if not path:
            raise refuse(
                "qda-bron-geen-platte-tekst",
                self._pad,
                None,
                f"Bij de bron {quoted(name)} zit geen platte tekst, dus ik weet niet waar de "
                "codes staan.",
                "Zet deze bron in het programma om naar platte tekst en maak de export opnieuw.",
            )
        data = self._archive.text(path)
        text = decode(data)
        if what := what_instead(data, text):
            raise refuse(
                "qda-bron-geen-platte-tekst",
                self._pad,
                None,
                f"De tekst van de bron {quoted(name)} is {what}, geen platte tekst.",
                "Zet deze bron in het programma om naar platte tekst en maak de export opnieuw.",
            )
        crlf = data.replace(b"\0", b"").count(b"\r\n") * 2 > text.count("\n")
        return Tekst(clean(text), crlf, data.startswith(_BOMS))

    def _bron(self, source: _Source, way: Telwijze, known: set[str]) -> Bron:
        edges = way.edges(source.tekst)
        codings: list[Codering] = []
        outside: list[int] = []
        for selection, selectie in source.selecties:
            place = way.place(selectie, edges)
            if place is None:
                outside.append(selection.sourceline)
                continue
            codings += _coderingen(selection, place)
        codings += _coderingen(source.element, (None, None))
        unknown = [coding for coding in codings if coding.code not in known]
        self._say_places(source, outside)
        self._say_codes(source, len(unknown))
        return Bron(
            source.guid,
            source.naam,
            source.tekst.tekst,
            _once(coding for coding in codings if coding.code in known),
            tuple(self._source_variables(source).items()),
        )

    def _of_one_source(self) -> Iterator[tuple[str, dict[str, str]]]:
        """The variables of a case without a name: they belong to its only source (MAXQDA)."""
        for case in self._cases:
            refs = list(children(case, "SourceRef"))
            if not attribute(case, "name") and len(refs) == 1:
                yield target_guid(refs[0]), self._values(case)

    def _source_variables(self, source: _Source) -> dict[str, str]:
        values = dict(self._unnamed.get(source.guid, {}))
        owner = source.element
        if local_name(owner) == "Representation":
            values |= self._values(owner.getparent())
        return values | self._values(owner)

    def _values(self, owner: Any) -> dict[str, str]:
        found: dict[str, str] = {}
        for element in children(owner, "VariableValue"):
            name = self._variables.get(target_guid(first_child(element, "VariableRef")), "")
            texts = [
                child.text for child in children(element) if local_name(child).endswith("Value")
            ]
            if name and texts and texts[0]:
                found[name] = clean(texts[0]).strip()
        return found

    def _geval(self, case: Any) -> Geval:
        return Geval(
            own_guid(case),
            attribute(case, "name"),
            tuple(target_guid(ref) for ref in children(case, "SourceRef")),
            tuple(self._values(case).items()),
        )

    def _say(
        self, code: str, ernst: Ernst, regel: int | None, melding: str, oplossing: str
    ) -> None:
        self.problems.append(Problem(code, ernst, self._pad, regel, melding, oplossing))

    def _say_places(self, source: _Source, lines: Sequence[int]) -> None:
        if lines:
            self._say(
                "qda-plaats-buiten-tekst",
                Ernst.FOUT,
                lines[0],
                f"In de bron {quoted(source.naam)} wijzen {len(lines)} selecties naar een plaats "
                "die de tekst niet heeft; die sla ik over.",
                "Is de tekst na het coderen gewijzigd? Maak de export dan opnieuw.",
            )

    def _say_codes(self, source: _Source, count: int) -> None:
        if count:
            self._say(
                "qda-code-ontbreekt",
                Ernst.FOUT,
                source.element.sourceline,
                f"In de bron {quoted(source.naam)} wijzen {count} coderingen naar een code die "
                "niet in het codeboek van het project staat; die sla ik over.",
                "Maak de export opnieuw, met alle codes erin.",
            )

    def _say_left_out(self) -> None:
        names = [local_name(child) for child in children(self._root)]
        found = [_LEFT_OUT[name] for name in names if name in _LEFT_OUT]
        if found:
            self._say(
                "qda-niet-overgenomen",
                Ernst.MELDING,
                None,
                f"Dit neem ik niet over: {', '.join(found)}.",
                "Ik lees alleen codes, teksten en coderingen; daarvoor hoef je niets te doen.",
            )


def _apart(sources: Sequence[_Source]) -> list[_Source]:
    """The sources, each with a guid of its own."""
    seen: Counter[str] = Counter()
    found = []
    for source in sources:
        again = seen[source.guid]
        seen[source.guid] += 1
        found.append(replace(source, guid=guid("bron", source.guid, again)) if again else source)
    return found


def _codes(parent: Any, ouder: str | None = None) -> Iterator[Code]:
    for element in children(parent, "Code"):
        own = own_guid(element)
        colour = attribute(element, "color")
        description = first_child(element, "Description")
        yield Code(
            own,
            attribute(element, "name"),
            clean(description.text or "") if description is not None else "",
            colour if _COLOUR.fullmatch(colour) else None,
            ouder,
            attribute(element, "isCodable").casefold() not in {"false", "0"},
        )
        yield from _codes(element, own)


def _selectie(element: Any) -> Selectie:
    """The places of a selection; what is no number lies outside every text."""
    start, end = (
        _NUMBER.fullmatch(attribute(element, name)) for name in ("startPosition", "endPosition")
    )
    if not start or not end:
        return Selectie(-1, -1)
    return Selectie(int(start[1]), int(end[1]), attribute(element, "name"))


def _coderingen(parent: Any, place: tuple[int | None, int | None]) -> Iterator[Codering]:
    """The codings in a selection or on a source; who made the selection, made the coding."""
    for element in children(parent, "Coding"):
        ref = first_child(element, "CodeRef")
        user = _user(element) or (_user(parent) if place[0] is not None else "")
        code = target_guid(ref)
        own = attribute(element, "guid") or f"{attribute(parent, 'guid')}/{code}/{place}"
        yield Codering(same_guid(own), code, same_guid(user) if user else None, *place)


def _once(codings: Iterable[Codering]) -> tuple[Codering, ...]:
    """Each coding once, each with a guid of its own: some tools give all the same."""
    found: dict[object, Codering] = {}
    used: set[str] = set()
    for coding in codings:
        key = (coding.code, coding.gebruiker, coding.start, coding.eind)
        if key not in found:
            own = guid("codering", coding.guid, *key) if coding.guid in used else coding.guid
            found[key] = replace(coding, guid=own)
            used.add(own)
    return tuple(found.values())


def _user(element: Any) -> str:
    return attribute(element, "creatingUser") or attribute(element, "modifyingUser")


def _no_project(pad: str, root: Any) -> QdaError:
    what = quoted(local_name(root)) if root is not None else "iets anders"
    return refuse(
        "qda-geen-project",
        pad,
        root.sourceline if root is not None else None,
        f"Dit is geen REFI-QDA-bestand: het begint met {what}.",
        "Kies in het andere programma 'REFI-QDA' bij het exporteren (.qdpx of .qdc).",
    )
