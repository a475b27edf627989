"""Measures what a user waits for and what it takes: prints a table, asserts nothing.

Usage: python tests/benchmarks/speed.py [--runs N]

Cold figures are whole processes of the installed ``onrecord`` on an index that exists, after one
run to warm the disk cache. Run it on a machine with nothing else to do; medians are given, because
even then single runs vary.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bot.settings import Settings
from bot.wiring import build_shipped, make_engine
from corpus import lay_out, read_sources, shipped_articles, split_article
from index import Library, check_default_encoder

ASKED = Path(__file__).parents[2] / "corpus" / "questions" / "media-line.jsonl"
QUESTIONS = [json.loads(line)["question"] for line in ASKED.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder, "index"))
        build_shipped(settings, lambda _: None)
        show("onrecord --help, whole process", "s", cold(["--help"], runs)[0])
        ask = ["ask", "Why does Iran need a pact with Syria?", "--index", str(settings.index)]
        seconds, megabytes = cold(ask, runs)
        show("cold onrecord ask, whole process", "s", seconds)
        show("cold onrecord ask, largest resident size", "MB", [megabytes])
        first, again = warm(settings)
        show("warm answer, one article", "ms", first)
        show("the same asked again", "ms", again)
        show("building, full precision, passages", "/s", building(settings, runs))
        show("smallest cosine of export and original", "", [smallest_cosine(settings)])


def show(what: str, unit: str, values: list[float]) -> None:
    """Print one row: the median, and the 95th percentile where there are several values."""
    row = f"{what:<45}{statistics.median(values):>12,.6g} {unit:<3}"
    if len(values) > 1:
        row += f"  p95 {np.percentile(values, 95):,.4g}  n {len(values)}"
    print(row, flush=True)


def cold(arguments: list[str], runs: int) -> tuple[list[float], float]:
    """Return the seconds of each run of a new process, and the largest resident size in MB."""
    command = [str(Path(sys.executable).with_name("onrecord")), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = [
        timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)) for _ in range(runs)
    ]
    return seconds, largest_resident(command)


def largest_resident(command: list[str]) -> float:
    """Return the largest resident size of a run in MB, seen from a process smaller than it.

    A child starts with its parent's largest size on its account, and this process is a large one.
    """
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], check=True, capture_output=True)
    return int(done.stdout) / 1024


def warm(settings: Settings) -> tuple[list[float], list[float]]:
    """Return the milliseconds of an engine's answers to questions that are new to it, and of each again."""
    engine = make_engine(settings)
    engine.answer("Who are you?")
    first, again = [], []
    for question in QUESTIONS:
        first.append(1000 * timed(lambda question=question: engine.answer(question)))
        again.append(1000 * timed(lambda question=question: engine.answer(question)))
    return first, again


def building(settings: Settings, runs: int) -> list[float]:
    """Return the passages encoded a second in each run: the shipped article's, many times over."""
    with Library(settings.index).snapshot() as snapshot:
        encoder = snapshot.encoder
    texts = shipped_passages(encoder.count_tokens, encoder.max_tokens) * 8
    encoder.encode_passages(texts[:16])
    return [len(texts) / timed(lambda: encoder.encode_passages(texts)) for _ in range(runs)]


def smallest_cosine(settings: Settings) -> float:
    """Return the smallest cosine of the exported model's vectors and sentence-transformers' own."""
    from sentence_transformers import SentenceTransformer

    with Library(settings.index).snapshot() as snapshot:
        encoder = snapshot.encoder
    texts = [*shipped_passages(encoder.count_tokens, encoder.max_tokens), *QUESTIONS]
    model = SentenceTransformer(str(check_default_encoder()), device="cpu", local_files_only=True)
    original = np.asarray(model.encode(texts, normalize_embeddings=True))
    return float((encoder.encode_passages(texts) * original).sum(axis=1).min())


def shipped_passages(count_tokens: Callable[[str], int], max_tokens: int) -> list[str]:
    """Return the search copies of the shipped articles' passages."""
    articles = [source.article for source in read_sources(shipped_articles()) if source.article]
    return [
        passage.search_text
        for article in articles
        for passage in split_article(
            article, lay_out(article), count_tokens=count_tokens, max_tokens=max_tokens
        )
    ]


def timed(action: Callable[[], object]) -> float:
    """Return the seconds that ``action`` takes."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
