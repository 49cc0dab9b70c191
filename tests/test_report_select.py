"""The choice of stories is fair, stated and the same every time."""

from collections import Counter
from datetime import date

from factory import codeboek, tag, verhaal
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Herkomst, Keuze, Periode, Richting, Soort
from pipeline.report.select import Wijze, kies, ook_gekozen

PLUS, MIN, BEIDE = Richting.PLUS, Richting.MIN, Richting.BEIDE
BOOK = codeboek()
WIJKEN = [wijk.sleutel for wijk in BOOK.wijken] + [None]
KWALITEITEN = [kwaliteit.sleutel for kwaliteit in BOOK.kwaliteiten]


def gekozen(keuzes, kwaliteit="zelfregie"):
    return {k.kant: (k.verhaal.pad, k.wijze) for k in keuzes if k.kwaliteit == kwaliteit}


def test_each_quality_gets_a_story_and_a_counter_story():
    stories = [verhaal("a.md"), verhaal("b.md", tags=(tag(richting=MIN),))]
    assert gekozen(kies(stories, BOOK)) == {
        PLUS: ("a.md", Wijze.REGEL),
        MIN: ("b.md", Wijze.REGEL),
    }


def test_what_people_chose_goes_before_everything():
    chosen = verhaal("z.md", datum=date(2016, 12, 1), keuze=Keuze("bewoners", "het raakt ons"))
    assert gekozen(kies([verhaal("a.md"), chosen], BOOK))[PLUS] == ("z.md", Wijze.MENSEN)


def test_a_story_with_two_sides_is_taken_when_there_is_no_other():
    stories = [verhaal("a.md"), verhaal("b.md", tags=(tag(richting=BEIDE),))]
    assert gekozen(kies(stories, BOOK))[MIN] == ("b.md", Wijze.TWEE_KANTEN)


def test_a_proposal_of_the_machine_is_taken_only_when_no_person_tagged_one():
    machine = verhaal("a.md", tags=(tag(herkomst=Herkomst.MACHINE),))
    assert gekozen(kies([machine], BOOK))[PLUS] == ("a.md", Wijze.VOORSTEL)
    later = verhaal("b.md", datum=date(2016, 4, 30))
    assert gekozen(kies([machine, later], BOOK))[PLUS] == ("b.md", Wijze.REGEL)


def test_notes_of_a_talk_are_not_chosen_as_a_story():
    assert kies([verhaal(soort=Soort.MONITORGESPREK)], BOOK) == ()


def test_the_wijk_that_had_no_turn_goes_first():
    stories = [
        verhaal("a.md", wijk="zuid", tags=(tag("vitaliteit"),)),
        verhaal("b.md", wijk="zuid"),
        verhaal("c.md", wijk="oost", datum=date(2016, 4, 30)),
    ]
    assert gekozen(kies(stories, BOOK))[PLUS][0] == "c.md"


def stories():
    one = st.tuples(
        st.sampled_from(WIJKEN),
        st.sampled_from([Periode(2016, 5), Periode(2016, 9), None]),
        st.sampled_from(["bewoner", "vrijwilliger"]),
        st.lists(st.tuples(st.sampled_from(KWALITEITEN), st.sampled_from(Richting)), max_size=3),
        st.sampled_from(Herkomst),
    )
    return st.lists(one, max_size=30).map(
        lambda rows: [
            verhaal(
                f"verhalen/{number:02}.md",
                wijk=wijk,
                periode=periode,
                verteller=teller,
                tags=tuple(tag(k, r, herkomst) for k, r in dict(tags).items()),
            )
            for number, (wijk, periode, teller, tags, herkomst) in enumerate(rows)
        ]
    )


@settings(max_examples=60, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_the_order_and_shows_no_story_twice(found, random):
    keuzes = kies(found, BOOK)
    mixed = found[:]
    random.shuffle(mixed)
    assert kies(mixed, BOOK) == keuzes
    assert max(Counter(k.verhaal.pad for k in keuzes).values(), default=1) == 1
    for keus in keuzes:
        assert keus.verhaal.tag(keus.kwaliteit).richting in {keus.kant, BEIDE}


def test_what_people_chose_is_shown_also_when_another_has_its_place():
    first, second = (
        verhaal(f"verhalen/{name}.md", keuze=Keuze("bewoners", "mooi")) for name in "ab"
    )
    notes = verhaal("verhalen/m.md", soort=Soort.MONITORGESPREK, keuze=Keuze("bewoners", "mooi"))
    plain = verhaal("verhalen/c.md")
    found = [plain, second, first, notes]
    keuzes = kies(found, BOOK)
    shown = [*(k.verhaal for k in keuzes), *ook_gekozen(found, keuzes)]
    assert sorted(v.pad for v in shown) == ["verhalen/a.md", "verhalen/b.md"]
