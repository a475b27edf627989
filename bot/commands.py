"""Runs the commands: one function a command, arguments in, exit code out."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from bot.calibration import read_calibration
from bot.chat import run_chat
from bot.doctor import run_doctor
from bot.progress import counting
from bot.render.contract import answer_fields, article_fields, cast_fields, record_fields
from bot.render.terminal import make_console, print_answer, print_article, print_cast
from bot.settings import Settings
from bot.verification import verify_answers
from bot.wiring import build_shipped, make_engine, make_uncalibrated_engine, needs_building
from corpus import ArticleError, UsageError, find_cast, read_sources
from index import (
    DEFAULT_ENCODER,
    Library,
    Outcome,
    Status,
    StoredArticle,
    add_sources,
    count_rows,
    find_article,
    find_faults,
    list_articles,
    rebuild,
    remove_articles,
)

UNANSWERED = 1


def ask(arguments: argparse.Namespace) -> int:
    """Answer one question."""
    settings = _settings(arguments)
    _build_if_needed(settings)
    answer = make_engine(settings).answer(
        arguments.question, arguments.history, arguments.article, arguments.speaker
    )
    if arguments.json:
        _print_json(answer_fields(answer))
    else:
        print_answer(make_console(sys.stdout), answer)
    return 0 if answer.answered else UNANSWERED


def chat(arguments: argparse.Namespace) -> int:
    """Answer questions one after the other."""
    settings = _settings(arguments)
    _build_if_needed(settings)
    answer = make_engine(settings).answer
    within = partial(answer, article_ids=arguments.article, speaker=arguments.speaker)
    return run_chat(within, make_console(sys.stdout))


def show(arguments: argparse.Namespace) -> int:
    """Print one article, or who speaks in it."""
    stored = _find(_folder(arguments), arguments.article)
    shown = (stored.article, stored.layout)
    if arguments.speakers:
        cast = find_cast(*shown)
        if arguments.json:
            _print_json(cast_fields(*shown, cast))
        else:
            print_cast(make_console(sys.stdout), *shown, cast)
    elif arguments.json:
        _print_json(record_fields(*shown))
    else:
        print_article(make_console(sys.stdout), *shown)
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Check old answers against the record."""
    return verify_answers(Library(_folder(arguments)), arguments.file)


def doctor(arguments: argparse.Namespace) -> int:
    """Check everything and name the repair."""
    return run_doctor(_folder(arguments))


def eval_(arguments: argparse.Namespace) -> int:
    """Evaluate the answers to a question set."""
    from bot.evaluation.evaluate import Subject, Wanted, evaluate

    settings = _settings(arguments)
    _build_if_needed(settings)
    calibrating = arguments.calibrate is not None
    calibration = None if calibrating else read_calibration(settings.index)
    wanted = Wanted(
        questions=arguments.questions,
        within_article=arguments.scope == "article",
        skip_bad=arguments.skip_bad,
        predictions=arguments.predictions,
        json=arguments.json,
        report=arguments.report,
        baseline=arguments.baseline,
        gate=arguments.gate is not None,
        limits=arguments.gate or None,
        target=arguments.calibrate,
    )
    engine = make_uncalibrated_engine(settings) if calibrating else make_engine(settings)
    return evaluate(Subject(engine, Library(settings.index), calibration), wanted)


def index_add(arguments: argparse.Namespace) -> int:
    """Add articles; every source found is counted once."""
    total = sum(1 for _ in read_sources(arguments.paths))
    if not total:
        raise ArticleError(f"nothing to add in {', '.join(map(str, arguments.paths))}: no files there")
    outcomes = []
    with counting("Adding", total) as advance:

        def settle(outcome: Outcome) -> None:
            outcomes.append(outcome)
            advance()

        add_sources(
            _folder(arguments),
            read_sources(arguments.paths),
            encoder_name=arguments.encoder,
            default_encoder=DEFAULT_ENCODER,
            on_outcome=settle,
        )
    return _report(outcomes, verbose=arguments.verbose)


def index_list(arguments: argparse.Namespace) -> int:
    """List the articles, a line each."""
    with Library(_folder(arguments)).snapshot() as snapshot:
        for stored in list_articles(snapshot.connection):
            fields = article_fields(stored.article)
            parts = [fields[key] for key in ("id", "title", "publisher", "published")]
            print("\t".join(part or "-" for part in parts))
    return 0


def index_remove(arguments: argparse.Namespace) -> int:
    """Remove articles."""
    remove_articles(_folder(arguments), arguments.articles)
    print(f"{len(set(arguments.articles))} removed")
    return 0


def index_stats(arguments: argparse.Namespace) -> int:
    """Count what is in the index."""
    folder = _folder(arguments)
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
    faults = list(find_faults(_folder(arguments)))
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print("every article, passage and vector is as it was stored")
    return faults[0].exit_code if faults else 0


def index_rebuild(arguments: argparse.Namespace) -> int:
    """Make the index anew."""
    with counting("Rebuilding", None) as advance:
        lost = rebuild(
            _folder(arguments),
            encoder_name=arguments.encoder,
            default_encoder=DEFAULT_ENCODER,
            on_article=lambda _: advance(),
        )
    for name in lost:
        print(f"lost: {name}; add it again from its file", file=sys.stderr)
    print("rebuilt" if not lost else f"rebuilt without {len(lost)}")
    return 0


def telegram(arguments: argparse.Namespace) -> int:
    """Answer questions on Telegram."""
    from bot.telegram.serve import serve
    from bot.telegram.settings import API, Calling, TelegramSettings, read_token, read_webhook_secret

    token = read_token(arguments.token, arguments.token_file)
    calling = None
    if arguments.webhook:
        secret = read_webhook_secret(arguments.secret, arguments.secret_file)
        calling = Calling(arguments.webhook, secret, arguments.listen)
    chosen = TelegramSettings(
        token,
        _state_folder(arguments),
        arguments.api or API,
        calling,
        operators=frozenset(arguments.operator),
        allowed=frozenset(arguments.allow),
        feedback=arguments.feedback,
        retention_hours=arguments.retention,
        metrics_port=arguments.metrics,
    )
    settings = _settings(arguments)
    _build_if_needed(settings)
    return serve(chosen, make_engine(settings))


def feedback_export(arguments: argparse.Namespace) -> int:
    """Print what people judged right as a question set."""
    from bot.feedback import export_feedback

    return export_feedback(Library(_folder(arguments)), _state_folder(arguments))


HANDLERS: dict[str, Callable[[argparse.Namespace], int]] = {
    "ask": ask,
    "chat": chat,
    "show": show,
    "verify": verify,
    "doctor": doctor,
    "eval": eval_,
    "index add": index_add,
    "index list": index_list,
    "index remove": index_remove,
    "index stats": index_stats,
    "index verify": index_verify,
    "index rebuild": index_rebuild,
    "telegram": telegram,
    "feedback export": feedback_export,
}


def _settings(arguments: argparse.Namespace) -> Settings:
    given = {"min_confidence": arguments.min_confidence, "max_quotes": arguments.k}
    return Settings(_folder(arguments), **{k: v for k, v in given.items() if v is not None})


def _folder(arguments: argparse.Namespace) -> Path:
    if arguments.index is not None:
        return Path(arguments.index)
    return _data_folder("onrecord")


def _state_folder(arguments: argparse.Namespace) -> Path:
    return Path(arguments.state) if arguments.state else _data_folder("onrecord-telegram")


def _data_folder(name: str) -> Path:
    from platformdirs import user_data_path

    return user_data_path(name, appauthor=False)


def _build_if_needed(settings: Settings) -> None:
    if not needs_building(settings):
        return
    note = f"No index at {settings.index} yet: building one of the articles that ship."
    print(note, file=sys.stderr)
    with counting("Building", 1) as advance:
        build_shipped(settings, lambda _: advance())


def _find(folder: Path, wanted: str) -> StoredArticle:
    """Find an article by its id, or by the beginning of it where that is unmistakable."""
    with Library(folder).snapshot() as snapshot:
        exact = find_article(snapshot.connection, wanted)
        if exact:
            return exact
        found = [s for s in list_articles(snapshot.connection) if s.article.id.startswith(wanted)]
    if len(found) != 1:
        raise UsageError(f"{len(found) or 'no'} articles {wanted!r}; see: onrecord index list")
    return found[0]


def _report(outcomes: Iterable[Outcome], *, verbose: bool) -> int:
    counts = Counter(outcome.status for outcome in outcomes)
    for outcome in outcomes:
        if outcome.reason or verbose:
            what = f"{outcome.status}: {_printable(outcome.name)}"
            print(f"{what} ({outcome.reason or outcome.article_id})", file=sys.stderr)
    print(", ".join(f"{counts[status]} {status}" for status in Status))
    indexed = counts[Status.ADDED] + counts[Status.UNCHANGED]
    return 0 if indexed else 3


def _print_json(fields: dict[str, Any]) -> None:
    print(json.dumps(fields, ensure_ascii=False))


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
