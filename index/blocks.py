"""Cuts an article into the blocks that the neural reader reads, the same ones whatever was retrieved.

A block is a run of whole sentences that are judged together, in one forward pass, with a little of what
stands before them to tell who "he" is. Every sentence of an article is judged in exactly one block, so
that what is thought of it does not depend on the other passages that a search has brought.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Span

# Characters of judged sentences in a block, about 75 tokens. Of blocks twice as long the reader judges a
# little worse, and has half as much again to read (see its card).
MAX_CHARS = 350
_LEAD_CHARS = 250


@dataclass(frozen=True, slots=True)
class Block:
    """``sentences`` are judged; the article's text from ``start`` to the first of them is only read."""

    start: int
    sentences: tuple[Span, ...]

    @property
    def end(self) -> int:
        return self.sentences[-1].end


def cut_blocks(sentences: Sequence[Span], max_chars: int = MAX_CHARS) -> list[Block]:
    """Cut the sentences of an article, in order, into blocks of at most ``max_chars`` characters.

    A sentence that is longer is a block of its own. A block begins to be read at the sentence before it,
    unless that is longer than 250 characters.
    """
    blocks: list[Block] = []
    held: list[Span] = []
    for sentence in sentences:
        if held and sentence.end - held[0].start > max_chars:
            blocks.append(_block(held, blocks))
            held = []
        held.append(sentence)
    if held:
        blocks.append(_block(held, blocks))
    return blocks


def _block(held: Sequence[Span], earlier: Sequence[Block]) -> Block:
    before = earlier[-1].sentences[-1] if earlier else held[0]
    start = before.start if held[0].start - before.start <= _LEAD_CHARS else held[0].start
    return Block(start, tuple(held))
