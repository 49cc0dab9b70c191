"""Bytes to text, whatever program saved them: UTF-8, UTF-16 or Windows-1252.

Statistical guessers are fooled by short Dutch texts, so this looks at what the bytes allow:
strict UTF-8 hardly ever succeeds on anything else, and Windows-1252 is what Dutch Windows
programs write otherwise.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_BINARY = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f\x81\x8d\x8f\x90\x9d]")
_SIGNATURES = (
    (b"PK\x03\x04", "een Word-, OpenDocument- of zipbestand"),
    (b"\xd0\xcf\x11\xe0", "een oud Word-bestand"),
    (b"{\\rtf", "een RTF-bestand"),
    (b"%PDF", "een pdf"),
    (b"\x89PNG", "een plaatje"),
    (b"\xff\xd8\xff", "een foto"),
    (b"GIF8", "een plaatje"),
)

INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]+"
)
"""Characters that take no room or turn the reading direction: no reader sees them."""


def decode(data: bytes) -> str:
    """The text of a file, with line feeds only; what cannot be read becomes U+FFFD."""
    return re.sub(r"\r\n?", "\n", _decoded(data)).removeprefix("\ufeff")


def without_controls(text: str) -> str:
    """The text, as long as it was, with spaces for control characters other than tab."""
    return _CONTROL.sub(" ", text)


def what_instead(data: bytes, text: str) -> str | None:
    """What the file is if it is no text, for a reader; None when it is text."""
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    strange, unseen = len(_BINARY.findall(text)), len(INVISIBLE.findall(text))
    return "geen tekst" if max(50 * strange - 50, 5 * unseen - 500) > len(text) else None


def _decoded(data: bytes) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            if name == "utf-8":
                return _utf8_or_windows(data[len(bom) :])
            return data.decode(name, "replace")
    if bare := _bare_utf16(data):
        return data.decode(bare, "replace")
    return _utf8_or_windows(data)


def _bare_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark shows itself by a zero in most pairs of bytes, always on one side."""
    sample = data[:_SAMPLE]
    pairs = len(sample) // 2
    first, second = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if pairs and second * 2 > pairs and first * 20 <= pairs:
        return "utf-16-le"
    if pairs and first * 2 > pairs and second * 20 <= pairs:
        return "utf-16-be"
    return None


def _utf8_or_windows(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    multibyte = _MULTIBYTE.findall(data)
    alone = len(_HIGH.findall(data)) - sum(map(len, multibyte))
    if len(multibyte) > alone:
        # Pasted together from two programs: most of it is UTF-8, a few bytes are not.
        return data.decode("utf-8", "windows-1252-byte")
    return data.decode("windows-1252", "replace")


def _as_windows_byte(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    return byte.decode("windows-1252", "replace"), error.start + 1


codecs.register_error("windows-1252-byte", _as_windows_byte)
