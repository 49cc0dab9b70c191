"""The example's pages in a real browser: choosing, searching, the register, keys, small screens.

Needs a chromium (`CHROMIUM`, or Debian's). pa11y comes from npm: run `npm ci` in `tests/pa11y`, or
name the folder where that was done in `PA11Y`. In CI (the variable `CI`) nothing here is skipped.
"""

import json
import os
import re
import shutil
import subprocess
import unicodedata
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import CHROMIUM, QUIET

PA11Y = Path(os.environ.get("PA11Y") or Path(__file__).parent / "pa11y")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REPORT = "jaarrapportage-2016"
DOCUMENTS = [REPORT, "overzicht-2016-september", "monitorgesprek-2016-mei-zuid"]
PAGES = [*DOCUMENTS, "controle"]
WAYS = [(view, scheme) for view in (DESK, PHONE) for scheme in ("light", "dark")]
WAY_NAMES = [f"{view['width']}-{scheme}" for view, scheme in WAYS]
STORIES = "section.verhaal:visible, section.tegenverhaal:visible"
WRONG = """<!doctype html><html lang="nl"><title>Fout</title><style>
@media (prefers-color-scheme:dark){p{color:#222;background:#000}}</style>
<main><h1>Fout</h1><p>In het donker is dit niet te lezen.</p></main></html>"""


@pytest.fixture
def show(browser, example):
    contexts = []

    def shown(name=REPORT, viewport=DESK, **options):
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url.partition(":")[0]))
        page.goto((example.build / f"{name}.html").as_uri())
        return page

    yield shown
    for context in contexts:
        context.close()


def marks(page, name, which=STORIES):
    """An attribute of every story that matches."""
    return page.locator(which).evaluate_all(
        "(found, name) => found.map(one => one.dataset[name])", name
    )


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nothing_of_the_network_and_breaks_no_rule_of_its_own(show, name):
    page = show(name)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert set(page.asked) <= {"file", "data"}
    assert page.said == []


def test_choosing_a_wijk_leaves_only_its_stories_and_chapters_and_says_so(show):
    page = show()
    before = marks(page, "wijk")
    assert len(set(before)) > 5
    page.get_by_label("Wijk", exact=True).select_option("oost")
    shown = marks(page, "wijk")
    assert set(shown) == {"oost"}
    assert page.locator("#w-oost").is_visible()
    assert not page.locator("#w-zuid").is_visible()
    status = page.get_by_role("status")
    told = f"U ziet {len(shown)} van de {len(before)} verhalen en verslagen."
    assert status.inner_text().startswith(told)
    assert page.get_by_text("Deze tekst valt buiten uw keuze.").locator("visible=true").count()
    page.get_by_role("button", name="Toon weer alles").click()
    assert marks(page, "wijk") == before
    assert status.inner_text() == ""


def test_choices_hold_together(show):
    page = show()
    page.get_by_label("Kwaliteit", exact=True).select_option("zelfregie")
    page.get_by_label("Richting", exact=True).select_option("min")
    assert not page.locator("#k-vitaliteit").is_visible()
    shown = marks(page, "kwaliteit")
    assert shown
    assert all("zelfregie:min" in mark.split() for mark in shown)
    page.get_by_label("Periode", exact=True).select_option("2016-september")
    assert set(marks(page, "periode")) <= {"2016-september"}
    assert len(marks(page, "periode")) < len(shown)


def flat(text):
    parts = unicodedata.normalize("NFD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).lower()


def test_searching_leads_to_the_place_also_without_its_accents(show):
    page = show()
    text = page.locator("main").text_content()
    words = re.findall(r"[^\W\d_]{5,}", text)
    accented = next(w for w in words if not w.isascii() and flat(text).count(flat(w)) == 1)
    plain = flat(accented)
    page.get_by_label("Zoek in dit stuk").fill(plain)
    found = page.locator(".treffers a")
    found.first.wait_for()
    assert page.get_by_role("status").inner_text() == "1 plek gevonden."
    assert page.locator(".treffers mark").inner_text().lower() == accented.lower()
    found.first.click()
    assert page.evaluate("document.querySelector(location.hash).textContent").count(accented)
    page.get_by_label("Zoek in dit stuk").fill("<b>nergens</b>")
    page.get_by_text("0 plekken gevonden.").wait_for()


def test_a_figure_leads_to_its_line_in_the_register_and_back(show):
    page = show()
    page.get_by_label("Wijk", exact=True).select_option("oost")
    figure = page.locator("#w-zuid td .getal[id] a").first
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
    page.evaluate("document.querySelector('#wijken').scrollIntoView()")
    page.locator("nav.inhoud a[href='#wijken'][aria-current]").wait_for()
    assert page.locator("nav.inhoud [aria-current]").count() == 1


def test_everything_is_there_without_javascript(show):
    page, with_script = show(java_script_enabled=False), show()
    assert not page.get_by_label("Zoek in dit stuk").is_visible()
    assert page.locator("nav.inhoud a").first.is_visible()
    stories = page.locator(STORIES).count()
    assert stories == with_script.locator(STORIES).count() > 0


WATCH = """() => {
    const all = "a[href],button,input,select,summary,audio,[tabindex='0']";
    addEventListener('focusin', ({target}) => {
        const {outlineStyle, outlineWidth} = getComputedStyle(target);
        target.dataset.bezocht = outlineStyle !== 'none' && parseFloat(outlineWidth) > 1;
    });
    document.activeElement.blur();
    const found = [...document.querySelectorAll(all)].filter(one => one.checkVisibility());
    for (const one of found) one.dataset.wens = '';
    return found.length;
}"""


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("name", PAGES)
def test_keys_alone_reach_everything_that_can_be_done_and_show_where_one_is(show, name, viewport):
    page = show(name, viewport)
    for summary in page.locator("summary").all():
        summary.focus()
        if not summary.evaluate("one => one.parentElement.open"):
            page.keyboard.press("Enter")
    wanted = page.evaluate(WATCH)
    assert page.locator("[tabindex]:not([tabindex='0']):not(main)").count() == 0
    # One more than there are: after the last, the keys leave the page before they come back.
    for _ in range(min(wanted, 150) + 1):
        page.keyboard.press("Tab")
    assert page.locator("[data-bezocht]").count() >= min(wanted, 150)
    # In the report thousands of links follow: that each can be focused is enough there.
    if wanted > 150:
        page.evaluate("document.querySelectorAll('[data-wens]').forEach(one => one.focus())")
    missed = page.locator("[data-wens]:not([data-bezocht=true])")
    assert missed.evaluate_all("found => found.map(one => one.outerHTML)") == []


@pytest.mark.parametrize(("viewport", "scheme"), WAYS, ids=WAY_NAMES)
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_screen_and_axe_finds_nothing(
    show, must_have, name, viewport, scheme
):
    must_have(find_spec("axe_playwright_python"), "axe-playwright-python, which holds axe")
    page = show(name, viewport, color_scheme=scheme, bypass_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    if (viewport, scheme) != WAYS[0]:
        # The lines of the register are all alike and pa11y sees each of them in every way.
        page.evaluate(
            "document.querySelectorAll('.register tr:nth-child(n+9)').forEach(r => r.remove())"
        )
    assert axe(page) == []


def axe(page):
    """What axe finds: each rule that is broken, with the elements that do."""
    where = find_spec("axe_playwright_python").submodule_search_locations[0]
    page.add_script_tag(path=Path(where) / "axe.min.js")
    return page.evaluate(
        """rules => axe.run(document, { runOnly: rules, resultTypes: ["violations"] }).then(said =>
            said.violations.map(one => [one.id, one.nodes.map(node => node.html)]))""",
        RULES,
    )


def pa11y(urls):
    """What pa11y finds on every page, in every way that it is looked at."""
    wanted = [
        {"url": url, **viewport, "scheme": scheme} for url in urls for viewport, scheme in WAYS
    ]
    said = subprocess.run(
        ["node", PA11Y / "check.js", CHROMIUM, json.dumps(wanted), *QUIET],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


def test_pa11y_finds_nothing_on_any_page_and_does_find_what_is_wrong(example, must_have, tmp_path):
    must_have(CHROMIUM and shutil.which("node"), "node and a chromium, for pa11y")
    must_have((PA11Y / "node_modules" / "pa11y").is_dir(), "pa11y: `npm ci` in tests/pa11y")
    wrong = tmp_path / "fout.html"
    wrong.write_text(WRONG, encoding="utf-8")
    paths = [*(example.build / f"{name}.html" for name in PAGES), wrong]
    *found, _, wrong_dark, _, _ = pa11y([path.as_uri() for path in paths])
    assert found == [[] for _ in range(len(PAGES) * len(WAYS))]
    assert "1_4_3" in wrong_dark[0][0]


def test_axe_finds_what_is_wrong(browser, must_have):
    must_have(find_spec("axe_playwright_python"), "axe-playwright-python, which holds axe")
    page = browser.new_page(color_scheme="dark")
    page.set_content(WRONG)
    assert "color-contrast" in [rule for rule, _ in axe(page)]
    page.close()
