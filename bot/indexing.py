"""Runs the commands that fill, list and check an index: arguments in, exit code out."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from bot.folders import index_folder
from bot.progress import counting
from bot.render.contract import article_fields
from bot.watching import watch
from corpus import ArticleError, Source, read_sources, read_stream
from index import (
    DEFAULT_ENCODER,
    Library,
    Outcome,
    Status,
    add_sources,
    count_rows,
    find_faults,
    list_articles,
    rebuild,
    remove_articles,
)

_STANDARD_INPUT = Path("-")
_MOST_COPIES = 3  # named one by one: a folder may hold thousands


def index_add(arguments: argparse.Namespace) -> int:
    """Add articles; every source found is counted once."""
    folder = index_folder(arguments)
    started = time.time()
    sources = _sources(arguments.paths)
    first = next(sources, None)
    if first is None:  # an empty folder makes no index
        raise ArticleError(f"nothing to add in {', '.join(map(str, arguments.paths))}: no files there")

    def add(found: Iterable[Source]) -> list[Outcome]:
        outcomes = _add(folder, found, arguments.encoder)
        _report(outcomes, verbose=arguments.verbose)
        return outcomes

    outcomes = add(chain([first], sources))
    if arguments.watch:
        watch(folder, arguments.paths, started, outcomes, add, partial(print, file=sys.stderr, flush=True))
    taken = [outcome.status in (Status.ADDED, Status.UNCHANGED) for outcome in outcomes]
    return 0 if (all if arguments.strict else any)(taken) else 3


def _sources(paths: Sequence[Path]) -> Iterator[Source]:
    """Read files and folders, then standard input if it is among them."""
    yield from read_sources(path for path in paths if path != _STANDARD_INPUT)
    if _STANDARD_INPUT in paths:
        yield from read_stream(sys.stdin.buffer, "standard input")


def _add(folder: Path, sources: Iterable[Source], encoder: str | None) -> list[Outcome]:
    outcomes = []
    with counting("Adding", None) as advance:

        def settle(outcome: Outcome) -> None:
            outcomes.append(outcome)
            advance()

        add_sources(
            folder,
            sources,
            encoder_name=encoder,
            default_encoder=DEFAULT_ENCODER,
            on_outcome=settle,
        )
    return outcomes


def index_list(arguments: argparse.Namespace) -> int:
    """List the articles, a line each."""
    with Library(index_folder(arguments)).snapshot() as snapshot:
        for stored in list_articles(snapshot.connection):
            fields = article_fields(stored.article)
            parts = [fields[key] for key in ("id", "title", "publisher", "published")]
            print("\t".join(part or "-" for part in parts))
    return 0


def index_remove(arguments: argparse.Namespace) -> int:
    """Remove articles."""
    remove_articles(index_folder(arguments), arguments.articles)
    print(f"{len(set(arguments.articles))} removed")
    return 0


def index_stats(arguments: argparse.Namespace) -> int:
    """Count what is in the index."""
    folder = index_folder(arguments)
    with Library(folder).snapshot() as snapshot:
        n_articles, n_passages = count_rows(snapshot.connection)
        encoder = f"{snapshot.encoder.name} ({snapshot.encoder.dimension} dimensions)"
        generation = snapshot.generation
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{n_articles:,} articles, {n_passages:,} passages, generation {generation}")
    print(f"encoder {encoder}\n{size / 1e6:,.1f} MB at {folder}")
    return 0


def index_verify(arguments: argparse.Namespace) -> int:
    """Check every row of the index."""
    faults = list(find_faults(index_folder(arguments)))
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print("every article, passage and vector is as it was stored")
    return faults[0].exit_code if faults else 0


def index_rebuild(arguments: argparse.Namespace) -> int:
    """Make the index anew."""
    with counting("Rebuilding", None) as advance:
        lost = rebuild(
            index_folder(arguments),
            encoder_name=arguments.encoder,
            default_encoder=DEFAULT_ENCODER,
            on_article=lambda _: advance(),
        )
    for name in lost:
        print(f"lost: {name}; add it again from its file", file=sys.stderr)
    print("rebuilt" if not lost else f"rebuilt without {len(lost)}")
    return 0


def _report(outcomes: Iterable[Outcome], *, verbose: bool) -> None:
    counts = Counter(outcome.status for outcome in outcomes)
    n_copies = 0
    for outcome in outcomes:
        n_copies += outcome.is_copy
        if outcome.is_copy and n_copies > _MOST_COPIES and not verbose:
            continue
        added = [outcome.article_id, outcome.reason, _doubts(outcome)]
        notes = added if verbose else [outcome.reason]
        said = "; ".join(filter(None, notes))
        if said or verbose:
            what = f"{outcome.status}: {_printable(outcome.name)}"
            print(f"{what} ({_printable(said)})", file=sys.stderr)
    if n_copies > _MOST_COPIES and not verbose:
        print(f"and {n_copies - _MOST_COPIES:,} more copies; see: -v", file=sys.stderr)
    print(", ".join(f"{counts[status]} {status}" for status in Status))


def _doubts(outcome: Outcome) -> str | None:
    n = outcome.n_doubtful
    return f"{n} sentence{'s' * (n != 1)} not quotable" if n else None


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
