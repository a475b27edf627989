from dataclasses import replace

import pytest

from bot.choice import Candidate, choose, nearest
from corpus import Marks, Part, Span, lay_out, make_article
from index import StoredArticle

TEXT = "One is one. Two is two. Three is three.\n\nFour is four. Five is five."


def stored(number: int = 1) -> StoredArticle:
    article = make_article(TEXT, article_id=f"a{number}")
    return StoredArticle(number, article, lay_out(article), "a.txt", ())


def candidate(sentence: int, probability: float, article: int = 1) -> Candidate:
    source = stored(article)
    return Candidate(source, source.layout.sentences[sentence].span, probability, None)


def texts(candidates: list[Candidate]) -> list[str]:
    return [c.span.slice(c.stored.article.text) for c in candidates]


def test_below_the_minimum_nothing_is_chosen() -> None:
    assert choose([candidate(0, 0.49)], 0.5, 3) == []
    assert texts(choose([candidate(0, 0.5)], 0.5, 3)) == ["One is one."]
    assert choose([], 0.0, 3) == []


def test_neighbours_in_a_paragraph_become_one_quote() -> None:
    chosen = choose([candidate(1, 0.9), candidate(0, 0.8), candidate(3, 0.7)], 0.5, 3)
    assert texts(chosen) == ["One is one. Two is two.", "Four is four."]
    assert [c.probability for c in chosen] == [0.9, 0.7]


def test_what_may_not_be_as_printed_is_never_merged_into_a_quote() -> None:
    article = replace(make_article(TEXT), marks=Marks(doubtful=(Span(12, 23),)))
    source = StoredArticle(1, article, lay_out(article), "a.txt", ())
    found = [Candidate(source, one.span, 0.9, None) for one in source.layout.sentences]
    assert texts(choose(found[:2], 0.5, 3)) == ["One is one.", "Three is three."]


def test_sentences_of_two_paragraphs_stay_apart() -> None:
    chosen = choose([candidate(2, 0.9), candidate(3, 0.9)], 0.5, 3)
    assert texts(chosen) == ["Three is three.", "Four is four."]


def test_the_same_sentence_from_two_passages_is_quoted_once() -> None:
    assert texts(choose([candidate(0, 0.9), candidate(0, 0.9)], 0.5, 3)) == ["One is one."]


def test_what_is_wanted_for_each_part_comes_right_after_the_best() -> None:
    likely = [candidate(0, 0.9), candidate(1, 0.8, article=2), candidate(2, 0.7, article=3)]
    wanted = [candidate(0, 0.6), candidate(4, 0.4)]
    assert texts(choose(likely, 0.4, 2, wanted)) == ["One is one.", "Five is five."]
    assert texts(choose(likely, 0.5, 2, wanted)) == ["One is one.", "Two is two."]
    assert choose(likely, 0.95, 3, [candidate(4, 0.99)]) == []


def test_the_same_words_in_two_articles_are_two_quotes() -> None:
    chosen = choose([candidate(0, 0.9, article=1), candidate(0, 0.9, article=2)], 0.5, 3)
    assert [c.stored.article.id for c in chosen] == ["a1", "a2"]


def test_a_further_quote_is_at_least_half_as_likely_as_the_best() -> None:
    chosen = choose([candidate(0, 0.9), candidate(3, 0.46), candidate(2, 0.44)], 0.1, 3)
    assert texts(chosen) == ["One is one.", "Four is four."]
    assert len(choose([candidate(0, 0.9), candidate(2, 0.46)], 0.1, 3)) == 2


@pytest.mark.parametrize("n", [1, 2])
def test_there_are_never_more_quotes_than_asked_for(n: int) -> None:
    assert len(choose([candidate(0, 0.9), candidate(3, 0.9), candidate(2, 0.9)], 0.5, n)) == n


def test_the_nearest_come_each_once_likeliest_first() -> None:
    found = nearest([candidate(4, 0.3), candidate(4, 0.3), candidate(0, 0.2), candidate(1, 0.1)], 2)
    assert texts(found) == ["Five is five.", "One is one."]


@pytest.mark.parametrize("order", [1, -1])
def test_the_masthead_is_never_merged_with_the_body(order: int) -> None:
    article = make_article("One is one. Two is two.", masthead=["- P -", "Head", "Stand"])
    source = StoredArticle(1, article, lay_out(article), "a.txt", ())

    def of(span: Span) -> Candidate:
        return Candidate(source, span, 0.9, None)

    parts = [of(article.masthead[part]) for part in (Part.HEADLINE, Part.STANDFIRST)]
    found = [*parts, of(source.layout.sentences[0].span)][::order]
    assert choose(found, 0.5, 3) == found
