"""Starts training from a reader that was exported before, or takes the mean of several.

What was exported has weights of 8 bits; training goes on from these, but for the word embeddings, which are
the encoder's and stay so. Matrices that multiply have lost their names in the export and are told apart by
their order in it.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from index.training.network import ReaderNetwork

_IN_LAYER = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_FROZEN = "encoder.embeddings.word_embeddings.weight"
_HEADS = ("weigh", "ends", "join", "judge")


def average_into(network: ReaderNetwork, files: Sequence[Path]) -> None:
    """Put the mean of the weights of exported networks, which have one ancestor, into ``network``.

    It judges better than each of them (Wortsman et al., 2022, "Model soups").

    Raises:
        ValueError: one is the export of another network.
    """
    held = []
    for file in files:
        start_from(network, file)
        held.append({name: weight.clone() for name, weight in network.state_dict().items()})
    mean = {name: sum(one[name] for one in held) / len(held) for name in held[0]}
    network.load_state_dict(mean)


def start_from(network: ReaderNetwork, file: Path) -> None:
    """Copy the weights of an exported network, ``file``, into ``network``.

    Raises:
        ValueError: it is the export of another network.
    """
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(file)).graph
    held = {one.name: np.array(numpy_helper.to_array(one)) for one in graph.initializer}

    def weights(name: str) -> torch.Tensor:
        if name in held:
            return torch.from_numpy(held[name])
        quantised, zero = (held[f"{name}_{part}"].astype(np.float32) for part in ("quantized", "zero_point"))
        return torch.from_numpy((quantised - zero) * held[f"{name}_scale"])

    read = dict.fromkeys(name for node in graph.node for name in node.input if name.endswith("_quantized"))
    nameless = [name.removesuffix("_quantized") for name in read if name.startswith("onnx::")]
    layers = range(network.encoder.config.num_hidden_layers)
    matrices = [f"encoder.encoder.layer.{layer}.{part}.weight" for layer in layers for part in _IN_LAYER]
    matrices += [f"{head}.weight" for head in _HEADS]
    if len(matrices) != len(nameless):
        raise ValueError(f"{file} has {len(nameless)} matrices, the network {len(matrices)}")
    trained = {name for name, _ in network.named_parameters()} - {*matrices, _FROZEN}
    state = {name: weights(name) for name in trained}
    state |= {name: weights(other).T for name, other in zip(matrices, nameless, strict=True)}
    network.load_state_dict(state, strict=False)
