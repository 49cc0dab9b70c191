"""Do the figures agree with themselves? Differences are reported, never mended.

Pure. Stated totals against their parts, a figure that stands in two places, periods that lack
(source 002, chapter 5: three times a year), wijken without figures, hours against the budget.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import fsum
from string import ascii_uppercase

from pipeline.codebook import Codebook
from pipeline.model import Cijfer, Periode, Plek, Status
from pipeline.problems import Ernst, Problem
from pipeline.read.figures import is_totaal
from pipeline.read.numbers import format_nl

MARGE_UREN = 0.10
"""Hours may differ from the budget by this share before it is mentioned (this project's own)."""

_MARGE_CIRCA = 0.10
_BEGROTING = "begroting"
_UREN = "ureninzet"
_UREN_PER_WEEK = "uren per week"


@dataclass(frozen=True, slots=True)
class Afwijking:
    """Two numbers that should be equal and are not.

    `code` is `totaal`, `dubbel`, `ritme`, `wijk-ontbreekt` or `uren-begroting`; `wat` says in
    plain Dutch what the numbers are about. `vermeld` stands at `plek`, `berekend` follows from
    `delen`; `verschil` is the first less the second. `afronding` is a gap of at most one in the
    last decimal shown.
    """

    code: str
    wat: str
    vermeld: float
    berekend: float
    verschil: float
    eenheid: str
    afronding: bool
    plek: Plek
    delen: tuple[Plek, ...]


def reconcile(cijfers: Sequence[Cijfer], codebook: Codebook) -> tuple[Afwijking, ...]:
    """Everything in which the figures do not agree, in the order of the checks."""
    return (
        *_budget_totals(cijfers, codebook),
        *_other_totals(cijfers, codebook),
        *_same_figure((c for c in cijfers if c.soort != "waarderingen"), codebook),
        *_rhythm(cijfers, codebook),
        *_missing_wijken(cijfers, codebook),
        *_hours_against_budget(cijfers, codebook),
    )


def as_problems(afwijkingen: Iterable[Afwijking]) -> tuple[Problem, ...]:
    """The differences as problems: both numbers, both places and the size of the gap."""
    return tuple(_problem(afwijking) for afwijking in afwijkingen)


_Table = tuple[str, str | None]


def _table(cijfer: Cijfer) -> _Table:
    return (cijfer.plek.pad, cijfer.plek.blad)


def _row(plek: Plek) -> int:
    return int(plek.cel.lstrip(ascii_uppercase))


def _budget_totals(cijfers: Sequence[Cijfer], codebook: Codebook) -> Iterator[Afwijking]:
    """Group totals against their posts, the table's total against its groups.

    A grand total is compared with the stated totals of the groups, so that one mistake in a
    group is told once; a group without a stated total counts by its posts.
    """
    columns: dict[tuple[object, ...], list[Cijfer]] = defaultdict(list)
    for cijfer in cijfers:
        if cijfer.soort == _BEGROTING:
            facts = (cijfer.veld("jaar"), cijfer.veld("soort"), cijfer.eenheid)
            columns[(*_table(cijfer), *facts)].append(cijfer)
    for column in columns.values():
        for rows in _blocks(column):
            yield from _block_totals(rows, codebook)


def _blocks(column: Sequence[Cijfer]) -> Iterator[Sequence[Cijfer]]:
    """The tables of a column: one, or more below each other that each end with a grand total."""
    ends = [n for n, c in enumerate(column, 1) if is_totaal(c) and not c.veld("groep")]
    if len(ends) < 2:
        yield column
        return
    for start, end in zip([0, *ends], [*ends, len(column)], strict=True):
        yield column[start:end]


def _block_totals(rows: Sequence[Cijfer], codebook: Codebook) -> Iterator[Afwijking]:
    totals: dict[str, Cijfer] = {}
    groups: dict[str, list[Cijfer]] = defaultdict(list)
    for cijfer in rows:
        if is_totaal(cijfer):
            totals[cijfer.veld("groep") or ""] = cijfer
        else:
            groups[cijfer.veld("groep") or ""].append(cijfer)
    grand = totals.pop("", None)
    below: list[Cijfer] = groups.pop("", [])
    for name in dict.fromkeys((*totals, *groups)):
        stated, parts = totals.get(name), groups.get(name, [])
        if stated is not None:
            yield from _compare(stated, parts, codebook)
        known = stated is not None and stated.status is Status.BEKEND
        below = [*below, stated] if known and stated else [*below, *parts]
    if grand is not None:
        yield from _compare(grand, below, codebook)


def _compare(stated: Cijfer, parts: Sequence[Cijfer], codebook: Codebook) -> Iterator[Afwijking]:
    """A stated total against parts; what cannot be known leaves room, nothing is guessed."""
    known = [part for part in parts if part.status is Status.BEKEND and part.waarde is not None]
    if stated.waarde is None or not known:
        return
    exact = [part.waarde or 0.0 for part in known if part.teken != "<"]
    room_up = fsum((part.waarde or 0.0) - 1 for part in known if part.teken == "<")
    about = fsum(part.waarde or 0.0 for part in (*known, stated) if part.teken == "ca.")
    if any(part.status is Status.ONBEKEND for part in parts):
        room_up = float("inf")
    total = round(fsum(exact), 6)
    gap = round(stated.waarde - total, 6)
    if gap == 0 or -_MARGE_CIRCA * about <= gap <= room_up + _MARGE_CIRCA * about:
        return
    last_place = 10.0 ** -max(_decimals(part.waarde or 0.0) for part in (*known, stated))
    places = (stated.plek, *(part.plek for part in known))
    values = (stated.waarde, total)
    found = _gap("totaal", _name(stated, codebook), values, stated.eenheid, places)
    yield replace(found, afronding=abs(gap) <= last_place * 1.000001)


def _gap(
    code: str, wat: str, values: tuple[float, float], eenheid: str, places: Sequence[Plek]
) -> Afwijking:
    gap = round(values[0] - values[1], 6)
    return Afwijking(code, wat, *values, gap, eenheid, False, places[0], tuple(places[1:]))


def _decimals(waarde: float) -> int:
    return len(format_nl(waarde).partition(",")[2])


def _name(cijfer: Cijfer, codebook: Codebook) -> str:
    """What a figure is about, for a reader."""
    facts = [
        cijfer.soort,
        cijfer.categorie,
        cijfer.veld("soort"),
        cijfer.veld("jaar"),
        codebook.wijknaam(cijfer.wijk) if cijfer.wijk else None,
        str(cijfer.periode) if cijfer.periode else None,
    ]
    return " ".join(fact for fact in facts if fact)


_DIMS = ("trede_begin", "trede_eind", "versie", "begin", "eind", "stakeholder", "moment")


def _subject(cijfer: Cijfer) -> tuple[object, ...]:
    """What makes a figure the same figure, whatever file it stands in."""
    facts = dict(cijfer.extra)
    own = (cijfer.soort, cijfer.periode, cijfer.wijk, cijfer.categorie, cijfer.eenheid)
    names = _DIMS if cijfer.periode else (*_DIMS, "jaar", "gebied")
    return (*own, *(facts.get(name) for name in names))


def _other_totals(cijfers: Sequence[Cijfer], codebook: Codebook) -> Iterator[Afwijking]:
    """Totals over wijken, periods or kinds of work, against the parts in the same table.

    A total in a table of its own is compared with the parts in the other tables of its kind. A
    bare total below one of several blocks is compared with its block as well.
    """
    totals = [c for c in cijfers if c.soort != _BEGROTING and is_totaal(c)]
    parts = [c for c in cijfers if c.soort != _BEGROTING and not is_totaal(c)] if totals else []
    by_pattern: dict[_Pattern, dict[object, list[Cijfer]]] = {}
    above: dict[_Table, int] = {}
    for total in totals:
        pattern = _pattern(total)
        if pattern not in by_pattern:
            by_pattern[pattern] = defaultdict(list)
            for part in parts:
                for table in (_table(part), None):
                    by_pattern[pattern][table, *_key(part, pattern)].append(part)
        key = _key(total, pattern)
        here = by_pattern[pattern].get((_table(total), *key), [])
        since, row = above.get(_table(total), 0), _row(total.plek)
        block = [part for part in here if since < _row(part.plek) < row]
        above[_table(total)] = row
        found = list(_compare(total, here or by_pattern[pattern].get((None, *key), []), codebook))
        if not (found and block and not list(_compare(total, block, codebook))):
            yield from found


_Pattern = tuple[bool, bool, bool, bool, tuple[str, ...]]


def _pattern(total: Cijfer) -> _Pattern:
    """By what the parts of a total are known: the facts that the total has itself."""
    return (
        total.periode is not None,
        total.wijk is not None,
        total.categorie is not None,
        total.veld("jaar") is not None,
        tuple(name for name, _ in total.extra if name in _DIMS),
    )


def _key(cijfer: Cijfer, pattern: _Pattern) -> tuple[object, ...]:
    by_period, by_wijk, by_categorie, by_year, dims = pattern
    year = str(cijfer.periode.jaar) if cijfer.periode else cijfer.veld("jaar")
    return (
        cijfer.soort,
        cijfer.eenheid,
        cijfer.periode if by_period else None,
        cijfer.wijk if by_wijk else None,
        cijfer.categorie if by_categorie else None,
        year if by_year else None,
        *(cijfer.veld(name) for name in dims),
    )


def _same_figure(cijfers: Iterable[Cijfer], codebook: Codebook) -> Iterator[Afwijking]:
    """A figure in two places, with two values or (but not a kengetal) counted twice."""
    first: dict[object, Cijfer] = {}
    for cijfer in cijfers:
        loose = cijfer.soort == "kengetallen"
        if (cijfer.periode is None and not loose) or cijfer.waarde is None or is_totaal(cijfer):
            continue
        known = first.setdefault(_subject(cijfer), cijfer)
        if loose and known.waarde == cijfer.waarde:
            continue
        if known is not cijfer and known.waarde is not None:
            values = (cijfer.waarde, known.waarde)
            places = (cijfer.plek, known.plek)
            yield _gap("dubbel", _name(cijfer, codebook), values, cijfer.eenheid, places)


def _rhythm(cijfers: Sequence[Cijfer], codebook: Codebook) -> Iterator[Afwijking]:
    """Kinds of table that lack a period up to the last one that was delivered."""
    seen: dict[tuple[str, int], dict[Periode, Plek]] = defaultdict(dict)
    for cijfer in cijfers:
        if cijfer.periode is not None:
            seen[cijfer.soort, cijfer.periode.jaar].setdefault(cijfer.periode, cijfer.plek)
    last = max((periode for found in seen.values() for periode in found), default=None)
    for (soort, year), found in seen.items():
        due = [periode for periode in codebook.perioden_van(year) if last and periode <= last]
        missing = [str(periode) for periode in due if periode not in found]
        yield from _lack("ritme", f"{soort} in {year}", missing, found.values(), "perioden")


def _missing_wijken(cijfers: Sequence[Cijfer], codebook: Codebook) -> Iterator[Afwijking]:
    """Wijken with figures of a kind in other periods of the year, but none in this one."""
    seen: dict[tuple[str, int], dict[Periode, dict[str, Plek]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for cijfer in cijfers:
        if cijfer.periode is not None and cijfer.wijk is not None:
            periods = seen[cijfer.soort, cijfer.periode.jaar]
            periods[cijfer.periode].setdefault(cijfer.wijk, cijfer.plek)
    for (soort, _), periods in seen.items():
        expected = dict.fromkeys(wijk for found in periods.values() for wijk in found)
        for periode, found in periods.items():
            missing = [codebook.wijknaam(wijk) for wijk in expected if wijk not in found]
            about = f"{soort} over {periode}"
            yield from _lack("wijk-ontbreekt", about, missing, found.values(), "wijken")


def _lack(
    code: str, about: str, missing: Sequence[str], found: Iterable[Plek], eenheid: str
) -> Iterator[Afwijking]:
    places = tuple(found)
    if missing:
        wat = f"{about}: er ontbreekt {' en '.join(missing)}"
        counts = (len(places), len(places) + len(missing))
        yield _gap(code, wat, counts, eenheid, (places[0], *places))


def _hours_against_budget(cijfers: Sequence[Cijfer], codebook: Codebook) -> Iterator[Afwijking]:
    """Hours of a kind of work over the periods delivered, against its hours a week.

    The budget is the first table (by file name) that gives hours for the kind of work: in the
    source that is the basis, and the tables after it are for demand that is not certain (002,
    chapter 6). Only periods in which every wijk is known are compared.
    """
    budget = _weekly_hours(cijfers, codebook)
    hours: dict[tuple[str, int], dict[Periode, list[Cijfer]]] = defaultdict(
        lambda: defaultdict(list)
    )
    keys: dict[str | None, str | None] = {}
    for cijfer in cijfers:
        if cijfer.soort != _UREN or cijfer.periode is None or is_totaal(cijfer):
            continue
        if cijfer.categorie not in keys:
            keys[cijfer.categorie] = codebook.find_werksoort(cijfer.categorie or "")
        key = keys[cijfer.categorie]
        if key and (key, cijfer.periode.jaar) in budget:
            hours[key, cijfer.periode.jaar][cijfer.periode].append(cijfer)
    for (key, year), periods in hours.items():
        whole = {p: rows for p, rows in periods.items() if _is_known(rows)}
        rows = [row for found in whole.values() for row in found]
        weekly = budget[key, year]
        planned = round((weekly.waarde or 0.0) * sum(_weeks(p, codebook) for p in whole))
        written = round(fsum(_total_hours(row, codebook) for row in rows))
        if rows and planned and abs(written - planned) > MARGE_UREN * planned:
            over = ", ".join(map(str, sorted(whole)))
            wat = f"uren {codebook.werksoort(key).naam} in {year} ({over})"
            places = (rows[0].plek, weekly.plek)
            yield _gap("uren-begroting", wat, (written, planned), "uren", places)


def _is_known(rows: Sequence[Cijfer]) -> bool:
    return all(row.status in {Status.BEKEND, Status.NVT} and row.teken != "<" for row in rows)


def _weekly_hours(cijfers: Sequence[Cijfer], codebook: Codebook) -> dict[tuple[str, int], Cijfer]:
    found: dict[tuple[str, int], Cijfer] = {}
    for cijfer in sorted(
        (c for c in cijfers if c.soort == _BEGROTING and c.eenheid == _UREN_PER_WEEK),
        key=lambda c: c.plek.pad,
    ):
        year = cijfer.veld("jaar")
        if cijfer.waarde is None or year is None or is_totaal(cijfer):
            continue
        if key := codebook.find_werksoort(cijfer.categorie or ""):
            found.setdefault((key, int(year)), cijfer)
    return found


def _weeks(periode: Periode, codebook: Codebook) -> float:
    rule = next(rule for rule in codebook.perioden if rule.maand == periode.maand)
    days = sum(monthrange(periode.jaar, m)[1] for m in range(rule.van, rule.tot + 1))
    return days / 7


def _total_hours(row: Cijfer, codebook: Codebook) -> float:
    if row.waarde is None or row.periode is None:
        return 0.0
    if row.eenheid == _UREN_PER_WEEK:
        return row.waarde * _weeks(row.periode, codebook)
    return row.waarde


def _problem(afwijking: Afwijking) -> Problem:
    code = f"cijfers-{afwijking.code}"
    vermeld, berekend, verschil = (
        format_nl(number, afwijking.eenheid)
        for number in (afwijking.vermeld, afwijking.berekend, abs(afwijking.verschil))
    )
    where = f"{afwijking.wat}: {vermeld} ({_cell(afwijking.plek)})"
    parts = _places(afwijking.delen, afwijking.plek)
    ernst = Ernst.WAARSCHUWING
    if afwijking.code == "totaal":
        melding = f"{where} is niet de som van de delen, {berekend} ({parts}). "
        melding += f"Verschil: {verschil}."
        if afwijking.afronding:
            code, ernst = "cijfers-afronding", Ernst.MELDING
            melding += " Dat kan afronding zijn."
        how = "Kijk na welk getal klopt. Ik reken niets recht; het rapport noemt beide getallen."
    elif afwijking.code == "dubbel":
        melding = f"{where} staat ook als {berekend} ({parts}). Verschil: {verschil}."
        how = "Laat het getal op één plek staan; nu tellen ze allebei mee."
    elif afwijking.code == "uren-begroting":
        ernst = Ernst.MELDING
        melding = f"{where} tegen {berekend} in de begroting ({parts}). Verschil: {verschil}."
        how = "Leg het verschil uit in de jaarrapportage, of herstel het getal dat niet klopt."
    else:
        melding = f"{afwijking.wat}. Er zijn {vermeld} geleverd van de {berekend}."
        how = "Lever de cijfers na, of schrijf 'onbekend' of 'n.v.t.' in de tabel."
    return Problem(code, ernst, afwijking.plek.pad, _row(afwijking.plek), melding, how)


def _cell(plek: Plek) -> str:
    sheet = f"blad {plek.blad}, " if plek.blad else ""
    return f"{sheet}cel {plek.cel}"


def _places(delen: Sequence[Plek], plek: Plek) -> str:
    """The places of the parts, short; with the file when it is another than that of `plek`."""
    first = _cell(delen[0]) if delen[0].pad == plek.pad else str(delen[0])
    others = [deel.cel for deel in delen[1:]]
    if len(others) > 5:
        return f"{first} tot en met {others[-1]}"
    return ", ".join((first, *others))
