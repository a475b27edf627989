"""Compares what is quotable of real pages with what Chromium shows of them.

Usage: python tests/benchmarks/pages_shown.py TESTS [--first N] [--every N]

TESTS is the folder that ``pages.py`` reads; the pages are loaded without scripts, pictures or network. A
sentence is shown if its letters stand in ``document.body.innerText`` in their order.
"""

import argparse
import re
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from selenium import webdriver

from corpus import lay_out, read_sources

_FLAGS = (
    "headless=new",
    "no-sandbox",
    "disable-gpu",
    "no-first-run",
    "disable-background-networking",
    "host-resolver-rules=MAP * ~NOTFOUND",
    "window-size=1280,800",
)
_BLOCKED = {f"profile.managed_default_content_settings.{what}": 2 for what in ("javascript", "images")}


def main() -> None:
    """Print the sentences that are quotable and not shown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tests", type=Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--every", type=int, default=1)
    arguments = parser.parse_args()
    found = sorted(path for folder in ("eval", "cache") for path in (arguments.tests / folder).glob("*.html"))
    with tempfile.TemporaryDirectory() as profile:
        browser = _browser(profile)
        try:
            _compare(browser, found[arguments.first :: arguments.every])
        finally:
            browser.quit()


def _browser(profile: str) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or sys.exit("chromium is not installed")
    options.page_load_strategy = "eager"
    for flag in (*_FLAGS, f"user-data-dir={profile}"):
        options.add_argument(f"--{flag}")
    options.add_experimental_option("prefs", _BLOCKED)
    return webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))


def _compare(browser: webdriver.Chrome, pages: Sequence[Path]) -> None:
    n = n_missing = 0
    for source in read_sources(pages):
        if source.article is None:
            continue
        browser.get(Path(source.name).resolve().as_uri())
        shown = _letters(browser.execute_script("return document.body.innerText"))
        texts = [s.span.slice(source.article.text) for s in lay_out(source.article).sentences]
        missing = [text for text in texts if _letters(text) not in shown]
        n, n_missing = n + len(texts), n_missing + len(missing)
        for text in missing:
            print(f"not shown: {Path(source.name).name}: {text[:100]}")
    print(f"{len(pages)} pages, {n:,} quotable sentences, {n_missing} not shown")


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


if __name__ == "__main__":
    main()
