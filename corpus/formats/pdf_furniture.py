"""Finds what stands around the text of PDF pages: running heads and feet, page numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from corpus.formats.pdf_lines import Line

_EDGE_ROWS = 3  # at the head of a page, and at its foot
_SAME_HEIGHT = 3.0  # points
_ROW = 1.0  # points
_APART = 1.5  # of the size: the gap between a lone number and the text
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\W*", re.IGNORECASE)
_FIGURES = re.compile(r"\d+")


def find_furniture(pages: Sequence[Sequence[Line]]) -> list[set[Line]]:
    """Return for each page those of its lines that are no part of the text.

    They stand at the head or foot of the page: again, but for figures, at the same height of another page,
    or beside the number of the page, or are that number.
    """
    edges = [_edges(lines) for lines in pages]
    counts = Counter(key for rows in edges for key in {_key(line) for row in rows for line in row})
    found = []
    for rows, page in zip(edges, pages, strict=True):
        numbered = [row for row in rows if any(_is_page_number(line, page) for line in row)]
        recurring = {line for row in rows for line in row if _recurs(line, counts)}
        found.append(recurring.union(*numbered))
    return found


def without_furniture(text: str, furniture: set[Line]) -> Iterator[str]:
    """Yield the lines of a page's ``text``, as another reading has it, but those of the furniture."""
    left = Counter(" ".join(line.text for line in row) for row in _rows(furniture))
    left.update(line.text for line in furniture)
    for row in text.splitlines():
        clean = " ".join(row.split())
        if left[clean] > 0:
            left[clean] -= 1
        else:
            yield row


def _rows(lines: Iterable[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.baseline):
        if rows and line.baseline - rows[-1][0].baseline <= _ROW:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _edges(lines: Sequence[Line]) -> list[list[Line]]:
    rows = _rows(lines)
    return rows[:_EDGE_ROWS] + rows[max(_EDGE_ROWS, len(rows) - _EDGE_ROWS) :]


def _key(line: Line) -> tuple[str, int]:
    return _FIGURES.sub("#", line.text), round(line.baseline / _SAME_HEIGHT)


def _recurs(line: Line, counts: Counter[tuple[str, int]]) -> bool:
    text, height = _key(line)
    return sum(counts[text, near] for near in (height - 1, height, height + 1)) > 1


def _is_page_number(line: Line, page: Sequence[Line]) -> bool:
    if not _PAGE_NUMBER.fullmatch(line.text):
        return False
    distances = [other.baseline - line.baseline for other in page]
    beyond = [d for d in distances if abs(d) > _ROW]
    if min(beyond, default=0.0) < 0 < max(beyond, default=0.0):
        return False
    return min(map(abs, beyond), default=line.size * _APART) >= _APART * line.size
