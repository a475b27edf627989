"""Joins the lines of a paragraph, and decides about words that are broken at the end of a line.

A hyphen there belongs to the word or does not. What the rest of the document has decides; where it has
neither form or both, nothing does: the two readings are then made to differ, so that the sentence is never
quoted.
"""

import re
from collections.abc import Iterable, Sequence

_WORD = r"[^\W\d_]+(?:[-’'][^\W\d_]+)*"
_WORDS = re.compile(_WORD)
_LAST = re.compile(rf"({_WORD})-$")
_FIRST = re.compile(rf"-?({_WORD})")
_NUMBER_END = re.compile(r"\w-$")  # before a figure, which no word is broken at: "2019-20"
_HYPHEN_END = re.compile(r"[^\s-]-$")
_DASH_END = re.compile(r"\S—$")
_POSSESSIVE = re.compile(r"[’']s$")
_ADDRESS_END = re.compile(r"(?:://|www\.)\S*$|\w/$")


class Joiner:
    """Joins lines, by the words that the lines of the document hold unbroken."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: set[str] = set()
        for line in lines:
            found = [*_WORDS.finditer(line)]
            broken = bool(_LAST.search(line))
            self._words.update(word[0].lower() for word in (found[:-1] if broken else found)[1:])
            if len(found) > 1 or not broken:
                self._words.update(word[0].lower() for word in found[:1])

    def join(self, lines: Sequence[str]) -> str:
        """Join the lines of a paragraph as the first reading has them; in doubt the hyphen stays."""
        return self._join(lines, "")

    def join_witness(self, lines: Sequence[str]) -> str:
        """Join lines as the second reading has them; in doubt a space stays, so that the two differ."""
        return self._join(lines, " ")

    def _join(self, lines: Sequence[str], doubt: str) -> str:
        parts: list[str] = []
        for line in filter(None, (" ".join(line.split()) for line in lines)):
            if parts:
                parts[-1], space = self._between(parts[-1], line, doubt)
                parts.append(space)
            parts.append(line)
        return "".join(parts)

    def _between(self, before: str, line: str, doubt: str) -> tuple[str, str]:
        """Return a line as it ends when ``line`` follows, and what stands between the two."""
        if _NUMBER_END.search(before) and line[0].isdigit():
            return before, ""
        if _HYPHEN_END.search(before):
            return self._without_break(before, line, doubt)
        if _DASH_END.search(before):
            return before, ""
        return before, doubt if _ADDRESS_END.search(before) else " "

    def _without_break(self, before: str, line: str, doubt: str) -> tuple[str, str]:
        last, first = _LAST.search(before), _FIRST.match(line)
        if not last or not first:
            return before, doubt
        head, tail = last[1].lower(), _POSSESSIVE.sub("", first[1].lower())
        whole, parted = head + tail in self._words, f"{head}-{tail}" in self._words
        if whole == parted:
            return before, doubt
        return before[:-1] if whole else before, ""
