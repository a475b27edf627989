"""Turns a question and a block of an article into what the neural reader's network takes.

The same code feeds it in training and in answering. ``[CLS] question [SEP] title [SEP] block [SEP]``, the
question of type 0 and the rest of type 1. A question that leans on earlier ones has these behind it, likewise
of type 0: ``[CLS] question [SEP] earlier questions [SEP] title …``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corpus import Span
from index.blocks import Block

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENS = 384
_QUESTION_TOKENS = 64
_BEFORE_TOKENS = 48
_TITLE_TOKENS = 32
CLS, SEP = 101, 102  # of BERT's uncased vocabulary, which the network and its tokenizer share


@dataclass(frozen=True, slots=True)
class Tokens:
    """A piece of text as tokens: ``ids`` and, for each, its place ``starts[i]:ends[i]`` in the text."""

    ids: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReaderInput:
    """One question with one block, ready for the network.

    ``ids`` and ``types`` have a number per token. Token ``first + i`` is token ``i`` of ``block``, whose
    places are offsets into the article's text. ``numbers[i]`` is the index of the judged sentence that it
    belongs to, -1 for none.
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    first: int
    block: Tokens
    numbers: tuple[int, ...]
    n_sentences: int

    def members(self) -> npt.NDArray[np.float32]:
        """Return which tokens each sentence has: (sentences, tokens) float32, 1 or 0."""
        members = np.zeros((self.n_sentences, len(self.ids)), dtype=np.float32)
        for place, number in enumerate(self.numbers, self.first):
            if number >= 0:
                members[number, place] = 1.0
        return members


def tokenise(tokenizer: "Tokenizer", text: str, offset: int = 0) -> Tokens:
    """Return the tokens of ``text``, without special ones, their places moved on by ``offset``."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    starts, ends = zip(*encoding.offsets, strict=True) if encoding.offsets else ((), ())
    return Tokens(
        tuple(encoding.ids), tuple(start + offset for start in starts), tuple(end + offset for end in ends)
    )


def tokenise_block(tokenizer: "Tokenizer", text: str, block: Block) -> Tokens:
    """Return the tokens of a block, their places offsets into the article's ``text``."""
    return tokenise(tokenizer, text[block.start : block.end], block.start)


def make_input(
    question: Tokens, before: Tokens, title: Tokens, block: Tokens, sentences: Sequence[Span]
) -> ReaderInput:
    """Put a question, the questions ``before`` that it leans on (mostly none), title and block together.

    A question of more than 64 tokens, 48 of those before and a title of more than 32 are cut; so is a block
    where the whole is longer than 384: of sentences beyond that nothing is seen.
    """
    asked, named = question.ids[:_QUESTION_TOKENS], title.ids[:_TITLE_TOKENS]
    earlier = (*before.ids[:_BEFORE_TOKENS], SEP) if before.ids else ()
    head = (CLS, *asked, SEP, *earlier)
    middle = (*named, SEP)
    first = len(head) + len(middle)
    n = min(len(block.ids), MAX_TOKENS - first - 1)
    read = Tokens(block.ids[:n], block.starts[:n], block.ends[:n])
    return ReaderInput(
        ids=(*head, *middle, *read.ids, SEP),
        types=(0,) * len(head) + (1,) * (len(middle) + n + 1),
        first=first,
        block=read,
        numbers=_numbers(read, sentences),
        n_sentences=len(sentences),
    )


def _numbers(block: Tokens, sentences: Sequence[Span]) -> tuple[int, ...]:
    numbers, current = [], 0
    for start in block.starts:
        while current < len(sentences) - 1 and start >= sentences[current].end:
            current += 1
        inside = sentences[current].start <= start < sentences[current].end
        numbers.append(current if inside else -1)
    return tuple(numbers)
