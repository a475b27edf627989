"""Finds who says what in an article.

An article's text becomes the stretches that are somebody's words, each with the speaker as printed beside
them, the cue and the fullest naming of that speaker so far, all as offsets. The rules prefer silence to a
guess: words whose speaker is not plain have none, and the reporter's own words are nobody's speech.
"""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from corpus.spans import Span
from corpus.speech.naming import find_names
from corpus.speech.quotation import find_quotations
from corpus.speech.records import Speech
from corpus.speech.tokens import read_sentences
from corpus.speech.turns import read_turns


def find_speech(text: str, paragraphs: Sequence[Span]) -> list[Speech]:
    """Find the speech of an article in the order of its text.

    Args:
        text: Canonical text.
        paragraphs: Its paragraphs in order, none overlapping; headlines may be among them.

    Example:
        ``“It will stay,” the analyst said.`` gives ``“It will stay,”`` direct, by ``the analyst``.
    """
    quotations = find_quotations(text, paragraphs)
    inside = {number: list(group) for number, group in groupby(quotations, attrgetter("paragraph"))}
    sentences = [read_sentences(text, span, inside.get(number, ())) for number, span in enumerate(paragraphs)]
    reported = read_turns(text, sentences, quotations)
    speakers = [one.speaker for one in reported if one.speaker]
    names = find_names(sentences, speakers, [one.content for one in reported])
    return [
        Speech(
            one.content,
            one.speaker,
            one.cue,
            names.get(one.speaker) if one.speaker else None,
            one.kind,
        )
        for one in reported
    ]
