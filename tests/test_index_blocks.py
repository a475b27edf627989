import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Span
from index.blocks import MAX_CHARS, Block, cut_blocks


def sentences(*lengths: int) -> list[Span]:
    spans, start = [], 0
    for length in lengths:
        spans.append(Span(start, start + length))
        start += length + 1
    return spans


def test_sentences_are_packed_until_the_next_would_be_too_much():
    a, b, c = sentences(150, 199, 10)  # a and b: 150 + 1 + 199 = 350
    assert cut_blocks([a, b, c]) == [Block(0, (a, b)), Block(b.start, (c,))]


def test_a_block_is_read_from_the_sentence_before_it_unless_that_is_long():
    a, b, c = sentences(600, 200, 600)
    first, second, third = cut_blocks([a, b, c])
    assert (first.start, second.start, third.start) == (a.start, b.start, b.start)


def test_a_sentence_that_is_too_long_is_a_block_of_its_own():
    a, b = sentences(MAX_CHARS + 1, 5)
    assert [block.sentences for block in cut_blocks([a, b])] == [(a,), (b,)]


def test_no_sentences_no_blocks():
    assert cut_blocks([]) == []


@given(st.lists(st.integers(1, 900), max_size=40), st.sampled_from([50, 250, MAX_CHARS]))
def test_every_sentence_is_judged_once_in_order(lengths: list[int], most: int):
    given_sentences = sentences(*lengths)
    blocks = cut_blocks(given_sentences, most)
    assert [s for block in blocks for s in block.sentences] == given_sentences
    for block in blocks:
        assert block.start <= block.sentences[0].start
        assert len(block.sentences) == 1 or block.end - block.sentences[0].start <= most


@pytest.mark.parametrize("most", [100, MAX_CHARS])
def test_the_blocks_of_a_beginning_do_not_depend_on_what_follows(most: int):
    given_sentences = sentences(*[90] * 30)
    whole, part = cut_blocks(given_sentences, most), cut_blocks(given_sentences[:20], most)
    assert whole[: len(part) - 1] == part[:-1]
