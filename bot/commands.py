"""Runs the commands: one function a command, arguments in, exit code out."""

import argparse
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bot.calibration import read_calibration
from bot.chat import run_chat
from bot.doctor import run_doctor
from bot.folders import index_folder, state_folder
from bot.indexing import index_add, index_list, index_rebuild, index_remove, index_stats, index_verify
from bot.progress import counting
from bot.render.contract import answer_fields, cast_fields, record_fields
from bot.render.terminal import make_console, print_answer, print_article, print_cast
from bot.settings import Settings
from bot.verification import verify_answers
from bot.wiring import build_shipped, make_engine, make_uncalibrated_engine, needs_building
from corpus import UsageError, find_cast
from index import (
    Library,
    StoredArticle,
    find_article,
    list_articles,
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
    stored = _find(index_folder(arguments), arguments.article)
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
    return verify_answers(Library(index_folder(arguments)), arguments.file)


def doctor(arguments: argparse.Namespace) -> int:
    """Check everything and name the repair."""
    return run_doctor(index_folder(arguments))


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
        state_folder(arguments),
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

    return export_feedback(Library(index_folder(arguments)), state_folder(arguments))


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
    return Settings(index_folder(arguments), **{k: v for k, v in given.items() if v is not None})


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


def _print_json(fields: dict[str, Any]) -> None:
    print(json.dumps(fields, ensure_ascii=False))
