"""What the README and the pages in `pipeline/docs/` show of Python runs as it stands there."""

import re
from pathlib import Path

import pytest

REPO = Path(__file__).parent.parent
PAGES = [REPO / "README.md", *sorted((REPO / "pipeline" / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", [page for page in PAGES if "```python" in page.read_text("utf-8")])
def test_every_python_block_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """From top to bottom in one empty folder; a mistake names its line on the page."""
    monkeypatch.chdir(tmp_path)
    text = page.read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for block in BLOCK.finditer(text):
        above = "\n" * text.count("\n", 0, block.start(1))
        exec(compile(above + block[1], str(page), "exec"), names)


def test_the_page_shows_every_public_name():
    import pipeline

    text = (REPO / "pipeline" / "docs" / "api.md").read_text(encoding="utf-8")
    functions = [name for name in pipeline.__all__ if name.islower()]
    assert [name for name in functions if f"{name}(" not in text] == []


def test_a_link_to_a_file_leads_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
