import io
import re

import pytest
from rich.console import Console

from bot.answer import Answer, IndexState
from bot.quotes import Quote, make_quote
from bot.render.terminal import make_console, print_answer, print_article
from corpus import Span, lay_out, make_article
from corpus.extraction import Block, Extracted, make_extracted_article

ARTICLE = make_article(
    "“We waited [bold]ten[/bold] years for this long and winding bridge :smile:,” Brandt said.\n\n"
    "橋は長い。 It is 2,100 metres long.",
    title="A bridge [red]opens",
    publisher="Post",
    url="https://p.example/a",
)
STATE = IndexState(1, 1, 1, "hashing")


def quote_of(words: str, answer: Span | None = None) -> Quote:
    layout = lay_out(ARTICLE)
    (sentence,) = [s for s in layout.sentences if words in s.span.slice(ARTICLE.text)]
    return make_quote(1, ARTICLE, layout, sentence.span, answer, 0.9)


def answer_of(*quotes: Quote, confidence: float = 0.9) -> Answer:
    return Answer("Q?", quotes, (), confidence, None, STATE, 0.01)


def printed(answer: Answer, *, terminal: bool, width: int = 40) -> str:
    file = io.StringIO()
    console = make_console(file)
    if terminal:
        console = Console(
            file=file, force_terminal=True, width=width, highlight=False, markup=False, emoji=False
        )
    print_answer(console, answer)
    return file.getvalue()


def without_codes(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", text)


def test_quoted_words_are_wrapped_by_display_and_never_changed() -> None:
    quote = quote_of("We waited")
    lines = without_codes(printed(answer_of(quote), terminal=True)).splitlines()
    quoted = [line.removeprefix("▌ ") for line in lines if line.startswith("▌ ")]
    assert len(quoted) > 1
    assert " ".join(quoted) == quote.text
    assert all(len(line) <= 40 for line in lines if line.startswith("▌ "))


def test_nothing_quoted_is_taken_for_markup() -> None:
    out = printed(answer_of(quote_of("We waited")), terminal=False)
    assert "[bold]ten[/bold] years" in out
    assert ":smile:" in out
    assert "A bridge [red]opens · Post · paragraph 1 of 2" in out
    assert "\x1b" not in out


def test_the_short_answer_is_bold_on_a_terminal() -> None:
    start = ARTICLE.text.index("2,100 metres")
    quote = quote_of("2,100", Span(start, start + 12))
    assert "\x1b[1m2,100 metres\x1b[0m" in printed(answer_of(quote), terminal=True, width=100)


def test_the_address_leads_to_the_quote_when_clicked() -> None:
    quote = quote_of("2,100")
    out = printed(answer_of(quote), terminal=True)
    assert f";{quote.link}\x1b\\" in out
    assert "  https://p.example/a" in without_codes(out).splitlines()
    assert f"  {quote.link}" in printed(answer_of(quote), terminal=False).splitlines()


@pytest.mark.parametrize(
    ("confidence", "verdict"),
    [(0.9, "The article says:"), (0.8, "The article says:"), (0.79, "The article probably says:")],
)
def test_the_confidence_is_told_in_words(confidence: float, verdict: str) -> None:
    out = printed(answer_of(quote_of("2,100"), confidence=confidence), terminal=False)
    assert out.startswith(verdict)


def test_several_articles_say_so() -> None:
    other = make_article("It is long.", article_id="other")
    second = make_quote(2, other, lay_out(other), Span(0, 11), None, 0.9)
    out = printed(answer_of(quote_of("2,100"), second), terminal=False)
    assert out.startswith("The articles say:")


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", printed(answer_of(quote_of("2,100")), terminal=True))


def test_who_speaks_is_named_with_how_far_the_words_are_theirs() -> None:
    assert "\n  Said by: Brandt\n" in printed(answer_of(quote_of("We waited")), terminal=False)


def test_an_article_says_where_it_may_not_be_as_printed() -> None:
    blocks = (Block("All agreed. It is done."), Block("It rained."))
    found = Extracted(blocks, ("Not all agreed. It is done. It rained.",))
    article = make_extracted_article(found, stem="a")
    console = make_console(output := io.StringIO())
    print_article(console, article, lay_out(article))
    assert output.getvalue().splitlines()[3:] == [
        "  1  All agreed. It is done.",
        "     (1 sentence here may not be as printed, so never quoted)",
        "",
        "  2  It rained.",
    ]
