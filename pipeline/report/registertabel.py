"""The register as a reader sees it: tables with a line for each figure and quotation."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from pipeline.report.markdown import Tabel, escape, tabel_markdown
from pipeline.report.register import CITAAT, GETAL, Regel, groepen


def registertabellen_van(regels: Sequence[Regel], soort: str) -> Markup:
    """The register as tables, one per file or kind of count; each number leads back."""
    tables = []
    for groep, lines in groepen(regels, soort):
        rows = tuple(
            (
                Markup(f"[[{line.nummer}](#c{line.nummer})]{{#b{line.nummer}}}"),  # noqa: S704
                line.bron.wat,
                *((line.waarde,) if soort == GETAL else ()),
                ". ".join(part for part in (line.bron.plek, line.bron.regel) if part),
            )
            for line in lines
        )
        heads, widths = _REGISTER[soort]
        tekst = tuple(n for n, head in enumerate(heads) if head != "Waarde")
        tables.append(tabel_markdown(_plain, Tabel(groep, heads, rows, widths, tekst)))
    return Markup("\n").join(tables)


def _plain(value: object) -> Markup:
    return value if isinstance(value, Markup) else escape(str(value))


_REGISTER = {
    GETAL: (("Nr.", "Wat", "Waarde", "Waar en hoe"), (8, 38, 14, 40)),
    CITAAT: (("Nr.", "Titel", "Bestand en regel"), (8, 42, 50)),
}
