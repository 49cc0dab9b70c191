"""XML from strangers: parsed without entities or a network, and read whatever its namespace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.export.qda import guid, same_guid
from pipeline.export.text import clean
from pipeline.problems import Ernst, Problem, quoted
from pipeline.read.decode import decode

MAX_XML = 50_000_000

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class QdaError(Exception):
    """Something in the file cannot be used; `problem` says what, where and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.melding)
        self.problem = problem


def refuse(code: str, pad: str, regel: int | None, melding: str, oplossing: str) -> QdaError:
    """A `QdaError` for the reader of a message."""
    return QdaError(Problem(code, Ernst.FOUT, pad, regel, melding, oplossing))


def too_large(pad: str, name: str) -> QdaError:
    """The refusal of something that is over its limit."""
    return refuse(
        "qda-te-groot",
        pad,
        None,
        f"{quoted(name)} is te groot om te lezen.",
        "Haal films, geluid en grote teksten uit het project en maak de export opnieuw.",
    )


def parse_xml(data: bytes, pad: str, name: str) -> Any:
    """The root of an XML document without any document type. Raises `QdaError`."""
    if len(data) > MAX_XML:
        raise too_large(pad, name)
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        try:
            root = etree.fromstring(_as_utf8(data), _parser())
        except etree.XMLSyntaxError:
            raise _bad_xml(pad, name, error.lineno or 1) from error
    docinfo = root.getroottree().docinfo
    if docinfo.doctype or docinfo.internalDTD is not None:
        raise refuse(
            "qda-doctype",
            pad,
            1,
            f"In {quoted(name)} staat een documenttype (DOCTYPE); dat lees ik niet.",
            "Maak de export opnieuw in het programma waar het project vandaan komt.",
        )
    return root


def _as_utf8(data: bytes) -> bytes:
    """XML that says it is UTF-8 but was saved as something else, such as Windows-1252."""
    return _DECLARATION.sub("", decode(data)).encode("utf-8", "replace")


def _bad_xml(pad: str, name: str, line: int) -> QdaError:
    return refuse(
        "qda-onleesbaar",
        pad,
        line,
        f"Regel {line} van {quoted(name)} is geen goede XML.",
        "Maak de export opnieuw; is het bestand met de hand gewijzigd, kijk dan bij die regel.",
    )


def _parser() -> Any:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def local_name(element: Any) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: Any, name: str | None = None) -> Iterator[Any]:
    """The elements right below (with this name); none below None."""
    for child in element if element is not None else ():
        if isinstance(child.tag, str) and name in (None, local_name(child)):
            yield child


def first_child(element: Any, name: str) -> Any:
    """The first element of this name right below, or None."""
    return next(children(element, name), None)


def attribute(element: Any, name: str) -> str:
    """The value of an attribute; empty when it, or the element, is not there."""
    return clean(element.get(name) or "") if element is not None else ""


def own_guid(element: Any) -> str:
    """The guid of an element; one made of its name when it has none."""
    given = attribute(element, "guid")
    return same_guid(given) if given else guid("zonder", attribute(element, "name"))


def target_guid(element: Any) -> str:
    """The guid that a reference points to; empty when there is no reference."""
    return same_guid(attribute(element, "targetGUID")) if element is not None else ""
