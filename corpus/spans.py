"""Offsets into an article's canonical text.

Every part of an article that the product shows is a span: text is sliced from the record at the
moment it is needed and never kept beside it. Offsets are Unicode code points, end exclusive.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of canonical text, ``text[start:end]``, never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def slice(self, text: str) -> str:
        """Return the stretch of ``text`` that the span covers, unaltered.

        Raises:
            IndexError: the span ends beyond the text.
        """
        if self.end > len(text):
            raise IndexError(f"span {self.start}..{self.end} of a text of {len(text)}")
        return text[self.start : self.end]

    def covers(self, other: "Span") -> bool:
        """Tell whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end
