"""Changes a question so that its article no longer answers it: a name, number, opposite or kind."""

import random
import re
from collections.abc import Callable

from corpus import Span
from index.answers import Kind, find_answers, kind_of
from index.terms import terms

NAME = re.compile(r"(?<=\s)[A-Z][^\W\d_]+(?:['’.-][^\W_]+)*(?: [A-Z][^\W\d_]+(?:['’.-][^\W_]+)*)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b")
_OPPOSITES = (
    "first last|before after|more fewer|more less|most least|highest lowest|largest smallest|"
    "biggest smallest|longest shortest|oldest youngest|best worst|increase decrease|"
    "increased decreased|rise fall|rose fell|won lost|win lose|north south|northern southern|"
    "east west|eastern western|early late|earliest latest|began ended|begin end|start stop|"
    "started stopped|accept reject|accepted rejected|allow forbid|allowed forbade|support oppose|"
    "supported opposed|supports opposes|same different|above below|import export|imports exports|"
    "born buried|joined left|join leave|buy sell|bought sold|male female|father mother|"
    "son daughter|positive negative|success failure|succeed fail|attack defend|praise criticise|"
    "praised criticised|always never|major minor|strong weak|stronger weaker|high low|"
    "higher lower|old new|upper lower|inside outside|with without|agreed refused|gain loss|"
    "gained lost|open close|opened closed|appointed dismissed|arrive depart|public private"
)
_OPPOSITE = {
    a: b for pair in _OPPOSITES.split("|") for a, b in (pair.split(), reversed(pair.split()))
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+")
_OPENINGS = {
    Kind.TIME: ("When", "In what year", "On what date"),
    Kind.NUMBER: ("How many times", "How much money"),
    Kind.REASON: ("Why", "For what reason"),
}
_AUXILIARY = re.compile(
    r"^(?:who|what|where|when|why|how)\b (did|does|do|is|was|are|were|has|have|had|will) ", re.I
)


def swap(question: str, block: str, other: str, chance: random.Random) -> str | None:
    """Return ``question`` changed so that ``block`` doesn't answer it, or None if it offers no handle.

    Names and numbers are taken from ``other``, a text on the same topic, and stand nowhere in ``block``.
    """
    ways: list[Callable[[str, str, str, random.Random], str | None]]
    ways = [_other_name, _other_name, _other_number, _opposite, _other_kind]
    chance.shuffle(ways)
    return next((changed for way in ways if (changed := way(question, block, other, chance))), None)


def _other_name(question: str, block: str, other: str, chance: random.Random) -> str | None:
    held = [m for m in NAME.finditer(question) if m.group() in block]
    names = sorted({m.group() for m in NAME.finditer(other)} - {m.group() for m in NAME.finditer(block)})
    names = [n for n in names if terms(n) and not any(word in block for word in n.split())]  # not "The"
    return _replaced(question, held, names, chance)


def _other_number(question: str, block: str, other: str, chance: random.Random) -> str | None:
    held = [m for m in _NUMBER.finditer(question) if m.group() in block]
    numbers = sorted({m.group() for m in _NUMBER.finditer(other)} - set(_NUMBER.findall(block)))
    return _replaced(question, held, numbers, chance)


def _opposite(question: str, block: str, other: str, chance: random.Random) -> str | None:
    held = [m for m in _WORD.finditer(question) if m.group() in _OPPOSITE]
    held = [m for m in held if not re.search(rf"\b{_OPPOSITE[m.group()]}\b", block)]
    if not held:
        return None
    match = chance.choice(held)
    return question[: match.start()] + _OPPOSITE[match.group()] + question[match.end() :]


def _other_kind(question: str, block: str, other: str, chance: random.Random) -> str | None:
    """Ask the same of a kind of which the block has nothing at all."""
    auxiliary = _AUXILIARY.match(question)
    if auxiliary is None:
        return None
    whole = Span(0, len(block))
    missing = [
        k for k in _OPENINGS if k is not kind_of(question) and not find_answers(k, question, block, whole)
    ]
    if not missing:
        return None
    return f"{chance.choice(_OPENINGS[chance.choice(missing)])} {question[auxiliary.start(1) :]}"


def _replaced(question: str, held: list[re.Match[str]], by: list[str], chance: random.Random) -> str | None:
    if not held or not by:
        return None
    match = chance.choice(held)
    return question[: match.start()] + chance.choice(by) + question[match.end() :]
