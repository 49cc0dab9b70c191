"""The cells of a table that are no numbers: period, wijk, kind of work, steps, levels, year."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pipeline.codebook import Codebook, slug
from pipeline.model import Periode
from pipeline.problems import nearest, quoted
from pipeline.read.decode import INVISIBLE, without_controls
from pipeline.read.figures_cells import Cel, Kapot
from pipeline.read.figures_header import TOTAALWOORDEN, is_totaal, jaar_in, periode_van, soort_in
from pipeline.read.figures_kinds import DEEL, STAPPEN, TOTAAL, ZRM_DOMEINEN, Kind, zrm_domein

Waarde = str | Periode | None
_JA = {"ja", "j", "true", "waar", "1", "x", "fictief", "voorbeeld"}
_NEE = {"", "nee", "n", "false", "onwaar", "0", "echt"}
_HOOGSTE = {name: (soort, top) for soort, (*both, top) in STAPPEN.items() for name in both}
_WAAROM = {
    "participatieladder": "de participatieladder heeft tredes 1 tot en met 6",
    "zrm": "de Zelfredzaamheid-Matrix heeft niveaus 1 tot en met 5",
}


@dataclass(frozen=True, slots=True)
class Totaal:
    """A cell that marks a total; `rest` is what it is a total of, if it says so."""

    rest: str


class FoutError(Exception):
    """A cell does not fit its column; `code`, `melding` and `oplossing` are as in a `Problem`."""

    def __init__(self, code: str, melding: str, oplossing: str) -> None:
        super().__init__(melding)
        self.code = code
        self.melding = melding
        self.oplossing = oplossing


class Fields:
    """Reads the cells of one table; `jaar` completes periods without a year."""

    def __init__(self, kind: Kind, codebook: Codebook, jaar: str | None) -> None:
        self._kind = kind
        self._codebook = codebook
        self._jaar = jaar
        self._categorieen = {kind.categorie, "dienstverlening"}
        self._readers: dict[str, Callable[[str], Waarde | Totaal]] = {
            "wijk": self._wijk,
            "kwaliteit": self._kwaliteit,
            "versie": _versie,
            "jaar": _jaar,
            "soort": _soort,
            "rij_soort": _rij_soort,
            "fictief": _fictief,
            "aantal": _mensen,
        }

    def read(self, naam: str, cel: Cel) -> Waarde | Totaal:
        """What a cell of column `naam` says; None when it is empty. Raises `FoutError`."""
        if isinstance(cel, Kapot):
            raise broken(cel)
        if naam == "periode":
            return self._periode(cel)
        text = plain(cel)
        if not text:
            return None
        if naam in _HOOGSTE:
            return Totaal("") if is_totaal(text) else _stap(naam, text)
        if (reader := self._readers.get(naam)) is not None:
            return reader(text)
        return self._categorie(text) if naam in self._categorieen else text

    def let_op(self, naam: str, waarde: Waarde | Totaal) -> FoutError | None:
        """What is odd about a value that is used all the same, or None."""
        if naam == "stakeholder":
            return self._stakeholder(waarde)
        if naam not in {"specialisme", "dienstverlening"} or not self._kind.is_werksoort:
            return None
        if not isinstance(waarde, str) or self._codebook.find_werksoort(waarde):
            return None
        near = self._codebook.nearest_werksoort(waarde)
        return FoutError(
            "werksoort-onbekend",
            f"{quoted(waarde)} ken ik niet als werksoort; ik neem het over zoals het er staat.",
            f"Bedoel je {quoted(near)}?" if near else "Zet het in het codeboek als werksoort.",
        )

    def _stakeholder(self, waarde: Waarde | Totaal) -> FoutError | None:
        known = self._codebook.vertellers
        if not isinstance(waarde, str) or waarde.casefold() in map(str.casefold, known):
            return None
        near = nearest(waarde, known)
        return FoutError(
            "stakeholder-onbekend",
            "Deze stakeholder staat niet in het codeboek; in een verslag heet hij 'anders'.",
            f"Bedoel je '{near}'?" if near else "Zet hem in het codeboek bij 'vertellers'.",
        )

    def domein(self, versie: str, text: str) -> str:
        """The name of a ZRM domain in a version of the matrix. Raises `FoutError`."""
        found = zrm_domein(versie, text)
        if found is not None:
            return found
        other = next((v for v in ZRM_DOMEINEN if zrm_domein(v, text)), None)
        known = ", ".join(name for name, _ in ZRM_DOMEINEN[versie])
        raise FoutError(
            "domein-onbekend",
            f"Het domein {quoted(text)} staat niet in de ZRM van {versie}"
            + (f", wel in die van {other}." if other else "."),
            f"De domeinen zijn: {known}.",
        )

    def _periode(self, cel: Cel) -> Waarde | Totaal:
        text = f"{cel.year}-{cel.month}" if isinstance(cel, date) else plain(cel)
        if not text:
            return None
        if is_totaal(text) or re.fullmatch(r"(?:heel |jaar )?(?:19|20)\d\d", text.casefold()):
            return Totaal(re.sub(r"\D*((?:19|20)\d\d)\D*", r"\1", text) if jaar_in(text) else "")
        found = periode_van(text, self._codebook, self._jaar)
        if found is not None:
            return found
        known = ", ".join(
            f"'{self._jaar or 2016}-{rule.sleutel}'" for rule in self._codebook.perioden
        )
        raise FoutError(
            "periode-onbekend",
            f"{quoted(text)} is geen periode waarover wordt gerapporteerd.",
            f"Schrijf een van deze perioden: {known}.",
        )

    def _wijk(self, text: str) -> Waarde | Totaal:
        found = self._codebook.find_wijk(text)
        if found is not None:
            return found
        if is_totaal(text) or slug(text) == slug(self._codebook.gemeente or "gemeente"):
            return _totaal(text)
        near = self._codebook.nearest_wijk(text)
        raise FoutError(
            "wijk-onbekend",
            f"De wijk {quoted(text)} ken ik niet.",
            f"Bedoel je {quoted(near)}?" if near else "Gebruik een wijk uit het codeboek.",
        )

    def _categorie(self, text: str) -> Waarde | Totaal:
        text = text.rstrip("*: ").strip()
        if is_totaal(text):
            return _totaal(text)
        if not self._kind.is_werksoort:
            return text
        key = self._codebook.find_werksoort(text)
        return self._codebook.werksoort(key).naam if key else text

    def _kwaliteit(self, text: str) -> str:
        found = self._codebook.find_kwaliteit(text)
        if found is not None:
            return found
        near = self._codebook.nearest_kwaliteit(text)
        raise FoutError(
            "kwaliteit-onbekend",
            f"De kwaliteit {quoted(text)} ken ik niet.",
            f"Bedoel je {quoted(near)}?" if near else "Gebruik een kwaliteit uit het codeboek.",
        )


def _versie(text: str) -> str:
    year = jaar_in(text)
    if year in ZRM_DOMEINEN:
        return year
    raise FoutError(
        "versie-onbekend",
        f"{quoted(text)} is geen versie van de Zelfredzaamheid-Matrix.",
        f"Schrijf {' of '.join(ZRM_DOMEINEN)}.",
    )


def _soort(text: str) -> str:
    found = soort_in(text)
    if found is not None:
        return found
    raise FoutError(
        "soort-onbekend",
        f"{quoted(text)} is geen soort bedrag.",
        "Schrijf toekenning, aanvraag of realisatie.",
    )


def _rij_soort(text: str) -> str:
    if slug(text).split("-")[0] in {DEEL, "post", "regel"}:
        return DEEL
    if is_totaal(text):
        return TOTAAL
    raise FoutError(
        "rij-soort-onbekend",
        f"{quoted(text)} is geen soort rij.",
        f"Schrijf {DEEL} of {TOTAAL}.",
    )


def _jaar(text: str) -> str:
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return text
    raise FoutError(
        "jaar-onbekend", f"{quoted(text)} is geen jaar.", "Schrijf een jaar, zoals 2016."
    )


def broken(cel: Kapot) -> FoutError:
    """What is wrong with a cell that has no usable value."""
    if cel.reden:
        return FoutError(
            "cel-kapot", f"Er staat een foutwaarde ({cel.reden}).", "Herstel de formule."
        )
    return FoutError(
        "cel-kapot",
        "Er staat een formule zonder uitkomst.",
        "Open het bestand in je spreadsheetprogramma en bewaar het opnieuw.",
    )


def plain(cel: Cel) -> str:
    """A cell as visible text on one line; whole numbers without decimals."""
    if isinstance(cel, float) and cel.is_integer():
        return str(int(cel))
    return " ".join(without_controls(INVISIBLE.sub("", str(cel))).split())


def _totaal(text: str) -> Totaal:
    drop = {*TOTAALWOORDEN, "wijk", "van", "voor"}
    return Totaal(" ".join(word for word in text.split() if slug(word) not in drop))


def _stap(naam: str, text: str) -> str:
    soort, highest = _HOOGSTE[naam]
    found = re.fullmatch(r"(?:trede|niveau|score)?\s*(\d{1,3})(?:[.,]0+)?", text.casefold())
    if found and 1 <= int(found[1]) <= highest:
        return str(int(found[1]))
    code = "trede-onmogelijk" if highest == 6 else "niveau-onmogelijk"
    raise FoutError(
        code, f"{quoted(text)} kan niet: {_WAAROM[soort]}.", "Kijk na wat er bedoeld is."
    )


def _mensen(text: str) -> str:
    """How many people a row is about; `<5` is kept as it is."""
    if found := re.fullmatch(r"(<?)\s*([1-9]\d{0,5})(?:[.,]0+)?", text):
        return f"{found[1]}{found[2]}"
    raise FoutError(
        "aantal-onbekend",
        f"{quoted(text)} is geen aantal mensen.",
        "Schrijf een heel getal vanaf 1, of laat de cel leeg bij één mens.",
    )


def _fictief(text: str) -> str:
    word = slug(text)
    if word in _JA:
        return "ja"
    if word in _NEE:
        return "nee"
    raise FoutError("fictief-onbekend", f"{quoted(text)} is geen ja of nee.", "Schrijf ja of nee.")
