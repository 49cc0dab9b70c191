"""Persons' names: where they begin, how far they go, and where they come back.

A name is taken on one of three grounds: what stands before it ("mevrouw", "mijn zoon", "heet"),
what it is (a known first name, or inside a sentence a word with a capital that is no Dutch word, no
place and no organisation), or what follows it ("zegt", "(34)"). What is found once in a text is
found everywhere in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.protect import words as w
from pipeline.protect.evidence import Evidence
from pipeline.protect.lexicon import Lexicon
from pipeline.protect.tokens import Tekst, Woord, follows_title, is_role, odd_case
from pipeline.protect.vondst import Gegeven, Stuk, Zones

_MAX_NAME_WORDS = 8
_MAX_INITIALS = 6
_PLACE_PREFIXES = frozenset(("in", "op", "aan", "bij", "uit", "voor", "over", "te", "onder"))
_SURNAME_PREFIXES = frozenset(("der", "den", "ter", "ten"))
_FROM_A_PLACE = frozenset(("in", "uit", "naar", "te"))
_ASKED = frozenset(
    ("ik", "je", "jij", "u", "hij", "ze", "zij", "we", "wij", "jullie", "het", "er", "iemand")
)

Span = tuple[int, int]
"""The first and the last word of a name."""


def persons(text: str, zones: Zones, lexicon: Lexicon) -> list[Stuk]:
    """The names in the text, as stretches that touch no zone; whole names are one stretch."""
    return _Names(Tekst(text, zones, lexicon)).find()


class _Names:
    """One look at one text."""

    def __init__(self, tekst: Tekst) -> None:
        self._tekst = tekst
        self._words = tekst.words
        self._lex = tekst.lex
        self._evidence = Evidence(tekst)

    def find(self) -> list[Stuk]:
        spans: list[Span] = []
        index = floor = 0
        while index < len(self._words):
            span = self._name_at(index)
            if span is None:
                index += 1
                continue
            spans.append(self._extend(*span, floor))
            index = floor = spans[-1][1] + 1
        return [(*self._place(span), Gegeven.PERSOON) for span in self._again(spans)]

    def _name_at(self, index: int) -> Span | None:
        word = self._words[index]
        if not (word.groot or word.vorm in self._lex.namen or word.vorm.endswith("s")):
            return None
        if not self._tekst.free(index, index):
            return None
        if self._tekst.is_initial(index):
            return self._after_initials(index)
        end = self._tekst.prefix_end(index)
        found = self._prefixed(index, end) if end != index else self._evidence.is_name(index)
        return (index, end) if found else None

    def _after_initials(self, index: int) -> Span | None:
        """The surname behind one or more initials: "J.M. de Vries"."""
        at = index + 1
        while at < min(len(self._words), index + _MAX_INITIALS) and self._tekst.is_initial(at):
            at += 1
        if at >= len(self._words) or any(
            word.ervoor not in {".", ". "} for word in self._words[index + 1 : at + 1]
        ):
            return None
        end = self._tekst.prefix_end(at)
        word = self._words[end]
        base = self._lex.naam_van(word.vorm)
        if not word.groot or len(word.tekst) < 2 or not self._tekst.free(index, end):
            return None
        if end == at and self._lex.is_woord(base) and not self._lex.is_achternaam(base):
            return None
        return index, end

    # -- names with a prefix ----------------------------------------------------------------

    def _prefixed(self, start: int, end: int) -> bool:
        """Whether "van der Linden" is a name here: after a title, or by its own first word."""
        first, name, before = self._words[start], self._words[end], self._tekst.before(start)
        if not self._tekst.free(start, end):
            return False
        if first.vorm == "van" and not first.groot and not self._van_surname(start, end):
            return False
        if before is not None and (
            follows_title(before, first) or (is_role(before.vorm) and first.ervoor == " ")
        ):
            return self._title_fits(before, start, end)
        if not name.groot or self._lex.is_uitgesloten(name.vorm):
            return False
        return self._evidence.surname_first(end, name.vorm) or self._begins_name(start, end)

    def _van_surname(self, start: int, end: int) -> bool:
        """Whether "van" is of the name: so in "mw. van Dijk", not in "moeder van Milan"."""
        second, name = self._words[start + 1].vorm, self._words[end].vorm
        if second in {"de", "der", "den", "'t"}:
            return True
        known = name in self._lex.tussen_achternamen
        return end == start + 1 and (known or not self._lex.is_voornaam(name))

    def _begins_name(self, start: int, end: int) -> bool:
        """Whether a prefix with a capital begins a name: "El Idrissi", "Van den Brink"."""
        first, name, before = self._words[start], self._words[end], self._tekst.before(start)
        parts = tuple(word.vorm for word in self._words[start:end])
        if not first.groot or parts not in w.NAAMBEGIN or name.vorm in self._lex.plaatsen:
            return False
        if before is not None and before.vorm in _FROM_A_PLACE:
            return False
        if name.tekst.isupper() and name.vorm in self._lex.woorden:
            return False
        surname = parts[0] in w.ARABISCH or name.vorm in self._lex.tussen_achternamen
        return surname or not first.begin

    def _title_fits(self, before: Woord, start: int, end: int) -> bool:
        """Whether a title or role goes with the name: not in "meneer van de gemeente"."""
        first, name = self._words[start], self._words[end]
        if len(name.vorm) > 6 and name.vorm.endswith(w.DING_NA_NAAM):
            return False
        titled = before.vorm in w.TITELS
        known = name.vorm in self._lex.tussen_achternamen or self._lex.is_achternaam(name.vorm)
        if not name.groot:
            vague = first.vorm in {"van", *_PLACE_PREFIXES} and name.vorm in self._lex.woorden
            return titled and not vague and (known or first.vorm in w.ARABISCH)
        if first.groot or (titled and known):
            return True
        if self._lex.is_uitgesloten(name.vorm) or first.vorm in _PLACE_PREFIXES:
            return False
        return known or not (self._lex.is_woord(name.vorm) or name.vorm in self._lex.plaatsen)

    # -- how far it goes --------------------------------------------------------------------

    def _extend(self, start: int, end: int, floor: int) -> Span:
        """Take in the words before (from `floor`) and behind that belong to the same name."""
        small, prefixed = not self._words[end].groot, end > start
        while end + 1 < len(self._words) and end - start < _MAX_NAME_WORDS:
            step = self._next_part(end, small=small, prefixed=prefixed)
            if step is None:
                break
            prefixed = prefixed or step > end + 1
            end = step
        while start > floor and self._joins_left(start):
            start -= 1
        return start, end

    def _next_part(self, end: int, *, small: bool, prefixed: bool) -> int | None:
        word, after = self._words[end], self._words[end + 1]
        initial = len(word.tekst) == 1 and after.ervoor in {". ", "."}
        if word.tekst.endswith("'s") or not (after.ervoor in {" ", "-"} or initial):
            return None
        at = self._tekst.prefix_end(end + 1)
        if not self._tekst.free(end + 1, at):
            return None
        if at == end + 1:
            fits = self._small_last_name(at) if small else self._is_last_name(at, word)
        else:
            again = prefixed and after.ervoor != "-"
            fits = not again and self._follows(end + 1, at, small=small)
        return at if fits else None

    def _small_last_name(self, index: int) -> bool:
        form = self._words[index].vorm
        if self._words[index].groot:
            return False
        place = form in self._lex.plaatsen
        return len(form) > 3 and not place and not self._lex.is_woord(form)

    def _is_last_name(self, index: int, before: Woord) -> bool:
        name = self._words[index]
        base = self._lex.naam_van(name.vorm)
        if not name.groot or base in w.GESLOTEN or base in w.KALENDER:
            return False
        if len(name.tekst) == 1:
            return self._tekst.next_char(index) == "."
        if self._lex.is_achternaam(base):
            return True
        if self._lex.is_uitgesloten(base) or odd_case(name.tekst):
            return False
        first = self._lex.is_voornaam(before.vorm)
        return first or not (base in self._lex.plaatsen or self._lex.is_woord(base))

    def _follows(self, start: int, end: int, *, small: bool) -> bool:
        """Whether a name with a prefix is the surname of the name before it."""
        name = self._words[end]
        if not name.groot:
            return small and name.vorm not in self._lex.woorden
        if name.vorm in self._lex.tussen_achternamen:
            return True
        if self._lex.is_uitgesloten(name.vorm) or name.vorm in self._lex.plaatsen:
            return False
        return self._words[start].vorm not in _PLACE_PREFIXES

    def _joins_left(self, start: int) -> bool:
        before = self._words[start - 1]
        if self._words[start].ervoor != " " or not before.groot or len(before.tekst) < 2:
            return False
        if start - 1 in self._evidence.blocked or not self._tekst.free(start - 1, start - 1):
            return False
        if before.vorm in w.TITELS or is_role(before.vorm) or before.vorm in w.TUSSENVOEGSELS:
            return False
        if self._lex.is_uitgesloten(before.vorm):
            return False
        known = self._lex.is_voornaam(before.vorm) and before.vorm not in self._lex.gewoon
        return known or not (self._lex.is_woord(before.vorm) or before.vorm in self._lex.plaatsen)

    # -- the rest of the text ---------------------------------------------------------------

    def _again(self, spans: Sequence[Span]) -> list[Span]:
        """Every other place where a word of a found name stands."""
        taken = {index for start, end in spans for index in range(start, end + 1)}
        names = {
            self._lex.naam_van(self._words[index].vorm)
            for index in taken
            if len(self._words[index].vorm) > 2
        } - w.TUSSENVOEGSELS
        more = [
            (index, index)
            for index in range(len(self._words) if names else 0)
            if index not in taken and self._same_name(index, names)
        ]
        return sorted([*spans, *more])

    def _same_name(self, index: int, names: set[str]) -> bool:
        word, after = self._words[index], self._tekst.after(index)
        base = word.vorm.removesuffix("'s")
        if base not in names and base.removesuffix("s") not in names:
            return False
        if not self._tekst.free(index, index):
            return False
        if not word.groot:
            return base not in self._lex.woorden
        other = base in self._lex.woorden or base in self._lex.plaatsen
        placed = self._tekst.after_preposition(index) and not self._after_prefix(index)
        if other and placed and not self._lex.is_voornaam(base):
            return False
        spoken = word.begin and after is not None and after.vorm in _ASKED
        return not (spoken and base in self._lex.gewoon)

    def _after_prefix(self, index: int) -> bool:
        """Whether a word stands behind "van der" or the like, where no place stands."""
        before = self._tekst.before(index)
        return before is not None and before.vorm in _SURNAME_PREFIXES

    def _place(self, span: Span) -> tuple[int, int]:
        """Where a name stands, without the "s" of its genitive."""
        first, last = self._words[span[0]], self._words[span[1]]
        end = last.end
        if last.tekst.lower().endswith("'s"):
            end -= 2
        elif last.vorm != self._lex.naam_van(last.vorm):
            end -= 1
        elif len(last.tekst) == 1 and self._tekst.next_char(span[1]) == ".":
            end += 1
        return first.start, end
