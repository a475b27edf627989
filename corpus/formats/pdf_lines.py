"""Makes lines of the glyphs of a PDF page, by where they stand, not by their order in the file."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.formats.pdf_glyphs import LOST, Glyph

_SAME_LINE = 0.3  # of the size: how far baselines of one line are apart, with raised figures
_SPACE = 0.08  # of the size: a space is as wide at least
_NO_SPACE = 0.05  # of the size: letters of a word are not as far apart
_WIDE = 1.6  # of the size: no space between words is as wide, unless the others of its line are stretched too
_STRETCHED = 2.5
_WIDEST = 3.5
_GUTTER = 0.4  # of the size: how wide a strip is that rows one above the other leave blank, between columns
_GUTTER_ROWS = (
    5  # that justified text leaves it blank by chance in as many rows is rare, and costs quotes only
)


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side, in points from the top left; ``text`` has a space between words."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    page: int

    @property
    def letter_width(self) -> float:
        return (self.right - self.left) / max(len(self.text), 1)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    left: float
    right: float
    baseline: float
    size: float


def make_lines(glyphs: Sequence[Glyph], page: int) -> list[Line]:
    """Return the lines that can be seen on a page, from top to bottom and from left to right.

    A word of which only a part can be seen has U+FFFD in the place of the rest.
    """
    rows = list(_rows(sorted(_words(glyphs), key=lambda word: word.baseline)))
    return [_line(part, page) for number in range(len(rows)) for part in _cut(rows, number)]


def _words(glyphs: Sequence[Glyph]) -> Iterator[_Word]:
    word = list(glyphs[:1])
    for before, glyph in pairwise(glyphs):
        gap = _gap(before, glyph)
        if gap >= _SPACE:
            yield from _seen(word)
            word = []
        elif gap >= _NO_SPACE:
            word.append(replace(glyph, text=LOST))  # a space or none: people would not agree
        word.append(glyph)
    yield from _seen(word)


def _seen(word: Sequence[Glyph]) -> Iterator[_Word]:
    if any(glyph.seen for glyph in word):
        yield _Word(
            "".join(glyph.text if glyph.seen else LOST for glyph in word),
            min(glyph.start for glyph in word),
            max(glyph.end for glyph in word),
            word[0].baseline,
            max(glyph.size for glyph in word),
        )


def _gap(before: Glyph, glyph: Glyph) -> float:
    """Return how far a glyph stands from the one before it in the file, as a share of the size."""
    size = max(before.size, glyph.size)
    is_elsewhere = (
        abs(glyph.baseline - before.baseline) > _SAME_LINE * size
        or glyph.start < before.start - _SAME_LINE * size
    )
    return math.inf if is_elsewhere else (glyph.start - before.end) / size


def _rows(words: Sequence[_Word]) -> Iterator[list[_Word]]:
    row: list[_Word] = []
    for word in words:
        if row and word.baseline - row[0].baseline > _SAME_LINE * max(word.size, row[0].size):
            yield sorted(row, key=lambda one: one.left)
            row = []
        row.append(word)
    if row:
        yield sorted(row, key=lambda one: one.left)


def _cut(rows: Sequence[Sequence[_Word]], number: int) -> Iterator[list[_Word]]:
    """Cut a row where columns part: at a wide gap, or at a strip that the rows around leave blank too."""
    row = rows[number]
    widths = sorted(b.left - a.right for a, b in pairwise(row))
    part = [row[0]]
    for before, word in pairwise(row):
        size, width = max(before.size, word.size), word.left - before.right
        usual = widths[(len(widths) - 1) // 2] if len(widths) > 1 else 0.0
        is_wide = width >= _WIDEST * size or (width >= _WIDE * size and width >= _STRETCHED * usual)
        if is_wide or (width >= _GUTTER * size and _is_gutter(rows, number, before.right, word.left)):
            yield part
            part = []
        part.append(word)
    yield part


def _is_gutter(rows: Sequence[Sequence[_Word]], number: int, left: float, right: float) -> bool:
    count = 1
    for step in (-1, 1):
        other = number + step
        while 0 <= other < len(rows) and count < _GUTTER_ROWS:
            blank = _blank(rows[other], left, right)
            if blank is None or blank[1] - blank[0] < _GUTTER * rows[number][0].size:
                break
            left, right = blank
            count += rows[other][0].left < left and rows[other][-1].right > right
            other += step
    return count >= _GUTTER_ROWS


def _blank(row: Sequence[_Word], left: float, right: float) -> tuple[float, float] | None:
    """Return what a row leaves blank of a strip: the widest piece, None if nothing."""
    edges = [left]
    for word in row:
        if word.right > left and word.left < right:
            edges += [word.left, word.right]
    edges.append(right)
    pieces = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    return max(pieces, key=lambda piece: piece[1] - piece[0], default=None)


def _line(words: Sequence[_Word], page: int) -> Line:
    sizes = sorted(word.size for word in words for _ in word.text)
    baselines = sorted(word.baseline for word in words for _ in word.text)
    return Line(
        text=" ".join(word.text for word in words),
        left=min(word.left for word in words),
        right=max(word.right for word in words),
        baseline=baselines[len(baselines) // 2],
        size=sizes[len(sizes) // 2],
        page=page,
    )
