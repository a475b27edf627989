"""Turns questions and passages into unit vectors with the encoder that an index carries.

An encoder is a folder: ``encoder.json`` names the others with their SHA-256, and the SHA-256 of
``encoder.json`` is the encoder's fingerprint. ``index.export`` makes such a folder of any
sentence-transformers model; asking needs ONNX Runtime and the tokenizer alone.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from corpus import ModelError
from index.files import checked_model
from index.terms import terms

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

DESCRIPTION = "encoder.json"
MODEL = "model.onnx"
WEIGHTS = "weights.bin"  # beside the graph, so that they are mapped into memory, not parsed
TOKENIZER = "tokenizer.json"
FILES = (MODEL, WEIGHTS, TOKENIZER)
_BATCH = 4  # passages of like length; larger batches are slower (tests/benchmarks/speed.py)
_HASHING_DIMENSION = 256


class Encoder(Protocol):
    """Embeds text. ``max_tokens`` is what it reads of a passage, special tokens and prompt apart."""

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int

    def encode_question(self, question: str) -> Vectors:
        """Return the question's vector: (1, d) float32, unit row."""

    def encode_passages(self, passages: Sequence[str]) -> Vectors:
        """Return the passages' vectors: (n, d) float32, unit rows, in the order given."""

    def count_tokens(self, text: str) -> int:
        """Return the tokens of ``text``, special tokens left out, uncut."""


class HashingEncoder:
    """Embeds text as the hashed counts of its search terms: deterministic, instant, no files.

    The simple implementation beside the serious one, for tests and trials: it knows no synonyms.
    """

    name = "hashing"
    fingerprint = f"hashing-{_HASHING_DIMENSION}-1"
    dimension = _HASHING_DIMENSION
    max_tokens = 256

    def encode_question(self, question: str) -> Vectors:
        return self.encode_passages([question])

    def encode_passages(self, passages: Sequence[str]) -> Vectors:
        """See ``Encoder``."""
        vectors = np.zeros((len(passages), self.dimension), dtype=np.float32)
        for row, passage in zip(vectors, passages, strict=True):
            row[0] = 1e-3  # so that a text without terms has a direction too
            for term in terms(passage):
                row[1 + zlib.crc32(term.encode()) % (self.dimension - 1)] += 1
        return unit_rows(vectors)

    def count_tokens(self, text: str) -> int:
        return len(text.split())


class OnnxEncoder:
    """Embeds text with an exported sentence-transformers model, on the CPU."""

    def __init__(
        self,
        description: dict[str, Any],
        session: "onnxruntime.InferenceSession",
        tokenizer: "Tokenizer",
    ) -> None:
        self.name: str = description["name"]
        self.fingerprint: str = description["fingerprint"]
        self.dimension: int = description["dimension"]
        self._prompts: dict[str, str] = description["prompts"]
        self._pad_id: int = description["pad_id"]
        self._session = session
        self._inputs = [node.name for node in session.get_inputs()]
        self._tokenizer = tokenizer
        self._window: int = description["max_tokens"]
        self.max_tokens = self._window - len(tokenizer.encode(self._prompts["passage"]).ids)
        # An answer may search for its question twice, first to respell it; two are computed at once.
        self._lately = lru_cache(maxsize=2)(lambda question: self._encode([question]))

    def encode_question(self, question: str) -> Vectors:
        return self._lately(self._prompts["question"] + question)

    def encode_passages(self, passages: Sequence[str]) -> Vectors:
        """See ``Encoder``."""
        order = sorted(range(len(passages)), key=lambda i: (len(passages[i]), passages[i]))
        batches = [order[first : first + _BATCH] for first in range(0, len(order), _BATCH)]
        prompt = self._prompts["passage"]
        vectors = np.empty((len(passages), self.dimension), dtype=np.float32)
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # a session runs in one thread; it may in many
            encoded = pool.map(lambda batch: self._encode([prompt + passages[i] for i in batch]), batches)
            for batch, rows in zip(batches, encoded, strict=True):
                vectors[batch] = rows
        return vectors

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _encode(self, texts: list[str]) -> Vectors:
        encodings = [self._cut(one.ids) for one in self._tokenizer.encode_batch(texts)]
        longest = max(map(len, encodings))
        ids = np.full((len(texts), longest), self._pad_id, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(encodings):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (vectors,) = self._session.run(None, {name: feeds[name] for name in self._inputs})
        return unit_rows(np.asarray(vectors, dtype=np.float32))

    def _cut(self, tokens: list[int]) -> list[int]:
        """Cut a question that is longer than the encoder reads; passages never are."""
        return tokens if len(tokens) <= self._window else [*tokens[: self._window - 1], tokens[-1]]


def load_encoder(folder: Path, fingerprint: str | None = None) -> Encoder:
    """Load the encoder of ``folder``, each file checked before anything parses it.

    Args:
        folder: What ``index.export`` made.
        fingerprint: The SHA-256 that its description must have; None where it was made just now.

    Raises:
        ModelError: a file is missing, or not the one that was exported.
    """
    from tokenizers import Tokenizer

    mend = f"run: onrecord index rebuild --index {folder.parent}"
    raw = checked_model(folder / DESCRIPTION, fingerprint, mend).read_bytes()
    description = {**json.loads(raw), "fingerprint": hashlib.sha256(raw).hexdigest()}
    for name in FILES:
        checked_model(folder / name, description["files"][name], mend)
    session = open_session(folder / MODEL)
    return OnnxEncoder(description, session, Tokenizer.from_file(str(folder / TOKENIZER)))


def open_session(model: Path) -> "onnxruntime.InferenceSession":
    """Open an ONNX model whose hash was checked, to run on the CPU in one thread."""
    onnxruntime = import_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.enable_cpu_mem_arena = False  # flat memory for texts of every length
    options.intra_op_num_threads = 1  # the same results on any number of cores
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def import_onnxruntime() -> Any:  # a module without types
    """Import ONNX Runtime, told before it wakes to report nothing to its makers and keep no device id.

    Its function for that comes too late: by then it has written an id and an event to the user's cache
    (microsoft/onnxruntime#27379, #25573).
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return onnxruntime


def unit_rows(vectors: Vectors) -> Vectors:
    """Return ``vectors`` scaled to unit rows, (n, d) float32.

    Raises:
        ModelError: a row is zero or not finite, so that it has no direction.
    """
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (np.isfinite(norms).all() and (norms > 0).all()):
        raise ModelError("the encoder gave a vector without a direction; run: onrecord doctor")
    return np.ascontiguousarray(vectors / norms, dtype=np.float32)
