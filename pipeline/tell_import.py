"""What the command says of an import, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.codebook import Codebook
from pipeline.export import Project, code_meanings
from pipeline.model import HumanTag
from pipeline.take_back import Gevolg, Plan, Wijziging


def import_text(plan: Plan, *, geschreven: bool) -> str:
    """What an import does, file by file, for a terminal."""
    lines = [_change(one) for one in plan.wijzigingen if one.gevolg is not Gevolg.GELIJK]
    counts = Counter(one.gevolg for one in plan.wijzigingen)
    lines.append(
        f"Nieuw: {counts[Gevolg.NIEUW]}. Andere kwaliteiten: {counts[Gevolg.ANDERS]}. "
        f"Hetzelfde: {counts[Gevolg.GELIJK]}. Zelf te doen: {counts[Gevolg.ZELF]}."
    )
    if geschreven:
        lines.append("Dit is in de verhalen gezet.")
    elif counts[Gevolg.NIEUW] + counts[Gevolg.ANDERS]:
        lines.append("Er is nog niets geschreven. Klopt het? Doe het dan nog eens met --schrijf.")
    return "\n".join(lines)


def codes_text(project: Project, codebook: Codebook, nieuw: str) -> str:
    """Which quality each code of another tool is, and the lines that a codebook lacks."""
    meanings = code_meanings(project, codebook)
    lines = []
    for code in project.codes:
        meaning = meanings.get(code.guid)
        said = f"{meaning.kwaliteit} {meaning.richting or ''}".strip() if meaning else "onbekend"
        lines.append(f"{code.naam}: {said}")
    if nieuw:
        lines += [
            "",
            "Het codeboek heb ik niet veranderd. Wilt u de onbekende codes als kwaliteit? Zet dan",
            "deze regels in verhalen/codeboek.yaml, bij de andere kwaliteiten:",
            "",
            nieuw.partition("\n")[2].rstrip("\n"),
        ]
    return "\n".join(lines)


def _change(one: Wijziging) -> str:
    if one.gevolg is Gevolg.NIEUW:
        return f"{one.pad}: nieuw, met {_tags(one.straks)}"
    return f"{one.pad}: van {_tags(one.eerst)} naar {_tags(one.straks)}"


def _tags(tags: Iterable[HumanTag]) -> str:
    return ", ".join(f"{tag.kwaliteit} {tag.richting}" for tag in tags) or "geen kwaliteiten"
