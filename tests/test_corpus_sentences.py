"""Where sentences and paragraphs begin and end: by hand, and on hostile text."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import Sentence, Span, split_paragraphs, split_sentences

ARTICLE = Path(__file__).parents[1] / "corpus" / "articles" / "iran-syria-defense-deal.txt"

# Each line is one text; ¦ stands where a sentence ends and another begins.
ABBREVIATIONS = """
The ministers met U.S. officials on Monday. ¦They left.
U.S. officials, including Mike Pompeo, met the Russians. ¦U.S.-led talks failed.
A reference to both the U.S. and Israel. ¦He moved to the U.S. ¦The next sentence follows.
The U.S. Senate voted. ¦U.S. President Donald Trump did not. ¦The U.N. said no.
The deal was signed in Washington, D.C. ¦Nobody objected. ¦It held in Washington, D.C., too.
“We will rebuild the U.S.” ¦Israel disagreed.
They left the U.S. ¦“Iran won,” he said.
He met Gen. Ayyoub in Damascus. ¦Maj. Gen. Qassem Soleimani and Lt. Col. Brown left.
Mr. Smith, Dr. Jones, Sen. Sanders and Rep. Omar spoke. ¦GEN. AYYOUB LEAVES
They live in St. Petersburg. ¦He walked down Main St. ¦The shop was shut.
It is No. 10 in the world. ¦He said no. ¦Then he left. ¦See p. 55 and Fig. 3.
Apple Inc. said it had bought Acme Co. for $3.5 billion. ¦He works for Apple Inc. ¦He likes it.
It began on Jan. 5 and ended in Dec. 2018. ¦Smith et al. found it.
He arrived at 5 p.m. and left at 6 a.m. ¦She stayed. ¦It began at 10 a.m. Monday in Geneva.
It began at 10:30 a.m. ¦Israeli officials came at 5 p.m. Jan. 5 and left at 6 p.m. EST on Friday.
J. R. R. Tolkien and J.K. Rowling wrote. ¦George W. Bush read. ¦Robert F. “Bobby” Kennedy left.
So did I. ¦They were late. ¦He chose vitamin C. ¦It helped.
He holds a Ph.D. ¦She has a B.A. in physics. ¦Sam Jones Jr. was there.
Fruits, e.g. apples, i.e. the usual, etc., are cheap. ¦Roe v. Wade is old.
Yahoo! said it would buy it. ¦Yahoo! Inc. did not. ¦He works for Yahoo! ¦He likes it.
"""

QUOTATION_MARKS = """
“We are here.” ¦He left.
"We are here." ¦He left.
‘We are here.’ ¦'We are here.' ¦He left.
«We are here.» ¦« We are here. » ¦He left.
“Are you here?” he asked. ¦“Go!” she said. ¦"Go!" she said. ¦He went.
“What is this?” Trump asked. ¦“We won!” President Trump said. ¦“Why?” I asked.
“What is this?” ¦Trump asked why. ¦“Is it over?” ¦The minister shrugged. ¦“Why?” ¦He asked at noon.
“I agree,” he said. ¦“But not now.”
“I agree.” ¦“But not now.” ¦He left. ¦“It is over.” ¦Trump said in May that he would go.
“Always saying ‘we are here because Syria wants us here.’ ¦Now, they can say it is official.”
“He said ‘no.’” ¦Then he left. ¦“Is it a ‘red line’?” ¦He shrugged.
“Stop. ¦Do not move,” he said. ¦“Well...” he said. ¦“Maybe.”
He called it a "disaster". ¦She agreed. ¦Who is "he"? ¦Nobody knows.
(He left.) ¦Then she came. ¦He said it (again.) ¦[Applause.] ¦He left (what a pity!) and she came.
"""

OTHER_TEXT = """
Iran and Syria Tout A Defense & Reconstruction Deal
He waited... and waited… and left. ¦He waited... ¦Then he left. ¦He waited… ¦Then he left.
... Israel left. ¦Well . . . he left. ¦Then he came. ¦The songs "drift [...] The end" is near.
What?! ¦No!! ¦Really?? ¦Yes.
We did it! 🎉 ¦Now we rest. ¦We did it!🎉 ¦Now we rest 🎉🎉 and sleep.
1. The first point. ¦2. The second point. ¦The year was 1999. ¦In 1990 it grew. ¦2 years passed.
• 9. The first item. ¦— We are here. ¦— He left.
See https://themedialine.org/news.html for more. ¦Read themedialine.org. ¦It is good.
Write to j.doe@example.com. ¦Version 2.0.1 costs $3.50. ¦Upgrade at 5.30 or 17:30.
The company grew. ¦iPhone sales fell. ¦al-Assad listened.
ما اسمك؟ ¦أنا سامي. ¦وصل الوزير إلى دمشق، وقال إن الاتفاق مهم!
او کجاست؟ ¦من نمی‌دانم. ¦یہ کتاب ہے۔ ¦وہ قلم ہے۔
שלום. ¦מה שלומך? ¦אני בסדר.
他说：“我们在这里。”¦他走了。¦你好吗？¦我很好！
彼は「はい。」と言った。¦そして帰った。
"""

HOSTILE_ALPHABET = "aAbI1 \n\xa0.!?…。؟,-\"'“”‘’«»()[]•🎉\u200dée\u0301شא"


def cases(table: str) -> list[str]:
    return table.strip().split("\n")


def sentence_texts(text: str) -> list[str]:
    return [sentence.span.slice(text) for sentence in split_sentences(text)]


def paragraph_texts(text: str) -> list[str]:
    return [paragraph.slice(text) for paragraph in split_paragraphs(text)]


def expected_texts(marked: str) -> list[str]:
    return [sentence.strip() for sentence in marked.split("¦")]


@pytest.mark.parametrize("marked", cases(ABBREVIATIONS))
def test_a_stop_that_marks_an_abbreviation_does_not_end_the_sentence(marked: str) -> None:
    assert sentence_texts(marked.replace("¦", "")) == expected_texts(marked)


@pytest.mark.parametrize("marked", cases(QUOTATION_MARKS))
def test_a_closing_mark_stays_with_the_sentence_it_closes(marked: str) -> None:
    assert sentence_texts(marked.replace("¦", "")) == expected_texts(marked)


@pytest.mark.parametrize("marked", cases(OTHER_TEXT))
def test_numbers_addresses_emoji_and_other_scripts_are_split_as_readers_do(marked: str) -> None:
    assert sentence_texts(marked.replace("¦", "")) == expected_texts(marked)


def test_direct_speech_in_the_shipped_article_is_split_between_its_sentences() -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    paragraph = next(p for p in split_paragraphs(text) if "the analyst said" in p.slice(text))
    inside = [s.span.slice(text) for s in split_sentences(text) if paragraph.covers(s.span)]
    assert inside == [
        "“Iran needs to make a pact with the Syrian government so it could officially stay there,”"
        " the analyst said.",
        "“Previously, the Iranians were always saying ‘we are here because Syria wants us here.’",
        "Now, they can say that the alliance is official.”",
    ]


def test_sentences_carry_the_index_of_their_paragraph_and_never_cross_it() -> None:
    assert split_sentences("A headline\n\nHe left. She\nstayed.") == [
        Sentence(Span(0, 10), paragraph=0),
        Sentence(Span(12, 20), paragraph=1),
        Sentence(Span(21, 32), paragraph=1),
    ]


def test_single_line_breaks_are_soft_where_blank_lines_separate_paragraphs() -> None:
    assert paragraph_texts("one\ntwo\n  \nthree\n\n\nfour") == ["one\ntwo", "three", "four"]


def test_every_line_is_a_paragraph_where_there_are_no_blank_lines() -> None:
    assert paragraph_texts("one\n two \nthree\n") == ["one", "two", "three"]


def test_blank_lines_around_the_text_do_not_decide_how_it_is_split() -> None:
    assert paragraph_texts("\n\none\ntwo\n \n") == ["one", "two"]


@pytest.mark.parametrize("text", ["", " ", "\n", " \n \n "])
def test_white_space_has_neither_paragraphs_nor_sentences(text: str) -> None:
    assert (split_paragraphs(text), split_sentences(text)) == ([], [])


@pytest.mark.parametrize("text", [".", "...", "? ! .", "“”", '" " "', "— … —", "🎉", "é", "x" * 5000])
def test_text_that_cannot_be_split_is_one_sentence(text: str) -> None:
    assert sentence_texts(text) == [text]


@pytest.mark.parametrize(
    ("piece", "count"),
    [
        ("word ", 20_000),
        ('"', 100_000),
        ("“", 100_000),
        (".", 100_000),
        (". ", 100_000),
        ("?!", 100_000),
        ("(", 100_000),
        ("A. ", 50_000),
        ("a.", 100_000),
        ("'a ", 50_000),
        ("« ", 50_000),
        ("🎉", 100_000),
    ],
)
def test_long_hostile_text_without_a_sentence_end_is_one_sentence(piece: str, count: int) -> None:
    text = (piece * count).strip()
    assert split_sentences(text) == [Sentence(Span(0, len(text)), 0)]


@pytest.mark.parametrize("piece", ["“He. ", "Who?” A! ", "。「", "1. ", "Is it?\n \n"])
def test_long_hostile_text_with_many_sentence_ends_loses_nothing(piece: str) -> None:
    text = piece * 20_000
    assert "".join("".join(sentence_texts(text)).split()) == "".join(text.split())


@settings(max_examples=300, deadline=None)
@given(st.text(HOSTILE_ALPHABET) | st.text())
@example("a.\xa0B.\n\n“C.” ")
@example("\u2028A.\u3000B")
def test_sentences_are_exact_slices_in_order_that_lose_nothing(text: str) -> None:
    sentences = split_sentences(text)
    paragraphs = split_paragraphs(text)
    covered = [i for s in sentences for i in range(s.span.start, s.span.end)]
    assert sentences == sorted(sentences)
    assert len(covered) == len(set(covered))
    assert all(text[i].isspace() for i in set(range(len(text))) - set(covered))
    assert all(s.span.slice(text) == s.span.slice(text).strip() for s in sentences)
    assert all(paragraphs[s.paragraph].covers(s.span) for s in sentences)


@settings(max_examples=200, deadline=None)
@given(st.text(HOSTILE_ALPHABET))
def test_paragraphs_are_stripped_disjoint_and_lose_nothing(text: str) -> None:
    paragraphs = split_paragraphs(text)
    assert "".join("".join(paragraph_texts(text)).split()) == "".join(text.split())
    assert all(p.slice(text) == p.slice(text).strip() for p in paragraphs)
    assert all(a.end <= b.start for a, b in pairwise(paragraphs))


@settings(max_examples=200, deadline=None)
@given(st.text(HOSTILE_ALPHABET))
def test_the_same_text_is_always_split_alike_and_a_paragraph_alone_as_in_its_text(
    text: str,
) -> None:
    alone = [
        (sentence, number)
        for number, paragraph in enumerate(paragraph_texts(text))
        for sentence in sentence_texts(paragraph.replace("\n", " "))
    ]
    whole = [(s.span.slice(text).replace("\n", " "), s.paragraph) for s in split_sentences(text)]
    assert whole == alone
