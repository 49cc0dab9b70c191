"""The human tags in a story's file changed, and nothing else in it: not a character.

Only for what a person asks for by name (`vertel import`); a pass never changes a story.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from pipeline.model import HumanTag
from pipeline.read.front_matter import head_lines, is_key
from pipeline.read.tags import KEY

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_COMMENT = re.compile(r"""[^"'#]*?(\s#.*)""")


def retag(data: bytes, tags: Sequence[HumanTag]) -> bytes | None:
    """The bytes of a story with these tags in its head in stead of what was there.

    None when it is not sure what to change: no UTF-8, a head that is not whole, or with the key
    more than once. Whoever uses it reads the result to see that it says what was meant.
    """
    bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        text = data.removeprefix(bom).decode()
    except UnicodeDecodeError:
        return None
    lines = _LINE.findall(text)
    head = head_lines([line.rstrip("\r\n") for line in lines])
    if head is None or "\0" in text:
        return None
    end = "\r\n" if "\r\n" in text else "\n"
    changed = _changed(lines, *head, tags, end)
    return None if changed is None else bom + "".join(changed).encode()


def _changed(
    lines: list[str], van: int, tot: int, tags: Sequence[HumanTag], end: str
) -> list[str] | None:
    said = [f'  {tag.kwaliteit}: "{tag.richting}"' for tag in tags]
    if not van:
        head = ["---", f"{KEY}:", *said, "---", ""]
        return [*(f"{line}{end}" for line in head), *lines]
    places = [index for index in range(van, tot) if is_key(lines[index], KEY)]
    if len(places) > 1:
        return None
    first = places[0] if places else tot
    after = _end_of_value(lines, first + 1, tot) if places else tot
    comment = _COMMENT.match(lines[first].rstrip("\r\n")) if places else None
    new = [f"{KEY}:{comment[1] if comment else ''}", *said]
    return [*lines[:first], *(f"{line}{end}" for line in new), *lines[after:]]


def _end_of_value(lines: list[str], start: int, tot: int) -> int:
    """The line after a value that goes on below its key; comments after it are not part of it."""
    end = start
    for index in range(start, tot):
        line = lines[index]
        if line.strip() and line[0] not in " \t-]}#":
            break
        if line.strip() and line[0] != "#":
            end = index + 1
    return end
