"""Whether one word is a person's name: by what stands before it, by itself, by what follows."""

from __future__ import annotations

import re

from pipeline.protect import words as w
from pipeline.protect.tokens import Tekst, Woord, follows_title, is_role, odd_case

_LINE_START = re.compile(r"(?:^|\n)[ \t]*[-*•]?[ \t]*$")
_AGE = re.compile(
    r"\s?\(\s?\d{1,2}\b|, ?\d{1,2}(?=,| jaar|\.|\))"
    r"| (?:is|was|wordt|werd) (?:\w{2,20} )?(?:\d{1,2}(?!\d)|\w{2,20} jaar\b)"
)
_OWNERS = frozenset(("mijn", "haar", "zijn", "onze", "de", "een", "m'n", "z'n"))
_OWN_PEOPLE = frozenset(("ik", "zijn", "haar", "mijn", "m'n", "z'n"))
_MAX_LOOSE = 12
_LEADING = frozenset(("met", "aan", "en", "van", "voor", "door", "bij"))
_GREETING_GAPS = frozenset((" ", ", ", ",\n", "\n", ". "))
_ROLE_GAPS = frozenset((" ", ", ", ": ", " (", "; "))
_SMALL_GAPS = frozenset((" ", ", ", "\n", ",\n", ": "))
_QUOTED_GAPS = frozenset((" ", ". ", " '", ' "'))


class Evidence:
    """The grounds to take a word for a name.

    `blocked` are the words that turned out to be of a place or an organisation, so that the word
    behind them is no name either: "in Lopes Dias".
    """

    def __init__(self, tekst: Tekst) -> None:
        self._tekst = tekst
        self._lex = tekst.lex
        self.blocked: set[int] = set()

    def is_name(self, index: int) -> bool:
        """Whether the word is a name, or the first word of one."""
        word = self._tekst.words[index]
        base = self._lex.naam_van(word.vorm)
        if len(word.tekst) < 2 or (base in w.GESLOTEN and (word.begin or not word.groot)):
            return False
        if not word.groot:
            return self._small_name(index, base)
        if self._called(index, base):
            return True
        return not self._no_person(index, base) and self._by_itself(index, base)

    def surname_first(self, index: int, base: str) -> bool:
        """Whether this is a surname with initials behind it: "Bakker, P."."""
        after = self._tekst.after(index)
        if after is None or after.ervoor != ", " or not self._tekst.is_initial(index + 1):
            return False
        known = self._lex.is_achternaam(base) or not self._lex.is_woord(base)
        return known and self._tekst.words[index].groot

    # -- what stands before --------------------------------------------------------------

    def _called(self, index: int, base: str) -> bool:
        word, before = self._tekst.words[index], self._tekst.before(index)
        if before is None:
            return False
        if follows_title(before, word):
            return base not in w.KALENDER
        if self._lex.is_uitgesloten(base):
            return False
        everyday = self._lex.is_woord(base) and not self._lex.is_voornaam(base)
        if is_role(before.vorm):
            return self._after_role(before, word, base, everyday=everyday)
        if before.vorm in w.NOEMERS and word.ervoor in {" ", ": "}:
            surely = self._of_person(index - 2) or base in self._lex.achternamen
            return surely or not (everyday or base in self._lex.plaatsen)
        return before.vorm in w.GROETEN and word.ervoor in _GREETING_GAPS and not everyday

    def _of_person(self, index: int) -> bool:
        """Whether the word is a person, as before "heet": "mijn zoon heet", "ik heet"."""
        form = self._tekst.words[index].vorm if index >= 0 else ""
        return form in {"ik", "hij", "zij", "ze"} or is_role(form)

    def _after_role(self, before: Woord, word: Woord, base: str, *, everyday: bool) -> bool:
        if everyday and (before.vorm in w.FUNCTIES or word.ervoor != " "):
            return base in self._lex.achternamen and word.ervoor == " "
        first = self._lex.is_voornaam(base)
        if word.ervoor == " " and not before.groot:
            return first or base not in self._lex.plaatsen
        known = first or not (everyday or base in self._lex.plaatsen)
        return known and word.ervoor in _ROLE_GAPS

    # -- a word without a capital --------------------------------------------------------

    def _small_name(self, index: int, base: str) -> bool:
        """A name without a capital: only where nothing else can stand."""
        word, before = self._tekst.words[index], self._tekst.before(index)
        first = self._lex.is_voornaam(base)
        if not (first or base in self._lex.achternamen) or base in w.KALENDER:
            return False
        if before is not None and follows_title(before, word):
            return base not in self._lex.woorden or (first and base not in self._lex.gewoon)
        if not first or base in self._lex.gewoon or base in self._lex.plaatsen:
            return False
        if len(base) > 2 and base not in self._lex.woorden:
            return True
        return self._small_called(index) or (self._tekst.lower and self._chat_name(index))

    def _small_called(self, index: int) -> bool:
        before = self._tekst.before(index)
        if before is None or self._tekst.words[index].ervoor not in _SMALL_GAPS:
            return False
        two = (self._tekst.words[index - 2].vorm, before.vorm) if index > 1 else None
        named = before.vorm in w.NOEMERS or before.vorm in w.GROETEN or two in w.NOEMERS_TWEE
        return named or is_role(before.vorm)

    def _chat_name(self, index: int) -> bool:
        """Whether a first name that is a noun too stands where a noun would have an article."""
        before, after = self._tekst.before(index), self._tekst.after(index)
        if before is not None and before.vorm in _LEADING:
            return True
        does = after is not None and (after.vorm in w.MENSEN_DOEN or after.vorm in w.VERVOEGD)
        return does and not self._tekst.after_preposition(index)

    # -- by itself -----------------------------------------------------------------------

    def _no_person(self, index: int, base: str) -> bool:
        """Whether a word with a capital is known to be something else."""
        word = self._tekst.words[index].tekst
        if base.startswith("sint-") or self._lex.is_uitgesloten(base) or odd_case(word):
            return True
        if word.isupper() and not self._is_rare_first_name(base):
            return True
        if base in w.GROETEN or base in w.ROLLEN or base in w.TITELS:
            return True
        if self._compound(index, base):
            return True
        if self._thing(index):
            self.blocked.add(index)
            return True
        return False

    def _by_itself(self, index: int, base: str) -> bool:
        word = self._tekst.words[index]
        if self._lex.is_voornaam(base):
            return self._first_name(index, base)
        if self.surname_first(index, base):
            return True
        if index - 1 in self.blocked and word.ervoor == " ":
            self.blocked.add(index)
            return False
        bare = base.removesuffix("s")
        sure = not (word.begin and self._lex.is_woord(base))
        if sure and bare in self._lex.voornamen and base in self._lex.achternamen:
            return self._first_name(index, bare) and not self._tekst.after_preposition(index)
        return self._unknown(index, base)

    def _first_name(self, index: int, base: str) -> bool:
        if base in self._lex.plaatsen and self._tekst.after_preposition(index):
            return False
        if not self._tekst.words[index].begin or base not in self._lex.gewoon:
            return True
        return self._lives(index, everyday=True)

    def _unknown(self, index: int, base: str) -> bool:
        """A word with a capital that is on no list of first names."""
        if self._lex.is_woord(base) or base in self._lex.plaatsen or len(base) < 3:
            return False
        after = self._tekst.after(index)
        if after is not None and after.ervoor == " " and after.vorm == "thuis":
            return True
        if self._tekst.words[index].begin:
            return self._lives(index, everyday=False)
        if self._tekst.after_preposition(index):
            self.blocked.add(index)
            return False
        return True

    def _is_rare_first_name(self, base: str) -> bool:
        """Whether a first name is no Dutch word as well."""
        everyday = base in self._lex.gewoon or base in self._lex.woorden
        return self._lex.is_voornaam(base) and not everyday

    def _compound(self, index: int, base: str) -> bool:
        """Whether the word is the beginning of a compound with a hyphen: "Wmo-consulent"."""
        end = self._tekst.words[index].end
        joined = (
            self._tekst.text[end : end + 1] == "-" and self._tekst.text[end + 1 : end + 2].islower()
        )
        return joined and not self._is_rare_first_name(base)

    def _thing(self, index: int) -> bool:
        """Whether the words around make this the name of a house, a club, a pet or a book."""
        word, before = self._tekst.words[index], self._tekst.before(index)
        after = self._tekst.after(index)
        named_on = after is not None and after.groot and after.ervoor == " "
        if named_on and after is not None and after.vorm in w.DING_NA_NAAM:
            return True
        if before is None or word.ervoor not in _QUOTED_GAPS:
            return False
        if before.vorm in w.LIDWOORDEN:
            pronoun = before.vorm == "het" and not named_on
            return not (pronoun and self._lex.is_voornaam(word.vorm))
        thing = before.vorm.endswith(w.DING_VOOR_NAAM) and not before.vorm.endswith("thuis")
        return thing or before.vorm in w.HEILIGEN

    # -- what follows --------------------------------------------------------------------

    def _lives(self, index: int, *, everyday: bool) -> bool:
        """Whether what follows a word at the start of a sentence makes it a person.

        `everyday` says that the word is a first name and an ordinary word as well.
        """
        word, after = self._tekst.words[index], self._tekst.after(index)
        rest = self._tekst.text[word.end : word.end + 40]
        if _AGE.match(rest) or (everyday and word.tekst.endswith("'s")):
            return True
        if rest[:1] == ":":
            line = self._tekst.text[max(0, word.start - 8) : word.start]
            return _LINE_START.search(line) is not None
        if after is None:
            return False
        if not everyday and self._loosely(word, after):
            return True
        if after.ervoor == " ":
            verb = after.vorm in w.MENSEN_DOEN or (not everyday and self._is_verb(after.vorm))
            if verb or (after.groot and self._is_surname(index + 1, unknown=not everyday)):
                return True
        return self._beside(index, after, everyday=everyday)

    def _loosely(self, word: Woord, after: Woord) -> bool:
        """Whether a short unknown word goes on as a name does: "Xyran van boven", "Xyran, kom"."""
        follows = (after.ervoor == " " and after.vorm in w.NAAM_GAAT_DOOR) or (
            after.ervoor == ", " and (after.vorm in w.AANGESPROKEN or is_role(after.vorm))
        )
        return follows and len(word.tekst) <= _MAX_LOOSE

    def _beside(self, index: int, after: Woord, *, everyday: bool) -> bool:
        """Whether the word stands beside a person: "X en ik", "X, mijn buurman", "X en Kees"."""
        third = self._tekst.after(index + 1)
        if after.ervoor == " " and after.vorm in {"en", "&"} and third is not None:
            own = third.vorm in _OWN_PEOPLE and not everyday
            return own or self._is_other_name(third, unknown=not everyday)
        if after.ervoor == " & ":
            return self._is_other_name(after, unknown=not everyday)
        if after.ervoor == " (":
            return is_role(after.vorm)
        if after.ervoor != ", ":
            return False
        role = third is not None and third.ervoor == " " and is_role(third.vorm)
        other = self._is_other_name(after, unknown=not everyday)
        return other or (role and after.vorm in _OWNERS)

    def _is_verb(self, form: str) -> bool:
        return form in w.VERVOEGD or (form in self._lex.werkwoorden and form not in w.GESLOTEN)

    def _is_other_name(self, word: Woord, *, unknown: bool) -> bool:
        """Whether this is a name too; `unknown` also takes one that is on no list."""
        form = self._lex.naam_van(word.vorm)
        if not word.groot or self._lex.is_uitgesloten(form) or odd_case(word.tekst):
            return False
        if self._lex.is_voornaam(form):
            return form not in self._lex.gewoon
        return unknown and form not in self._lex.plaatsen and not self._lex.is_woord(form)

    def _is_surname(self, index: int, *, unknown: bool) -> bool:
        """Whether a surname stands here; `unknown` also takes one that is on no list."""
        form = self._tekst.words[index].vorm
        if not self._tekst.free(index, index):
            return False
        if form in self._lex.achternamen or self._tekst.prefix_end(index) != index:
            return True
        odd = self._lex.is_uitgesloten(form) or form in self._lex.plaatsen
        return unknown and not odd and not self._lex.is_woord(form)
