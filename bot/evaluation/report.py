"""Puts a whole evaluation into one JSON object: for programs, for the page, for later comparison."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from bot.evaluation.curves import reliability, risk_coverage
from bot.evaluation.measures import Figure
from bot.evaluation.results import QuestionResult
from index import Library, count_rows

VERSION = 1


def make_report(
    run: Mapping[str, Any],
    library: Library,
    figures: Sequence[Figure],
    results: Sequence[QuestionResult],
    details: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the report: figures, curves, and every question with what was shown and why.

    Args:
        run: What was run: title, scope, min_confidence and warnings.
        library: The index that was asked.
        figures: What was measured.
        results: What it was measured of.
        details: The same with what a person wants to see of each question.
    """
    with library.snapshot() as snapshot:
        n_articles, n_passages = count_rows(snapshot.connection)
        index = {
            "generation": snapshot.generation,
            "articles": n_articles,
            "passages": n_passages,
            "encoder": snapshot.encoder.name,
        }
    return {
        "version": VERSION,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        **run,
        "index": index,
        "figures": [asdict(figure) for figure in figures],
        "curves": {"risk_coverage": risk_coverage(results), "reliability": reliability(results)},
        "results": list(details),
    }
