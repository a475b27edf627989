"""Compares what is quotable of real pages with what Chromium shows of them.

Usage: python tests/benchmarks/pages_shown.py TESTS [--first N] [--every N]

TESTS is the folder that ``pages.py`` reads; the pages are loaded without scripts, pictures or network. A
headline or sentence is shown if its letters stand in ``document.body.innerText`` in their order.
"""

import argparse
import re
import sys
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import lay_out, read_sources

sys.path.insert(0, str(Path(__file__).parents[1]))
from chromium import OFFLINE, open_browser

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

_BLOCKED = {f"profile.managed_default_content_settings.{what}": 2 for what in ("javascript", "images")}


def main() -> None:
    """Print the sentences that are quotable and not shown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tests", type=Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--every", type=int, default=1)
    arguments = parser.parse_args()
    found = sorted(path for folder in ("eval", "cache") for path in (arguments.tests / folder).glob("*.html"))
    flags = (OFFLINE, "window-size=1280,800")
    with (
        tempfile.TemporaryDirectory() as profile,
        open_browser(Path(profile), *flags, load="eager", preferences=_BLOCKED) as browser,
    ):
        _compare(browser, found[arguments.first :: arguments.every])


def _compare(browser: "Chrome", pages: Sequence[Path]) -> None:
    n = n_missing = n_headlines = 0
    for source in read_sources(pages):
        if source.article is None:
            continue
        browser.get(Path(source.name).resolve().as_uri())
        shown = _letters(browser.execute_script("return document.body.innerText"))
        spans = [*source.article.masthead.values(), *(s.span for s in lay_out(source.article).sentences)]
        texts = [span.slice(source.article.text) for span in spans]
        n_headlines += bool(source.article.masthead)
        missing = [text for text in texts if _letters(text) not in shown]
        n, n_missing = n + len(texts), n_missing + len(missing)
        for text in missing:
            print(f"not shown: {Path(source.name).name}: {text[:100]}")
    print(f"{len(pages)} pages, {n_headlines} with a headline that can be quoted")
    print(f"{n:,} quotable headlines and sentences, {n_missing} not shown")


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


if __name__ == "__main__":
    main()
