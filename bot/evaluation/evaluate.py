"""Runs an evaluation from question set to exit code: plays, measures, writes, compares, gates."""

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.answer import Engine
from bot.calibration import Calibration, write_calibration
from bot.evaluation.calibrating import fit_calibration
from bot.evaluation.comparison import Difference, compare, flipped
from bot.evaluation.gate import find_failures, read_limits
from bot.evaluation.journal import Journal, result_from
from bot.evaluation.measures import Figure, measure
from bot.evaluation.questions import Question, read_questions
from bot.evaluation.report import make_report
from bot.evaluation.results import QuestionResult
from bot.evaluation.running import play
from bot.evaluation.shelf import Shelf
from bot.evaluation.table import print_differences, print_figures
from bot.progress import counting
from corpus import ArticleError
from index import Library

_GATE_SHUT = 1
_ALTERED_QUOTE = 70  # the worst bug that there can be


@dataclass(frozen=True, slots=True)
class Subject:
    """What is evaluated: an engine, the library it answers from, the calibration it was made with."""

    engine: Engine
    library: Library
    calibration: Calibration | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to evaluate and what to make of it; each file may be left out.

    ``target`` is the share of wrong answers to calibrate for, None to leave the calibration alone.
    """

    questions: Path
    within_article: bool
    skip_bad: bool
    predictions: Path | None
    json: Path | None
    report: Path | None
    baseline: Path | None
    gate: bool
    limits: Path | None
    target: float | None

    @property
    def sha256(self) -> str:
        """The SHA-256 of the question set's file."""
        return hashlib.sha256(self.questions.read_bytes()).hexdigest()


def evaluate(subject: Subject, wanted: Wanted) -> int:
    """Evaluate and return the exit code: 0, 1 if the gate is shut, 70 if a quote was altered.

    Raises:
        ArticleError: the question set or the baseline cannot be read, or is wrong somewhere.
        UsageError: the limits are wrong, or the set is too small to calibrate on.
    """
    limits = read_limits(wanted.limits) if wanted.limits else {}
    before = _read_baseline(wanted.baseline) if wanted.baseline else []
    shelf = Shelf(subject.library)
    questions = _questions(wanted, shelf)
    for warning in _warnings(subject, wanted):
        print(f"warning: {warning}", file=sys.stderr)
    with TemporaryDirectory() as scratch:
        journal = Journal(_journal_path(wanted, Path(scratch)), _run(subject, wanted))
        _play(subject, wanted, shelf, questions, journal)
        results = [result_from(line["details"]) for line in journal.lines()]
        figures = measure(results)
        _write(subject, wanted, figures, results, journal)
        journal.remove()
    print_figures(figures, sys.stdout)
    differences = compare(before, results) if before else []
    if before:
        print_differences(differences, flipped(before, results), sys.stdout)
    if wanted.target is not None:
        _calibrate(subject.library.folder, results, wanted.target, wanted)
    return _verdict(wanted, results, figures, differences, limits)


def _questions(wanted: Wanted, shelf: Shelf) -> list[Question]:
    good, bad = read_questions(wanted.questions, shelf.find, shelf.holds)
    for one in bad:
        print(f"{wanted.questions}: {one.place}: {one.reason}", file=sys.stderr)
    if bad and not wanted.skip_bad:
        raise ArticleError(
            f"{len(bad)} of {len(good) + len(bad)} questions are wrong, as said above; "
            f"mend them, or leave them out with --skip-bad"
        )
    if bad:
        print(f"{len(bad)} bad questions left out, {len(good)} asked", file=sys.stderr)
    return good


def _warnings(subject: Subject, wanted: Wanted) -> list[str]:
    if subject.calibration is None or subject.calibration.sha256 != wanted.sha256:
        return []
    return ["the confidence was calibrated on this very set: its figures flatter"]


def _play(
    subject: Subject, wanted: Wanted, shelf: Shelf, questions: list[Question], journal: Journal
) -> None:
    left = [question for question in questions if question.id not in journal.done]
    if len(left) < len(questions):
        print(f"going on after {len(questions) - len(left)} questions", file=sys.stderr)
    with counting("Asking", len(left)) as advance:
        for played in play(subject.engine, shelf, left, within_article=wanted.within_article):
            journal.append(played)
            advance()


def _journal_path(wanted: Wanted, scratch: Path) -> Path:
    kept = wanted.predictions or wanted.json or wanted.report
    return kept.with_name(kept.name + ".part") if kept else scratch / "journal"


def _run(subject: Subject, wanted: Wanted) -> dict[str, Any]:
    """Return what makes a run that run: the journal of another is not gone on with."""
    engine, library, calibration = subject.engine, subject.library, subject.calibration
    with library.snapshot() as snapshot:
        generation, encoder = snapshot.generation, snapshot.encoder.fingerprint
    return {
        "questions": wanted.sha256,
        "within_article": wanted.within_article,
        "index": [str(library.folder.resolve()), generation, encoder],
        "engine": [engine.min_confidence, engine.max_quotes, engine.n_passages],
        "calibration": asdict(calibration) if calibration else None,
    }


def _write(
    subject: Subject,
    wanted: Wanted,
    figures: Sequence[Figure],
    results: Sequence[QuestionResult],
    journal: Journal,
) -> None:
    if wanted.predictions:
        with wanted.predictions.open("w", encoding="utf-8") as file:
            for line in journal.lines():
                file.write(json.dumps(line["prediction"], ensure_ascii=False) + "\n")
    if not (wanted.json or wanted.report):
        return
    run = {
        "title": wanted.questions.name,
        "scope": "article" if wanted.within_article else "all",
        "min_confidence": subject.engine.min_confidence,
        "calibrated_on": subject.calibration and subject.calibration.fitted_on,
        "warnings": _warnings(subject, wanted),
    }
    report = make_report(
        run,
        subject.library,
        figures,
        results,
        [line["details"] for line in journal.lines()],
    )
    if wanted.json:
        wanted.json.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    if wanted.report:
        from bot.evaluation.page import render_page

        wanted.report.write_text(render_page(report), encoding="utf-8")


def _read_baseline(path: Path) -> list[QuestionResult]:
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        return [result_from(entry) for entry in report["results"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArticleError(f"{path} is not what 'onrecord eval --json' wrote: {error}") from error


def _calibrate(folder: Path, results: Sequence[QuestionResult], target: float, wanted: Wanted) -> None:
    name = wanted.questions.name
    fitted = fit_calibration(results, target=target, name=name, sha256=wanted.sha256)
    write_calibration(folder, fitted)
    print(
        f"\ncalibrated on {name}: confidence = sigmoid({fitted.slope:.3f} logit(p) {fitted.intercept:+.3f}), "
        f"answers from {fitted.min_confidence:.3f} on, for at most {target:.0%} wrong answers\n"
        f"the figures above are those before; measure on another set"
    )


def _verdict(
    wanted: Wanted,
    results: Sequence[QuestionResult],
    figures: Sequence[Figure],
    differences: Sequence[Difference],
    limits: dict[str, dict[str, float]],
) -> int:
    failures = list(find_failures(results, figures, differences, limits))
    for failure in failures:
        print(f"gate: {failure}", file=sys.stderr)
    if any(result.altered_quotes for result in results):
        return _ALTERED_QUOTE
    if not wanted.gate:
        return 0
    print("gate: shut" if failures else "gate: open")
    return _GATE_SHUT if failures else 0
