"""Turns answers and articles into text for a terminal, plain where it is piped.

Quoted words pass through unaltered; on a terminal they are wrapped by display, never by changing
them. Canonical text holds no control characters, so nothing quoted can steer the terminal.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO

from rich.console import Console
from rich.text import Text

from bot.answer import Answer
from bot.quotes import Quote
from bot.render.wording import doubt_of, source_parts, speaker_line, verdict_of
from corpus import Article, Cast, Layout, Span, Speech, SpeechKind

_BAR = "▌ "


class _Console(Console):
    """Lets a broken pipe rise to ``bot.cli``: rich would end the process with 1, "don't say"."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def make_console(file: IO[str]) -> Console:
    """Make a console that colours and wraps on a terminal, and does neither anywhere else."""
    return _Console(file=file, highlight=False, markup=False, emoji=False, soft_wrap=False)


def print_answer(console: Console, answer: Answer) -> None:
    """Print the answer: the verdict, then each quote with its speaker and source."""
    if answer.answered:
        _print(console, Text(verdict_of(answer.quotes, answer.confidence), style="bold green"))
        _print_quotes(console, answer.quotes)
        return
    _print(console, Text("The articles don't say.", style="bold yellow"))
    if answer.nearest:
        _print(console, Text("\nNot an answer, but the nearest passages:", style="dim"))
        _print_quotes(console, answer.nearest)
    elif answer.reason:
        _print(console, Text(f"({answer.reason})", style="dim"))


def print_article(console: Console, article: Article, layout: Layout) -> None:
    """Print an article with its paragraphs numbered as quotes number them."""
    _print(console, Text(article.title, style="bold"))
    _print(console, Text(" · ".join(source_parts(article)[1:]), style="dim"))
    if article.standfirst:
        _print(console, Text("\n" + article.standfirst, style="italic"))
    for number, span in enumerate(layout.paragraphs, 1):
        _print(console, Text(""))
        _print_marked(console, Text(span.slice(article.text)), f"{number:>3}  ")
        if doubt := doubt_of(layout, span):
            _print_marked(console, Text(f"({doubt})", style="dim"), "     ")


def print_cast(console: Console, article: Article, layout: Layout, cast: Cast) -> None:
    """Print who speaks in an article and how often, a line each; last, of what this is not plain."""
    for voice in cast.voices:
        first = layout.paragraph_at(voice.speeches[0].content)
        counts = f": {_counted(voice.speeches)}, first in paragraph {first}"
        _print(console, Text.assemble((voice.name.slice(article.text), "cyan"), counts))
    unplain: list[Span] = [*(speech.content for speech in cast.unplain), *cast.marked]
    if unplain:
        marked = f"{len(cast.marked)} set off by quotation marks" if cast.marked else ""
        counts = ", ".join(filter(None, (_counted(cast.unplain), marked)))
        first = layout.paragraph_at(min(unplain))
        _print(console, Text(f"(not plain who speaks: {counts}, first in paragraph {first})", style="dim"))
    if not cast.voices and not unplain:
        _print(console, Text("Nobody speaks in this article.", style="dim"))


def _counted(speeches: Iterable[Speech]) -> str:
    """Return how often each kind occurs: "2 direct, 1 indirect"."""
    counts = Counter(speech.kind for speech in speeches)
    return ", ".join(f"{counts[kind]} {kind.value}" for kind in SpeechKind if counts[kind])


def _print_quotes(console: Console, quotes: tuple[Quote, ...]) -> None:
    for quote in quotes:
        _print(console, Text(""))
        _print_marked(console, _emphasised(quote), _BAR if console.is_terminal else "> ")
        for line in _attribution(quote):
            _print_marked(console, line, "  ")
        if quote.link:
            _print_link(console, quote.link, quote.article)


def _emphasised(quote: Quote) -> Text:
    text = Text(quote.text)
    if quote.answer:
        start = quote.answer.start - quote.span.start
        text.stylize("bold", start, start + quote.answer.end - quote.answer.start)
    return text


def _attribution(quote: Quote) -> Iterator[Text]:
    if quote.speaker:
        yield Text(speaker_line(quote.speaker), style="cyan")
    parts = [*source_parts(quote.article), quote.place, quote.elsewhere]
    yield Text(" · ".join(filter(None, parts)), style="dim")


def _print_link(console: Console, link: str, article: Article) -> None:
    """Print the link; on a terminal the page's address, which leads to the quote when clicked."""
    if console.is_terminal:
        _print(console, Text.assemble("  ", (article.url or "", f"dim link {link}")))
    else:
        _print(console, Text(f"  {link}"))


def _print_marked(console: Console, text: Text, mark: str) -> None:
    """Print ``text`` with ``mark`` before its lines: every display line on a terminal."""
    if not console.is_terminal:
        _print(console, Text.assemble(mark, text))
        return
    for number, line in enumerate(text.wrap(console, max(20, console.width - len(mark)))):
        before = mark if number == 0 or mark == _BAR else " " * len(mark)
        line.rstrip()
        _print(console, Text.assemble((before, "blue"), line))


def _print(console: Console, text: Text) -> None:
    console.print(text, soft_wrap=True)
