"""What more than one file of tests needs: the example, built once, and tools that CI must have."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipeline.build import build
from pipeline.workspace import Workspace

REPO = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The example workspace, built once. Do not write in it."""
    root = tmp_path_factory.mktemp("voorbeeld")
    shutil.copytree(REPO / "verhalen", root / "verhalen")
    workspace = Workspace(root)
    build(workspace, date(2017, 1, 15), lambda *_: None)
    return workspace


@pytest.fixture(scope="session")
def must_have() -> Callable[[object, str], None]:
    """Skip when a tool is not there; in CI (the variable `CI`) that is a failure."""

    def judge(tool: object, why: str) -> None:
        if not tool and os.environ.get("CI"):
            pytest.fail(f"in CI this must be there: {why}")
        if not tool:
            pytest.skip(why)

    return judge
