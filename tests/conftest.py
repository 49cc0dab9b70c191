"""What more than one file of tests needs: the example, built once, and tools that CI must have."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from pipeline.build import build
from pipeline.workspace import Workspace

REPO = Path(__file__).parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


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


@pytest.fixture(scope="session")
def browser(must_have: Callable[[object, str], None]) -> Iterator[Browser]:
    """The one browser of a run: Playwright allows no second one beside it."""
    must_have(CHROMIUM, "a chromium, by which the pages are looked at")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        yield started
        started.close()
