"""Finds the outermost quotation marks of a text, as spans.

The marks say where somebody's words may stand; whose they are, or whether they are speech at all, is
decided in ``corpus.speech.attribution``. Marks inside marks are left alone. A mark without its partner
is dropped, unless the next paragraph opens the marks again, as newspapers do when a quote runs over
paragraphs. Every mark is looked at once, so that a text of nothing but marks takes linear time.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.spans import Span

# Of three straight marks in a row the single one is inside: ''he said, 'No,'''.
_DOUBLE = re.compile(r"``|(?<![^\s(])''|''(?!')|[\"“”„‟«»]")
_DOUBLE_OPENED_BY = {
    '"': '"“',
    "''": ("``", "''"),
    "”": '“„”"',
    "‟": "“„”",
    "“": "„",
    "»": "«",
    "«": "»",
}
_ALWAYS_OPENS = ("“", "„", "``", "«")
_SINGLE = re.compile(r"['‘’‚‹›]")
_SINGLE_CLOSED_BY = {"‘": "’'", "'": "'’", "‚": "‘’", "‹": "›"}
_CLIPPED = re.compile(r"(?:\d|(?:em|til|tis|twas|cause|bout|n|round)\b)", re.IGNORECASE)
_BEFORE_OPENING = "([{—–-/“”\"‘'«»„:"
_OPENING_MARKS = '“"„«…$'
_AFTER_CLOSING = ".,;:!?)]}"
# Marks of another kind may stay open inside a quote by mistake; looking deeper would cost linear time.
_DEPTH_SEARCHED = 3


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch inside quotation marks, marks included.

    ``runs_on`` tells that its paragraph ends with the marks still open.
    """

    span: Span
    paragraph: int
    runs_on: bool


def find_quotations(text: str, paragraphs: Sequence[Span]) -> list[Quotation]:
    """Find the outermost quotations of each paragraph, in the order of the text.

    Args:
        text: Canonical text.
        paragraphs: The paragraphs of ``text`` in order; ``Quotation.paragraph`` counts them from 0.
    """
    quotations = []
    for number, paragraph in enumerate(paragraphs):
        pairs, unclosed = _pair_doubles(text, paragraph)
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        spans = _add_singles(text, paragraph, pairs)
        quotations += [Quotation(span, number, runs_on=False) for span in spans]
        rest = Span(unclosed, paragraph.end) if unclosed is not None else None
        if rest and following and _holds_words(text, rest) and _reopens(text, following, rest.start):
            quotations = [one for one in quotations if not one.span.overlaps(rest)]
            quotations.append(Quotation(rest, number, runs_on=True))
    return quotations


def _pair_doubles(text: str, paragraph: Span) -> tuple[list[Span], int | None]:
    """Return the outermost pairs, with the place of a last mark that opens and never closes."""
    pairs: list[Span] = []
    opened: list[re.Match[str]] = []
    for mark in _DOUBLE.finditer(text, paragraph.start, paragraph.end):
        depth = _partner_depth(mark.group(), opened)
        opens = _has_opening_side(text, paragraph, mark)
        if depth is not None and not (opens and mark.group() in ('"', "''")):
            start = opened[depth].start()
            del opened[depth:]
            while pairs and pairs[-1].start > start:
                pairs.pop()
            pairs.append(Span(start, mark.end()))
        elif opens or mark.group() in _ALWAYS_OPENS:
            opened.append(mark)
    if not opened or (pairs and pairs[-1].start > opened[-1].start()):
        return pairs, None
    return pairs, opened[-1].start()


def _partner_depth(mark: str, opened: Sequence[re.Match[str]]) -> int | None:
    """Return the place in ``opened`` of the nearest mark that this one may close."""
    closes = _DOUBLE_OPENED_BY.get(mark, "")
    for depth in range(len(opened) - 1, max(-1, len(opened) - 1 - _DEPTH_SEARCHED), -1):
        if opened[depth].group() in closes:
            return depth
    return None


def _has_opening_side(text: str, paragraph: Span, mark: re.Match[str]) -> bool:
    """Tell whether a mark that looks the same on both sides stands where a quote begins."""
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    begins_here = before.isspace() or before in _BEFORE_OPENING
    return begins_here and not after.isspace() and after not in _AFTER_CLOSING


def _holds_words(text: str, span: Span) -> bool:
    return any(char.isalnum() for char in span.slice(text))


def _reopens(text: str, following: Span, unclosed: int) -> bool:
    """Tell whether a paragraph begins with the mark that the one before it left open."""
    begins_with = text[following.start]
    return begins_with == text[unclosed] or (text[unclosed] == "«" and begins_with == "»")


def _add_singles(text: str, paragraph: Span, doubles: Sequence[Span]) -> list[Span]:
    """Merge the pairs of single marks that begin outside double ones into these."""
    pairs = list(doubles)
    opened: int | None = None
    perhaps: Span | None = None
    passed = 0
    for mark in _SINGLE.finditer(text, paragraph.start, paragraph.end):
        place = mark.start()
        while passed < len(doubles) and doubles[passed].end <= place:
            # A straight mark is an apostrophe too often to hold double marks, a curly one is not.
            if opened is not None and text[opened] == "'":
                opened = perhaps = None
            passed += 1
        if passed < len(doubles) and doubles[passed].start <= place:
            continue
        if _opens_single(text, paragraph, place):
            pairs += [perhaps] if perhaps is not None else []
            opened, perhaps = place, None
        elif opened is not None and _closes_single(text, paragraph, opened, place):
            perhaps = Span(opened, place + 1)
            if not _may_be_possessive(text, paragraph, place):
                pairs.append(perhaps)
                opened = perhaps = None
    pairs += [perhaps] if perhaps is not None else []
    return _outermost(sorted(pairs))


def _opens_single(text: str, paragraph: Span, place: int) -> bool:
    """Tell an opening mark from an apostrophe: ‘participate’, but not ‘90s, 'em or Iran's."""
    before = text[place - 1] if place > paragraph.start else " "
    if text[place] not in _SINGLE_CLOSED_BY or not (before.isspace() or before in _BEFORE_OPENING):
        return False
    if place + 1 >= paragraph.end or _CLIPPED.match(text, place + 1):
        return False
    after = text[place + 1]
    return after.isalnum() or after in _OPENING_MARKS


def _closes_single(text: str, paragraph: Span, opened: int, place: int) -> bool:
    """Tell whether the mark at ``place`` may close the one at ``opened``."""
    after = text[place + 1] if place + 1 < paragraph.end else " "
    closes = text[place] in _SINGLE_CLOSED_BY[text[opened]]
    return closes and not after.isalnum() and not text[place - 1].isspace()


def _may_be_possessive(text: str, paragraph: Span, place: int) -> bool:
    """Tell whether a closing mark may belong to a plural: the officials’ plan."""
    follows = text[place + 1 : min(place + 3, paragraph.end)]
    return text[place - 1] == "s" and len(follows) == 2 and follows[0] == " " and follows[1].islower()


def _outermost(spans: Sequence[Span]) -> list[Span]:
    """Keep those of the spans, sorted by start, that begin inside none before them."""
    outermost: list[Span] = []
    for span in spans:
        if not outermost or span.start >= outermost[-1].end:
            outermost.append(span)
    return outermost
