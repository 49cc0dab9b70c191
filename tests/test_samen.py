"""Several projects in one export: what they share can be compared, and no rule is left behind."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_export_qda import check, needs_schemas, xml
from test_export_text import CODEBOOK, VOORBEELD

from pipeline.cli import main
from pipeline.export import SAMEN, Deel, combine, read_qdpx
from pipeline.export.samen import _counts
from pipeline.model import Herkomst, Periode, Richting, Soort, Toestemming
from pipeline.protect.publish import Geteld

KADE = """
naam: De Kade
gemeente: Zwolle
kleine-aantallen: 3
kwaliteiten:
  - {sleutel: rust, naam: Rust, definitie: Het is stil., indicatoren: {"+": [stil]}}
  - {sleutel: samen-eten, naam: Samen eten, indicatoren: {"+": [aan tafel]}}
wijken:
  - {sleutel: kade, naam: Kade}
perioden:
  - {sleutel: december, maand: 12, van: 1, tot: 12}
"""
DAM = """
naam: De Dam
gemeente: Utrecht
kwaliteiten:
  - sleutel: stilte
    naam: Stilte
    zelfde-als: Rust
    definitie: Geen auto's.
    indicatoren: {"+": [stil]}
  - {sleutel: fietsen, naam: Fietsen, indicatoren: {"+": [fiets]}}
wijken:
  - {sleutel: dam, naam: Dam}
perioden:
  - {sleutel: juli, maand: 7, van: 1, tot: 6}
  - {sleutel: december, maand: 12, van: 7, tot: 12}
"""


def project(folder: Path, codeboek: str, wijk: str, *stories: tuple[str, str, str]) -> Path:
    (folder / "verhalen" / wijk).mkdir(parents=True)
    (folder / "verhalen" / "codeboek.yaml").write_text(codeboek, encoding="utf-8")
    for number, (consent, tags, text) in enumerate(stories, 1):
        (folder / "verhalen" / wijk / f"{number}.md").write_text(
            f"---\ntitel: {wijk} {number}\ndatum: 2025-0{number}-14\ntoestemming: {consent}\n"
            f"kwaliteiten: [{tags}]\n---\n{text}\n",
            encoding="utf-8",
        )
    return folder


@pytest.fixture(scope="module")
def twee(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("twee")
    kade = project(
        folder / "a",
        KADE,
        "kade",
        ("openbaar", "rust", "Nu is het stil. We aten aan tafel."),
        ("intern", "rust", "Het is stil bij Vlierbosch."),
        ("intern", "samen-eten", "Met Krekelveld aan tafel."),
    )
    dam = project(folder / "b", DAM, "dam", ("anoniem", "stilte", "Hier is het stil op de fiets."))
    return kade, dam


@pytest.fixture(scope="module")
def made(twee: tuple[Path, Path]) -> Path:
    naar = twee[0].parent / "samen"
    args = ["export", *map(str, twee), "--naar", str(naar), "--formaat", ",".join(SAMEN)]
    assert main(args) == 0
    return naar


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_every_row_says_of_which_project_it_is_and_what_is_shared(made: Path):
    found = {
        (r["werkmap"], r["kwaliteit"], r["kwaliteit_samen"], r["gedeeld"])
        for r in rows(made / "kwaliteiten.csv")
    }
    assert found == {("De Kade", "rust", "rust", "ja"), ("De Dam", "stilte", "rust", "ja")}
    qualities = {(r["werkmap"], r["kwaliteit"]): r for r in rows(made / "codeboeken.csv")}
    assert qualities["De Dam", "fietsen"]["gedeeld"] == "nee"
    assert qualities["De Kade", "rust"]["definitie"] == "Het is stil."
    frame = pl.read_parquet(made / "kwaliteiten.parquet")
    assert set(frame["werkmap"]) == {"De Kade", "De Dam"}
    assert frame["gedeeld"].dtype == pl.Boolean


def test_no_story_without_consent_moves(made: Path):
    for path in made.iterdir():
        data = path.read_bytes()
        assert b"Krekelveld" not in data
        assert b"Vlierbosch" not in data
    for bron in read_qdpx((made / "project.qdpx").read_bytes()).project.bronnen:
        assert "Krekelveld" not in bron.tekst


def test_small_numbers_are_of_each_project_itself(made: Path):
    counts = {
        (r["werkmap"], r["telling"], r["waarde"]): (r["aantal"], r["getoond"])
        for r in rows(made / "tellingen.csv")
        if not r["wijk"]
    }
    assert counts["De Kade", "kwaliteit_overal", "rust"] == ("", "1")
    assert counts["De Kade", "kwaliteit_overal", "samen-eten"] == ("", "0")
    assert counts["De Kade", "toestemming", "intern"] == ("", "0")
    assert counts["De Dam", "kwaliteit_overal", "stilte"] == ("1", "1")


def test_json_follows_its_schema(made: Path):
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    schemas = {
        name: json.loads((made / name).read_text(encoding="utf-8"))
        for name in ("samen.schema.json", "verhalen.schema.json")
    }
    registry = referencing.Registry().with_resources(
        (name, referencing.Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    check = jsonschema.Draft202012Validator(schemas["samen.schema.json"], registry=registry)
    check.check_schema(schemas["samen.schema.json"])
    document = json.loads((made / "samen.json").read_text(encoding="utf-8"))
    assert list(check.iter_errors(document)) == []
    assert document["gedeeld"] == ["rust"]
    document["werkmappen"][0]["verhalen"][0]["toestemming"] = "intern"
    assert list(check.iter_errors(document))


def test_the_sources_of_all_stand_in_one_project(made: Path):
    imported = read_qdpx((made / "project.qdpx").read_bytes())
    assert imported.problemen == ()
    assert [bron.variabele("werkmap") for bron in imported.project.bronnen] == ["De Kade", "De Dam"]
    assert len({code.guid for code in imported.project.codes}) == len(imported.project.codes) == 16
    assert {len(geval.bronnen) for geval in imported.project.gevallen} == {1}


@needs_schemas
def test_the_project_of_all_is_valid(made: Path):
    check("Project.xsd", xml((made / "project.qdpx").read_bytes()))


def test_two_projects_of_one_name_stay_apart(tmp_path: Path):
    story = ("openbaar", "rust", "Nu is het stil.")
    both = [str(project(tmp_path / name, KADE, "kade", story)) for name in "ab"]
    assert main(["export", *both, "--naar", str(tmp_path / "c"), "--formaat", "csv,qdpx"]) == 0
    assert {r["werkmap"] for r in rows(tmp_path / "c/kwaliteiten.csv")} == {
        "De Kade",
        "De Kade (2)",
    }
    bronnen = read_qdpx((tmp_path / "c/project.qdpx").read_bytes()).project.bronnen
    assert len({bron.guid for bron in bronnen}) == 2


@pytest.mark.parametrize("formaat", SAMEN)
def test_the_same_projects_give_the_same_bytes(formaat: str):
    delen = [
        Deel("a", VOORBEELD, CODEBOOK),
        Deel("b", VOORBEELD, replace(CODEBOOK, kwaliteiten=CODEBOOK.kwaliteiten[:3])),
    ]
    assert combine(delen, [formaat]) == combine(delen, [formaat])


def test_wrong_use_is_explained(twee: tuple[Path, Path], tmp_path: Path, capsys):
    kade, dam = map(str, twee)
    naar = str(tmp_path / "naar")
    for args in (
        [kade, dam],
        [kade, "--naar", naar],
        [kade, kade, "--naar", naar],
        [kade, str(tmp_path), "--naar", naar],
        [kade, dam, "--naar", naar, "--formaat", "skos"],
    ):
        assert main(["export", *args]) == 2
        assert capsys.readouterr().err
    assert not Path(naar).exists()


GETELD = st.builds(
    Geteld,
    soort=st.sampled_from(Soort),
    periode=st.sampled_from([None, Periode(2025, 5)]),
    wijk=st.sampled_from([None, "kade"]),
    werksoort=st.none(),
    verteller=st.sampled_from(["bewoner", "anders"]),
    toestemming=st.sampled_from(Toestemming),
    fictief=st.just(False),
    gekozen=st.just(False),
    tags=st.lists(
        st.tuples(st.sampled_from(["a", "b"]), st.just(Richting.PLUS), st.just(Herkomst.MENS)),
        max_size=2,
        unique_by=lambda tag: tag[0],
    ).map(tuple),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(GETELD, max_size=25), st.integers(0, 6))
def test_no_count_gives_a_small_number_of_hidden_texts_away(geteld: list[Geteld], grens: int):
    for row in _counts(geteld, grens):
        assert row["getoond"] >= 0
        if row["aantal"] is not None:
            kept = row["aantal"] - row["getoond"]
            assert kept == 0 or kept >= grens
