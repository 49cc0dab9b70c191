"""The texts of a new workspace, in `defaults/begin/`, filled in."""

from __future__ import annotations

import json
import re

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.workspace import default_path

_PLAIN = re.compile(r"[^\W_][\w '-]*(?<! )")


def vul_in(name: str, **values: object) -> str:
    """The text `name` with these values."""
    environment = Environment(  # noqa: S701 - it makes plain text, no pages
        loader=FileSystemLoader(default_path("begin")),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["cel"] = _cell
    return environment.get_template(name).render(values)


def waarde(text: str) -> str:
    """A text as a value in a front matter."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _cell(text: str) -> str:
    """A text in a table of Markdown."""
    return text.replace("|", "\\|")
