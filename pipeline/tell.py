"""What the command says of an evaluation, as text for people and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from pipeline.codebook import Codebook
from pipeline.tag.coders import Codeurs, CodeurVerschil
from pipeline.tag.evaluation import Evaluatie, Oordeel, Verschil

_NVT = "n.v.t."
_SHOWN = 15
_NO_TAGS = (
    "Er is nog geen verhaal met kwaliteiten van een mens; er valt niets te vergelijken.\n"
    "Vul bij een paar verhalen 'kwaliteiten' in, en probeer het opnieuw."
)


def evaluation_json(found: Evaluatie) -> dict[str, object]:
    """The evaluation as plain values; a direction is its sign."""
    return asdict(found)


def evaluation_text(found: Evaluatie, codebook: Codebook) -> str:
    """The evaluation for a terminal: the differences first, since people learn from those."""
    parts = [_machine(found, codebook) if found.teksten else _NO_TAGS]
    if found.codeurs.teksten:
        parts.append(_people(found.codeurs, codebook))
    return "\n\n".join(parts)


def _machine(found: Evaluatie, codebook: Codebook) -> str:
    span = f"{_number(found.macro_f1_van)}–{_number(found.macro_f1_tot)}"
    lines = [
        f"Waar mens en computer verschillen ({len(found.verschillen)} keer):",
        *_first([_difference(verschil) for verschil in found.verschillen]),
        "",
        f"Vergeleken met de mens, over {found.teksten} teksten. De computer leerde niet van "
        "de teksten waarop hij hier wordt beoordeeld.",
        f"{'kwaliteit':<26} beide mens comp geen  precisie vangst   F1  kappa alpha richting",
        *(_row(oordeel, codebook) for oordeel in found.oordelen),
        f"Gemiddelde F1 over de kwaliteiten: {_number(found.macro_f1)}; "
        f"in 95% van de steekproeven uit deze teksten {span}.",
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


def _people(found: Codeurs, codebook: Codebook) -> str:
    lines = [
        f"Waar mensen onderling verschillen ({len(found.verschillen)} keer):",
        *_first([_between(verschil) for verschil in found.verschillen]),
        "",
        f"Mensen onderling, over {found.teksten} teksten ({', '.join(found.codeurs)}).",
        f"{'kwaliteit':<26} allen sommigen niemand  kappa alpha     (bereik) richting",
    ]
    for oordeel in found.oordelen:
        span = f"({_number(oordeel.alpha_van)}–{_number(oordeel.alpha_tot)})"
        lines.append(
            f"{codebook.kwaliteit(oordeel.kwaliteit).kort[:26]:<26} {oordeel.allen:>5}"
            f" {oordeel.sommigen:>8} {oordeel.niemand:>7} {_number(oordeel.kappa):>6}"
            f" {_number(oordeel.alpha):>5} {span:>12} {oordeel.richting_gelijk} van {oordeel.allen}"
        )
    lines.append(
        "Het bereik is waar het cijfer in 95% van de steekproeven ligt. "
        "Is het breed, dan zijn er te weinig teksten om er iets van te vinden."
    )
    return "\n".join(lines)


def _first(said: Sequence[str]) -> list[str]:
    more = len(said) - _SHOWN
    lines = [f"  {line}" for line in said[:_SHOWN]]
    return [*lines, f"  … en nog {more} (alles met --json)"] if more > 0 else lines


def _between(verschil: CodeurVerschil) -> str:
    codes = ", ".join(f"{name}: {sign or 'niet'}" for name, sign in verschil.codes)
    return f"{verschil.pad}:{verschil.regel}: {verschil.kwaliteit} ({codes})"


def _difference(verschil: Verschil) -> str:
    if verschil.mens:
        who = f"alleen de mens ({verschil.mens})"
    else:
        who = f"alleen de computer ({verschil.machine})"
    place = verschil.pad if verschil.regel is None else f"{verschil.pad}:{verschil.regel}"
    return f"{place}: {verschil.kwaliteit}, {who}, kans {_number(verschil.kans)}"


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
