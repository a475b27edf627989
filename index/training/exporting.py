"""Exports the network, with weights of 8 bits, to the folder that ``index.network`` loads."""

import json
import logging
import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from index.encoder import import_onnxruntime
from index.files import file_sha256
from index.network import DESCRIPTION, NETWORK, TOKENIZER
from index.training.network import ReaderNetwork

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_OPSET = 17
_INPUTS = ("ids", "mask", "types", "members")


def export_network(network: ReaderNetwork, tokenizer: "Tokenizer", folder: Path, *, bits: int) -> None:
    """Write network and tokenizer to ``folder``, with weights of 8 or 32 ``bits``.

    Of 8 bits only 7 are used: processors without VNNI instructions saturate on more, and would answer
    differently.
    """
    import_onnxruntime()
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    full = folder / "full.onnx"
    _trace(network.float().eval(), full)
    if bits == 8:
        logging.disable(logging.WARNING)  # its advice to prepare the graph, which changes nothing here
        quantize_dynamic(
            full, folder / NETWORK, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
        logging.disable(logging.NOTSET)
        full.unlink()
    else:
        shutil.move(full, folder / NETWORK)
    tokenizer.save(str(folder / TOKENIZER))
    write_description(folder, {"fusion": None})


def write_description(folder: Path, fields: dict[str, Any]) -> None:
    """Write ``reader.json``: ``fields`` beside the SHA-256 of the other files."""
    files = {name: file_sha256(folder / name) for name in (NETWORK, TOKENIZER)}
    text = json.dumps({**fields, "files": files}, indent=1, sort_keys=True)
    (folder / DESCRIPTION).write_text(text + "\n", encoding="utf-8")


def _trace(network: ReaderNetwork, file: Path) -> None:
    example = (
        torch.ones(1, 12, dtype=torch.int64),
        torch.ones(1, 12, dtype=torch.int64),
        torch.zeros(1, 12, dtype=torch.int64),
        torch.ones(1, 3, 12),
    )
    axes = {name: {0: "batch", 1: "tokens"} for name in (*_INPUTS[:3], "ends")}
    axes["members"] = {0: "batch", 1: "sentences", 2: "tokens"}
    axes["sentences"] = {0: "batch", 1: "sentences"}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer's remarks on shapes; the export is measured
        torch.onnx.export(
            network,
            example,
            str(file),
            input_names=list(_INPUTS),
            output_names=["sentences", "ends"],
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )
