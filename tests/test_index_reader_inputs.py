import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from corpus import Span
from index.blocks import Block
from index.reader_inputs import CLS, MAX_TOKENS, SEP, Tokens, make_input, tokenise, tokenise_block

WORDS = ["[UNK]", "who", "flew", "iran", "news", "he", "met", "him", "there", "."]
TEXT = "he flew . he met him there ."
NOTHING = Tokens((), (), ())
FLEW, MET = Span(0, 9), Span(10, 28)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    made = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return made


def ids(*words: str) -> tuple[int, ...]:
    return tuple(WORDS.index(word) for word in words)


def test_question_title_and_block_stand_one_after_the_other(tokenizer: Tokenizer):
    fed = make_input(
        tokenise(tokenizer, "who flew"),
        NOTHING,
        tokenise(tokenizer, "iran news"),
        tokenise_block(tokenizer, TEXT, Block(0, (FLEW, MET))),
        (FLEW, MET),
    )

    asked, named = ids("who", "flew"), ids("iran", "news")
    words = ids(*TEXT.split())
    assert fed.ids == (CLS, *asked, SEP, *named, SEP, *words, SEP)
    assert fed.types == (0,) * 4 + (1,) * 12
    assert fed.first == 7
    assert fed.numbers == (0, 0, 0, 1, 1, 1, 1, 1)
    expected = np.zeros((2, 16), dtype=np.float32)
    expected[0, 7:10] = expected[1, 10:15] = 1
    assert (fed.members() == expected).all()


def test_the_questions_before_stand_behind_one_that_leans_on_them(tokenizer: Tokenizer):
    block = tokenise_block(tokenizer, TEXT, Block(0, (FLEW, MET)))
    asked, before, named = (tokenise(tokenizer, text) for text in ("who met", "who flew", "iran news"))
    fed = make_input(asked, before, named, block, (FLEW, MET))
    assert fed.ids[:7] == (CLS, *ids("who", "met"), SEP, *ids("who", "flew"), SEP)
    assert fed.types[:8] == (0,) * 7 + (1,)
    assert fed.first == 10


def test_the_sentence_before_a_block_is_read_but_belongs_to_none(tokenizer: Tokenizer):
    block = tokenise_block(tokenizer, TEXT, Block(0, (MET,)))
    fed = make_input(tokenise(tokenizer, "who"), NOTHING, NOTHING, block, (MET,))
    assert fed.numbers == (-1, -1, -1, 0, 0, 0, 0, 0)


def test_places_are_offsets_into_the_article(tokenizer: Tokenizer):
    block = tokenise_block(tokenizer, "iran news " + TEXT, Block(10, (Span(10, 19),)))
    assert (block.starts[:2], block.ends[:2]) == ((10, 13), (12, 17))


def test_what_is_too_long_is_cut_and_the_question_stays(tokenizer: Tokenizer):
    text = "met " * 500
    whole = Span(0, len(text) - 1)
    fed = make_input(
        tokenise(tokenizer, "who " * 100),
        tokenise(tokenizer, "met " * 100),
        tokenise(tokenizer, "iran " * 100),
        tokenise_block(tokenizer, text, Block(0, (whole,))),
        (whole,),
    )
    assert len(fed.ids) == MAX_TOKENS
    assert fed.ids[:66] == (CLS, *ids("who") * 64, SEP)
    assert fed.ids[66:115] == (*ids("met") * 48, SEP)
    assert fed.ids[115:148] == (*ids("iran") * 32, SEP)
    assert fed.ids[-1] == SEP
