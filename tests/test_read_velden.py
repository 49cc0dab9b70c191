"""The values of a head: defaults, near misses, and what each problem says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.codebook import load
from pipeline.model import HumanTag, Keuze, Media, Periode, Richting, Soort, Toestemming, Verhaal
from pipeline.problems import Ernst, Problem
from pipeline.read.stories import read_verhaal
from pipeline.workspace import default_path

CODEBOOK, _ = load(default_path("verhalen/codeboek.yaml"), "verhalen/codeboek.yaml")
TODAY = date(2017, 1, 31)
BASE = {"datum": "2016-03-14", "wijk": "Zuid", "toestemming": "intern"}


def read(
    head: str = "",
    body: str = "Een zin.",
    pad: str = "verhalen/een-bestand.md",
    root: Path | None = None,
    without: str = "",
) -> tuple[Verhaal, list[Problem]]:
    """A story with a whole head, in which `head` comes first; no other problem may come out."""
    own = {line.partition(":")[0] for line in head.splitlines()} | set(without.split())
    base = "".join(f"{key}: {value}\n" for key, value in BASE.items() if key not in own)
    text = f"---\n{head}{base}---\n{body}\n"
    verhaal, problems = read_verhaal(text.encode(), pad, CODEBOOK, TODAY, root)
    assert verhaal
    return verhaal, list(problems)


def codes(problems: list[Problem]) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.regel) for problem in problems]


def test_defaults_of_the_contract() -> None:
    verhaal, problems = read()
    assert problems == []
    assert verhaal.soort is Soort.VERHAAL
    assert verhaal.titel == "Een bestand"
    assert verhaal.verteller == "bewoner"
    assert verhaal.periode == Periode(2016, 5)
    assert (verhaal.werksoort, verhaal.keuze, verhaal.tags) == (None, None, ())
    assert (verhaal.deelnemers, verhaal.initiatieven, verhaal.media) == ((), (), ())
    assert verhaal.fictief is False


def test_title_from_the_first_heading_which_is_not_repeated() -> None:
    verhaal, _ = read(body="# De *trap*\n\nEen zin.\n\n## Later\n\nNog een.")
    assert verhaal.titel == "De trap"
    assert verhaal.tekst == "Een zin.\n\nLater\n\nNog een."


def test_a_heading_that_says_the_title_again_is_not_repeated() -> None:
    verhaal, _ = read("titel: De trap\n", body="# De trap\n\nEen zin.")
    assert verhaal.tekst == "Een zin."
    verhaal, _ = read("titel: De trap\n", body="# Iets anders\n\nEen zin.")
    assert verhaal.tekst == "Iets anders\n\nEen zin."


def test_date_and_wijk_from_name_and_folder() -> None:
    verhaal, problems = read(
        without="datum wijk", pad="verhalen/noordwest/map/2016-05-02-de-trap.md"
    )
    assert problems == []
    assert (verhaal.datum, verhaal.wijk) == (date(2016, 5, 2), "noordwest")
    assert verhaal.titel == "De trap"


def test_the_nearest_folder_wins_and_the_head_wins_from_it() -> None:
    assert read(without="wijk", pad="verhalen/oost/centrum/a.md")[0].wijk == "centrum"
    assert read("wijk: Zuid\n", pad="verhalen/oost/a.md")[0].wijk == "zuid"


def test_missing_date_and_wijk_and_consent_are_said() -> None:
    verhaal, problems = read(without="datum wijk toestemming")
    assert codes(problems) == [
        ("datum-ontbreekt", None),
        ("wijk-ontbreekt", None),
        ("toestemming-ontbreekt", None),
    ]
    assert [problem.ernst for problem in problems] == [Ernst.FOUT, Ernst.FOUT, Ernst.MELDING]
    assert (verhaal.datum, verhaal.periode, verhaal.wijk) == (None, None, None)
    assert verhaal.toestemming is Toestemming.INTERN


def test_a_wijk_spelled_wrong_gets_the_nearest_as_an_answer() -> None:
    verhaal, [problem] = read("titel: x\nwijk: Zuud\n", pad="verhalen/oost/a.md")
    assert verhaal.wijk is None
    assert problem == Problem(
        "wijk-onbekend",
        Ernst.FOUT,
        "verhalen/oost/a.md",
        3,
        "De wijk 'Zuud' ken ik niet.",
        "Bedoel je 'Zuid'? Schrijf dan 'wijk: Zuid'.",
    )


def test_a_wijk_like_nothing_gets_the_list() -> None:
    _, [problem] = read("wijk: Qqqq\n")
    assert all(wijk.naam in problem.oplossing for wijk in CODEBOOK.wijken)


@pytest.mark.parametrize("name", ["zuidoost", "ZUIDOOST", "Zuidoost", "zo", '"ZO"', "ZO # wijk"])
def test_a_wijk_in_any_spelling(name: str) -> None:
    assert read(f"wijk: {name}\n")[0].wijk == "zuidoost"


def test_werksoort_and_soort_with_near_misses() -> None:
    assert read("werksoort: AMW\n")[0].werksoort == "algemeen-maatschappelijk-werk"
    verhaal, problems = read("werksoort: burtwerk\nsoort: monitor gesprek\n")
    assert (verhaal.werksoort, verhaal.soort) == (None, Soort.VERHAAL)
    assert codes(problems) == [("werksoort-onbekend", 2), ("soort-onbekend", 3)]
    assert "'Buurtwerk'" in problems[0].oplossing
    assert "'monitorgesprek'" in problems[1].oplossing


def test_verteller_any_case_or_as_given() -> None:
    assert read("verteller: MantelZorger\n")[0].verteller == "mantelzorger"
    verhaal, problems = read("verteller: Oud-voorzitter\n")
    assert verhaal.verteller == "oud-voorzitter"
    assert [(problem.code, problem.ernst) for problem in problems] == [
        ("verteller-onbekend", Ernst.MELDING)
    ]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("31-02-2016", "datum-onleesbaar"),
        ("14-03-16", "datum-onleesbaar"),
        ("maart", "datum-onleesbaar"),
        ("2017-02-01", "datum-toekomst"),
        ("1961-02-01", "datum-lang-geleden"),
    ],
)
def test_dates_that_cannot_be_right(value: str, code: str) -> None:
    verhaal, problems = read(f"datum: {value}\n", pad="verhalen/2016-01-01-x.md")
    assert codes(problems) == [(code, 2)]
    assert (verhaal.datum is None) == (code == "datum-onleesbaar")


def test_today_is_no_future() -> None:
    assert read("datum: 31 januari 2017\n")[1] == []


PLUS, MIN, BEIDE = Richting.PLUS, Richting.MIN, Richting.BEIDE


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("zelfregie", {"zelfregie": PLUS}),
        ("Zelfregie van inwoners", {"zelfregie": PLUS}),
        ("Leefbare, sterke en betrokken buurten", {"leefbare-buurt": PLUS}),
        ("[Leefbare, sterke en betrokken buurten]", {"leefbare-buurt": PLUS}),
        (
            "[Leefbare, sterke en betrokken buurten -, vitaliteit]",
            {"leefbare-buurt": MIN, "vitaliteit": PLUS},
        ),
        ("zelfregie, Iedereen doet mee", {"iedereen-doet-mee": PLUS, "zelfregie": PLUS}),
        ("zelfregie -; vitaliteit ±", {"vitaliteit": BEIDE, "zelfregie": MIN}),
        ("zelfregie- vitaliteit+", {"vitaliteit": PLUS, "zelfregie": MIN}),
        ("[zelfregie (-), vitaliteit (+/-)]", {"vitaliteit": BEIDE, "zelfregie": MIN}),
        ("[zelfregie:-, vitaliteit:+]", {"vitaliteit": PLUS, "zelfregie": MIN}),
        ("{zelfregie: -, iedereen-doet-mee: min}", {"iedereen-doet-mee": MIN, "zelfregie": MIN}),
        ("\n  zelfregie: -", {"zelfregie": MIN}),
        ("\n  zelfregie: '-'\n  vitaliteit: beide", {"vitaliteit": BEIDE, "zelfregie": MIN}),
        ("\n  zelfregie:-\n  vitaliteit:+", {"vitaliteit": PLUS, "zelfregie": MIN}),
        ("\n  zelfregie: –", {"zelfregie": MIN}),
        ("\n  zelfregie: −", {"zelfregie": MIN}),
        ("\n  ZELFREGIE: PLUS", {"zelfregie": PLUS}),
        ("\n  zelfregie:", {"zelfregie": PLUS}),
        ("\n  - zelfregie: -\n  - vitaliteit", {"vitaliteit": PLUS, "zelfregie": MIN}),
        ("\n- zelfregie -\n- vitaliteit: ±", {"vitaliteit": BEIDE, "zelfregie": MIN}),
        ("\n  - iedereen-doet-mee", {"iedereen-doet-mee": PLUS}),
        ("\n  - iedereen-doet-mee-", {"iedereen-doet-mee": MIN}),
        ("\n  - zelfregie\n  - Zelfregie", {"zelfregie": PLUS}),
    ],
)
def test_qualities_as_people_write_them(value: str, expected: dict[str, Richting]) -> None:
    verhaal, problems = read(f"kwaliteiten: {value}\n")
    assert problems == []
    assert verhaal.tags == tuple(HumanTag(key, found) for key, found in expected.items())
    assert not verhaal.geen_kwaliteiten


@pytest.mark.parametrize("value", ["[]", "geen", "Geen"])
def test_no_qualities_is_an_answer_too(value: str) -> None:
    verhaal, problems = read(f"kwaliteiten: {value}\n")
    assert problems == []
    assert verhaal.geen_kwaliteiten


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("[zelfregi, vitaliteit]", [("kwaliteit-onbekend", 2)]),
        ("\n  - vitaliteit\n  - qqqq", [("kwaliteit-onbekend", 4)]),
        ("\n  vitaliteit: +\n  zelfregie: omhoog", [("richting-onbekend", 4)]),
        ("\n  - vitaliteit\n  - [x]", [("waarde-geen-tekst", 4)]),
        ("\n  - vitaliteit\n  -", [("waarde-leeg", 4)]),
        ("[-zelfregie, vitaliteit]", [("richting-onbekend", 2)]),
    ],
)
def test_a_quality_that_cannot_be_used_costs_only_itself(
    value: str, found: list[tuple[str, int]]
) -> None:
    verhaal, problems = read(f"kwaliteiten: {value}\n")
    assert codes(problems) == found
    assert verhaal.tags == (HumanTag("vitaliteit", PLUS),)


def test_a_quality_twice_in_two_directions_is_both() -> None:
    verhaal, problems = read("kwaliteiten:\n  - zelfregie: +\n  - zelfregie: min\n")
    assert verhaal.tags == (HumanTag("zelfregie", BEIDE),)
    assert codes(problems) == [("kwaliteit-dubbel", 4)]


def test_nearest_quality_is_named() -> None:
    _, [problem] = read("kwaliteiten: [zelfregi]\n")
    assert "'zelfregie'" in problem.oplossing


def test_notes_of_a_monitorgesprek() -> None:
    verhaal, problems = read(
        "soort: Monitorgesprek\n"
        "periode: mei 2016\n"
        "deelnemers:\n  Bewoners: 12\n  corporatie: [Anna, Bert]\n  school: juf Carla\n"
        "initiatieven:\n  - De Tuin, aan de Laan\n  - Repaircafé\n"
    )
    assert problems == []
    assert verhaal.soort is Soort.MONITORGESPREK
    assert verhaal.periode == Periode(2016, 5)
    assert verhaal.deelnemers == (
        ("bewoners", "12"),
        ("corporatie", "Anna, Bert"),
        ("school", "juf Carla"),
    )
    assert verhaal.initiatieven == ("De Tuin, aan de Laan", "Repaircafé")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12", (("deelnemers", "12"),)),
        ("[Anna, Bert]", (("deelnemers", "Anna, Bert"),)),
        ("\n  - bewoners: 3\n  - Anna", (("deelnemers", "Anna"), ("bewoners", "3"))),
        ("{}", ()),
    ],
)
def test_participants_in_other_forms(value: str, expected: tuple[tuple[str, str], ...]) -> None:
    assert read(f"deelnemers: {value}\n")[0].deelnemers == expected


def test_periode_from_the_date_or_said() -> None:
    gesprek = "soort: monitorgesprek\n"
    assert read(gesprek + "datum: 2016-05-20\n")[0].periode == Periode(2016, 5)
    assert read(gesprek + "periode: 2016 September\n")[0].periode == Periode(2016, 9)
    verhaal, problems = read(gesprek + "periode: voorjaar\n")
    assert verhaal.periode is None
    assert codes(problems) == [("periode-onbekend", 3)]
    verhaal, problems = read("periode: 2016-december\n")
    assert verhaal.periode == Periode(2016, 5)
    assert codes(problems) == [("periode-genegeerd", 2)]


def test_a_monitorgesprek_with_only_numbers_is_used_and_a_story_without_words_is_not() -> None:
    verhaal, problems = read("soort: monitorgesprek\nperiode: 2016-mei\n", body="")
    assert codes(problems) == [("verhaal-leeg", None)]
    assert (verhaal.tekst, verhaal.blokken) == ("", ())
    text = "---\ndatum: 2016-03-14\nwijk: Zuid\ntoestemming: intern\n---\n"
    none, found = read_verhaal(text.encode(), "verhalen/a.md", CODEBOOK, TODAY)
    assert none is None
    assert [problem.code for problem in found] == ["verhaal-leeg"]


def test_keuze_is_whole_or_nothing() -> None:
    verhaal, problems = read("keuze: {door: bewonersgroep, reden: 'het zegt: alles'}\n")
    assert verhaal.keuze == Keuze("bewonersgroep", "het zegt: alles")
    assert problems == []
    for value in ("{door: wij}", "{reden: mooi}", "wij", "[wij, mooi]", "{}"):
        verhaal, problems = read(f"keuze: {value}\n")
        assert verhaal.keuze is None
        assert ("keuze-onvolledig", 2) in codes(problems)


@pytest.mark.parametrize("value", ["true", "ja", "Waar", "1", "TRUE"])
def test_fictief(value: str) -> None:
    assert read(f"fictief: {value}\n")[0].fictief is True


def test_fictief_without_a_clear_answer() -> None:
    assert read("fictief: nee\n")[0].fictief is False
    verhaal, problems = read("fictief: misschien\n")
    assert verhaal.fictief is False
    assert codes(problems) == [("fictief-onbekend", 2)]


def test_words_to_hide_and_not_to_hide() -> None:
    verhaal, problems = read("verbergen: [Fatima, Jan de B.]\nniet-verbergen: Kees\n")
    assert problems == []
    assert verhaal.verbergen == ("Fatima", "Jan de B.")
    assert verhaal.niet_verbergen == ("Kees",)


def test_values_are_clean_and_bounded() -> None:
    assert read('titel: "  Mijn\\tdag\\u202e  \\x07 "\n')[0].titel == "Mijn dag"
    verhaal, problems = read(f"titel: {'x' * 5000}\n")
    assert verhaal.titel == "Een bestand"
    assert codes(problems) == [("waarde-te-lang", 2)]


def test_many_problems_are_counted_not_listed() -> None:
    head = "".join(f"qqqq{number}: x\n" for number in range(500))
    _, problems = read(head)
    assert len(problems) < 60
    assert "meer-problemen" in {problem.code for problem in problems}


@pytest.fixture
def verhalen(tmp_path: Path) -> Path:
    folder = tmp_path / "verhalen"
    (folder / "zuid").mkdir(parents=True)
    (folder / "beeld").mkdir()
    (folder / "zuid" / "tuin.JPG").write_bytes(b"x")
    (folder / "beeld" / "stem.mp3").write_bytes(b"x")
    (folder / "beeld" / "plan.svg").write_bytes(b"x")
    (folder / "zuid" / "map.png").mkdir()
    (tmp_path / "geheim.jpg").write_bytes(b"x")
    (folder / "zuid" / "link.jpg").symlink_to(tmp_path / "geheim.jpg")
    return folder


@pytest.mark.parametrize(
    ("value", "pad"),
    [
        ("tuin.JPG", "verhalen/zuid/tuin.JPG"),
        ("./tuin.JPG", "verhalen/zuid/tuin.JPG"),
        ("../zuid/tuin.JPG", "verhalen/zuid/tuin.JPG"),
        ("beeld/stem.mp3", "verhalen/beeld/stem.mp3"),
        ("verhalen/beeld/stem.mp3", "verhalen/beeld/stem.mp3"),
        (r"..\beeld\stem.mp3", "verhalen/beeld/stem.mp3"),
    ],
)
def test_media_that_are_there(verhalen: Path, value: str, pad: str) -> None:
    head = f"media:\n  - bestand: {value}\n    alt: De tuin\n"
    verhaal, problems = read(head, pad="verhalen/zuid/a.md", root=verhalen)
    assert problems == []
    assert verhaal.media == (Media(pad, "De tuin"),)


@pytest.mark.parametrize(
    ("entry", "code", "line"),
    [
        ("{bestand: weg.jpg, alt: x}", "media-ontbreekt", 4),
        ("{bestand: map.png, alt: x}", "media-ontbreekt", 4),
        ("{bestand: ../../geheim.jpg, alt: x}", "media-buiten-map", 4),
        ("{bestand: /etc/passwd, alt: x}", "media-buiten-map", 4),
        ("{bestand: 'C:\\foto.jpg', alt: x}", "media-buiten-map", 4),
        ("{bestand: 'https://voorbeeld.nl/a.jpg', alt: x}", "media-buiten-map", 4),
        ("{bestand: link.jpg, alt: x}", "media-buiten-map", 4),
        ("{bestand: ../beeld/plan.svg, alt: x}", "media-soort-onbekend", 4),
        ("{bestand: ../codeboek.yaml, alt: x}", "media-soort-onbekend", 4),
        ("{bestand: tuin.JPG}", "media-zonder-alt", 4),
        ("{bestand: tuin.JPG, alt: ''}", "media-zonder-alt", 4),
        ("tuin.JPG", "media-zonder-alt", 4),
        ("{alt: x}", "media-zonder-bestand", 4),
    ],
)
def test_media_that_cannot_be_used_cost_only_themselves(
    verhalen: Path, entry: str, code: str, line: int
) -> None:
    head = f"media:\n  - {{bestand: tuin.JPG, alt: De tuin}}\n  - {entry}\n"
    verhaal, problems = read(head, pad="verhalen/zuid/a.md", root=verhalen)
    assert (code, line) in codes(problems)
    assert [media.pad for media in verhaal.media] == ["verhalen/zuid/tuin.JPG"]
