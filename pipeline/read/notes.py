"""Gathers the problems of one file while it is read."""

from __future__ import annotations

from pipeline.problems import Ernst, Problem, sort_key

MAX_PROBLEMS = 40


class Notes:
    """The problems found so far in the file `pad`."""

    def __init__(self, pad: str) -> None:
        self.pad = pad
        self._found: list[Problem] = []
        self._said: set[str] = set()

    def fout(self, code: str, regel: int | None, melding: str, oplossing: str) -> None:
        """Note that something could not be used as meant."""
        self._add(code, Ernst.FOUT, regel, melding, oplossing)

    def waarschuwing(self, code: str, regel: int | None, melding: str, oplossing: str) -> None:
        """Note that something was used, but perhaps not as meant."""
        self._add(code, Ernst.WAARSCHUWING, regel, melding, oplossing)

    def melding(self, code: str, regel: int | None, melding: str, oplossing: str) -> None:
        """Note something that the author may want to know."""
        self._add(code, Ernst.MELDING, regel, melding, oplossing)

    def once(self, code: str, ernst: Ernst, regel: int, melding: str, oplossing: str) -> None:
        """Note only the first of a kind: ten thousand of them help nobody."""
        if code not in self._said:
            self._said.add(code)
            self._add(code, ernst, regel, melding, oplossing)

    def problems(self) -> tuple[Problem, ...]:
        """All problems in order of line; beyond a limit only how many more there are."""
        worst_first = sorted(self._found, key=lambda p: list(Ernst).index(p.ernst))
        kept = sorted(worst_first[:MAX_PROBLEMS], key=sort_key)
        more = len(self._found) - len(kept)
        if more:
            kept.append(
                Problem(
                    "meer-problemen",
                    Ernst.MELDING,
                    self.pad,
                    None,
                    f"In dit bestand zijn nog {more} andere dingen niet goed.",
                    "Herstel eerst wat hierboven staat.",
                )
            )
        return tuple(kept)

    def _add(self, code: str, ernst: Ernst, regel: int | None, melding: str, how: str) -> None:
        self._found.append(Problem(code, ernst, self.pad, regel, melding, how))
