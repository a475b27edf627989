"""Hostile and broken pages, through the child process that parses them: what becomes of each."""

import json

import pytest

from corpus import Article, ArticleError, lay_out
from corpus.extraction import make_extracted_article
from corpus.sandbox import Sandbox

PUT_OFF = "The council met for the {}th time, and the vote on the new harbour was put off."
SENTENCES = [PUT_OFF.format(n) for n in range(4, 12)]
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def page_of(more: str = "", head: str = "") -> str:
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>The vote</title>{head}</head><body>"
        f"<article><h1>The vote</h1>{BODY}{more}</article></body></html>"
    )


def article_of(sandbox: Sandbox, page: str) -> Article:
    (found,) = sandbox.parse(".html", page.encode())
    return make_extracted_article(found, stem="page")


def quotable(sandbox: Sandbox, page: str) -> list[str]:
    article = article_of(sandbox, page)
    return [sentence.span.slice(article.text) for sentence in lay_out(article).sentences]


@pytest.mark.parametrize("tag", ["b", "div"])
def test_f52_a_page_nested_too_deeply_is_skipped_and_not_cut_short(sandbox: Sandbox, tag: str) -> None:
    more = f"<{tag}>" * 10_000 + "Deep." + f"</{tag}>" * 10_000
    with pytest.raises(ArticleError, match="its elements are nested too deeply"):
        sandbox.parse(".html", page_of(f"<p>{more}</p><p>They left.</p>").encode())


def test_f53_unclosed_elements_lose_no_sentence(sandbox: Sandbox) -> None:
    page = page_of("<p>They <b>left.<p>It is <i>not</b> over.</i><div>It goes on.")
    page = page.replace("</p>", "").replace("</article></body></html>", "")
    assert quotable(sandbox, page) == [*SENTENCES, "They left.", "It is not over.", "It goes on."]


def test_f54_an_attribute_of_five_megabytes_does_no_harm(sandbox: Sandbox) -> None:
    page = page_of(f'<p title="{"Zinnober " * 600_000}">They left.</p>')
    assert quotable(sandbox, page) == [*SENTENCES, "They left."]


def test_f55_a_cell_of_nine_quadrillion_columns_does_no_harm(sandbox: Sandbox) -> None:
    cell = "<td colspan=9007199254740991 rowspan=9007199254740991>The cell holds a sentence.</td>"
    page = page_of(f"<table><tr>{cell}</tr></table>")
    assert quotable(sandbox, page) == [*SENTENCES, "The cell holds a sentence."]


@pytest.mark.parametrize(
    "reference", ["&#x0;", "&#xD800;", "&#1114112;", "&#xFFFF;", "&#x1;", "&#99999999999;"]
)
def test_f56_a_reference_to_no_character_makes_its_sentence_unquotable(
    sandbox: Sandbox, reference: str
) -> None:
    page = page_of(f"<p>The o{reference}ce was shut. They left.</p>")
    assert quotable(sandbox, page) == [*SENTENCES, "They left."]


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "Zinnober"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;&b;&b;&b;">',
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://169.254.169.254/x.dtd"> %p;',
    ],
    ids=["bomb", "file", "parameter"],
)
def test_f57_entities_that_a_page_declares_are_not_expanded(sandbox: Sandbox, entities: str) -> None:
    page = f'<?xml version="1.0"?><!DOCTYPE html [{entities}]>' + page_of("<p>It says &x; here.</p>")
    text = article_of(sandbox, page).text
    assert "root:" not in text
    assert "Zinnober" not in text
    assert text.endswith("It says &x; here.")


def test_f58_nothing_that_a_page_points_to_is_fetched(sandbox: Sandbox) -> None:
    host = "http://169.254.169.254"
    head = (
        f'<base href="{host}/"><meta http-equiv="refresh" content="0;url={host}/r"><link rel="stylesheet" '
        f'href="{host}/a.css"><style>@import url({host}/b.css);</style><script src="{host}/c.js"></script>'
    )
    more = f'<img src="{host}/d.png"><iframe src="{host}/e"></iframe><object data="{host}/f"></object>'
    # A connection would be an error of the child: its audit hook refuses it.
    assert quotable(sandbox, page_of(more, head)) == SENTENCES


def test_f66_text_behind_an_element_is_neither_lost_nor_glued(sandbox: Sandbox) -> None:
    more = (
        "<p>They did <a href='/x'>not</a> agree<sup></sup>, <em>nor</em>did they <b></b>say so.</p>"
        "<div><p>One was shut.</p>The other was not shut.<p>So it was.</p>Nor did it open.</div>"
    )
    assert quotable(sandbox, page_of(more))[len(SENTENCES) :] == [
        "They did not agree, nordid they say so.",  # as a browser shows it
        "One was shut.",
        "The other was not shut.",
        "So it was.",
        "Nor did it open.",
    ]


@pytest.mark.parametrize(
    "box",
    [
        "<aside>{}</aside>",
        "<section class='related-articles'><h2>Related</h2>{}</section>",
        "<div id='comments' class='comments-area'>{}</div>",
        "<ol class='comment-list'><li class='comment'>{}</li></ol>",
        "<figure><img src='a.png'><figcaption>{}</figcaption></figure>",
        "<div role='complementary'>{}</div>",
        "<div itemprop='comment'>{}</div>",
        "<div class='newsletter-signup'>{}</div>",
        "<div role='dialog'>{}</div>",
        "<div><div>{}<form><input type='email'></form></div></div>",
        "<div>{}<div><input type='email'></div></div>",
        "<nav>{}</nav>",
        "<footer>{}</footer>",
    ],
)
def test_f67_to_f69_boxes_beside_the_article_are_not_its_text(sandbox: Sandbox, box: str) -> None:
    text = "Zinnober wrote that the town had no need of it. And Zinnober said so twice, as people noted."
    page = page_of(box.format(f"<p>{text}</p>") + "<p>They left.</p>")
    assert quotable(sandbox, page) == [*SENTENCES, "They left."]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Before you continue", "We value your privacy. We and our 812 partners store cookies on a device."),
        ("403 Forbidden", "You don't have permission to access this resource on this server."),
        ("Access Denied", "You were blocked. Reference number 18.2f1."),
        ("Just a moment...", "Checking that the connection is secure. This may take some seconds."),
        ("The vote", "Subscribe to continue reading. Unlimited access for one crown a week."),
        ("Page not found", "The page that was asked for has moved, or it never was."),
    ],
)
def test_f70_a_page_of_consent_refusal_or_payment_is_no_article(
    sandbox: Sandbox, title: str, text: str
) -> None:
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    with pytest.raises(ArticleError, match="asks for consent, a subscription or a check, not an article"):
        article_of(sandbox, page)


@pytest.mark.parametrize("tag", ["nav", "div"])
def test_a_page_that_is_only_a_menu_is_no_article(sandbox: Sandbox, tag: str) -> None:
    items = "".join(f"<li><a href='/{n}'>Item number {n} of the menu</a></li>" for n in range(1000))
    with pytest.raises(ArticleError, match="no article in the page"):
        article_of(sandbox, f"<html><body><{tag}><ul>{items}</ul></{tag}></body></html>")


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote class='twitter-tweet'><p>{}</p>&mdash; Mayor (@may) <a href='/'>May 1</a></blockquote>",
        "<div class='embed'><blockquote class='instagram-media'><div>{}</div></blockquote></div>",
        "<blockquote cite='https://other.example'><p>{}</p></blockquote>",
        "<figure class='wp-block-quote'><blockquote><p>{}</p></blockquote></figure>",
    ],
)
def test_f71_an_embedded_post_is_marked_as_another_s(sandbox: Sandbox, html: str) -> None:
    article = article_of(
        sandbox, page_of(html.format("We will build it all the same.") + "<p>They left.</p>")
    )
    assert [span.slice(article.text) for span in article.marks.embedded] == ["We will build it all the same."]


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("", None),
        ("<meta property='article:published_time' content='2999-01-01'>", None),
        ("<meta property='article:published_time' content='yesterday'>", None),
        ("<meta property='article:published_time' content='2026-03-01'>", "2026-03-01"),
    ],
)
def test_f72_and_f73_a_date_that_is_none_or_to_come_is_unknown(
    sandbox: Sandbox, head: str, published: str | None
) -> None:
    assert article_of(sandbox, page_of(head=head)).published == published


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        (["https://a.example/1", "https://b.example/2"], None),
        (["https://a.example/1", "https://a.example/1"], "https://a.example/1"),
        (["javascript:alert(1)"], None),
        (["https://me:secret@a.example/1"], None),
        (["https://аpple.example/1"], "https://xn--pple-43d.example/1"),
        (["https://Müller.example:8080/ä?b=c"], "https://xn--mller-kva.example:8080/ä?b=c"),
        (["https://a\u3002example.com.evil\u2044x.example/"], None),
        (["/relative"], None),
    ],
)
def test_f74_and_f75_only_one_plain_address_is_shown_its_host_in_ascii(
    sandbox: Sandbox, canonical: list[str], url: str | None
) -> None:
    head = "".join(f'<link rel="canonical" href="{address}">' for address in canonical)
    assert article_of(sandbox, page_of(head=head)).url == url


def test_json_that_is_nested_a_hundred_thousand_deep_is_passed_over(sandbox: Sandbox) -> None:
    deep = f"<script type='application/ld+json'>{'[' * 100_000}</script>"
    stated = json.dumps({"@type": "NewsArticle", "headline": "The vote", "author": "Ada Quist"})
    page = page_of(head=f"{deep}<script type='application/ld+json'>{stated}</script>")
    assert article_of(sandbox, page).authors == ("Ada Quist",)
