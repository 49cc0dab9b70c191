"""A document as one HTML page that opens from disk, with no file beside it.

A page may use only the styles and the script that stand in it, by their hash; nothing is fetched.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path

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
_PARTS = f"$toc$\n{_SPLIT}\n$body$\n"

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


def inhoud_en_tekst(markdown: str, platen: Platen, template: Path) -> tuple[Markup, Markup]:
    """The contents list and the body of a document, as HTML made by pandoc.

    `platen` give each picture as HTML, with the text of who does not see it. `template` is a file
    in which this module may write what pandoc should give back.
    """
    template.write_text(_PARTS, encoding="utf-8")
    made = pandoc.convert(
        markdown,
        "html",
        "--standalone",
        "--toc",
        "--toc-depth=3",
        "--shift-heading-level-by=1",
        "--section-divs",
        f"--template={template}",
        "--metadata=lang:nl",
        "--metadata=title:-",
    ).decode()
    contents, _, body = made.partition(_SPLIT)
    body = _PLAAT.sub(lambda found: platen[found[1]](found[2]), body)
    return Markup(contents.strip()), Markup(body.strip())  # noqa: S704 - pandoc escapes


def _data_uri(path: Path) -> str:
    kind = "png" if path.suffix.casefold() == ".png" else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
