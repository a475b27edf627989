import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.links import text_fragment_link
from corpus import Span

URL = "https://news.example/a"


def link_to(quote: str, text: str, *, occurrence: int = 0, url: str = URL) -> str:
    starts = [found.start() for found in re.finditer(re.escape(quote), text)]
    return text_fragment_link(url, text, Span(starts[occurrence], starts[occurrence] + len(quote)))


def directive_to(quote: str, text: str, *, occurrence: int = 0) -> str:
    return link_to(quote, text, occurrence=occurrence).removeprefix(f"{URL}#:~:text=")


def test_a_unique_sentence_is_named_whole_and_without_context() -> None:
    text = "The ministers met on Sunday. They signed a pact there."
    assert link_to("The ministers met on Sunday.", text) == (
        "https://news.example/a#:~:text=The%20ministers%20met%20on%20Sunday."
    )


def test_dashes_commas_and_ampersands_inside_a_term_are_escaped() -> None:
    text = "Peace, war-time & oil: 50% up—or down? Nobody there would say."
    assert directive_to("Peace, war-time & oil: 50% up—or down?", text) == (
        "Peace%2C%20war%2Dtime%20%26%20oil%3A%2050%25%20up%E2%80%94or%20down%3F"
    )


def test_only_unreserved_characters_stay_as_they_are() -> None:
    text = "A_b.c~d #:~:text=x/y?z+1=(2)!*'; and then some more words."
    assert directive_to("A_b.c~d #:~:text=x/y?z+1=(2)!*';", text) == (
        "A_b.c~d%20%23%3A~%3Atext%3Dx%2Fy%3Fz%2B1%3D%282%29%21%2A%27%3B"
    )


@pytest.mark.parametrize(
    ("quote", "directive"),
    [
        (
            "“He’d rather say ‘no’.”",
            "%E2%80%9CHe%E2%80%99d%20rather%20say%20%E2%80%98no%E2%80%99.%E2%80%9D",
        ),
        (
            "они пишут и читают это.",
            (
                "%D0%BE%D0%BD%D0%B8%20%D0%BF%D0%B8%D1%88%D1%83%D1%82%20%D0%B8%20"
                "%D1%87%D0%B8%D1%82%D0%B0%D1%8E%D1%82%20%D1%8D%D1%82%D0%BE."
            ),
        ),
        ("🙂 is all that they wrote.", "%F0%9F%99%82%20is%20all%20that%20they%20wrote."),
    ],
)
def test_quotation_marks_other_scripts_and_emoji_become_utf_8(quote: str, directive: str) -> None:
    assert directive_to(quote, f"First of all, this. {quote} And at last, that.") == directive


def test_a_short_quote_gets_context_even_if_it_is_unique_in_the_text() -> None:
    text = "Will they stay? Yes. The ministers said so again and again."
    assert directive_to("Yes.", text) == "Will%20they%20stay%3F-,Yes."


def test_a_short_quote_that_is_the_whole_text_has_no_context() -> None:
    assert directive_to("Yes.", "Yes.") == "Yes."


def test_a_repeated_sentence_gets_the_words_before_it() -> None:
    text = "One. They signed the pact there.\n\nTwo. They signed the pact there."
    quote = "They signed the pact there."
    assert directive_to(quote, text) == "They%20signed%20the%20pact%20there."
    assert directive_to(quote, text, occurrence=1) == "Two.-,They%20signed%20the%20pact%20there."


def test_a_repeated_sentence_gets_the_words_after_it_where_the_ones_before_do_not_help() -> None:
    text = "They signed the pact there. One.\n\nThey signed the pact there. Two."
    assert directive_to("They signed the pact there.", text, occurrence=1) == (
        "They%20signed%20the%20pact%20there.,-Two."
    )


def test_context_on_both_sides_where_neither_suffices() -> None:
    text = "A b. They signed it there. C d.\nE f. They signed it there. G h.\n" * 2
    text += "A b. They signed it there. G h."
    assert directive_to("They signed it there.", text, occurrence=4) == (
        "A%20b.-,They%20signed%20it%20there.,-G%20h."
    )


def test_context_reaches_into_the_neighbouring_paragraph() -> None:
    text = "Alpha beta.\n\nThey signed the pact there.\n\nGamma delta.\n\nThey signed the pact there."
    assert directive_to("They signed the pact there.", text, occurrence=1) == (
        "Gamma%20delta.-,They%20signed%20the%20pact%20there."
    )


def test_context_never_reaches_across_two_paragraphs() -> None:
    text = "One.\n\nTwo. They signed the pact there.\n\nThree. They signed the pact there."
    assert directive_to("They signed the pact there.", text, occurrence=1).startswith("Three.-,")


@pytest.mark.parametrize(
    "earlier",
    [
        "THEY SIGNED THE PÄCT THERE.",
        "“They signed”  the\n pact there.",
        "They signed the pact therefore.",
    ],
)
def test_what_a_browser_could_take_for_the_quote_counts_as_a_repetition(earlier: str) -> None:
    quote = "They signed the pact there"
    text = f"{earlier} Again: {quote} on Sunday."
    assert ",-" in directive_to(quote, text) or "-," in directive_to(quote, text)


def test_a_quote_that_touches_other_words_gets_the_words_it_touches() -> None:
    text = "Then she said: “We are here because Syria wants us here,” and she left."
    assert directive_to("We are here because Syria wants us here", text) == (
        "Then%20she%20said%3A%20%E2%80%9C-,We%20are%20here%20because%20Syria%20wants%20us%20here,"
        "-%2C%E2%80%9D%20and%20she%20left."
    )


def test_a_long_quote_is_named_by_its_first_and_last_words() -> None:
    words = [f"word{number}" for number in range(60)]
    quote = " ".join(words) + "."
    assert directive_to(quote, f"Before this. {quote} After this.") == (
        "word0%20word1%20word2%20word3%20word4,word55%20word56%20word57%20word58%20word59."
    )


def test_three_hundred_characters_are_named_whole_and_one_more_by_both_ends() -> None:
    quote = ("abcd " * 60)[:-1] + "."
    assert len(quote) == 300
    assert "," not in directive_to(quote, quote)
    assert directive_to(f"{quote}!", f"{quote}!").count(",") == 1


def test_a_quote_across_paragraphs_is_named_by_words_of_the_first_and_the_last() -> None:
    quote = "They met.\n\nThey talked about it.\n\nThey signed the pact there on Sunday."
    assert directive_to(quote, f"Before. {quote} After.") == (
        "Before.-,They%20met.,the%20pact%20there%20on%20Sunday."
    )


def test_the_words_at_the_ends_grow_until_they_are_found_at_the_ends() -> None:
    text = (
        "alpha beta gamma delta eta, no.\n\n"
        "alpha beta gamma delta eta, one two three four five six.\n\n"
        "six alpha beta gamma delta eta. Seven alpha beta gamma delta eta."
    )
    assert directive_to(text.split("\n\n", 1)[1], text) == (
        "alpha%20beta%20gamma%20delta%20eta%2C%20one%20two%20three%20four%20five,"
        "beta%20gamma%20delta%20eta.%20Seven%20alpha%20beta%20gamma%20delta%20eta."
    )


def test_the_same_sentence_in_the_same_context_gets_the_longest_context() -> None:
    text = "\n\n".join(["Alpha. They signed the pact there. Omega."] * 3)
    assert directive_to("They signed the pact there.", text, occurrence=1) == (
        "Alpha.-,They%20signed%20the%20pact%20there.,-Omega."
    )


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("https://a.example/b?c=d", "https://a.example/b?c=d#:~:text=It"),
        ("HTTP://a.example", "HTTP://a.example#:~:text=It"),
        ("https://a.example:8080/#section", "https://a.example:8080/#section:~:text=It"),
        ("https://a.example/#:~:text=old", "https://a.example/#:~:text=It"),
        ("https://a.example/#section:~:text=old&text=b", "https://a.example/#section:~:text=It"),
        ("https://a.example/@writer/1:~:2", "https://a.example/@writer/1:~:2#:~:text=It"),
    ],
)
def test_an_address_keeps_its_element_and_loses_its_directive(url: str, start: str) -> None:
    assert link_to("It rained all day.", "It rained all day.", url=url).startswith(start)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.example",
        "//a.example/",
        "https:///a",
        "https://:80/",
        "https://a.example/a b",
        "https://a.example/\n",
        "https://user:pass@a.example/",
        "https://a.example\\@b.example/",
        "ftp://a.example/",
        "file:///etc/passwd",
        "mailto:a@b.example",
        "javascript:alert(1)",
    ],
)
def test_anything_else_gives_no_link(url: str) -> None:
    assert link_to("It rained all day.", "It rained all day.", url=url) == ""


def test_white_space_around_the_quote_is_no_part_of_the_link() -> None:
    text = "One, two. \n\n It rained all day long. \n\n Three."
    assert directive_to("\n\n It rained all day long. \n\n", text) == ("It%20rained%20all%20day%20long.")


@pytest.mark.parametrize(("url", "link"), [(URL, URL), (f"{URL}#b:~:text=c", f"{URL}#b")])
def test_a_span_of_white_space_gives_the_page_alone(url: str, link: str) -> None:
    assert text_fragment_link(url, "a \n b", Span(1, 4)) == link


def test_a_span_beyond_the_text_is_refused() -> None:
    with pytest.raises(IndexError):
        text_fragment_link(URL, "abc", Span(1, 4))


def test_five_thousand_characters_without_a_space_are_named_whole() -> None:
    assert directive_to("x" * 5000, "x" * 5000) == "x" * 5000


def test_a_link_into_twenty_megabytes_is_made_too() -> None:
    line = "They signed the pact there, Čapek wrote. "
    text = line * (20_000_000 // len(line)) + "\n\n" + "It is over, he said. " * 240
    link = text_fragment_link(URL, text, Span(len(text) - 5000, len(text)))
    assert link.startswith(URL + "#:~:text=")


@dataclass(frozen=True)
class _Rendered:
    """A page as a browser searches it: paragraphs with white space collapsed, base letters."""

    characters: str
    offsets: list[int]

    @classmethod
    def of(cls, text: str) -> "_Rendered":
        kept = [
            (character, offset)
            for offset, character in enumerate(text)
            if not (character.isspace() and (offset == 0 or text[offset - 1].isspace()))
        ]
        base = "".join(unicodedata.normalize("NFD", character)[0].lower() for character, _ in kept)
        return cls(base, [offset for _, offset in kept])

    def find(self, query: str, low: int, *, bounds: tuple[bool, bool], here: bool) -> int:
        """Find ``query`` (spec, "find a string in range"); -1 where it is not."""
        low = low + (len(self.characters[low:]) - len(self.characters[low:].lstrip())) * here
        wanted = _Rendered.of(query).characters
        at = self.characters.find(wanted, low, low + len(wanted) if here else None)
        while at >= 0 and not (
            (not bounds[0] or self.bound(at)) and (not bounds[1] or self.bound(at + len(wanted)))
        ):
            at = self.characters.find(wanted, at + 1, low + len(wanted) if here else None)
        return at

    def bound(self, at: int) -> bool:
        """Tell whether ``at`` is a word bound, by the first rules of UAX #29 alone."""
        around = self.characters[max(at - 1, 0) : at + 1]
        return at == 0 or at == len(self.characters) or not (around[0].isalnum() and around[1].isalnum())


def first_match(link: str, text: str) -> tuple[int, int] | None:
    """Find what ``link`` marks in ``text``: the spec's algorithm, step by step."""
    terms = link.partition(":~:text=")[2].split(",")
    prefix = unquote(terms.pop(0)[:-1]) if terms[0].endswith("-") else ""
    suffix = unquote(terms.pop()[1:]) if terms[-1].startswith("-") else ""
    start, end = unquote(terms[0]), unquote(terms[1]) if len(terms) > 1 else ""
    page, searched = _Rendered.of(text), 0
    start_bounded = bool(end) or not suffix
    while True:
        if prefix:
            found = page.find(prefix, searched, bounds=(True, False), here=False)
            if found < 0:
                return None
            searched = found + 1
            behind = found + len(prefix)
            left = page.find(start, behind, bounds=(False, start_bounded), here=True)
            if left < 0:
                continue
        else:
            left = page.find(start, searched, bounds=(True, start_bounded), here=False)
            if left < 0:
                return None
            searched = left + 1
        right = left + len(start)
        while True:
            if end:
                last = page.find(end, right, bounds=(True, not suffix), here=False)
                if last < 0:
                    return None
                right = last + len(end)
            if not suffix or page.find(suffix, right, bounds=(False, True), here=True) >= 0:
                return page.offsets[left], page.offsets[right - 1] + 1
            if not end:
                break


# The long ones are rare enough to go without context, unless they are repeated.
LONG = ["Verfassungsänderungen", "verfassungsanderungen", "“constitutionalisation"]
SHORT = ["a", "b", "A", "ab", "á", "a-b", "“b", "b”", "b,", "&", "—", "🙂", "ш", "a.", "z?"]
WORDS = st.sampled_from(LONG * 3 + SHORT)
SPACES = st.sampled_from([" ", " ", " ", "  ", "\n", "\n\n"])


@st.composite
def quotes(draw: st.DrawFn) -> tuple[str, Span]:
    words = draw(st.lists(WORDS, min_size=1, max_size=24))
    text, spans = "", []
    for word in words:
        spans.append(Span(len(text), len(text) + len(word)))
        text += word + draw(SPACES)
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, len(words) - 1))
    return text.rstrip(), Span(spans[first].start, spans[last].end)


def with_all_context(text: str, span: Span) -> str:
    """Return the link with the longest terms that the text allows."""
    before, quote, after = text[: span.start], span.slice(text), text[span.end :]
    ends = [quote] if "\n" not in quote else [quote.splitlines()[0], quote.splitlines()[-1]]
    prefix = [before.rstrip().split("\n")[-1].strip()] if before.strip() else []
    suffix = [after.strip().split("\n")[0].strip()] if after.strip() else []
    escaped = [
        "".join(f"%{byte:02X}" for byte in " ".join(term.split()).encode())
        for term in [*prefix, *ends, *suffix]
    ]
    if prefix:
        escaped[0] += "-"
    if suffix:
        escaped[-1] = "-" + escaped[-1]
    return f"{URL}#:~:text={','.join(escaped)}"


@settings(max_examples=500)
@given(quotes())
@example(("a a-b\n\na", Span(2, 5)))
@example(("Rain " * 60 + "rain\nrain", Span(0, 309)))
def test_a_link_finds_exactly_the_quote_or_no_link_does(drawn: tuple[str, Span]) -> None:
    text, span = drawn
    quote = (span.start, span.end)
    found = first_match(text_fragment_link(URL, text, span), text)
    assert found == quote or first_match(with_all_context(text, span), text) != quote


@settings(max_examples=300)
@given(quotes())
def test_a_link_finds_the_quote_where_every_word_of_the_text_is_different(
    drawn: tuple[str, Span],
) -> None:
    numbered = iter(range(10_000))
    text = re.sub(r"\S+", lambda word: f"{word[0]}{next(numbered):04}", drawn[0])
    words = list(re.finditer(r"\S+", drawn[0]))
    first = sum(word.start() < drawn[1].start for word in words)
    last = sum(word.start() < drawn[1].end for word in words)
    found = list(re.finditer(r"\S+", text))[first:last]
    quote = (found[0].start(), found[-1].end())
    assert first_match(text_fragment_link(URL, text, Span(*quote)), text) == quote
