"""The rooms of the package import one way, from the ground floor up (design, chapter 1)."""

import ast
import re
from pathlib import Path

import yaml

PACKAGE = Path(__file__).parent.parent / "pipeline"

FLOORS = [
    {"problems"},
    {"model", "again"},
    {"yaml_bounded"},
    {"workspace", "pandoc"},
    {"codebook_values", "qim"},
    {"qim_read"},
    {"codebook"},
    {"read"},
    {"reconcile", "instruments"},
    {"tag"},
    {"link"},
    {"protect"},
    {"report", "export"},
    {"manifest", "swap"},
    {"cache"},
    {"remember", "stale"},
    {"inputs"},
    {"taken"},
    {"build"},
    {"sharing", "tagging", "watch", "serve", "begin", "take_back"},
    {"api"},
    {"arguments", "tell", "tell_import"},
    {"commands"},
    {"cli"},
    {"__main__", "__init__"},
]
LEVEL = {room: level for level, floor in enumerate(FLOORS) for room in floor}


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name.split(".")[1] for name in found if name.startswith("pipeline.")}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_every_module_lives_in_a_known_room():
    assert {room_of(path) for path in modules()} <= set(LEVEL)


def test_a_room_imports_only_from_rooms_below_it():
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {room}"
        for path in modules()
        for room in imported(path) & set(LEVEL)
        if room != room_of(path) and LEVEL[room] >= LEVEL[room_of(path)]
    ]
    assert wrong == []


def test_only_tag_knows_spacy_and_two_modules_start_a_process_pandoc_and_a_helper_of_ours():
    spacy = {room_of(path) for path in modules() if "import spacy" in path.read_text("utf-8")}
    assert spacy == {"tag"}
    starting = {path.name for path in modules() if "subprocess" in path.read_text("utf-8")}
    assert starting <= {"pandoc.py", "veel.py"}


def test_modules_stay_small_enough_to_read():
    long = {
        str(path.relative_to(PACKAGE)): count
        for path in modules()
        if (count := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}


def constants(path: Path) -> set[str]:
    """Every text in the code of a module, docstrings left out, in lower case."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    return {
        node.value.casefold()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said
    }


def named(part: str) -> set[str]:
    codebook = yaml.safe_load((PACKAGE.parent / "verhalen/codeboek.yaml").read_text("utf-8"))
    keys = ("sleutel", "naam", "kort")
    return {entry[key].casefold() for entry in codebook[part] for key in keys if key in entry}


def test_no_quality_is_named_in_the_code():
    """Not in a condition, not in a message: the seven and a pilot's own take the same way."""
    names = "|".join(map(re.escape, sorted(named("kwaliteiten"), key=len, reverse=True)))
    word = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")
    found = {
        f"{path.relative_to(PACKAGE)}: {match[0]}"
        for path in modules()
        for text in constants(path)
        if (match := word.search(text))
    }
    assert found == set()


def test_no_wijk_or_service_is_a_case_of_its_own_in_the_code():
    names = named("wijken") | named("werksoorten")
    found = {
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in modules()
        for name in names & constants(path)
    }
    assert found == set()
