"""Measures what becomes of key words, typed as into a search box.

    onrecord index add corpus/questions/news/test-articles.jsonl --index NEWS
    python tests/benchmarks/key_words.py NEWS corpus/questions/news/test-questions.jsonl

A search is made of the words, four at most, that an answerable question shares with the sentence that
answers, so that each has a sentence to be found; of an unanswerable question it is all but function words.
"""

import argparse
import json
from pathlib import Path

from bot.settings import Settings
from bot.wiring import make_engine
from index import terms


def main() -> None:
    """Print the shares of searches refused, and of those shown that begin with the evidence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.questions.open(encoding="utf-8")]
    rows = [row for row in rows if not row.get("history")]
    engine = make_engine(Settings(arguments.index))
    for scope in ("article", "all"):
        shown = {True: [], False: []}
        for row in rows:
            words = _key_words(row)
            if words:
                within = (row["article_id"],) if scope == "article" else ()
                quotes = engine.answer(" ".join(words), (), within).quotes
                first = quotes[0].text if quotes else None
                shown[row["answerable"]].append((first, row.get("evidence") or []))
        there, missing = shown[True], shown[False]
        found = [(first, gold) for first, gold in there if first]
        right = sum(any(one in first or first in one for one in gold) for first, gold in found)
        wrong = sum(first is not None for first, _ in missing)
        print(
            f"scope {scope}: of {len(there)} searches {1 - len(found) / len(there):.3f} refused, "
            f"{right / len(found):.3f} of the others with the evidence first; "
            f"of {len(missing)} for what is not there {wrong / len(missing):.3f} answered"
        )


def _key_words(row: dict) -> list[str]:
    words = [word.strip("?.,!;:'\"“”’()") for word in row["question"].split()]
    words = [word for word in words if terms(word)]
    if not row["answerable"]:
        return words
    held = set(terms(row["evidence"][0]))
    return [word for word in words if held.issuperset(terms(word))][:4]


if __name__ == "__main__":
    main()
