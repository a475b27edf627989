from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.quotes import make_quote
from corpus import IndexFault, Marks, Part, Span, lay_out, make_article

TEXT = "Mayor Brandt opened it. “We waited,” Brandt said.\n\nIt rained."
ARTICLE = make_article(TEXT, title="T", url="https://p.example/a", masthead=["T"])
LAYOUT = lay_out(ARTICLE)


def span_of(words: str) -> Span:
    start = ARTICLE.text.index(words)
    return Span(start, start + len(words))


def test_no_quote_holds_what_may_not_be_as_printed() -> None:
    doubted = replace(ARTICLE, marks=Marks(doubtful=(span_of("“We waited,” Brandt said."),)))
    whole = Span(span_of("Mayor").start, span_of("It rained.").end)
    for span in (whole, span_of("“We waited,” Brandt said.")):
        with pytest.raises(IndexFault, match="is not a whole sentence"):
            make_quote(1, doubted, lay_out(doubted), span, None, 0.9)
    assert make_quote(1, doubted, lay_out(doubted), span_of("It rained."), None, 0.9).text == "It rained."


def test_a_quote_is_a_slice_with_its_paragraph() -> None:
    quote = make_quote(1, ARTICLE, LAYOUT, span_of("It rained."), None, 0.9)
    assert (quote.text, quote.paragraph, quote.paragraphs) == ("It rained.", 2, 2)
    assert quote.speaker is None
    assert quote.link is not None
    assert quote.link.startswith("https://p.example/a#:~:text=")
    assert quote.link.endswith("-,It%20rained.")


def test_an_altered_text_is_never_quoted() -> None:
    altered = replace(ARTICLE, text=ARTICLE.text.replace("rained", "snowed"))
    with pytest.raises(IndexFault, match="was altered and is not quoted"):
        make_quote(1, altered, LAYOUT, span_of("It rained."), None, 0.9)


@pytest.mark.parametrize(
    "words", ["rained.", "It rained", "T\n\nMayor Brandt opened it.", "opened it. “We waited,” Brandt said."]
)
def test_only_whole_sentences_of_the_body_are_quoted(words: str) -> None:
    with pytest.raises(IndexFault, match="not a whole sentence"):
        make_quote(1, ARTICLE, LAYOUT, span_of(words), None, 0.9)


MASTHEAD = ("- The Post - https://p.example/a -", "It rained", "It rained all day")
WHOLE = make_article("It rained. It snowed.", url="https://p.example/a", masthead=MASTHEAD)


@pytest.mark.parametrize(
    ("line", "place"), list(zip(MASTHEAD, ["publisher's line", "headline", "standfirst"], strict=True))
)
def test_a_part_of_the_masthead_is_quoted_whole_and_called_by_its_name(line: str, place: str) -> None:
    part = next(span for span in WHOLE.masthead.values() if span.slice(WHOLE.text) == line)
    quote = make_quote(1, WHOLE, lay_out(WHOLE), part, part, 0.9)
    assert (quote.text, quote.place, quote.paragraph, quote.paragraphs) == (line, place, 0, 1)
    assert (quote.surroundings, quote.speaker) == (part, None)
    with pytest.raises(IndexFault, match="not a whole sentence"):
        make_quote(1, WHOLE, lay_out(WHOLE), Span(part.start, part.end - 1), None, 0.9)


def test_a_link_is_proved_on_what_the_page_shows_which_is_not_the_publishers_line() -> None:
    line, headline, standfirst = WHOLE.masthead.values()
    links = {
        part: make_quote(1, WHOLE, lay_out(WHOLE), part, None, 0.9).link for part in WHOLE.masthead.values()
    }
    assert links[line] == "https://p.example/a"
    assert links[headline] == "https://p.example/a#:~:text=It%20rained,-It%20rained%20all%20day"
    assert links[standfirst] == "https://p.example/a#:~:text=It%20rained-,It%20rained%20all%20day"


def test_a_headline_that_stands_in_the_publishers_line_too_needs_no_context() -> None:
    masthead = ("- The Post of the Harbour - https://p.example/a -", "The Post of the Harbour")
    article = make_article("It rained.", url="https://p.example/a", masthead=masthead)
    quote = make_quote(1, article, lay_out(article), article.masthead[Part.HEADLINE], None, 0.9)
    assert quote.link == "https://p.example/a#:~:text=The%20Post%20of%20the%20Harbour"


def test_the_answer_lies_inside_the_quote() -> None:
    quote = make_quote(1, ARTICLE, LAYOUT, span_of("It rained."), span_of("rained"), 0.9)
    assert quote.answer == span_of("rained")
    with pytest.raises(IndexFault):
        make_quote(1, ARTICLE, LAYOUT, span_of("It rained."), span_of("waited"), 0.9)


def test_direct_speech_names_its_speaker_as_printed() -> None:
    quote = make_quote(1, ARTICLE, LAYOUT, span_of("“We waited,” Brandt said."), None, 0.9)
    assert quote.speaker is not None
    assert (quote.speaker.text, quote.speaker.kind) == ("Brandt", "direct")


def test_the_reporters_own_words_are_nobodys_speech() -> None:
    assert make_quote(1, ARTICLE, LAYOUT, span_of("Mayor Brandt opened it."), None, 0.9).speaker is None


def test_an_article_without_an_address_has_no_link() -> None:
    plain = make_article("It rained.")
    assert make_quote(1, plain, lay_out(plain), Span(0, 10), None, 0.5).link is None


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["It rained. ", "“No,” he said. ", "İß ﬁ½. ", "😀 اللغة. ", "\n\n", "e\u0301t. "]),
        min_size=1,
    )
)
def test_every_sentence_of_a_hostile_article_is_quoted_as_a_slice(pieces: list[str]) -> None:
    article = make_article("x. " + "".join(pieces))
    layout = lay_out(article)
    for sentence in layout.sentences:
        quote = make_quote(1, article, layout, sentence.span, None, 0.5)
        assert quote.text == article.text[sentence.span.start : sentence.span.end]
        assert quote.text in layout.paragraphs[quote.paragraph - 1].slice(article.text)
