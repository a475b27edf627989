"""Quotation marks: which stretches of a text they enclose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.spans import Span
from corpus.speech.quotation import find_quotations

MARKS = st.text(alphabet="“”‘’\"'«»„`ab .,s\n", max_size=200)


def paragraphs_of(text: str) -> list[Span]:
    spans, start = [], 0
    for line in text.split("\n"):
        if line:
            spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return spans


def quoted(text: str) -> list[str]:
    return [one.span.slice(text) for one in find_quotations(text, paragraphs_of(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“A,” he said. “B.”", ["“A,”", "“B.”"]),
        ('"A," he said. "B."', ['"A,"', '"B."']),
        ("''A,'' he said.", ["''A,''"]),
        ("``A,'' he said.", ["``A,''"]),
        ("« Bonjour », dit-il.", ["« Bonjour »"]),
        ("»Hallo«, sagte sie.", ["»Hallo«"]),
        ("„Hallo“, sagte sie.", ["„Hallo“"]),
        ("„Dobrze”, powiedział.", ["„Dobrze”"]),
        ("”Hej”, sade han.", ["”Hej”"]),
        ("‘We go,’ he said.", ["‘We go,’"]),
        ("'We go,' he said.", ["'We go,'"]),
    ],
)
def test_every_style_of_marks_is_read(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“They say ‘we are here.’ Now”", ["“They say ‘we are here.’ Now”"]),
        ("‘He said “no” to us,’ she said.", ["‘He said “no” to us,’"]),
        ('"A "b" c" d', ['"A "b" c"']),
    ],
)
def test_marks_inside_marks_are_left_alone(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Iran’s plan and the officials’ deal",
        "Iran's plan and the officials' deal",
        "the ‘90s and rock ‘n’ roll",
        "get 'em in the '90s",
        "6'2\" tall",
        "“never closed",
        "never opened”",
    ],
)
def test_an_apostrophe_or_a_mark_without_its_partner_encloses_nothing(text: str) -> None:
    assert quoted(text) == []


def test_a_plural_possessive_inside_single_marks_does_not_close_them() -> None:
    assert quoted("‘the officials’ plan’ failed") == ["‘the officials’ plan’"]


def test_marks_opened_again_in_the_next_paragraph_run_on() -> None:
    text = "“One.\n“Two,” he said."
    found = find_quotations(text, paragraphs_of(text))
    assert [(one.span.slice(text), one.paragraph, one.runs_on) for one in found] == [
        ("“One.", 0, True),
        ("“Two,”", 1, False),
    ]


@given(MARKS)
def test_quotations_lie_in_order_inside_their_paragraphs(text: str) -> None:
    paragraphs = paragraphs_of(text)
    found = find_quotations(text, paragraphs)
    assert all(paragraphs[one.paragraph].covers(one.span) for one in found)
    ends = [0, *(one.span.end for one in found)]
    assert all(one.span.start >= end for one, end in zip(found, ends, strict=False))
