"""Turns a quote into a link that opens its article's page at the quote, with the quote marked.

The link ends in a text directive, ``#:~:text=[prefix-,]start[,end][,-suffix]``, as specified in
"URL Fragment Text Directives", https://wicg.github.io/scroll-to-text-fragment/ ("the spec" below).
Browsers search the page they find, which this module never sees: it proves on the article's text
that the first match is the quote. Menus and boxes ahead of the article can still match first, and
a caption that stands between two paragraphs hides the context across them, so that terms are kept
long enough to be rare and context is taken from the quote's own paragraph where that suffices.
"""

import re
import unicodedata
from itertools import product
from urllib.parse import quote

from corpus import Span

# Backslashes are slashes to a browser; a name and password before the host disguise the host.
_WEB_PAGE = re.compile(r"https?://(?!:)[^\s\x00-\x1f/?#@\\]+([/?#][^\s\x00-\x1f]*)?", re.IGNORECASE)
# A term cut here is word bounded (UAX #29) without a dictionary: no rule joins across white space,
# dashes and ideographic full stops. ICU's dictionaries decide everywhere else in Chinese or Thai.
_WORD = re.compile(r"[^\s—–。、！？…]+[—–。、！？…]*|[—–。、！？…]+")
# Layout collapses these and no other white space (CSS Text 3, section 4.1): not U+00A0.
_COLLAPSED = re.compile(r"[ \t\n\f\r]+")
_WORD_COUNTS = (5, 10, 20, 40)
_WINDOW_CHARS = 1_000  # no term but an exact quote is longer; keeps links short and cutting cheap
# The two limits that Chromium's own "Copy link to highlight" uses (text_fragment_selector_generator
# .cc): longer quotes become ranges, shorter terms get context even if they are unique.
_EXACT_CHARS = 300
_RARE_CHARS = 20
# Equal at the primary level of UTS #10 without decomposing; and the quotation marks, curly and
# Hebrew, which Chromium's search folds into the straight ones.
_EQUAL = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"} | (
    dict.fromkeys("\"'“”‘’״׳", "")
)
_IGNORED = frozenset({"Mn", "Me", "Cf", "Cc", "Zs", "Zl", "Zp"})


def text_fragment_link(url: str, text: str, span: Span) -> str:
    """Return the address that opens ``url`` at the quote ``text[span.start:span.end]``.

    A quote of up to 300 characters is named whole, a longer one or one that crosses a line of
    ``text`` by its first and last words, since a term cannot cross a block of the page. Context is
    added until the spec's search, run on ``text``, stops at the quote and nowhere before it.

    The element fragment of ``url`` is kept and its fragment directive replaced. Where no directive
    can tell the quote from an earlier passage (the same words between the same words), the one
    with the longest context is returned, and a browser marks the earlier passage.

    Args:
        url: the article's page.
        text: the article's canonical text; a newline may be a block boundary on the page.
        span: the quote.

    Returns:
        The link; "" when ``url`` is not an http or https address with a host and without
        credentials; ``url`` without a directive when the span holds white space only.

    Example:
        ``("https://a.example/b#c", "It rained. It rained, and then we slept.", Span(11, 40))``
        → ``"https://a.example/b#c:~:text=It%20rained%2C%20and%20then%20we%20slept."``
    """
    page = page_link(url)
    shown = span.slice(text)
    if not page or not shown.strip():
        return page
    address, _, element = page.partition("#")
    start = span.end - len(shown.lstrip())
    end = span.start + len(shown.rstrip())
    return f"{address}#{element}:~:text={_directive(_Page(text, start), end)}"


def page_link(url: str) -> str:
    """Return the address of the page alone, without a directive; "" where there can be no link."""
    if not _WEB_PAGE.fullmatch(url):
        return ""
    address, _, fragment = url.partition("#")
    element = fragment.partition(":~:")[0]
    return f"{address}#{element}" if element else address


class _Page:
    """The article's text as a browser searches it, seen from the quote that starts at ``start``.

    The spec compares at the primary level of UTS #10 (case and accents are ignored), collapses
    white space, allows any of it beside a context term and accepts matches at word bounds only.
    Here both sides are folded further, down to text without white space, and word bounds and
    blocks are ignored: whatever a browser can match is matched here too, so that a first match
    here is the first match there. The price is a little more context than strictly needed.
    """

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        before = _fold(text[:start])
        self._start_folded = len(before)
        self._folded = before + _fold(text[start:])

    def finds(self, left: int, right: int, after: int) -> bool:
        """Tell whether a search from ``after`` meets ``text[left:right]`` at ``left`` first."""
        searched = self._folded[self._position(left) : self._position(right)]
        # Position 0 needs no folding; the text ahead of the quote may be very long.
        first = self._folded.find(searched, self._position(after) if after else 0)
        return searched != "" and first == self._position(left)

    def _position(self, offset: int) -> int:
        if offset <= self.start:
            return self._start_folded - len(_fold(self.text[offset : self.start]))
        return self._start_folded + len(_fold(self.text[self.start : offset]))


def _fold(text: str) -> str:
    """Return ``text`` such that strings equal at the primary level of UTS #10 become equal.

    Folding a text in pieces gives the pieces of the folded text: every step works character by
    character, since the marks that normalisation may reorder are dropped.
    """
    folded = unicodedata.normalize("NFKD", text).casefold()
    for character in set(folded):  # four times as fast as str.translate on a long text
        if character in _EQUAL or unicodedata.category(character) in _IGNORED:
            folded = folded.replace(character, _EQUAL.get(character, ""))
    return folded


def _directive(page: _Page, end: int) -> str:
    crosses_lines = "\n" in page.text[page.start : end]
    if crosses_lines or end - page.start > _EXACT_CHARS:
        directive, proven = _range_directive(page, end)
        if proven or crosses_lines:
            return directive
    return _exact_directive(page, end)


def _exact_directive(page: _Page, end: int) -> str:
    """Write ``[prefix-,]start[,-suffix]``, the whole quote as ``start``."""
    lefts, rights = _prefix_starts(page.text, page.start), _suffix_ends(page.text, end)
    left, right, _ = _shortest(page, lefts, rights, 0)
    return _joined(page, left, [_term(page.text[page.start : end])], end, right)


def _range_directive(page: _Page, end: int) -> tuple[str, bool]:
    """Write ``[prefix-,]start,end[,-suffix]``; tell whether it is proven to find the quote.

    The search for ``end`` begins behind ``start`` and never returns to it (spec, "find a range
    from a text directive"), so that the two halves are settled one after the other.
    """
    text = page.text
    head_limit, tail_limit = _inner_limits(text, page.start, end)
    heads = _word_ends(text, page.start, head_limit) or [head_limit]
    tails = _word_starts(text, tail_limit, end) or [tail_limit]
    for ends in (heads, [head_limit]):  # the longest leaves the least for the tail to be mistaken in
        left, head, head_proven = _shortest(page, _prefix_starts(text, page.start), ends, 0)
        tail, right, tail_proven = _shortest(page, tails, _suffix_ends(text, end), head)
        if tail_proven:
            break
    terms = [_term(text[page.start : head]), _term(text[tail:end])]
    return _joined(page, left, terms, end, right), head_proven and tail_proven and all(terms)


def _shortest(page: _Page, lefts: list[int], rights: list[int], after: int) -> tuple[int, int, bool]:
    """Return the shortest ``text[left:right]`` that is found first, else the longest, and which.

    Rare beats short, and the quote's own line beats its neighbours, which another block of the
    page may keep apart from it.
    """

    def cost(pair: tuple[int, int]) -> tuple[int, int, int]:
        length = pair[1] - pair[0]
        return max(0, _RARE_CHARS - length), page.text.count("\n", *pair), length

    for left, right in sorted(product(lefts, rights), key=cost):
        if page.finds(left, right, after):
            return left, right, True
    return lefts[-1], rights[-1], False


def _prefix_starts(text: str, start: int) -> list[int]:
    """Return where a prefix may begin, nearest first; ``start`` stands for no prefix.

    A quote that begins inside a word, or at a quotation mark or dash that touches one, gets a
    prefix always: the spec asks for a word bound before the first term, whichever that is.
    """
    high = len(text[:start].rstrip())
    starts = _word_starts(text, text.rfind("\n", 0, high) + 1, high)
    return starts if starts and high == start else [start, *starts]


def _suffix_ends(text: str, end: int) -> list[int]:
    """Return where a suffix may end, nearest first; ``end`` stands for no suffix."""
    low = len(text) - len(text[end:].lstrip())
    ends = _word_ends(text, low, _line_end(text, low))
    return ends if ends and low == end else [end, *ends]


def _inner_limits(text: str, start: int, end: int) -> tuple[int, int]:
    """Return how far ``start`` may reach into the quote, and ``end`` back into it."""
    if "\n" in text[start:end]:
        return text.index("\n", start, end), text.rindex("\n", start, end) + 1
    middle = text.find(" ", (start + end) // 2, end)
    return (start, end) if middle < 0 else (middle, middle)


def _line_end(text: str, offset: int) -> int:
    newline = text.find("\n", offset)
    return len(text) if newline < 0 else newline


def _word_starts(text: str, low: int, high: int) -> list[int]:
    """Return where the last 5, 10, 20 and 40 words (or all) of ``text[low:high]`` begin."""
    window = max(low, high - _WINDOW_CHARS)
    starts = [word.start() for word in _WORD.finditer(text, window, high)]
    whole = starts[window > low :]  # the first may be the rest of a longer word
    return sorted({whole[-min(count, len(whole))] for count in _WORD_COUNTS if whole}, reverse=True)


def _word_ends(text: str, low: int, high: int) -> list[int]:
    """Return where the first 5, 10, 20 and 40 words (or all) of ``text[low:high]`` end."""
    window = min(high, low + _WINDOW_CHARS)
    ends = [word.end() for word in _WORD.finditer(text, low, window)]
    whole = ends[: -1 if window < high else None]  # the last may be the front of a longer word
    return sorted({whole[min(count, len(whole)) - 1] for count in _WORD_COUNTS if whole})


def _term(words: str) -> str:
    """Encode a term: UTF-8, percent-encoded; ``-``, ``,`` and ``&`` would end it (spec, 3.2)."""
    return quote(_COLLAPSED.sub(" ", words.strip()), safe="").replace("-", "%2D")


def _joined(page: _Page, left: int, terms: list[str], end: int, right: int) -> str:
    prefix = [_term(page.text[left : page.start]) + "-"] if left < page.start else []
    suffix = ["-" + _term(page.text[end:right])] if end < right else []
    return ",".join([*prefix, *terms, *suffix])
