"""A project as REFI-QDA 1.0 exchanges it: codes, sources with codings, cases and users.

The same values are written (`qda_write`) and read (`qda_read`), so that what comes back can be
set beside what went out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from pipeline.model import Richting
from pipeline.problems import Problem

_NAMESPACE = uuid5(NAMESPACE_URL, "urn:tellen-en-vertellen:uitwisseling")
_GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE)


class Regeleinde(StrEnum):
    """How the lines of a source end, and so how many characters a line end counts for.

    The standard asks for code points; some tools on Windows count a line end as two.
    """

    LF = "lf"
    CRLF = "crlf"


@dataclass(frozen=True, slots=True)
class Gebruiker:
    """Someone, or something, that codes."""

    guid: str
    naam: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code; `ouder` is the guid of the code above it, `kleur` is as `#4477aa`."""

    guid: str
    naam: str
    beschrijving: str = ""
    kleur: str | None = None
    ouder: str | None = None
    codeerbaar: bool = True


@dataclass(frozen=True, slots=True)
class Codering:
    """A code on a stretch `[start, eind)` of a source's text, or on the whole source (None).

    Places count Unicode code points of `Bron.tekst`. `gebruiker` is None when the file does not
    say who gave the code.
    """

    guid: str
    code: str
    gebruiker: str | None
    start: int | None = None
    eind: int | None = None


@dataclass(frozen=True, slots=True)
class Bron:
    """A text with its codings; `tekst` has line feeds only. `variabelen` are name and value."""

    guid: str
    naam: str
    tekst: str
    coderingen: tuple[Codering, ...] = ()
    variabelen: tuple[tuple[str, str], ...] = ()

    def variabele(self, naam: str) -> str | None:
        """The value of a variable, or None when the source has none of that name."""
        return next((value for name, value in self.variabelen if name == naam), None)


@dataclass(frozen=True, slots=True)
class Geval:
    """A case: something that several sources are about. `bronnen` are their guids."""

    guid: str
    naam: str
    bronnen: tuple[str, ...]
    variabelen: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """Everything of one project. A code stands after the code above it."""

    naam: str
    gebruikers: tuple[Gebruiker, ...] = ()
    codes: tuple[Code, ...] = ()
    bronnen: tuple[Bron, ...] = ()
    gevallen: tuple[Geval, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """What was read, and what could not be; a file that was refused gives an empty project."""

    project: Project
    problemen: tuple[Problem, ...]


def guid(*parts: object) -> str:
    """A guid that is the same whenever it is made of the same parts (uuid5, RFC 9562)."""
    return str(uuid5(_NAMESPACE, "/".join(str(part) for part in parts)))


def code_guid(kwaliteit: str, richting: Richting | None = None) -> str:
    """The guid of a quality's code, or of one of its directions: the same in every project."""
    return guid("kwaliteit", kwaliteit, *([richting] if richting else []))


def joined(richtingen: Iterable[Richting]) -> Richting:
    """The direction that several sentences have together: both, unless they agree."""
    sides = set(richtingen)
    return sides.pop() if len(sides) == 1 else Richting.BEIDE


def in_text(codering: Codering) -> tuple[bool, int, int, str]:
    """Sort key: codings as a reader meets them, those of the whole source last."""
    whole = codering.start is None
    return (whole, codering.start or 0, codering.eind or 0, codering.gebruiker or "")


def same_guid(text: str) -> str:
    """A guid as read, in one notation; something else that was used as a guid gets a real one."""
    match = _GUID.fullmatch(text.strip())
    return str(UUID(match[1])) if match else guid("onbekend", text.strip())


MENS = Gebruiker(guid("gebruiker", "mens"), "Mens")
COMPUTER = Gebruiker(guid("gebruiker", "machine"), "Computer (voorstel)")
"""The two users of what is exported; a coding by this one is a proposal, never a human's tag."""

PAD = "bestand"
"""The variable that says from which file a source comes."""
