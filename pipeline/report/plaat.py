"""From a chart to a picture: SVG for the screen and the PDF, PNG for Word, by vl-convert.

The SVG is rebuilt from a closed list of elements and attributes, so that nothing of a name or a
figure in it can be more than text. The same chart always gives the same bytes.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

from pipeline.problems import PipelineError
from pipeline.report.grafiek import Grafiek
from pipeline.report.media import Beeld, Geluid, Medium
from pipeline.report.stijl import Stijl

SCHERPTE = 192
"""Dots per inch of a PNG in Word: twice those of the drawing."""

_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = {"svg", "g", "path", "rect", "line", "text", "tspan"}
_ATTRIBUTES = {
    *("d", "x", "y", "x1", "x2", "y1", "y2", "dy", "width", "height", "viewBox", "transform"),
    *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray"),
    *("stroke-miterlimit", "opacity", "text-anchor", "font-size", "font-weight"),
}
_KEEP = 256


@dataclass(frozen=True, slots=True)
class Plaat:
    """A drawn chart: SVG without a typeface, and its size in pixels."""

    svg: str
    breedte: float
    hoogte: float

    def scherm(self, stijl: Stijl, alt: str) -> str:
        """For an HTML page: in the colours of the page, also in the dark. `alt` is escaped HTML."""
        names = {stijl[name].casefold(): name for name in _COLOURS}
        coloured = re.sub(
            r'(fill|stroke)="(#[0-9a-fA-F]{6})"',
            lambda m: (
                f'{m[1]}="var(--{names[m[2].casefold()]})"' if m[2].casefold() in names else m[0]
            ),
            self._with_font(_SCREEN_FONTS),
        )
        svg = coloured.replace(">", f"><style>{stijl.css}</style>", 1)
        image = (
            f'<img src="{_data("image/svg+xml", svg.encode())}" alt="{alt}" '
            f'width="{self.breedte:.0f}" height="{self.hoogte:.0f}">'
        )
        return f'<div class="plaat" tabindex="0" role="group" aria-label="Grafiek">{image}</div>'

    def drukwerk(self, letter: str) -> bytes:
        """For typst: set in `letter`, which must be one of the fonts that typst has."""
        return self._with_font(letter).encode()

    def png(self) -> bytes:
        """For Word, which shows no SVG everywhere. Raises `PipelineError`."""
        from pipeline.report.grafiek_teken import LETTER

        return _png(self._with_font(LETTER))

    def _with_font(self, letter: str) -> str:
        return self.svg.replace("<svg ", f'<svg font-family="{letter}" ', 1)


_SCREEN_FONTS = "Arial, 'Liberation Sans', Helvetica, sans-serif"
_COLOURS = ("kleur", "kleur-accent", "inkt", "inkt-zacht", "papier")


def in_html(plaat_: Grafiek | Medium, stijl: Stijl, alt: str) -> str:
    """A chart, picture or sound as HTML; `alt` is escaped HTML. Raises `PipelineError`."""
    if isinstance(plaat_, Geluid):
        source = _data(plaat_.mime, plaat_.data)
        return f'<audio controls preload="none" aria-label="{alt}" src="{source}"></audio>'
    if isinstance(plaat_, Beeld):
        return f'<img src="{_data(plaat_.mime, plaat_.data)}" alt="{alt}">'
    return plaat(plaat_, stijl).scherm(stijl, alt)


def _data(mime: str, data: bytes) -> str:
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def in_map(
    platen: Iterable[tuple[str, Grafiek | Medium]],
    map_: Path,
    stijl: Stijl,
    vorm: Literal["svg", "png"],
) -> None:
    """Write the charts (as `vorm`) and pictures by name into a folder. Raises `PipelineError`."""
    for naam, item in platen:
        if isinstance(item, Beeld):
            (map_ / f"{naam}.{item.vorm}").write_bytes(item.data)
        elif not isinstance(item, Geluid):
            drawn = plaat(item, stijl)
            data = drawn.png() if vorm == "png" else drawn.drukwerk(stijl["letter-pdf"])
            (map_ / f"{naam}.{vorm}").write_bytes(data)


@lru_cache(maxsize=_KEEP)
def plaat(grafiek: Grafiek, stijl: Stijl) -> Plaat:
    """The picture of a chart in the colours of `stijl`. Raises `PipelineError`."""
    from pipeline.report.grafiek_teken import teken

    return _draw(json.dumps(teken(grafiek, stijl), ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=_KEEP)
def _draw(spec: str) -> Plaat:
    import vl_convert

    try:
        made = vl_convert.vegalite_to_svg(spec)
    except ValueError as error:
        raise _failed(error) from error
    root = ElementTree.fromstring(made)  # noqa: S314 - written by vl-convert, not by people
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    attributes = {"xmlns": _SVG, **_allowed(root.attrib)}
    return Plaat("".join(_write(root, attributes)), width, height)


@lru_cache(maxsize=_KEEP)
def _png(svg: str) -> bytes:
    import vl_convert

    try:
        return bytes(vl_convert.svg_to_png(svg, scale=72 / 96, ppi=SCHERPTE))
    except ValueError as error:
        raise _failed(error) from error


def _write(element: ElementTree.Element, attributes: Mapping[str, str]) -> Iterator[str]:
    name = element.tag.removeprefix(f"{{{_SVG}}}")
    if name not in _ELEMENTS or element.get("display") == "none":
        return
    listed = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items())
    inside = _escaped(element.text or "") if name in {"text", "tspan"} else ""
    parts = [part for child in element for part in _write(child, _allowed(child.attrib))]
    if name == "svg" or inside or parts or name in {"path", "rect", "line"}:
        yield f"<{name}{listed}>{inside}"
        yield from parts
        yield f"</{name}>"


def _allowed(attributes: Mapping[str, str]) -> dict[str, str]:
    # Decimals beyond a hundredth of a pixel are noise of the machine's arithmetic.
    return {
        key: re.sub(r"\d+\.\d{3,}", lambda m: f"{float(m[0]):.2f}", value)
        for key, value in attributes.items()
        if key in _ATTRIBUTES and not (key == "opacity" and value == "1")
    }


def _escaped(text: str) -> str:
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(char, entity)
    return text


def _failed(error: Exception) -> PipelineError:
    return PipelineError(
        f"Een grafiek kan niet worden getekend: {str(error).strip()[:200]}",
        "Installeer vl-convert-python opnieuw.",
    )
