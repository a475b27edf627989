import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fpdf import FPDF
from pdf_builder import FONT, lines, make_pdf, show, to_unicode
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from corpus import Article, lay_out
from corpus.extraction import Extracted, make_extracted_article
from corpus.formats.pdf import read_pdf
from corpus.sandbox import Sandbox

TALKS = ("The talks failed on Monday, and nobody signed", "the treaty that was ready.")
PORT = ("The port is open again, and ships from the north", "arrive. They bring grain.")


def read(sandbox: Sandbox, data: bytes) -> Extracted:
    (found,) = sandbox.parse(".pdf", data)
    return found


def texts(found: Extracted) -> list[str]:
    return [block.text for block in found.blocks]


def article_of(sandbox: Sandbox, data: bytes) -> Article:
    return make_extracted_article(read(sandbox, data), stem="file")


def quotable(article: Article) -> list[str]:
    return [sentence.span.slice(article.text) for sentence in lay_out(article).sentences]


def test_lines_become_paragraphs_and_every_sentence_is_quotable(sandbox: Sandbox) -> None:
    content = lines(*TALKS) + lines(*PORT, y=655)
    article = article_of(sandbox, make_pdf(content))
    assert article.text == (
        "The talks failed on Monday, and nobody signed the treaty that was ready.\n\n"
        "The port is open again, and ships from the north arrive. They bring grain."
    )
    assert quotable(article) == [
        "The talks failed on Monday, and nobody signed the treaty that was ready.",
        "The port is open again, and ships from the north arrive.",
        "They bring grain.",
    ]


@pytest.mark.parametrize(
    "content",
    [
        lines(*TALKS) + show(PORT[0], x=65, y=672) + show(PORT[1], y=658),
        lines(*TALKS, *PORT),
    ],
    ids=["an indent", "a short last line"],
)
def test_a_paragraph_begins_after(sandbox: Sandbox, content: str) -> None:
    assert texts(read(sandbox, make_pdf(content))) == [" ".join(TALKS), " ".join(PORT)]


def test_the_largest_text_above_is_the_headline_and_stands_in_no_paragraph(sandbox: Sandbox) -> None:
    article = article_of(sandbox, make_pdf(show("No treaty", size=20, y=740) + lines(*TALKS)))
    assert (article.title, article.body_start) == ("No treaty", 11)
    assert article.text == "No treaty\n\n" + " ".join(TALKS)


def test_f91_a_paragraph_goes_on_on_the_next_page_without_running_heads(sandbox: Sandbox) -> None:
    def page(number: int, *texts: str) -> str:
        return show("The Harbour Post", y=780, size=9) + lines(*texts) + show(f"- {number} -", x=290, y=30)

    first, second = (
        page(1, "The bridge of the harbour cost", "less than the tunnel and much"),
        page(2, "more than the ferry.", "It is."),
    )
    article = article_of(sandbox, make_pdf(first, second, page(3, "It has opened.")))
    assert quotable(article) == [
        "The bridge of the harbour cost less than the tunnel and much more than the ferry.",
        "It is.",
        "It has opened.",
    ]
    assert [article.marks.page_at(article.text.index(word)) for word in ("cost", "It is", "opened")] == [
        1,
        1,
        3,
    ]


def test_f90_columns_are_read_one_after_the_other(sandbox: Sandbox) -> None:
    left = lines(
        "The mayor was not", "seen on Monday, and", "nobody asked where", "he was that day", "or what he did."
    )
    right = lines(
        "The bridge opened",
        "without him. Three",
        "hundred people came",
        "and crossed the new",
        "bridge at noon.",
        x=175,
    )
    expected = (
        "The mayor was not seen on Monday, and nobody asked where he was that day or what he did.",
        "The bridge opened without him.",
        "Three hundred people came and crossed the new bridge at noon.",
    )
    assert quotable(article_of(sandbox, make_pdf(left + right))) == list(expected)


def test_columns_that_the_file_has_row_by_row_are_not_quotable(sandbox: Sandbox) -> None:
    left = (
        "The mayor was not",
        "seen on Monday, and",
        "nobody asked where",
        "he was that day",
        "or what he did.",
    )
    right = (
        "The bridge opened",
        "without him. Three",
        "hundred people came",
        "and crossed the new",
        "bridge at noon.",
    )
    rows = [
        show(a, y=700 - 14 * n) + show(b, x=175, y=700 - 14 * n)
        for n, (a, b) in enumerate(zip(left, right, strict=True))
    ]
    assert quotable(article_of(sandbox, make_pdf("".join(rows)))) == []


def test_lines_that_the_file_has_in_another_order_than_the_page_are_not_quotable(sandbox: Sandbox) -> None:
    rows = [
        show("He did not want to", y=700),
        show("what they wanted.", y=672),
        show("sign, and refused", y=686),
    ]
    article = article_of(sandbox, make_pdf("".join(rows) + show("All went home.", y=640)))
    assert article.text == "He did not want to sign, and refused what they wanted.\n\nAll went home."
    assert quotable(article) == []


@pytest.mark.parametrize(
    ("elsewhere", "sentence"),
    [
        ("A government fell.", "They asked the government to go."),
        ("A govern-ment fell.", "They asked the govern-ment to go."),
        ("Governments fell.", None),
        ("A government or govern-ment fell.", None),
    ],
)
def test_f89_a_word_broken_at_the_end_of_a_line_is_as_the_document_has_it_elsewhere(
    sandbox: Sandbox, elsewhere: str, sentence: str | None
) -> None:
    content = lines("They asked the govern-", "ment to go.") + show(elsewhere, y=640)
    assert quotable(article_of(sandbox, make_pdf(content))) == [*filter(None, [sentence]), elsewhere]


def test_a_year_keeps_the_hyphen_that_ends_its_line(sandbox: Sandbox) -> None:
    content = lines("It rose in the years 2019-", "20 and fell.")
    assert quotable(article_of(sandbox, make_pdf(content))) == ["It rose in the years 2019-20 and fell."]


def test_f86_a_glyph_of_unknown_meaning_makes_its_sentence_unquotable(sandbox: Sandbox) -> None:
    for lost in ("\x00", "\ue001", "\ufffd"):
        font = FONT.replace(b">>", b"/ToUnicode 8 0 R >>")
        meanings = [(code, chr(code)) for code in range(32, 126)] + [(126, lost)]
        content = lines("The o~ce is shut.", "The port is open, though, and busy.", leading=40)
        data = make_pdf(content, objects={8: to_unicode(meanings)}, font=font)
        assert quotable(article_of(sandbox, data)) == ["The port is open, though, and busy."]


def test_a_ligature_is_spelled_out(sandbox: Sandbox) -> None:
    encoding = b"/Encoding << /BaseEncoding /WinAnsiEncoding /Differences [126 /fi] >> /ToUnicode 8 0 R"
    font = FONT.replace(b"/Encoding /WinAnsiEncoding", encoding)
    meanings = [(code, chr(code)) for code in range(32, 126)] + [(126, "\ufb01")]
    data = make_pdf(show("The ~nal vote is near."), objects={8: to_unicode(meanings)}, font=font)
    assert quotable(article_of(sandbox, data)) == ["The final vote is near."]


@pytest.mark.parametrize(
    "operators",
    [
        "[(The v ) 270 (ote is near.)] TJ",
        "[(The) -100 (vote is near.)] TJ",
        "[(The) -75 (vote is near.)] TJ",
    ],
    ids=["a space that is none", "a narrow space", "what may be a space or none"],
)
def test_f87_and_f88_words_that_the_file_parts_otherwise_than_the_page_are_not_quotable(
    sandbox: Sandbox, operators: str
) -> None:
    data = make_pdf(f"BT /F1 11 Tf 50 700 Td {operators} ET\n" + show("It is late.", y=600))
    assert quotable(article_of(sandbox, data)) == ["It is late."]


def test_a_space_that_the_file_does_not_have_is_read_where_the_page_shows_it(sandbox: Sandbox) -> None:
    data = make_pdf("BT /F1 11 Tf 50 700 Td [(The) -278 (vote) -278 (is) -300 (near.)] TJ ET")
    assert quotable(article_of(sandbox, data)) == ["The vote is near."]


def test_a_line_of_the_text_that_recurs_is_no_running_head(sandbox: Sandbox) -> None:
    first = lines("The mayor said that he would", "not resign this year, and that", "he would never resign.")
    second = lines("The mayor said that he would", "do it.")
    article = article_of(sandbox, make_pdf(first, second))
    assert quotable(article) == [
        "The mayor said that he would not resign this year, and that he would never resign.",
        "The mayor said that he would do it.",
    ]


ARTICLE = (
    "The ministers did not sign the treaty on Monday, and “nothing is agreed,” the envoy’s office said.",
    "The port is open again. Officials in the final round offered a difficult compromise.",
    "Nobody asked the fishermen, who have sailed from here for 400 years—and who pay the price.",
)


def by_reportlab(path: str) -> None:
    styles = getSampleStyleSheet()
    story = [Paragraph("No treaty after all", styles["Title"])]
    story += [Paragraph(" ".join([text] * 6), styles["BodyText"]) for text in ARTICLE * 8]
    SimpleDocTemplate(path, title="(anonymous)").build(story)


def by_fpdf2(path: str) -> None:
    pdf = FPDF()
    pdf.core_fonts_encoding = "cp1252"
    pdf.add_page()
    pdf.set_font("Times", size=20)
    pdf.multi_cell(0, 10, "No treaty after all", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Times", size=11)
    for text in ARTICLE * 8:
        pdf.multi_cell(0, 6, " ".join([text] * 6), new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)
    pdf.output(path)


@pytest.mark.parametrize("printed", [by_reportlab, by_fpdf2])
def test_every_sentence_of_an_ordinary_file_is_quotable_as(
    sandbox: Sandbox, tmp_path: Path, printed: Callable[[str], None]
) -> None:
    path = tmp_path / "a.pdf"
    printed(str(path))
    article = article_of(sandbox, path.read_bytes())
    words = " ".join(["No treaty after all", *(" ".join([text] * 6) for text in ARTICLE * 8)])
    assert " ".join(article.text.split()) == words
    assert lay_out(article).doubtful == ()
    assert article.marks.page_at(len(article.text) - 1) == 3


@pytest.mark.parametrize(
    "between",
    [show("A note in small letters.", y=60, size=7), show("“It is a pull quote.”", y=80, size=16), ""],
    ids=["a note", "a pull quote", "nothing"],
)
def test_the_rest_of_a_sentence_on_the_next_page_is_never_quoted_as_a_sentence(
    sandbox: Sandbox, between: str
) -> None:
    first = lines("It has been quiet for long. On Monday, the mayor denied that", y=140)
    second = lines("President Assad resigned. It was", "a long and quiet day for him.")
    found = quotable(article_of(sandbox, make_pdf(first + between, second)))
    assert "President Assad resigned." not in found
    assert found[0] == "It has been quiet for long."
    assert found[-1] == "It was a long and quiet day for him."


def test_the_rest_of_a_sentence_below_a_picture_is_never_quoted_as_a_sentence(sandbox: Sandbox) -> None:
    content = lines("It is quiet again. The mayor denied that") + lines(
        "President Assad resigned. It is so.", y=500
    )
    assert quotable(article_of(sandbox, make_pdf(content))) == ["It is quiet again.", "It is so."]


def test_an_abbreviation_at_the_end_of_a_page_ends_no_sentence(sandbox: Sandbox) -> None:
    first, second = lines("It is quiet. He met the U.S."), lines("President again. They talked for long.")
    assert quotable(article_of(sandbox, make_pdf(first, second))) == ["It is quiet.", "They talked for long."]


def test_a_headline_that_the_readings_do_not_have_alike_is_none(sandbox: Sandbox) -> None:
    headline = show("is signed", size=20, y=720) + show("No treaty", size=20, y=744)
    article = article_of(sandbox, make_pdf(headline + lines(*TALKS, y=680)))
    assert (article.title, article.body_start) == ("file", 0)


@pytest.fixture
def read_for_no_time() -> Iterator[Callable[[bytes], Extracted]]:
    yield lambda data: read_pdf(data, seconds=0)[0]
    logging.disable(logging.NOTSET)  # which the child process that parses may turn off for good


def test_a_file_that_takes_too_long_is_read_as_far_as_time_allows_and_that_is_said(
    read_for_no_time: Callable[[bytes], Extracted],
) -> None:
    found = read_for_no_time(make_pdf(*(lines(f"The ferry left at {n} in the morning.") for n in (1, 2, 3))))
    assert texts(found) == ["The ferry left at 1 in the morning."]
    assert found.note == "only pages 1 to 1 of 3 were read in time"


def test_a_sentence_that_may_go_on_where_reading_ended_is_not_quoted(
    read_for_no_time: Callable[[bytes], Extracted],
) -> None:
    first = lines("The ferry left late. He said that it", "was paid for.")
    found = read_for_no_time(make_pdf(first, lines("by nobody.")))
    assert quotable(make_extracted_article(found, stem="file")) == ["The ferry left late."]
