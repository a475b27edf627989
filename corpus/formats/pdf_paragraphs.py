"""Makes paragraphs of the lines of a PDF document, by their gaps, indents, lengths and sizes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.formats.pdf_lines import Line

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]\d]*$")
_BULLET = re.compile(r"(?:[•‣▪●○*–—-]|\(?\d{1,2}[.)])\s")
_OTHER_SIZE = 1.12  # a heading is larger than text by more
_GAP = 1.22  # of the usual distance of lines
_WIDEST = 2.6  # of the size: no text has its lines further apart
_INDENT = 0.6  # of the size
_SLACK = 0.4  # of the size
_SHORT = 0.65  # of the width of the column


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together; not whole where its first or last sentence may be only a part of one."""

    lines: tuple[Line, ...]
    starts_whole: bool
    ends_whole: bool


def make_paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Group lines, in the order of reading, into paragraphs.

    A paragraph goes on in the next column or on the next page if its last line there is full and does not
    end a sentence.
    """
    usual = _usual_distance(lines)
    groups: list[list[Line]] = []
    for line, edge in zip(lines, _right_edges(lines), strict=True):
        if groups and _goes_on(groups[-1], line, edge, usual):
            groups[-1].append(line)
        else:
            groups.append([line])
    cuts = [_is_clean_cut(a[-1], b[0], usual) for a, b in pairwise(groups)]
    return [
        Paragraph(tuple(group), starts, _ends_sentence(group[-1]) and not _begins_small(following))
        for group, starts, following in zip(groups, [True, *cuts], [*groups[1:], None], strict=True)
    ]


def _is_clean_cut(a: Line, b: Line, usual: float) -> bool:
    """Tell whether a sentence surely begins with ``b``, the first line of a paragraph after line ``a``."""
    if _begins_small([b]):
        return False
    is_indented = b.left > a.left + _INDENT * b.size
    is_apart = _is_below(a, b) and (is_indented or _distance(a, b) > min(_GAP * usual, _WIDEST))
    return _ends_sentence(a) or _is_other_size(a, b) or is_apart


def _begins_small(paragraph: Sequence[Line] | None) -> bool:
    return paragraph is not None and paragraph[0].text[:1].islower()


def _ends_sentence(line: Line) -> bool:
    return bool(_SENTENCE_END.search(line.text))


def _is_below(a: Line, b: Line) -> bool:
    overlap = min(a.right, b.right) > max(a.left, b.left)
    return a.page == b.page and b.baseline > a.baseline and overlap


def _distance(a: Line, b: Line) -> float:
    return (b.baseline - a.baseline) / max(a.size, b.size)


def _usual_distance(lines: Sequence[Line]) -> float:
    distances = [
        _distance(a, b) for a, b in pairwise(lines) if _is_below(a, b) and _distance(a, b) <= _WIDEST
    ]
    return median(distances) if distances else 1.2


def _right_edges(lines: Sequence[Line]) -> Iterator[float]:
    """Yield for each line where the column ends that the line before it stands in."""
    columns: list[list[Line]] = []
    for number, line in enumerate(lines):
        if number and _is_below(lines[number - 1], line) and not _is_other_size(columns[-1][0], line):
            columns[-1].append(line)
        else:
            columns.append([line])
    edges = [_edge(column) for column in columns for _ in column]
    yield from edges[:1] + edges[:-1]


def _edge(column: Sequence[Line]) -> float:
    """Return the right edge of a column, but for the few lines that may stick out."""
    rights = sorted(line.right for line in column)
    return rights[len(rights) - 1 - len(rights) // 10]


def _is_other_size(a: Line, b: Line) -> bool:
    return max(a.size, b.size) > _OTHER_SIZE * min(a.size, b.size)


def _goes_on(paragraph: Sequence[Line], line: Line, edge: float, usual: float) -> bool:
    last = paragraph[-1]
    if _is_other_size(last, line):
        return False
    is_full = last.right + last.letter_width * (len(line.text.split()[0]) + 1) > edge - _SLACK * last.size
    ends = _ends_sentence(last)
    if not _is_below(last, line):
        return is_full and not ends and line.baseline != last.baseline
    if _distance(last, line) > min(_GAP * usual, _WIDEST):
        return False
    if _is_centred(last, line):
        return True
    if not is_full and (ends or last.right - last.left < _SHORT * (edge - last.left)):
        return False
    return _is_aligned(paragraph, line)


def _is_centred(a: Line, b: Line) -> bool:
    shift = (a.left + a.right - b.left - b.right) / 2
    return abs(shift) < _SLACK * a.size and abs(a.left - b.left) > _SLACK * a.size


def _is_aligned(paragraph: Sequence[Line], line: Line) -> bool:
    last, indent = paragraph[-1], _INDENT * line.size
    if line.left > last.left + indent:
        return len(paragraph) == 1 and bool(_BULLET.match(last.text))
    if _BULLET.match(line.text) and _ends_sentence(last):
        return False
    return line.left > last.left - indent or len(paragraph) == 1
