import pytest

from corpus import ArticleError, Span, lay_out
from corpus.extraction import Block, Extracted, make_extracted_article


def extracted(*texts: str, **fields: object) -> Extracted:
    return Extracted(tuple(Block(text) for text in texts), **fields)  # type: ignore[arg-type]


def test_blocks_become_paragraphs_below_the_headline() -> None:
    found = extracted("  One\nline. ", "", "Cafe\u0301.", title="A deal", headline="A deal", authors=("Ann",))
    article = make_extracted_article(found, stem="file")
    assert article.text == "A deal\n\nOne line.\n\nCafé."
    assert (article.title, article.body_start, article.authors) == ("A deal", 8, ("Ann",))


def test_what_nothing_names_is_called_after_its_file() -> None:
    assert make_extracted_article(extracted("One."), stem="harbour").title == "harbour"


def test_marks_lie_on_the_paragraphs_that_were_marked() -> None:
    blocks = (Block("One.", page=1), Block("Two.", embedded=True, page=1), Block("Three.", page=3))
    article = make_extracted_article(Extracted(blocks), stem="a")
    (embedded,) = article.marks.embedded
    assert embedded.slice(article.text) == "Two."
    assert article.marks.pages == (0, 12, 12)
    assert [article.marks.page_at(place) for place in (0, 6, 12, 17)] == [1, 1, 3, 3]


@pytest.mark.parametrize(
    "sentence",
    [
        "He did not si\ufffdgn.",
        "The o\x00ce was shut.",
        "The \ue001nal vote.",
        "He left early.The vote went on.",
        "It was " + "verylong" * 6 + " indeed.",
        "It was signed.",
    ],
)
def test_a_doubtful_sentence_is_kept_and_never_quotable(sentence: str) -> None:
    witness = f"{sentence if 'signed' not in sentence else 'It was not signed.'} All is well."
    article = make_extracted_article(Extracted((Block(f"{sentence} All is well."),), (witness,)), stem="a")
    layout = lay_out(article)
    assert [s.span.slice(article.text) for s in layout.sentences] == ["All is well."]
    assert layout.doubtful == (Span(0, len(sentence.replace("\x00", "\ufffd"))),)


def test_a_sentence_that_may_be_a_part_of_one_is_not_quotable() -> None:
    text = "The end of one. A whole one. The beginning"
    article = make_extracted_article(
        Extracted((Block(text, starts_whole=False, ends_whole=False), Block("It is so."))), stem="a"
    )
    found = [sentence.span.slice(article.text) for sentence in lay_out(article).sentences]
    assert found == ["A whole one.", "It is so."]


def test_a_block_that_begins_with_a_small_letter_may_have_lost_its_first() -> None:
    article = make_extracted_article(extracted("urkey has left. It rained.", "They stay."), stem="a")
    layout = lay_out(article)
    assert [span.slice(article.text) for span in layout.doubtful] == ["urkey has left."]


@pytest.mark.parametrize("sentence", ["See https://a.example/End.The now.", "He left. The vote went on."])
def test_an_ordinary_sentence_is_quotable(sentence: str) -> None:
    article = make_extracted_article(Extracted((Block(sentence),), (sentence,)), stem="a")
    assert lay_out(article).doubtful == ()


def test_what_is_said_or_named_in_a_doubtful_sentence_has_no_speaker() -> None:
    text = "Amir Hatami, the minister, came. “We will stay,” Hatami said."
    article = make_extracted_article(
        Extracted((Block(text),), (text.replace("came", "did not come"),)), stem="a"
    )
    (speech,) = lay_out(article).speeches
    assert speech.speaker is not None
    assert speech.name is None


def test_nothing_extracted_is_no_article() -> None:
    with pytest.raises(ArticleError, match="no text in it"):
        make_extracted_article(extracted(" ", "\u200b"), stem="a")
