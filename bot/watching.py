"""Keeps an index in step with folders: what is added, edited or removed there is so in the index."""

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from corpus import LockedError, Source, UsageError, list_files, read_sources
from index import Library, Outcome, list_sources, remove_articles

_PATIENCE_MILLISECONDS = 2000  # until what another writer kept us from is tried again


def watch(
    index: Path,
    folders: Sequence[Path],
    since: float,
    add: Callable[[Iterable[Source]], list[Outcome]],
    say: Callable[[str], None],
) -> None:
    """Follow the ``folders`` until interrupted.

    Args:
        index: The index folder.
        folders: What is watched.
        since: When they were last read, in seconds since 1970; what changed after is read again.
        add: Adds sources to the index, reports them, and returns what became of each.
        say: Tells people what happened.

    Raises:
        UsageError: one of them is no folder.
    """
    from watchfiles import watch as changes_of

    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"--watch follows folders, and {folder} is none")
    say(f"watching {', '.join(map(str, folders))}; stop with Ctrl-C")
    waiting: set[Path] = set()
    is_due = True  # the first time for what happened before anybody watched
    for changes in changes_of(
        *folders, watch_filter=None, rust_timeout=_PATIENCE_MILLISECONDS, yield_on_timeout=True
    ):
        waiting |= {Path(path).resolve() for _, path in changes}
        if is_due:
            waiting |= {file.path for file in list_files(folders) if _changed_at(file.path) >= since}
        is_due |= bool(waiting)
        if not is_due:
            continue
        try:
            _follow(index, folders, waiting, add, say)
            waiting, is_due = set(), False
        except LockedError as error:
            say(f"{error}; trying again")


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_ctime  # of the system's making, unlike the time of modification
    except OSError:
        return 0.0


def _follow(
    index: Path,
    folders: Sequence[Path],
    changed: Collection[Path],
    add: Callable[[Iterable[Source]], list[Outcome]],
    say: Callable[[str], None],
) -> None:
    """Remove the articles that are there no more, and add what was changed.

    Where a file went, all are read again: another may hold the same article, under a new name or as a copy.
    """
    gone = _gone(index, folders)
    _remove(index, gone, say)
    sources = list(read_sources(folders, among=None if gone else changed))
    outcomes = add(sources) if sources else []
    _remove(index, _dropped(index, outcomes), say)


def _gone(index: Path, folders: Sequence[Path]) -> set[str]:
    """Return the articles that were read from files of these folders which are not there any more."""
    names = {file.name for file in list_files(folders)}
    with Library(index).snapshot() as snapshot:
        return {
            article_id
            for article_id, source in list_sources(snapshot.connection)
            if any(source.startswith(f"{folder}/") for folder in folders)
            and names.isdisjoint(_files_of(source))
        }


def _dropped(index: Path, outcomes: Iterable[Outcome]) -> set[str]:
    """Return the articles that a file had, and has no more; all stay of a file that cannot be read now."""
    held = {outcome.article_id for outcome in outcomes}
    read = {outcome.name for outcome in outcomes if outcome.article_id}
    files = {file for name in read for file in _files_of(name)}
    with Library(index).snapshot() as snapshot:
        return {
            article_id
            for article_id, source in list_sources(snapshot.connection)
            if article_id not in held and files & set(_files_of(source))
        }


def _files_of(source: str) -> list[str]:
    """Return the names that the file of a source may have: ``a/b.zip`` for ``a/b.zip/c.json:3``."""
    path = Path(source.rpartition(":")[0] if source.rpartition(":")[2].isdecimal() else source)
    return [source, str(path), *(str(parent) for parent in path.parents if parent.suffix)]


def _remove(index: Path, article_ids: Collection[str], say: Callable[[str], None]) -> None:
    if article_ids:
        remove_articles(index, sorted(article_ids))
        say(f"{len(article_ids)} removed: {', '.join(sorted(article_ids))}")
