"""`vertel import`: what people coded in another tool, back as human tags of the stories here.

A file of another tool is compared with the stories that are there: a known story may get other
tags, an unknown source may become a new story. First it is only said; it is written when a person
asks for that, and what is changed is kept beside it. No pass ever does this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path, PurePosixPath

from pipeline.codebook import Codebook, slug
from pipeline.export import Bron, Import, human_tags, read_qdpx, story_file
from pipeline.export.qda import COMPUTER, MENS, PAD
from pipeline.export.qda_archive import MAX_BYTES
from pipeline.inputs import load_codebook
from pipeline.model import HumanTag, SourceMap, Toestemming, Verhaal
from pipeline.problems import Ernst, PipelineError, Problem
from pipeline.protect.masked_verhaal import mask_verhaal
from pipeline.read.files import FileError, is_temporary, read_bytes
from pipeline.read.office import OFFICE
from pipeline.read.retag import add_codering, retag
from pipeline.read.stories import read_verhaal, read_verhalen
from pipeline.read.tags import CODERING, KEY
from pipeline.swap import only_one, swap_in, unwritable
from pipeline.workspace import Workspace

_BEWAARD = "bewaard"
_MAX_NAAM = 60
_FORBIDDEN = set('<>:"|?*\\')


class Gevolg(StrEnum):
    """What an import does with a story."""

    NIEUW = "nieuw"
    ANDERS = "anders"
    GELIJK = "gelijk"
    ZELF = "zelf doen"


@dataclass(frozen=True, slots=True)
class Wijziging:
    """What would become of one file: its tags before and after, and its bytes before and after.

    `inhoud` is None where nothing is to be written.
    """

    pad: str
    gevolg: Gevolg
    eerst: tuple[HumanTag, ...]
    straks: tuple[HumanTag, ...]
    oud: bytes | None = None
    inhoud: bytes | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an import would do, and what is wrong with the file; the file itself besides."""

    wijzigingen: tuple[Wijziging, ...]
    problemen: tuple[Problem, ...]
    naam: str
    bestand: bytes


def read_data(path: Path) -> bytes:
    """The bytes of a file of another tool, as far as they are of use.

    Raises FileNotFoundError when there is no such file, and `PipelineError` when it is unreadable.
    """
    if not path.is_file():
        raise FileNotFoundError(path)
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise unwritable(path, error) from error


def make_plan(
    workspace: Workspace, data: bytes, pad: str, today: date, codeur: str | None = None
) -> Plan:
    """What an import of a `.qdpx` would do; `pad` is its name in the problems.

    With a `codeur`, what people coded elsewhere becomes what this coder found (`codering`) in the
    known stories; what went out from here as human does not count as theirs. Nothing is written.
    Raises `PipelineError` when the codebook is of no use.
    """
    codebook, _ = load_codebook(workspace)
    imported = read_qdpx(data, pad)
    if codeur:
        imported = _of_others(imported)
    tags, problems = human_tags(imported, codebook, pad)
    verhalen = read_verhalen(workspace, codebook, today).verhalen
    planner = _Planner(workspace, codebook, today, verhalen, codeur)
    wijzigingen = tuple(planner.wijzigingen(imported, tags))
    refused = [_by_hand(one, codeur) for one in wijzigingen if one.gevolg is Gevolg.ZELF]
    found = (*imported.problemen, *problems, *_places(imported, pad), *refused)
    return Plan(wijzigingen, found, pad, data)


def carry_out(workspace: Workspace, plan: Plan) -> str | None:
    """Write what a plan says: whole files only.

    What was there before, and the file with all that is not taken over from it, are kept in
    `bewaard/`; gives the name of the folder there, or None when there was nothing to write. Raises
    `PipelineError` when a story was changed since the plan was made, or nothing can be written;
    every story is then as it was.
    """
    todo = [one for one in plan.wijzigingen if one.inhoud is not None]
    if not todo:
        return None
    keep = _free_folder(workspace.root / _BEWAARD)
    kept = {f"{keep}/{one.pad}": one.oud for one in todo if one.oud is not None}
    kept[f"{keep}/{Path(plan.naam).name}"] = plan.bestand
    with only_one(workspace.build):
        for one in todo:
            path = workspace.root / one.pad
            if (path.read_bytes() if path.exists() else None) != one.oud:
                raise PipelineError(
                    f"'{one.pad}' is net veranderd; er is niets geschreven.",
                    "Probeer het opnieuw.",
                )
        swap_in(workspace.root, kept | {one.pad: one.inhoud for one in todo if one.inhoud})
    return keep


class _Planner:
    """Finds for every source what it is here, and what would become of it."""

    def __init__(
        self,
        workspace: Workspace,
        codebook: Codebook,
        today: date,
        verhalen: Sequence[Verhaal],
        codeur: str | None,
    ) -> None:
        self._workspace = workspace
        self._codebook = codebook
        self._today = today
        self._known = _by_shown_path(verhalen, codebook)
        self._by_name = {_shown_name(verhaal.pad): verhaal for verhaal in verhalen}
        self._codeur = codeur
        self._taken: set[str] = set()

    def wijzigingen(
        self, imported: Import, tags: Mapping[str, tuple[HumanTag, ...]]
    ) -> Iterator[Wijziging]:
        seen: set[str] = set()
        for bron in imported.project.bronnen:
            name = bron.variabele(PAD) or bron.naam
            if name in seen:
                continue
            seen.add(name)
            verhaal = self._find(bron)
            own = tags.get(name, ())
            if verhaal is None:
                yield self._new(bron, own)
                continue
            now = self._now(verhaal)
            if not own or set(own) == set(now):
                yield Wijziging(verhaal.pad, Gevolg.GELIJK, now, now)
            else:
                yield self._other(verhaal, now, own)

    def _now(self, verhaal: Verhaal) -> tuple[HumanTag, ...]:
        """What the story says itself of what the import is about."""
        if self._codeur is None:
            return verhaal.tags
        return next((c.tags for c in verhaal.codering if c.codeur == self._codeur), ())

    def _find(self, bron: Bron) -> Verhaal | None:
        """The story of a source: by its file, or else by its name if it says the same."""
        if (pad := bron.variabele(PAD)) is not None and pad in self._known:
            return self._known[pad]
        verhaal = self._by_name.get(bron.naam)
        same = verhaal is not None and verhaal.tekst.split() == bron.tekst.split()
        return verhaal if same else None

    def _other(
        self, verhaal: Verhaal, eerst: tuple[HumanTag, ...], tags: tuple[HumanTag, ...]
    ) -> Wijziging:
        """A known story with other tags, if that can be written without touching anything else."""
        hand = Wijziging(verhaal.pad, Gevolg.ZELF, eerst, tags)
        if PurePosixPath(verhaal.pad).suffix.casefold() in OFFICE or (self._codeur and eerst):
            return hand
        try:
            old = read_bytes(verhaal.pad, self._workspace.root / verhaal.pad)
        except FileError:
            return hand
        new = add_codering(old, self._codeur, tags) if self._codeur else retag(old, tags)
        if new is None or not self._says(new, verhaal, tags):
            return hand
        return replace(hand, gevolg=Gevolg.ANDERS, oud=old, inhoud=new)

    def _says(self, data: bytes, verhaal: Verhaal, tags: tuple[HumanTag, ...]) -> bool:
        """Whether a file says the same as the story did, but for what the import is about."""
        root = self._workspace.verhalen
        again, _ = read_verhaal(data, verhaal.pad, self._codebook, self._today, root)
        if again is None or set(self._now(again)) != set(tags):
            return False
        return self._told(again) == self._told(verhaal)

    def _told(self, verhaal: Verhaal) -> Verhaal:
        """All that a story says besides; its lines may have moved."""
        codering = tuple(replace(c, regel=0) for c in verhaal.codering if c.codeur != self._codeur)
        same = replace(verhaal, bron="", sha256="", kaart=SourceMap((), ()), codering=codering)
        return same if self._codeur else replace(same, tags=(), geen_kwaliteiten=False)

    def _new(self, bron: Bron, tags: tuple[HumanTag, ...]) -> Wijziging:
        pad = self._free_pad(bron)
        return Wijziging(pad, Gevolg.NIEUW, (), tags, None, story_file(bron, tags).encode())

    def _free_pad(self, bron: Bron) -> str:
        """Where a new story goes: where it came from, or else in the folder of its wijk."""
        wanted = _safe_pad(bron.variabele(PAD) or "") or self._made_pad(bron)
        stem, number = wanted.removesuffix(".md"), 1
        while wanted.casefold() in self._taken or (self._workspace.root / wanted).exists():
            number += 1
            wanted = f"{stem}-{number}.md"
        self._taken.add(wanted.casefold())
        return wanted

    def _made_pad(self, bron: Bron) -> str:
        wijk = self._codebook.find_wijk(bron.variabele("wijk") or "")
        name = slug(bron.naam)[:_MAX_NAAM].strip("-") or "bron"
        return "/".join(("verhalen", *([wijk] if wijk else []), f"{name}.md"))


def _safe_pad(pad: str) -> str | None:
    """A path as a source gives it, if it is one of a story in this workspace and nothing else."""
    path = PurePosixPath(pad)
    parts = path.parts
    if len(parts) < 2 or parts[0] != "verhalen" or parts[1] == "cijfers" or len(pad) > 200:
        return None
    if path.suffix.casefold() not in {".md", *OFFICE} or path.name.casefold() == "leesmij.md":
        return None
    for part in parts:
        strange = not part.isprintable() or set(part) & _FORBIDDEN or part.endswith((".", " "))
        if strange or part == ".." or is_temporary(part):
            return None
    return str(path.with_suffix(".md"))


def _shown_name(pad: str) -> str:
    """How a story is called as a source (see `qda_make`)."""
    return pad.removeprefix("verhalen/").removesuffix(".md").replace("/", " - ")


def _by_shown_path(verhalen: Sequence[Verhaal], codebook: Codebook) -> dict[str, Verhaal]:
    """Stories by their path, and by the path without names with which they went out."""
    shown: dict[str, list[Verhaal]] = {}
    for verhaal in verhalen:
        if verhaal.toestemming is Toestemming.ANONIEM:
            shown.setdefault(mask_verhaal(verhaal, codebook).pad, []).append(verhaal)
    known = {pad: found[0] for pad, found in shown.items() if len(found) == 1}
    return known | {verhaal.pad: verhaal for verhaal in verhalen}


def _of_others(imported: Import) -> Import:
    """What was read, without the codings that went out from here as those of a person."""
    project = imported.project
    ours = {user.guid for user in project.gebruikers if user.naam == MENS.naam}
    bronnen = tuple(
        replace(bron, coderingen=tuple(c for c in bron.coderingen if c.gebruiker not in ours))
        for bron in project.bronnen
    )
    return replace(imported, project=replace(project, bronnen=bronnen))


def _free_folder(base: Path) -> str:
    number = 1
    while (base / f"import-{number}").exists():
        number += 1
    return f"{base.name}/import-{number}"


def _by_hand(one: Wijziging, codeur: str | None) -> Problem:
    said = ", ".join(f"{tag.kwaliteit} {tag.richting}" for tag in one.straks)
    said = f"'{CODERING}: {{{codeur}: \"{said}\"}}'" if codeur else f"'{KEY}: {said}'"
    return Problem(
        "import-zelf",
        Ernst.WAARSCHUWING,
        one.pad,
        None,
        "In dit bestand kan ik de kwaliteiten niet veilig veranderen.",
        f"Zet het zelf in de kop: {said}.",
    )


def _places(imported: Import, pad: str) -> list[Problem]:
    """Say that a tag is of the whole story: where exactly someone coded is not kept here."""
    machine = {user.guid for user in imported.project.gebruikers if user.naam == COMPUTER.naam}
    count = sum(
        1
        for bron in imported.project.bronnen
        for coding in bron.coderingen
        if coding.gebruiker not in machine
        and coding.start is not None
        and (coding.start, coding.eind) != (0, len(bron.tekst))
    )
    if not count:
        return []
    return [
        Problem(
            "qda-plaatsen",
            Ernst.MELDING,
            pad,
            None,
            f"Er zijn {count} stukken tekst gecodeerd. Een verhaal krijgt de kwaliteit als geheel; "
            "de zinnen erbij zoekt de computer.",
            "De precieze plaatsen staan in het bestand zelf; met --schrijf bewaar ik het erbij.",
        )
    ]
