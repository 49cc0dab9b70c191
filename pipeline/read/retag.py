"""The human tags in a story's file changed, and nothing else in it: not a character.

Only for what a person asks for by name (`vertel import`); a pass never changes a story.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Sequence

from pipeline.model import HumanTag
from pipeline.read.front_matter import head_lines, is_key
from pipeline.read.tags import CODERING, KEY

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_PLAIN = re.compile(r"[a-z][a-z0-9_-]*")
_COMMENT = re.compile(r"""[^"'#]*?(\s#.*)""")


def retag(data: bytes, tags: Sequence[HumanTag]) -> bytes | None:
    """The bytes of a story with these tags in its head in stead of what was there.

    None when it is not sure what to change: no UTF-8, a head that is not whole, or with the key
    more than once. Whoever uses it reads the result to see that it says what was meant.
    """
    return _edited(data, KEY, _tag_lines(tags, "  "), instead=True)


def add_codering(data: bytes, codeur: str, tags: Sequence[HumanTag]) -> bytes | None:
    """The bytes of a story with what one coder found on their own, besides what others found.

    None as above, and when the others are not each on a line of their own.
    """
    name = codeur if _PLAIN.fullmatch(codeur) else json.dumps(codeur, ensure_ascii=False)
    return _edited(data, CODERING, [f"  {name}:", *_tag_lines(tags, "    ")], instead=False)


def _tag_lines(tags: Sequence[HumanTag], indent: str) -> list[str]:
    return [f'{indent}{tag.kwaliteit}: "{tag.richting}"' for tag in tags]


def _edited(data: bytes, key: str, value: list[str], *, instead: bool) -> bytes | None:
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
    changed = _changed(lines, *head, key, [f"{line}{end}" for line in value], instead=instead)
    return None if changed is None else bom + "".join(changed).encode()


def _changed(
    lines: list[str], van: int, tot: int, key: str, value: list[str], *, instead: bool
) -> list[str] | None:
    end = value[0][len(value[0].rstrip("\r\n")) :]
    if not van:
        return [f"---{end}", f"{key}:{end}", *value, f"---{end}", end, *lines]
    places = [index for index in range(van, tot) if is_key(lines[index], key)]
    if not places:
        return [*lines[:tot], f"{key}:{end}", *value, *lines[tot:]]
    first = places[0]
    comment = _COMMENT.match(lines[first].rstrip("\r\n"))
    bare = lines[first].partition(":")[2].partition(" #")[0].strip() == ""
    if len(places) > 1 or not (instead or bare):
        return None
    after = _end_of_value(lines, first + 1, tot) if instead else first + 1
    said = f"{key}:{comment[1] if comment else ''}{end}" if instead else lines[first]
    return [*lines[:first], said, *value, *lines[after:]]


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
