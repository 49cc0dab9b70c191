"""The pages in a real browser: choosing, searching, the way to the register, keys, small screens.

Needs `playwright` and a chromium (`CHROMIUM`, or the one of Debian); the check with axe also needs
`axe-core` from npm (`AXE_CORE`, or `node_modules/` of this checkout).
"""

import os
import shutil
from pathlib import Path

import pytest
from factory import MEI, TEMPLATES, blok, cijfer, codeboek, publicatie, tag, verhaal

from pipeline.model import Herkomst, Periode, Richting, Soort
from pipeline.report import convert, documenten

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium")

AXE = Path(
    os.environ.get("AXE_CORE")
    or Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"
)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def told():
    wijken = ("zuid", "oost", "centrum")
    for number in range(9):
        side = (Richting.PLUS, Richting.MIN, Richting.BEIDE)[number % 3]
        yield verhaal(
            f"verhalen/{number}.md",
            titel=f"Verhaal {number}",
            wijk=wijken[number % 3],
            periode=MEI if number < 5 else Periode(2016, 9),
            tags=(
                tag("zelfregie" if number < 6 else "vitaliteit", side, bewijs=f"Zin {number}."),
                tag("ontplooiing", herkomst=Herkomst.MACHINE),
            ),
            blokken=(blok(f"Zin {number}. Een zeer bijzonder woord: crème{number}."),),
        )
    yield verhaal("verhalen/m.md", soort=Soort.MONITORGESPREK, titel="Verslag")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("paginas")
    uren = tuple(
        cijfer("ureninzet", 100.0 + number, 2 + number, wijk=wijk, categorie=name)
        for number, (wijk, name) in enumerate(
            (wijk, name) for wijk in ("zuid", "oost") for name in ("Buurtwerk", "Kinderwerk")
        )
    )
    made = documenten(publicatie(*told(), cijfers=uren), codeboek(), 2016, (), (), TEMPLATES)
    for document in made:
        for name, data in convert(document, ("html",), TEMPLATES).items():
            (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def show(chromium, pages):
    contexts = []

    def shown(name="jaarrapportage-2016", viewport=DESK, **options):
        context = chromium.new_context(viewport=viewport, **options)
        contexts.append(context)
        context.set_default_timeout(5000)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url.partition(":")[0]))
        page.goto((pages / f"{name}.html").as_uri())
        return page

    yield shown
    for context in contexts:
        context.close()


def visible(page):
    stories = page.locator("section.verhaal:visible, section.tegenverhaal:visible")
    return {stories.nth(n).get_attribute("data-wijk") for n in range(stories.count())}


NAMES = ["jaarrapportage-2016", "overzicht-2016-mei", "monitorgesprek-2016-mei-zuid"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_nothing_of_the_network_and_breaks_no_rule_of_its_own(show, name):
    page = show(name)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert set(page.asked) <= {"file", "data"}
    assert page.said == []


def test_choosing_a_wijk_leaves_only_its_stories_and_chapters_and_says_so(show):
    page = show()
    assert visible(page) == {"zuid", "oost", "centrum"}
    page.get_by_label("Wijk", exact=True).select_option("oost")
    assert visible(page) == {"oost"}
    assert page.locator("#w-oost").is_visible()
    assert not page.locator("#w-zuid").is_visible()
    status = page.get_by_role("status")
    assert status.inner_text().startswith("U ziet 3 van de 10 verhalen en verslagen.")
    assert page.get_by_text("Deze tekst valt buiten uw keuze.").locator("visible=true").count()
    page.get_by_role("button", name="Toon weer alles").click()
    assert visible(page) == {"zuid", "oost", "centrum"}
    assert status.inner_text() == ""


def test_choices_hold_together(show):
    page = show()
    page.get_by_label("Kwaliteit", exact=True).select_option("zelfregie")
    page.get_by_label("Richting", exact=True).select_option("min")
    assert not page.locator("#k-vitaliteit").is_visible()
    shown = page.locator("section.verhaal:visible, section.tegenverhaal:visible")
    marks = [shown.nth(n).get_attribute("data-kwaliteit") for n in range(shown.count())]
    assert marks
    assert all("zelfregie:min" in mark.split() for mark in marks)
    page.get_by_label("Periode", exact=True).select_option("2016-december")
    assert visible(page) == set()


def test_searching_leads_to_the_place_also_without_its_accents(show):
    page = show()
    page.get_by_label("Zoek in dit stuk").fill("creme7")
    found = page.locator(".treffers a")
    found.first.wait_for()
    assert page.get_by_role("status").inner_text() == "1 plek gevonden."
    assert page.locator(".treffers mark").inner_text() == "crème7"
    found.first.click()
    assert page.evaluate("document.querySelector(location.hash).textContent").count("crème7")
    page.get_by_label("Zoek in dit stuk").fill("<b>nergens</b>")
    page.get_by_text("0 plekken gevonden.").wait_for()


def test_a_figure_leads_to_its_line_in_the_register_and_back(show):
    page = show()
    page.get_by_label("Wijk", exact=True).select_option("oost")
    figure = page.locator("#w-zuid td .getal a").first
    target = figure.get_attribute("href")
    page.get_by_role("button", name="Toon weer alles").click()
    figure.click()
    line = page.locator(target)
    assert line.is_visible()
    page.get_by_label("Wijk", exact=True).select_option("oost")
    line.locator("a").click()
    back = page.locator(f"#c{target[2:]}")
    back.wait_for(state="visible")
    assert page.evaluate("location.hash") == f"#c{target[2:]}"


def test_a_link_into_what_is_hidden_shows_it(show):
    page = show()
    page.get_by_label("Wijk", exact=True).select_option("oost")
    page.locator("nav.inhoud a[href='#w-zuid']").click()
    page.locator("#w-zuid").wait_for(state="visible")


def test_the_contents_follow(show):
    page = show()
    page.locator("#wijken").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#wijken').scrollIntoView()")
    page.locator("nav.inhoud a[href='#wijken'][aria-current]").wait_for()
    assert page.locator("nav.inhoud [aria-current]").count() == 1


def test_everything_is_there_without_javascript(show):
    page = show(java_script_enabled=False)
    assert not page.get_by_label("Zoek in dit stuk").is_visible()
    assert (
        page.locator("section.verhaal, section.tegenverhaal").locator("visible=true").count() >= 9
    )
    assert page.locator("nav.inhoud a").first.is_visible()


def test_keys_alone_reach_the_text_the_choices_and_what_scrolls(show):
    page = show("overzicht-2016-mei", PHONE)
    reached = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        what = page.evaluate(
            "(e => e.matches('.tabel,.plaat') ? 'schuif' : e.matches('.sprong') ? 'sprong' :"
            " e.tagName.toLowerCase())(document.activeElement)"
        )
        reached.add(what)
        if what == "summary":
            page.keyboard.press("Enter")
    assert {"sprong", "summary", "input", "button", "a", "schuif"} <= reached
    seen = page.evaluate(
        "getComputedStyle(document.activeElement).outlineStyle !== 'none' ||"
        " document.activeElement === document.body"
    )
    assert seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("name", NAMES)
def test_no_page_is_wider_than_its_screen_and_axe_finds_nothing(show, name, viewport, scheme):
    page = show(name, viewport, color_scheme=scheme, bypass_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    if not AXE.is_file():
        pytest.skip(f"axe-core is not at {AXE.name}: run `npm i axe-core`")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.add_script_tag(path=AXE)
    found = page.evaluate(
        "rules => axe.run(document, { runOnly: rules }).then(said => said.violations"
        ".map(one => [one.id, one.nodes.map(node => node.html)]))",
        RULES,
    )
    assert found == []
