"""The command's arguments, with help and mistakes in Dutch (argparse speaks English)."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

FORMATEN = ("html", "pdf", "docx")
EXPORTS = ("json", "csv", "parquet", "qdpx", "qdc", "jsonld", "skos", "docbin", "spacy")

_MISTAKES = (
    (r"the following arguments are required: (.*)", r"Er ontbreekt: \1."),
    (r"unrecognized arguments: (.*)", r"Dit ken ik niet: \1."),
    (
        r"argument (.*): invalid choice: (.*) \(choose from (.*)\)",
        r"\1: \2 ken ik niet. Kies uit \3.",
    ),
    (r"argument (.*): expected (one|at least one) argument", r"Bij \1 hoort een waarde."),
    (r"argument (.*): (.*)", r"\1: \2"),
)


class DutchParser(argparse.ArgumentParser):
    """An argument parser whose help and mistakes are in Dutch."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "add_help": False, "allow_abbrev": False})
        self._positionals.title = "wat"
        self._optionals.title = "keuzes"
        self.add_argument("-h", "--help", "--hulp", action="help", help="laat deze uitleg zien")

    def format_usage(self) -> str:
        """The usage line."""
        return super().format_usage().replace("usage:", "gebruik:", 1)

    def format_help(self) -> str:
        """The whole help text."""
        return super().format_help().replace("usage:", "gebruik:", 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and stop with exit code 2."""
        said = message
        for pattern, dutch in _MISTAKES:
            if re.fullmatch(pattern, message):
                said = re.sub(pattern, dutch, message)
                break
        sys.stderr.write(f"{said}\n{self.format_usage()}Meer uitleg: {self.prog} --help\n")
        raise SystemExit(2)


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the arguments of the command (design, chapter 3); exits with 2 on wrong use."""
    parser = DutchParser(
        prog="vertel",
        description="Van een map met verhalen en cijfers naar de jaarrapportage.",
    )
    parser.add_argument(
        "--project",
        metavar="MAP",
        type=Path,
        help="de map met 'verhalen/' erin (anders: de dichtstbijzijnde map omhoog)",
    )
    commands = parser.add_subparsers(dest="opdracht", metavar="opdracht", required=True)

    build = commands.add_parser("build", help="maak de rapporten")
    watch = commands.add_parser("watch", help="maak de rapporten, en opnieuw bij elke verandering")
    for command in (build, watch):
        command.add_argument("--jaar", type=_year, help="het jaar van de rapportage")
        command.add_argument(
            "--formaat",
            type=_formats,
            default=FORMATEN,
            metavar="html,pdf,docx",
            help="welke vormen (anders: alle drie)",
        )
    build.add_argument("--strict", action="store_true", help="eindig met code 1 als er een fout is")
    watch.add_argument(
        "--poll",
        action="store_true",
        help="kijk zelf elke twee seconden, voor een map waar vertel veranderingen niet hoort",
    )
    watch.add_argument("--open", action="store_true", help="laat het rapport zien in de browser")

    check = commands.add_parser("check", help="lees alles en zeg wat er mis is")
    check.add_argument("--json", action="store_true", help="één JSON-object per regel")

    tag = commands.add_parser("tag", help="welke kwaliteiten ziet de computer in deze bestanden?")
    tag.add_argument("pad", nargs="+", metavar="PAD", type=Path, help="een Markdown-bestand")
    tag.add_argument("--json", action="store_true", help="één JSON-object per regel")

    export = commands.add_parser("export", help="geef de kwaliteiten door aan andere programma's")
    export.add_argument(
        "--formaat",
        type=_exports,
        default=("json", "csv"),
        metavar=",".join(EXPORTS),
        help="welke vormen (anders: json en csv)",
    )

    export.add_argument(
        "--regeleinde",
        choices=("lf", "crlf"),
        default="lf",
        help="in een .qdpx: crlf voor programma's die een regeleinde als twee tekens tellen",
    )
    export.add_argument(
        "werkmap", nargs="*", metavar="WERKMAP", type=Path, help="meer projecten samen, met --naar"
    )
    export.add_argument("--naar", metavar="MAP", type=Path, help="waar meer projecten samen komen")

    terug = commands.add_parser("import", help="neem codes uit een ander programma terug")
    terug.add_argument("bestand", metavar="BESTAND", type=Path, help="een .qdpx of .qdc")
    terug.add_argument(
        "--als",
        type=_codeur,
        metavar="NAAM",
        help="zet het in de verhalen als wat deze codeur vond, naast de andere codeurs",
    )
    terug.add_argument(
        "--schrijf",
        action="store_true",
        help="zet het in de verhalen (anders: zeg alleen wat er zou veranderen)",
    )

    init = commands.add_parser("init", help="begin een nieuwe werkmap, met eigen kwaliteiten")
    init.add_argument("map", metavar="MAP", type=Path, help="een map die er nog niet is")
    init.add_argument("--ja", action="store_true", help="stel geen vragen; gebruik de voorstellen")
    init.add_argument(
        "--codeboek",
        metavar="BESTAND",
        type=Path,
        help="neem dit codeboek (.yaml, .qdc) over in plaats van vragen te stellen",
    )

    evaluate = commands.add_parser("evaluate", help="hoe goed is de computer het met mensen eens?")
    evaluate.add_argument("--json", action="store_true", help="alles als één JSON-object")
    return parser.parse_args(argv)


def _codeur(text: str) -> str:
    name = " ".join(text.split()).casefold()
    if not re.fullmatch(r"[^\W_][\w .-]{0,39}", name):
        raise argparse.ArgumentTypeError("een naam is kort en begint met een letter of cijfer.")
    return name


def _year(text: str) -> int:
    if not re.fullmatch(r"(19|20)\d\d", text):
        raise argparse.ArgumentTypeError(f"'{text}' is geen jaartal; schrijf bijvoorbeeld 2016.")
    return int(text)


def _formats(text: str) -> tuple[str, ...]:
    return _chosen(text, FORMATEN)


def _exports(text: str) -> tuple[str, ...]:
    return _chosen(text, EXPORTS)


def _chosen(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    chosen = [part.strip().casefold() for part in text.split(",") if part.strip()]
    if not chosen or not set(chosen) <= set(known):
        raise argparse.ArgumentTypeError(f"'{text}' kan niet; kies uit {', '.join(known)}.")
    return tuple(name for name in known if name in chosen)
