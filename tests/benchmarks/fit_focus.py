"""Counts where in the text the answer to a follow-up stands: the weights of ``bot.conversation.focus``.

    python tests/benchmarks/fit_focus.py

The conversations are those about invented news that the reader is trained on. The share of follow-ups whose
answer stands at each step from the answer before is set against the share that chance would put there, any
sentence of the article being as likely. Turns that change the subject without leaning do not count, nor do
those after a turn without an answer.
"""

import json
import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

from bot.conversation.focus import Step, step_between
from bot.conversation.leaning import leans_back
from corpus import split_sentences

NEWS = Path(__file__).parents[2] / "corpus" / "questions" / "news"


def rows(name: str) -> list[dict]:
    return [
        json.loads(line) for line in (NEWS / f"train-{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def place_of(turn: dict, sentences: list[str]) -> int:
    return next(
        n for n, text in enumerate(sentences) if turn["evidence"][0] in text or text in turn["evidence"][0]
    )


def main() -> None:
    texts = {
        row["id"]: [s.span.slice(row["text"]) for s in split_sentences(row["text"])]
        for row in rows("articles")
    }
    seen: Counter[Step] = Counter()
    chance: Counter[Step] = Counter()
    for before, turn in pairwise(rows("conversations")):
        follows = turn["history"][:-1] == before["history"] and turn["history"][-1:] == [before["question"]]
        if follows and before["evidence"] and turn["evidence"] and leans_back(turn["question"]):
            sentences = texts[turn["article_id"]]
            here = place_of(before, sentences)
            seen[step_between(here, here, place_of(turn, sentences))] += 1
            for other in range(len(sentences)):
                chance[step_between(here, here, other)] += 1 / len(sentences)
    print(f"{seen.total()} follow-ups")
    for step in (Step.SAME, Step.NEXT, Step.SOON, Step.BEFORE, Step.FARTHER):
        ratio = seen[step] / chance[step]
        print(
            f"  {step:12} {seen[step]:5} seen, {chance[step]:7.1f} by chance, ratio {ratio:5.2f},"
            f" half of it in log-odds {math.log((ratio + 1) / 2):+.2f}"
        )


if __name__ == "__main__":
    main()
