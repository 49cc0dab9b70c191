"""Files that are broken, huge or out to harm: always a problem, never a crash, never silence."""

from __future__ import annotations

import csv
import os
import random
import stat
import sys
import zipfile
import zlib
from io import StringIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_figures_tools import CODEBOOK, UREN, csv_file, grid, ods, xlsx

from pipeline.instruments import ladder, zrm
from pipeline.read.figures import read_cijfers, read_tabel
from pipeline.read.figures_kinds import KINDS, Kind
from pipeline.read.stories import FileStatus
from pipeline.reconcile import as_problems, reconcile
from pipeline.workspace import Workspace

HEADER = "periode;wijk;specialisme;uren\n"


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    (tmp_path / "verhalen" / "cijfers").mkdir(parents=True)
    return Workspace(tmp_path)


def codes(path: Path) -> set[str]:
    cijfers, problems = read_tabel(path, path.name, CODEBOOK)
    assert not cijfers
    assert all(p.melding and p.oplossing for p in problems)
    return {p.code for p in problems}


def rezipped(path: Path, change) -> Path:
    """The same zip with some parts changed by `change(name, data)`."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, change(name, data))
    return path


def test_a_far_cell_does_not_take_all_memory(tmp_path):
    cells = {**grid(UREN), "XFD1048576": 1}
    assert codes(xlsx(tmp_path / "ureninzet.xlsx", {"B": cells})) == {"cijfers-te-groot"}


def test_a_far_cell_without_quotes_as_usual_is_seen_too(tmp_path):
    path = xlsx(tmp_path / "ureninzet.xlsx", {"B": grid(UREN)})

    def move(name, data):
        return data.replace(b'r="D2"', b"r = 'XFD1048576'") if "sheet1" in name else data

    assert codes(rezipped(path, move)) == {"cijfers-te-groot"}


def test_formatting_down_to_the_last_row_is_no_reason_to_refuse(tmp_path):
    path = tmp_path / "ureninzet.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for number, row in enumerate(UREN):
        sheet.write_row(number, 0, row)
    sheet.write_blank(1_048_575, 10, None, bold)
    book.close()
    cijfers, problems = read_tabel(path, path.name, CODEBOOK)
    assert [c.waarde for c in cijfers] == [152.5]
    assert problems == ()


@pytest.mark.parametrize("repeat", ["columns", "rows"])
def test_a_repeated_ods_cell_does_not_take_all_memory(tmp_path, repeat):
    path = ods(tmp_path / "ureninzet.ods", UREN)
    where = b"<table:table-cell" if repeat == "columns" else b"<table:table-row"
    attribute = f' table:number-{repeat}-repeated="2000000000"'.encode()
    rezipped(path, lambda name, data: data.replace(where, where + attribute, 1))
    assert codes(path) == {"cijfers-te-groot"}


def test_a_zip_bomb_is_refused_even_when_its_header_lies(tmp_path):
    path = xlsx(tmp_path / "ureninzet.xlsx", {"B": grid(UREN)})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/media/x.bin", bytes(200_000_000))
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 16 : at + 20] = zlib.crc32(bytes(100)).to_bytes(4, "little")
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    path.write_bytes(data)
    assert codes(path) <= {"cijfers-te-groot", "cijfers-onleesbaar"}


def test_entities_are_not_expanded(tmp_path):
    path = xlsx(tmp_path / "ureninzet.xlsx", {"B": grid(UREN)})
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def add(name, data):
        return data.replace(b"?>", b"?>" + bomb, 1) if name == "xl/workbook.xml" else data

    assert codes(rezipped(path, add)) == {"cijfers-onleesbaar"}


def test_a_file_that_is_too_big_is_not_read(workspace):
    path = workspace.cijfers / "ureninzet.csv"
    with path.open("wb") as stream:
        stream.write(HEADER.encode())
        stream.truncate(50_000_000)
    reading = read_cijfers(workspace, CODEBOOK)
    assert [p.code for p in reading.problemen] == ["cijfers-te-groot"]
    assert reading.bestanden[0].sha256


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("ureninzet.xlsx", b"PK\x03\x04 and then nothing", "cijfers-onleesbaar"),
        ("ureninzet.xlsx", b"", "cijfers-onleesbaar"),
        ("ureninzet.ods", b"<html>", "cijfers-onleesbaar"),
        ("ureninzet.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "cijfers-wachtwoord"),
        ("ureninzet.csv", b"", "cijfers-leeg"),
        ("ureninzet.csv", b"PK\x03\x04" + bytes(range(256)), "cijfers-codering"),
        ("ureninzet.csv", bytes(range(256)) * 9, "cijfers-codering"),
        ("ureninzet.csv", b'a;b\n"open;c\n' + b"x;y\n" * 99, "cijfers-aanhalingsteken"),
        ("ureninzet.csv", b"a;" + b"x" * 200_000 + b"\n", "cijfers-aanhalingsteken"),
        ("ureninzet.csv", b"a\n" * 500_000, "cijfers-te-groot"),
    ],
)
def test_a_broken_file_is_one_clear_problem(tmp_path, name, data, code):
    path = tmp_path / name
    path.write_bytes(data)
    assert codes(path) == {code}


def test_a_locked_ods_is_said_to_be_locked(tmp_path):
    path = ods(tmp_path / "ureninzet.ods", UREN)

    def lock(name, data):
        if name == "META-INF/manifest.xml":
            return data.replace(b"</manifest:manifest>", b"<manifest:encryption-data/>") + b"</m>"
        return b"\x00\x01" if name == "content.xml" else data

    assert codes(rezipped(path, lock)) == {"cijfers-wachtwoord"}


def test_whatever_lies_in_the_folder_is_named_or_known_to_be_nothing(workspace, tmp_path_factory):
    folder = workspace.cijfers
    outside = csv_file(tmp_path_factory.mktemp("x") / "geheim.csv", HEADER + "2016-mei;Zuid;x;1\n")
    csv_file(folder / "ureninzet.csv", HEADER + "2016-mei;Zuid;Buurtwerk;1\n")
    (folder / "sub").mkdir()
    csv_file(folder / "sub" / "ureninzet-b.csv", HEADER + "2016-mei;Oost;Buurtwerk;2\n")
    (folder / "map.csv").mkdir()
    (folder / "ureninzet-uit.csv").symlink_to(outside)
    (folder / "ureninzet-weg.csv").symlink_to(folder / "bestaat-niet.csv")
    (folder / "buiten").symlink_to(outside.parent)
    (folder / "rondje").symlink_to(folder)
    for name in ("~$ureninzet.xlsx", ".~lock.ureninzet.ods#", "LEESMIJ.md"):
        (folder / name).write_text("x")
    (folder / "oud.xls").write_text("x")
    os.mkfifo(folder / "ureninzet-pijp.csv")
    reading = read_cijfers(workspace, CODEBOOK)
    assert [c.waarde for c in reading.cijfers] == [2, 1] or [c.waarde for c in reading.cijfers] == [
        1,
        2,
    ]
    found = {(p.pad.rpartition("/")[2], p.code) for p in reading.problemen}
    assert found == {
        ("map.csv", "cijfers-map"),
        ("ureninzet-uit.csv", "cijfers-verwijzing"),
        ("ureninzet-weg.csv", "cijfers-verwijzing"),
        ("buiten", "cijfers-map"),
        ("rondje", "cijfers-map"),
        ("oud.xls", "cijfers-soort-bestand"),
        ("ureninzet-pijp.csv", "cijfers-onleesbaar"),
    }
    seen = {file.pad.rpartition("/")[2]: file.status for file in reading.bestanden}
    assert set(seen) == {name for name, _ in found} | {"ureninzet.csv", "ureninzet-b.csv"}
    assert seen["ureninzet.csv"] is FileStatus.GELEZEN
    assert seen["ureninzet-uit.csv"] is FileStatus.OVERGESLAGEN


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="anyone may read here, also root"
)
def test_a_file_that_may_not_be_read_is_named(workspace):
    path = csv_file(workspace.cijfers / "ureninzet.csv", HEADER)
    path.chmod(0)
    try:
        reading = read_cijfers(workspace, CODEBOOK)
    finally:
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert [p.code for p in reading.problemen] == ["cijfers-onleesbaar"]


def test_figures_in_a_folder_elsewhere_are_not_read(tmp_path, tmp_path_factory):
    outside = tmp_path_factory.mktemp("elders")
    csv_file(outside / "ureninzet.csv", HEADER + "2016-mei;Zuid;Buurtwerk;1\n")
    (tmp_path / "verhalen").mkdir()
    (tmp_path / "verhalen" / "cijfers").symlink_to(outside)
    reading = read_cijfers(Workspace(tmp_path), CODEBOOK)
    assert reading.cijfers == ()
    assert [p.code for p in reading.problemen] == ["cijfers-map"]


def test_text_that_nobody_sees_is_left_out(tmp_path):
    text = "post;jaar;bedrag;noot\nBuurt\u202ewerk\u200b;2016;1;a\x1b[31mb\n"
    cijfers, _ = read_tabel(csv_file(tmp_path / "begroting.csv", text), "x", CODEBOOK)
    assert cijfers[0].categorie == "Buurtwerk"
    assert cijfers[0].veld("noot") == "a [31mb"


def test_no_folder_with_figures_is_no_problem(tmp_path):
    (tmp_path / "verhalen").mkdir()
    assert read_cijfers(Workspace(tmp_path), CODEBOOK).problemen == ()


def test_thousands_of_mistakes_are_told_in_few_words(tmp_path):
    rows = "".join(f"2016-mei;Zuud{n};Buurtwerk;1\n" for n in range(5_000))
    _, problems = read_tabel(csv_file(tmp_path / "ureninzet.csv", HEADER + rows), "x", CODEBOOK)
    assert len(problems) < 60
    assert any("4.9" in p.melding or "49" in p.melding for p in problems)


WORDS = (
    "periode wijk uren specialisme 2016-mei 2016 2015 Zuid Oost Totaal Subtotaal Buurtwerk AMW "
    "1.234 12,5 n.v.t. <5 50% 3 7 =1+1 post : * aantal bedrag aanvraag deel totaal_vermeld "
    "bewoner zelfregie 2013 2017 Justitie Jeugdwerk:"
)
CELLS = st.one_of(
    st.sampled_from([*WORDS.split(), "", "Totaal Zuid", "heel 2016", "x € 1.000", "Wijk Zuid"]),
    st.text(max_size=6),
)
ROWS = st.lists(st.lists(CELLS, max_size=9), max_size=9)


def _header(kind: Kind) -> st.SearchStrategy[list[str]]:
    names = [*kind.vast, *kind.vrij, *(maat.naam for maat in kind.maten), "rij_soort"]
    return st.lists(st.sampled_from([*names, "Zuid", "mei 2016", "Totaal", ""]), max_size=8)


TABLES = st.sampled_from(KINDS).flatmap(
    lambda kind: st.tuples(st.just(kind.naam), st.one_of(st.just([]), _header(kind)), ROWS)
)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TABLES)
def test_any_table_of_text_is_read_or_refused(tmp_path, table):
    name, header, rows = table
    text = StringIO()
    csv.writer(text, delimiter=";").writerows([header, *rows])
    path = tmp_path / f"{name}.csv"
    path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
    cijfers, problems = read_tabel(path, path.name, CODEBOOK)
    assert cijfers or problems
    for problem in problems:
        assert problem.regel is None or 1 <= problem.regel <= len(rows) + 2
    as_problems(reconcile(cijfers, CODEBOOK))
    ladder(cijfers, 0.5)
    zrm(cijfers, 0.5)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=300), suffix=st.sampled_from([".csv", ".xlsx", ".ods"]))
def test_any_bytes_are_refused_without_a_crash(tmp_path, data, suffix):
    path = tmp_path / f"ureninzet{suffix}"
    path.write_bytes(data)
    cijfers, problems = read_tabel(path, path.name, CODEBOOK)
    assert cijfers or problems


def test_a_workbook_with_broken_xml_is_refused_without_a_crash(tmp_path):
    """An encoding that does not exist, once found by damaging thousands of files at random."""
    path = xlsx(tmp_path / "ureninzet.xlsx", {"B": grid(UREN)})
    assert codes(rezipped(path, lambda _, data: data.replace(b"UTF-8", b"Ub-8"))) == {
        "cijfers-onleesbaar"
    }


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_damaged_workbook_is_read_or_refused_without_a_crash(tmp_path, suffix, capfd):
    path = tmp_path / f"ureninzet{suffix}"
    whole = (xlsx(path, {"B": grid(UREN)}) if suffix == ".xlsx" else ods(path, UREN)).read_bytes()
    chance = random.Random(4)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data[: chance.randint(len(data) // 2, len(data))])
        cijfers, problems = read_tabel(path, path.name, CODEBOOK)
        assert cijfers or problems
    assert "Traceback" not in capfd.readouterr().err
