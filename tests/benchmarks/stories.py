"""Measures how well copies of an article are told from other articles.

Usage: python tests/benchmarks/stories.py ARTICLES.jsonl...

Of each article, copies are made as newspapers make them: cut to a share of its paragraphs, with every n-th
sentence left out, with a paragraph of another article added. Pairs of different articles should not be one
story.
"""

import sys
from itertools import combinations
from pathlib import Path

import numpy as np

from corpus import Article, make_article, read_sources, split_paragraphs, split_sentences
from index.stories import SAME_STORY, Signature, signature_of


def cut(text: str, share: float) -> str:
    """Return the first paragraphs, a share of their number."""
    spans = split_paragraphs(text)
    return text[: spans[max(1, round(share * len(spans))) - 1].end]


def thinned(text: str, n: int) -> str:
    """Return the text without every ``n``-th sentence."""
    spans = [sentence.span for sentence in split_sentences(text)]
    return " ".join(span.slice(text) for number, span in enumerate(spans, 1) if number % n)


def alike(one: Signature | None, other: Signature | None) -> bool:
    """Tell whether two signatures are of one story."""
    return one is not None and other is not None and float(np.mean(one == other)) >= SAME_STORY


def main() -> None:
    """Print the share of copies found and the pairs of different articles taken for one story."""
    articles = [s.article for s in read_sources(map(Path, sys.argv[1:])) if s.article]
    bodies = [article.text[article.body_start :] for article in articles]
    signatures = [signature_of(article) for article in articles]
    print(f"{len(articles)} articles, {sum(s is None for s in signatures)} too short to tell")
    ways = {
        "first 9 of 10 paragraphs": [cut(body, 0.9) for body in bodies],
        "first 7 of 10 paragraphs": [cut(body, 0.7) for body in bodies],
        "every 5th sentence left out": [thinned(body, 5) for body in bodies],
        "another's last paragraph added": [
            f"{body}\n\n{split_paragraphs(other)[-1].slice(other)}"
            for body, other in zip(bodies, [*bodies[1:], bodies[0]], strict=True)
        ],
    }
    for way, copies in ways.items():
        pairs = [(s, _signature(copy)) for s, copy in zip(signatures, copies, strict=True)]
        whole = [alike(*pair) for pair in pairs if pair[0] is not None]
        print(f"{way}: {np.mean(whole):.3f} found")
    held = [s for s in signatures if s is not None]
    wrong = sum(alike(one, other) for one, other in combinations(held, 2))
    print(f"{len(held) * (len(held) - 1) // 2:,} pairs of different articles: {wrong} taken for one story")


def _signature(text: str) -> Signature | None:
    copy: Article = make_article(text)
    return signature_of(copy)


if __name__ == "__main__":
    main()
