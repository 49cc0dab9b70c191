"""The built wheel, in a clean virtual environment and outside the checkout, makes a report."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

REPO = Path(__file__).parent.parent
STORY = """---
titel: De post
datum: 2016-03-14
wijk: Zuid
toestemming: openbaar
fictief: true
---

Zij heeft zelf de post geopend.
"""


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def vertel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `vertel` as installed from the wheel, with its real dependencies."""
    folder = tmp_path_factory.mktemp("wheel")
    made = run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, REPO, cwd=folder)
    assert made.returncode == 0, made.stderr
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=True)
    scripts = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    installed = run(scripts / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    if installed.returncode and "CI" not in os.environ and "NewConnectionError" in installed.stderr:
        pytest.skip("no package registry can be reached")
    assert installed.returncode == 0, installed.stderr
    return scripts / "vertel"


def test_the_wheel_builds_a_report_in_all_three_formats(vertel: Path, tmp_path: Path):
    assert shutil.which("pandoc", path=str(vertel.parent)) is None
    (tmp_path / "verhalen").mkdir()
    (tmp_path / "verhalen" / "a.md").write_text(STORY, encoding="utf-8")
    made = run(vertel, "build", "--strict", cwd=tmp_path)
    assert made.returncode == 0, made.stdout + made.stderr
    names = {path.name for path in (tmp_path / "build").iterdir()}
    assert {f"jaarrapportage-2016.{ending}" for ending in ("html", "pdf", "docx")} <= names
    assert "zelf de post geopend" in (tmp_path / "build" / "jaarrapportage-2016.html").read_text(
        "utf-8"
    )


def test_spacy_finds_the_components_of_the_wheel_by_itself(vertel: Path, tmp_path: Path):
    said = "import spacy; n = spacy.blank('nl'); n.add_pipe('zinnen'); n.add_pipe('kwaliteiten')"
    made = run(vertel.parent / "python", "-c", f"{said}; print(n('Dag.').cats)", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("{'")
