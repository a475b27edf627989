"""Searches vectors exactly: in FAISS, whose file is a cache of the record, or in NumPy.

A FAISS file has no checksum of its own, so ours begins with a line that names the record's
generation and the SHA-256 of the rest, and is checked before FAISS parses it. A file that is
missing, stale or damaged is made again from the record.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from index.encoder import Vectors
from index.files import replace_file

if TYPE_CHECKING:
    import faiss

VECTORS_FILE = "vectors.faiss"


class VectorStore(Protocol):
    """Finds the nearest of the vectors that it was made of."""

    def search(self, vector: Vectors, n: int, among: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """Return up to ``n`` keys with their cosine in [-1, 1], best first, ties by key.

        ``vector`` is (1, d) float32, a unit row; ``among`` restricts the search to these keys.
        """


class ExactStore:
    """All vectors in one array: the simple implementation that the others are checked against."""

    def __init__(self, keys: Sequence[int], vectors: Vectors) -> None:
        self._keys = np.asarray(keys, dtype=np.int64)
        self._vectors = vectors

    def search(self, vector: Vectors, n: int, among: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """See ``VectorStore``."""
        cosines = self._vectors @ vector[0]
        allowed = np.isin(self._keys, among) if among is not None else np.ones(len(cosines), bool)
        found = zip(self._keys[allowed].tolist(), cosines[allowed].tolist(), strict=True)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:n]


class FaissStore:
    """The same in FAISS: exact inner product over unit rows, with keys of the record as ids."""

    def __init__(self, index: "faiss.Index") -> None:
        self._index = index

    @classmethod
    def of(cls, keys: Sequence[int], vectors: Vectors) -> "FaissStore":
        """Make a store of keys and vectors, (n, d) float32, unit rows."""
        faiss = _import_faiss()
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        index.add_with_ids(vectors, np.asarray(keys, dtype=np.int64))
        return cls(index)

    def search(self, vector: Vectors, n: int, among: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """See ``VectorStore``."""
        faiss = _import_faiss()
        n = min(n, self._index.ntotal)  # beyond the count FAISS pads with id -1
        if n == 0:
            return []
        parameters = None
        if among is not None:
            selector = faiss.IDSelectorBatch(np.asarray(among, dtype=np.int64))
            parameters = faiss.SearchParameters(sel=selector)
        cosines, keys = self._index.search(vector, n, params=parameters)
        found = zip(keys[0].tolist(), cosines[0].tolist(), strict=True)
        return sorted((p for p in found if p[0] >= 0), key=lambda pair: (-pair[1], pair[0]))

    def save(self, file: Path, generation: int) -> None:
        """Write the store beside ``file`` and rename: a reader finds the old one or the new one."""
        faiss = _import_faiss()
        data = faiss.serialize_index(self._index).tobytes()
        header = {"generation": generation, "sha256": hashlib.sha256(data).hexdigest()}
        replace_file(file, json.dumps(header).encode() + b"\n", data)

    @classmethod
    def load(cls, file: Path, generation: int) -> "FaissStore | None":
        """Load the store of this generation; None if the file is missing, stale or damaged."""
        try:
            header, _, data = file.read_bytes().partition(b"\n")
            fields = json.loads(header)
        except (OSError, ValueError):
            return None
        expected = {"generation": generation, "sha256": hashlib.sha256(data).hexdigest()}
        if fields != expected:
            return None
        faiss = _import_faiss()
        return cls(faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8)))


def _import_faiss() -> Any:  # its own types are incomplete
    """Import FAISS for one thread.

    It cannot share one question among several, and its OpenMP ends the process with exit code 1, which
    says something else here, where it may not start them.
    """
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss
