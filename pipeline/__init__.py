"""Tellen en vertellen: from a folder of stories and figures to an accountable jaarrapportage.

    verhalen/*.md ─ read ─► Verhaal ─ tag ─► TaggedVerhaal ─ link ─► LinkedVerhaal ─┐
    verhalen/cijfers/* ─ read ─► Cijfer ───────────────────────────────┘            ├─ protect
    verhalen/codeboek.yaml ─► Codebook                                              ┘     │
                                             build/* ◄─ swap ◄─ report, export ◄──────────┘

A pilot imports what it needs from here; `pipeline/docs/api.md` shows it at work. Names are looked
up when they are first used, so that importing a room does not load all of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.api import (
        Antwoorden,
        BuildResult,
        Codebook,
        EigenKwaliteit,
        Evaluatie,
        PipelineError,
        Plan,
        Problem,
        PublicVerhaal,
        Tag,
        TaggedVerhaal,
        Verhaal,
        Workspace,
        begin_workspace,
        build_workspace,
        check_workspace,
        codebook_of,
        evaluate_workspace,
        export_together,
        export_workspace,
        import_codings,
        open_workspace,
        public_stories,
        tag_text,
        tagged_stories,
    )

__all__ = [
    "Antwoorden",
    "BuildResult",
    "Codebook",
    "EigenKwaliteit",
    "Evaluatie",
    "PipelineError",
    "Plan",
    "Problem",
    "PublicVerhaal",
    "Tag",
    "TaggedVerhaal",
    "Verhaal",
    "Workspace",
    "begin_workspace",
    "build_workspace",
    "check_workspace",
    "codebook_of",
    "evaluate_workspace",
    "export_together",
    "export_workspace",
    "import_codings",
    "open_workspace",
    "public_stories",
    "tag_text",
    "tagged_stories",
]


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(import_module("pipeline.api"), name)
    raise AttributeError(name)
