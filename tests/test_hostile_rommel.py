"""Malformed heads, odd Markdown and naughty strings, of our own making, by `check` and `build`.

Each file may be as broken as it likes: no traceback, no file that takes long, and none missing
from `controle.html`.
"""
# ruff: noqa: E501 - the tables of texts are easier to read in wide lines

import json
import time
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vijandig import Buiten, ladingen

from pipeline.cli import main
from pipeline.codebook import load
from pipeline.protect.masked_verhaal import mask_verhaal
from pipeline.read.stories import read_verhaal
from pipeline.tag.tagger import Tagger
from pipeline.workspace import default_path

TODAY = date(2017, 1, 15)
SECONDS = 5
CODEBOEK, _ = load(default_path("verhalen/codeboek.yaml"), "codeboek.yaml")
GOOD = "---\ntitel: {0}\ndatum: 2016-03-14\nwijk: Zuid\ntoestemming: openbaar\n---\n\n{1}\n"

# -- heads ------------------------------------------------------------------------------------

KEYS = ("titel", "datum", "wijk", "kwaliteiten", "toestemming", "media", "deelnemers", "keuze")
VALUES = (
    "", "~", "[", "]", "{", "}", "{a", "[a, ", "{a: [b, {c: d}]", "'", '"', "'a", '"a', "'a''",
    '"\\x"', '"\\u12"', "*a", "&a b", "&a [*a]", "!!python/object/apply:os.system [id]",
    "!!binary aGFsbG8=", "!a b", "|", "> x", "|9\n  x", ">-\n\n\n", "- a", "-", "a: b: c", "@a",
    "`a`", "%a", "? a", ": a", "# a", "a # b", "[a]: b", "{? a : b}", "[[[[[[[[[[[[[[a]]]]]]]]]]]]]]",
    "2016-99-99", "0o17", "1e400", ".inf", "12:30:45", "NO", "\t- a", "a\tb", "\u00a0a",
    "\ufeffa", "\u2028a", "\x85a", "\ud7ff", "é" * 500, "a" * 3000, "[" * 200, "{a: " * 100,
    "- " * 300, "!!set {a, b}", "<<: *a", "=", "==", "a\n b\n  c\n d", "[a,,b]", "{,}", "[:]",
)  # fmt: skip
STRUCTURES = (
    "---", "---\n---", "---\n---\n---", "------\n---", "--- \n---", "---\n...", "...\n---",
    "---\na\n---", "---\n- a\n- b\n---", "---\n[a, b]\n---", "---\n{a: b}\n---", "---\n{a: b\n---",
    "---\n%YAML 1.2\n---\na: b\n---", "---\n%TAG ! x\n---", "---\ntitel: a\ntitel: b\n---",
    "---\n? titel\n: a\n---", "---\n? [a, b]\n: c\n---", "---\n? {a: b}\n: c\n---",
    "---\n<<: {titel: a}\n---", "---\n  titel: a\n wijk: b\n---", "---\n\ttitel: a\n---",
    "---\ntitel:a\n---", "---\ntitel : a\n---", "---\ntitel=a\n---", "---\n: a\n---",
    "---\n\"titel\": a\n---", "---\n'titel: a\n---", "---\ntitel: |\n a\n---\n b\n---",
    "---\ntitel: a\n--- # einde\nx", "---\ntitel: a\n---x", "titel: a\n---\nx", "titel: a\nx",
    "\n\n---\ntitel: a\n---", " ---\ntitel: a\n---", "\ufeff---\ntitel: a\n---",
    "---\r\ntitel: a\r\n---\r\nx", "---\rtitel: a\r---\rx", "---\ntitel: a\n\n\n---", "---\n" * 50,
    "---\n" + "a: b\n" * 5000 + "---", "---\n" + "a: &x b\n" * 50 + "---",
    "---\na: &a [x, x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
    + "---", "---\n" + "".join(f"{' ' * n}a:\n" for n in range(60)) + "---",
    "---\n" + "- " * 500 + "a\n---", "---\nwijk: Zuid\n" + "x" * 300_000 + "\n---",
    "+++\ntitel = 'a'\n+++", ";;;\n{}\n;;;", "---json\n{}\n---", "```yaml\ntitel: a\n```",
    "---\ntoestemming: openbaar\n# toestemming: intern\n---\nx", "---\nTOESTEMMING : Openbaar\n---\nx",
    "---\ntoestemming: [openbaar, intern]\n---\nx", "---\n\u0442itel: a\n---\nx",
)  # fmt: skip


def heads() -> list[str]:
    values = [f"---\n{key}: {value}\nfictief: ja\n---\n\nEen zin." for key, value in
              product(KEYS, VALUES)][::3]  # fmt: skip
    return [*values, *(f"{head}\n\nEen zin." for head in STRUCTURES)]


# -- Markdown ---------------------------------------------------------------------------------

MARKS = ("*", "**", "***", "_", "__", "`", "``", "~~", "[", "](", "![", "<", "<!--", "&", "\\", "|")
SHAPES = (
    "{0}a",
    "a{0}",
    "{0}a{0}",
    "{0} a {0}",
    "a{0}b{0}c",
    "{0}{0}",
    "{0}\n{0}",
    "> {0}",
    "- {0}",
)
BLOCKS = (
    "#", "#a", "####### a", "# a #", "a\n=", "a\n-", "=\na", "***\n***", "- - -", "_ _ _", "+", "+ a",
    "-\n-\n-", "-\ta", "- a\n\n\n- b", "- a\n - b\n  - c\n   - d\n    - e", "1)", "1) a\n3. b",
    "999999999. a", "9999999999. a", "-1. a", "0. a", "    code", "\tcode", "```\nopen", "~~~\n```\n~~~",
    "``` a b\nx\n```", "> a\nb", "> a\n\n> b", ">>>a", "> ```\n> x", "<div>\n\nx\n\n</div>", "<!-- a",
    "<?a", "<!A", "<![CDATA[", "<a b='c", "</a>", "[a]: b", "[a]:\n\n[a]", "[a]: <b", "[a][b][c]",
    "[a](b (c", "[a](<b>c)", "[](", "![]()", "[[[a]]]", "[^1]\n\n[^1]: a", "|a|\n|-|", "|a|b|\n|-|-|\n|c|",
    "|a|\n|-|-|", "a|b\n-|-\n\\||c", "a  \nb", "a\\\nb", "&#0;", "&#x110000;", "&nosuch;", "&amp;amp;",
    "http://a.b", "<http://a b>", "<a@b>", "a\u00a0b", "a\x0cb", "a\x0bb", "term\n: uitleg", "$$x$$",
    ":::\na\n:::", "[TOC]", "{a}", "{{a}}", "(c) ...", "--", "'a' \"b\"", "☐ a\n- [ ] b\n- [x] c",
)  # fmt: skip


def markdown() -> list[str]:
    inline = [shape.format(mark) for shape, mark in product(SHAPES, MARKS)]
    return [*inline, *BLOCKS, *(f"> - {block}" for block in BLOCKS[::4])]


# -- naughty strings --------------------------------------------------------------------------

WORDS = (
    "undefined", "null", "None", "true", "NaN", "-1", "0", "1/0", "1e309", "0x7f", "١٢٣", "½", "1.234,56",
    "CON", "NUL", "..", "../..", "/", "\\", "C:\\a", "~", "$HOME", "%s%n", "{0}", "${a}", "#{a}", "<%= %>",
    "' OR 1=1--", "\"; DROP TABLE a", "`id`", "$(id)", "| id", "& id", "\x1b[31m", "\x07", "\x00", "\x08a",
    "\ufeff", "\u200b", "\u200e\u200f", "\u202e", "\u2066", "\u2028", "\u2029", "\x85", "\xad", "\u034f",
    "\ufffd", "\ufffe", "\uffff", "\U0010ffff", "\ue000", "é", "e\u0301", "ǆ", "ß", "İ", "ı", "ﬁ", "ſ",
    "田中さん", "مرحبا", "שלום", "สวัสดี", "Здравствуйте", "𝔘𝔫𝔦", "ｆｕｌｌ", "ᴛᴇsᴛ", "👩‍👩‍👧‍👦", "🇳🇱", "👍🏽",
    "♥", "（╯°□°）╯", "Z̮̞̠͙͔ͅ", "ԁѕ", "аррӏе.com", "\u1160", "\u3164", "\u2800", "\u00a0", "\u3000", "\t",
)  # fmt: skip
PLACES = ("{0}", "{0}{0}{0}", "a{0}b", " {0} ")


def naughty() -> list[str]:
    return [place.format(word) if "{" not in word else place.replace("{0}", word)
            for place, word in product(PLACES, WORDS)]  # fmt: skip


def everything(folder: Path) -> dict[str, bytes]:
    """All files by name."""
    texts = [("kop", text) for text in heads()]
    texts += [("markdown", GOOD.format(f"M {n}", text)) for n, text in enumerate(markdown())]
    texts += [("woord", GOOD.format(json.dumps(text), text)) for text in naughty()]
    texts += [
        ("lang", GOOD.format(f"L {one.nummer}", one.tekst))
        for one in ladingen(Buiten(folder))
        if one.lang
    ]
    named = {f"{kind}-{n:04}.md": text for n, (kind, text) in enumerate(texts)}
    return {name: text.encode("utf-8", "surrogatepass") for name, text in named.items()} | BYTES


BYTES = {
    "leeg.md": b"", "nul.md": b"\x00" * 100, "wit.md": b" \n\t\n", "utf16.md": "Hallo".encode("utf-16"),
    "utf32.md": "Hallo".encode("utf-32"), "half.md": b"caf\xc3", "latin.md": b"caf\xe9 en \x80 5",
    "bom.md": b"\xef\xbb\xbf\xef\xbb\xbfx", "zip.md": b"PK\x03\x04rommel", "pdf.md": b"%PDF-1.4 x",
    "kapot.docx": b"PK\x03\x04rommel", "leeg.docx": b"", "leeg.odt": b"", "groot.md": b"a " * 600_000,
    "haken.md": b"[" * 200_000, "regels.md": b"\n" * 100_000 + b"x", "een-regel.md": b"woord " * 50_000,
}  # fmt: skip


def test_there_are_enough_of_each_kind():
    assert len(set(heads())) >= 150
    assert len(set(markdown())) >= 150
    assert len(set(naughty())) >= 200


@pytest.fixture(scope="module")
def rommel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rommel")
    (folder / "werk" / "verhalen").mkdir(parents=True)
    found = everything(folder)
    for name, data in found.items():
        (folder / "werk" / "verhalen" / name).write_bytes(data)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("VERTEL_CACHE", str(folder / "geheugen"))
        yield folder / "werk", found


def test_check_and_build_name_every_file_and_nothing_breaks(rommel, capsys):
    root, found = rommel
    assert main(["--project", str(root), "check", "--json"]) == 1
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all(problem["oplossing"] for problem in said)
    assert main(["--project", str(root), "build", "--formaat", "html"]) == 0
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    assert "fout in vertel zelf" not in told.out + told.err
    controle = (root / "build" / "controle.html").read_text(encoding="utf-8")
    assert [name for name in found if f"verhalen/{name}" not in controle] == []


def test_no_file_takes_long(tmp_path):
    tagger = Tagger(CODEBOEK)
    slow = {}
    for name, data in everything(tmp_path).items():
        begun = time.process_time()
        verhaal, _ = read_verhaal(data[:1_000_000], name, CODEBOEK, TODAY)
        if verhaal:
            mask_verhaal(verhaal, CODEBOEK)
            list(tagger.tag([verhaal]))
        if (taken := time.process_time() - begun) > SECONDS:
            slow[name] = round(taken, 1)
    assert slow == {}


YAMLISH = st.text("abz019 :-#&*!|>'\"%@`{}[],?~\n\t\\é\u200b", max_size=60)


@given(YAMLISH, st.text(max_size=40), st.sampled_from(["openbaar", "anoniem", "intern"]))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_head_and_any_text_is_a_story_or_a_problem(head, text, consent):
    data = f"---\n{head}\ntoestemming: {consent}\n---\n{text}".encode("utf-8", "surrogatepass")
    verhaal, problems = read_verhaal(data, "verhalen/a.md", CODEBOEK, TODAY)
    assert verhaal or problems
    if verhaal:
        mask_verhaal(verhaal, CODEBOEK)
