"""The questions of `vertel init`: few, each with what Enter stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.begin.antwoorden import KEREN, Antwoorden, EigenKwaliteit, standaard
from pipeline.codebook import Codebook, slug
from pipeline.read.values import clean

Vraag = Callable[[str], str]
"""Shows a text and gives the line that is typed; raises EOFError when there are no more lines."""

MAX_NAAM = 80
MAX_TEKST = 1000
MAX_KWALITEITEN = 20
MAX_WIJKEN = 100
_JA = {"", "j", "ja", "y", "yes", "ok", "klopt"}
_NEE = {"n", "nee", "no", "neen"}


class Afgebroken(Exception):  # noqa: N818 - a choice, not a mistake
    """The questions were not all answered, or the answers were taken back."""


def vraag_alles(vraag: Vraag, zeg: Callable[[str], None], naam: str, boek: Codebook) -> Antwoorden:
    """Ask what a workspace needs; `naam` is what the project is called if nothing is said.

    The qualities of `boek` are proposed. Raises `Afgebroken`.
    """
    try:
        return _Gesprek(vraag, zeg).alles(naam, boek)
    except EOFError as error:
        raise Afgebroken from error


class _Gesprek:
    """Asks, and asks again where an answer cannot be used."""

    def __init__(self, vraag: Vraag, zeg: Callable[[str], None]) -> None:
        self._vraag = vraag
        self._zeg = zeg
        self._nummer = 0

    def alles(self, naam: str, boek: Codebook) -> Antwoorden:
        project = self._tekst("Hoe heet uw project?", naam)
        gemeente = self._tekst("In welke gemeente is het?")
        organisatie = self._tekst("Welke organisatie maakt het verslag?")
        wijken = self._namen("Welke wijken of buurten zijn er?", "geen wijken", MAX_WIJKEN)
        antwoorden = Antwoorden(
            naam=project,
            gemeente=gemeente,
            organisatie=organisatie,
            wijken=wijken,
            kwaliteiten=self._kwaliteiten(boek),
            vertellers=self._vertellers(),
            keren=self._keren(),
            toestemming=self._tekst(
                "Wat zegt u tegen de verteller, als u om toestemming vraagt?",
                standaard()["toestemming"],
                MAX_TEKST,
            ),
        )
        self._zeg(_samenvatting(antwoorden, boek))
        if not self._klopt():
            raise Afgebroken
        return antwoorden

    def _regel(self, tekst: str, anders: str, *, genummerd: bool = True) -> str:
        if genummerd:
            self._nummer += 1
            tekst = f"{self._nummer}. {tekst}"
        shown = f" [{anders}]" if anders else ""
        typed = self._vraag(f"{tekst}{shown}\n> ")
        return clean(typed.encode("utf-8", "replace").decode())

    def _tekst(
        self, tekst: str, anders: str = "", most: int = MAX_NAAM, *, genummerd: bool = True
    ) -> str:
        while True:
            said = self._regel(tekst, anders, genummerd=genummerd)
            if len(said) <= most:
                return said or anders
            genummerd = False
            self._zeg(f"Dat is te lang. Gebruik hooguit {most} tekens.")

    def _namen(
        self, tekst: str, anders: str, most: int, *, genummerd: bool = True
    ) -> tuple[str, ...]:
        """Names that differ, parted by semicolons or else by commas."""
        while True:
            said = self._regel(f"{tekst} Zet er komma's tussen.", anders, genummerd=genummerd)
            namen, dubbel = _verschillend(_delen(said))
            genummerd = False
            if len(namen) > most:
                self._zeg(f"Dat zijn er te veel. Noem er hooguit {most}.")
            elif any(len(naam) > MAX_NAAM for naam in namen):
                self._zeg(f"Een van de namen is te lang. Gebruik hooguit {MAX_NAAM} tekens.")
            else:
                for naam in dubbel:
                    self._zeg(f"'{naam}' noemt u twee keer; ik neem het één keer over.")
                return namen

    def _kwaliteiten(self, boek: Codebook) -> tuple[EigenKwaliteit, ...]:
        ours = ", ".join(kwaliteit.kort for kwaliteit in boek.kwaliteiten)
        namen = self._namen("Welke kwaliteiten wilt u volgen?", ours, MAX_KWALITEITEN)
        if {slug(naam) for naam in namen} == {slug(one.kort) for one in boek.kwaliteiten}:
            return ()
        if namen:
            self._zeg("Over elke kwaliteit vier korte vragen. Enter slaat een vraag over.")
        return tuple(self._kwaliteit(naam) for naam in namen)

    def _kwaliteit(self, naam: str) -> EigenKwaliteit:
        def woorden(tekst: str) -> tuple[str, ...]:
            said = self._tekst(f"   {naam}: {tekst}", "", MAX_TEKST, genummerd=False)
            return _verschillend(_delen(said))[0]

        return EigenKwaliteit(
            naam,
            self._tekst(
                f"   {naam}: wat bedoelt u daarmee? Eén zin.", "", MAX_TEKST, genummerd=False
            ),
            woorden("aan welke woorden merkt u dat het er is? Zet er komma's tussen."),
            woorden("aan welke woorden merkt u dat het ontbreekt?"),
            woorden("wat hoort er niet bij?"),
        )

    def _vertellers(self) -> tuple[str, ...]:
        known: Sequence[str] = standaard()["vertellers"]
        said = self._namen("Wie vertellen u verhalen?", ", ".join(known), MAX_KWALITEITEN)
        # Who is not named in a story, is the first of them (design, chapter 2).
        return tuple(dict.fromkeys((*said, *known[:1]))) if said else tuple(known)

    def _keren(self) -> int:
        times = ", ".join(map(str, KEREN[:-1])) + f" of {KEREN[-1]}"
        tekst = f"Hoe vaak per jaar maakt u een overzicht: {times} keer?"
        said = self._tekst(tekst, str(Antwoorden("").keren))
        while said not in {str(keer) for keer in KEREN}:
            self._zeg(f"Kies een van deze getallen: {times}.")
            said = self._tekst(tekst, str(Antwoorden("").keren), genummerd=False)
        return int(said)

    def _klopt(self) -> bool:
        while True:
            said = self._regel("Klopt dit?", "ja").casefold()
            if said in _JA | _NEE:
                return said in _JA
            self._zeg("Typ 'ja' of 'nee'.")


def _delen(tekst: str) -> list[str]:
    """Parts between semicolons, so that a name may hold a comma; without those, between commas."""
    for sign in (";", ","):
        parts = [part.strip() for part in tekst.split(sign) if part.strip(" ,;")]
        if len(parts) > 1:
            break
    return [part.strip(" ,;") for part in parts]


def _verschillend(namen: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names that a reader can tell apart, and those that were given before."""
    found: dict[str, str] = {}
    twice: list[str] = []
    for naam in namen:
        key = slug(naam) or naam.casefold()
        if key in found:
            twice.append(naam)
        found.setdefault(key, naam)
    return tuple(found.values()), tuple(dict.fromkeys(twice))


def _samenvatting(antwoorden: Antwoorden, boek: Codebook) -> str:
    kwaliteiten = [one.naam for one in antwoorden.kwaliteiten]
    kwaliteiten = kwaliteiten or [kwaliteit.kort for kwaliteit in boek.kwaliteiten]
    return "\n".join(
        (
            "",
            f"Project: {antwoorden.naam}",
            f"Wijken of buurten: {', '.join(antwoorden.wijken) or 'geen'}, "
            "en één map voor wat over alles gaat",
            f"Kwaliteiten: {', '.join(kwaliteiten)}",
            f"Vertellers: {', '.join(antwoorden.vertellers)}",
            f"Overzichten per jaar: {antwoorden.keren}",
        )
    )
