"""The commands with which a pilot begins and takes back what was done elsewhere."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipeline.problems import Ernst, Problem
from pipeline.workspace import Workspace

DONE, PROBLEMS, WRONG_USE, BROKEN = 0, 1, 2, 3
"""The exit codes of the command (design, chapter 3)."""


def take_in(workspace: Workspace, bestand: Path, als: str | None, *, schrijf: bool) -> int:
    """`vertel import`: say what a file of another tool would change, or change it."""
    from pipeline.take_back import carry_out, make_plan, read_data
    from pipeline.tell_import import import_text

    try:
        data = read_data(bestand)
    except FileNotFoundError:
        print(f"Het bestand '{bestand}' is er niet, of het is een map.", file=sys.stderr)
        return WRONG_USE
    if bestand.suffix.casefold() == ".qdc":
        return _import_codes(workspace, data, bestand.name)
    plan = make_plan(workspace, data, bestand.name, date.today(), als)
    print_problems(plan.problemen, limit=None)
    print(import_text(plan, geschreven=schrijf))
    if schrijf and (kept := carry_out(workspace, plan)):
        print(f"Wat er stond, en het bestand zelf, is bewaard in {workspace.root / kept}.")
    return PROBLEMS if any_fout(plan.problemen) else DONE


def _import_codes(workspace: Workspace, data: bytes, name: str) -> int:
    from pipeline.begin import kwaliteiten_tekst, uit_codes
    from pipeline.export import read_qdc
    from pipeline.inputs import load_codebook
    from pipeline.tell_import import codes_text

    imported = read_qdc(data, name)
    print_problems(imported.problemen, limit=None)
    codebook, _ = load_codebook(workspace)
    new = [
        one for one in uit_codes(imported.project.codes) if not codebook.find_kwaliteit(one.naam)
    ]
    print(codes_text(imported.project, codebook, kwaliteiten_tekst(new) if new else ""))
    return PROBLEMS if any_fout(imported.problemen) else DONE


def export_together(args: argparse.Namespace) -> int:
    """`vertel export A B --naar MAP`: several projects in one export."""
    from pipeline.export import SAMEN, Regeleinde
    from pipeline.sharing import share_together

    roots = [path.resolve() for path in args.werkmap]
    wrong = [path for path in args.werkmap if not (path / "verhalen").is_dir()]
    strange = [formaat for formaat in args.formaat if formaat not in SAMEN]
    said = [f"In '{path}' staat geen map 'verhalen'." for path in wrong]
    if strange:
        said.append(f"Samen kan niet als {', '.join(strange)}; kies uit {', '.join(SAMEN)}.")
    if len(roots) < 2 or len(set(roots)) < len(roots):
        said.append("Noem twee of meer verschillende werkmappen.")
    if args.naar is None:
        said.append("Zeg met --naar MAP waar het moet komen.")
    if said:
        print("\n".join(said), file=sys.stderr)
        return WRONG_USE
    regeleinde = Regeleinde(args.regeleinde)
    names = share_together(
        [Workspace(root) for root in roots], date.today(), args.formaat, args.naar, regeleinde
    )
    print(f"Geschreven in {args.naar}:")
    for name in names:
        print(f"  {name}")
    return DONE


def begin_new(args: argparse.Namespace) -> int:
    """`vertel init`: a new workspace."""
    from pipeline.begin import Afgebroken, NietLeeg, begin_vanaf

    if args.codeboek and not args.codeboek.is_file():
        print(f"Het codeboek '{args.codeboek}' is er niet.", file=sys.stderr)
        return WRONG_USE
    try:
        workspace = begin_vanaf(args.map, date.today(), codeboek=args.codeboek, vragen=not args.ja)
    except NietLeeg:
        print(
            f"In '{args.map}' staat al iets; daar verander ik niets aan.\n"
            "Kies een map die er nog niet is, of een lege map.",
            file=sys.stderr,
        )
        return WRONG_USE
    except Afgebroken:
        print("Gestopt; er is niets geschreven. Met --ja begint u zonder vragen.", file=sys.stderr)
        return WRONG_USE
    print(
        f"De werkmap staat klaar in {workspace.root}.\n"
        f"  {workspace.verhalen / 'LEESMIJ.md'}: zo schrijft u een verhaal op\n"
        f"  {workspace.codeboek}: uw kwaliteiten en wijken\n"
        f"  {workspace.root / 'voorbeelden'}: bestanden om te kopiëren\n"
        "Zet verhalen in de map van een wijk, ga naar de werkmap en maak het rapport:\n"
        f'  cd "{args.map}"\n'
        "  vertel build"
    )
    return DONE


def print_problems(problems: Sequence[Problem], limit: int | None) -> None:
    """Print problems, the worst first, and how many there are."""
    by_rank = sorted(problems, key=lambda problem: list(Ernst).index(problem.ernst))
    for problem in by_rank[:limit]:
        print(problem.as_line())
    if limit is not None and len(by_rank) > limit:
        print(f"… en nog {len(by_rank) - limit}; u vindt ze alle in build/controle.html.")
    counts = Counter(problem.ernst for problem in problems)
    said = (
        (Ernst.FOUT, "fout", "fouten"),
        (Ernst.WAARSCHUWING, "waarschuwing", "waarschuwingen"),
        (Ernst.MELDING, "melding", "meldingen"),
    )
    parts = [f"{counts[ernst]} {one if counts[ernst] == 1 else many}" for ernst, one, many in said]
    print(", ".join(parts) + ".")


def any_fout(problems: Sequence[Problem]) -> bool:
    """Whether something could not be used as meant."""
    return any(problem.ernst is Ernst.FOUT for problem in problems)
