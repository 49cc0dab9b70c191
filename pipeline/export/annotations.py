"""The tagging as W3C Web Annotations (2017) in JSON-LD: each sentence with what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.export.qda import COMPUTER, PAD, Bron, Codering, Project, guid

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32


def as_collection(project: Project) -> dict[str, Any]:
    """Every coding as an annotation, on one page.

    The class of an annotation is the concept of `codeboek.ttl`. An annotation on a whole text
    has no selector. Places count Unicode code points, from 0, without the end.
    """
    items = list(_annotations(project))
    collection = f"urn:uuid:{guid('annotaties', project.naam)}"
    return {
        "@context": _CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": project.naam,
        "total": len(items),
        "first": {
            "id": f"urn:uuid:{guid('annotaties', project.naam, 1)}",
            "type": "AnnotationPage",
            "partOf": collection,
            "startIndex": 0,
            "items": items,
        },
    }


def _annotations(project: Project) -> Iterator[dict[str, Any]]:
    names = {code.guid: code.naam for code in project.codes}
    makers = {
        user.guid: {
            "id": f"urn:uuid:{user.guid}",
            "type": "Software" if user == COMPUTER else "Person",
            "name": user.naam,
        }
        for user in project.gebruikers
    }
    for bron in project.bronnen:
        for codering in bron.coderingen:
            yield {
                "id": f"urn:uuid:{codering.guid}",
                "type": "Annotation",
                "motivation": "classifying",
                "creator": makers.get(codering.gebruiker or ""),
                "body": [
                    {
                        "type": "SpecificResource",
                        "purpose": "classifying",
                        "source": f"urn:uuid:{codering.code}",
                    },
                    {
                        "type": "TextualBody",
                        "purpose": "tagging",
                        "format": "text/plain",
                        "language": "nl",
                        "value": names[codering.code],
                    },
                ],
                "target": _target(bron, codering),
            }


def _target(bron: Bron, codering: Codering) -> dict[str, Any]:
    source = {
        "id": f"urn:uuid:{bron.guid}",
        "type": "Text",
        "format": "text/plain",
        "language": "nl",
        "label": bron.variabele(PAD) or bron.naam,
    }
    start, end = codering.start, codering.eind
    if start is None or end is None or (start, end) == (0, len(bron.tekst)):
        return source
    return {
        "source": source,
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": bron.tekst[start:end],
                "prefix": bron.tekst[max(0, start - _AROUND) : start],
                "suffix": bron.tekst[end : end + _AROUND],
            },
        ],
    }
