"""Answers inline queries: ``@bot question`` in any chat, with quotes to send there."""

import asyncio
import logging
from collections import OrderedDict

from bot.answer import Examination, others
from bot.quotes import Quote
from bot.render.messages import clean
from bot.render.telegram import one_quote_message
from bot.render.wording import source_parts
from bot.telegram.desk import Desk
from bot.telegram.metrics import Metrics
from bot.telegram.sending import NO_PREVIEW, telegram_entities
from corpus import UserError
from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.error import TelegramError

_PAUSE = 0.4  # seconds of no typing before a question is taken for whole
_DEADLINE = 8.0  # seconds; Telegram gives up after some ten
_MOST_RESULTS = 10
_FEWEST_CHARS = 3
_REMEMBERED = 256  # questions
_CACHED_SECONDS = 60  # by Telegram, for everybody who asks the same

logger = logging.getLogger(__name__)


class Inline:
    """Answers inline queries.

    Args:
        desk: The engine.
        metrics: Counts the answers.
    """

    def __init__(self, desk: Desk, metrics: Metrics) -> None:
        self._desk = desk
        self._metrics = metrics
        self._latest: dict[int, str] = {}
        self._known: OrderedDict[tuple[int, str], list[InlineQueryResultArticle]] = OrderedDict()

    async def offer(self, query: InlineQuery) -> None:
        """Offer up to ten quotes, unless the person types on meanwhile."""
        person, question = query.from_user.id, " ".join(query.query.split())
        self._latest[person] = query.id
        await asyncio.sleep(_PAUSE)
        if self._latest.get(person) != query.id:
            return
        del self._latest[person]
        results = []
        if len(question) >= _FEWEST_CHARS:
            try:
                async with asyncio.timeout(_DEADLINE):
                    results = await self._results(person, question)
            except (UserError, TimeoutError) as error:
                logger.warning("an inline query was not answered: %s", error)
        label = "The articles don't say" if question else "Ask the articles a question"
        button = None if results else InlineQueryResultsButton(label, start_parameter="inline")
        try:
            await query.answer(results, cache_time=_CACHED_SECONDS, button=button)
        except TelegramError as error:
            self._metrics.errors.labels(type(error).__name__).inc()
            logger.info("an inline query was answered too late: %s", error)

    async def _results(self, person: int, question: str) -> list[InlineQueryResultArticle]:
        """Return the quotes that answer and those that come after them; none if none answers."""
        generation = await self._desk.read(lambda snapshot: snapshot.generation)
        known = self._known.get((generation, question.casefold()))
        if known is None:
            examination = await self._desk.examine(person, question, [], thorough=True)
            outcome = "answered" if examination.answer.answered else "unanswered"
            self._metrics.answers.labels(outcome).inc()
            known = self._known[generation, question.casefold()] = _offered(examination)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return known


def _offered(examination: Examination) -> list[InlineQueryResultArticle]:
    quotes = examination.answer.quotes
    if not quotes:
        return []
    further = others(examination, quotes, _MOST_RESULTS - len(quotes))
    return [_result(number, quote) for number, quote in enumerate([*quotes, *further], 1)]


def _result(number: int, quote: Quote) -> InlineQueryResultArticle:
    shown = one_quote_message(quote)
    who = quote.speaker.name or quote.speaker.text if quote.speaker else ""
    named = " · ".join(filter(None, map(clean, [who, *source_parts(quote.article)[:2]])))
    return InlineQueryResultArticle(
        id=str(number),
        title=named or quote.place,
        description=quote.text if shown.numbers else shown.text,  # why it is not shown
        input_message_content=InputTextMessageContent(
            shown.text, entities=telegram_entities(shown), link_preview_options=NO_PREVIEW
        ),
    )
