"""A document as one HTML page that opens from disk: no script, no file beside it."""

from __future__ import annotations

import base64
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from pipeline.problems import PipelineError
from pipeline.report import pandoc
from pipeline.report.stijl import Stijl, find

_SPLIT = "<!--inhoud-->"
_PARTS = f"$toc$\n{_SPLIT}\n$body$\n"


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
    css = find(stijl.folders, "stijl.css").read_text(encoding="utf-8")
    shown = {
        **context,
        # Style sheets come from templates, in which there is no text of a story.
        "css": Markup(css),  # noqa: S704
        "stijl": Markup(stijl.css),  # noqa: S704
        "logo": _data_uri(stijl.logo) if stijl.logo else "",
        "logo_alt": stijl["logo-alt"],
    }
    try:
        return environment.get_template(name).render(shown)
    except TemplateError as error:
        raise PipelineError(
            f"Het sjabloon {name} is stuk: {error}.",
            "Herstel het sjabloon, of haal het weg: dan gebruikt vertel het eigen sjabloon.",
        ) from error


def inhoud_en_tekst(markdown: str, template: Path) -> tuple[Markup, Markup]:
    """The contents list and the body of a document, as HTML made by pandoc.

    `template` is a file in which this module may write what pandoc should give back.
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
    return Markup(contents.strip()), Markup(body.strip())  # noqa: S704 - pandoc escapes


def _data_uri(path: Path) -> str:
    kind = "png" if path.suffix.casefold() == ".png" else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
