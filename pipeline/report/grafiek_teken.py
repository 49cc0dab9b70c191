"""Charts drawn: from a `Grafiek` to a Vega-Lite drawing, by Altair.

Nothing is said by colour alone: what differs also differs in shape, place or words, and every
figure is written beside its mark in Dutch, as it stands in the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from pipeline.report.grafiek import (
    Aandelen,
    Grafiek,
    Kaart,
    Kanten,
    Matrix,
    Paren,
    Staven,
    Stromen,
    kanten,
    paren,
    punten,
)
from pipeline.report.markdown import schoon
from pipeline.report.register import Getal
from pipeline.report.stijl import Stijl

LETTER = "Liberation Sans"
"""The typeface that comes with vl-convert, so that a chart is laid out alike everywhere."""

BREEDTE = 640
"""About the width in pixels of every chart: the text block of a page of A4."""

_NAMES, _LONG_NAMES, _STEP = 190, 330, 22
_COLOURS = ("kleur", "kleur-accent", "inkt", "inkt-zacht", "papier")
_SHAPES = ("triangle-up", "diamond", "triangle-down")
_SLOTS = (-20, 0, 20)
_TILE = (146, 86)
_Drawing = alt.LayerChart | alt.FacetChart
_Rows = Sequence[dict[str, Any]]


def teken(grafiek: Grafiek, stijl: Stijl) -> dict[str, Any]:
    """The drawing as a Vega-Lite specification with its data in it."""
    colours = {name: stijl[name] for name in _COLOURS}
    made: _Drawing
    if isinstance(grafiek, Staven):
        made = _staven(grafiek, colours)
    elif isinstance(grafiek, Aandelen):
        made = _aandelen(grafiek, colours)
    elif isinstance(grafiek, Stromen):
        made = _stromen(grafiek, colours)
    elif isinstance(grafiek, Matrix):
        made = _matrix(grafiek, colours)
    elif isinstance(grafiek, Paren):
        made = _paren(grafiek, colours)
    else:
        made = _kaart(grafiek, colours)
    ink = colours["inkt"]
    drawing = (
        made.configure(font=LETTER, background=colours["papier"], padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=ink, labelFontSize=12, labelLimit=_NAMES, domain=False, ticks=False
        )
        .configure_text(color=ink, fontSize=12, limit=200)
        .configure_header(labelColor=ink, labelFontSize=13, labelFontWeight="bold", title=None)
    )
    spec: dict[str, Any] = drawing.to_dict()
    return spec


def _chart(rows: _Rows) -> alt.Chart:
    return alt.Chart(_data(rows))


def _data(rows: _Rows) -> Any:
    return alt.InlineData(values=list(rows))


def _rij(names: Sequence[str], **axis: Any) -> alt.Y:
    return alt.Y("rij:N", sort=list(names), title=None, axis=alt.Axis(labelPadding=6, **axis))


def _unique(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _staven(grafiek: Staven, colours: dict[str, str]) -> _Drawing:
    found = punten(grafiek)
    panels = _unique([schoon(punt.kolom) for punt in found])
    names = _unique([schoon(punt.rij) for punt in found])
    rows: list[dict[str, Any]] = [
        {
            "rij": schoon(punt.rij),
            "paneel": schoon(punt.kolom),
            "waarde": max(0.0, punt.waarde or 0),
            "tekst": schoon(punt.tekst),
        }
        for punt in found
    ]
    widest = max(row["waarde"] for row in rows)
    side = _NAMES if len(panels) > 1 else _LONG_NAMES
    width = (BREEDTE - side) / len(panels) - 14
    # Room to the right of the longest bar for the figure that stands there.
    room = 7.5 * max(len(row["tekst"]) for row in rows) + 8
    scale = alt.Scale(domain=[0, widest * width / max(40, width - room)])
    base = alt.layer(
        alt.Chart().mark_bar(color=colours["kleur"], height=13),
        alt.Chart().mark_text(align="left", dx=4).encode(text="tekst:N"),
        data=_data(rows),
    ).encode(y=_rij(names, labelLimit=side), x=alt.X("waarde:Q", axis=None, scale=scale))
    header = alt.Header(labelAnchor="start") if len(panels) > 1 else alt.Header(labels=False)
    return base.properties(width=width, height=alt.Step(_STEP)).facet(
        column=alt.Column("paneel:N", sort=panels, title=None, header=header), spacing=14
    )


def _aandelen(grafiek: Aandelen, colours: dict[str, str]) -> _Drawing:
    rows: list[dict[str, Any]] = []
    target = (grafiek.streef.waarde if grafiek.streef else None) or 0
    for punt in punten(grafiek):
        low, high = punt.getal.marge or (0, 0) if isinstance(punt.getal, Getal) else (0, 0)
        value = punt.waarde
        row = {"rij": schoon(punt.rij), "tekst": schoon(punt.tekst), "laag": low, "hoog": high}
        met = value is not None and value >= target
        rows.append({**row, "aandeel": value, "stip": "gehaald" if met else "niet"})
    names = _unique([row["rij"] for row in rows])
    axis = alt.Axis(
        values=[0, 0.25, 0.5, 0.75, 1],
        labelExpr="round(datum.value * 100) + '%'",
        gridColor=colours["inkt-zacht"],
        gridOpacity=0.25,
        labelFlush=False,
        title=None,
    )
    shares = alt.Scale(domain=[0, 1])
    base = _chart(rows).encode(y=_rij(names))
    fill = alt.Color(
        "stip:N",
        scale=alt.Scale(domain=["gehaald", "niet"], range=[colours["kleur"], colours["papier"]]),
        legend=None,
    )
    layers: list[Any] = [
        base.mark_rule(strokeWidth=3, color=colours["inkt-zacht"]).encode(
            x=alt.X("laag:Q", scale=shares, axis=axis), x2="hoog:Q"
        ),
        base.mark_point(
            size=95, filled=True, stroke=colours["kleur"], strokeWidth=2, opacity=1
        ).encode(x=alt.X("aandeel:Q", scale=shares), color=fill),
        base.mark_text(align="left").encode(x=alt.value(BREEDTE - _NAMES - 36), text="tekst:N"),
    ]
    if grafiek.streef is not None:
        line = _chart([{"streef": target}]).mark_rule(
            strokeDash=[5, 3], strokeWidth=1.5, color=colours["kleur-accent"]
        )
        layers.insert(0, line.encode(x=alt.X("streef:Q", scale=shares, axis=axis)))
    return alt.layer(*layers).properties(width=BREEDTE - _NAMES - 70, height=alt.Step(_STEP))


def _paren(grafiek: Paren, colours: dict[str, str]) -> _Drawing:
    low, high = grafiek.schaal
    rows: list[dict[str, Any]] = [
        {"rij": schoon(left.rij), "een": left.waarde, "twee": right.waarde}
        | {"tekst": f"{schoon(left.tekst)} en {schoon(right.tekst)}"}
        for left, right in paren(grafiek)
    ]
    axis = alt.Axis(
        values=[low + step for step in range(round(high - low) + 1)],
        gridColor=colours["inkt-zacht"],
        gridOpacity=0.25,
        title=None,
    )
    scale = alt.Scale(domain=[low, high])
    base = _chart(rows).encode(y=_rij(_unique([row["rij"] for row in rows])))
    x = alt.X("een:Q", scale=scale, axis=axis)
    mark: dict[str, Any] = {"size": 95, "strokeWidth": 2, "opacity": 1, "filled": True}
    mark["stroke"] = colours["kleur"]
    return alt.layer(
        base.mark_rule(strokeWidth=2, color=colours["inkt-zacht"]).encode(x=x, x2="twee:Q"),
        base.mark_point(fill=colours["kleur"], shape="triangle-up", **mark).encode(
            x=alt.X("twee:Q", scale=scale, axis=axis)
        ),
        base.mark_point(fill=colours["papier"], **mark).encode(x=x),
        base.mark_text(align="left").encode(x=alt.value(BREEDTE - _NAMES - 76), text="tekst:N"),
    ).properties(width=BREEDTE - _NAMES - 90, height=alt.Step(_STEP + 4))


def _stromen(grafiek: Stromen, colours: dict[str, str]) -> _Drawing:
    begins = [schoon(str(row[0])) for row in grafiek.tabel.rijen]
    ends = [schoon(head) for head in grafiek.tabel.koppen[1:]]
    rows, same = [], []
    for punt in punten(grafiek):
        begin, end = schoon(punt.rij), schoon(punt.kolom)
        change = ends.index(end) - begins.index(begin)
        place = {"begin": begin, "eind": end, "tekst": schoon(punt.tekst)}
        if change == 0:
            same.append(place)
        if punt.waarde != 0:
            way = "omhoog" if change > 0 else "omlaag" if change < 0 else "gelijk"
            rows.append({**place, "weg": way, "aantal": punt.waarde or 1})
    x = alt.X(
        "begin:N", sort=begins, title=schoon(grafiek.tabel.koppen[0]), axis=alt.Axis(labelAngle=0)
    )
    y = alt.Y("eind:N", sort=list(reversed(ends)), title=None)
    ways = ["omhoog", "gelijk", "omlaag"]
    tints = [colours["kleur"], colours["inkt-zacht"], colours["kleur-accent"]]
    base = _chart(rows).encode(x=x, y=y)
    return alt.layer(
        _chart(same).mark_rect(color=colours["inkt-zacht"], opacity=0.16).encode(x=x, y=y),
        base.mark_point(filled=True, opacity=1, xOffset=-14).encode(
            shape=alt.Shape(
                "weg:N", scale=alt.Scale(domain=ways, range=list(_SHAPES)), legend=None
            ),
            color=alt.Color("weg:N", scale=alt.Scale(domain=ways, range=tints), legend=None),
            size=alt.Size("aantal:Q", scale=alt.Scale(domainMin=0, range=[40, 420]), legend=None),
        ),
        base.mark_text(align="left", xOffset=2).encode(text="tekst:N"),
    ).properties(width=BREEDTE - 120, height=alt.Step(46))


def _kant_rows(row: str, column: str, cell: Kanten) -> list[dict[str, Any]]:
    return [
        {"rij": schoon(row), "kolom": schoon(column), "kant": n, "tekst": part.tekst}
        for n, part in enumerate(cell.delen)
        if isinstance(part, Getal) and part.waarde
    ]


def _symbols(rows: _Rows, colours: dict[str, str], dy: int, **place: Any) -> list[alt.Chart]:
    """Per direction a symbol with its count: each with a shape, a colour and a place of its own."""
    tints = (colours["kleur"], colours["inkt-zacht"], colours["kleur-accent"])
    marks = []
    for kant, (shape, tint, slot) in enumerate(zip(_SHAPES, tints, _SLOTS, strict=True)):
        own = _chart([row for row in rows if row["kant"] == kant]).encode(**place)
        marks += [
            own.mark_point(
                shape=shape, color=tint, filled=True, opacity=1, size=75, xOffset=slot, yOffset=dy
            ),
            own.mark_text(xOffset=slot, yOffset=dy + 15, fontSize=11).encode(text="tekst:N"),
        ]
    return marks


def _matrix(grafiek: Matrix, colours: dict[str, str]) -> _Drawing:
    cells = list(kanten(grafiek.tabel))
    names = _unique([schoon(row) for row, _, _ in cells])
    heads = _unique([schoon(column) for _, column, _ in cells])
    rows = [made for cell in cells for made in _kant_rows(*cell)]
    x = alt.X(
        "kolom:N",
        sort=heads,
        title=None,
        axis=alt.Axis(
            orient="top",
            labelAngle=0,
            labelExpr="split(datum.label, ' ')",
            labelFontSize=10.5,
            labelLimit=76,
            labelOverlap=False,
            # The first line stands at this distance and the others below it.
            labelPadding=13 * max(len(head.split()) for head in heads) - 7,
        ),
    )
    y = _rij(names, labelLimit=112)
    frame = _chart([{"rij": n, "kolom": h} for n in names for h in heads]).mark_rect(
        fill="transparent", stroke=colours["inkt-zacht"], strokeOpacity=0.35
    )
    return alt.layer(frame.encode(x=x, y=y), *_symbols(rows, colours, dy=-7, x=x, y=y)).properties(
        width=alt.Step((BREEDTE - 112) / max(1, len(heads))), height=alt.Step(42)
    )


def _kaart(grafiek: Kaart, colours: dict[str, str]) -> _Drawing:
    places = dict(zip((str(row[0]) for row in grafiek.tabel.rijen), grafiek.plekken, strict=True))
    tiles, rows = [], []
    counts = {
        str(row[0]): next((c for c in row if isinstance(c, Getal)), None)
        for row in grafiek.tabel.rijen
    }
    most = max((getal.waarde or 0 for getal in counts.values() if getal), default=0) or 1
    for name, column, cell in kanten(grafiek.tabel):
        place = dict(zip(("y", "x"), places[name], strict=True))
        getal = counts[name]
        tint = 0.06 + 0.3 * ((getal.waarde or 0) / most if getal else 0)
        said = f"{getal.tekst} {grafiek.tabel.koppen[1]}" if getal else ""
        tiles.append({**place, "naam": schoon(name), "tekst": schoon(said), "tint": tint})
        rows += [{**row, **place} for row in _kant_rows(name, column, cell)]
    x = alt.X("x:O", axis=None, scale=alt.Scale(paddingInner=0.05))
    y = alt.Y("y:O", axis=None, scale=alt.Scale(paddingInner=0.07))
    base = _chart(tiles).encode(x=x, y=y)
    return alt.layer(
        base.mark_rect(color=colours["kleur"], stroke=colours["kleur"]).encode(
            opacity=alt.Opacity("tint:Q", scale=None)
        ),
        base.mark_text(fontWeight="bold", yOffset=-28, limit=_TILE[0] - 8).encode(text="naam:N"),
        base.mark_text(yOffset=-11).encode(text="tekst:N"),
        *_symbols(rows, colours, dy=8, x=x, y=y),
    ).properties(width=alt.Step(_TILE[0]), height=alt.Step(_TILE[1]))
