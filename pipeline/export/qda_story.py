"""A source of another tool as a story file, so that a project can start from it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from pipeline.export.qda import Bron
from pipeline.model import HumanTag, Soort

_KEYS = (
    "soort",
    "titel",
    "datum",
    "wijk",
    "werksoort",
    "verteller",
    "toestemming",
    "periode",
    "fictief",
)
_SPECIAL = re.compile(r"([\\`*_\[\]<>&~|!$#])")
_LEADING = re.compile(r"^(\d{0,9})([-+=.):])")


def story_file(bron: Bron, tags: Sequence[HumanTag] = ()) -> str:
    """The text of a Markdown file with the source's text, its facts and its human tags.

    Facts are the source's variables with the names of the front matter; without a variable
    `toestemming` the story is `intern`. Reading the file gives the source's text again, but for
    white space around lines and characters that nobody sees.
    """
    facts = dict(bron.variabelen)
    facts.setdefault("titel", bron.naam)
    if facts.get("soort") != str(Soort.MONITORGESPREK):
        facts.pop("periode", None)
    head = [f"{key}: {_quoted(facts[key])}" for key in _KEYS if facts.get(key, "").strip()]
    if tags:
        head.append("kwaliteiten:")
        head += [f"  {tag.kwaliteit}: {_quoted(tag.richting)}" for tag in tags]
    return "\n".join(("---", *head, "---", "", _markdown(bron.tekst), ""))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _markdown(text: str) -> str:
    """Plain text as Markdown that says no more than that: no headings, lists or links."""
    blocks = re.split(r"\n{2,}", text.strip("\n"))
    return "\n\n".join(_paragraph(block) for block in blocks if block.strip())


def _paragraph(block: str) -> str:
    lines = [_SPECIAL.sub(r"\\\1", line.strip()) for line in block.split("\n")]
    return "\\\n".join(_LEADING.sub(r"\1\\\2", line) for line in lines if line)
