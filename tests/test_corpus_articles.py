import hashlib

import pytest

from corpus import ArticleError, Part, make_article
from corpus.articles import MAX_CHARS, public_url


def test_the_hash_is_that_of_the_canonical_text() -> None:
    article = make_article("Cafe\u0301 opens.\r\n")
    assert article.text == "Café opens."
    assert article.sha256 == hashlib.sha256("Café opens.".encode()).hexdigest()


def test_the_masthead_belongs_to_the_text_but_not_to_the_body() -> None:
    article = make_article("Body.", title="Head", masthead=["Head", "Standfirst"])
    assert article.text == "Head\n\nStandfirst\n\nBody."
    assert article.text[article.body_start :] == "Body."


def test_an_id_stays_when_the_text_is_edited_but_not_when_the_title_is() -> None:
    first = make_article("One.", title="Söme Title!", publisher="P")
    edited = make_article("Two.", title="Söme Title!", publisher="P")
    other = make_article("One.", title="Some other", publisher="P")
    assert first.id == edited.id
    assert first.id.startswith("some-title-")
    assert other.id != first.id


def test_untitled_articles_are_told_apart_by_their_text() -> None:
    assert make_article("One.").id != make_article("Two.").id


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "...", "😀 – !"])
def test_an_article_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(ArticleError, match="no text in it"):
        make_article(text)


def test_an_article_too_long_is_refused_with_both_numbers() -> None:
    with pytest.raises(ArticleError, match=r"2,000,001 characters, at most 2,000,000"):
        make_article("a" * (MAX_CHARS + 1))


@pytest.mark.parametrize("bad", ["", " a", "a\nb", "../../etc", "a/../b", "x" * 201])
def test_an_id_that_is_no_name_is_refused(bad: str) -> None:
    with pytest.raises(ArticleError, match="id: "):
        make_article("Text.", article_id=bad)


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(ArticleError, match="published: 'last week' is not an ISO 8601 date"):
        make_article("Text.", published="last week")
    assert make_article("Text.", published="2026-11-22T08:00:00Z").published == "2026-11-22T08:00:00Z"
    assert make_article("Text.", published="2026-11-22T08:00:00Z").day == "2026-11-22"
    assert make_article("Text.").day is None


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://",
        "ftp://a.example",
        "https://me:pw@a.example",
        "http://[",
        "",
    ],
)
def test_only_plain_web_addresses_are_kept(url: str) -> None:
    assert public_url(url) is None
    assert public_url("https://a.example/b?c=d#e") == "https://a.example/b?c=d#e"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://аpple.example/a", "https://xn--pple-43d.example/a"),
        ("http://MÜLLER.example:8080/ä?b#c", "http://xn--mller-kva.example:8080/ä?b#c"),
        ("https://日本.example", "https://xn--wgv71a.example"),
        ("https://a\u2044b.example", None),
        ("https://ä.example:x", None),
    ],
)
def test_a_host_in_other_letters_than_ascii_s_is_kept_in_punycode(url: str, shown: str | None) -> None:
    assert public_url(url) == shown


def test_metadata_is_made_one_clean_line() -> None:
    article = make_article("T.", title=" A\u202e\ntitle ", publisher="\t", authors=["Ann\x1b", " "])
    assert (article.title, article.publisher, article.authors) == ("A title", None, ("Ann",))


@pytest.mark.parametrize(
    ("masthead", "parts"),
    [
        ((), {}),
        (("Head",), {Part.HEADLINE: "Head"}),
        (("- P -", "Head"), {Part.PUBLISHERS_LINE: "- P -", Part.HEADLINE: "Head"}),
        (
            ("- P -", "Head", "Stand"),
            {Part.PUBLISHERS_LINE: "- P -", Part.HEADLINE: "Head", Part.STANDFIRST: "Stand"},
        ),
    ],
)
def test_the_parts_of_the_masthead_are_found(masthead: tuple[str, ...], parts: dict[Part, str]) -> None:
    article = make_article("One.\n\nTwo.", masthead=masthead)
    assert {part: span.slice(article.text) for part, span in article.masthead.items()} == parts
    assert article.standfirst == parts.get(Part.STANDFIRST, "")
