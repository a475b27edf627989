"""Makes paragraphs of the lines of a PDF document, by their gaps, indents, lengths and sizes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.formats.pdf_lines import Line
from corpus.sentences import split_sentences

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]\d]*$")
_BULLET = re.compile(r"(?:[•‣▪●○*–—-]|\(?\d{1,2}[.)])\s")
_OTHER_SIZE = 1.12  # a heading is larger than text by more
_GAP = 1.22  # of the usual distance of lines
_WIDEST = 2.6  # of the size: no text has its lines further apart
_INDENT = 0.6  # of the size
_SLACK = 0.4  # of the size
_NEAR = 8  # paragraphs that may stand within another
_SHORT = 0.65  # of the width of the column


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together; not whole where its first or last sentence may be only a part of one."""

    lines: tuple[Line, ...]
    starts_whole: bool
    ends_whole: bool


def make_paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Group lines, in the order of reading, into paragraphs.

    A paragraph goes on in the next column or on the next page if its last line there is full and ends no
    sentence, and the next begins with no capital: with one it may be of another text.
    """
    usual = _usual_distance(lines)
    groups: list[_Group] = []
    for line, edge in zip(lines, _right_edges(lines), strict=True):
        if groups and _goes_on(groups[-1].lines, line, edge, usual):
            groups[-1].lines.append(line)
        else:
            groups.append(_Group([line], edge))
    cuts = [_is_clean_cut(groups[:number], groups[number], usual) for number in range(1, len(groups))]
    ends = [_part_sentences(a.lines[-1], b.lines[0]) for a, b in pairwise(groups)]
    ends += [_ends_sentence(group.lines[-1]) for group in groups[-1:]]
    return [
        Paragraph(tuple(group.lines), starts, end)
        for group, starts, end in zip(groups, [True, *cuts], ends, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Group:
    """The lines of a paragraph in the making; ``edge`` is where the column of the line before them ends."""

    lines: list[Line]
    edge: float


def _is_clean_cut(before: Sequence[_Group], group: _Group, usual: float) -> bool:
    """Tell whether a sentence surely begins with a group, rather than being the rest of an earlier one's.

    A heading, a picture or a note may stand between the two parts.
    """
    first, last = group.lines[0], before[-1].lines[-1]
    if first.text[:1].islower():
        return False
    same_size = (b.lines[-1] for b in reversed(before[-_NEAR:]) if not _is_other_size(b.lines[-1], first))
    earlier = next(same_size, last)
    if _part_sentences(earlier, first):
        return True
    if earlier is not last:
        return _is_other_size(earlier, first)
    is_indented = first.left > last.left + _INDENT * first.size
    is_gap = _distance(last, first) > min(_GAP * usual, _WIDEST) and not _is_full(last, first, group.edge)
    return _is_other_size(last, first) or (_is_below(last, first) and (is_indented or is_gap))


def _part_sentences(a: Line, b: Line) -> bool:
    """Tell whether a sentence ends with ``a`` where ``b`` follows: not "the U.S." before "President"."""
    if not _ends_sentence(a) or b.text[:1].islower():
        return False
    return any(found.span.start == len(a.text) + 1 for found in split_sentences(f"{a.text} {b.text}"))


def _ends_sentence(line: Line) -> bool:
    return bool(_SENTENCE_END.search(line.text))


def _is_full(last: Line, line: Line, edge: float) -> bool:
    """Tell whether the first word of ``line`` had no room in the line before it."""
    word = last.letter_width * (len(line.text.split()[0]) + 1)
    return last.right + word > edge - _SLACK * last.size


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
    is_full, ends = _is_full(last, line, edge), _part_sentences(last, line)
    if not _is_below(last, line):
        return is_full and not ends and not line.text[0].isupper() and line.baseline != last.baseline
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
