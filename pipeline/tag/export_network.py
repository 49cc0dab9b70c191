"""A trained network as `context_model` runs it: weights of eight bits, and the pieces of Dutch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from torch import Tensor, nn

from pipeline.tag.base_model import Base
from pipeline.tag.context_model import BLOCK, UNKNOWN, ContextModel, Heads
from pipeline.tag.network import Network, Reader

_LETTER = re.compile(r"[\u2581]?[ -\u024f\u2000-\u20cf]")


def context_model(
    network: Network, base: Base, kwaliteiten: Sequence[str], texts: Iterable[str]
) -> ContextModel:
    """The network with the pieces of words that occur in `texts`, and every Latin letter."""
    kept = _kept(base, texts)
    table = (base.table[kept] + 8).astype(np.uint8)
    with torch.no_grad():
        return ContextModel(
            tuple(kwaliteiten),
            tuple(base.pieces[number] for number in kept),
            (table[:, ::2] | (table[:, 1::2] << 4)).astype(np.uint8),
            base.scales[kept],
            exported(network.reader),
            Heads(
                (network.zin.weight.T.numpy(), network.zin.bias.numpy()),
                (network.let_op.weight.T.numpy(), network.let_op.bias.numpy()),
                (network.tekst.numpy(), network.constant.numpy()),
            ),
        )


def _kept(base: Base, texts: Iterable[str]) -> list[int]:
    found = {number for one in base.cutter.encode_batch(list(texts)) for number in one.ids}
    found |= {number for number, (piece, _) in enumerate(base.pieces) if _LETTER.fullmatch(piece)}
    return [*range(UNKNOWN + 1), *sorted(found - set(range(UNKNOWN + 1)))]


class _OneText(nn.Module):
    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, rows: Tensor, pool: Tensor) -> Tensor:
        """Sentence × number of one text."""
        known = torch.ones((1, rows.shape[0]), dtype=torch.bool)
        found: Tensor = self.reader(rows[None], known, pool[None])[0]
        return found


def exported(reader: Reader) -> NDArray[np.uint8]:
    """A reader as an ONNX model with weights of eight bits, for one text at a time."""
    width = reader.places.shape[1]
    example = (torch.randn(40, width), torch.ones(3, 40) / 40)
    free = {"rows": {0: "tokens"}, "pool": {0: "sentences", 1: "tokens"}, "out": {0: "sentences"}}
    with TemporaryDirectory() as folder:
        whole, small = (str(Path(folder, name)) for name in ("whole.onnx", "small.onnx"))
        torch.onnx.export(
            _OneText(reader).eval(),
            example,
            whole,
            input_names=["rows", "pool"],
            output_names=["out"],
            dynamic_axes=free,
            opset_version=17,
            dynamo=False,
        )
        wide = [f"/reader/layers.{number}/narrower/MatMul" for number in range(len(reader.layers))]
        quantize_dynamic(
            whole,
            small,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=wide,
        )
        # What goes into these has a few very large numbers, which one scale for all would drown.
        blocks = MatMulNBitsQuantizer(
            onnx.load(small), bits=8, block_size=BLOCK, is_symmetric=True, accuracy_level=4
        )
        blocks.process()
        blocks.model.save_model_to_file(small)
        return np.frombuffer(Path(small).read_bytes(), np.uint8)
