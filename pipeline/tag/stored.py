"""A classifier as a few files, without pickle, so that a saved pipeline works anywhere.

| soort | what it is | files beside `feiten.json` |
|---|---|---|
| `geleerd` | trained on the corpus of the package | `model.zip`, `woorden.zip`, `zinnen.zip` |
| `voorbeelden` | learned from a project's own stories | `leerstof.zip`, `model.zip` (direction) |
| `indicatoren` | the phrases of a codebook | none |

No text of a story is in them: what was learned from stories is kept as numbers.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.vocab import Vocab

from pipeline.model import Richting
from pipeline.problems import PipelineError
from pipeline.tag import blend, vectors, weights
from pipeline.tag.arrays import read_arrays, write_arrays
from pipeline.tag.blend import Context
from pipeline.tag.encoder import Encoder, encoder_named
from pipeline.tag.fewshot import FewShotClassifier, Leerstof
from pipeline.tag.learned import LearnedClassifier
from pipeline.tag.lexical import Floats
from pipeline.tag.rules import Indicator, RuleClassifier
from pipeline.tag.scores import Classifier

VERSION = 1
FACTS, MODEL, WOORDEN, LEERSTOF = "feiten.json", "model.zip", "woorden.zip", "leerstof.zip"
CONTEXT = "zinnen.zip"
FILES = (FACTS, MODEL, WOORDEN, LEERSTOF, CONTEXT)
_PARTS = ("mean", "scale", "slopes", "constant", "hoog", "laag")

Files = Mapping[str, bytes]


def as_files(classifier: Classifier) -> dict[str, bytes]:
    """The files of a classifier; the same classifier, the same bytes.

    Raises TypeError for one that is not of this package.
    """
    facts: dict[str, object] = {"versie": VERSION, "kwaliteiten": classifier.kwaliteiten}
    files: dict[str, bytes] = {}
    match classifier:
        case LearnedClassifier():
            facts |= {"soort": "geleerd", "encoder": classifier.encoder.name}
            files[MODEL] = _model(classifier.weights)
            files |= _encoder(classifier.encoder)
            if classifier.context:
                files[CONTEXT] = _context(classifier.context)
        case FewShotClassifier():
            facts |= {"soort": "voorbeelden", "encoder": classifier.encoder.name}
            files[MODEL] = _model(classifier.richting)
            files[LEERSTOF] = _leerstof(classifier)
            files |= _encoder(classifier.encoder)
        case RuleClassifier():
            rows = [
                (i.kwaliteit, str(i.richting), i.woorden, i.lemmas) for i in classifier.indicatoren
            ]
            facts |= {"soort": "indicatoren", "indicatoren": rows}
        case _:
            raise TypeError(f"no files for a {type(classifier).__name__}")
    return files | {FACTS: json.dumps(facts, ensure_ascii=False, indent=1).encode()}


def from_files(files: Files, vocab: Vocab) -> Classifier:
    """The classifier of these files. Raises `PipelineError` when one is missing or damaged."""
    try:
        facts = json.loads(files[FACTS])
        if facts["versie"] != VERSION:
            raise _damaged()
        return _classifier(files, facts, vocab)
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise _damaged() from error


def _classifier(files: Files, facts: Mapping[str, Any], vocab: Vocab) -> Classifier:
    keys = tuple(facts["kwaliteiten"])
    match facts["soort"]:
        case "geleerd":
            trained = weights.load(io.BytesIO(files[MODEL]))
            if not set(keys) <= set(trained.kwaliteiten):
                raise _damaged()
            encoder = _read_encoder(files, facts["encoder"])
            context = blend.load(io.BytesIO(files[CONTEXT])) if CONTEXT in files else None
            return LearnedClassifier(trained, encoder, keys, context)
        case "voorbeelden":
            return _few_shot(files, keys, _read_encoder(files, facts["encoder"]))
        case "indicatoren":
            rows = [
                Indicator(key, Richting(sign), tuple(words), tuple(lemmas))
                for key, sign, words, lemmas in facts["indicatoren"]
            ]
            return RuleClassifier(vocab, keys, rows)
    raise _damaged()


def _model(trained: weights.Weights) -> bytes:
    held = io.BytesIO()
    weights.save(trained, held)
    return held.getvalue()


def _context(context: Context) -> bytes:
    held = io.BytesIO()
    blend.save(context, held)
    return held.getvalue()


def _encoder(encoder: Encoder) -> dict[str, bytes]:
    """The table of an encoder that is one; any other comes with a package."""
    if not isinstance(encoder, vectors.WordVectors):
        return {}
    held = io.BytesIO()
    vectors.save(encoder, held)
    return {WOORDEN: held.getvalue()}


def _read_encoder(files: Files, name: str) -> Encoder:
    return vectors.load(io.BytesIO(files[WOORDEN])) if WOORDEN in files else encoder_named(name)


def _leerstof(classifier: FewShotClassifier) -> bytes:
    arrays: dict[str, NDArray[np.generic]] = {part: getattr(classifier, part) for part in _PARTS}
    arrays["midden"] = classifier.leerstof.midden
    arrays |= {f"zaad{number}": zaad for number, zaad in enumerate(classifier.leerstof.zaden)}
    held = io.BytesIO()
    write_arrays(held, {}, arrays)
    return held.getvalue()


def _few_shot(files: Files, keys: tuple[str, ...], encoder: Encoder) -> FewShotClassifier:
    _, arrays = read_arrays(io.BytesIO(files[LEERSTOF]))
    held: dict[str, Floats] = {name: array.astype(np.float32) for name, array in arrays.items()}
    zaden = tuple(held[f"zaad{number}"] for number in range(len(keys)))
    return FewShotClassifier(
        kwaliteiten=keys,
        encoder=encoder,
        leerstof=Leerstof(held["midden"], zaden),
        richting=weights.load(io.BytesIO(files[MODEL])),
        **{part: held[part] for part in _PARTS},
    )


def _damaged() -> PipelineError:
    return PipelineError(
        "Het bewaarde model is beschadigd of van een andere versie.",
        "Maak het opnieuw met 'vertel export --formaat spacy'.",
    )
