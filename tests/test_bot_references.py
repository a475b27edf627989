import json
from collections.abc import Callable
from pathlib import Path

from conftest import BRIDGE

from bot.answer import Answer
from bot.references import recall_quote, reference_of
from bot.settings import Settings
from bot.surroundings import introduction_of, neighbourhood_of
from bot.wiring import make_engine
from index import Library

ASKED = "What did Brandt say about waiting for the bridge?"


def ask(index: Path, question: str) -> Answer:
    return make_engine(Settings(index, min_confidence=0.0, max_quotes=1)).answer(question)


def test_a_quote_comes_back_from_where_it_stands_and_no_word_of_it_is_kept(index: Path) -> None:
    (quote,) = ask(index, ASKED).quotes
    reference = json.loads(json.dumps(reference_of(quote)))
    assert "waited" not in json.dumps(reference)
    with Library(index).snapshot() as snapshot:
        assert recall_quote(snapshot, reference, 1) == quote


def test_a_quote_of_an_article_that_has_changed_or_is_gone_does_not_come_back(
    index: Path, write_jsonl: Callable[..., Path], add: Callable[..., list[str]]
) -> None:
    (quote,) = ask(index, ASKED).quotes
    reference = reference_of(quote)
    add(write_jsonl({**BRIDGE, "text": BRIDGE["text"].replace("ten years", "two years")}))
    with Library(index).snapshot() as snapshot:
        assert recall_quote(snapshot, reference, 1) is None
        assert recall_quote(snapshot, {**reference, "article": "nowhere"}, 1) is None


def test_the_speaker_is_introduced_by_another_sentence_or_by_none(index: Path) -> None:
    (quote,) = ask(index, ASKED).quotes
    (own_words,) = ask(index, "How long is the bridge?").quotes
    introduction = introduction_of(quote)
    assert introduction is not None
    assert introduction.text == "Mayor Ilse Brandt opened the harbour bridge on Monday."
    assert introduction_of(introduction) is None
    assert introduction_of(own_words) is None


def test_around_a_quote_are_the_paragraphs_before_and_after_it(index: Path) -> None:
    (quote,) = ask(index, ASKED).quotes
    (last,) = ask(index, "Who designed the towers?").quotes
    text = quote.article.text
    assert neighbourhood_of(quote).slice(text) == text[quote.article.body_start :]
    assert neighbourhood_of(last).slice(text).startswith("“We waited ten years")


def test_around_a_headline_is_nothing(shipped_index: Path) -> None:
    (headline,) = ask(shipped_index, "What is the headline?").quotes
    assert (headline.text, headline.paragraph) == ("Iran and Syria Tout A Defense & Reconstruction Deal", 0)
    assert neighbourhood_of(headline) == headline.span
