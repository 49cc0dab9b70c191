"""Jinja2 templates to Pandoc Markdown, in which no text of a story can become anything but text.

Every `{{ value }}` is escaped; only `Markup` made here, by a macro or by an include passes as it
is. A figure or quotation that is printed enters the register, and a bare number is refused: it
would have no source.
"""

from __future__ import annotations

import re
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from jinja2 import (
    BytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
    pass_eval_context,
)
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from pipeline.problems import PipelineError
from pipeline.report.grafiek import Grafiek, Kanten, alternatief, bijschrift, is_leeg
from pipeline.report.markdown import (
    Anker,
    Kenmerken,
    Stuk,
    Tabel,
    Uit,
    Vet,
    Zin,
    blokken_markdown,
    escape,
    tabel_markdown,
    zin_markdown,
)
from pipeline.report.media import Geluid, Media_van, Medium, Plaatje
from pipeline.report.merken import gemerkt
from pipeline.report.register import (
    Citaat,
    Getal,
    Regel,
    Register,
    Verhaaltekst,
)
from pipeline.report.registertabel import registertabellen_van
from pipeline.report.verhalen import Verhaalbeeld
from pipeline.report.vraag import VraagError, geen_cijfers
from pipeline.report.waarden import Waarde

_FILTERS = [
    "batch",
    "default",
    "first",
    "groupby",
    "last",
    "length",
    "list",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "reverse",
    "select",
    "selectattr",
    "slice",
    "sort",
    "unique",
]
_LINK = re.compile(r"(?<!\\)\]\(#([^)]*)\)")
_TARGET = re.compile(r"(?<!\\)\{[^{}\\]*?#([a-z][a-z0-9-]*)")
_BROKEN = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    RecursionError,
    OSError,
)


Plaat = Grafiek | Medium
Vraag = Callable[[object, Mapping[str, object]], Waarde]
"""Answers `cijfer(...)` of a template; see `vraag.py`."""


@dataclass(frozen=True, slots=True)
class Weergave:
    """The Markdown of a document, the register of what it shows, and its pictures by name."""

    markdown: str
    register: tuple[Regel, ...]
    platen: tuple[tuple[str, Plaat], ...]


def render(
    name: str,
    context: Mapping[str, object],
    folders: Sequence[Path],
    media: Media_van = MappingProxyType({}),
    vraag: Vraag = geen_cijfers,
) -> Weergave:
    """What template `name` makes of a context, with the pictures and sounds that there are.

    `vraag` answers what it asks for by name. Templates are looked up in `folders`, in that order.
    Raises `PipelineError` with the file and line of a template that is broken, that asks for a
    figure that cannot be given, or that shows something after or without the register.
    """
    register = Register()
    platen: dict[str, Plaat] = {}
    environment = _environment(folders, register, platen, media)
    listed: list[int] = []

    def registertabellen(soort: str) -> Markup:
        listed.append(len(register))
        return registertabellen_van(register.regels(), soort)

    def cijfer(soort: object, /, **velden: object) -> Waarde:
        return vraag(soort, velden)

    environment.globals |= {"registertabellen": registertabellen, "cijfer": cijfer}
    try:
        text = environment.get_template(name).render(context)
    except _BROKEN as error:
        raise _template_error(error, name, folders) from error
    if len(register) and (not listed or min(listed) != len(register)):
        raise PipelineError(
            f"Het sjabloon {name} toont cijfers of citaten die niet in het register staan.",
            "Zet het register in het sjabloon onder alles wat cijfers of citaten toont.",
        )
    _check_links(text, name)
    return Weergave(text, register.regels(), tuple(platen.items()))


def _check_links(text: str, name: str) -> None:
    """Every link of a template must have its one target; in a story every sign is escaped."""
    targets = Counter(_TARGET.findall(text))
    broken = {link for link in _LINK.findall(text) if targets[link] != 1}
    if broken:
        raise PipelineError(
            f"Het sjabloon {name} verwijst naar iets dat er niet of dubbel is: "
            f"{', '.join(sorted(broken)[:3])}.",
            "Zet '{#naam}' één keer achter de kop waarnaar u verwijst.",
        )


class _Generator(CodeGenerator):
    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> NoReturn:  # noqa: ARG002, N802
        """Refuse `~`: it would join escaped and unescaped text by HTML's rules."""
        self.fail("'~' kan hier niet; zet de waarden naast elkaar: {{ a }}{{ b }}", node.lineno)


class _Compiled(BytecodeCache):
    """Keeps what templates were compiled to, since every document has an environment of its own."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled before, which Jinja itself checks against the source."""
        if held := self._held.get(bucket.key):
            bucket.bytecode_from_string(held)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._held[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class _Environment(ImmutableSandboxedEnvironment):
    code_generator_class = _Generator
    intercepted_binops = frozenset({"+", "-", "*", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Only numbers can be computed with: text would slip past the escape."""
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError(f"'{operator}' kan hier alleen met getallen")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Text has no methods, and what counts or quotes can only be printed whole."""
        if isinstance(obj, str | Getal | Citaat | Verhaaltekst):
            return False
        return super().is_safe_attribute(obj, attr, value)


def _environment(
    folders: Sequence[Path], register: Register, platen: dict[str, Plaat], media: Media_van
) -> _Environment:
    environment = _Environment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        undefined=StrictUndefined,
        autoescape=True,
        bytecode_cache=_COMPILED,
        # Pandoc writes `{#anchor}`, which is Jinja's own comment.
        comment_start_string="{*",
        comment_end_string="*}",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

    def uit(value: object) -> Markup:
        return _markdown(value, register)

    @pass_eval_context
    def finalize(_: object, value: object) -> Markup:
        # With a context argument Jinja cannot fold constants, which it would escape as HTML.
        return uit(value)

    def tabel(value: Tabel) -> Markup:
        return tabel_markdown(uit, value)

    def grafiek(value: Grafiek) -> Markup:
        if is_leeg(value):
            return Markup("")
        _once(value.anker, value, platen)
        return _grafiek(value, uit)

    def plaatje(value: Plaatje) -> Markup:
        medium = media.get(value.pad)
        if medium is None:
            return Markup("")
        _once(value.anker, medium, platen)
        return _plaatje(value, medium)

    environment.finalize = finalize
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.filters |= _filters(register, uit)
    environment.globals = {
        "tabel": tabel,
        "grafiek": grafiek,
        "plaatje": plaatje,
        "range": environment.globals["range"],
    }
    return environment


def _filters(register: Register, uit: Uit) -> dict[str, Callable[..., Markup]]:
    def join(values: Iterable[object], tussen: str = "") -> Markup:
        between: str = " ".join(escape(part) for part in tussen.split(" "))
        return Markup(between.join(map(uit, values)))  # noqa: S704 - made of escapes

    def met_bron(body: Markup, tekst: Verhaaltekst) -> Markup:
        return Markup(f"{body}\n::: bron\n{_bron_link(tekst, register)}\n:::\n")  # noqa: S704

    def vanaf(tekst: Verhaaltekst, niveau: int) -> Markup:
        return met_bron(blokken_markdown(tekst.blokken, niveau), tekst)

    def met_bewijs(verhaal: Verhaalbeeld, niveau: int) -> Markup:
        body = gemerkt(verhaal, niveau, lambda words, said: _bron_link(said, register, words))
        return met_bron(body, verhaal.tekst)

    return {"join": join, "vanaf": vanaf, "met_bewijs": met_bewijs}


def _markdown(value: object, register: Register) -> Markup:
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, Anker | Kenmerken | Stuk):
        plain = value.naam if isinstance(value, Anker) else value.markdown
        return Markup(plain)  # noqa: S704 - nothing but letters, digits and hyphens as values
    if isinstance(value, Getal):
        return _figure(value, register)
    if isinstance(value, Citaat):
        text = escape(f"“{value.tekst}”" if value.aanhalen else value.tekst)
        return Markup(f"{text} {_bron_link(value, register)}")  # noqa: S704 - made of escapes
    if isinstance(value, Kanten | Vet | Zin):
        return _composed(value, register)
    if isinstance(value, StrictUndefined):
        value._fail_with_undefined_error()
    raise TemplateRuntimeError(
        f"een waarde van het soort '{type(value).__name__}' heeft geen bron en kan er zo niet in"
    )


def _once(anker: Anker, plaat: Plaat, platen: dict[str, Plaat]) -> None:
    if anker.naam in platen:
        raise TemplateRuntimeError("deze grafiek of dit plaatje staat al in het document")
    platen[anker.naam] = plaat


def _plaatje(value: Plaatje, medium: Medium) -> Markup:
    """A place for a picture or sound, with its words; the filter puts it there."""
    sound = isinstance(medium, Geluid)
    opening = f"::: {{.{'geluid' if sound else 'plaatje'} #{value.anker.naam}"
    opening += "}" if isinstance(medium, Geluid) else f' vorm="{medium.vorm}"}}'
    lines = ("", opening, "::: alt", escape(value.alt), ":::", "")
    said = f"{'Geluid' if sound else 'Beeld'} bij ‘{escape(value.bij)}’"
    return Markup("\n".join((*lines, said, ":::", "")))  # noqa: S704 - made of escapes


def _grafiek(value: Grafiek, uit: Uit) -> Markup:
    """A place for a chart, with what is said of it; the filter puts the picture there."""
    said = zin_markdown(uit, bijschrift(value))
    where = value.tabel.anker
    link = f" De getallen staan in [deze tabel](#{where.naam})." if where else ""
    lines = (f"::: {{.grafiek #{value.anker.naam}}}", "::: alt", escape(alternatief(value)), ":::")
    return Markup("\n".join(("", *lines, "", f"{said}{link}", ":::", "")))  # noqa: S704


def _composed(value: Kanten | Vet | Zin, register: Register) -> Markup:
    if isinstance(value, Zin):
        return zin_markdown(lambda part: _markdown(part, register), value.delen)
    if isinstance(value, Vet):
        return Markup(f"[{_markdown(value.waarde, register)}]{{.sterk}}")  # noqa: S704 - escaped
    if not value.aantal:
        return Markup("–")
    signs = zip(("+", "±", "−"), value.delen, strict=True)
    return Markup(" ").join(_figure(part, register, sign) for sign, part in signs)


def _figure(value: Waarde, register: Register, sign: str = "") -> Markup:
    """A figure as a link to its line of the register, after a sign."""
    if not isinstance(value, Getal):
        return escape(f"{sign}{value}")
    nummer, first = register.enter(value)
    return _link(escape(f"{sign}{value.tekst}"), nummer, first, "getal")


def _bron_link(
    item: Citaat | Verhaaltekst, register: Register, words: Markup | None = None
) -> Markup:
    """A link to the line of the register; without `words` it says the number of that line."""
    nummer, first = register.enter(item)
    # An escaped space does not break over two lines.
    said = words or Markup(rf"bron\ {nummer}")  # noqa: S704 - a number
    return _link(said, nummer, first, "bronverwijzing")


def _link(text: Markup, nummer: int, first: bool, soort: str) -> Markup:
    anchor = f"#c{nummer} " if first else ""
    return Markup(f"[[{text}](#b{nummer})]{{{anchor}.{soort}}}")  # noqa: S704 - made of escapes


def _template_error(error: Exception, name: str, folders: Sequence[Path]) -> PipelineError:
    mend = "Herstel het sjabloon, of haal het weg: dan gebruikt vertel het eigen sjabloon."
    if isinstance(error, TemplateNotFound):
        return PipelineError(f"Het sjabloon {error.name} is niet te vinden.", mend)
    if isinstance(error, TemplateSyntaxError):
        place = f"{error.name or name}, regel {error.lineno}"
    else:
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if Path(frame.filename).parent in folders
        ]
        place = f"{Path(frames[-1].filename).name}, regel {frames[-1].lineno}" if frames else name
    if isinstance(error, VraagError):
        asked = f"Het sjabloon vraagt een cijfer dat niet te geven is ({place}): {error.melding}"
        return PipelineError(asked, error.oplossing)
    unknown = isinstance(error, UndefinedError)
    what = "hier staat een naam die vertel niet kent" if unknown else "dit kan zo niet"
    return PipelineError(f"Het sjabloon is stuk ({place}): {what} ({error}).", mend)
