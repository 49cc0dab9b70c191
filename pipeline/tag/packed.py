"""The tagger of a project as a saved spaCy pipeline, for other programmes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.codebook import Codebook
from pipeline.model import Verhaal
from pipeline.tag.tagger import learns_from, tagging

FOLDER = "spacy"


def packed(codebook: Codebook, verhalen: Sequence[Verhaal]) -> dict[str, bytes]:
    """The files of the pipeline, by their names below `spacy/`; `spacy.load` reads that folder.

    `verhalen` are the stories from which it may learn. No word of them is in the files: what was
    learned is kept as numbers. Raises `PipelineError` when the codebook's spaCy model is of no
    use.
    """
    nlp = tagging(codebook, learns_from(codebook, verhalen))
    nlp.meta["name"] = "kwaliteiten"
    nlp.meta["description"] = f"De kwaliteiten van {codebook.naam}"
    nlp.meta["author"] = codebook.organisatie
    nlp.meta["requirements"] = ["tellen-en-vertellen"]
    with TemporaryDirectory() as folder:
        nlp.to_disk(folder)
        files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
        return {
            f"{FOLDER}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in files
        }
