"""Searches the record's lexicon by BM25: SQLite's FTS5 over the terms of each passage.

FTS5 has k1 = 1.2, b = 0.75 and gives better passages a lower number; everything above this module
has higher as better.
"""

import json
import math
import sqlite3
from collections.abc import Sequence


def search_lexicon(
    connection: sqlite3.Connection,
    question_terms: Sequence[str],
    n: int,
    among: Sequence[int] | None = None,
) -> list[tuple[int, float]]:
    """Return up to ``n`` keys of passages with their BM25 score (0 or more), best first, ties by key.

    ``among`` restricts the search to these keys.
    """
    if not question_terms:
        return []
    match = " OR ".join(f'"{term}"' for term in sorted(set(question_terms)))
    rows = connection.execute(
        "SELECT rowid, -bm25(lexicon) AS score FROM lexicon WHERE lexicon MATCH ? "
        "AND (? IS NULL OR rowid IN (SELECT value FROM json_each(?))) "
        "ORDER BY score DESC, rowid LIMIT ?",
        (match, *[None if among is None else json.dumps(list(among))] * 2, n),
    )
    return [(key, score) for key, score in rows]


def articles_holding(connection: sqlite3.Connection, wanted: Sequence[str]) -> list[int]:
    """Return the numbers of the articles in which a passage holds all the ``wanted`` terms, in order.

    ``wanted`` has at least one.
    """
    match = " AND ".join(f'"{term}"' for term in sorted(set(wanted)))
    rows = connection.execute(
        "SELECT DISTINCT article FROM passages WHERE id IN "
        "(SELECT rowid FROM lexicon WHERE lexicon MATCH ?) ORDER BY article",
        (match,),
    )
    return [number for (number,) in rows]


def inverse_frequencies(connection: sqlite3.Connection, question_terms: Sequence[str]) -> dict[str, float]:
    """Return each term's inverse document frequency over the passages, greater than 0.

    ``ln(1 + (N - n + 0.5) / (n + 0.5))`` with N passages, n of them holding the term: Lucene's form,
    never negative, so that a term of every passage still counts for a little.
    """
    (total,) = connection.execute("SELECT count(*) FROM passages").fetchone()
    weights = {}
    for term in sorted(set(question_terms)):
        held = count_passages_with(connection, term)
        weights[term] = math.log(1 + (total - held + 0.5) / (held + 0.5))
    return weights


def count_passages_with(connection: sqlite3.Connection, term: str) -> int:
    """Return how many passages hold ``term``."""
    row = connection.execute("SELECT doc FROM vocabulary WHERE term = ?", (term,)).fetchone()
    return row[0] if row else 0
