import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import ArticleError, Passage, lay_out, make_article, split_article


def count_words(text: str) -> int:
    return len(text.split())


def count_characters(text: str) -> int:
    return len(text)


def split(text: str, max_tokens: int, title: str = "Title") -> list[Passage]:
    article = make_article(text, title=title)
    return split_article(article, lay_out(article), count_tokens=count_words, max_tokens=max_tokens)


def quoted(passages: list[Passage]) -> list[str]:
    return [p.article.text[p.span.start : p.span.end] for p in passages]


def test_passages_are_overlapping_windows_of_a_paragraphs_sentences() -> None:
    text = "One a. Two b. Three c. Four d.\n\nFive e. Six f."
    assert quoted(split(text, 100)) == [
        "One a. Two b. Three c.",
        "Two b. Three c. Four d.",
        "Five e. Six f.",
    ]


def test_a_window_ends_where_the_encoder_would_cut_it() -> None:
    text = "One two three. Four five six. Seven eight nine."
    # With the headline's one word a window has room for two sentences of three words.
    assert quoted(split(text, 7)) == [
        "One two three. Four five six.",
        "Four five six. Seven eight nine.",
    ]


def test_a_sentence_longer_than_the_encoder_reads_is_searched_in_parts() -> None:
    passages = split("Short one. Long " + "word " * 20 + "end. Last one.", 11)
    long_sentence = "Long " + "word " * 20 + "end."
    parts = [p for p in passages if len(p.sentences) == 1 and "word" in quoted([p])[0]]
    assert len(parts) >= 2
    for part in parts:
        assert part.sentences[0].span.slice(part.article.text) == long_sentence
        assert count_words(part.search_text) <= 11


def test_the_headline_helps_the_search_copy_and_is_never_in_the_passage() -> None:
    (passage,) = split("Body text.", 100, title="The headline")
    assert passage.search_text == "The headline\nBody text."
    assert quoted([passage]) == ["Body text."]


def test_the_standfirst_helps_the_first_passage_alone() -> None:
    article = make_article("One.\n\nTwo.", title="T", masthead=["- P -", "T", "The standfirst"])
    passages = split_article(article, lay_out(article), count_tokens=count_words, max_tokens=50)
    assert article.standfirst == "The standfirst"
    assert [p.search_text for p in passages] == ["T\nThe standfirst\nOne.", "T\nTwo."]
    assert quoted(passages) == ["One.", "Two."]


def test_a_headline_that_fills_the_encoder_is_refused() -> None:
    with pytest.raises(ArticleError, match="the headline is longer than the 5 tokens"):
        split("Body text.", 5, title="one two three four five six")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("aé。.!?”“ \n😀", min_size=1, max_size=60), min_size=1, max_size=12),
    st.integers(min_value=12, max_value=80),
)
def test_no_passage_is_longer_than_the_encoder_reads_and_none_of_the_text_is_lost(
    pieces: list[str], max_tokens: int
) -> None:
    article = make_article("x " + " ".join(pieces), title="T")
    layout = lay_out(article)
    passages = split_article(article, layout, count_tokens=count_characters, max_tokens=max_tokens)
    covered: set[int] = set()
    for passage in passages:
        assert len(passage.search_text) <= max_tokens
        covered.update(range(passage.span.start, passage.span.end))
    body = range(article.body_start, len(article.text))
    assert {i for i in body if not article.text[i].isspace()} <= covered
