"""The rows of a table to figures: every cell is checked, what fits is used, the rest is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.codebook import Codebook
from pipeline.model import Cijfer, Periode, Plek, Status
from pipeline.read.figures_cells import Blad, Cel, Kapot
from pipeline.read.figures_fields import Fields, FoutError, Totaal, Waarde, plain
from pipeline.read.figures_header import Kolom, jaar_in, periode_van
from pipeline.read.figures_kinds import DEEL, TOELICHTING, TOTAAL
from pipeline.read.figures_table import Tabel, section
from pipeline.read.figures_values import NumberColumn
from pipeline.read.notes import Notes
from pipeline.read.numbers import Getal

Waarden = dict[str, Waarde | Totaal]
_Say = Callable[[str, int | None, str, str], None]
_SHOWN = {"zrm", "waarderingen"}
_MADE = {"groep", "jaar", "rij_soort"}
_MAX_MERGED = 200_000
_PROCENT = {"%", "procent", "percentage", "percent"}
_NUMBER = re.compile(r"[€\s\d.,%<=-]*\d[\d.,%\s=-]*")


class RowReader:
    """Reads one table; a text that returns is understood once.

    `pad`, `blad` and `tabel` say what to read; what is wrong goes to `notes`.
    """

    def __init__(
        self, pad: str, blad: Blad, tabel: Tabel, codebook: Codebook, notes: Notes
    ) -> None:
        self._pad, self._blad, self._codebook, self._notes = pad, blad.naam, codebook, notes
        self._kind, self._tabel = tabel.kind, tabel
        self._fields = Fields(tabel.kind, codebook, tabel.jaar)
        self._dims = [(c, k.naam) for c, k in tabel.kolommen if k.maat is None]
        self._place = {name: column for column, name in reversed(self._dims)}
        self._year_column = self._place.get("jaar") if "periode" in self._place else None
        self._letters = [column_letters(c) for c in range(1 + max(c for c, _ in tabel.kolommen))]
        self._rows = self._with_merged(blad)
        self._maten = [
            (c, maat, NumberColumn(k, maat, self._column(c)), self._fixed(k))
            for c, k in tabel.kolommen
            if (maat := k.maat) is not None
        ]
        self._seen: dict[object, Waarde | Totaal | FoutError] = {}
        self._extras: dict[object, tuple[tuple[str, str], ...]] = {}
        self._sectie: Waarden = {}
        taken = {"periode", "wijk"}
        if self._kind.naam not in _SHOWN:
            taken.add(self._kind.categorie)
        names = (
            *self._kind.vast,
            *self._kind.vrij,
            *(maat.naam for maat in self._kind.maten if self._kind.samen),
            *(name for name in TOELICHTING if name != "fictief"),
        )
        able = {*self._place, *dict(tabel.standaard), *self._kind.vast, *_MADE}
        able |= {name for _, maat, _, fixed in self._maten for name in (maat.naam, *fixed)}
        self._extra_names = tuple(n for n in names if n not in taken and n in able)
        self._has_totals = any("totaal" in fixed for *_, fixed in self._maten)

    def cijfers(self) -> Iterator[Cijfer]:
        """The figures of the table, from the top down."""
        for name, text in self._tabel.standaard:
            self._sectie[name] = self._fields.read(name, text)
        if self._kind.naam == "begroting":
            self._sectie["rij_soort"] = DEEL
            self._sectie["jaar"] = self._tabel.jaar
        alone = len(self._tabel.kolommen) == 1
        for number in range(self._tabel.begin, self._tabel.einde):
            row = self._rows[number]
            filled = len(row) - row.count("")
            if filled > 1 or (filled and alone):
                yield from self._row(number, row)
            elif filled:
                self._lone(number, row)

    def _row(self, number: int, row: list[Cel]) -> Iterator[Cijfer]:
        values = self._sectie.copy()
        if not self._read_dims(number, row, values):
            return
        missing = self._missing(values)
        if missing:
            self._incomplete(number, row, missing)
        elif self._maten:
            yield from self._numbers(number, row, values)
        else:
            column = self._place[self._kind.categorie]
            yield self._cijfer(number, column, values, Getal(None, Status.NVT), "")

    def _read_dims(self, number: int, row: list[Cel], values: Waarden) -> bool:
        """Read what is no number into `values`; False when a cell does not fit."""
        wrong: list[tuple[int, FoutError]] = []
        width = len(row)
        for column, name in self._dims:
            cel = row[column] if column < width else ""
            if cel == "":
                continue
            if name == "periode" and self._year_column is not None:
                cel = self._with_year(cel, row)
            key = (name, cel if cel.__class__ is str else (cel.__class__, cel))
            found = self._seen.get(key)
            if found is None:
                found = self._seen[key] = self._understand(number, column, name, cel)
            if isinstance(found, FoutError):
                wrong.append((column, found))
            elif found is not None:
                values[name] = found
        if wrong:
            self._misfits(number, row, wrong)
        elif self._kind.naam == "zrm":
            return self._domein(number, values)
        elif self._kind.naam == "begroting":
            self._post(row, values)
        return not wrong

    def _misfits(self, number: int, row: list[Cel], wrong: list[tuple[int, FoutError]]) -> None:
        """Name each cell that does not fit; without numbers, the row may be a note."""
        if self._has_number(row):
            for column, fout in wrong:
                self._fout(number, column, fout)
            return
        fout = FoutError(
            "rij-onvolledig",
            "Deze rij heeft geen getal en past niet in de tabel; ik gebruik hem niet.",
            "Is het een opmerking bij de tabel? Zet de tekst dan in één cel.",
        )
        self._let_op(number, wrong[0][0], fout)

    def _has_number(self, row: list[Cel]) -> bool:
        return not self._maten or any(c < len(row) and row[c] != "" for c, *_ in self._maten)

    def _with_year(self, cel: Cel, row: list[Cel]) -> Cel:
        """A period that is only a month, with the year that stands in a column of its own."""
        column = self._year_column
        if column is None or column >= len(row) or not isinstance(cel, str) or jaar_in(cel):
            return cel
        return f"{plain(row[column])} {cel}"

    def _understand(
        self, number: int, column: int, name: str, cel: Cel
    ) -> Waarde | Totaal | FoutError:
        try:
            found = self._fields.read(name, cel)
        except FoutError as error:
            return error
        self._has_totals = self._has_totals or isinstance(found, Totaal)
        if odd := self._fields.let_op(name, found):
            self._let_op(number, column, odd)
        return found

    def _domein(self, number: int, values: Waarden) -> bool:
        versie, domein = values.get("versie"), values.get("domein")
        if not isinstance(versie, str) or not isinstance(domein, str):
            return True
        key = (versie, domein, "domein")
        found = self._seen.get(key)
        if found is None:
            try:
                found = self._fields.domein(versie, domein)
            except FoutError as error:
                found = error
            self._seen[key] = found
        if isinstance(found, FoutError):
            self._fout(number, self._place["domein"], found)
            return False
        values["domein"] = found
        return True

    def _post(self, row: list[Cel], values: Waarden) -> None:
        """Posts that are totals: `Totaal Jeugdwerk`, or `Jeugdwerk:` above the posts of a group."""
        post, column = values.get("post"), self._place["post"]
        label = plain(row[column]) if column < len(row) else ""
        if isinstance(post, Totaal):
            values["rij_soort"] = TOTAAL
            values["post"] = label.rstrip(": ")
            if "groep" not in self._place:
                values["groep"] = post.rest or None
        elif "groep" not in self._place and label.endswith(":"):
            self._sectie["groep"] = values["groep"] = post
            values["rij_soort"] = TOTAAL

    def _missing(self, values: Waarden) -> list[str]:
        missing = [name for name in self._kind.vast if values.get(name) is None]
        if not missing or values.get("rij_soort") == TOTAAL:
            return []
        if any(isinstance(value, Totaal) for value in values.values()):
            return []
        fixed = [fixed for *_, fixed in self._maten if "totaal" not in fixed]
        return [name for name in missing if not fixed or any(name not in one for one in fixed)]

    def _numbers(self, number: int, row: list[Cel], values: Waarden) -> Iterator[Cijfer]:
        width = len(row)
        cells = [(column, row[column] if column < width else "") for column, *_ in self._maten]
        both = list(zip(cells, self._maten, strict=True))
        if self._kind.samen:
            texts = {maat.naam: plain(cel) for (_, cel), (_, maat, *_) in both}
            values |= texts
        for (column, cel), (_, maat, reader, fixed) in both:
            try:
                getal = reader.read(cel)
                _check_share(values, cel)
            except FoutError as error:
                self._fout(number, column, error)
                continue
            own = {**values, **fixed} if fixed else values
            if "totaal" in fixed:
                own = {**own, **self._over(fixed)}
            eenheid = maat.eenheid or _eenheid(own, getal.eenheid)
            yield self._cijfer(number, column, own, getal, eenheid)

    def _over(self, fixed: Waarden) -> Waarden:
        """What a column of totals adds up over: that in which the other columns differ."""
        names = {name for *_, other in self._maten for name in other if name != "totaal"}
        return {name: Totaal("") for name in names - set(fixed)}

    def _cijfer(
        self, number: int, column: int, values: Waarden, getal: Getal, eenheid: str
    ) -> Cijfer:
        periode, wijk = values.get("periode"), values.get("wijk")
        categorie = values.get(self._kind.categorie)
        if self._has_totals and any(isinstance(value, Totaal) for value in values.values()):
            values, periode, wijk, categorie = self._total(values)
        return Cijfer(
            self._kind.naam,
            periode if isinstance(periode, Periode) else None,
            wijk if isinstance(wijk, str) else None,
            categorie if isinstance(categorie, str) else None,
            getal.waarde,
            eenheid,
            getal.status,
            getal.teken,
            Plek(self._pad, self._blad, f"{self._letters[column]}{number + 1}"),
            values.get("fictief") == "ja",
            self._extra(values),
        )

    def _total(self, values: Waarden) -> tuple[Waarden, Waarde, Waarde, Waarde]:
        """A row of totals: what it adds up over is None, what its label names is filled in."""
        known: Waarden = {k: v for k, v in values.items() if not isinstance(v, Totaal)}
        known["rij_soort"] = TOTAAL
        for value in values.values():
            rest = value.rest if isinstance(value, Totaal) else ""
            if wijk := self._codebook.find_wijk(rest):
                known.setdefault("wijk", wijk)
            elif periode := periode_van(rest, self._codebook, self._tabel.jaar):
                known.setdefault("periode", periode)
            elif key := self._codebook.find_werksoort(rest):
                known.setdefault(self._kind.categorie, self._codebook.werksoort(key).naam)
            elif rest.isdigit():
                known["jaar"] = rest

        def pick(name: str) -> Waarde:
            found = known.get(name)
            return None if isinstance(found, Totaal) else found

        return known, pick("periode"), pick("wijk"), pick(self._kind.categorie)

    def _extra(self, values: Waarden) -> tuple[tuple[str, str], ...]:
        names = self._extra_names
        if "jaar" in values and "jaar" not in names:
            names = (*names, "jaar")
        key = tuple(map(values.get, names))
        found = self._extras.get(key)
        if found is None:
            pairs = zip(names, key, strict=True)
            found = tuple((name, str(value)) for name, value in pairs if value)
            self._extras[key] = found
        return found

    def _lone(self, number: int, row: list[Cel]) -> None:
        """A row with one cell: a heading for the rows below, a note, or a number on its own."""
        column = next(c for c, cel in enumerate(row) if cel != "")
        cel = row[column]
        for name, text in section(row, self._kind, self._codebook, self._tabel.jaar).items():
            if name not in self._place:
                self._sectie[name] = self._fields.read(name, text)
        label = plain(cel)
        if self._kind.naam == "begroting" and label.endswith(":") and "groep" not in self._place:
            self._sectie["groep"] = label.rstrip(": ")
        if isinstance(cel, Kapot) or _NUMBER.fullmatch(label):
            self._let_op(
                number,
                column,
                FoutError(
                    "rij-onvolledig",
                    "Er staat een getal in een rij waarin verder niets staat; ik gebruik het niet.",
                    "Schrijf erbij waar het over gaat, of zet er 'Totaal' voor.",
                ),
            )

    def _incomplete(self, number: int, row: list[Cel], missing: list[str]) -> None:
        texts = {plain(cel) for cel in row} - {""}
        has_number = self._has_number(row)
        if len(texts) == 1 and not has_number:
            return
        names = " en ".join(f"'{name}'" for name in missing)
        say = self._fout if has_number else self._let_op
        fout = FoutError(
            "rij-onvolledig",
            f"In deze rij ontbreekt {names}; ik gebruik de rij niet.",
            "Vul het in. Is het een opmerking bij de tabel? Zet de tekst dan in één cel.",
        )
        say(number, self._place.get(missing[0], 0), fout)

    def _column(self, column: int) -> list[Cel]:
        rows = self._rows[self._tabel.begin : self._tabel.einde]
        return [row[column] for row in rows if column < len(row)]

    def _fixed(self, kolom: Kolom) -> Waarden:
        return {
            name: Totaal("") if name == "totaal" else self._fields.read(name, text)
            for name, text in kolom.vast
            if name not in self._place
        }

    def _with_merged(self, blad: Blad) -> list[list[Cel]]:
        """The rows, with the value of a block merged downward in each of its rows."""
        rows = list(blad.rijen)
        begin, past = self._tabel.begin, min(self._tabel.einde, len(rows))
        names = {column for column, _ in self._dims}
        numbers = {column for column, kolom in self._tabel.kolommen if kolom.maat is not None}
        filled = 0
        for top, column, bottom, _ in blad.samengevoegd:
            filled += min(bottom, past) - top + 1
            if filled > _MAX_MERGED:
                break
            if not begin <= top < min(bottom, past) or column >= len(rows[top]):
                continue
            value = rows[top][column]
            if column in numbers and value != "":
                self._let_op(
                    top,
                    column,
                    FoutError(
                        "cel-samengevoegd",
                        f"Dit getal staat in een samengevoegde cel tot en met rij {bottom + 1}; "
                        "ik lees het alleen bij de eerste rij.",
                        "Zet in elke rij een eigen getal.",
                    ),
                )
            elif column in names and value != "":
                for number in range(top + 1, min(bottom + 1, past)):
                    row = [*rows[number], *[""] * (column + 1 - len(rows[number]))]
                    row[column] = value if row[column] == "" else row[column]
                    rows[number] = row
        return rows

    def _fout(self, number: int, column: int, fout: FoutError) -> None:
        self._note(self._notes.fout, number, column, fout)

    def _let_op(self, number: int, column: int, fout: FoutError) -> None:
        self._note(self._notes.waarschuwing, number, column, fout)

    def _note(self, say: _Say, number: int, column: int, fout: FoutError) -> None:
        sheet = f", blad {self._blad}" if self._blad else ""
        place = f"Cel {column_letters(column)}{number + 1}{sheet}: "
        melding = fout.melding[:1].lower() + fout.melding[1:]
        say(fout.code, number + 1, place + melding, fout.oplossing)


def column_letters(column: int) -> str:
    """The letters of a column that counts from 0: 0 is `A`, 26 is `AA`."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _eenheid(values: Waarden, shown: str) -> str:
    told = values.get("eenheid")
    if told in _PROCENT:
        return "procent"
    return told if isinstance(told, str) else shown


def _check_share(values: Waarden, cel: Cel) -> None:
    """A spreadsheet keeps 50% as 0,5; beside the unit 'procent' that may be either."""
    share = isinstance(cel, float) and 0 < abs(cel) <= 1
    if share and values.get("eenheid") in _PROCENT:
        raise FoutError(
            "getal-dubbelzinnig",
            f"Met de eenheid procent kan {plain(cel).replace('.', ',')} ook 100 keer zo veel zijn.",
            "Maak van de cel tekst en typ het percentage met een %-teken, zoals 50%.",
        )
