"""Finds the sentences of an extracted text that a second, independent reading of the file does not have.

Extractors lose and glue words, and a lost "not" reverses a quote. The second reading, the witness, may be
in another order and hold more (menus, captions, running heads), but an honest sentence stands in it word
for word, from one boundary to the next.
"""

from collections import defaultdict
from collections.abc import Sequence

from corpus.canonical import canonicalise
from corpus.spans import Span

_BREAK = "\n\n"  # between blocks: no word, as words hold no space
_CLOSING = "\"'”’»)]"
_STOPS = tuple(".!?…:;")


def find_disagreements(text: str, sentences: Sequence[Span], witness: str) -> list[Span]:
    """Return those ``sentences`` of canonical ``text`` that the ``witness`` does not have as they are.

    Words are compared, spaces are not. Blank lines of the witness separate its blocks. A sentence is in it
    if its words are, after a boundary or the word before it in ``text``, and before a boundary or the word
    after it.

    Example:
        "All agreed." against "Not all agreed." is a disagreement, and so is "He did sign." against
        "He did not sign."
    """
    blocks = canonicalise(witness).split(_BREAK)
    theirs = [_BREAK, *(word for block in blocks for word in (*block.split(), _BREAK))]
    places = defaultdict(list)
    for place, word in enumerate(theirs):
        places[word].append(place)
    found = []
    starts = [0, *(span.start for span in sentences)]
    ends = [*(span.end for span in sentences[1:]), len(text)]
    for before, span, after in zip(starts, sentences, ends, strict=False):
        words = span.slice(text).split()
        around = (text[before : span.start].split()[-1:], text[span.end : after].split()[:1])
        if not any(_stands(theirs, place, words, around) for place in places[words[0]]):
            found.append(span)
    return found


def _stands(
    theirs: Sequence[str], start: int, words: Sequence[str], around: tuple[Sequence[str], Sequence[str]]
) -> bool:
    end = start + len(words)
    if theirs[end - 1 : end] != words[-1:] or theirs[start:end] != words:
        return False
    left, right = theirs[start - 1], theirs[end]
    begins = left == _BREAK or left in around[0] or _stops(left)
    return begins and (right == _BREAK or right in around[1] or _stops(words[-1]))


def _stops(word: str) -> bool:
    return word.rstrip(_CLOSING).endswith(_STOPS)
