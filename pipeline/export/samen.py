"""Several projects in one export, to compare what they share; each keeps its own rules.

Every row says of which project it is. Nothing moves that the project itself may not show, and its
own threshold for small numbers holds for its own counts. Qualities belong together by their key,
or by what a codebook calls `zelfde-als`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.codebook import Codebook, Kwaliteit
from pipeline.export.annotations import as_collection
from pipeline.export.document import SCHEMA, as_json, document, schema
from pipeline.export.qda import Bron, Code, Gebruiker, Geval, Project, Regeleinde, guid
from pipeline.export.qda_make import make_project
from pipeline.export.qda_write import write_qdpx
from pipeline.export.rows import (
    COUNT_COLUMNS,
    TAG_COLUMNS,
    Row,
    Telling,
    count_keys,
    in_order,
    tag_rows,
)
from pipeline.export.tables import as_csv, as_parquet
from pipeline.model import Toestemming
from pipeline.protect.publish import Geteld, Publication
from pipeline.protect.small_cells import Som, hide_sums

SAMEN_SCHEMA = "samen.schema.json"
_OVERAL = "kwaliteit_overal"
_FIRST = {"werkmap": str}
_SAMEN_TAGS = _FIRST | TAG_COLUMNS | {"kwaliteit_samen": str, "gedeeld": bool}
_SAMEN_COUNTS = _FIRST | COUNT_COLUMNS | {"getoond": int, "kwaliteit_samen": str, "gedeeld": bool}
_SAMEN_QUALITIES = _FIRST | dict.fromkeys(
    ("kwaliteit", "naam", "definitie", "kwaliteit_samen", "gedeeld"), str
)

_Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Deel:
    """One project of several: its name among them, and what it may show."""

    naam: str
    publication: Publication
    codebook: Codebook


def combine(
    delen: Sequence[Deel], formaten: Sequence[str], regeleinde: Regeleinde = Regeleinde.LF
) -> _Files:
    """The files of several projects together, in formats of `SAMEN`; raises KeyError for another.

    The names of the projects are to differ.
    """
    samen = _Samen(delen)
    files: _Files = {}
    for formaat in formaten:
        files |= _MAKERS[formaat](samen, regeleinde)
    return files


class _Samen:
    """What the projects share, and their rows."""

    def __init__(self, delen: Sequence[Deel]) -> None:
        self.delen = delen
        uses = Counter(key for deel in delen for key in {*map(_key, deel.codebook.kwaliteiten)})
        self._shared = {key for key, count in uses.items() if count > 1}

    def _match(self, deel: Deel, sleutel: str | None) -> Row:
        """The key that the projects have together for a quality, and whether others have it."""
        known = {kwaliteit.sleutel: _key(kwaliteit) for kwaliteit in deel.codebook.kwaliteiten}
        key = known.get(sleutel or "")
        return {"kwaliteit_samen": key, "gedeeld": key in self._shared if key else None}

    def tags(self) -> Iterator[Row]:
        for deel in self.delen:
            for row in tag_rows(deel.publication, deel.codebook):
                yield {"werkmap": deel.naam, **row, **self._match(deel, row["kwaliteit"])}

    def counts(self) -> Iterator[Row]:
        for deel in self.delen:
            for row in _counts(deel.publication.geteld, deel.codebook.kleine_aantallen):
                quality = row["waarde"] if row["telling"] in {"kwaliteit", _OVERAL} else None
                yield {"werkmap": deel.naam, **row, **self._match(deel, quality)}

    def qualities(self) -> Iterator[Row]:
        """Every quality with its explanation: the same key may stand for something else."""
        for deel in self.delen:
            for kwaliteit in deel.codebook.kwaliteiten:
                match = self._match(deel, kwaliteit.sleutel)
                yield {
                    "werkmap": deel.naam,
                    "kwaliteit": kwaliteit.sleutel,
                    "naam": kwaliteit.naam,
                    "definitie": kwaliteit.definitie,
                    **match,
                    "gedeeld": "ja" if match["gedeeld"] else "nee",
                }

    def document(self) -> dict[str, Any]:
        counts: dict[str, list[Row]] = {deel.naam: [] for deel in self.delen}
        for row in self.counts():
            counts[row["werkmap"]].append({key: row[key] for key in (*COUNT_COLUMNS, "getoond")})
        return {
            "$schema": SAMEN_SCHEMA,
            "versie": 1,
            "werkmappen": [
                {
                    "werkmap": deel.naam,
                    **{
                        key: value
                        for key, value in document(deel.publication, deel.codebook).items()
                        if key not in {"$schema", "versie"}
                    },
                    "tellingen": counts[deel.naam],
                    "kwaliteiten_samen": {
                        kwaliteit.sleutel: _key(kwaliteit)
                        for kwaliteit in deel.codebook.kwaliteiten
                    },
                }
                for deel in self.delen
            ],
            "gedeeld": sorted(self._shared),
        }

    def project(self) -> Project:
        """One REFI-QDA project: codes that are the same stand in it once."""
        parts = [(deel, make_project(deel.publication, deel.codebook)) for deel in self.delen]
        codes: dict[str, Code] = {}
        users: dict[str, Gebruiker] = {}
        for _, part in parts:
            codes |= {code.guid: code for code in part.codes if code.guid not in codes}
            users |= {user.guid: user for user in part.gebruikers}
        return Project(
            naam=" + ".join(deel.naam for deel in self.delen),
            gebruikers=tuple(users.values()),
            codes=tuple(codes.values()),
            bronnen=tuple(_bron(deel, bron) for deel, part in parts for bron in part.bronnen),
            gevallen=tuple(_geval(deel, geval) for deel, part in parts for geval in part.gevallen),
        )


def _key(kwaliteit: Kwaliteit) -> str:
    return kwaliteit.zelfde_als or kwaliteit.sleutel


def _counts(geteld: Sequence[Geteld], grens: int) -> Iterator[Row]:
    """The counts of one project; where few of them may not be shown, only those that may be.

    `getoond` counts the texts that are in the export themselves. `aantal` counts all, and is
    empty where the rest is a small number, or would give one away.
    """
    shown: Counter[Telling] = Counter()
    kept: Counter[Telling] = Counter()
    cells: dict[Telling, set[Geteld]] = {}
    for row in geteld:
        for key in _keys(row):
            if row.toestemming is Toestemming.INTERN:
                kept[key] += 1
                cells.setdefault(key, set()).add(row)
            else:
                shown[key] += 1
    keys = sorted(cells, key=in_order)
    hidden = hide_sums([Som(frozenset(cells[key]), kept[key]) for key in keys], grens)
    secret = {keys[number] for number in hidden}
    for key in sorted({*shown, *kept}, key=in_order):
        total = None if key in secret else shown[key] + kept[key]
        yield dict(zip((*COUNT_COLUMNS, "getoond"), (*key, total, shown[key]), strict=True))


def _keys(row: Geteld) -> Iterator[Telling]:
    """As in an export of one project, and each quality over all wijken, to compare by."""
    for key in count_keys(row):
        yield key
        if key[0] == "kwaliteit":
            yield _OVERAL, key[1], key[2], None, key[4], key[5]


def _bron(deel: Deel, bron: Bron) -> Bron:
    own = guid("samen", deel.naam, bron.guid)
    return replace(
        bron,
        guid=own,
        naam=f"{deel.naam} - {bron.naam}",
        coderingen=tuple(replace(c, guid=guid(own, c.guid)) for c in bron.coderingen),
        variabelen=(("werkmap", deel.naam), *bron.variabelen),
    )


def _geval(deel: Deel, geval: Geval) -> Geval:
    return replace(
        geval,
        guid=guid("samen", deel.naam, geval.guid),
        naam=f"{deel.naam} - {geval.naam}",
        bronnen=tuple(guid("samen", deel.naam, bron) for bron in geval.bronnen),
        variabelen=(("werkmap", deel.naam), *geval.variabelen),
    )


def _json(samen: _Samen, _: Regeleinde) -> _Files:
    made = {"samen.json": as_json(samen.document())}
    return made | {name: schema(name) for name in (SAMEN_SCHEMA, SCHEMA)}


def _csv(samen: _Samen, _: Regeleinde) -> _Files:
    return {
        "kwaliteiten.csv": as_csv(samen.tags(), _SAMEN_TAGS),
        "tellingen.csv": as_csv(samen.counts(), _SAMEN_COUNTS),
        "codeboeken.csv": as_csv(samen.qualities(), _SAMEN_QUALITIES),
    }


def _parquet(samen: _Samen, _: Regeleinde) -> _Files:
    return {
        "kwaliteiten.parquet": as_parquet(samen.tags(), _SAMEN_TAGS),
        "tellingen.parquet": as_parquet(samen.counts(), _SAMEN_COUNTS),
        "codeboeken.parquet": as_parquet(samen.qualities(), _SAMEN_QUALITIES),
    }


def _qdpx(samen: _Samen, regeleinde: Regeleinde) -> _Files:
    return {"project.qdpx": write_qdpx(samen.project(), regeleinde)}


def _jsonld(samen: _Samen, _: Regeleinde) -> _Files:
    return {"annotaties.jsonld": as_json(as_collection(samen.project()))}


_MAKERS: dict[str, Callable[[_Samen, Regeleinde], _Files]] = {
    "json": _json,
    "csv": _csv,
    "parquet": _parquet,
    "qdpx": _qdpx,
    "jsonld": _jsonld,
}
SAMEN = tuple(_MAKERS)
"""The formats that several projects can have together."""
