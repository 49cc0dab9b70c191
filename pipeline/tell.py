"""What the command says of an evaluation, as text for people and as JSON."""

from __future__ import annotations

from dataclasses import asdict

from pipeline.codebook import Codebook
from pipeline.tag.evaluation import Evaluatie, Oordeel, Verschil

_NVT = "n.v.t."
_SHOWN = 15


def evaluation_json(found: Evaluatie) -> dict[str, object]:
    """The evaluation as plain values; a direction is its sign."""
    said = asdict(found)
    for verschil in said["verschillen"]:
        for who in ("mens", "machine"):
            verschil[who] = str(verschil[who]) if verschil[who] else None
    return said


def evaluation_text(found: Evaluatie, codebook: Codebook) -> str:
    """The evaluation for a terminal: the differences first, since people learn from those."""
    if not found.teksten:
        return (
            "Er is nog geen verhaal met kwaliteiten van een mens; er valt niets te vergelijken.\n"
            "Vul bij een paar verhalen 'kwaliteiten' in, en probeer het opnieuw."
        )
    lines = [f"Waar mens en computer verschillen ({len(found.verschillen)} keer):"]
    lines += [f"  {_difference(verschil)}" for verschil in found.verschillen[:_SHOWN]]
    if len(found.verschillen) > _SHOWN:
        lines.append(f"  … en nog {len(found.verschillen) - _SHOWN} (alles met --json)")
    lines += [
        "",
        f"Vergeleken met de mens, over {found.teksten} teksten. De computer leerde niet van "
        "de teksten waarop hij hier wordt beoordeeld.",
        f"{'kwaliteit':<26} beide mens comp geen  precisie vangst   F1  kappa alpha richting",
    ]
    lines += [_row(oordeel, codebook) for oordeel in found.oordelen]
    lines += [
        f"Gemiddelde F1 over de kwaliteiten: {_number(found.macro_f1)}.",
        f"Voorstellen met een zin als bewijs: {found.met_bewijs} van {found.getagd}.",
        "",
        "Klopt de kans die de computer noemt?",
    ]
    for ijking in found.ijking:
        share = ijking.raak / ijking.teksten if ijking.teksten else None
        lines.append(
            f"  kans {_number(ijking.van)}–{_number(ijking.tot)}: {ijking.teksten} keer, "
            f"gemiddeld {_number(ijking.gemiddelde_kans)}, echt zo: {_number(share)}"
        )
    return "\n".join(lines)


def _difference(verschil: Verschil) -> str:
    if verschil.mens:
        who = f"alleen de mens ({verschil.mens})"
    else:
        who = f"alleen de computer ({verschil.machine})"
    return f"{verschil.pad}: {verschil.kwaliteit}, {who}, kans {_number(verschil.kans)}"


def _row(oordeel: Oordeel, codebook: Codebook) -> str:
    counts = (oordeel.beide, oordeel.alleen_mens, oordeel.alleen_machine, oordeel.geen)
    name = codebook.kwaliteit(oordeel.kwaliteit).kort[:26]
    return (
        f"{name:<26} "
        + " ".join(f"{count:>4}" for count in counts)
        + f"  {_number(oordeel.precisie):>8} {_number(oordeel.vangst):>6} {_number(oordeel.f1):>6}"
        + f" {_number(oordeel.kappa):>6} {_number(oordeel.alpha):>6}"
        + f" {oordeel.richting_goed:>3} van {oordeel.beide}"
    )


def _number(value: float | None) -> str:
    return _NVT if value is None else f"{value:.2f}".replace(".", ",")
