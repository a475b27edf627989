"""Opens links in a real Chromium and compares the words it marks with the words of the quote."""

import html
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chromium import CHROMEDRIVER, CHROMIUM, open_browser

from bot.links import text_fragment_link
from corpus import Span

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.skipif(CHROMEDRIVER is None, reason="chromedriver is not installed"),
]
pytest.importorskip("selenium.webdriver", reason="selenium is not installed")

ARTICLE = Path(__file__).parent.parent / "corpus" / "articles" / "iran-syria-defense-deal.txt"
STEADY = "They signed the pact there."
HOSTILE = f"""A page of traps — repeated, “quoted”, & escaped

{STEADY} That was Monday. {STEADY} That was Tuesday.

On Wednesday, again: {STEADY} THEY SIGNED THE PACT THERE. Nobody noticed.

{STEADY}

Thursday came, and nothing happened at all.

{STEADY}

Yes. No. “Yes,” she said. “No—never,” he said. Yes.

The mayor of Malmö spoke first, on the coast. The mayor of Malmo spoke first, on the coast.

It’s war-time, isn’t it? Oil, gas & coal—up 5%, down 3–4%; a/b, #c, 100% "sure", 'so' to say…

🙂🇸🇾👩‍👩‍👧 All emoji, first and last. The heart, too, says so ❤️ Then: plain words again 🙂

قال الوزير إن بلاده ستبقى في سوريا. ثم وقّع الاتفاق، وغادر المدينة. קול העם נשמע שם. האם ישמע שוב?

国防部长周日访问了首都。他签署了一项协议。他签署了一项协议。随后他离开了。

Они подписали договор. Потом они уехали. They — all of them — left.

“First she spoke for long, as long as anyone could remember, and everybody listened to her words.

“Then, in the second paragraph, she went on: ‘We are here, because they want us here, & we stay.’”

{"The very long sentence goes on, and on; " * 9}until it ends, at last, in the hall.

{"The very long sentence goes on, and on; " * 9}until it ends, at last, in the yard."""

STYLE = """
body { margin: 0; font: 11px/1.4 serif; width: 600px }
header { height: 500px } footer { height: 500px } p { margin: 12px 0 }
::target-text { background: #ff00ff; color: #000000 }
"""
# Shares of magenta pixels in the rectangles of every token, in document order.
MEASURE = """
const [png, done] = arguments;
const image = new Image();
image.onload = () => {
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, image.width, image.height).data;
  const marked = token => {
    let [magenta, all] = [0, 0];
    for (const box of token.getClientRects()) {
      const [top, left] = [box.top + scrollY, box.left + scrollX].map(Math.ceil);
      const [bottom, right] = [box.bottom + scrollY, box.right + scrollX].map(Math.floor);
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) {
        const at = 4 * (y * image.width + x);
        all++;
        magenta += pixels[at] > 250 && pixels[at + 1] < 5 && pixels[at + 2] > 250;
      }
    }
    return all && magenta / all > 0.2;
  };
  done([...document.querySelectorAll('[data-at]')].filter(marked).map(t => +t.dataset.at));
};
image.src = 'data:image/png;base64,' + png;
"""
# The browser looks for the fragment after loading, in its own time.
SCROLLED = """
const done = arguments[0], limit = performance.now() + 2000;
const look = () => {
  if (scrollY === 0 && performance.now() < limit) return requestAnimationFrame(look);
  requestAnimationFrame(() => requestAnimationFrame(() => done(scrollY)));
};
look();
"""
VISIBLE = """
const box = document.querySelector(`[data-at="${arguments[0]}"]`).getBoundingClientRect();
return box.top >= 0 && box.bottom <= innerHeight;
"""


def tokens(text: str) -> list[re.Match[str]]:
    """Split into words, runs of symbols and single punctuation marks; each becomes an element."""
    return list(re.finditer(r"[\w\u064B-\u0652]+|[^\w\s,.;:!?'\"“”‘’()—–\-&%#/…。]+|[^\w\s]", text))


def rendered(text: str, low: int, high: int) -> str:
    """Return ``text[low:high]`` with every token wrapped, and some links and emphasis in it."""
    parts, at = [], low
    for number, token in enumerate(tokens(text[low:high])):
        start, end = low + token.start(), low + token.end()
        # A line break in the source, as most pages have: it is rendered as a space.
        parts.append(text[at:start].replace(" ", "\n      ") if number % 7 == 0 else text[at:start])
        element = f'<span data-at="{start}">{html.escape(text[start:end])}</span>'
        tag = {5: "a", 11: "em", 17: "strong"}.get(number % 19)
        parts.append(f"<{tag}>{element}</{tag}>" if tag else element)
        at = end
    return "".join(parts)


def page(text: str) -> str:
    """Lay the text out as a news site does: menus, headline, standfirst, body, related box."""
    lines = [found.span() for found in re.finditer(r"[^\n]+", text)]
    tags = ["h1", "h2", *["p"] * len(lines)]
    blocks = [
        f"<{tag}>\n      {rendered(text, *line)}\n    </{tag}>"
        for tag, line in zip(tags, lines, strict=False)
    ]
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>News</title>
<style>{STYLE}</style></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav></header>
<main><article>{"<div>Advertisement</div>".join(blocks[:2])}{"".join(blocks[2:])}</article></main>
<aside id="related"><h2>Related</h2><p>{html.escape(" ".join(text.split()[-40:]))}</p></aside>
<footer>{html.escape(" ".join(text.split()[:60]))}</footer></body></html>"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        text = {"/article": ARTICLE.read_text("utf-8"), "/hostile": HOSTILE}.get(
            self.path.partition("?")[0], ""
        )
        body = page(text).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Chrome]":
    more = ("disable-quic", "disable-component-update", "disable-sync", "window-size=640,500")
    with open_browser(tmp_path_factory.mktemp("chromium"), *more) as driver:
        yield driver


def seen(browser: "Chrome", link: str, start: int) -> tuple[bool, list[int]]:
    """Open ``link``; tell whether the token at ``start`` came into view, and what is marked."""
    browser.get(link)
    in_view = browser.execute_async_script(SCROLLED) > 0 and browser.execute_script(VISIBLE, start)
    wanted = {"format": "png", "captureBeyondViewport": True, "optimizeForSpeed": True}
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", wanted)
    return in_view, browser.execute_async_script(MEASURE, shot["data"])


def sentences(text: str) -> list[Span]:
    """Split crudely: a line, after full stops, question and quotation marks."""
    ends = re.compile(r"[^\n]+?(?:(?<=[.?!…])[”’]*(?=\s)|(?<=[。]))|\S[^\n]*")
    found = [match.span() for match in ends.finditer(text)]
    return [
        Span(start + len(part) - len(part.lstrip()), end)
        for start, end in found
        if (part := text[start:end]).strip()
    ]


def wrongly_marked(
    browser: "Chrome", url: str, text: str, spans: list[Span], element: str = ""
) -> list[tuple[str, str, str]]:
    """Return (quote, link, what was marked) for every quote not marked, or not exactly."""
    wrong = []
    offsets = [token.start() for token in tokens(text)]
    for number, span in enumerate(spans):
        # A new fragment of the same address would not be searched for.
        link = text_fragment_link(f"{url}?{number}{element}", text, span)
        in_view, marked = seen(browser, link, span.start)
        if not in_view or marked != [at for at in offsets if span.start <= at < span.end]:
            wrong.append((span.slice(text), link, f"in view: {in_view}, marked: {marked}"))
    return wrong


def test_every_sentence_of_the_article_is_scrolled_to_and_marked_exactly(
    browser: "Chrome", site: str
) -> None:
    text = ARTICLE.read_text("utf-8")
    spans = sentences(text)
    assert len(spans) == 36
    assert wrongly_marked(browser, f"{site}/article", text, spans) == []


def test_paragraphs_and_direct_speech_of_the_article_are_marked_exactly(browser: "Chrome", site: str) -> None:
    text = ARTICLE.read_text("utf-8")
    speech = [Span(*found.span()) for found in re.finditer(r"(?<=“)[^”]+", text)]
    pairs = [Span(*found.span()) for found in re.finditer(r"[^\n]+\n\n[^\n]+", text)]
    assert wrongly_marked(browser, f"{site}/article", text, speech + pairs) == []


def test_every_sentence_of_a_hostile_page_is_marked_exactly(browser: "Chrome", site: str) -> None:
    assert wrongly_marked(browser, f"{site}/hostile", HOSTILE, sentences(HOSTILE)) == []


def test_quotes_across_paragraphs_of_a_hostile_page_are_marked_exactly(browser: "Chrome", site: str) -> None:
    lines = [found.span() for found in re.finditer(r"[^\n]+", HOSTILE)]
    pairs = [Span(first[0], last[1]) for first, last in pairwise(lines)]
    assert wrongly_marked(browser, f"{site}/hostile", HOSTILE, pairs) == []


def test_a_link_with_an_element_goes_to_the_quote_all_the_same(browser: "Chrome", site: str) -> None:
    line = Span(HOSTILE.index("Thursday"), HOSTILE.index(" came, and"))
    assert wrongly_marked(browser, f"{site}/hostile", HOSTILE, [line], "#related") == []
