"""Who lays all published documents side by side, and adds and subtracts, finds no small count."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from attack_reader import PEOPLE, Reader, ranges
from factory import TEMPLATES

from pipeline.export import FORMATEN, export
from pipeline.inputs import read_inputs
from pipeline.link import contradictions, link
from pipeline.model import Herkomst, Tag, TaggedVerhaal
from pipeline.protect.publish import publish
from pipeline.report import afscherming, documenten
from pipeline.workspace import Workspace, default_path

OWN = Workspace(default_path("verhalen/codeboek.yaml").parent.parent)
pytestmark = pytest.mark.skipif(not OWN.cijfers.is_dir(), reason="the example is not here")


@pytest.fixture(scope="module")
def example():
    """The publication of the example workspace, with the tags of people only."""
    inputs = read_inputs(OWN, date(2017, 1, 10))
    tagged = [
        TaggedVerhaal(
            verhaal,
            tuple(Tag(t.kwaliteit, t.richting, Herkomst.MENS, None, ()) for t in verhaal.tags),
            (),
            (),
        )
        for verhaal in inputs.verhalen
    ]
    linked = link(tagged, inputs.cijfers, inputs.codebook)
    return publish(linked, inputs.cijfers, inputs.codebook), inputs, linked


def read_all(example, **codebook) -> Reader:
    """What a stranger reads in all documents together."""
    publication, inputs, linked = example
    boek = replace(inputs.codebook, **codebook)
    found = contradictions(linked, inputs.cijfers, boek)
    reader = Reader(inputs.cijfers, boek)
    for document in documenten(publication, boek, 2016, inputs.afwijkingen, found, TEMPLATES):
        reader.read(document)
    assert all(fact.low <= reader.truth(fact.terms) <= fact.high for fact in reader.facts)
    return reader


def small_rows(reader: Reader, grens: int) -> dict[frozenset, int]:
    """Every cell of the tables with few people that some printed number covers."""
    printed = {cell for fact in reader.facts for cells, _ in fact.terms for cell in cells}
    return {
        frozenset({c.plek}): int(c.waarde)
        for c in reader.rows
        if 0 < c.waarde < grens and c.plek in printed
    }


def test_no_small_count_follows_from_all_documents_together(example):
    grens = example[1].codebook.kleine_aantallen
    reader = read_all(example)
    small = small_rows(reader, grens)
    hidden = {cells for cells in reader.hidden if reader.truth([(cells, 1)]) < grens}
    kinds = Counter(c.soort for c in reader.rows if frozenset({c.plek}) in small)
    assert set(kinds) == set(PEOPLE)
    assert len(hidden) >= 20
    found = ranges(reader, {*small, *reader.hidden}, grens)
    for cells in reader.hidden:
        low, high = found[cells]
        assert low <= reader.truth([(cells, 1)]) <= high
        assert high > low, sorted(map(str, cells))[:3]
    for cells in {*small, *hidden}:
        low, high = found[cells]
        assert high - low >= grens - 1, (low, high, sorted(map(str, cells))[:3])


def test_the_same_reader_finds_small_counts_when_nothing_is_hidden(example):
    grens = example[1].codebook.kleine_aantallen
    reader = read_all(example, kleine_aantallen=1)
    small = small_rows(reader, grens)
    assert not reader.hidden
    found = ranges(reader, small, 1)
    known = [cells for cells, (low, high) in found.items() if low == high]
    assert len(known) >= 5
    assert all(found[cells][0] == small[cells] for cells in known)


def test_to_hide_only_the_small_counts_is_not_enough(example, monkeypatch):
    grens = example[1].codebook.kleine_aantallen

    def only_small(sums, grens, *_):
        return {n for n, som in enumerate(sums) if 0 < som.waarde < grens}

    monkeypatch.setattr(afscherming, "_hide_sums", only_small)
    reader = read_all(example)
    hidden = {cells for cells in reader.hidden if reader.truth([(cells, 1)]) < grens}
    found = ranges(reader, hidden, 1)
    assert any(low == high == reader.truth([(cells, 1)]) for cells, (low, high) in found.items())


def test_exports_hold_no_count_from_the_tables(example):
    publication, inputs, _ = example
    bare = replace(
        publication,
        cijfers=(),
        verhalen=tuple(replace(v, koppelingen=()) for v in publication.verhalen),
    )
    formats = [name for name in FORMATEN if name != "docbin"]
    made = export(publication, inputs.codebook, formats)
    assert made == export(bare, inputs.codebook, formats)
