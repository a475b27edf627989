"""Turns answers into Telegram messages.

Quoted words stand in a message as they stand in the article, or not at all. Sending, and counting in UTF-16
as the Bot API does, is left to ``bot.telegram``.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answer import Answer
from bot.links import page_link
from bot.quotes import Quote, Speaker
from bot.render.messages import (
    MAX_UNITS,
    REMOVED,
    Entity,
    EntityKind,
    Finder,
    Message,
    clean,
    covered,
    everything,
    fits,
    found,
    heading,
    joined,
    plain,
    quoted,
    utf16_length,
)
from bot.render.wording import source_parts, speaker_line, verdict_of
from corpus import Span

_EXPANDABLE_CHARS = 350
_UNANSWERED = "The articles don't say."
_KIND_WORDS = "Please ask in other words, or about something else in the news."
_NEAREST = "Not an answer, but the nearest passages:"
_OTHERS = "Further passages, less likely to answer:"
_NO_OTHERS = "There are no further passages."
_INTRODUCED = "The article introduces the speaker so:"
_NAMED_THERE = "The article names the speaker in the quote itself."
_LEFT_OPEN = "The article leaves open who that is, or I cannot tell."

# What TDLib accepts as an address (``parse_url``); it drops other links without an error.
_LINKABLE = re.compile(
    r"https?://[\w-]+(?:\.[\w-]+)+\.?(?::(?!0)[1-5]?[0-9]{1,4})?(?:[/?#]\S*)?", re.IGNORECASE
)
_MAX_LINK_BYTES = 2_000  # four of them fit a message: quote, speaker, title, the rest of the source


def answer_messages(answer: Answer) -> list[Message]:
    """Return the verdict with the quotes, or that the articles don't say with nothing of them."""
    if answer.answered:
        return quote_messages(verdict_of(answer.quotes, answer.confidence), answer.quotes)
    return [joined([heading(_UNANSWERED), plain(_KIND_WORDS)], "\n")]


def nearest_messages(quotes: Sequence[Quote]) -> list[Message]:
    """Return the nearest passages of an unanswered question, named as such."""
    return quote_messages(_NEAREST, quotes)


def other_messages(quotes: Sequence[Quote]) -> list[Message]:
    """Return the passages that came after those of an answer, named as such."""
    return quote_messages(_OTHERS, quotes) if quotes else [heading(_NO_OTHERS)]


def speaker_messages(introduced: Sequence[tuple[Quote, Quote | None]]) -> list[Message]:
    """Return who says each quote, with another sentence in which the article introduces them, if any."""
    messages: dict[str, list[Message]] = {}
    for quote, introduction in introduced:
        if quote.speaker:
            messages[speaker_line(quote.speaker)] = _introduced(quote, quote.speaker, introduction)
    return [message for each in messages.values() for message in each]


def _introduced(quote: Quote, speaker: Speaker, introduction: Quote | None) -> list[Message]:
    who = clean(speaker_line(speaker))
    line = covered(who, link_of(quote), found, [Entity(EntityKind.ITALIC, 0, len(who))])
    if introduction is None:
        return [joined([line, plain(_NAMED_THERE if speaker.name else _LEFT_OPEN)], "\n")]
    with_line = joined([line, heading(_INTRODUCED)], "\n")
    return _filled(with_line, [introduction])


def context_message(quote: Quote, around: Span) -> Message:
    """Return what stands ``around`` a quote in its article, the quote itself in bold; or the quote alone."""
    text, start = around.slice(quote.article.text), around.start
    bold = [Entity(EntityKind.BOLD, quote.span.start - start, quote.span.end - start)]
    for find in (found, everything):
        message = joined([quoted(text, link_of(quote), find, bold), _source(quote, find)], "\n")
        if fits(message) and not REMOVED.search(text):
            return message
    return one_quote_message(quote)


def quote_messages(head: str, quotes: Sequence[Quote]) -> list[Message]:
    """Fill messages with a heading and the quotes, each whole in one of them."""
    return _filled(heading(head), quotes)


def _filled(first: Message, quotes: Sequence[Quote]) -> list[Message]:
    messages = [first]
    for shown in map(one_quote_message, quotes):
        longer = joined([messages[-1], shown], "\n" if messages[-1] is first else "\n\n")
        if fits(longer):
            messages[-1] = longer
        else:
            messages.append(shown)
    return messages


def one_quote_message(quote: Quote) -> Message:
    """Return the first that fits: the quote, or why it is not shown; what to cover exactly, or all."""
    whole = utf16_length(quote.text) <= MAX_UNITS and not REMOVED.search(quote.text)
    ways = (_attributed, _missed) if whole else (_missed,)
    return next(filter(fits, (show(quote, find) for show in ways for find in (found, everything))))


def _attributed(quote: Quote, find: Finder) -> Message:
    lines = [_quoted(quote, find)]
    if quote.speaker:
        text = clean(speaker_line(quote.speaker))
        lines.append(covered(text, link_of(quote), find, [Entity(EntityKind.ITALIC, 0, len(text))]))
    return replace(joined([*lines, _source(quote, find)], "\n"), numbers=(quote.number,))


def _missed(quote: Quote, find: Finder) -> Message:
    why = "has characters that Telegram drops" if REMOVED.search(quote.text) else "is too long for Telegram"
    return joined([plain(f"Quote {quote.number} {why}. It stands in:"), _source(quote, find)], "\n")


def _quoted(quote: Quote, find: Finder) -> Message:
    text, answer, start = quote.text, quote.answer, quote.span.start
    bold = [Entity(EntityKind.BOLD, answer.start - start, answer.end - start)] if answer else []
    long = len(text) > _EXPANDABLE_CHARS
    kind = EntityKind.EXPANDABLE_BLOCKQUOTE if long else EntityKind.BLOCKQUOTE
    return quoted(text, link_of(quote), find, bold, kind)


def _source(quote: Quote, find: Finder) -> Message:
    """Return where the quote stands, the title (or what comes first without one) as the link."""
    first, *rest = filter(None, map(clean, [*source_parts(quote.article), quote.place, quote.elsewhere]))
    link = link_of(quote)
    linked = covered(first, link, everything if link else find)
    return joined([linked, covered(" · ".join(rest), link, find)] if rest else [linked], " · ")


def link_of(quote: Quote) -> str | None:
    """Return the address that leads to the quote, else to its page, if Telegram would keep it."""
    return kept_link(quote.link, page_link(quote.article.url or ""))


def kept_link(*addresses: str | None) -> str | None:
    """Return the first of these addresses that Telegram would keep."""
    for address in addresses:
        if address and len(address.encode()) <= _MAX_LINK_BYTES and _LINKABLE.fullmatch(address):
            return address
    return None
