"""The rooms of the package import one way, from the ground floor up (design, chapter 1)."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "pipeline"

FLOORS = [
    {"problems"},
    {"model"},
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


def test_only_tag_knows_spacy_and_only_one_module_starts_pandoc():
    spacy = {room_of(path) for path in modules() if "import spacy" in path.read_text("utf-8")}
    assert spacy == {"tag"}
    pandoc = {path.name for path in modules() if "subprocess" in path.read_text("utf-8")}
    assert pandoc <= {"pandoc.py"}


def test_modules_stay_small_enough_to_read():
    long = {
        str(path.relative_to(PACKAGE)): count
        for path in modules()
        if (count := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}


def test_no_quality_is_named_in_the_code():
    import yaml

    codebook = yaml.safe_load((PACKAGE.parent / "verhalen/codeboek.yaml").read_text("utf-8"))
    keys = {entry["sleutel"] for entry in codebook["kwaliteiten"]}
    named = {
        f"{path.relative_to(PACKAGE)}: {key}"
        for path in modules()
        for key in keys
        if f'"{key}"' in path.read_text("utf-8")
    }
    assert named == set()
