"""Renders reports, hostile ones among them, then uses the pages in a real Chromium."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.evaluation.page import render_page

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

CHROMIUM, CHROMEDRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = """headless=new no-sandbox disable-gpu disable-quic no-first-run disable-background-networking
           disable-component-update disable-sync""".split()
HOSTILE = (
    "</script><script>window.ran = 1</script>",
    '"><img src=x onerror="window.ran = 1">',
    "<!-- <script> ]]> </title></style></textarea>",
    "a\u2028b\u2029c \u202eright to left\u202c \x00 \\u003cb\\u003e ${window.ran = 1} `",
    "javascript:window.ran=1//' onfocus='window.ran=1' autofocus='",
    "half a pair: \ud83d",
)
PARAGRAPH = "🙂 The mayor opened the bridge. It cost $3.5 billion. Owls watched."
QUOTE = {
    "text": "It cost $3.5 billion.", "paragraph_text": PARAGRAPH, "start": 31, "end": 52, "gold": [[39, 51]],
    "title": "Mayor opens the harbour bridge", "publisher": "The Harbour Post", "paragraph": 1,
    "speaker": "Ilse Brandt", "score": 0.9,
}  # fmt: skip
RESULT = {
    "id": "q1", "kind": "fact", "answerable": True, "answered": True, "confidence": 0.9,
    "relevant_ranks": [1], "n_relevant": 1, "right_quotes": [1], "n_quotes": 1,
    "prediction": "$3.5 billion", "answers": ["$3.5 billion"], "speaker_right": None, "altered_quotes": 0,
    "seconds": 0.02, "question": "What did the bridge cost?", "history": ["Who opened it?"],
    "gold": ["It cost $3.5 billion."], "reason": None, "quotes": [QUOTE],
    "passages": [{"rank": 1, "score": 0.93, "similarity": 0.71, "text": PARAGRAPH, "relevant": True}],
}  # fmt: skip
UNANSWERABLE = {"answerable": False, "right_quotes": [], "answers": [], "gold": [], "relevant_ranks": []}
RESULTS = (
    RESULT,
    {**RESULT, "id": "q2", "question": "Which way?", "kind": "quote", "right_quotes": [], "confidence": 0.5},
    {**RESULT, **UNANSWERABLE, "id": "q3", "question": "Who painted it?", "confidence": 0.7, "seconds": 0.5},
    {**RESULT, **UNANSWERABLE, "id": "q4", "question": "Why?", "answered": False, "confidence": 0.1,
     "reason": "Nothing says so."},
    {**RESULT, "id": "q5", "question": "And when?", "answered": False, "confidence": 0.2},
)  # fmt: skip
FIGURES = (
    {"name": "quote Success@1", "kind": "all", "value": 0.824, "n": 17, "low": 0.6, "high": 0.97},
    {"name": "AUROC", "kind": "all", "value": 0.9123, "n": 60, "low": 0.85, "high": 1.0},
    {"name": "EM", "kind": "all", "value": None, "n": 0, "low": None, "high": None},
    {"name": "latency p50 ms", "kind": "all", "value": 27.4, "n": 60, "low": 25.0, "high": 30.0},
    {"name": "quote Success@1", "kind": "fact", "value": 1.0, "n": 3, "low": 1.0, "high": 1.0},
    {"name": "altered quotes", "kind": "all", "value": 0.0, "n": 60, "low": None, "high": None},
)


def make_report(*results: dict[str, Any], **changes: Any) -> dict[str, Any]:
    report = {
        "version": 1, "title": "questions.jsonl", "scope": "all", "created": "2026-11-22T09:00:00+00:00",
        "index": {"generation": 3, "articles": 1, "passages": 24, "encoder": "hashing"},
        "min_confidence": 0.24, "warnings": [], "figures": list(FIGURES), "results": list(results),
        "curves": {"risk_coverage": [[0.5, 0.0], [1.0, 0.4]], "reliability": [[0.2, 0.3, 2], [0.9, 0.8, 3]]},
    }  # fmt: skip
    return report | changes


def hostile(value: Any, text: str) -> Any:
    """Put the text behind every string, but where a program reads it."""
    if isinstance(value, dict):
        return {
            key: hostile(one, text) if key not in ("created", "name") else one for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [hostile(one, text) for one in value]
    return value + text if isinstance(value, str) and value != "all" else value


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def embedded(page: str) -> str:
    return page.partition('<script type="application/json" id="report">')[2].partition("</script>")[0]


def words(page: str) -> str:
    return " ".join(Tags(page.partition("<script")[0]).text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_element_to_the_page(text: str) -> None:
    report = make_report(*RESULTS, warnings=["Beware"])
    wild = render_page(hostile(report, text)).encode("utf-8").decode("utf-8")
    assert [tag for tag, _ in Tags(wild).elements] == [tag for tag, _ in Tags(render_page(report)).elements]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_whole_from_the_embedded_json(text: str) -> None:
    written = embedded(render_page(hostile(make_report(RESULT), text)))
    assert not set("<>&\u2028\u2029") & set(written)
    data = json.loads(written)
    assert data["results"][0]["question"] == RESULT["question"] + text
    assert data["texts"][data["results"][0]["quotes"][0]["paragraph_text"]] == PARAGRAPH + text


def test_the_page_loads_nothing() -> None:
    page = render_page(make_report(*RESULTS))
    pairs = [pair for _, attributes in Tags(page).elements for pair in attributes.items()]
    names = {"src", "href", "srcset", "data", "action", "style"}
    links = [value for name, value in pairs if name in names or name.startswith("on")]
    assert links == ["data:,", "#questions"]
    assert re.findall(r"@import|url\(|https?://[^\"]*", page) == ["http://www.w3.org/2000/svg"]
    assert "default-src 'none'" in page


def test_the_same_report_gives_the_same_page() -> None:
    assert render_page(make_report(*RESULTS)) == render_page(make_report(*RESULTS))


def test_figures_are_shown_with_their_interval_in_their_unit() -> None:
    text = words(render_page(make_report(*RESULTS)))
    assert "quote Success@1 82.4 % 60.0 – 97.0 % · n = 17" in text
    assert "AUROC 0.912 0.850 – 1.000 · n = 60" in text
    assert "latency p50 ms 27 ms 25 – 30 ms · n = 60" in text


def test_what_was_not_measured_is_not_available() -> None:
    text = words(render_page(make_report(*RESULTS)))
    assert "EM n/a n = 0" in text  # listed, without a value
    assert "F1 n/a n = 0" in text  # not listed at all


def test_a_report_without_questions_is_a_page() -> None:
    page = render_page(make_report(figures=[], curves={"risk_coverage": [], "reliability": []}))
    assert "Questions0" in words(page)
    assert json.loads(embedded(page))["results"] == []


def test_an_altered_quote_is_the_first_thing_said() -> None:
    text = words(render_page(make_report(RESULT, {**RESULT, "altered_quotes": 2})))
    assert text.index("2 altered quotes. Words were shown") < text.index("OnRecord Evaluation")
    assert "0 altered quotes." in words(render_page(make_report(RESULT)))

    altered = {**FIGURES[-1], "value": 1.0}
    assert "1 altered quote. Words were shown" in words(render_page(make_report(RESULT, figures=[altered])))


def test_every_question_falls_under_one_verdict() -> None:
    data = json.loads(embedded(render_page(make_report(*RESULTS))))
    assert [result["verdict"] for result in data["results"]] == [
        "right",
        "wrong",
        "invented",
        "refused",
        "missed",
    ]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Chrome]":
    if CHROMIUM is None or CHROMEDRIVER is None:
        pytest.skip("chromium or chromedriver is not installed")
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in (*FLAGS, f"user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(f"--{flag}")
    driver = webdriver.Chrome(options, webdriver.ChromeService(CHROMEDRIVER))
    yield driver
    driver.quit()


class Opened:
    """A page in the browser, read and used as a visitor would."""

    def __init__(self, browser: "Chrome", folder: Path, report: dict[str, Any], width: int) -> None:
        path = folder / "report.html"
        path.write_text(render_page(report), encoding="utf-8")
        metrics = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.get_log("browser")
        browser.get(path.as_uri())
        self.browser = browser

    def texts(self, selector: str) -> list[str]:
        found = "return [...document.querySelectorAll(arguments[0])].map(one => one.textContent)"
        return list(self.browser.execute_script(found, selector))

    def click(self, selector: str) -> None:
        self.browser.execute_script("document.querySelector(arguments[0]).click()", selector)

    def enter(self, selector: str, value: str) -> None:
        script = """const field = document.querySelector(arguments[0]); field.value = arguments[1];
                    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name))"""
        self.browser.execute_script(script, selector, value)


@pytest.fixture
def opened(browser: "Chrome", tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open a report; whatever the test does, the page must load nothing and log nothing."""
    yield lambda report, width=1280: Opened(browser, tmp_path, report, width)
    assert browser.get_log("browser") == []
    assert browser.execute_script("return performance.getEntriesByType('resource')") == []


@pytest.mark.browser
@pytest.mark.parametrize("text", HOSTILE[:-1])  # half a pair cannot come back through the driver
def test_hostile_articles_run_nothing_and_show_as_text(opened: Callable[..., Opened], text: str) -> None:
    page = opened(hostile(make_report(RESULT), text))
    page.click(".open")
    page.click("summary")
    assert page.browser.execute_script("return window.ran ?? null") is None
    assert page.texts("img, main script") == []
    shown = "".join(page.texts(".open, .history, .gold, blockquote, .source, .passages"))
    assert shown.count(text) == 9


@pytest.mark.browser
def test_the_filters_leave_the_questions_they_name(opened: Callable[..., Opened]) -> None:
    page = opened(make_report(*RESULTS))
    bridge, way, painted, why, when = page.texts(".open")
    shown = []
    for name in ("wrong", "refused", "invented", "right", "all"):
        page.click(f"[data-filter={name}]")
        shown.append(page.texts(".open"))
    assert shown[:3] == [[way, painted, when], [why, when], [painted]]
    assert shown[3:] == [[bridge, why], [bridge, way, painted, why, when]]


@pytest.mark.browser
def test_search_and_kind_narrow_the_questions(opened: Callable[..., Opened]) -> None:
    page = opened(make_report(*RESULTS))
    page.enter("input[type=search]", "PAINTED who")
    assert page.texts(".open") == ["Who painted it?"]
    page.enter("input[type=search]", "")
    page.enter("label:nth-of-type(2) select", "quote")
    assert page.texts(".open, .status") == ["1 of 5 questions", "Which way?"]


@pytest.mark.browser
def test_the_headings_sort_and_turn_the_order_round(opened: Callable[..., Opened]) -> None:
    page = opened(make_report(*RESULTS))
    cells = []
    for name in ("confidence", "confidence", "verdict", "seconds", "kind"):
        page.click(f"[data-sort={name}]")
        cells.append(page.texts(f"td.{name}"))
    assert cells == [
        ["0.90", "0.70", "0.50", "0.20", "0.10"],
        ["0.10", "0.20", "0.50", "0.70", "0.90"],
        ["Answered wrongly", "Wrong quote", "Wrongly refused", "Rightly refused", "Right quote"],
        ["500 ms", "20 ms", "20 ms", "20 ms", "20 ms"],
        ["fact", "fact", "fact", "fact", "quote"],
    ]


@pytest.mark.browser
def test_a_question_opens_and_marks_quote_and_gold_behind_an_emoji(opened: Callable[..., Opened]) -> None:
    page = opened(make_report(*RESULTS))
    assert page.texts(".detail") == []
    page.click(".open")
    assert page.texts("blockquote, .given, mark") == [PARAGRAPH, QUOTE["text"], "$3.5 billion"]
    assert "Confidence 0.900 is at or above the threshold of 0.240." in page.texts(".detail")[0]
    assert "Said by Ilse Brandt" in page.texts(".source")[0]
    page.click(".open")
    assert page.texts(".open[aria-expanded=true], .more:not([hidden])") == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_overflows_sideways(opened: Callable[..., Opened], width: int) -> None:
    page = opened(hostile(make_report(*RESULTS, warnings=["Beware"]), "W" * 3000), width)
    page.click(".open")
    page.click("summary")
    assert page.browser.execute_script("return document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_four_thousand_questions_load_a_page_at_a_time(opened: Callable[..., Opened]) -> None:
    results = [{**RESULT, "id": f"q{n}", "question": f"Question {n}?"} for n in range(4000)]
    page = opened(make_report(*results))
    assert page.texts(".status") == ["4,000 of 4,000 questions"]
    page.click(".pager button:last-child")
    assert page.texts(".open") == [f"Question {n}?" for n in range(50, 100)]
