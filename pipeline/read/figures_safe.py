"""A look into an xlsx or ods before it is opened: is it small enough, what would be lost.

The reader of spreadsheets reserves a cell for every place up to the furthest one in use, so one
cell at the far end of a sheet would take all memory. It also gives an error value, and a formula
that was never computed, as an empty cell. Both are seen here, in the XML itself.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree
from xml.parsers import expat

MAX_UNPACKED = 150_000_000
MAX_CELLS = 6_000_000
MAX_MEMBERS = 2_000
_CHUNK = 1 << 20
_REF = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,4})(\d{1,10})""")
_LOST = re.compile(rb"""t=["']e["']|</f></c>|<v></v>|<v ?/>""")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPAN_ROWS = "table:number-rows-spanned"


class UnsafeError(Exception):
    """The file is not to be opened; `code`, `melding` and `oplossing` are as in a `Problem`."""

    def __init__(self, code: str, melding: str, oplossing: str) -> None:
        super().__init__(melding)
        self.code = code
        self.melding = melding
        self.oplossing = oplossing


@dataclass(slots=True)
class SheetMarks:
    """What the reader will not tell of a sheet; places are (row, column) from 0.

    `kapot` are error values and formulas without a result, `samengevoegd` the merged blocks
    (first row, first column, last row, last column) of an ods.
    """

    kapot: dict[tuple[int, int], str] = field(default_factory=dict)
    samengevoegd: list[tuple[int, int, int, int]] = field(default_factory=list)
    rijen: int = 0
    kolommen: int = 0

    def see(self, row: int, column: int) -> None:
        """A place in use; raises `UnsafeError` when the sheet spreads too far."""
        self.rijen = max(self.rijen, row + 1)
        self.kolommen = max(self.kolommen, column + 1)
        if self.rijen * self.kolommen > MAX_CELLS:
            raise UnsafeError(
                "cijfers-te-groot",
                "Er staat een waarde heel ver naar beneden of naar rechts in een blad.",
                "Verwijder de rijen en kolommen buiten de tabel en bewaar het bestand opnieuw.",
            )


def inspect(file: BytesIO) -> dict[str, SheetMarks]:
    """Check a spreadsheet before it is read, and note what the reader loses, by sheet name.

    Raises `UnsafeError` for what is too big, broken or locked with a password.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = _members(archive)
            if "content.xml" in members:
                _check_lock(_unpack(archive, "META-INF/manifest.xml"))
                return _ods(_unpack(archive, "content.xml"))
            return _xlsx(archive, members)
    except UnsafeError:
        raise
    except Exception as error:  # a broken zip or XML fails in more ways than can be listed
        raise (_locked() if _is_ole(file) else _broken()) from error


def _broken() -> UnsafeError:
    return UnsafeError(
        "cijfers-onleesbaar",
        "Dit bestand is beschadigd of is geen spreadsheet.",
        "Open het in je spreadsheetprogramma en bewaar het opnieuw als .xlsx of .ods.",
    )


def _locked() -> UnsafeError:
    return UnsafeError(
        "cijfers-wachtwoord",
        "Dit bestand zit op slot met een wachtwoord, of is van een heel oude Excel.",
        "Bewaar het zonder wachtwoord als .xlsx of .ods.",
    )


def _check_lock(manifest: bytes) -> None:
    if b"encryption-data" in manifest:
        raise _locked()


def _is_ole(file: BytesIO) -> bool:
    return file.getvalue()[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _members(archive: zipfile.ZipFile) -> list[str]:
    """The names of the parts, once it is sure that all of them unpack within bounds."""
    infos = archive.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise _locked()
    total = 0
    for info in infos:
        # A header may lie about the size; the bytes do not.
        info.file_size = MAX_UNPACKED + 1
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > MAX_UNPACKED:
                    break
        if total > MAX_UNPACKED or len(infos) > MAX_MEMBERS:
            raise UnsafeError(
                "cijfers-te-groot",
                f"Uitgepakt is dit bestand groter dan {MAX_UNPACKED // 1_000_000} MB.",
                "Verdeel de tabel over kleinere bestanden.",
            )
    return [info.filename for info in infos]


def _unpack(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        return stream.read(MAX_UNPACKED)


def _xlsx(archive: zipfile.ZipFile, members: list[str]) -> dict[str, SheetMarks]:
    names = _sheet_names(archive)
    marks: dict[str, SheetMarks] = {}
    for member in members:
        data = _unpack(archive, member)
        if _spread(data) > MAX_CELLS or (member in names and _LOST.search(data)):
            found = _SheetParser().read(data)
            if member in names:
                marks[names[member]] = found
    return marks


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet and the name of the sheet."""
    rels = ElementTree.fromstring(_safe_xml(_unpack(archive, "xl/_rels/workbook.xml.rels")))  # noqa: S314 - no DTD
    targets = {rel.get("Id", ""): rel.get("Target", "") for rel in rels}
    book = ElementTree.fromstring(_safe_xml(_unpack(archive, "xl/workbook.xml")))  # noqa: S314 - no DTD
    names: dict[str, str] = {}
    for sheet in book.iter():
        target = targets.get(sheet.get(_RELATION, ""))
        if target and sheet.get("name"):
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            names[part] = sheet.get("name", "")
    return names


def _safe_xml(data: bytes) -> bytes:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _broken()
    return data


def _spread(data: bytes) -> int:
    """The number of places up to the furthest reference, at most: quick, on the safe side."""
    found = _REF.findall(data)
    rows = max((int(digits) for digits in {digits for _, digits in found}), default=0)
    letters = {letters for letters, _ in found}
    columns = max((column_number(name.decode()) for name in letters), default=0)
    placed = sum(1 for letters, _ in found if letters)
    unplaced = data.count(b"<c>") + data.count(b"<c ") + data.count(b":c ") - placed
    return rows * (columns + max(0, unplaced))


class _SheetParser:
    """Walks through the XML of one xlsx sheet."""

    def __init__(self) -> None:
        self._marks = SheetMarks()
        self._row = -1
        self._column = -1
        self._formula = self._value = self._error = False
        self._text = ""

    def read(self, data: bytes) -> SheetMarks:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(_safe_xml(data), True)
        return self._marks

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "row":
            self._row = int(attributes.get("r", self._row + 2)) - 1
            self._column = -1
        elif tag == "c":
            self._column += 1
            place = re.fullmatch(r"([A-Za-z]{1,4})(\d{1,10})", attributes.get("r", ""))
            if place:
                self._column, self._row = column_number(place[1]) - 1, int(place[2]) - 1
            self._formula = self._value = False
            self._error = attributes.get("t") == "e"
            self._text = ""
        elif tag == "f":
            self._formula = True
        elif tag in {"v", "is"}:
            self._value = True

    def _characters(self, text: str) -> None:
        if self._value and len(self._text) < 40:
            self._text += text

    def _end(self, name: str) -> None:
        if name.rpartition(" ")[2] != "c":
            return
        if self._value or self._formula:
            self._marks.see(self._row, self._column)
        if self._error:
            self._marks.kapot[self._row, self._column] = self._text.strip() or "#FOUT"
        elif self._formula and not self._text:
            self._marks.kapot[self._row, self._column] = ""
        self._value = self._formula = self._error = False


def _ods(data: bytes) -> dict[str, SheetMarks]:
    return _OdsParser().read(data)


class _OdsParser:
    """Walks through `content.xml`, in which rows and cells may be repeated."""

    def __init__(self) -> None:
        self._sheets: dict[str, SheetMarks] = {}
        self._marks = SheetMarks()
        self._row = self._column = 0
        self._repeat_row = 1

    def read(self, data: bytes) -> dict[str, SheetMarks]:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(_safe_xml(data), True)
        return self._sheets

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._marks = SheetMarks()
            self._sheets[attributes.get("table:name", "")] = self._marks
            self._row = 0
        elif tag == "table:table-row":
            self._column = 0
            self._repeat_row = int(attributes.get("table:number-rows-repeated", 1))
        elif tag in {"table:table-cell", "table:covered-table-cell"}:
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        repeat = int(attributes.get("table:number-columns-repeated", 1))
        if "office:value-type" in attributes or "table:formula" in attributes:
            self._marks.see(self._row + self._repeat_row - 1, self._column + repeat - 1)
            if attributes.get("office:value-type", "") in {"", "void"}:
                self._marks.kapot[self._row, self._column] = ""
        rows = int(attributes.get(_SPAN_ROWS, 1))
        columns = int(attributes.get("table:number-columns-spanned", 1))
        if rows > 1 or columns > 1:
            last = (self._row + rows - 1, self._column + columns - 1)
            self._marks.samengevoegd.append((self._row, self._column, *last))
        self._column += repeat

    def _end(self, tag: str) -> None:
        if tag == "table:table-row":
            self._row += self._repeat_row


def column_number(letters: str) -> int:
    """`A` is 1, `Z` 26, `AA` 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
