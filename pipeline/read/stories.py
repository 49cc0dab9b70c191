"""Stories and notes: the files of `verhalen/` as values (design, chapter 2).

read_verhalen ─► files.walk ─► read_verhaal ─► decode, office ─► front_matter ─► fields
                                                      └────────► markdown ──────────┴─► Verhaal
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path, PurePosixPath

from pipeline.again import Again, anew
from pipeline.codebook import Codebook, slug
from pipeline.model import BlokSoort, Soort, Toestemming, Verhaal
from pipeline.problems import Ernst, Problem, quoted, sort_key
from pipeline.read import decode
from pipeline.read.dates import title_from_name
from pipeline.read.fields import Velden, read_fields
from pipeline.read.files import FileError, Gevonden, read_bytes, walk
from pipeline.read.front_matter import read_kop
from pipeline.read.markdown import Ruw, compose, read_blocks
from pipeline.read.notes import Notes
from pipeline.read.office import OFFICE, OfficeError, as_markdown, in_alineas
from pipeline.read.places import line_starts
from pipeline.read.values import clean
from pipeline.workspace import Workspace

MAX_TITEL = 200
_BEGIN = 60


class FileStatus(StrEnum):
    """What was done with a file."""

    GELEZEN = "gelezen"
    OVERGESLAGEN = "overgeslagen"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file, or something odd, that was seen in `verhalen/`; `sha256` if its bytes were read."""

    pad: str
    status: FileStatus
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """All stories in order of path, every file that was seen, and what is wrong with them."""

    verhalen: tuple[Verhaal, ...]
    bestanden: tuple[ReadFile, ...]
    problemen: tuple[Problem, ...]


Gelezen = tuple[Verhaal | None, tuple[Problem, ...]]
Lees = Callable[[bytes, str, Codebook, date, Path | None], Gelezen]


Bekeken = tuple[Verhaal | None, ReadFile, tuple[Problem, ...]]
"""What came of one thing that was found in `verhalen/`."""

Eens = Callable[[Gevonden, Callable[[], Bekeken]], Bekeken]
"""Gives what came of a file the last time, or else what the function makes of it."""


def read_verhalen(  # noqa: PLR0917 - what it reads, and then three ways to spare itself work
    workspace: Workspace,
    codebook: Codebook,
    today: date,
    lees: Lees | None = None,
    eens: Eens | None = None,
    again: Again = anew,
) -> Reading:
    """Read every story below `verhalen/`; `today` decides what lies in the future.

    `lees` reads one file's bytes, in stead of `read_verhaal`, such as one that remembers; `eens`
    may know that a file need not even be opened.
    """
    verhalen: list[Verhaal] = []
    bestanden: list[ReadFile] = []
    problemen: list[Problem] = []
    root = workspace.verhalen
    for found in walk(workspace):
        make = partial(_read_found, found, root, codebook, today, lees or read_verhaal)
        verhaal, bestand, problems = eens(found, make) if eens else make()
        bestanden.append(bestand)
        problemen += problems
        if verhaal:
            verhalen.append(verhaal)
    if not verhalen:
        problemen.append(_none(workspace))
    media = sorted({one.pad for verhaal in verhalen for one in verhaal.media})
    bestanden += [ReadFile(pad, FileStatus.GELEZEN, None) for pad in media]
    problemen += _doubles(verhalen, again)
    return Reading(
        tuple(verhalen),
        tuple(sorted(bestanden, key=lambda file: file.pad)),
        tuple(sorted(problemen, key=sort_key)),
    )


def read_verhaal(
    data: bytes, pad: str, codebook: Codebook, today: date, media_root: Path | None = None
) -> Gelezen:
    """One file's bytes as a story, or None when they hold none, and what is wrong with them.

    `pad` is relative to the workspace. `media_root` is the folder `verhalen/`, to see whether the
    media that the story names are there; without it they are taken at their word.
    """
    notes = Notes(pad)
    office = PurePosixPath(pad).suffix.casefold() in OFFICE
    bron = _from_office(data, pad, notes) if office else _from_text(data, notes)
    if bron is None:
        return None, notes.problems()
    sha256 = hashlib.sha256(data).hexdigest()
    verhaal = _verhaal(bron, sha256, notes, codebook, today, media_root=media_root)
    if office:
        return in_alineas(verhaal, notes.problems(), bron)
    return verhaal, notes.problems()


def _verhaal(
    bron: str,
    sha256: str,
    notes: Notes,
    codebook: Codebook,
    today: date,
    *,
    media_root: Path | None,
) -> Verhaal | None:
    lines = bron.split("\n")
    _say_characters(bron, lines, notes)
    kop = read_kop(lines, notes)
    velden = read_fields(kop, notes, codebook, today, media_root=media_root)
    blocks = read_blocks(lines, kop.body, notes)
    if not blocks and not _may_be_empty(velden, notes):
        return None
    titel, blocks = _titled(velden.titel, blocks, notes.pad)
    body = compose(blocks, line_starts(lines))
    return Verhaal(
        pad=notes.pad,
        soort=velden.soort,
        titel=titel,
        datum=velden.datum,
        periode=velden.periode,
        wijk=velden.wijk,
        werksoort=velden.werksoort,
        verteller=velden.verteller,
        toestemming=velden.toestemming,
        tags=velden.kwaliteiten.tags,
        keuze=velden.keuze,
        deelnemers=velden.deelnemers,
        initiatieven=velden.initiatieven,
        media=velden.media,
        verbergen=velden.verbergen,
        niet_verbergen=velden.niet_verbergen,
        fictief=velden.fictief,
        blokken=body.blokken,
        tekst=body.tekst,
        kaart=body.kaart,
        bron=bron,
        sha256=sha256,
        geen_kwaliteiten=velden.kwaliteiten.geen,
        codering=velden.codering,
    )


def _read_found(
    found: Gevonden, media_root: Path, codebook: Codebook, today: date, lees: Lees
) -> Bekeken:
    if isinstance(found.inhoud, Problem):
        return None, ReadFile(found.pad, FileStatus.OVERGESLAGEN, None), (found.inhoud,)
    try:
        data = read_bytes(found.pad, found.inhoud)
    except FileError as error:
        return None, ReadFile(found.pad, FileStatus.OVERGESLAGEN, None), (error.problem,)
    verhaal, problems = lees(data, found.pad, codebook, today, media_root)
    if found.opmerking:
        problems = (found.opmerking, *problems)
    status = FileStatus.GELEZEN if verhaal else FileStatus.OVERGESLAGEN
    sha256 = verhaal.sha256 if verhaal else hashlib.sha256(data).hexdigest()
    return verhaal, ReadFile(found.pad, status, sha256), problems


def _from_office(data: bytes, pad: str, notes: Notes) -> str | None:
    try:
        text = as_markdown(data, PurePosixPath(pad).suffix.casefold())
    except OfficeError as error:
        notes.fout(error.code, None, error.melding, error.oplossing)
        return None
    return None if _is_empty(text, notes) else decode.without_controls(text)


def _from_text(data: bytes, notes: Notes) -> str | None:
    text = decode.decode(data)
    if _is_empty(text, notes):
        return None
    if what := decode.what_instead(data, text):
        notes.fout(
            "bestand-geen-tekst",
            None,
            f"Dit bestand is {what}, ook al heet het '.md'.",
            "Open het in het programma waarmee het is gemaakt, en bewaar de tekst als "
            "tekstbestand met een naam die eindigt op '.md'.",
        )
        return None
    return decode.without_controls(text)


def _is_empty(text: str, notes: Notes) -> bool:
    if text.strip():
        return False
    notes.fout(
        "bestand-leeg",
        None,
        "Dit bestand is leeg.",
        "Schrijf er een verhaal in, of haal het weg.",
    )
    return True


def _say_characters(bron: str, lines: list[str], notes: Notes) -> None:
    if "\ufffd" not in bron and not decode.INVISIBLE.search(bron):
        return
    for regel, line in enumerate(lines, 1):
        if "\ufffd" in line:
            notes.once(
                "tekens-onleesbaar",
                Ernst.WAARSCHUWING,
                regel,
                "Hier staan tekens die ik niet kan lezen; er staat nu '\ufffd'.",
                "Typ deze tekens opnieuw en bewaar het bestand als UTF-8.",
            )
        if decode.INVISIBLE.search(line):
            notes.once(
                "onzichtbare-tekens",
                Ernst.MELDING,
                regel,
                "Hier staan tekens die je niet ziet; die laat ik weg.",
                "Vaak komen ze mee met plakken. Typ de regel opnieuw als er iets vreemds staat.",
            )


def _may_be_empty(velden: Velden, notes: Notes) -> bool:
    """Notes with only numbers are of use; a story without a word is none."""
    notes_only = velden.soort is Soort.MONITORGESPREK
    add = notes.waarschuwing if notes_only else notes.fout
    add(
        "verhaal-leeg",
        None,
        "Er staat geen tekst in dit bestand, alleen gegevens.",
        "Schrijf het verhaal onder de tweede regel met '---'.",
    )
    return notes_only


def _titled(titel: str | None, blocks: list[Ruw], pad: str) -> tuple[str, list[Ruw]]:
    """The title, and the blocks without the heading that says the same."""
    heading = next((ruw for ruw in blocks if ruw.soort is BlokSoort.KOP), None)
    said = clean(heading.tekst) if heading else ""
    if titel is None and said and len(blocks) > 1:
        return said[:MAX_TITEL], [ruw for ruw in blocks if ruw is not heading]
    if titel and heading and heading is blocks[0] and slug(said) == slug(titel):
        blocks = blocks[1:] or blocks
    return (titel or said or title_from_name(PurePosixPath(pad).stem))[:MAX_TITEL], blocks


def _doubles(verhalen: list[Verhaal], again: Again) -> list[Problem]:
    """Stories with the same text, or else the same title, as an earlier one."""
    problems: list[Problem] = []
    by_text: dict[str, Verhaal] = {}
    by_title: dict[str, Verhaal] = {}
    begins = [again(f"begin {v.pad}", (v.tekst,), _begin) for v in verhalen]
    often = Counter(begins)
    for verhaal, begin in zip(verhalen, begins, strict=True):
        # To clean a whole text takes long, and few begin alike.
        text = clean(verhaal.tekst).casefold() if often[begin] > 1 else begin
        same_text = by_text.setdefault(text or verhaal.pad, verhaal)
        same_title = by_title.setdefault(clean(verhaal.titel).casefold(), verhaal)
        if same_text is not verhaal:
            problems.append(
                Problem(
                    "inhoud-dubbel",
                    Ernst.WAARSCHUWING,
                    verhaal.pad,
                    None,
                    f"Dezelfde tekst staat ook in {same_text.pad}; ik tel hem nu twee keer.",
                    "Haal een van de twee weg.",
                )
            )
        elif same_title is not verhaal:
            problems.append(_same_title(verhaal, same_title))
    return problems


def _begin(tekst: str) -> str:
    """The first letters of a text as a reader sees it: the same in texts that are the same."""
    begin = "".join(clean(tekst[: 4 * _BEGIN]).split()).casefold()
    if len(begin) < _BEGIN:  # much in it is not seen
        begin = "".join(clean(tekst).split()).casefold()
    return begin[:_BEGIN]


def _same_title(verhaal: Verhaal, other: Verhaal) -> Problem:
    both = {verhaal.toestemming, other.toestemming}
    name = f" {quoted(verhaal.titel)}" if both == {Toestemming.OPENBAAR} else ""
    return Problem(
        "titel-dubbel",
        Ernst.WAARSCHUWING,
        verhaal.pad,
        None,
        f"De titel{name} staat ook boven {other.pad}.",
        "Geef een van de twee een andere titel, dan zijn ze uit elkaar te houden.",
    )


def _none(workspace: Workspace) -> Problem:
    return Problem(
        "geen-verhalen",
        Ernst.WAARSCHUWING,
        workspace.pad(workspace.verhalen),
        None,
        "Er staat nog geen leesbaar verhaal in deze map.",
        "Zet er een bestand in waarvan de naam eindigt op '.md', '.docx' of '.odt'.",
    )
