import re

import pytest
from page_news import CANARY
from page_structures import Structure, whole
from page_structures_more import ALL

from corpus import Article, ArticleError, lay_out, split_sentences
from corpus.extraction import Extracted, make_extracted_article
from corpus.sandbox import Sandbox

PUT_OFF = "The council met for the {}th time, and the vote on the new harbour was put off."
FILLER = "".join(f"<p>{PUT_OFF.format(n)}</p>" for n in range(4, 12))


def quotable(article: Article) -> list[str]:
    return [sentence.span.slice(article.text) for sentence in lay_out(article).sentences]


def article_of(sandbox: Sandbox, page: str | bytes) -> Article:
    (found,) = sandbox.parse(".html", page.encode() if isinstance(page, str) else page)
    return make_extracted_article(found, stem="page")


def with_body(paragraph: str, head: str = "") -> str:
    return whole(head, f"<main><article><h1>The vote</h1>{FILLER}<p>{paragraph}</p></article></main>")


def blocks_of(found: Extracted) -> list[tuple[str, bool]]:
    return [(" ".join(block.text.split()), block.embedded) for block in found.blocks]


@pytest.mark.parametrize("structure", ALL.values(), ids=ALL)
def test_the_paragraphs_of_a_page_are_found_whole_and_in_order_without_anything_else(
    sandbox: Sandbox, structure: Structure
) -> None:
    (found,) = sandbox.parse(".html", structure.page)
    assert blocks_of(found) == structure.blocks


@pytest.mark.parametrize("structure", ALL.values(), ids=ALL)
def test_every_sentence_of_a_page_is_quotable(sandbox: Sandbox, structure: Structure) -> None:
    article = article_of(sandbox, structure.page)
    body = "\n\n".join(text for text, _ in structure.blocks)
    assert quotable(article) == [sentence.span.slice(body) for sentence in split_sentences(body)]
    assert CANARY not in article.text


@pytest.mark.parametrize("structure", ALL.values(), ids=ALL)
def test_a_page_gives_its_title_author_date_publisher_and_address(
    sandbox: Sandbox, structure: Structure
) -> None:
    article = article_of(sandbox, structure.page)
    news = structure.news
    stated = {
        "title": news.title,
        "authors": (news.author,),
        "published": news.date,
        "publisher": news.publisher,
        "url": news.url,
    }
    expected = {name: None if name in structure.unstated else value for name, value in stated.items()}
    assert {name: getattr(article, name) for name in stated} == expected
    assert article.text[: article.body_start] == f"{news.title}\n\n"


@pytest.mark.parametrize("structure", ALL.values(), ids=ALL)
def test_what_a_page_embeds_is_marked_as_another_s(sandbox: Sandbox, structure: Structure) -> None:
    article = article_of(sandbox, structure.page)
    embedded = [span.slice(article.text) for span in article.marks.embedded]
    assert embedded == [text for text, is_embedded in structure.blocks if is_embedded]


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ("They do<b>n’t</b> agree.", "They don’t agree."),
        ("They <nobr>do not</nobr> agree.", "They do not agree."),
        ("They do <x-note>not</x-note> agree.", "They do not agree."),
        ('They do <span style="display:inline">not</span> agree.', "They do not agree."),
        ("They do\n<i>not</i>\nagree.", "They do not agree."),
        ("They do<br>not agree.", "They do not agree."),
        ("They do <!-- never -->not agree.", "They do not agree."),
        ("They do <mark>not</mark> agr<wbr>ee&shy;.", "They do not agree."),
        ("They <label>do</label> <ins>not</ins> <u>agree</u>.", "They do not agree."),
        ('<b class="cap">T</b>hey <a href="#x">do not</a><script>now</script> agree.', "They do not agree."),
        ("They do not agree.<sup><a href='#n1'>1</a></sup>", "They do not agree."),
    ],
)
def test_f64_and_f65_a_sentence_is_whole_whatever_elements_are_in_it(
    sandbox: Sandbox, html: str, sentence: str
) -> None:
    assert quotable(article_of(sandbox, with_body(html)))[-1] == sentence


@pytest.mark.parametrize(
    "html",
    [
        "They did <del>not</del> agree.",
        "They did <s>not</s> agree.",
        "They did <bdo dir='rtl'>not</bdo> agree.",
        "They did <i style='unicode-bidi:bidi-override;direction:rtl'>not</i> agree.",
        "They did <i style='-webkit-text-security:disc'>not</i> agree.",
        "They did <i style='text-decoration:line-through red'>not</i> agree.",
        "They did <i style='text-decoration-line:line-through'>not</i> agree.",
        "<style>.x::before{content:'not '}</style>They did <i class='x'>agree</i>.",
        "<style>i:after{content:' not'}i.x:after{content:attr(title)}</style>They did <i>agree</i>.",
        "They did &#x202e;<i>not</i>&#x202c; agree.",
        "They said <q>we agree</q> today.",
        "They did <button>not</button> agree.",
        "They did <math><mi>not</mi></math> agree.",
        "They did <svg><text>not</text></svg> agree.",
        'They did <img src="not.png" alt="not"> agree.',
        '<img src="t.png" alt="T">hey did agree.',
        "They paid 10<sup>6</sup> crowns.",
        "They did agree<sup><a href='#n1'>1</a></sup> in the end.",
        "They did <select><option>not</option></select> agree.",
    ],
)
def test_a_sentence_of_which_a_part_is_no_plain_text_is_not_quotable(sandbox: Sandbox, html: str) -> None:
    article = article_of(sandbox, with_body(f"{html} They left."))
    assert quotable(article)[-1] == "They left."
    assert quotable(article)[-2].startswith("The council met for the 11th time")
    assert len(lay_out(article).doubtful) == 1


HEADLINE = "A vote on the harbour"


@pytest.mark.parametrize(
    ("stated", "window", "heading", "headline"),
    [
        (f"{HEADLINE} (The Post)", "The Post", f"<h2>{HEADLINE}</h2>", HEADLINE),
        ("A vote – on ‘the harbour’ / News", "", '<h1>A Vote - On "The Harbour"</h1>', None),
        (f"News: {HEADLINE} | The Post", "", f"<h1>{HEADLINE}</h1>", HEADLINE),
        ("Press", "No vote yet", "<h1>No vote yet</h1>", None),
        (f"News: {HEADLINE}", "", f"<h2>{HEADLINE}</h2>", ""),  # it may be another article's
        (f"News | {HEADLINE}", "", f"<h1>{HEADLINE}</h1><h2>The vote is off</h2>", ""),  # or the site's
        ("News - The vote", "", "<h1>The vote</h1>", ""),
        (f"{HEADLINE} of Brest", "", f"<h1>{HEADLINE}</h1>", ""),
        ("Press", HEADLINE, f"<h1 hidden>{HEADLINE}</h1>", ""),
        (HEADLINE, "", "<h1>A vote on <i hidden>selling</i> the harbour</h1>", ""),
        (HEADLINE, "", "<style>i::before{content:'no '}</style><h1>A <i>vote</i> on the harbour</h1>", ""),
    ],
)
def test_the_headline_is_what_the_page_shows_of_any_of_its_titles(
    sandbox: Sandbox, stated: str, window: str, heading: str, headline: str | None
) -> None:
    head = f'<meta property="og:title" content="{stated}">'
    page = whole(head, f"<main><div>{heading}</div><article>{FILLER}</article></main>", title=window)
    article = article_of(sandbox, page)
    expected = re.sub("<.*?>", "", heading) if headline is None else headline
    assert article.text[: article.body_start].strip() == expected
    assert article.title == (expected or stated)


def test_a_second_article_below_is_not_taken_for_part_of_the_first(sandbox: Sandbox) -> None:
    second = FILLER.replace("council", CANARY)
    first = f"<article><h1>The vote</h1>{FILLER}</article>"
    page = whole("", f"<main>{first}<article><h1>{CANARY}</h1>{second}</article></main>")
    assert CANARY not in article_of(sandbox, page).text


OTHER = f"{CANARY} wrote that the town had no need of it, and that nobody would come."
CARD = f"<article><a href='/1'><h3>{CANARY}</h3></a><p>{OTHER}</p></article>"
SECOND = f"<h1>{CANARY}</h1>" + f"<p>{OTHER}</p>" * 9


@pytest.mark.parametrize(
    "page",
    [
        f"<article><h1>The vote</h1>{FILLER}{CARD}{FILLER}</article>{CARD * 3}",
        f"<article><h1>The vote</h1>{FILLER}{FILLER}</article><section>{CARD * 9}</section>",
        f"<div class='a'><h1>The vote</h1>{FILLER}{FILLER}</div><div class='a'>{SECOND}</div>",
        f"<h1>The vote</h1><div itemprop='articleBody'>{FILLER}{FILLER}</div><div><h1>{CANARY}</h1><div "
        f"itemprop='articleBody'><p>{OTHER}</p></div></div>",
        f"<article><h1>The vote</h1>{FILLER}{FILLER}</article><div class='more'><p>{OTHER}</p></div>",
        f"<table><tr><td class='m'>{FILLER}{FILLER}</td><td><p>{OTHER}</p></td></tr></table>",
        f"<article><h1>The vote</h1>{FILLER}<p><a href='/1'>{OTHER}</a></p>{FILLER}</article>",
        f"<article><h1>The vote</h1>{FILLER}<p>See: <a href='/1'>{OTHER[:-1]}</a></p>{FILLER}</article>",
    ],
)
def test_what_other_articles_say_is_not_taken_for_this_one_s(sandbox: Sandbox, page: str) -> None:
    article = article_of(sandbox, whole("", page, title="The vote"))
    assert CANARY not in article.text
    assert quotable(article) == 2 * [PUT_OFF.format(n) for n in range(4, 12)]


def test_of_a_short_article_among_many_teasers_only_its_own_sentences_are_taken(sandbox: Sandbox) -> None:
    teaser = f"<li><h3>{CANARY}</h3><p>{OTHER}</p></li>"
    teasers = f"<section class='related'><h2>More</h2>{teaser * 5}</section>"
    page = f"<main><article><h1>The vote</h1><p>It was put off. They left.</p></article></main>{teasers}"
    article = article_of(sandbox, whole("", page, title="The vote"))
    assert quotable(article) == ["It was put off.", "They left."]


def test_what_the_page_calls_the_article_s_body_is_all_of_it(sandbox: Sandbox) -> None:
    part = "<div itemprop='articleBody'>{}</div>".format
    parts = part(f"<p>It was put off. They left.</p>{FILLER}") + f"<div><p>{OTHER}</p></div>" + part(FILLER)
    article = article_of(sandbox, whole("", f"<h1>The vote</h1><main>{parts}</main>", title="The vote"))
    assert CANARY not in article.text
    again = [PUT_OFF.format(n) for n in range(4, 12)]
    assert quotable(article) == ["It was put off.", "They left.", *again, *again]


def test_a_first_heading_among_the_paragraphs_does_not_end_the_article(sandbox: Sandbox) -> None:
    page = f"<div><h1>The vote</h1>{FILLER}<h1>The strike</h1>{FILLER}</div>"
    article = article_of(sandbox, whole("", page, title="The vote"))
    assert quotable(article) == 2 * [PUT_OFF.format(n) for n in range(4, 12)]


def test_a_quote_that_only_repeats_the_article_is_left_out(sandbox: Sandbox) -> None:
    pull = "<blockquote class='pull'>“The vote on the new harbour was put off”</blockquote>"
    page = whole("", f"<article><h1>The vote</h1>{FILLER}{pull}{FILLER.replace('met', 'sat')}</article>")
    article = article_of(sandbox, page.replace("and the vote", "and said: The vote"))
    assert article.marks.embedded == ()
    assert len(quotable(article)) == 16


def test_a_page_in_an_encoding_that_nothing_names_is_refused(sandbox: Sandbox) -> None:
    page = f"<html><body><article>{FILLER}<p>Caf\xe9.</p></article></body></html>".encode("latin-1")
    with pytest.raises(ArticleError, match="neither UTF-8 nor in an encoding that the page declares"):
        sandbox.parse(".html", page)


def test_a_few_bytes_that_are_not_the_page_s_utf_8_cost_their_sentences_only(sandbox: Sandbox) -> None:
    page = with_body("They met in the Caf\xe9. They left.").encode("latin-1") + b" " * 1000
    article = article_of(sandbox, page)
    assert quotable(article)[-2:] == [PUT_OFF.format(11), "They left."]
    assert "Caf\ufffd." in article.text
    with pytest.raises(ArticleError, match="not UTF-8 text"):
        sandbox.parse(".html", page.replace(b"They left", b"\xe4\xf6\xfc \xe4\xf6\xfc"))


@pytest.mark.parametrize("rest", ["urkey has been added to the list.", "HE LIST has grown."])
def test_a_sentence_whose_initial_stands_in_a_block_of_its_own_is_not_quotable(
    sandbox: Sandbox, rest: str
) -> None:
    page = f"<article><h1>The vote</h1><div><div>T</div><p>{rest} It rained.</p></div>{FILLER}</article>"
    found = quotable(article_of(sandbox, whole("", page, title="The vote")))
    assert rest not in found
    assert "It rained." in found


def test_paragraphs_above_the_element_around_the_others_are_text(sandbox: Sandbox) -> None:
    first = "<p class='lead'>It was put off again.</p><p class='lead'>They left.</p>"
    page = f"<article><h1>The vote</h1>{first}<div class='body'>{FILLER}</div></article>"
    found = quotable(article_of(sandbox, whole("", page, title="The vote")))
    assert found == ["It was put off again.", "They left.", *(PUT_OFF.format(n) for n in range(4, 12))]
