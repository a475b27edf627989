"""Puts the lines of a PDF page into the order in which people read them: column by column.

By geometry alone. The second reading follows the order of the file, so that what is quoted has the same
neighbours in both.
"""

from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

from corpus.formats.pdf_lines import Line

MAX_LINES = 800  # of a page that are put in order; a page of a newspaper has some 600


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Sort the lines of one page.

    Topologically (Breuel, "High Performance Document Layout Analysis", 2003): a line comes before those below
    it that it overlaps sideways, and before those right of it, unless a line that overlaps both stands
    between them. Of more lines than a page has, none is moved.
    """
    rows = sorted(lines, key=lambda line: (line.baseline, line.left))
    if not 1 < len(rows) <= MAX_LINES:
        return rows
    earlier = _earlier(rows)
    waiting = earlier.sum(axis=1)
    order: list[Line] = []
    for _ in rows:
        first = int(waiting.argmin())  # of equals the uppermost; never a cycle, but where lines lie oddly
        order.append(rows[first])
        waiting -= earlier[:, first]
        waiting[first] = len(rows) + 1 + len(rows) ** 2
    return order


def _earlier(rows: Sequence[Line]) -> NDArray[numpy.int64]:
    """Return an (n, n) matrix: 1 where the line of the column comes before the line of the row."""
    left = numpy.array([row.left for row in rows])
    right = numpy.array([row.right for row in rows])
    base = numpy.array([row.baseline for row in rows])
    overlap = numpy.minimum.outer(right, right) > numpy.maximum.outer(left, left)
    above = numpy.less.outer(base, base).T  # [b, a]: a is above b
    earlier = overlap & above
    for b in range(len(rows)):
        low, high = numpy.minimum(base, base[b]), numpy.maximum(base, base[b])
        between = (base[None, :] > low[:, None]) & (base[None, :] < high[:, None])
        parted = (between & overlap & overlap[b][None, :]).any(axis=1)
        earlier[b] |= ~overlap[b] & (left < left[b]) & ~parted
    counted: NDArray[numpy.int64] = earlier.astype(numpy.int64)
    return counted
