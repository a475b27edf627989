"""Compares what is quotable of a page with what a real Chromium shows of it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chromium import CHROMEDRIVER, CHROMIUM, OFFLINE, open_browser
from page_hiding import HIDING, NO_TEXT, VISIBLE
from page_news import words_of
from page_structures import whole
from page_structures_more import ALL

from corpus import lay_out
from corpus.extraction import make_extracted_article
from corpus.sandbox import Sandbox

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.skipif(CHROMEDRIVER is None, reason="chromedriver is not installed"),
]
pytest.importorskip("selenium.webdriver", reason="selenium is not installed")

SENTENCES = "".join(
    f"<p>The council met for the {n}th time, and the vote was put off.</p>" for n in range(4, 14)
)
SHOWN = "document.getAnimations().forEach(one => one.finish()); return document.body.innerText"
INVISIBLE = re.compile("[\u00ad\u200b]")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Chrome]":
    with open_browser(tmp_path_factory.mktemp("chromium"), OFFLINE, "window-size=1280,800") as driver:
        yield driver


def hiding_pages() -> Iterator[tuple[str, bytes]]:
    secret = "Zinnober agreed that the harbour would be sold."
    ways = {**HIDING, **VISIBLE, **{name: ("", html) for name, html in NO_TEXT.items()}}
    for name, (rules, around) in ways.items():
        blocks = around.replace("{}", f"<p>{secret}</p>" if name not in NO_TEXT else secret)
        words = around.replace("div", "span").replace("{}", "not") if name not in NO_TEXT else ""
        body = f"<article>{SENTENCES}{blocks}<p>They did {words} agree. They left.</p>{SENTENCES}</article>"
        yield name, whole(f"<style>{rules}{rules.replace('div', 'span')}</style>", body).encode()


def test_every_quotable_sentence_is_shown_by_a_browser(browser: "Chrome", tmp_path: Path) -> None:
    pages = {**{name: one.page for name, one in ALL.items()}, **dict(hiding_pages())}
    unseen = []
    with Sandbox() as sandbox:
        for name, data in pages.items():
            path = tmp_path / "page.html"
            path.write_bytes(data)
            browser.get(path.as_uri())
            shown = words_of(INVISIBLE.sub("", browser.execute_script(SHOWN)))
            (found,) = sandbox.parse(".html", data)
            article = make_extracted_article(found, stem="page")
            sentences = [one.span.slice(article.text) for one in lay_out(article).sentences]
            assert len(sentences) > 9, name
            unseen += [(name, text) for text in sentences if words_of(text) not in shown]
    assert unseen == []
