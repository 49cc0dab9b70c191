"""The kinds of table as data: their columns, what people call those, and what may stand in them.

Source: design, chapter 2 (the contract); the domains of the Zelfredzaamheid-Matrix are those of
its manuals of 2013 and 2017 (GGD Amsterdam), the ladder and the targets those of 002, chapter 5.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.codebook import slug


@dataclass(frozen=True, slots=True)
class Maat:
    """A column with numbers. `decimalen` is the most that the unit can have; None is no bound.

    `laag` and `hoog` bound the value; None is no bound.
    """

    naam: str
    eenheid: str
    decimalen: int | None = 0
    laag: float | None = 0
    hoog: float | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table. `categorie` is the column that says what is counted.

    `vast` are the columns without which a row means nothing; a title, a sheet's name or the file
    name may say wijk and period instead. `vrij` are columns that a row may have besides.
    """

    naam: str
    maten: tuple[Maat, ...]
    categorie: str
    vast: tuple[str, ...]
    vrij: tuple[str, ...] = ()
    is_werksoort: bool = False
    samen: bool = False


_UREN = Maat("uren", "uren", None)
_AANTAL = Maat("aantal", "aantal")
_PERIODIEK = ("periode", "wijk")
_VRIJ = ("jaar",)
TOELICHTING = ("noot", "toelichting", "opmerking", "bron", "fictief", "rij_soort")
TOTAAL = "totaal_vermeld"
DEEL = "deel"

STAPPEN: dict[str, tuple[str, str, int]] = {
    "participatieladder": ("trede_begin", "trede_eind", 6),
    "zrm": ("begin", "eind", 5),
}
"""The kinds that go from a step to a step: the columns of the two, and the highest step."""

KINDS: tuple[Kind, ...] = (
    Kind("ureninzet", (_UREN,), "specialisme", (*_PERIODIEK, "specialisme"), _VRIJ, True),
    Kind("clienten", (_AANTAL,), "dienstverlening", (*_PERIODIEK, "dienstverlening"), _VRIJ, True),
    Kind(
        "vrijwilligers", (_AANTAL,), "dienstverlening", (*_PERIODIEK, "dienstverlening"), (), True
    ),
    Kind(
        "participatieladder",
        (_AANTAL,),
        "dienstverlening",
        (*_PERIODIEK, "dienstverlening", "trede_begin", "trede_eind"),
        _VRIJ,
        True,
    ),
    Kind(
        "zrm",
        (_AANTAL,),
        "domein",
        (*_PERIODIEK, "versie", "domein", "begin", "eind"),
        (*_VRIJ, "dienstverlening"),
    ),
    Kind(
        "begroting",
        (
            Maat("bedrag", "euro", 2, None),
            Maat("uren_per_week", "uren per week", None, None),
            Maat("medewerkers", "medewerkers", 2),
        ),
        "post",
        ("post",),
        (
            "groep",
            "jaar",
            "soort",
            "niveau",
            "financieringswijze",
            "werkelijke_vermindering_uren",
            "waarvan_tijdelijk_contract_uren",
        ),
    ),
    Kind(
        "waarderingen",
        (Maat("belang", "belang (1-5)", 2, 1, 5), Maat("ervaren", "ervaren (1-5)", 2, 1, 5)),
        "kwaliteit",
        (*_PERIODIEK, "stakeholder", "kwaliteit"),
        (*_VRIJ, "moment", "aantal"),
        samen=True,
    ),
    Kind(
        "kengetallen",
        (Maat("waarde", "", None, None),),
        "naam",
        ("naam",),
        ("jaar", "eenheid", "gebied"),
    ),
    Kind("diensten", (), "dienstverlening", ("wijk", "dienstverlening"), ("jaar",)),
)

_SYNONIEMEN: dict[str, tuple[str, ...]] = {
    "periode": ("tijdvak", "rapportageperiode", "verslagperiode", "rapportage", "meetperiode"),
    "wijk": ("wijknaam", "gebied", "stadsdeel", "werkgebied"),
    "specialisme": ("functie", "discipline", "werksoort", "vakgebied", "specialisatie"),
    "dienstverlening": (
        "dienst",
        "diensten",
        "soort dienst",
        "soort dienstverlening",
        "type dienstverlening",
        "werksoort",
        "product",
    ),
    "uren": ("aantal uren", "ureninzet", "inzet", "inzet in uren", "gewerkte uren", "bestede uren"),
    "uren_per_week": (
        "uren/wk",
        "uren p/w",
        "uren p.w.",
        "uren pw",
        "uren week",
        "uur/wk",
        "uur per week",
        "formatie-uren",
    ),
    "aantal": (
        "aantallen",
        "deelnemers",
        "aantal deelnemers",
        "personen",
        "aantal personen",
        "inwoners",
        "aantal inwoners",
        "afgerond",
        "aantal afgerond",
        "interventies",
        "afgeronde interventies",
    ),
    "trede_begin": (
        "trede begin",
        "begintrede",
        "begin trede",
        "trede start",
        "trede bij start",
        "trede bij begin",
        "van trede",
        "trede voor",
    ),
    "trede_eind": (
        "trede einde",
        "eindtrede",
        "eind trede",
        "trede na",
        "trede bij einde",
        "trede bij afronding",
        "naar trede",
    ),
    "versie": ("zrm-versie", "versie zrm"),
    "domein": ("aandachtsveld", "leefgebied", "levensdomein", "zrm-domein"),
    "begin": ("score begin", "beginscore", "niveau begin", "score bij start", "start", "voor"),
    "eind": ("einde", "score eind", "eindscore", "niveau eind", "score bij afronding", "na"),
    "post": ("begrotingspost", "omschrijving", "onderdeel", "kostenpost", "taak"),
    "groep": ("hoofdgroep", "cluster", "programma"),
    "jaar": ("begrotingsjaar", "boekjaar"),
    "soort": ("soort bedrag",),
    "bedrag": ("budget", "bedrag in euro", "bedrag euro", "euro", "subsidie", "kosten"),
    "medewerkers": ("mw", "aantal medewerkers"),
    "rij_soort": ("rijsoort", "soort rij"),
    "stakeholder": ("belanghebbende", "wie", "groep respondenten"),
    "kwaliteit": ("maatschappelijke kwaliteit",),
    "belang": ("belangrijk", "hoe belangrijk"),
    "ervaren": ("ervaring", "hoe ervaren", "waardering", "oordeel"),
    "moment": ("meetmoment", "meting"),
    "naam": ("kengetal", "onderwerp", "omschrijving"),
    "waarde": ("getal", "aantal"),
    "eenheid": ("per",),
    "noot": ("noten", "voetnoot"),
    "opmerking": ("opmerkingen",),
    "bron": ("herkomst",),
    "fictief": ("voorbeeld", "verzonnen"),
}
_EIGEN: dict[str, dict[str, tuple[str, ...]]] = {
    "clienten": {"aantal": ("cliënten", "clienten", "aantal cliënten", "klanten")},
    "participatieladder": {"aantal": ("cliënten", "clienten", "aantal cliënten")},
    "zrm": {"aantal": ("cliënten", "clienten", "aantal cliënten")},
    "vrijwilligers": {"aantal": ("vrijwilligers", "aantal vrijwilligers")},
    "begroting": {"uren_per_week": ("uren", "uren/week", "uitvoerende uren per week")},
    "kengetallen": {"gebied": ("gebied", "werkgebied")},
    "waarderingen": {"aantal": ("n", "respondenten", "aantal respondenten", "aantal mensen")},
}


def kind(naam: str) -> Kind | None:
    """The kind called `naam`, or None."""
    return next((known for known in KINDS if known.naam == naam), None)


def columns(soort: Kind) -> dict[str, str]:
    """Every header (as a slug) that means a column of this kind, with that column's name."""
    own = _EIGEN.get(soort.naam, {})
    names = (*soort.vast, *soort.vrij, *(maat.naam for maat in soort.maten), *TOELICHTING)
    if soort.naam == "ureninzet":
        names = (*names, "uren_per_week")
    found: dict[str, str] = {}
    for name in names:
        for text in (name, *own.get(name, ()), *_SYNONIEMEN.get(name, ())):
            found.setdefault(slug(text), name)
    return found


ZRM_DOMEINEN: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "2013": (
        ("Financiën", ("inkomen",)),
        ("Dagbesteding", ()),
        ("Huisvesting", ()),
        ("Huiselijke relaties", ()),
        ("Geestelijke gezondheid", ()),
        ("Lichamelijke gezondheid", ("fysieke gezondheid",)),
        ("Verslaving", ()),
        (
            "Activiteiten dagelijks leven",
            ("adl", "adl-vaardigheden", "algemene dagelijkse levensverrichtingen"),
        ),
        ("Sociaal netwerk", ()),
        ("Maatschappelijke participatie", ()),
        ("Justitie", ()),
    ),
    "2017": (
        ("Financiën", ()),
        ("Werk en opleiding", ("werk & opleiding",)),
        ("Tijdsbesteding", ()),
        ("Huisvesting", ()),
        ("Huiselijke relaties", ()),
        ("Geestelijke gezondheid", ()),
        ("Lichamelijke gezondheid", ("fysieke gezondheid",)),
        ("Middelengebruik", ()),
        ("Basale ADL", ("basale activiteiten dagelijks leven",)),
        ("Instrumentele ADL", ("instrumentele activiteiten dagelijks leven",)),
        ("Sociaal netwerk", ()),
        ("Maatschappelijke participatie", ()),
        ("Justitie", ()),
    ),
}
"""The domains of each version with what else people call them. Versions are never pooled."""


def zrm_domein(versie: str, text: str) -> str | None:
    """The name in the manual of a domain of this version, or None when it has no such domain."""
    wanted = slug(text)
    for name, others in ZRM_DOMEINEN.get(versie, ()):
        if wanted in {slug(name), *map(slug, others)}:
            return name
    return None
