"""Asks the engine a question set and counts: right sentence first, refused, falsely answered.

Usage: python tests/benchmarks/questions.py QUESTIONS.jsonl [ARTICLES...] [--each]

QUESTIONS.jsonl is in the form of DESIGN, section 4. A quote is right when it holds one of the
evidence strings or, where there are none, one of the answers. The full evaluation is another issue.
"""

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.wiring import make_engine
from corpus import read_sources, shipped_articles
from index import DEFAULT_ENCODER, add_sources


def main() -> None:
    """Print one line a question if asked to, and the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("articles", type=Path, nargs="*", default=shipped_articles())
    parser.add_argument("--each", action="store_true", help="print every question")
    arguments = parser.parse_args()
    lines = arguments.questions.read_text(encoding="utf-8").splitlines()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder, "index"))
        add_sources(
            settings.index,
            read_sources(arguments.articles),
            encoder_name=None,
            default_encoder=DEFAULT_ENCODER,
            on_outcome=lambda _: None,
        )
        engine = make_engine(settings)
        for question in map(json.loads, lines):
            answer = engine.answer(question["question"], question.get("history", ()))
            shown = answer.quotes or answer.nearest
            first_right = bool(shown) and is_right(shown[0].text, question)
            verdict = judge(question["answerable"], answer.answered, first_right)
            counts[verdict] += 1
            counts["answerable"] += question["answerable"]
            counts["right sentence first, refused or not"] += question["answerable"] and first_right
            if arguments.each:
                print(f"{verdict:<28}{answer.confidence:.2f}  {question['question']}")
    for what, count in sorted(counts.items()):
        print(f"{count:>5}  {what}")


def is_right(text: str, question: dict[str, Any]) -> bool:
    """Tell whether a quote holds what answers the question."""
    return any(gold in text for gold in question["evidence"] or question["answers"])


def judge(answerable: bool, answered: bool, first_right: bool) -> str:
    """Name what became of a question."""
    if not answerable:
        return "falsely answered" if answered else "rightly refused"
    if not answered:
        return "wrongly refused"
    return "answered, right first" if first_right else "answered, wrong first"


if __name__ == "__main__":
    main()
