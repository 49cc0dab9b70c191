"""From a `Publication` to documents that anyone can read: HTML, PDF and Word.

    Publication ─ contexts ─ scherm_af ─► contexts ─ render ─► Document ─ convert ─► html, pdf, docx

The contexts are those of the jaarrapportage, the overzichten and the monitorgesprekken; small
counts of people are hidden over all of them together, and only then is anything written.

A `Document` is Markdown of ours with a register of all that it shows; making the formats from it
is apart, so that it can be kept when nothing changed.
"""

from __future__ import annotations

from pipeline.report.controle import ControleRij, controle_html, controle_rijen
from pipeline.report.document import Bijlage, Document, bijlagen, documenten, jaarrapportage
from pipeline.report.vormen import FORMATEN, convert

__all__ = [
    "FORMATEN",
    "Bijlage",
    "ControleRij",
    "Document",
    "bijlagen",
    "controle_html",
    "controle_rijen",
    "convert",
    "documenten",
    "jaarrapportage",
]
