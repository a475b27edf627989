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
        text = ""
        for line in filter(None, (" ".join(line.split()) for line in lines)):
            text = self._append(text, line, doubt) if text else line
        return text

    def _append(self, text: str, line: str, doubt: str) -> str:
        if text.endswith("-") and (line[0].isdigit() and text[-2:-1].isalnum()):
            return text + line
        if re.search(r"[^\s-]-$", text):
            return self._without_break(text, line, doubt)
        if re.search(r"\S—$", text):
            return text + line
        return text + (doubt if _ADDRESS_END.search(text[-200:]) else " ") + line

    def _without_break(self, text: str, line: str, doubt: str) -> str:
        last, first = _LAST.search(text[-200:]), _FIRST.match(line)
        if not last or not first:
            return text + doubt + line
        head, tail = last[1].lower(), _POSSESSIVE.sub("", first[1].lower())
        whole, parted = head + tail in self._words, f"{head}-{tail}" in self._words
        if whole == parted:
            return text + doubt + line
        return (text[:-1] if whole else text) + line
