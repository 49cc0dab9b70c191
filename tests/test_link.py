"""Which figures belong to a story and why, and where counting and telling disagree."""

from dataclasses import replace
from datetime import date

from factory import codeboek

from pipeline.link import TegenspraakSoort, contradictions, dekking, link
from pipeline.model import (
    Cijfer,
    Herkomst,
    HumanTag,
    Periode,
    Plek,
    Richting,
    Status,
    Tag,
    TaggedVerhaal,
    Verhaal,
)
from pipeline.read.stories import read_verhaal

CODEBOEK = codeboek()
MEI = Periode(2016, 5)


def cijfer(soort: str, waarde: float = 10, **anders: object) -> Cijfer:
    velden: dict[str, object] = {
        "soort": soort,
        "periode": MEI,
        "wijk": "zuid",
        "categorie": "Buurtwerk",
        "waarde": waarde,
        "eenheid": "uren",
        "status": Status.BEKEND,
        "teken": "",
        "plek": Plek(f"verhalen/cijfers/{soort}.csv", None, "D2"),
        "fictief": True,
        "extra": (),
    }
    return Cijfer(**(velden | anders))  # type: ignore[arg-type]


def trede(begin: int, eind: int, aantal: int, **anders: object) -> Cijfer:
    extra = (("trede_begin", str(begin)), ("trede_eind", str(eind)))
    return cijfer("participatieladder", aantal, eenheid="cliënten", extra=extra, **anders)


def verhaal(nummer: int = 1, front: str = "wijk: zuid\nwerksoort: buurtwerk\n") -> Verhaal:
    text = f"---\ntitel: Verhaal {nummer}\ndatum: 2016-03-14\n{front}---\n\nEen zin {nummer}.\n"
    pad = f"verhalen/{nummer}.md"
    found, _ = read_verhaal(text.encode(), pad, CODEBOEK, date(2017, 1, 1))
    assert found is not None
    return found


def tagged(story: Verhaal, *tags: tuple[str, Richting]) -> TaggedVerhaal:
    human = tuple(HumanTag(key, richting) for key, richting in tags)
    found = tuple(Tag(key, richting, Herkomst.MENS, None, ()) for key, richting in tags)
    return TaggedVerhaal(replace(story, tags=human), found, (), ())


def rules(story: TaggedVerhaal, *cijfers: Cijfer) -> list[str]:
    (linked,) = link([story], cijfers, CODEBOEK)
    return [koppeling.regel for koppeling in linked.koppelingen]


def test_a_figure_is_linked_by_the_most_specific_rule_that_holds():
    story = tagged(verhaal(), ("zelfregie", Richting.PLUS))
    assert rules(story, cijfer("ureninzet")) == ["werksoort"]
    assert rules(story, cijfer("ureninzet", categorie="Kinderwerk")) == ["wijk"]
    assert rules(story, cijfer("zrm", categorie="Financiën")) == ["kwaliteit"]


def test_other_people_and_other_times_are_not_linked():
    story = tagged(verhaal())
    assert rules(story, cijfer("ureninzet", wijk="oost")) == []
    assert rules(story, cijfer("ureninzet", periode=Periode(2016, 9))) == []


def test_the_budget_is_linked_by_werksoort_and_year():
    budget = cijfer("begroting", periode=None, wijk=None, extra=(("jaar", "2016"),))
    other = cijfer("begroting", periode=None, wijk=None, extra=(("jaar", "2015"),))
    assert rules(tagged(verhaal()), budget, other) == ["begroting"]


def test_a_story_without_wijk_gets_no_figures_of_a_wijk():
    assert rules(tagged(verhaal(front="wijk: Atlantis\n")), cijfer("ureninzet", wijk=None)) == []


def test_a_wijk_where_the_ladder_rises_while_the_stories_sink_is_reported():
    stories = [tagged(verhaal(n), ("vitaliteit", Richting.MIN)) for n in (1, 2, 3)]
    rising = [trede(1, 2, 8), trede(2, 2, 2)]
    found = contradictions(link(stories, rising, CODEBOEK), rising, CODEBOEK)
    assert [(item.soort, item.wijk, item.verhalen) for item in found][:1] == [
        (TegenspraakSoort.LADDER_STIJGT, "zuid", 3)
    ]
    up = [tagged(verhaal(n), ("vitaliteit", Richting.PLUS)) for n in (1, 2, 3)]
    assert TegenspraakSoort.LADDER_STIJGT not in {
        item.soort for item in contradictions(link(up, rising, CODEBOEK), rising, CODEBOEK)
    }


def test_machine_proposals_do_not_decide_a_contradiction():
    proposals = tuple(Tag("vitaliteit", Richting.MIN, Herkomst.MACHINE, 0.9, ()) for _ in range(1))
    stories = [TaggedVerhaal(verhaal(n), proposals, proposals, ()) for n in (1, 2, 3)]
    rising = [trede(1, 2, 8), trede(2, 2, 2)]
    kinds = {c.soort for c in contradictions(link(stories, rising, CODEBOEK), rising, CODEBOEK)}
    assert TegenspraakSoort.LADDER_STIJGT not in kinds
    assert TegenspraakSoort.EEN_STEM not in kinds


def test_hours_without_a_voice_and_voices_of_one_kind_are_reported():
    stories = [tagged(verhaal(n), ("wederkerigheid", Richting.PLUS)) for n in (1, 2, 3)]
    hours = [cijfer("ureninzet"), cijfer("ureninzet", categorie="Kinderwerk")]
    found = contradictions(link(stories, hours, CODEBOEK), hours, CODEBOEK)
    silent = [c.werksoort for c in found if c.soort is TegenspraakSoort.UREN_ZONDER_STEM]
    assert silent == ["kinderwerk"]
    assert [c.kwaliteit for c in found if c.soort is TegenspraakSoort.EEN_STEM] == [
        "wederkerigheid"
    ]


def test_hours_without_stories_and_stories_without_hours_are_told_by_wijk():
    september = Periode(2016, 9)
    hours = [
        cijfer("ureninzet", 10),
        cijfer("ureninzet", 20, periode=september),
        cijfer("ureninzet", 5, categorie="Kinderwerk"),
        cijfer("ureninzet", None, categorie="Jongerenwerk", status=Status.ONBEKEND),
        cijfer("ureninzet", 35, categorie="Totaal", extra=(("rij_soort", "totaal_vermeld"),)),
        cijfer("ureninzet", 7, wijk="oost"),
    ]
    stories = [
        ("zuid", MEI, "buurtwerk"),
        ("zuid", MEI, "buurtwerk"),
        ("zuid", MEI, "jongerenwerk"),
        ("zuid", september, "kinderwerk"),
        ("zuid", None, "buurtwerk"),
        ("zuid", MEI, None),
        (None, MEI, "buurtwerk"),
    ]
    oost, zuid = sorted(dekking(stories, hours, CODEBOEK), key=lambda part: part.wijk)
    assert [row.waarde for row in zuid.uren] == [10, 5, None, 20]
    assert [row.waarde for row in zuid.gehoord] == [10, None]
    assert (zuid.verhalen, zuid.met_uren) == (5, 2)
    assert zuid.stil == ()
    assert zuid.ongeteld == ("jongerenwerk",)
    assert (oost.verhalen, oost.stil, oost.gehoord) == (0, ("buurtwerk",), ())
    assert dekking([], [], CODEBOEK) == ()
