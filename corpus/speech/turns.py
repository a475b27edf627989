"""Carries a speaker on to the quotations that stand without one.

A sentence that is nothing but a quotation belongs to whoever spoke in the sentence before it, to whoever
a colon announced, or, where the marks run on, to the speaker of the neighbouring paragraph.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.spans import Span
from corpus.speech.attribution import DASHES, Reported, read_reported, span_of
from corpus.speech.quotation import Quotation
from corpus.speech.records import SpeechKind
from corpus.speech.sayings import find_sayings
from corpus.speech.speakers import read_after
from corpus.speech.tokens import Token, TokenKind, ends_with_stop

_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Turn:
    """Who may go on speaking: a speaker with a cue as printed."""

    speaker: Span | None
    cue: Span | None


_NOBODY = _Turn(None, None)


def read_turns(
    text: str, paragraphs: Sequence[Sequence[Sequence[Token]]], quotations: Sequence[Quotation]
) -> list[Reported]:
    """Read the reported words of an article in the order of its text.

    Args:
        text: Canonical text.
        paragraphs: The sentences of each paragraph, as tokens.
        quotations: The quotations of the article in order.
    """
    found: list[Reported] = []
    running = _running_on(quotations)
    announced = _NOBODY
    for sentences in paragraphs:
        going_on = announced
        for sentence in sentences:
            reported = _read_sentence(text, sentence, going_on, running)
            found += reported
            going_on = _next_turn(text, sentence, reported)
        announced = going_on if sentences and sentences[-1][-1].word == ":" else _NOBODY
    return _join_running_on(found, quotations)


def _running_on(quotations: Sequence[Quotation]) -> set[Span]:
    """Return the parts of quotes that run over paragraphs."""
    pairs = [(one, after) for one, after in pairwise(quotations) if one.runs_on]
    return {quotation.span for pair in pairs for quotation in pair}


def _read_sentence(
    text: str, sentence: Sequence[Token], going_on: _Turn, running: Set[Span]
) -> list[Reported]:
    if signed := _read_signed(text, sentence):
        return [signed]
    reported = read_reported(text, sentence, find_sayings(sentence))
    if reported:
        return reported
    if any(token.kind is TokenKind.WORD for token in sentence):
        return []
    return [
        Reported(token.span, going_on.speaker, going_on.cue, SpeechKind.DIRECT)
        for token in sentence
        if token.kind is TokenKind.QUOTE
        and (going_on.speaker or token.span in running or _is_sentence(text, token.span))
    ]


def _read_signed(text: str, sentence: Sequence[Token]) -> Reported | None:
    """Read a quotation with a name below it: "“I was ill.” — Bo Lund, a nurse"."""
    end = len(sentence) - (sentence[-1].word == ".")
    if end < 3 or sentence[0].kind is not TokenKind.QUOTE or sentence[1].word not in DASHES:
        return None
    speaker = read_after(sentence, 2)
    quote, dash = sentence[0].span, sentence[1].span
    if speaker is None or speaker.last != end or not sentence[2].is_name_like:
        return None
    if not ends_with_stop(text, quote):  # “The Morning Hour” – Oslo
        return None
    return Reported(quote, span_of(sentence, 2, end), dash, SpeechKind.DIRECT)


def _is_sentence(text: str, quotation: Span) -> bool:
    """Tell whether a quotation that nobody owns is speech rather than a title or a slogan."""
    words = quotation.slice(text).split(None, _FEWEST_WORDS)
    begins = next((one for one in words[0] if one.isalnum()), "")
    is_long = len(words) >= _FEWEST_WORDS
    return is_long and ends_with_stop(text, quotation) and not begins.islower()


def _next_turn(text: str, sentence: Sequence[Token], reported: Sequence[Reported]) -> _Turn:
    """Return who goes on speaking when the next sentence is only a quotation."""
    if reported:
        return _Turn(reported[-1].speaker, reported[-1].cue)
    if sentence[-1].word != ":":
        return _NOBODY
    sayings = find_sayings(sentence)
    if not sayings:
        return _NOBODY
    last = sayings[-1]
    return _Turn(
        span_of(sentence, last.speaker.first, last.speaker.last),
        span_of(sentence, last.cue.first, last.cue.last),
    )


def _join_running_on(found: list[Reported], quotations: Sequence[Quotation]) -> list[Reported]:
    """Give the parts of a quote that runs over paragraphs the one speaker that any of them has."""
    runs_on = {quotation.span for quotation in quotations if quotation.runs_on}
    joined = list(found)
    for places in (range(len(joined) - 1), range(len(joined) - 2, -1, -1)):
        for place in places:
            here, after = joined[place], joined[place + 1]
            if here.content not in runs_on:
                continue
            if after.speaker is None:
                joined[place + 1] = replace(after, speaker=here.speaker, cue=here.cue)
            elif here.speaker is None:
                joined[place] = replace(here, speaker=after.speaker, cue=after.cue)
    return joined
