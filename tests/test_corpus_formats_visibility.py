import pytest
from page_hiding import HIDING, NO_TEXT, VISIBLE
from page_structures import whole

from corpus import ArticleError, lay_out
from corpus.extraction import make_extracted_article
from corpus.sandbox import Sandbox

SECRET = "Zinnober agreed that the harbour would be sold."
BEFORE = [f"The council met for the {n}th time, and the vote on it was put off." for n in range(4, 9)]
AFTER = [f"On day {n} of the strike, nobody came to the eastern quay to work." for n in range(10, 15)]


def page_with(html: str, rules: str = "") -> bytes:
    around = ["".join(f"<p>{text}</p>" for text in texts) for texts in (BEFORE, AFTER)]
    body = f"<article><h1>The vote</h1>{around[0]}{html}{around[1]}</article>"
    return whole(f"<style>{rules}</style>", body).encode()


def quotable(sandbox: Sandbox, page: bytes) -> list[str]:
    (found,) = sandbox.parse(".html", page)
    article = make_extracted_article(found, stem="page")
    return [sentence.span.slice(article.text) for sentence in lay_out(article).sentences]


def inline(html: str) -> str:
    return html.replace("div", "span")


@pytest.mark.parametrize(("rules", "around"), HIDING.values(), ids=HIDING)
def test_f59_to_f62_a_hidden_paragraph_is_not_quotable(sandbox: Sandbox, rules: str, around: str) -> None:
    page = page_with(around.format(f"<p>{SECRET}</p>"), rules)
    assert quotable(sandbox, page) == [*BEFORE, *AFTER]


@pytest.mark.parametrize(("rules", "around"), HIDING.values(), ids=HIDING)
def test_f59_to_f62_a_sentence_with_a_hidden_word_is_not_quotable(
    sandbox: Sandbox, rules: str, around: str
) -> None:
    word = inline(around).format("not")
    page = page_with(f"<p>They did {word} agree. They left.</p>", inline(rules))
    assert quotable(sandbox, page) == [*BEFORE, "They left.", *AFTER]


@pytest.mark.parametrize("html", NO_TEXT.values(), ids=NO_TEXT)
def test_f63_what_is_no_text_of_the_page_is_not_quotable(sandbox: Sandbox, html: str) -> None:
    found = quotable(sandbox, page_with(html.replace("{}", SECRET)))
    shown = ["See the harbour from above, and from the eastern quay."] if "See" in html else []
    assert found == [*BEFORE, *shown, *AFTER]


@pytest.mark.parametrize(("rules", "around"), VISIBLE.values(), ids=VISIBLE)
def test_what_only_looks_hidden_is_quotable(sandbox: Sandbox, rules: str, around: str) -> None:
    page = page_with(around.format(f"<p>{SECRET}</p>"), rules)
    assert quotable(sandbox, page) == [*BEFORE, SECRET, *AFTER]


def page_of_thousands(rule: str) -> bytes:
    spans = "".join(f'<div class="c{n} d{n}" data-n="{n}"></div>' for n in range(5000))
    return page_with(spans, "".join(rule.replace("#", str(n)) for n in range(5000)))


def test_thousands_of_rules_for_thousands_of_elements_are_read(sandbox: Sandbox) -> None:
    assert quotable(sandbox, page_of_thousands(".c#{display:none}")) == [*BEFORE, *AFTER]


def test_rules_for_elements_that_a_page_does_not_have_cost_nothing(sandbox: Sandbox) -> None:
    assert quotable(sandbox, page_of_thousands("article > div .e#{display:none}")) == [*BEFORE, *AFTER]


@pytest.mark.parametrize("rule", ["div > .c#.d#{color:red}", "[data-n='#'] ~ p{opacity:0}"])
def test_style_sheets_that_take_too_long_are_a_reason_to_skip_the_page(sandbox: Sandbox, rule: str) -> None:
    with pytest.raises(ArticleError, match="style sheets are too large to tell what is hidden"):
        sandbox.parse(".html", page_of_thousands(rule))


@pytest.mark.parametrize("rule", ["body{background:#000}", "body{color:#fff}"])
def test_a_page_that_is_unreadable_as_a_whole_is_read_if_style_sheets_outside_may_say_otherwise(
    sandbox: Sandbox, rule: str
) -> None:
    hidden = f"<p style='color:#fff;background:#fff'>{SECRET}</p><p style='color:#000'><b>It ended.</b></p>"
    alone = page_with(hidden, rule)
    outside = alone.replace(b"</head>", b'<link rel="stylesheet" href="a.css"></head>')
    shown = [*BEFORE, "It ended.", *AFTER] if "color:#fff" in rule else [*BEFORE, *AFTER]
    assert quotable(sandbox, outside) == shown
    with pytest.raises(ArticleError, match="no article"):
        quotable(sandbox, alone.replace(b"<b>It ended.</b>", b""))
