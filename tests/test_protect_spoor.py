"""What was published on which consent, and that what was withdrawn is nowhere any more."""

import json
from datetime import date
from pathlib import Path

import docx
import pytest

from pipeline.build import build
from pipeline.cache import opened
from pipeline.inputs import checked_inputs
from pipeline.sharing import share
from pipeline.workspace import Workspace

TODAY = date(2017, 1, 15)
STORY = """---
titel: {titel}
datum: {datum}
wijk: {wijk}
{toestemming}
kwaliteiten: [zelfregie]
{extra}
---

{zin}
"""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("VERTEL_CACHE", str(tmp_path / "geheugen"))
    (tmp_path / "werk" / "verhalen").mkdir(parents=True)
    return Workspace(tmp_path / "werk")


def story(workspace: Workspace, name: str, toestemming: str | None, **values: str) -> Path:
    filled = {
        "titel": f"Titel van {len(name)} letters",
        "datum": "2016-03-14",
        "wijk": "Zuid",
        "extra": "",
        "zin": "Zij opent nu zelf de post.",
        "toestemming": f"toestemming: {toestemming}" if toestemming else "fictief: true",
    } | values
    path = workspace.verhalen / f"{name}.md"
    path.write_text(STORY.format(**filled), encoding="utf-8")
    return path


def make(workspace: Workspace, **options: object):
    options.setdefault("formaten", ("html",))
    return build(workspace, TODAY, lambda *_: None, **options)  # type: ignore[arg-type]


def everything(workspace: Workspace) -> dict[str, str]:
    """All outputs as text by name."""
    return {
        path.relative_to(workspace.build).as_posix(): path.read_bytes().decode("utf-8", "replace")
        for path in workspace.build.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def holding(workspace: Workspace, text: str) -> list[str]:
    return [name for name, said in everything(workspace).items() if text in said]


# -- the record -------------------------------------------------------------------------------


@pytest.fixture
def record(workspace: Workspace) -> dict:
    story(workspace, "open", "openbaar")
    story(workspace, "gesloten", "intern", zin="Niemand mag dit weten.")
    story(workspace, "zonder-antwoord", None, zin="Hier is niet over gesproken.")
    story(workspace, "oud", "openbaar", datum="2014-03-14", zin="Dat was vroeger.")
    story(
        workspace,
        "gemaskeerd",
        "anoniem",
        titel="Fatima vertelt",
        zin="Mevrouw Fatima Bouzian belt Kees op 06-12345678 of 035-6231100.",
    )
    (workspace.cijfers).mkdir()
    (workspace.cijfers / "clienten.csv").write_text(
        "periode,wijk,dienstverlening,aantal\n"
        "2016-mei,Zuid,Buurtwerk,3\n2016-mei,Oost,Jongerenwerk,40\n2016-mei,Oost,Kinderwerk,50\n",
        encoding="utf-8",
    )
    make(workspace)
    return json.loads((workspace.build / "manifest.json").read_text(encoding="utf-8"))


def test_the_record_says_what_was_shown_where_and_why_the_rest_was_not(record):
    found = {item["pad"].removeprefix("verhalen/"): item for item in record["publicatie"]}
    assert len(found) == 5
    assert all(len(item["sha256"]) == 64 for item in found.values())
    assert found["open.md"]["getoond"]
    assert "verhalenbundel-2016-zuid.html" in found["open.md"]["uitvoer"]
    assert not found["open.md"]["waarom"]
    assert set(found["open.md"]["uitvoer"]) <= {item["naam"] for item in record["uitvoer"]}
    for name, why in (
        ("gesloten.md", "toestemming intern"),
        ("zonder-antwoord.md", "geen antwoord op toestemming"),
        ("oud.md", "een ander jaar"),
    ):
        assert not found[name]["getoond"], name
        assert found[name]["uitvoer"] == []
        assert why in found[name]["waarom"]


def test_the_record_counts_what_was_hidden_and_never_says_it(record, workspace):
    found = {item["pad"]: item for item in record["publicatie"]}
    assert found["verhalen/gemaskeerd.md"]["verborgen"] == {"persoon": 3, "telefoon": 2}
    assert found["verhalen/open.md"]["verborgen"] == {}
    assert record["kleine_aantallen_verborgen"]["jaarrapportage-2016"] > 0
    said = (workspace.build / "manifest.json").read_text(encoding="utf-8")
    for text in ("Fatima", "Bouzian", "12345678", "Niemand mag", "Titel van"):
        assert text not in said


def test_an_export_has_a_record_of_its_own(workspace):
    story(workspace, "open", "openbaar")
    story(workspace, "dicht", "intern", zin="Niemand mag dit weten.")
    share(workspace, TODAY, ("json", "csv"))
    path = workspace.build / "export" / "manifest.json"
    found = {item["pad"]: item for item in json.loads(path.read_text("utf-8"))["publicatie"]}
    assert "export/verhalen.json" in found["verhalen/open.md"]["uitvoer"]
    assert not found["verhalen/dicht.md"]["getoond"]


# -- nothing by the back door -----------------------------------------------------------------


def test_a_name_in_the_title_or_the_path_of_a_masked_story_is_in_no_document(workspace):
    story(workspace, "fatima-bouzian", "anoniem", titel="Fatima Bouzian vertelt")
    (workspace.verhalen / "familie-Özdemir").mkdir()
    story(workspace, "familie-Özdemir/tweede", "anoniem", zin="Meneer Özdemir fietst weer.")
    story(workspace, "roos-en-storm", "anoniem", zin="De roos in de tuin overleefde de storm.")
    result = make(workspace)
    share(workspace, TODAY, ("json", "csv", "qdpx", "jsonld"))
    # The editor finds the file by its path in these two, and nowhere a name from the story.
    internal = {"controle.html", "manifest.json", "export/manifest.json"}
    for name in ("fatima", "bouzian", "zdemir"):
        found = {file for file, said in everything(workspace).items() if name in said.casefold()}
        assert found <= internal, name
    assert "Fatima Bouzian" not in everything(workspace)["controle.html"]
    assert "[persoon 1] vertelt" in everything(workspace)["controle.html"]
    warned = {p.pad for p in result.inputs.problemen if p.code == "persoonsgegeven-bestandsnaam"}
    assert warned == {"verhalen/fatima-bouzian.md", "verhalen/familie-Özdemir/tweede.md"}
    assert "verhalenbundel-2016-zuid.html" in holding(workspace, "roos-en-storm.md")
    record = json.loads(everything(workspace)["manifest.json"])["publicatie"]
    known = {item["pad"]: item["getoond_als"] for item in record}
    assert holding(workspace, known["verhalen/fatima-bouzian.md"])
    assert all(item["getoond"] for item in record)


FIELDS = """---
titel: GEHEIM titel
datum: GEHEIM datum
wijk: GEHEIM wijk
werksoort: GEHEIM werk
soort: GEHEIM soort
verteller: GEHEIM verteller
periode: GEHEIM periode
kwaliteiten: [GEHEIM kwaliteit]
toestemming: intern
keuze: {door: GEHEIM door, reden: GEHEIM reden}
deelnemers: {GEHEIM rol: GEHEIM naam}
initiatieven: [GEHEIM plan]
media: [{bestand: GEHEIM.png, alt: GEHEIM beeld}, GEHEIM.exe]
verbergen: [GEHEIM woord]
fictief: GEHEIM
GEHEIM sleutel: GEHEIM waarde
---

GEHEIM staat hier, <b>GEHEIM</b>, ![GEHEIM](GEHEIM.png) en ~~GEHEIM~~.
"""


@pytest.mark.parametrize("second", ["intern", "onbekend", "anoniem"])
def test_no_word_of_any_field_is_in_any_output_or_message_without_consent(
    workspace, capsys, second
):
    (workspace.verhalen / "dicht.md").write_text(FIELDS, encoding="utf-8")
    other = FIELDS.replace("toestemming: intern", f"toestemming: {second}").replace(
        "GEHEIM staat", "Hier staat"
    )
    if second != "anoniem":
        (workspace.verhalen / "ook-dicht.md").write_text(other, encoding="utf-8")
    story(workspace, "open", "openbaar")
    result = make(workspace)
    share(workspace, TODAY, ("json", "csv", "qdpx", "jsonld"))
    assert holding(workspace, "GEHEIM") == []
    assert not [p for p in result.inputs.problemen if "GEHEIM" in p.as_line()]
    assert "GEHEIM" not in capsys.readouterr().out


# -- withdrawn --------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["intern", "weg", "verbergen"])
def test_what_was_withdrawn_is_gone_from_other_formats_years_and_exports_too(workspace, how):
    story(workspace, "blijft", "openbaar", zin="Hij kookt.")
    story(workspace, "ander-jaar", "openbaar", datum="2015-02-02", zin="Dat was toen.")
    path = story(workspace, "spijt", "openbaar", zin="Zij woont bij Waterman in huis.")
    make(workspace, formaten=("html", "docx"))
    make(workspace, jaar=2015)
    share(workspace, TODAY, ("json",))
    assert {"export/verhalen.json", "jaarrapportage-2016.html"} <= set(
        holding(workspace, "Waterman")
    )
    if how == "weg":
        path.unlink()
    elif how == "intern":
        story(workspace, "spijt", "intern", zin="Zij woont bij Waterman in huis.")
    else:
        hide = "verbergen: [Waterman]"
        story(workspace, "spijt", "openbaar", zin="Zij woont bij Waterman in huis.", extra=hide)
    make(workspace)
    left = everything(workspace)
    assert holding(workspace, "Waterman") == []
    assert not {"jaarrapportage-2016.docx", "monitorgesprek-2016-mei-zuid.docx"} & set(left)
    assert "export/verhalen.json" not in left
    assert "jaarrapportage-2015.html" in left


def test_an_output_of_which_everything_may_still_be_shown_stays(workspace):
    story(workspace, "blijft", "openbaar", zin="Hij kookt.")
    make(workspace, formaten=("html", "docx"))
    share(workspace, TODAY, ("json",))
    story(workspace, "nieuw", "openbaar", zin="Zij zingt.")
    (workspace.build / "eigen-notitie.txt").write_text("van iemand zelf", encoding="utf-8")
    make(workspace)
    left = set(everything(workspace))
    assert {"jaarrapportage-2016.docx", "export/verhalen.json", "eigen-notitie.txt"} <= left


def test_every_kind_of_document_is_known_and_a_copy_of_a_person_stays(workspace, example):
    story(workspace, "blijft", "openbaar", zin="Hij kookt.")
    workspace.build.mkdir(exist_ok=True)
    made = [p.name for p in example.build.iterdir() if "-2016" in p.name]
    own = ["jaarrapportage-2016-definitief.docx", "notitie-2016-mei.pdf"]
    for name in [*(name.replace("2016", "2014") for name in made), *own]:
        (workspace.build / name).write_text("van eerder", encoding="utf-8")
    make(workspace)
    left = set(everything(workspace))
    assert len({name.split("-")[0] for name in made}) == 6
    assert not [name for name in left if "2014" in name]
    assert left.issuperset(own)


# -- check says what build says ---------------------------------------------------------------


def test_check_and_build_and_a_build_without_changes_say_the_same(workspace):
    story(workspace, "a", "anoniem", zin="Mevrouw Fatima Bouzian, bel 06-12345678.")
    story(workspace, "b", "openbaar", zin="Meneer Jansen (82) heeft dementie.")
    media = "media: [{bestand: stuk.png, alt: Een bankje}]"
    (workspace.verhalen / "stuk.png").write_bytes(b"geen plaatje")
    story(workspace, "c", "openbaar", extra=media, zin="Het bankje staat er.")
    with opened(workspace, lambda _: None) as cache:
        before = checked_inputs(workspace, TODAY, cache).problemen
    first = make(workspace)
    again = make(workspace)
    with opened(workspace, lambda _: None) as cache:
        after = checked_inputs(workspace, TODAY, cache).problemen
    assert again.ongewijzigd
    assert before == first.inputs.problemen == again.inputs.problemen == after
    assert {
        "persoonsgegeven-verborgen",
        "persoonsgegeven-openbaar",
        "herleidbaar",
        "media-onbruikbaar",
    } <= {problem.code for problem in before}


# -- ready soon, and within limits ------------------------------------------------------------


def test_what_is_prepared_is_said_once_and_a_pass_without_changes_prepares_nothing(workspace):
    story(workspace, "open", "openbaar")
    first: list[str] = []
    build(workspace, TODAY, lambda name, *_: first.append(name), formaten=("html",))
    assert [name for name in first if "klaarzetten" in name]
    second: list[str] = []
    build(workspace, TODAY, lambda name, *_: second.append(name), formaten=("html",))
    assert not [name for name in second if "klaarzetten" in name]


@pytest.mark.parametrize(("limit", "value"), [("_SECONDS", 0), ("_MEGABYTES", 66)])
def test_a_document_beyond_the_limits_of_pandoc_is_one_clear_problem(
    workspace, monkeypatch, limit, value
):
    document = docx.Document()
    for number in range(400):
        document.add_paragraph(f"Een zin met nummer {number}. " * 40)
    document.save(str(workspace.verhalen / "groot.docx"))
    monkeypatch.setattr(f"pipeline.read.office.{limit}", value)
    found = [p for p in make(workspace).inputs.problemen if p.pad == "verhalen/groot.docx"]
    assert [problem.code for problem in found] == ["document-te-groot"]
