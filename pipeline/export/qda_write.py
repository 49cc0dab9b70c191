"""A REFI-QDA project as `.qdpx`, its codes as `.qdc`: valid against the official schemas.

Source: REFI-QDA standard 1.0, Project.xsd and Codebook.xsd; the order of the elements is theirs.
What is written is the same to the byte whenever it is written from the same values.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from lxml import etree

from pipeline.export.qda import (
    Bron,
    Code,
    Codering,
    Gebruiker,
    Geval,
    Project,
    Regeleinde,
    guid,
    in_text,
)
from pipeline.export.text import clean, flat

ORIGIN = "Tellen en vertellen"

_PROJECT = "urn:QDA-XML:project:1.0"
_CODEBOOK = "urn:QDA-XML:codebook:1.0"
_NO_DATE = "2000-01-01"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_MAX_NAME = 200


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_Kinds = dict[str, str]
_TEXT: tuple[str, Callable[[str], bool]] = ("Text", lambda _: True)
_TYPES = {
    "datum": ("Date", _is_date),
    "fictief": ("Boolean", lambda value: value in {"true", "false"}),
}


def write_qdpx(project: Project, regeleinde: Regeleinde = Regeleinde.LF) -> bytes:
    """The project as a zip of `project.qde` and every source as plain text in `sources/`.

    With `CRLF` the sources have Windows line ends, and a line end counts for two characters.
    """
    files = {"project.qde": _bytes(_project(project, regeleinde))}
    for bron in sorted(project.bronnen, key=lambda bron: bron.guid):
        files[f"sources/{bron.guid}.txt"] = _lines(bron.tekst, regeleinde).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return packed.getvalue()


def write_qdc(codes: Sequence[Code]) -> bytes:
    """The codes as a codebook."""
    root = etree.Element(etree.QName(_CODEBOOK, "CodeBook"), nsmap={None: _CODEBOOK})
    root.set("origin", ORIGIN)
    _codes(_add(root, "Codes"), codes)
    return _bytes(root)


def _bytes(root: Any) -> bytes:
    etree.indent(root)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written + b"\n"


def _add(parent: Any, tag: str, content: str | None = None, /, **attributes: str | None) -> Any:
    child = etree.SubElement(parent, etree.QName(etree.QName(parent).namespace, tag))
    for key, value in attributes.items():
        if value is not None:
            child.set(key, clean(value))
    if content is not None:
        child.text = clean(content)
    return child


def _lines(text: str, regeleinde: Regeleinde) -> str:
    return text if regeleinde is Regeleinde.LF else text.replace("\n", "\r\n")


def _project(project: Project, regeleinde: Regeleinde) -> Any:
    root = etree.Element(etree.QName(_PROJECT, "Project"), nsmap={None: _PROJECT})
    moments = [_moment(bron) for bron in project.bronnen]
    root.set("name", clean(project.naam))
    root.set("origin", ORIGIN)
    if project.gebruikers:
        root.set("creatingUserGUID", project.gebruikers[0].guid)
    root.set("creationDateTime", max(moments, default=f"{_NO_DATE}T00:00:00Z"))
    if project.gebruikers:
        users = _add(root, "Users")
        for user in project.gebruikers:
            _add(users, "User", guid=user.guid, name=user.naam)
    if project.codes:
        _codes(_add(_add(root, "CodeBook"), "Codes"), project.codes)
    kinds = _variables(root, (*project.bronnen, *project.gevallen))
    if project.gevallen:
        cases = _add(root, "Cases")
        for geval in project.gevallen:
            _case(cases, geval, kinds)
    if project.bronnen:
        sources = _add(root, "Sources")
        for bron in project.bronnen:
            _source(sources, bron, project.gebruikers, kinds, regeleinde)
    return root


def _codes(parent: Any, codes: Sequence[Code]) -> None:
    """The codes as a tree; a code always stands after the one above it."""
    by_guid: dict[str | None, Any] = {None: parent}
    for code in codes:
        element = _add(
            by_guid.get(code.ouder, parent),
            "Code",
            guid=code.guid,
            name=code.naam,
            isCodable="true" if code.codeerbaar else "false",
            color=code.kleur,
        )
        if code.beschrijving:
            _add(element, "Description", code.beschrijving)
        by_guid[code.guid] = element


def _variables(root: Any, owners: Sequence[Bron | Geval]) -> _Kinds:
    """Every variable with its type: that of its name, or text when a value does not fit it."""
    values: dict[str, list[str]] = {}
    for owner in owners:
        for name, value in owner.variabelen:
            values.setdefault(name, []).append(value)
    kinds: _Kinds = {}
    parent = _add(root, "Variables") if values else None
    for name, own in values.items():
        kind, fits = _TYPES.get(name, _TEXT)
        kinds[name] = kind if all(map(fits, own)) else _TEXT[0]
        _add(
            parent, "Variable", guid=guid("variabele", name), name=name, typeOfVariable=kinds[name]
        )
    return kinds


def _values(parent: Any, owner: Bron | Geval, kinds: _Kinds) -> None:
    for name, value in owner.variabelen:
        element = _add(parent, "VariableValue")
        _add(element, "VariableRef", targetGUID=guid("variabele", name))
        _add(element, f"{kinds[name]}Value", value)


def _case(parent: Any, geval: Geval, kinds: _Kinds) -> None:
    element = _add(parent, "Case", guid=geval.guid, name=geval.naam)
    _values(element, geval, kinds)
    for bron in geval.bronnen:
        _add(element, "SourceRef", targetGUID=bron)


def _source(
    parent: Any, bron: Bron, users: Sequence[Gebruiker], kinds: _Kinds, regeleinde: Regeleinde
) -> None:
    moment = _moment(bron)
    element = _add(
        parent,
        "TextSource",
        guid=bron.guid,
        name=bron.naam,
        plainTextPath=f"internal://{bron.guid}.txt",
        creatingUser=users[0].guid if users else None,
        creationDateTime=moment,
    )
    for place, group in groupby(sorted(bron.coderingen, key=in_text), key=in_text):
        codings = list(group)
        owner = element if place[0] else _selection(element, bron, codings[0], moment, regeleinde)
        for codering in codings:
            _coding(owner, codering, moment)
    _values(element, bron, kinds)


def _selection(
    parent: Any, bron: Bron, codering: Codering, moment: str, regeleinde: Regeleinde
) -> Any:
    start, end, user = codering.start, codering.eind, codering.gebruiker
    chosen = bron.tekst[start:end]
    begin = len(_lines(bron.tekst[:start], regeleinde))
    return _add(
        parent,
        "PlainTextSelection",
        guid=guid("selectie", bron.guid, start, end, user),
        name=_short(chosen),
        startPosition=str(begin),
        endPosition=str(begin + len(_lines(chosen, regeleinde))),
        creatingUser=user,
        creationDateTime=moment,
    )


def _coding(parent: Any, codering: Codering, moment: str) -> None:
    element = _add(
        parent,
        "Coding",
        guid=codering.guid,
        creatingUser=codering.gebruiker,
        creationDateTime=moment,
    )
    _add(element, "CodeRef", targetGUID=codering.code)


def _short(text: str) -> str:
    """The chosen words as a name: readers check their way of counting against it."""
    line = flat(text)
    return line if len(line) <= _MAX_NAME else line[: _MAX_NAME - 1] + "…"


def _moment(bron: Bron) -> str:
    """The day of the story: some tools cannot do without, and the clock would differ each time."""
    day = bron.variabele("datum") or ""
    return f"{day if _is_date(day) else _NO_DATE}T00:00:00Z"
