"""Asks the engine a question set and counts: right sentence first, refused, falsely answered.

Usage: python tests/benchmarks/questions.py QUESTIONS.jsonl [ARTICLES...] [--scope article] [--each]

QUESTIONS.jsonl is in the form of DESIGN, section 4. A quote is right when it covers a gold span of the
question's article; where there are no spans, when it holds one of the evidence strings, or else one of
the answers. The full evaluation is another issue.
"""

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bot.quotes import Quote
from bot.settings import Settings
from bot.wiring import make_engine
from corpus import Span, read_sources, shipped_articles
from index import DEFAULT_ENCODER, add_sources


def main() -> None:
    """Print one line a question if asked to, and the counts."""
    parser = argparse.ArgumentParser(description="Ask the engine a question set and count.")
    parser.add_argument("questions", type=Path)
    parser.add_argument("articles", type=Path, nargs="*", default=shipped_articles())
    parser.add_argument("--scope", choices=("all", "article"), default="all")
    parser.add_argument("--each", action="store_true", help="print every question")
    arguments = parser.parse_args()
    lines = arguments.questions.read_text(encoding="utf-8").splitlines()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder, "index"))
        build(settings, arguments.articles)
        engine = make_engine(settings)
        for question in map(json.loads, lines):
            ids = [question["article_id"]] if arguments.scope == "article" else []
            answer = engine.answer(question["question"], question.get("history", ()), ids)
            shown = answer.quotes or answer.nearest
            first_right = bool(shown) and is_right(shown[0], question)
            verdict = judge(question["answerable"], answer.answered, first_right)
            counts[verdict] += 1
            counts["answerable" if question["answerable"] else "unanswerable"] += 1
            counts["right sentence first, refused or not"] += question["answerable"] and first_right
            if arguments.each:
                print(f"{verdict:<28}{answer.confidence:.2f}  {question['question']}")
    show(counts)


def build(settings: Settings, articles: list[Path]) -> None:
    """Build an index of the articles with the default encoder."""
    add_sources(
        settings.index,
        read_sources(articles),
        encoder_name=None,
        default_encoder=DEFAULT_ENCODER,
        on_outcome=lambda _: None,
    )


def is_right(quote: Quote, question: dict[str, Any]) -> bool:
    """Tell whether a quote holds what answers the question."""
    spans = question.get("spans") or question.get("evidence_spans")
    if spans:
        held = any(quote.span.covers(Span(start, end)) for start, end in spans)
        return held and quote.article.id == question["article_id"]
    return any(gold in quote.text for gold in question["evidence"] or question["answers"])


def judge(answerable: bool, answered: bool, first_right: bool) -> str:
    """Name what became of a question."""
    if not answerable:
        return "falsely answered" if answered else "rightly refused"
    if not answered:
        return "wrongly refused"
    return "answered, right first" if first_right else "answered, wrong first"


def show(counts: Counter[str]) -> None:
    """Print the counts, each with its share of the answerable or unanswerable questions."""
    for what in sorted(counts):
        of = counts[
            "unanswerable"
            if what in ("falsely answered", "rightly refused", "unanswerable")
            else "answerable"
        ]
        print(f"{counts[what]:>6}  {counts[what] / max(of, 1):6.1%}  {what}")


if __name__ == "__main__":
    main()
