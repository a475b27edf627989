"""Measures what is read of real web pages against trafilatura's own annotated ones.

Usage: python tests/benchmarks/pages.py TESTS [--first N] [--every N]

TESTS is the ``tests`` folder of a checkout of github adbar/trafilatura: pages of 2019 to 2026, most of them
German blogs and news, each with strings that belong to its text and strings that do not. They are measured
on and never copied here. A string counts as found if it stands in the article, spaces apart, and as quotable
if none of the sentences that it touches is doubtful. "trafilatura" is its extraction by itself.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from corpus import Article, Span, lay_out, read_sources


def main() -> None:
    """Print the shares of wanted and unwanted strings found, and what became of the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tests", type=Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--every", type=int, default=1)
    arguments = parser.parse_args()
    annotated = json.loads((arguments.tests / "evaldata.json").read_text(encoding="utf-8"))
    files = {_place(arguments.tests, row["file"]): row for row in annotated.values()}
    pages = [path for path in sorted(files) if path.exists()]
    pages = pages[arguments.first :: arguments.every]
    counts, reasons = Counter[str](), Counter[str]()
    started = time.perf_counter()
    for source in read_sources(pages):
        if source.article is None:
            reasons[str(source.reason).split(" (")[0]] += 1
        _count(counts, files[Path(source.name)], source.article)
    seconds = time.perf_counter() - started
    for path in pages:
        _count_alone(counts, files[path], path)
    n = len(pages)
    print(f"{n} pages, {n - sum(reasons.values())} articles, {seconds / n:.2f} s each")
    for reason, n in reasons.most_common():
        print(f"  {n} {reason}")
    print(f"sentences quotable: {counts['quotable sentences'] / counts['sentences']:.3f}")
    for name in ("wanted found", "wanted quotable", "wanted found by trafilatura"):
        print(f"{name}: {counts[name] / counts['wanted']:.3f} of {counts['wanted']}")
    for name in ("unwanted found", "unwanted found by trafilatura"):
        print(f"{name}: {counts[name] / counts['unwanted']:.3f} of {counts['unwanted']}")


def _place(tests: Path, name: str) -> Path:
    places = (tests / folder / name for folder in ("eval", "cache"))
    return next((place for place in places if place.exists()), tests / name)


def _count(counts: Counter[str], row: dict[str, list[str]], article: Article | None) -> None:
    text, places = _squeezed(article.text) if article else ("", [])
    doubtful: Iterable[Span] = ()
    if article:
        layout = lay_out(article)
        doubtful = layout.doubtful
        counts["quotable sentences"] += len(layout.sentences)
        counts["sentences"] += len(layout.sentences) + len(layout.doubtful)
    for wanted in row["with"]:
        words = _squeezed(wanted)[0]
        start = text.find(words)
        counts["wanted"] += 1
        counts["wanted found"] += start >= 0
        if start >= 0:
            span = Span(places[start], places[start + len(words) - 1] + 1)
            counts["wanted quotable"] += not any(span.overlaps(doubt) for doubt in doubtful)
    for unwanted in row["without"]:
        counts["unwanted"] += 1
        counts["unwanted found"] += _squeezed(unwanted)[0] in text


def _count_alone(counts: Counter[str], row: dict[str, list[str]], path: Path) -> None:
    import trafilatura

    found = trafilatura.extract(path.read_bytes(), include_comments=False, include_tables=True)
    text = _squeezed(found or "")[0]
    counts["wanted found by trafilatura"] += sum(_squeezed(one)[0] in text for one in row["with"])
    counts["unwanted found by trafilatura"] += sum(_squeezed(one)[0] in text for one in row["without"])


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return a text without spaces, and where each of its characters stands in it."""
    kept = [(character, place) for place, character in enumerate(text) if not character.isspace()]
    return "".join(character for character, _ in kept), [place for _, place in kept]


if __name__ == "__main__":
    main()
