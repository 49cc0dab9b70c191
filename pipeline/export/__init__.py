"""Taking the tagging into other tools, and back: only what a `Publication` may show goes out.

Publication ─► rows ─► csv, parquet, json     .qdpx, .qdc ─► qda_read ─► qda_tags ─► HumanTag
            ─► qda_make ─► qdpx, qdc, jsonld                         ─► qda_story ─► .md
            ─► docs ─► docbin      several of them ─► samen ─► csv, parquet, json, qdpx, jsonld
Codebook    ─► skos, front_matter
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.codebook import Codebook
from pipeline.export.annotations import as_collection
from pipeline.export.docs import as_docbin
from pipeline.export.document import SCHEMA, TABELLEN, as_json, document, schema
from pipeline.export.front_matter import front_matter_schema
from pipeline.export.qda import Bron, Code, Codering, Geval, Import, Project, Regeleinde
from pipeline.export.qda_make import make_codes, make_project
from pipeline.export.qda_read import read_qdc, read_qdpx
from pipeline.export.qda_story import story_file
from pipeline.export.qda_tags import code_meanings, human_tags
from pipeline.export.qda_write import write_qdc, write_qdpx
from pipeline.export.rows import COUNT_COLUMNS, TAG_COLUMNS, count_rows, tag_rows
from pipeline.export.samen import SAMEN, Deel, combine
from pipeline.export.skos import as_turtle
from pipeline.export.tables import as_csv, as_parquet
from pipeline.export.text import plain_text
from pipeline.protect.publish import Publication

__all__ = [
    "FORMATEN",
    "SAMEN",
    "Bron",
    "Code",
    "Codering",
    "Deel",
    "Geval",
    "Import",
    "Project",
    "Regeleinde",
    "code_meanings",
    "combine",
    "export",
    "front_matter_schema",
    "human_tags",
    "make_codes",
    "make_project",
    "plain_text",
    "read_qdc",
    "read_qdpx",
    "story_file",
    "write_qdc",
    "write_qdpx",
]

_Files = dict[str, bytes]


def export(
    publication: Publication,
    codebook: Codebook,
    formaten: Sequence[str],
    *,
    regeleinde: Regeleinde = Regeleinde.LF,
) -> _Files:
    """The files of these formats, by their name below `export/`; the same values, the same bytes.

    `regeleinde` is for tools that count a line end in a `.qdpx` as two characters. Raises
    KeyError for a format that is not one of `FORMATEN`.
    """
    files: _Files = {}
    for formaat in formaten:
        files |= _MAKERS[formaat](publication, codebook, regeleinde)
    return files


def _json(publication: Publication, codebook: Codebook, _: Regeleinde) -> _Files:
    return {
        "verhalen.json": as_json(document(publication, codebook)),
        SCHEMA: schema(),
        "frontmatter.schema.json": as_json(front_matter_schema(codebook)),
    }


def _csv(publication: Publication, codebook: Codebook, _: Regeleinde) -> _Files:
    return {
        "kwaliteiten.csv": as_csv(tag_rows(publication, codebook), TAG_COLUMNS),
        "tellingen.csv": as_csv(count_rows(publication), COUNT_COLUMNS),
        TABELLEN: schema(TABELLEN),
    }


def _parquet(publication: Publication, codebook: Codebook, _: Regeleinde) -> _Files:
    return {
        "kwaliteiten.parquet": as_parquet(tag_rows(publication, codebook), TAG_COLUMNS),
        "tellingen.parquet": as_parquet(count_rows(publication), COUNT_COLUMNS),
        TABELLEN: schema(TABELLEN),
    }


def _qdpx(publication: Publication, codebook: Codebook, regeleinde: Regeleinde) -> _Files:
    return {"project.qdpx": write_qdpx(make_project(publication, codebook), regeleinde)}


def _qdc(_: Publication, codebook: Codebook, __: Regeleinde) -> _Files:
    return {"codeboek.qdc": write_qdc(make_codes(codebook))}


def _jsonld(publication: Publication, codebook: Codebook, _: Regeleinde) -> _Files:
    return {"annotaties.jsonld": as_json(as_collection(make_project(publication, codebook)))}


def _skos(_: Publication, codebook: Codebook, __: Regeleinde) -> _Files:
    return {"codeboek.ttl": as_turtle(codebook)}


def _docbin(publication: Publication, codebook: Codebook, _: Regeleinde) -> _Files:
    return {"verhalen.spacy": as_docbin(publication, codebook)}


_MAKERS: dict[str, Callable[[Publication, Codebook, Regeleinde], _Files]] = {
    "json": _json,
    "csv": _csv,
    "parquet": _parquet,
    "qdpx": _qdpx,
    "qdc": _qdc,
    "jsonld": _jsonld,
    "skos": _skos,
    "docbin": _docbin,
}
FORMATEN = tuple(_MAKERS)
"""The formats that `export` can make."""
