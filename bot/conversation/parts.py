"""Takes a question that asks two things apart, so that each can have a quote of its own."""

import re

from bot.conversation.completion import Understood, understand
from bot.conversation.turns import Turn

_ASKING = r"(?:who|whom|whose|what|when|where|why|which|how(?: (?:many|much|long|old|far|often|big))?)"
_TWO_WORDS = re.compile(rf"^({_ASKING}),? and ({_ASKING}) (?=\S)", re.IGNORECASE)
_TWO_QUESTIONS = re.compile(rf"^(.*\S),? (?:and|as well as) ({_ASKING}\b.*)$", re.IGNORECASE)
_ASKS = re.compile(rf"\b{_ASKING}\b", re.IGNORECASE)


def parts_of(question: str) -> tuple[Understood, ...]:
    """Return the two things that ``question`` asks, the second as it follows the first; none if it asks one.

    Example:
        "When and where was it signed?" → "When was it signed?", "Where was it signed?"
        "Who is Ada Quist and what does she want?" → "Who is Ada Quist?", "what does Ada Quist want?"
    """
    if words := _TWO_WORDS.match(question):
        rest = question[words.end() :]
        return tuple(Understood(half, half) for half in (f"{words[1]} {rest}", f"{words[2]} {rest}"))
    halves = _TWO_QUESTIONS.match(question)
    if halves is None or not _ASKS.search(halves[1]):
        return ()
    first = f"{halves[1].rstrip(' ,')}?"
    return Understood(first, first), understand(halves[2], [Turn(first)])
