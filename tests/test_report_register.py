"""Every number and quotation of the example's jaarrapportage is traced back to its file.

A walk over the page: what counts leads to the register, and what the register says of a cell or a
line is looked up in that cell or on that line.
"""

import csv
import re

import pytest
from lxml import html

from pipeline.codebook import load
from pipeline.read.numbers import format_nl

BLOCKS = {"p", "li", "td", "th", "dt", "dd", "caption", "figcaption", "blockquote", "summary"}
# Names of things and moments: no figure of the year can look like these.
NAMES = [
    r"\b\d{1,2} (januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november"
    r"|december) \d{4}\b",
    r"\b(19|20)\d\d\b",
    r"\bAwb, artikel 4:80\b",
    r"\b(begin|eind) op \d\b|\btrede \d\b",
    r"\((\d)[-–]\d\)",
    r"\b(Tabel|Figuur) \d+\.",
    # A border that our own rules draw, the same in every report.
    r"\bminder dan 30 mensen\b",
]


@pytest.fixture(scope="module")
def page(example):
    tree = html.parse(str(example.build / "jaarrapportage-2016.html"))
    return tree.xpath("//main")[0]


@pytest.fixture(scope="module")
def tables(example):
    """The cells of every table with figures, by path."""
    found = {}
    for path in example.cijfers.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            found[f"verhalen/cijfers/{path.name}"] = list(csv.reader(stream))
    return found


@pytest.fixture(scope="module")
def lines(page):
    """The register: number to what it is about, its value and its place, under which head."""
    found = {}
    for table in page.xpath(".//*[@id='register']//table"):
        caption = " ".join("".join(table.find("caption").itertext()).split())
        head = re.sub(r"^Tabel \d+\. ", "", caption)
        for row in table.xpath(".//tbody/tr"):
            cells = [" ".join("".join(cell.itertext()).split()) for cell in row]
            (anchor,) = row.xpath(".//*[starts-with(@id, 'b')]/@id")
            found[anchor] = (head, cells)
    return found


def own(block):
    """The text of a block without that of the blocks in it, and without what leads to a source."""
    parts = [block.text or ""]
    for child in block:
        inner = child.tag not in BLOCKS | {"ul", "ol", "table", "section", "div", "figure"}
        if inner and not has(child, "getal", "bronverwijzing", "nummer"):
            parts.append(own(child))
        parts.append(child.tail or "")
    return "".join(parts)


def has(element, *classes):
    return not {*classes}.isdisjoint((element.get("class") or "").split())


def within(element):
    """The element and what it stands in, the nearest first."""
    return (element, *element.iterancestors())


def body(page):
    """The blocks of the report before the register."""
    for block in page.iter(*BLOCKS):
        if not any(a.get("id") == "register" or a.tag == "footer" for a in within(block)):
            yield block


def story_of(block):
    return next((a for a in block.iterancestors() if has(a, "verhaal", "tegenverhaal")), None)


def quoted(block):
    """Whether the words of a block are those of a source that is named with them."""
    if block.xpath(".//*[contains(@class, 'bronverwijzing')]"):
        return True
    story = story_of(block)
    return (
        story is not None
        and not any(has(a, "kenmerk") for a in within(block))
        and bool(story.xpath(".//*[contains(@class, 'bron')]//a[starts-with(@href, '#b')]"))
    )


def names_of(example, tables):
    """What things are called in the tables and the codebook, the longest first."""
    book, _ = load(example.codeboek, "verhalen/codeboek.yaml")
    said = {cell for rows in tables.values() for row in rows for cell in row}
    said |= {re.sub("[-_]", " ", path.split("begroting-")[-1][:-4]) for path in tables}
    said |= {*tables, *(w.naam for w in book.werksoorten)}
    return sorted((s for s in said if re.search(r"\d.*[a-z]|[a-z].*\d", s)), key=len, reverse=True)


def test_every_number_leads_to_the_register(example, page, tables):
    names = names_of(example, tables)
    loose = []
    for block in body(page):
        text = " ".join(own(block).split())
        if not re.search(r"\d", text) or quoted(block):
            continue
        for name in names:
            text = text.replace(name, "")
        for pattern in NAMES:
            text = re.sub(pattern, "", text)
        if re.search(r"\d", text):
            loose.append((block.tag, " ".join(own(block).split())[:150]))
    assert loose == []


def test_every_quotation_leads_to_the_register(page):
    quotes = [
        block
        for block in body(page)
        if "“" in own(block) or (block.tag == "blockquote" and story_of(block) is None)
    ]
    assert len(quotes) > 50
    assert ["".join(block.itertext())[:80] for block in quotes if not quoted(block)] == []


def test_every_link_leads_to_a_line_and_every_line_back(page, lines):
    used = {link for link in page.xpath(".//a/@href") if re.fullmatch(r"#b\d+", link)}
    assert used == {f"#{anchor}" for anchor in lines}
    for anchor in lines:
        (back,) = page.xpath(f".//*[@id='{anchor}']//a/@href")
        assert page.xpath(f".//*[@id='{back[1:]}']//a[@href='#{anchor}']")


def cell_of(rows, name):
    letters, number = re.fullmatch(r"([A-Z])(\d+)", name).groups()
    return rows[int(number) - 1][ord(letters) - 65]


def cells_of(rows, places):
    for part in places.split(", "):
        first, _, last = part.partition("–")
        letter, low = first[0], int(first[1:])
        for number in range(low, (int(last[1:]) if last else low) + 1):
            yield cell_of(rows, f"{letter}{number}")


def number_of(text):
    return float(re.sub(r"^(ca\.|<) ?", "", text).replace(",", "."))


def test_a_figure_is_what_stands_in_its_cell_and_a_sum_what_its_cells_are_together(lines, tables):
    single = sums = 0
    for head, (_, _, *rest) in lines.values():
        if head not in tables or len(rest) < 2 or not re.search(r"\d", rest[0]):
            continue
        shown = re.sub(r"[€≥ %]|ca\.|\xa0", "", rest[0])
        if match := re.fullmatch(r"cel ([A-Z]\d+)", rest[1]):
            value = number_of(cell_of(tables[head], match[1]))
            single += 1
        elif match := re.fullmatch(r"([A-Z0-9–, ]+)\. Som van de cellen\.", rest[1]):
            value = sum(number_of(cell) for cell in cells_of(tables[head], match[1]))
            sums += 1
        else:
            continue
        assert shown == format_nl(round(value, 4)), (head, rest)
    assert single > 50
    assert sums > 30


def plain(text):
    return " ".join(re.sub(r"[*_#>`\\]|^\s*(?:[-+]|\d+[.)])\s", " ", text, flags=re.M).split())


def test_a_sentence_stands_on_the_line_that_is_given_for_it(example, page, lines):
    looked_up = 0
    for quote in page.xpath(".//blockquote[.//*[contains(@class, 'bronverwijzing')]]"):
        said = re.search(r"“(.+)”", " ".join("".join(quote.itertext()).split()))
        (link,) = quote.xpath(".//*[contains(@class, 'bronverwijzing')]//a/@href")
        match = re.fullmatch(r"(.+\.md), regel (\d+)", lines[link[1:]][1][-1])
        if not said or not match:
            continue
        source = (example.root / match[1]).read_text(encoding="utf-8").splitlines()
        there = plain("\n".join(source[int(match[2]) - 1 :]))
        # What is hidden stands between brackets; quotes may be drawn otherwise.
        parts = [re.escape(part) for part in re.split(r"\[[^\]]*\]", plain(said[1]))]
        pattern = re.sub("[‘’']", "[‘’']", ".{1,60}?".join(parts))
        found = re.search(pattern, there)
        assert found, (match[1], match[2], said[1][:60])
        assert found.start() <= len(plain(source[int(match[2]) - 1]))
        looked_up += 1
    assert looked_up > 50
