"""A document as one HTML page that opens from disk, with no file beside it.

A page may use only the styles and the script that stand in it, by their hash; nothing is fetched.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

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
_HOOFDSTUK = re.compile(r"^(?=# )", re.MULTILINE)
_OPEN = re.compile(r"^:{3,}[ \t]*[^\s:].*$", re.MULTILINE)
_DICHT = re.compile(r"^:{3,}[ \t]*$", re.MULTILINE)
_NUMMER = re.compile(r'(<span class="nummer">)(Tabel|Figuur) \d+\.')
_UL = re.compile(r"^<ul>\n?|\n?</ul>$")
_LANG = 50_000
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


def pagina(name: str, context: dict[str, object], stijl: Stijl) -> str:
    """The HTML page of template `name`; every value of the context is escaped.

    Raises `PipelineError` when the template is broken.
    """
    environment = ImmutableSandboxedEnvironment(
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
    contents = "\n".join(filter(None, (_UL.sub("", part.strip()) for part, _ in delen)))
    body = _genummerd("\n".join(part.strip() for _, part in delen).strip())
    body = _PLAAT.sub(lambda found: platen[found[1]](found[2]), body)
    return Markup(f"<ul>\n{contents}\n</ul>" if contents else ""), Markup(body)  # noqa: S704


def stukken(markdown: str) -> list[str]:
    """The chapters of a long document, unless something in it goes on over their borders."""
    parts = [part for part in _HOOFDSTUK.split(markdown) if part.strip()]
    whole = all(len(_OPEN.findall(part)) == len(_DICHT.findall(part)) for part in parts)
    return parts if whole and len(markdown) > _LANG else [markdown]


def delen(made: bytes) -> list[Deel]:
    """The parts that pandoc made of as many pieces, in `VORM`."""
    found = (part.partition(_SPLIT) for part in made.decode().split(pandoc.GRENS))
    return [(contents, body) for contents, _, body in found]


def delen_van(markdown: str) -> list[Deel]:
    """The parts of a document of which only the page is wanted.

    They are made on all cores, and kept for when only another one changes.
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(_deel, stukken(markdown)))


@lru_cache(maxsize=64)
def _deel(stuk: str) -> Deel:
    with TemporaryDirectory(prefix="vertel-") as folder:
        return delen(pandoc.convert([stuk], [VORM], Path(folder))["html"])[0]


def _genummerd(body: str) -> str:
    """The tables and the figures numbered from one on, over all chapters."""
    counts = {word: count(1) for word in ("Tabel", "Figuur")}
    return _NUMMER.sub(lambda found: f"{found[1]}{found[2]} {next(counts[found[2]])}.", body)


def _data_uri(path: Path) -> str:
    kind = "png" if path.suffix.casefold() == ".png" else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
