"""Where things lie: the project's folders, the defaults that ship with the package, the cache."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

_PACKAGE = Path(__file__).resolve().parent
_DEFAULTS = (_PACKAGE / "defaults", _PACKAGE.parent)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A project: the folder that holds `verhalen/`, and may hold `templates/` and `build/`."""

    root: Path

    @property
    def verhalen(self) -> Path:
        """The stories, notes, figures and codebook."""
        return self.root / "verhalen"

    @property
    def cijfers(self) -> Path:
        """The tables with figures."""
        return self.verhalen / "cijfers"

    @property
    def codeboek(self) -> Path:
        """The project's own codebook, or else the default one."""
        own = self.verhalen / "codeboek.yaml"
        return own if own.is_file() else default_path("verhalen/codeboek.yaml")

    @property
    def build(self) -> Path:
        """The outputs; only ever touched by swapping in whole files."""
        return self.root / "build"

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """Where templates are looked up, the project's own first."""
        own = self.root / "templates"
        default = default_path("templates")
        return (own, default) if own.is_dir() and own != default else (default,)

    def pad(self, path: Path) -> str:
        """A path as it is shown: relative to the workspace, with `/`."""
        try:
            shown = path.relative_to(self.root).as_posix()
        except ValueError:
            shown = path.as_posix()
        return as_text(shown)


def as_text(name: str) -> str:
    """A name of the file system that any text can hold: bytes that are no UTF-8 as their code."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def find(start: Path) -> Workspace | None:
    """The nearest folder upward from `start` that holds `verhalen/` (design, chapter 3)."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / "verhalen").is_dir():
            return Workspace(folder)
    return None


def default_path(name: str) -> Path:
    """A default that ships with the package: in the wheel, or else in the checkout."""
    for base in _DEFAULTS:
        if (base / name).exists():
            return base / name
    raise FileNotFoundError(name)


def cache_folder() -> Path:
    """The user's cache for the product; it never holds text of a story."""
    chosen = os.environ.get("VERTEL_CACHE")
    return Path(chosen) if chosen else user_cache_path("tellen-en-vertellen")
