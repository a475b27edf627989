import json
from typing import Any

import pytest
from lxml.html import document_fromstring

from corpus.formats.page_metadata import PageMetadata, read_metadata

ARTICLE: dict[str, Any] = {"@type": "NewsArticle", "headline": "The vote"}
ORGANISATION = {"@type": "NewsMediaOrganization", "@id": "#org", "name": "The Post"}


def read(head: str = "", body: str = "<p>It was put off.</p>") -> PageMetadata:
    return read_metadata(document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>"))


def linked(*nodes: object, kind: str = "application/ld+json") -> str:
    return "".join(f'<script type="{kind}">{json.dumps(node)}</script>' for node in nodes)


def stated(**fields: object) -> PageMetadata:
    return read(linked({**ARTICLE, **fields}))


@pytest.mark.parametrize(
    "node",
    [
        ARTICLE,
        [{"@type": "WebSite", "headline": "No"}, ARTICLE],
        {"@graph": [{"@type": "WebPage", "headline": "No"}, ARTICLE]},
        [{"@graph": [{"@type": "WebPage"}, ARTICLE]}],
        {**ARTICLE, "@type": ["Article", "ReportageNewsArticle"]},
        {**ARTICLE, "@type": "LiveBlogPosting"},
    ],
)
def test_the_article_is_found_wherever_it_stands_in_json_ld(node: object) -> None:
    assert read(linked({"@type": "BreadcrumbList"}, node)).title == "The vote"


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ada Quist", ("Ada Quist",)),
        ("By Ada Quist", ("Ada Quist",)),
        ({"@type": "Person", "name": "Ada Quist"}, ("Ada Quist",)),
        ([{"name": "Ada Quist"}, {"name": "Jon  Aker"}], ("Ada Quist", "Jon Aker")),
        (["Ada Quist", {"name": "Jon Aker"}, 7, None, {}], ("Ada Quist", "Jon Aker")),
        ({"name": ["Ada Quist"]}, ()),
        ("https://www.facebook.example/ada", ()),
        ({"name": "Zo&eacute; D&#8217;Arc"}, ("Zoé D’Arc",)),
        (None, ()),
    ],
)
def test_authors_are_read_in_every_form(author: object, names: tuple[str, ...]) -> None:
    assert stated(author=author).authors == names


def test_what_json_ld_refers_to_by_id_is_looked_up() -> None:
    person = {"@type": "Person", "@id": "#ada", "name": "Ada Quist"}
    article = {**ARTICLE, "author": [{"@id": "#ada"}], "publisher": {"@id": "#org"}}
    found = read(linked({"@graph": [article, person, ORGANISATION]}))
    assert (found.authors, found.publisher) == (("Ada Quist",), "The Post")


def test_entities_in_a_headline_are_characters() -> None:
    found = stated(headline="Torv &amp; Partners&#39; &quot;vote&quot;\n is  off")
    assert found.title == 'Torv & Partners\' "vote" is off'


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("2026-03-02T08:15:00+01:00", "2026-03-02T08:15:00+01:00"),
        ("2026-03-02T08:15:00Z", "2026-03-02T08:15:00Z"),
        (" 2026-03-02 ", "2026-03-02"),
        ("2026-03-02T08:15", "2026-03-02T08:15"),
        ("March 2, 2026", None),
        ("2026-02-30", None),
        ("2999-03-02", None),
        ("", None),
        (20260302.5, None),
        ({"@value": "2026-03-02"}, None),
    ],
)
def test_a_date_is_kept_as_it_is_if_it_is_one_and_past(date: object, published: str | None) -> None:
    assert stated(datePublished=date).published == published


def test_the_next_date_is_taken_where_the_first_is_none() -> None:
    meta = '<meta name="parsely-pub-date" content="today"><meta name="date" content="2026-03-02">'
    assert read(linked({**ARTICLE, "datePublished": "soon"}) + meta).published == "2026-03-02"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('<title>Page</title><meta property="og:title" content="The vote">', "The vote"),
        (
            '<meta name="twitter:title" content="Tweet"><meta property="og:title" content="The vote">',
            "The vote",
        ),
        ('<meta name="twitter:title" content="The vote">', "The vote"),
        ('<meta name="DC.Title" content="The vote">', "The vote"),
        ("<title>The vote</title>", "The vote"),
        ("", None),
    ],
)
def test_a_title_comes_from_the_tags_where_json_ld_has_none(head: str, title: str | None) -> None:
    assert read(head).title == title


def test_the_only_first_heading_is_the_title_before_the_window_s() -> None:
    assert read("<title>Page</title>", "<h1>The <i>vote</i></h1>").title == "The vote"
    assert read("<title>Page</title>", "<h1>The vote</h1><h1>Sport</h1>").title == "Page"


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ('<meta property="og:site_name" content="The Post">', "The Post"),
        ('<meta name="application-name" content="The Post">', "The Post"),
        (linked({**ARTICLE, "publisher": [ORGANISATION]}), "The Post"),
        (linked({**ARTICLE, "publisher": "The Post"}), "The Post"),
        ("", None),
    ],
)
def test_a_publisher_comes_from_json_ld_or_the_tags(head: str, publisher: str | None) -> None:
    assert read(head).publisher == publisher


@pytest.mark.parametrize(
    ("fields", "head", "url"),
    [
        ({"url": "https://a.example/1"}, "", "https://a.example/1"),
        ({"mainEntityOfPage": "https://a.example/1"}, "", "https://a.example/1"),
        ({"mainEntityOfPage": {"@id": "https://a.example/1"}}, "", "https://a.example/1"),
        (
            {"url": "https://b.example"},
            '<link rel="canonical" href="https://a.example/1">',
            "https://a.example/1",
        ),
        ({}, '<meta property="og:url" content="https://a.example/1">', "https://a.example/1"),
        ({"url": "/1"}, '<meta property="og:url" content="https://a.example/1">', "https://a.example/1"),
    ],
)
def test_the_address_is_the_canonical_one_or_the_next_best(
    fields: dict[str, object], head: str, url: str
) -> None:
    assert read(linked({**ARTICLE, **fields}) + head).url == url


def test_microdata_of_a_comment_does_not_name_the_author() -> None:
    comment = '<div itemprop="comment" itemscope><b itemprop="author">Troll</b></div>'
    author = '<b itemprop="author" itemscope><i itemprop="name">Ada Quist</i></b>'
    body = f'<div itemscope itemtype="https://schema.org/NewsArticle">{comment}{author}</div>'
    assert read("", body).authors == ("Ada Quist",)


@pytest.mark.parametrize(
    "script", ["{", "null", "7", '"text"', "[[]]", '{"@graph": 7}', '{"@type": {"a": 1}}']
)
def test_json_ld_that_says_nothing_is_passed_over(script: str) -> None:
    head = f'<script type="application/ld+json">{script}</script>' + linked(
        ARTICLE, kind="Application/LD+JSON"
    )
    assert read(head).title == "The vote"


def test_a_line_break_in_a_json_ld_string_is_forgiven() -> None:
    script = '<script type="application/ld+json">{"@type": "Article", "headline": "The\nvote"}</script>'
    assert read(script).title == "The vote"
