"""The Python API as a pilot uses it."""

from pathlib import Path

import pytest

import pipeline
from pipeline.problems import PipelineError

STORY = """---
titel: De post
datum: 2016-03-14
wijk: Zuid
toestemming: openbaar
kwaliteiten: [zelfregie]
fictief: true
---

Vroeger lag alles op de mat. Nu maakt zij zelf haar post open en betaalt zij zelf de huur.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "verhalen").mkdir()
    (tmp_path / "verhalen" / "post.md").write_text(STORY, encoding="utf-8")
    return tmp_path


def test_every_public_name_is_documented():
    assert all(getattr(pipeline, name).__doc__ for name in pipeline.__all__)
    with pytest.raises(AttributeError):
        _ = pipeline.bestaat_niet


def test_a_workspace_is_found_from_below_and_gives_its_stories(folder: Path):
    workspace = pipeline.open_workspace(folder / "verhalen")
    assert workspace.root == folder
    (tagged,) = pipeline.tagged_stories(workspace)
    assert [tag.kwaliteit for tag in tagged.tags] == ["zelfregie"]


def test_a_text_is_tagged_without_a_workspace():
    tagged = pipeline.tag_text("Nu maakt zij zelf haar post open en betaalt zij zelf de huur.")
    assert tagged is not None
    assert "zelfregie" in {tag.kwaliteit for tag in tagged.voorstellen}
    assert pipeline.tag_text("") is None


def test_what_goes_wrong_is_said(folder: Path, tmp_path_factory: pytest.TempPathFactory):
    with pytest.raises(FileNotFoundError):
        pipeline.open_workspace(tmp_path_factory.mktemp("leeg"))
    (folder / "verhalen" / "codeboek.yaml").write_text("kwaliteiten: []", encoding="utf-8")
    with pytest.raises(PipelineError, match="codeboek"):
        list(pipeline.tagged_stories(pipeline.open_workspace(folder)))
