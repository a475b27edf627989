"""Checks everything that answering needs, and names the repair of what is wrong."""

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from corpus import IndexFault, ModelError, ResourceError, UserError
from index import check_default_encoder, find_faults, has_no_index, load_neural_reader

_MIN_FREE_BYTES = 500_000_000  # an index of one article takes 91 MB, most of it the encoder


def run_doctor(folder: Path) -> int:
    """Print one line a check; return 0 if all is well, else the exit code of the first fault."""
    faults: list[UserError] = []
    for name, check in _checks(folder):
        found = list(_faults_of(check))
        faults += found
        print(f"{'FAULT' if found else 'ok':<6}{name}")
        for fault in found:
            print(f"      {fault}")
    return faults[0].exit_code if faults else 0


def _checks(folder: Path) -> Iterator[tuple[str, Callable[[], Iterator[UserError]]]]:
    yield f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version} with FTS5", _check_fts5
    yield "the default encoder's weights", _check_weights
    yield "the reader's weights", _check_reader
    yield f"room at {folder}", lambda: _check_room(folder)
    yield f"the index at {folder}", lambda: _check_index(folder)


def _faults_of(check: Callable[[], Iterator[UserError]]) -> Iterator[UserError]:
    try:
        yield from check()
    except UserError as error:
        yield error


def _check_fts5() -> Iterator[UserError]:
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute("CREATE VIRTUAL TABLE t USING fts5 (a)")
    except sqlite3.OperationalError:
        yield IndexFault("this Python's SQLite lacks FTS5; use a Python built with it")


def _check_weights() -> Iterator[ModelError]:
    check_default_encoder()
    yield from ()


def _check_reader() -> Iterator[ModelError]:
    load_neural_reader()
    yield from ()


def _check_room(folder: Path) -> Iterator[ResourceError]:
    place = next(parent for parent in [folder.resolve(), *folder.resolve().parents] if parent.exists())
    free = shutil.disk_usage(place).free
    if free < _MIN_FREE_BYTES:
        yield ResourceError(f"only {free / 1e6:,.0f} MB free at {place}; make some room")


def _check_index(folder: Path) -> Iterator[UserError]:
    if has_no_index(folder):
        print("      none yet; 'onrecord ask' builds one of the articles that ship")
        return
    yield from find_faults(folder)
