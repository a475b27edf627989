"""Makes the buttons under messages, and reads what a pressed one says: ``verb:key:number:…`` in 64 bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.quotes import Quote
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

_ROW = 4  # numbered buttons side by side


class Verb(StrEnum):
    """What a button does."""

    NEAREST = "near"
    CONTEXT = "around"
    BACK = "back"
    OTHERS = "more"
    SPEAKER = "who"
    GOOD = "good"
    BAD = "bad"
    ASK = "ask"
    SOURCES = "list"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Press:
    """What a pressed button says: ``key`` leads to what was stored, ``numbers`` choose in it."""

    verb: Verb
    key: str
    numbers: tuple[int, ...]


def read_press(data: str) -> Press | None:
    """Return what a button says; None if it is none of ours."""
    verb, _, rest = data.partition(":")
    key, *numbers = rest.split(":")
    if verb not in set(Verb) or not all(n.isdecimal() and len(n) < 10 for n in numbers):
        return None
    return Press(Verb(verb), key, tuple(map(int, numbers)))


def answer_keyboard(
    quotes: Sequence[Quote], key: str, *, answered: bool, feedback: bool
) -> InlineKeyboardMarkup | None:
    """Offer what can be done with an answer, or with what came nearest to one."""
    verdicts = [_button("👍", Verb.GOOD, key), _button("👎", Verb.BAD, key)] if feedback else []
    if not answered:
        near = [_button("Show the nearest passages", Verb.NEAREST, key)] if quotes else []
        return _keyboard([near, verdicts])
    around = [
        _button(
            "More context" if len(quotes) == 1 else f"Around {quote.number}", Verb.CONTEXT, key, quote.number
        )
        for quote in quotes
    ]
    others = _button("Other passages", Verb.OTHERS, key)
    who = [_button("Who said it?", Verb.SPEAKER, key)] if any(quote.speaker for quote in quotes) else []
    return _keyboard([around, [others, *who], verdicts])


def back_keyboard(key: str) -> InlineKeyboardMarkup | None:
    """Offer the way back to an answer."""
    return _keyboard([[_button("‹ Back to the answer", Verb.BACK, key)]])


def examples_keyboard(questions: Sequence[str], key: str) -> InlineKeyboardMarkup | None:
    """Offer questions to ask."""
    return _keyboard([[_button(question, Verb.ASK, key, n)] for n, question in enumerate(questions)])


def sources_keyboard(first: int, n: int, pages: tuple[int, int], key: str) -> InlineKeyboardMarkup | None:
    """Offer to read the ``n`` articles of a page, numbered from ``first``; ``pages``: this one, how many."""
    numbered = [_button(str(first + place), Verb.READ, key, place, 0) for place in range(n)]
    rows = [numbered[start : start + _ROW] for start in range(0, n, _ROW)]
    turns = _turns(*pages, ("‹ newer", "older ›"))
    return _keyboard([*rows, [_button(label, Verb.SOURCES, key, to) for label, to in turns]])


def article_keyboard(place: int, page: int, n_pages: int, key: str) -> InlineKeyboardMarkup | None:
    """Offer to turn the pages of the article at a ``place`` of what the key leads to."""
    turns = _turns(page, n_pages, ("‹ back", "read on ›"))
    return _keyboard([[_button(label, Verb.READ, key, place, to) for label, to in turns]])


def _turns(page: int, n_pages: int, labels: tuple[str, str]) -> list[tuple[str, int]]:
    """Return the pages before and after one, those that there are, with their labels."""
    around = zip(labels, (page - 1, page + 1), strict=True)
    return [(label, to) for label, to in around if 0 <= to < n_pages]


def _button(label: str, verb: Verb, key: str, *numbers: int) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=":".join([verb, key, *map(str, numbers)]))


def _keyboard(rows: Sequence[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup | None:
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None
