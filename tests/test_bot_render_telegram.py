import html
import json
import unicodedata
from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strict_tdlib import cleaned

from bot.answer import Answer, IndexState
from bot.quotes import Quote, Speaker, make_quote
from bot.render.messages import REMOVED, Entity, EntityKind, Message, plain, utf16_length
from bot.render.pages import page_message, pages_of
from bot.render.telegram import answer_messages, context_message, nearest_messages, speaker_messages
from bot.telegram.phrases import sources
from corpus import Article, Span, canonicalise, lay_out, make_article

BLOCKQUOTE, EXPANDABLE, CODE, TEXT_LINK, BOLD, ITALIC = EntityKind
STATE = IndexState(1, 1, 1, "hashing")
URL = "https://p.example/a"


def quote_of(article: Article, words: str, answer: str | None = None, number: int = 1) -> Quote:
    layout = lay_out(article)
    span = next(s.span for s in layout.sentences if words in s.span.slice(article.text))
    start = article.text.index(answer or words)
    focus = Span(start, start + len(answer)) if answer else None
    return make_quote(number, article, layout, span, focus, 0.9)


def answered(*quotes: Quote, confidence: float = 0.9) -> Answer:
    return Answer("Q?", quotes, (), confidence, None, STATE, 0.01)


def shown(message: Message) -> list[tuple[EntityKind, str, str | None]]:
    return [(one.kind, message.text[one.start : one.end], one.url) for one in message.entities]


def test_a_quote_stands_with_its_speaker_and_source() -> None:
    text, names = "“We waited ten years 😀,” Brandt said.", ["Ada Quist", "Bo Li"]
    source = {"title": "A bridge opens", "publisher": "Post", "url": URL, "published": "2026-03-01"}
    article = make_article(text, authors=names, **source)
    quote = quote_of(article, "waited", "ten years")
    (message,) = answer_messages(answered(quote))
    assert message.text == (
        "The article says:\n"
        "“We waited ten years 😀,” Brandt said.\n"
        "Said by: Brandt\n"
        "A bridge opens · Post · Ada Quist, Bo Li · 2026-03-01 · paragraph 1 of 1"
    )
    # 17 characters of verdict and 1 of line break; 37 of quote and 1; 15 of speaker and 1; 14 of title
    assert message.entities == (
        Entity(BOLD, 0, 17),
        Entity(BLOCKQUOTE, 18, 55),
        Entity(BOLD, 29, 38),  # “We waited is 10 and a space
        Entity(ITALIC, 56, 71),
        Entity(TEXT_LINK, 72, 86, quote.link),
    )
    assert message.numbers == (1,)


def test_quotes_are_kept_apart_and_nothing_is_linked_without_an_address() -> None:
    article = make_article("Rain.\n\nSnow.")
    quotes = quote_of(article, "Rain"), quote_of(article, "Snow", number=2)
    (message,) = answer_messages(answered(*quotes, confidence=0.7))
    assert message.text == "The article probably says:\nRain.\nparagraph 1 of 2\n\nSnow.\nparagraph 2 of 2"
    assert message.entities == (Entity(BOLD, 0, 26), Entity(BLOCKQUOTE, 27, 32), Entity(BLOCKQUOTE, 51, 56))
    assert message.numbers == (1, 2)


def test_an_unanswered_question_gets_a_kind_word_and_the_nearest_apart() -> None:
    quote = quote_of(make_article("It rained.", title="T"), "rained")
    unanswered = Answer("Q?", (), (quote,), 0.1, "no", STATE, 0.01)
    text = "The articles don't say.\nPlease ask in other words, or about something else in the news."
    assert answer_messages(unanswered) == [Message(text, (Entity(BOLD, 0, 23),))]
    (near,) = nearest_messages(unanswered.nearest)
    assert near.text == "Not an answer, but the nearest passages:\nIt rained.\nT · paragraph 1 of 1"
    assert near.entities == (Entity(BOLD, 0, 40), Entity(BLOCKQUOTE, 41, 51))


def test_long_quotes_fold() -> None:
    for text, kind in [("y" * 349 + ".", BLOCKQUOTE), ("y" * 350 + ".", EXPANDABLE)]:
        assert shown(*answer_messages(answered(quote_of(make_article(text), "y"))))[1] == (kind, text, None)


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("Write to @mayor or x.y@post.com, always.", ["@mayor", "x.y@post.com"]),
        ("See p.com/a_(b)?c=d, p.рф, भारत.भारत.", ["p.com/a_(b)?c=d", "p.рф", "भारत.भारत"]),
        ("The #1 #vote of $AAPL (tg://x) with /start@me.", ["#vote", "$AAPL", "tg://x", "/start@me"]),
        ("Call +1 (202) 555-0143 or 0171 234 5678.", ["+1 (202) 555-0143", "0171 234 5678"]),
        ("Card 4111-1111-1111-1111 at 10:30 from 10.0.0.1.", ["4111-1111-1111-1111", "10:30", "10.0.0.1"]),
        ("The U.S. paid $3.5 billion (24/7) on 2026-03-01 at 9 a.m. and/or 10:30am.", []),
        ("It was...well, 2,100,000 in 2019-2020, a 2:1 win for No. 10.", []),
    ],
)
def test_what_telegram_would_find_is_covered_and_nothing_else(text: str, stretches: list[str]) -> None:
    assert shown(plain(text)) == [(CODE, stretch, None) for stretch in stretches]
    quote = quote_of(make_article(text, title="T", url=URL), text[-9:])
    (message,) = answer_messages(answered(quote))
    stretches = [stretch for stretch in stretches if stretch in quote.text]
    assert shown(message)[2:-1] == [(TEXT_LINK, stretch, quote.link) for stretch in stretches]


def test_the_short_answer_is_split_at_links_and_left_out_of_code() -> None:
    text = "He put it on bank.com in May."
    pieces = [(BOLD, "it on", None), (BOLD, "bank.com", None), (BOLD, "in May", None)]
    linked = quote_of(make_article(text, title="T", url=URL), "bank", "it on bank.com in May")
    (message,) = answer_messages(answered(linked))
    assert shown(message)[2:-1] == [pieces[0], (TEXT_LINK, "bank.com", linked.link), *pieces[1:]]
    (message,) = answer_messages(answered(quote_of(make_article(text), "bank", "it on bank.com in May")))
    assert shown(message)[2:] == [pieces[0], (CODE, "bank.com", None), pieces[2]]


def test_foreign_strings_are_one_short_line_and_find_nothing() -> None:
    title, names = "#a\n" + "T" * 195 + " and more", ["@bo\u030a", "A" * 300]
    text, publisher = "@bo \nli of q.com. It rained.", "\u200e\u030a\u200fP.com"
    article = make_article(text, title=title, publisher=publisher, authors=names)
    quote = replace(quote_of(article, "rained"), speaker=Speaker(article, Span(0, 16), None, "direct"))
    (message,) = answer_messages(answered(quote))
    source = f"#a {'T' * 195}… · \u200eP.com · @bo, {'A' * 194}… · paragraph 2 of 2"
    assert message.text.splitlines()[-2:] == ["Said by: @bo li of q.com", source]
    spoken = [(ITALIC, "Said by:", None), (CODE, "@bo", None), (ITALIC, "li of", None), (CODE, "q.com", None)]
    assert shown(message)[2:] == [*spoken, *((CODE, text, None) for text in ("#a", "\u200eP.com", "@bo"))]


PAGE = "https://p.example/" + "a" * 1_940  # with a directive it is over 2,000 bytes
WRONG_URLS = ("http://localhost/", "https://p.q:70000/", "https://p%.q/", "https://p.q/" + "a" * 3_000)
PAGES = [(PAGE, [(TEXT_LINK, "T", PAGE)]), *((url, []) for url in WRONG_URLS)]


@pytest.mark.parametrize(("url", "links"), PAGES)
def test_an_address_that_telegram_would_drop_is_none(url: str, links: list[object]) -> None:
    article = make_article("It rained " * 40 + "again.", title="T", url=url)
    (message,) = answer_messages(answered(quote_of(article, "again")))
    assert shown(message)[2:] == links


def test_a_quote_too_long_for_a_message_is_named_and_not_cut() -> None:
    # the verdict stands apart: "\nT · paragraph 1 of 1" is 21 units
    for n_units, fits in [(4_075, True), (4_076, False)]:
        article = make_article("😀" * ((n_units - 2) // 2) + "y" * (n_units % 2) + "y.", title="T")
        *_, message = answer_messages(answered(quote_of(article, "y.")))
        expected = article.text if fits else "Quote 1 is too long for Telegram. It stands in:"
        assert message.text.endswith(f"{expected}\nT · paragraph 1 of 1")
        assert message.numbers == ((1,) if fits else ())


def test_a_quote_that_telegram_would_alter_is_named_and_not_shown() -> None:
    article = make_article("It rained.", title="T", masthead=["A q\u030a."])
    (message,) = answer_messages(answered(make_quote(1, article, lay_out(article), Span(0, 5), None, 0.9)))
    *_, line, source = message.text.splitlines()
    assert (line, source) == ("Quote 1 has characters that Telegram drops. It stands in:", "T · headline")


def test_messages_are_split_between_quotes() -> None:
    article = make_article("\n\n".join("y" * 2_030 + f" {n}." for n in range(3)), title="T")
    quotes = [quote_of(article, f" {n}.", number=n + 1) for n in range(3)]
    messages = answer_messages(answered(*quotes))
    assert [message.numbers for message in messages] == [(1,), (2,), (3,)]  # two and the verdict: over 4,096


@pytest.mark.parametrize(("n_names", "url"), [(120, URL), (10, URL * 60)])  # over 100 entities; 9,500 bytes
def test_a_quote_with_more_to_cover_than_fits_is_covered_whole(n_names: int, url: str) -> None:
    quote = quote_of(make_article("Not " + "@bo1, " * n_names + "we.", title="T", url=url), "we.")
    (message,) = answer_messages(answered(quote))
    covers = [(TEXT_LINK, text, quote.link) for text in (quote.text, "T", "paragraph 1 of 1")]
    assert shown(message)[2:] == covers


# What Telegram finds or alters, with what may come to stand beside it.
HOSTILE = """
    @user @gif #tag #1 $USD $1INCH /start /a@user a.com x@a.com http://b.c tg://x भारत.भारत 中国.中国 10.0.0.1
    1:02:03 10:30 5500-0000-0000-0004 * _ ` [a](b) <b> &amp; 😀 👨‍👩‍👧 اللغة \u200e q\u030a e\u0301 . ! : /
    @ # $ - ( ) “ ” ’ … U.S. $3.5 it Then said""".split()
SPACED = ["+1 202 555 0143", "4111 1111 1111 1111", "“No,” Bo said. ", "\u00a0", "\n", "\n\n", ". ", *"   "]
STRANGE = st.sampled_from(HOSTILE + SPACED) | st.characters(exclude_categories=["Cs"])
WORDS = st.lists(STRANGE, max_size=30).map("".join)


@st.composite
def quotes(draw: st.DrawFn, number: int) -> Quote:
    article = make_article(
        "x " + draw(WORDS) * draw(st.sampled_from([1, 1, 1, 9, 150])),
        title=draw(WORDS),
        publisher=draw(st.none() | WORDS),
        authors=draw(st.lists(WORDS, max_size=3)),
        published=draw(st.sampled_from([None, "2026-03-01T10:30:00+00:00", "2026-03-01 10:30"])),
        url=draw(st.sampled_from([None, URL, "HTTPS://P.рф?q=\"<&'", *WRONG_URLS])),
    )
    layout = lay_out(article)
    assume(layout.sentences)  # one with a glyph of private use is never quoted
    span = draw(st.sampled_from(layout.sentences)).span
    ends = sorted(draw(st.tuples(*[st.integers(span.start, span.end)] * 2)))
    return make_quote(number, article, layout, span, Span(*ends) if ends[0] < ends[1] else None, 0.9)


QUOTES = {BLOCKQUOTE, EXPANDABLE}
AROUND = {BLOCKQUOTE: set(), EXPANDABLE: set(), BOLD: {*QUOTES, TEXT_LINK}, ITALIC: {TEXT_LINK}}
ANSWERS = st.tuples(quotes(1), quotes(2), quotes(3)).map(lambda three: answered(*three))
hostile = settings(max_examples=100, deadline=None)


@hostile
@given(ANSWERS)
def test_every_quote_is_whole_and_unaltered_in_its_blockquote_or_named(answer: Answer) -> None:
    messages = answer_messages(answer)
    blocks = [text for m in messages for kind, text, _ in shown(m) if kind in QUOTES]
    numbers = [number for message in messages for number in message.numbers]
    assert blocks == [quote.text for quote in answer.quotes if quote.number in numbers]
    for quote in answer.quotes:
        fits = utf16_length(quote.text) < 2_300 and not set("\u030a\u0333\u033f") & set(quote.text)
        named = any(f"Quote {quote.number} " in message.text for message in messages)
        assert quote.number in numbers or (named and not fits)


def every_message(answer: Answer) -> list[Message]:
    """Return all that can be shown of an answer: itself, what stands around it, its articles."""
    messages = [*answer_messages(answer), *speaker_messages([(quote, quote) for quote in answer.quotes])]
    for quote in answer.quotes:
        article, layout = quote.article, lay_out(quote.article)
        whole = Span(layout.paragraphs[0].start, layout.paragraphs[-1].end)
        messages.append(context_message(quote, whole))
        pages = pages_of(article, layout)
        messages += [page_message(article, layout, pages, number) for number in range(len(pages[:2]))]
    return [*messages, sources([quote.article for quote in answer.quotes], 0, 3)]


@hostile
@given(ANSWERS)
def test_messages_keep_to_the_limits_and_entities_to_their_nesting(answer: Answer) -> None:
    for message in every_message(answer):
        assert 0 < utf16_length(message.text) <= 4_096
        assert message.text == message.text.strip()
        assert len(message.entities) <= 100
        assert sum(60 + len((one.url or "").encode()) for one in message.entities) <= 9_500
        outer: list[Entity] = []
        for one in message.entities:
            outer = [other for other in outer if one.start < other.end]
            around = outer[-1] if outer else Entity(ITALIC, 0, len(message.text))
            assert around.start <= one.start < one.end <= around.end
            assert {other.kind for other in outer} <= AROUND.get(one.kind, QUOTES)
            outer.append(one)


def tdlib(request: dict[str, Any]) -> dict[str, Any]:  # any: what TDLib takes and gives is JSON
    tdjson = pytest.importorskip("tdjson")
    tdjson.td_execute(b'{"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}')
    return dict(json.loads(tdjson.td_execute(json.dumps(request).encode())))


HTML = {"@type": "textParseModeHTML"}
IN_TDLIB = {
    BLOCKQUOTE: ("BlockQuote", "blockquote"), EXPANDABLE: ("ExpandableBlockQuote", "blockquote"),
    CODE: ("Code", "code"), TEXT_LINK: ("TextUrl", "a"), BOLD: ("Bold", "b"), ITALIC: ("Italic", "i"),
}  # fmt: skip


def in_tdlib(message: Message) -> list[dict[str, Any]]:
    entities = []
    for one in message.entities:
        # TDLib writes scheme and host in lower case, a slash behind them
        url = {"url": one.url.replace("https://p.xn--p1ai?", "https://p.xn--p1ai/?")} if one.url else {}
        start, end = (utf16_length(message.text[:offset]) for offset in (one.start, one.end))
        kind = {"@type": f"textEntityType{IN_TDLIB[one.kind][0]}", **url}
        entities.append({"@type": "textEntity", "offset": start, "length": end - start, "type": kind})
    return entities


def in_html(message: Message) -> str:
    opened, closed = defaultdict[int, str](str), defaultdict[int, str](str)
    for one in message.entities:
        tag = IN_TDLIB[one.kind][1]
        extra = f' href="{html.escape(one.url)}"' if one.url else " expandable" * (one.kind is EXPANDABLE)
        opened[one.start] += f"<{tag}{extra}>"
        closed[one.end] = f"</{tag}>{closed[one.end]}"
    return "".join(closed[at] + opened[at] + html.escape(c) for at, c in enumerate([*message.text, ""]))


@hostile
@given(ANSWERS)
def test_tdlib_reads_the_same_text_and_entities_back_as_html_and_as_they_are(answer: Answer) -> None:
    for message in every_message(answer):
        requests = [{"@type": "parseTextEntities", "text": in_html(message), "parse_mode": HTML}]
        # This one cleans the text, too, but would read Markdown.
        if not set("*_`~|[>") & set(message.text):
            sent = {"@type": "formattedText", "text": message.text, "entities": in_tdlib(message)}
            requests.append({"@type": "parseMarkdown", "text": sent})
        for read in map(tdlib, requests):
            assert (read["text"], read["entities"]) == (message.text, in_tdlib(message))


def test_tdlib_drops_no_mark_sign_or_space_of_canonical_text_but_those_that_we_know() -> None:
    pytest.importorskip("tdjson")
    marks = [c for c in map(chr, range(0x20, 0x110000)) if unicodedata.category(c)[0] in "MSZ"]
    marks += [c for c in map(chr, range(0x20, 0x110000)) if unicodedata.category(c) in ("Cc", "Cf")]
    kept = [c for c in marks if canonicalise(f"-{c}-") == f"-{c}-"]
    assert len(kept) > 5_000
    text = f"-{'-'.join(kept)}-"
    pieces = [text[at : at + 3_001] for at in range(0, len(text), 3_000)]  # each from a hyphen to a hyphen
    read = "".join(cleaned(piece, [])[0][:-1] for piece in pieces)
    assert read == REMOVED.sub("", text)[:-1]
    assert set(text) - set(read) == {"\u030a", "\u0333", "\u033f"}


@hostile
@given(ANSWERS)
def test_tdlib_finds_no_entity_of_its_own(answer: Answer) -> None:
    kinds = ("textEntityTypeTextUrl", "textEntityTypeCode")
    for message in every_message(answer):
        covers = [units(one) for one in in_tdlib(message) if one["type"]["@type"] in kinds]
        for found in tdlib({"@type": "getTextEntities", "text": message.text})["entities"]:
            assert units(found) & set().union(*covers), found


def units(entity: dict[str, Any]) -> set[int]:
    return set(range(entity["offset"], entity["offset"] + entity["length"]))
