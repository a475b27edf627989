"""Opens an index folder for answering, one generation at a time.

The folder holds ``record.sqlite`` (the record), ``encoder-FINGERPRINT/`` (the encoder that made its
vectors) and ``vectors.faiss`` (a cache of them). ``index.changes`` writes them.
"""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from corpus import IndexFault
from index.encoder import Encoder, HashingEncoder, load_encoder
from index.record import RECORD_FILE, Manifest, read_manifest, reading
from index.rows import load_vectors
from index.vectors import VECTORS_FILE, FaissStore, VectorStore

_OURS = ("record.sqlite", "vectors.faiss", "encoder-", "writer.lock", "calibration.json")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One committed generation of an index, for as long as its connection is open."""

    connection: sqlite3.Connection
    generation: int
    encoder: Encoder
    vectors: VectorStore


class Library:
    """An index folder. It keeps the encoder and the vectors in memory between answers.

    A new generation is picked up at the next snapshot; one taken before stays as it was.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._encoder: Encoder | None = None
        self._vectors: tuple[int, VectorStore] | None = None

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Open the last committed generation.

        Raises:
            IndexFault: there is no index, or it is damaged.
            ModelError: its encoder is missing or was altered.
        """
        with reading(find_record(self.folder)) as connection:
            manifest = read_manifest(connection)
            with ThreadPoolExecutor(1) as pool:  # each takes a while to load, and a core of its own
                encoder = pool.submit(self._encoder_of, manifest.fingerprint)
                store = self._vectors_of(connection, manifest)
            yield Snapshot(connection, manifest.generation, encoder.result(), store)

    def _encoder_of(self, fingerprint: str) -> Encoder:
        if self._encoder is None or self._encoder.fingerprint != fingerprint:
            self._encoder = open_encoder(self.folder, fingerprint)
        return self._encoder

    def _vectors_of(self, connection: sqlite3.Connection, manifest: Manifest) -> VectorStore:
        generation = manifest.generation
        if self._vectors is None or self._vectors[0] != generation:
            file = self.folder / VECTORS_FILE
            store = FaissStore.load(file, generation)
            if store is None:
                store = FaissStore.of(*load_vectors(connection, manifest.dimension))
                with suppress(OSError):  # a full or read-only disk costs the next start some time
                    store.save(file, generation)
            self._vectors = (generation, store)
        return self._vectors[1]


def find_record(folder: Path) -> Path:
    """Return the record's file in ``folder``.

    Raises:
        IndexFault: there is none there.
    """
    path = folder.resolve() / RECORD_FILE
    if not path.exists():
        if has_no_index(folder):
            raise IndexFault(
                f"no index at {folder}; build one with: onrecord index add PATH --index {folder}"
            )
        raise IndexFault(
            f"{folder} is not an index (it holds other things, and no {RECORD_FILE}); "
            f"give another folder with --index"
        )
    return path


def has_no_index(folder: Path) -> bool:
    """Tell whether an index can be made at ``folder``: it is missing, empty or left half made.

    Raises:
        IndexFault: it is a file, or cannot be looked into.
    """
    try:
        names = [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return True
    except OSError as error:
        raise IndexFault(f"{folder} is not a folder that can be read: {error.strerror}") from error
    return RECORD_FILE not in names and all(name.startswith(_OURS) for name in names)


def encoder_folder(folder: Path, fingerprint: str) -> Path:
    """Return where an index keeps the encoder with this fingerprint."""
    return folder / f"encoder-{fingerprint[:12]}"


def open_encoder(folder: Path, fingerprint: str) -> Encoder:
    """Load the encoder that made an index's vectors.

    Raises:
        ModelError: it is missing, altered, or another one.
    """
    if fingerprint == HashingEncoder.fingerprint:
        return HashingEncoder()
    return load_encoder(encoder_folder(folder, fingerprint), fingerprint)
