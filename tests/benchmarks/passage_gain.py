"""Measures what the reader adds to the search: the right passage first, against BM25 and the fused search.

    onrecord index add corpus/questions/news/calibration-articles.jsonl --index NEWS
    python tests/benchmarks/passage_gain.py NEWS corpus/questions/news/calibration-questions.jsonl

Each answerable question is put to 30 passages: those of its article and, drawn with a fixed seed, of others.
A passage is right that overlaps the evidence; the reader's first is the one with its likeliest sentence.
"""

import argparse
import json
import random
from pathlib import Path

import numpy as np

from corpus import Span
from index import (
    Library,
    Retrieved,
    Snapshot,
    context_of,
    inverse_frequencies,
    keys_of_articles,
    load_neural_reader,
    retrieve,
    search_lexicon,
    terms,
)

N_PASSAGES = 30
DRAWS = 1000


def is_right(one: Retrieved, row: dict) -> bool:
    stored, passage = one.found.stored, one.found.passage
    if stored.article.id != row["article_id"]:
        return False
    places = ((stored.article.text.find(string), len(string)) for string in row["evidence"])
    spans = [Span(start, start + length) for start, length in places if start >= 0]
    return any(sentence.span.overlaps(span) for sentence in passage.sentences for span in spans)


def first_right(snapshot: Snapshot, row: dict, others: list[int], chance: random.Random) -> tuple[bool, ...]:
    """Return whether BM25, the fused search and the reader have a right passage first."""
    question = row["question"]
    own = keys_of_articles(snapshot.connection, [row["article_id"]])
    among = sorted(set(chance.sample(others, N_PASSAGES)) - set(own))[: N_PASSAGES - len(own)] + own
    retrieved = retrieve(snapshot, question, N_PASSAGES, among)
    by_key = {one.found.key: one for one in retrieved}
    lexical = search_lexicon(snapshot.connection, terms(question), 1, among)
    weights = inverse_frequencies(snapshot.connection, terms(question))
    readings = READER.read(question, [context_of(one) for one in retrieved], weights)
    best = max(range(len(retrieved)), key=lambda i: max(r.probability for r in readings[i]))
    return (
        bool(lexical) and lexical[0][0] in by_key and is_right(by_key[lexical[0][0]], row),
        is_right(retrieved[0], row),
        is_right(retrieved[best], row),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.questions.read_text(encoding="utf-8").splitlines()]
    chance = random.Random(0)
    with Library(arguments.index).snapshot() as snapshot:
        everything = [key for (key,) in snapshot.connection.execute("SELECT id FROM passages ORDER BY id")]
        asked = [
            row for row in rows if row["answerable"] and not row.get("history") and terms(row["question"])
        ]
        found = np.array([first_right(snapshot, row, everything, chance) for row in asked], dtype=float)
    draws = np.random.default_rng(0).integers(len(found), size=(DRAWS, len(found)))
    print(f"{len(found)} questions, {N_PASSAGES} passages each")
    for name, column in (("BM25", 0), ("fused search", 1), ("reader", 2)):
        low, high = np.percentile(found[draws, column].mean(axis=1), (2.5, 97.5))
        gain = found[:, column] - found[:, 0]
        least, most = np.percentile(gain[draws].mean(axis=1), (2.5, 97.5))
        print(
            f"  {name:13} {found[:, column].mean():.3f} [{low:.3f}, {high:.3f}]"
            f"   above BM25 {gain.mean():+.3f} [{least:+.3f}, {most:+.3f}]"
        )


READER = load_neural_reader()

if __name__ == "__main__":
    main()
