"""Finds what stands around the text of PDF pages: running heads and feet, page numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from corpus.formats.pdf_lines import Line

_EDGE_ROWS = 3  # at the head of a page, and at its foot
_SAME_HEIGHT = 3.0  # points
_ROW = 1.0  # points
_APART = 1.5  # of the size: how far the text is at least, so that none of its lines is taken for a head
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\W*", re.IGNORECASE)
_FIGURES = re.compile(r"\d+")


def find_furniture(pages: Sequence[Sequence[Line]]) -> list[set[Line]]:
    """Return for each page those of its lines that are no part of the text.

    They stand in rows at the head or foot of the page, set apart from the text. Of each row a line stands
    again, but for figures, at the same height of another page, or is a number by itself.
    """
    rows = [_rows(page) for page in pages]
    edges = [[*page[:_EDGE_ROWS], *page[-_EDGE_ROWS:]] for page in rows]
    counts = Counter(key for page in edges for key in {_key(line) for row in page for line in row})
    return [
        _outer(page[:_EDGE_ROWS], page, counts) | _outer(page[::-1][:_EDGE_ROWS], page, counts)
        for page in rows
    ]


def _outer(
    edge: Sequence[list[Line]], page: Sequence[list[Line]], counts: Counter[tuple[str, int]]
) -> set[Line]:
    """Return the lines of those rows of an edge, from outside, that are set apart from the rest."""
    found: set[Line] = set()
    taken: list[Line] = []
    for row in edge:
        if not any(_recurs(line, counts) or _PAGE_NUMBER.fullmatch(line.text) for line in row):
            break
        taken += row
        others = [line for other in page for line in other if line not in taken]
        if all(abs(other.baseline - row[0].baseline) >= _APART * row[0].size for other in others):
            found.update(taken)
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


def _key(line: Line) -> tuple[str, int]:
    return _FIGURES.sub("#", line.text), round(line.baseline / _SAME_HEIGHT)


def _recurs(line: Line, counts: Counter[tuple[str, int]]) -> bool:
    text, height = _key(line)
    return sum(counts[text, near] for near in (height - 1, height, height + 1)) > 1
