"""Keeps an index in step with folders: what is added, edited or removed there is so in the index."""

import signal
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from threading import Event
from types import FrameType

from corpus import LockedError, Source, UsageError, list_files, read_sources
from index import Library, Outcome, list_sources, remove_articles

_PATIENCE_MILLISECONDS = 2000  # until what another writer kept us from is tried again


def watch(
    index: Path,
    folders: Sequence[Path],
    since: float,
    read: Iterable[Outcome],
    add: Callable[[Iterable[Source]], list[Outcome]],
    say: Callable[[str], None],
) -> None:
    """Follow the ``folders`` until interrupted.

    Args:
        index: The index folder.
        folders: What is watched.
        since: When they were last read, in seconds since 1970; what changed after is read again.
        read: What became of what was read then.
        add: Adds sources to the index, reports them, and returns what became of each.
        say: Tells people what happened.

    Raises:
        UsageError: one of them is no folder.
        KeyboardInterrupt: it was interrupted.
    """
    from watchfiles import watch as changes_of

    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"--watch follows folders, and {folder} is none")
    say(f"watching {', '.join(map(str, folders))}; stop with Ctrl-C")
    follower = Follower(index, folders, read, add, say)
    is_due = True  # the first time for what happened before anybody watched
    for changes in changes_of(
        *folders,
        watch_filter=None,
        rust_timeout=_PATIENCE_MILLISECONDS,
        yield_on_timeout=True,
        stop_event=_stopped_by_an_interrupt(),
    ):
        follower.waiting |= {Path(path).resolve() for _, path in changes}
        if is_due:
            files = list_files(folders)
            follower.waiting |= {file.path for file in files if _changed_at(file.path) >= since}
        is_due |= bool(follower.waiting)
        if not is_due:
            continue
        try:
            follower.follow()
            is_due = False
        except LockedError as error:
            say(f"{error}; trying again")
    raise KeyboardInterrupt


def _stopped_by_an_interrupt() -> Event:
    """Return what an interrupt sets besides raising ``KeyboardInterrupt``, which a finaliser swallows."""
    stopped = Event()

    def interrupt(number: int, frame: FrameType | None) -> None:
        stopped.set()
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, interrupt)
    return stopped


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_ctime  # of the system's making, unlike the time of modification
    except OSError:
        return 0.0


class Follower:
    """What is known of watched folders between two looks at them; its arguments are those of ``watch``.

    Attributes:
        waiting: The files that are to be read, by their real paths.
    """

    def __init__(
        self,
        index: Path,
        folders: Sequence[Path],
        read: Iterable[Outcome],
        add: Callable[[Iterable[Source]], list[Outcome]],
        say: Callable[[str], None],
    ) -> None:
        self.waiting: set[Path] = set()
        self._index, self._folders, self._add, self._say = index, folders, add, say
        self._found = {one.name: one.article_id for one in read}  # of each source, what article it had

    def follow(self) -> None:
        """Remove the articles that are there no more, and add what was changed."""
        self.waiting |= self._remove(self._gone())
        while self.waiting:
            now = set(self.waiting)
            sources = list(read_sources(self._folders, among=now))
            outcomes = self._add(sources) if sources else []
            self._found |= {one.name: one.article_id for one in outcomes}
            others = self._remove(self._dropped(outcomes))
            self.waiting = self.waiting - now | others

    def _remove(self, article_ids: Collection[str]) -> set[Path]:
        """Remove articles; return what other files had one of them, as a copy, say: they are to be read."""
        if not article_ids:
            return set()
        files = {f for name, had in self._found.items() if had in article_ids for f in _files_of(name)}
        remove_articles(self._index, sorted(article_ids))
        self._say(f"{len(article_ids)} removed: {', '.join(sorted(article_ids))}")
        return {file.path for file in list_files(self._folders) if file.name in files}

    def _gone(self) -> set[str]:
        """Return the articles that were read from files of these folders which are not there any more."""
        names = {file.name for file in list_files(self._folders)}
        with Library(self._index).snapshot() as snapshot:
            return {
                article_id
                for article_id, source in list_sources(snapshot.connection)
                if any(source.startswith(f"{folder}/") for folder in self._folders)
                and names.isdisjoint(_files_of(source))
            }

    def _dropped(self, outcomes: Iterable[Outcome]) -> set[str]:
        """Return the articles that a file had, and has no more; all stay of one that cannot be read now."""
        held = {outcome.article_id for outcome in outcomes}
        read = {outcome.name for outcome in outcomes if outcome.article_id}
        files = {file for name in read for file in _files_of(name)}
        with Library(self._index).snapshot() as snapshot:
            return {
                article_id
                for article_id, source in list_sources(snapshot.connection)
                if article_id not in held and files & set(_files_of(source))
            }


def _files_of(source: str) -> list[str]:
    """Return the names that the file of a source may have: ``a/b.zip`` for ``a/b.zip/c.json:3``."""
    path = Path(source.rpartition(":")[0] if source.rpartition(":")[2].isdecimal() else source)
    return [source, str(path), *(str(parent) for parent in path.parents if parent.suffix)]
