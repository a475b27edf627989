"""Changes an index: adds and removes articles, makes it anew. Each change is one transaction.

Whoever is killed half-way leaves the last committed generation as it was.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus import (
    IndexFault,
    ResourceError,
    Source,
    UsageError,
)
from index.adding import Adding, Outcome
from index.encoder import Encoder, HashingEncoder, load_encoder
from index.library import Library, encoder_folder, find_record, has_no_index, open_encoder
from index.lock import writer_lock
from index.record import RECORD_FILE, Manifest, create_record, put_in_place, read_manifest, writing
from index.rows import delete_article, find_article
from index.salvage import salvaging
from index.vectors import VECTORS_FILE


def add_sources(
    folder: Path,
    sources: Iterable[Source],
    *,
    encoder_name: str | None,
    default_encoder: str,
    on_outcome: Callable[[Outcome], None],
) -> None:
    """Add articles to the index at ``folder``, which is made if there is none.

    An article whose id is known replaces the stored one; the same again is left unchanged. All
    become visible at once, at the end. ``on_outcome`` hears of each source as it is settled.

    Raises:
        IndexFault: the folder holds something else, or the index has another encoder.
        LockedError, ModelError, ResourceError: as their names say; nothing was changed.
    """
    folder = folder.resolve()
    if not has_no_index(folder):
        find_record(folder)
    with _room(folder), writer_lock(folder):
        _tidy(folder)
        if has_no_index(folder):
            encoder = _make_encoder(folder, encoder_name or default_encoder)
            with _new_record(folder, encoder, generation=0):
                pass
        with writing(folder / RECORD_FILE) as connection:
            encoder = _encoder_of(folder, read_manifest(connection), encoder_name)
            Adding(connection, encoder, on_outcome).run(sources)
        _cache_vectors(folder)


def remove_articles(folder: Path, article_ids: Iterable[str]) -> None:
    """Remove articles, all or none: their text, passages, vectors and terms.

    Raises:
        UsageError: an id is not in the index.
    """
    path = find_record(folder)
    with _room(folder), writer_lock(folder):
        with writing(path) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            for article_id in dict.fromkeys(article_ids):
                stored = find_article(connection, article_id)
                if stored is None:
                    raise UsageError(f"no article {article_id!r} in {folder}; see: onrecord index list")
                delete_article(connection, stored)
            connection.execute("INSERT INTO lexicon (lexicon) VALUES ('optimize')")
        _cache_vectors(folder.resolve())


def rebuild(
    folder: Path,
    *,
    encoder_name: str | None,
    default_encoder: str,
    on_article: Callable[[str], None],
) -> list[str]:
    """Make the index anew of the articles that its record still proves; return what was lost.

    Sentences, passages and vectors are made again, with another encoder if one is named. The old
    record stays until the new one is complete.

    Raises:
        IndexFault: not even the list of its articles can be read.
    """
    path = find_record(folder)
    folder = folder.resolve()
    with _room(folder), writer_lock(folder), salvaging(path) as old:
        encoder = _make_encoder(folder, encoder_name or old.encoder_name or default_encoder)
        with (
            _new_record(folder, encoder, generation=old.generation) as new,
            writing(new) as connection,
        ):
            adding = Adding(connection, encoder, lambda outcome: on_article(outcome.name))
            adding.run(Source(stored.source, stored.article) for stored in old.articles())
        for place in folder.glob("encoder-*"):
            if place != encoder_folder(folder, encoder.fingerprint):
                shutil.rmtree(place)
        _cache_vectors(folder)
        return old.lost


@contextmanager
def _new_record(folder: Path, encoder: Encoder, *, generation: int) -> Iterator[Path]:
    """Make an empty record beside the index's own, and put it in its place at the end."""
    new = Path(tempfile.mkdtemp(prefix=RECORD_FILE + ".", dir=folder))
    manifest = Manifest(encoder.name, encoder.fingerprint, encoder.dimension, generation)
    try:
        create_record(new / RECORD_FILE, manifest)
        yield new / RECORD_FILE
        put_in_place(new / RECORD_FILE, folder / RECORD_FILE)
    finally:
        shutil.rmtree(new)


def _make_encoder(folder: Path, name: str) -> Encoder:
    """Export the encoder into the index folder, under its fingerprint; the hashing one has no files."""
    if name == HashingEncoder.name:
        return HashingEncoder()
    from index.export import export_encoder  # torch loads here, and only here

    new = Path(tempfile.mkdtemp(prefix="encoder-new.", dir=folder))
    try:
        export_encoder(name, new)
        encoder = load_encoder(new)
        place = encoder_folder(folder, encoder.fingerprint)
        if place.exists():
            shutil.rmtree(place)
        os.rename(new, place)
    finally:
        shutil.rmtree(new, ignore_errors=True)  # it is gone if all went well
    return encoder


def _encoder_of(folder: Path, manifest: Manifest, wanted: str | None) -> Encoder:
    if wanted is not None and wanted != manifest.encoder:
        raise IndexFault(
            f"the index at {folder} was made with {manifest.encoder}, not with {wanted}; "
            f"to change it run: onrecord index rebuild --encoder {wanted} --index {folder}"
        )
    return open_encoder(folder, manifest.fingerprint)


def _tidy(folder: Path) -> None:
    """Remove what writers that were killed left behind."""
    for leftover in folder.glob("*.*.*"):
        if leftover.name.startswith((RECORD_FILE + ".", VECTORS_FILE + ".")):
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    for leftover in folder.glob("encoder-new.*"):
        shutil.rmtree(leftover)


def _cache_vectors(folder: Path) -> None:
    """Write the vector cache now, so that no reader has to."""
    with Library(folder).snapshot():
        pass


@contextmanager
def _room(folder: Path) -> Iterator[None]:
    """Turn what the system says of a full or read-only disk into an error that says what to do."""
    try:
        yield
    except (OSError, MemoryError) as error:
        reason = getattr(error, "strerror", None) or "out of memory"
        raise ResourceError(
            f"{folder} cannot be written ({reason}); the index is as it was: "
            f"free some space or change the permissions, and try again"
        ) from error
