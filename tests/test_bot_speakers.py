import pytest

from bot.speakers import is_said_by, shares_word, words_of
from corpus import Article, Speech, lay_out, make_article

TEXT = (
    "Ali Fathollah-Nejad, an Iran expert at the Brookings Doha Center, said that “it is a signal.”\n\n"
    "Defense Minister Édouard O’Hara said the army was ready. Iranian state media reported that he left."
)


@pytest.fixture
def speeches() -> tuple[Article, tuple[Speech, ...]]:
    article = make_article(TEXT, title="Pact")
    return article, lay_out(article).speeches


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("Ali Fathollah-Nejad", [True, False, False]),
        ("fathollah nejad", [True, False, False]),
        ("Fathollahnejad", [True, False, False]),
        ("Dr. Fathollah-Nejad", [True, False, False]),
        ("the Brookings expert", [True, False, False]),
        ("edouard ohara", [False, True, False]),
        ("the minister", [False, True, False]),
        ("Minister O'Hara’s", [False, True, False]),
        ("Iranian state media", [False, False, True]),
        ("Iranian", [False, False, True]),
        ("Iran", [True, False, False]),
        ("Karim Fathollah-Nejad", [False, False, False]),
        ("", [False, False, False]),
    ],
)
def test_a_speaker_is_known_by_any_words_of_the_name(
    name: str, spoken: list[bool], speeches: tuple[Article, tuple[Speech, ...]]
) -> None:
    article, found = speeches
    assert [is_said_by(article, speech, words_of(name)) for speech in found] == spoken


def test_one_word_in_common_is_noticed(speeches: tuple[Article, tuple[Speech, ...]]) -> None:
    article, found = speeches
    assert [shares_word(article, one, words_of("Karim Fathollah-Nejad")) for one in found] == [
        True,
        False,
        False,
    ]


def test_titles_are_the_name_only_where_there_is_nothing_else() -> None:
    assert words_of("President Bashar Assad") == {"bashar", "assad"}
    assert words_of("the president") == {"president"}
    assert words_of("...") == frozenset()
