"""A stranger who reads the published documents and computes: for `test_afscherming.py`.

Of the package it uses nothing but the rows of the tables, to know which people there are. What is
printed is understood by the words of its row and column alone. A number about people that is not
understood is an error, so no new table can slip past.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from random import Random

import numpy as np
from scipy.optimize import LinearConstraint, milp

from pipeline.model import Status

PEOPLE = ("clienten", "vrijwilligers", "participatieladder", "zrm")
LABELS = {"Cliënten": "clienten", "Vrijwilligers": "vrijwilligers"}
STEPS = {
    "participatieladder": ("trede_begin", "trede_eind", 6),
    "zrm": ("begin", "eind", 5),
}
LINK = re.compile(r"\[\[((?:[^\]\\]|\\.)*)\]\(#b(\d+)\)\]\{[^}]*\}")
INF = float("inf")


@dataclass(frozen=True)
class Fact:
    """What a reader knows: the weighed sum of these sets of cells lies between two numbers."""

    terms: tuple[tuple[frozenset, float], ...]
    low: float
    high: float


class Reader:
    """Gathers the facts of documents, and the counts that are hidden in them (an `x`)."""

    def __init__(self, cijfers, boek) -> None:
        self.boek = boek
        self.rows = [
            c for c in cijfers if c.soort in PEOPLE and c.status is Status.BEKEND and c.teken != "<"
        ]
        self.files = {c.plek.pad for c in self.rows}
        self._values = {c.plek: int(c.waarde) for c in self.rows}
        self.facts: list[Fact] = []
        self.hidden: set[frozenset] = set()

    def truth(self, terms) -> float:
        """What a weighed sum of sets of cells really is: to check, never to compute with."""
        return sum(w * sum(self._values[cell] for cell in cells) for cells, w in terms)

    def read(self, document) -> None:
        """Everything above the register of one document."""
        lines = {r.nummer: r.bron for r in document.register}
        about = {n: bron for n, bron in lines.items() if self._is_about_people(bron)}
        body = re.split(r"\n# (?:Bijlage: )?[Rr]egister", document.markdown)[0]
        for part in re.split(r"\n(?=::: \{\.tabelblok)", body):
            is_table = part.startswith("::: {.tabelblok")
            table, _, text = part.partition("\n:::\n") if is_table else ("", "", part)
            if is_table:
                self._table(document.naam, table, about)
            for line in text.splitlines():
                self._sentence(line, about)

    def _is_about_people(self, bron) -> bool:
        return bron.groep in self.files or any(pad in bron.plek for pad in self.files)

    def _table(self, document, text, about) -> None:
        heads, _, *rows = [
            re.split(r" \| ", line.strip("| ")) for line in text.splitlines() if line[:1] == "|"
        ]
        caption = plain(re.search(r"^: (.*)$", text, re.M)[1])
        for label, *cells in rows:
            meaning = self._row(caption, plain(label))
            counts = {int(n) for _, n in LINK.findall(" ".join(cells))} & set(about)
            assert meaning or not counts, f"{document}: {caption}: {label}"
            before = []
            for head, cell in zip(heads[1:], cells, strict=True):
                found = meaning(plain(head)) if meaning else None
                if found == ("verschil",):
                    then, now = ([frozenset()] * 2 + before)[-2:]
                    self._count(((now, 1.0), (then, -1.0)), plain(cell))
                elif found and found[0] == "aantal":
                    before.append(found[1])
                    self._count(((found[1], 1.0),), plain(cell))
                elif found:
                    self._said(found, plain(cell))

    def _row(self, caption, label):
        """How to read the columns of a row; None when it is not about people."""

        def find(name):
            return None if name.startswith("Alle wijken") else self.boek.find_wijk(name)

        if label in LABELS and caption.endswith("in cijfers"):
            wijk = find(caption.removesuffix(" in cijfers"))
            return lambda head: self._in_period(LABELS[label], head, wijk=wijk)
        if caption.endswith(" per soort dienstverlening"):
            kind = LABELS[caption.partition(" ")[0]]
            return lambda head: self._in_period(kind, head, categorie=label)
        if caption.startswith("De wijken, "):
            period = caption.removeprefix("De wijken, ")
            return lambda head: self._in_period(
                LABELS.get(head.capitalize()), period, wijk=find(label)
            )
        if caption.startswith("Participatieladder: cliënten"):
            return self._moves("participatieladder", wijk=find(label))
        if found := re.match(r"Zelfredzaamheid-Matrix, versie (\d+)", caption):
            return self._moves("zrm", versie=found[1], categorie=label)
        return self._outcome(caption, label)

    def _outcome(self, caption, label):
        ladder = self._moves("participatieladder")
        if caption.startswith("Participatieladder: van"):
            begin = label.removeprefix("trede ")
            return lambda head: self._step(begin, head.removeprefix("eind op "))
        if caption.endswith("wat de cijfers zeggen"):
            kind, _, period = label.partition(", ")
            if kind in LABELS:
                return lambda _: self._in_period(LABELS[kind], period)
            if label.startswith("Aandeel cliënten dat steeg"):
                return lambda _: ladder("aandeel")
            # How many domains reach the target; which ones stands in the summary, read below.
            return (lambda _: None) if label.startswith("ZRM") else None
        return self._agreed(label) if caption == "Afgesproken en gerealiseerd" else None

    def _agreed(self, label):
        if label.startswith("Cliënten die minstens"):
            ladder = self._moves("participatieladder")
            known = {"gerealiseerd": "aandeel", "verschil": "aandeel", "toelichting": "doel"}
            return lambda head: ladder(known[head]) if head in known else None
        if found := re.match(r"Domeinen van de ZRM (\d+)", label):
            return lambda head: ("domeinen", found[1]) if head == "toelichting" else None
        return None

    def _cells(self, soort, **facts) -> frozenset:
        def fits(c) -> bool:
            return all(
                value is None or value in {getattr(c, name, None), c.veld(name)}
                for name, value in facts.items()
            )

        return frozenset(c.plek for c in self.rows if c.soort == soort and fits(c))

    def _in_period(self, soort, head, **facts):
        if head == "verschil":
            return ("verschil",)
        periods = {str(p).partition("-")[2]: p for p in self.boek.perioden_van(2016)}
        period = periods.get(head.removesuffix(" 2016"))
        return ("aantal", self._cells(soort, periode=period, **facts)) if soort and period else None

    def _step(self, begin, end):
        return ("aantal", self._cells("participatieladder", trede_begin=begin, trede_eind=end))

    def _moves(self, soort, **facts):
        """How many rose, stayed and fell; who began at the top stands apart."""
        begin, end, top = STEPS[soort]
        here = self._cells(soort, **facts)
        found = defaultdict(set)
        for c in self.rows:
            if c.plek in here:
                first, last = int(c.veld(begin)), int(c.veld(end))
                way = "gestegen" if last > first else "gelijk" if last == first else "gedaald"
                found["begon bovenaan" if first == top else way].add(c.plek)
        found["meegeteld"] = found["gestegen"] | found["gelijk"] | found["gedaald"]
        risen, counted = frozenset(found["gestegen"]), frozenset(found["meegeteld"])

        def read(head):
            if head in {"aandeel", "doel"}:
                return (head, risen, counted)
            # The margin follows from share and count.
            return None if head == "marge" else ("aantal", frozenset(found[head]))

        return read

    def _count(self, terms, text) -> None:
        if text == "x":
            if len(terms) == 1:
                # Zero is shown, so this is somebody.
                self.hidden.add(terms[0][0])
                self.facts.append(Fact(terms, 1, INF))
            return
        if found := re.fullmatch(r"(?:≥ |ca\. )*([+−]?)([\d.]+)", text):
            value = int(found[2].replace(".", "")) * (-1 if found[1] == "−" else 1)
            self.facts.append(Fact(terms, value, value))
        else:
            assert text in {"–", "onbekend", "n.v.t."}, text

    def _said(self, meaning, text) -> None:
        if meaning[0] == "aandeel":
            self._share(meaning[1], meaning[2], text)
        elif meaning[0] == "doel":
            self._target(meaning[1], meaning[2], "niet gehaald" not in text)
        else:
            missed = text.partition("Niet gehaald: ")[2].rstrip(".").split(", ")
            for domein in {c.categorie for c in self.rows if c.veld("versie") == meaning[1]}:
                _, part, whole = self._moves("zrm", versie=meaning[1], categorie=domein)("doel")
                if whole:
                    self._target(part, whole, domein.lower() not in missed)

    def _share(self, part, whole, text) -> None:
        """A whole percentage, or how many points it is from the target of 50%."""
        found = re.match(r"([+−]?)(\d+)(%| procentpunt)", text)
        if found is None:
            assert text == "x", text
            return
        points = int(found[2]) * (-1 if found[1] == "−" else 1) + 50 * (found[3] != "%")
        self.facts.append(Fact(((part, 100.0), (whole, 0.5 - points)), 0, INF))
        self.facts.append(Fact(((part, 100.0), (whole, -0.5 - points)), -INF, 0))

    def _target(self, part, whole, reached) -> None:
        low, high = (0, INF) if reached else (-INF, -1)
        self.facts.append(Fact(((part, 2.0), (whole, -1.0)), low, high))

    def _sentence(self, line, about) -> None:
        """Figures in running text: shares of the ladder, and figures beside a story."""
        said = plain(line)
        if "De getallen staan in deze tabel" in re.sub(r"\[([^\]]*)\]\(#[^)]*\)", r"\1", said):
            return  # what is said below a chart repeats its table
        found = re.search(r"In (.+?) haalt de participatieladder de streefwaarde( niet)?", said)
        if found:
            wijk = self.boek.find_wijk(found[1])
            _, part, whole = self._moves("participatieladder", wijk=wijk)("doel")
            self._target(part, whole, not found[2])
        for value, number in LINK.findall(line):
            bron = about.get(int(number))
            if bron is None:
                continue
            cells = frozenset(c.plek for c in self.rows if is_named(c.plek, bron))
            if plain(value).endswith("%"):
                part, whole = self._risen(cells)
                self._share(part, whole, plain(value))
            else:
                assert len(cells) == 1, said
                self._count(((cells, 1.0),), plain(value))

    def _risen(self, cells):
        _, part, whole = self._moves("participatieladder")("aandeel")
        return part & cells, whole & cells


def plain(text: str) -> str:
    """Markdown as a reader sees it."""
    text = LINK.sub(lambda found: found[1], text)
    text = re.sub(r"\[([^\]]*)\]\{[^}]*\}", r"\1", text)
    return re.sub(r"\\(.)", r"\1", text).strip()


def is_named(plek, bron) -> bool:
    """Whether the register names this cell, alone or in a stretch of a column."""
    column, row = re.fullmatch(r"([A-Z]+)(\d+)", plek.cel).groups()
    return plek.pad == bron.groep and any(
        int(first) <= int(row) <= int(last or first)
        for first, last in re.findall(rf"\b{column}(\d+)(?:–{column}(\d+))?", bron.plek)
    )


def ranges(reader: Reader, targets, wide) -> dict[frozenset, tuple[float, float]]:
    """Between which whole numbers each target can lie, given all facts.

    Every end is one of a whole solution of all facts, found by integer programming. What is
    `wide` enough is not pushed any further.
    """
    sets: dict[object, list[int]] = defaultdict(list)
    everything = [cells for fact in reader.facts for cells, _ in fact.terms]
    for number, cells in enumerate(everything):
        for cell in cells:
            sets[cell].append(number)
    column = {key: n for n, key in enumerate(dict.fromkeys(map(tuple, sets.values())))}
    place = {cell: column[tuple(numbers)] for cell, numbers in sets.items()}
    size = np.bincount(list(place.values()))

    def vector(cells):
        made = np.zeros(len(column))
        made[[place[cell] for cell in cells]] = 1
        return made

    facts = {
        (tuple(sum(w * vector(cells) for cells, w in fact.terms)), fact.low, fact.high)
        for fact in reader.facts
    }
    rows, lows, highs = (np.array(part) for part in zip(*facts, strict=True))
    rule = LinearConstraint(rows, lows, highs)
    goals = {target: vector(target) for target in targets}
    # One of several cells that stand in the same sums may be zero, whatever their sum is.
    free = {t for t in goals if len(t) == 1 and all(size[place[cell]] > 1 for cell in t)}
    found = {target: [INF, -INF] for target in targets}

    def solve(goal) -> None:
        solved = milp(goal, constraints=rule, integrality=np.ones(len(goal)), bounds=(0, 10_000))
        counts = np.round(solved.x)
        assert ((rows @ counts >= lows - 1e-6) & (rows @ counts <= highs + 1e-6)).all()
        for target, ends in found.items():
            value = goals[target] @ counts
            ends[0] = min(ends[0], 0 if target in free else value)
            ends[1] = max(ends[1], value)

    random = Random(1)
    for _ in range(12):
        solve(sum(random.choice((-1, 1)) * goal for goal in goals.values()))
    for target, ends in found.items():
        for sign in (1, -1):
            if ends[1] - ends[0] < wide:
                solve(sign * goals[target])
    return {target: tuple(ends) for target, ends in found.items()}
