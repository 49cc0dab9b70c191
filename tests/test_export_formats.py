"""Every format is read by the library that belongs to it, and all of them say the same."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from test_export_text import (
    CODEBOOK,
    DERDE,
    EERSTE,
    MIN,
    PLUS,
    TWEEDE,
    VOORBEELD,
    bewijs,
    publicatie,
    tag,
    verhaal,
)

from pipeline.export import FORMATEN, export, plain_text
from pipeline.export.rows import TAG_COLUMNS, tag_rows
from pipeline.link import link
from pipeline.protect.publish import publish
from pipeline.read.stories import read_verhaal
from pipeline.tag.tagger import Tagger


def files(*formaten: str) -> dict[str, bytes]:
    return export(VOORBEELD, CODEBOOK, formaten)


def cells(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(KeyError):
        export(VOORBEELD, CODEBOOK, ["docx"])


def test_json_follows_its_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    made = files("json")
    schema = json.loads(made["verhalen.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema)
    document = json.loads(made["verhalen.json"])
    assert list(checker.iter_errors(document)) == []
    document["verhalen"][0]["toestemming"] = "intern"
    assert list(checker.iter_errors(document))


def test_json_has_each_sentence_with_its_place() -> None:
    document = json.loads(files("json")["verhalen.json"])
    first = document["verhalen"][0]
    found = [
        (key, proof["richting"], first["tekst"][proof["start"] : proof["eind"]])
        for key, told in first["kwaliteiten"].items()
        for proof in told["bewijs"]
    ]
    assert found == [
        (EERSTE, "+", "Ik durf weer naar buiten 👩‍👩‍👧."),
        (EERSTE, "+", "Dat ging\nniet vanzelf."),
        (TWEEDE, "+", "Ik durf weer naar buiten 👩‍👩‍👧."),
        (TWEEDE, "-", "naar buiten"),
    ]
    assert first["kwaliteiten"][DERDE] == {
        "richting": "-",
        "herkomst": "mens",
        "kans": None,
        "bewijs": [],
    }


def test_csv_has_a_row_for_each_sentence_and_for_a_tag_without_one() -> None:
    data = files("csv")["kwaliteiten.csv"]
    assert data.startswith(b"\xef\xbb\xbf")
    rows = cells(data)
    assert [(r["kwaliteit"], r["richting"], r["bewijs_richting"]) for r in rows] == [
        (EERSTE, "plus", "plus"),
        (EERSTE, "plus", "plus"),
        (TWEEDE, "beide", "plus"),
        (TWEEDE, "beide", "min"),
        (DERDE, "min", ""),
        (EERSTE, "min", "min"),
    ]
    assert [r["herkomst"] for r in rows] == ["mens"] * 5 + ["machine"]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_is_a_formula(begin: str) -> None:
    evil = f'{begin}HYPERLINK("http://example.com";"klik")'
    story = verhaal(
        f"{evil}.",
        tags=(tag(EERSTE, PLUS, bewijs(f"{evil}.")),),
        titel=evil,
        verteller=evil,
        pad=evil,
    )
    made = export(publicatie(story), CODEBOOK, ["csv"])
    for data in (made["kwaliteiten.csv"], made["tellingen.csv"]):
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
            assert not any(
                cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝")) for cell in row
            )
            assert len(row) in (len(TAG_COLUMNS), 7)


def test_parquet_says_what_csv_says_with_types() -> None:
    made = files("csv", "parquet")
    frame = pl.read_parquet(io.BytesIO(made["kwaliteiten.parquet"]))
    assert frame.rows(named=True) == list(tag_rows(VOORBEELD, CODEBOOK))
    assert frame["datum"].to_list()[0] == date(2016, 3, 14)
    assert frame["fictief"].dtype == pl.Boolean
    assert frame["bewijs_tekst"].to_list()[:4] == [
        row["bewijs_tekst"] for row in cells(made["kwaliteiten.csv"])[:4]
    ]


def test_every_row_of_a_table_follows_its_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    made = files("csv", "parquet")
    schema = json.loads(made["tabellen.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    tables = {
        name: pl.read_parquet(io.BytesIO(made[f"{name}.parquet"])).rows(named=True)
        for name in ("kwaliteiten", "tellingen")
    }
    plain = json.loads(json.dumps(tables, default=str))
    check = jsonschema.Draft202012Validator(schema)
    assert list(check.iter_errors(plain)) == []
    for name, definition in (("kwaliteiten", "kwaliteit"), ("tellingen", "telling")):
        columns = list(cells(made[f"{name}.csv"])[0])
        assert columns == list(schema["$defs"][definition]["properties"])
    plain["kwaliteiten"][0]["toestemming"] = "intern"
    assert list(check.iter_errors(plain))


def test_counts_are_of_all_texts() -> None:
    rows = cells(files("csv")["tellingen.csv"])
    found = {
        (r["telling"], r["soort"], r["waarde"], r["richting"], r["herkomst"]): r["aantal"]
        for r in rows
    }
    assert found["kwaliteit", "verhaal", EERSTE, "plus", "mens"] == "1"
    assert found["kwaliteit", "monitorgesprek", EERSTE, "min", "machine"] == "1"
    assert found["toestemming", "verhaal", "openbaar", "", ""] == "2"
    assert found["periode", "verhaal", "", "", ""] == "1"
    assert pl.read_parquet(io.BytesIO(files("parquet")["tellingen.parquet"]))[
        "aantal"
    ].sum() == sum(int(row["aantal"]) for row in rows)


# What the W3C's context says of the terms in use; no test goes to the network for it.
CONTEXT = {
    "oa": "http://www.w3.org/ns/oa#",
    "as": "http://www.w3.org/ns/activitystreams#",
    "id": {"@type": "@id", "@id": "@id"},
    "type": {"@type": "@id", "@id": "@type"},
    "Annotation": "oa:Annotation",
    "AnnotationCollection": "as:OrderedCollection",
    "AnnotationPage": "as:OrderedCollectionPage",
    "TextPositionSelector": "oa:TextPositionSelector",
    "first": {"@type": "@id", "@id": "as:first"},
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    "body": {"@type": "@id", "@id": "oa:hasBody"},
    "target": {"@type": "@id", "@id": "oa:hasTarget"},
    "source": {"@type": "@id", "@id": "oa:hasSource"},
    "selector": {"@type": "@id", "@id": "oa:hasSelector"},
    "start": {"@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger", "@id": "oa:start"},
    "end": {"@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger", "@id": "oa:end"},
    "exact": "oa:exact",
}


def test_jsonld_is_a_web_annotation_of_the_concepts_in_skos() -> None:
    rdflib = pytest.importorskip("rdflib")
    made = files("jsonld", "skos")
    document = json.loads(made["annotaties.jsonld"])
    assert document["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert document["total"] == len(document["first"]["items"])
    graph = rdflib.Graph()
    graph.parse(data=json.dumps(document | {"@context": CONTEXT}), format="json-ld")
    graph.parse(data=made["codeboek.ttl"], format="turtle")
    rows = graph.query(
        """
        PREFIX oa: <http://www.w3.org/ns/oa#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?sleutel ?start ?end ?exact WHERE {
          ?a a oa:Annotation; oa:hasBody/oa:hasSource/skos:broader/skos:notation ?sleutel;
             oa:hasTarget/oa:hasSelector ?p, ?q. ?p oa:start ?start; oa:end ?end. ?q oa:exact ?exact
        }"""
    )
    texts = [plain_text(story) for story in VOORBEELD.verhalen]
    found = {(str(key), int(start), int(end), str(exact)) for key, start, end, exact in rows}
    assert (TWEEDE, 13, 24, "naar buiten") in found
    assert len(found) == 4
    assert all(any(text[start:end] == exact for text in texts) for _, start, end, exact in found)


def test_an_annotation_says_who_made_it() -> None:
    items = json.loads(files("jsonld")["annotaties.jsonld"])["first"]["items"]
    assert {item["creator"]["type"] for item in items[:-1]} == {"Person"}
    assert items[-1]["creator"]["type"] == "Software"


def test_skos_has_every_quality_with_its_directions() -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(data=files("skos")["codeboek.ttl"], format="turtle")
    skos = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")
    tops = list(graph.subjects(skos.topConceptOf))
    assert {str(graph.value(top, skos.notation)) for top in tops} == {
        kwaliteit.sleutel for kwaliteit in CODEBOOK.kwaliteiten
    }
    for top in tops:
        assert len(list(graph.objects(top, skos.narrower))) == 3
        assert graph.value(top, skos.prefLabel).language == "nl"


def test_docbin_is_read_without_this_package(tmp_path: Path) -> None:
    (tmp_path / "verhalen.spacy").write_bytes(files("docbin")["verhalen.spacy"])
    script = (
        "import json, spacy; from spacy.tokens import DocBin\n"
        "vocab = spacy.blank('nl').vocab\n"
        "docs = list(DocBin().from_disk('verhalen.spacy').get_docs(vocab))\n"
        "print(json.dumps([[d.text, d.cats, d.user_data['bron'], d.spans['kwaliteiten'].attrs,\n"
        "  [[s.label_, s.start_char, s.end_char] for s in d.spans['kwaliteiten']]] for d in docs]))"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-c", script], cwd=tmp_path, capture_output=True, check=True
    )
    first, second, third = json.loads(run.stdout)
    text, cats, bron, attrs, spans = first
    assert text == plain_text(VOORBEELD.verhalen[0])
    assert bron == "verhalen/zuid/een.md"
    assert {key for key, chance in cats.items() if chance} == {EERSTE, TWEEDE, DERDE}
    assert set(cats) == {kwaliteit.sleutel for kwaliteit in CODEBOOK.kwaliteiten}
    assert [(label, text[start:end]) for label, start, end in spans] == [
        (EERSTE, "Ik durf weer naar buiten 👩‍👩‍👧."),
        (EERSTE, "Dat ging\nniet vanzelf."),
        (TWEEDE, "Ik durf weer naar buiten 👩‍👩‍👧."),
        (TWEEDE, "naar buiten"),
    ]
    assert attrs["richtingen"] == ["+", "+", "+", "-"]
    fact = attrs["tekst"][DERDE]
    assert (fact["richting"], fact["gevonden"], fact["herkomst"]) == ("-", True, "mens")
    assert second[1][EERSTE] == 0.8125
    assert third[4] == []


def test_docbin_has_the_layers_of_the_component() -> None:
    import spacy
    from spacy.tokens import DocBin

    from pipeline.tag.components import read

    data = DocBin().from_bytes(files("docbin")["verhalen.spacy"])
    first = next(data.get_docs(spacy.blank("nl").vocab))
    scores = {score.kwaliteit: score for score in read(first)}
    assert scores[EERSTE].gevonden
    assert scores[DERDE].richting is MIN
    assert not any(scores[k.sleutel].gevonden for k in CODEBOOK.kwaliteiten[3:])


def digests() -> dict[str, str]:
    made = export(VOORBEELD, CODEBOOK, FORMATEN)
    return {name: hashlib.sha256(data).hexdigest() for name, data in made.items()}


def test_the_same_values_give_the_same_bytes_in_another_process() -> None:
    script = "import json; from test_export_formats import digests; print(json.dumps(digests()))"
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parent,
        env=os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        check=True,
    )
    assert json.loads(run.stdout) == digests()


def test_what_may_not_be_shown_is_in_no_format() -> None:
    verhalen = []
    for consent, word in (("openbaar", "zichtbaar"), ("intern", "Krekelveld"), ("", "Vlierbosch")):
        line = f"toestemming: {consent}\n" if consent else ""
        head = f"---\ntitel: Over {word}\ndatum: 2016-03-14\nwijk: Zuid\n{line}"
        text = f"{head}kwaliteiten: [{EERSTE}]\n---\nHier is minder overlast bij {word}.\n"
        pad = f"verhalen/{word}.md"
        story, _ = read_verhaal(text.encode(), pad, CODEBOOK, date(2017, 1, 1))
        assert story
        verhalen.append(story)
    linked = link(list(Tagger(CODEBOOK).tag(verhalen)), [], CODEBOOK)
    made = export(publish(linked, [], CODEBOOK), CODEBOOK, FORMATEN)
    for name, data in made.items():
        readable = _unpacked(name, data)
        assert b"Krekelveld" not in readable
        assert b"Vlierbosch" not in readable
        if not name.startswith(("tellingen", "codeboek", "frontmatter")) and "schema" not in name:
            assert b"zichtbaar" in readable


def _unpacked(name: str, data: bytes) -> bytes:
    import zipfile
    import zlib

    if name.endswith(".qdpx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"".join(
                archive.read(info) + info.filename.encode() for info in archive.infolist()
            )
    if name.endswith(".spacy"):
        return zlib.decompress(data)
    if name.endswith(".parquet"):
        return str(pl.read_parquet(io.BytesIO(data)).rows()).encode()
    return data
