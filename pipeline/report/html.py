"""A document as one HTML page that opens from disk, with no file beside it.

A page may use only the styles and the script that stand in it, by their hash; nothing is fetched.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from pipeline.problems import PipelineError
from pipeline.report import pandoc
from pipeline.report.stijl import Stijl, find

_NOTHING = "'none'"
_BELEID = "@beleid@"
_INLINE = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)
_SPLIT = "<!--inhoud-->"
_PLAAT = re.compile(r'<img\s+src="plaat:([a-z0-9-]+)"\s+alt="([^"]*)"\s*/>')
_KOPPEN = (re.compile(r"^(?=##? )", re.MULTILINE), re.compile(r"^(?=# )", re.MULTILINE))
_OPEN = re.compile(r"^:{3,}[ \t]*[^\s:].*$", re.MULTILINE)
_DICHT = re.compile(r"^:{3,}[ \t]*$", re.MULTILINE)
_NUMMER = re.compile(r'(<span class="nummer">|aria-label=")(Tabel|Figuur) \d+(?=[.:])')
_UL = re.compile(r"^<ul>\n?|\n?</ul>$")
_PARAGRAAF = re.compile(r'<section\b[^>]* class="level3\b')
_EINDE_DEEL = "</section>"
_EINDE_REGEL = "</li>"
_EINDEN = (_EINDE_REGEL, _EINDE_DEEL)
_LANG = 50_000
_ALLEEN_SCHERM = "alleen-scherm"
VORM = pandoc.Vorm(
    "html",
    {"table_of_contents": True, "toc_depth": 3, "section_divs": True},
    sjabloon=f"$toc$\n{_SPLIT}\n$body$\n",
    kop=1,
    apart=True,
)

Deel = tuple[str, str]
"""The contents list and the body of a part of a page."""

Platen = Mapping[str, Callable[[str], str]]
"""Pictures by name: from a text alternative, escaped already, to HTML."""


class _Environment(ImmutableSandboxedEnvironment):
    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """The fields of our values are there to be shown; a long page asks for many."""
        own = getattr(type(obj), "__dataclass_fields__", ())
        public = attr in own and not attr.startswith("_")
        return public or super().is_safe_attribute(obj, attr, value)


def pagina(name: str, context: dict[str, object], stijl: Stijl) -> str:
    """The HTML page of template `name`; every value of the context is escaped.

    Raises `PipelineError` when the template is broken.
    """
    environment = _Environment(
        loader=FileSystemLoader([str(folder) for folder in stijl.folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    shown = {
        **context,
        # These come from templates, in which there is no text of a story.
        "css": _own(stijl, "stijl.css"),
        "script": _own(stijl, "pagina.js"),
        "stijl": Markup(stijl.css),  # noqa: S704
        "beleid": _BELEID,
        "logo": _data_uri(stijl.logo) if stijl.logo else "",
        "logo_alt": stijl["logo-alt"],
    }
    try:
        page = environment.get_template(name).render(shown)
    except TemplateError as error:
        raise PipelineError(
            f"Het sjabloon {name} is stuk: {error}.",
            "Herstel het sjabloon, of haal het weg: dan gebruikt vertel het eigen sjabloon.",
        ) from error
    return page.replace(_BELEID, _policy(page), 1)


def _own(stijl: Stijl, name: str) -> Markup:
    return Markup(find(stijl.folders, name).read_text(encoding="utf-8"))  # noqa: S704 - a template


def _policy(page: str) -> str:
    """What the page may use: what is in it, told by hash, and pictures and sound in its text."""
    found: dict[str, list[str]] = {"style": [], "script": []}
    for kind, text in _INLINE.findall(page):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        found[kind].append(f"'sha256-{digest}'")
    allowed = "; ".join(f"{kind}-src {' '.join(found[kind]) or _NOTHING}" for kind in found)
    return (
        f"default-src {_NOTHING}; {allowed}; img-src data:; media-src data:; "
        f"base-uri {_NOTHING}; form-action {_NOTHING}"
    )


def inhoud_en_tekst(delen: Sequence[Deel], platen: Platen) -> tuple[Markup, Markup]:
    """The contents list and the body of a document, of its parts in HTML.

    `platen` give each picture as HTML, with the text of who does not see it.
    """
    chapters: list[list[Deel]] = []
    for part in delen:
        shown = (_UL.sub("", part[0].strip()), part[1].strip())
        if chapters and _PARAGRAAF.match(shown[1]) and chapters[-1][0][1].endswith(_EINDE_DEEL):
            chapters[-1].append(shown)
        else:
            chapters.append([shown])
    made = [_hoofdstuk(*chapter) for chapter in chapters]
    contents = "\n".join(part for part, _ in made if part)
    body = _genummerd("\n".join(part for _, part in made).strip())
    body = _PLAAT.sub(lambda found: platen[found[1]](found[2]), body)
    return Markup(f"<ul>\n{contents}\n</ul>" if contents else ""), Markup(body)  # noqa: S704


def _hoofdstuk(hoofd: Deel, *onder: Deel) -> Deel:
    """A chapter with its sections in it."""
    if not onder:
        return hoofd
    head, body = (text.removesuffix(end) for text, end in zip(hoofd, _EINDEN, strict=True))
    contents, bodies = zip(*onder, strict=True)
    below = "\n".join(filter(None, contents))
    return (
        f"{head}\n<ul>\n{below}\n</ul>{_EINDE_REGEL}" if below else hoofd[0],
        "\n".join((body.rstrip(), *bodies, _EINDE_DEEL)),
    )


def stukken(markdown: str) -> list[str]:
    """The sections, or else the chapters, of a long document; nothing goes on over their borders.

    So what changes in one leaves the others as they were. What paper leaves out, can be linked to
    from anywhere, so a document with such a part stays whole.
    """
    if len(markdown) > _LANG and _ALLEEN_SCHERM not in markdown:
        for border in _KOPPEN:
            parts = [part for part in border.split(markdown) if part.strip()]
            if all(len(_OPEN.findall(part)) == len(_DICHT.findall(part)) for part in parts):
                return parts
    return [markdown]


def delen(made: Iterable[str]) -> list[Deel]:
    """The parts that pandoc made of as many pieces, in `VORM`."""
    found = (part.partition(_SPLIT) for part in made)
    return [(contents, body) for contents, _, body in found]


def _genummerd(body: str) -> str:
    """The tables and the figures numbered from one on, over all chapters."""
    counts: Counter[str] = Counter()

    def number(found: re.Match[str]) -> str:
        if found[1].startswith("<"):
            counts[found[2]] += 1
            return f"{found[1]}{found[2]} {counts[found[2]]}"
        # The region around a table is called as the caption that follows in it.
        return f"{found[1]}{found[2]} {counts[found[2]] + 1}"

    return _NUMMER.sub(number, body)


def _data_uri(path: Path) -> str:
    kind = "png" if path.suffix.casefold() == ".png" else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
