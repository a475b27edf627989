"""Gathers who speaks in an article: each speaker once, with all that is theirs.

The stretches of one speaker are put together under the fullest naming in the article. Those of which it
is not plain whose they are stay apart, as does whatever else stands in quotation marks.
"""

from dataclasses import dataclass

from corpus.articles import Article
from corpus.layout import Layout
from corpus.spans import Span
from corpus.speech.records import Speech


@dataclass(frozen=True, slots=True)
class Voice:
    """What one speaker says in an article: the fullest naming, and the stretches in the order of the text."""

    name: Span
    speeches: tuple[Speech, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who speaks in an article.

    Attributes:
        voices: The speakers in the order in which they first speak.
        unplain: The stretches of which it is not plain whose they are.
        marked: What stands in quotation marks besides, often a word that the reporter sets off.
    """

    voices: tuple[Voice, ...]
    unplain: tuple[Speech, ...]
    marked: tuple[Span, ...]


def find_cast(article: Article, layout: Layout) -> Cast:
    """Find who speaks in an article that was laid out."""
    from corpus.speech.naming import group_names  # many patterns, which asking never needs
    from corpus.speech.quotation import find_quotations

    text, plain = article.text, [speech for speech in layout.speeches if speech.name is not None]
    groups = group_names(text, [speech.name for speech in plain if speech.name is not None])
    voices = [Voice(names[0], tuple(one for one in plain if one.name in names)) for names in groups]
    marked = (quotation.span for quotation in find_quotations(text, layout.paragraphs))
    return Cast(
        tuple(sorted(voices, key=lambda voice: voice.speeches[0].content)),
        tuple(speech for speech in layout.speeches if speech.name is None),
        tuple(one for one in marked if not any(one.overlaps(s.content) for s in layout.speeches)),
    )
