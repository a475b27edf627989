from bot.render.telegram import MAX_UNITS, utf16_length
from bot.telegram.phrases import sources
from corpus import make_article


def test_the_newest_sources_come_first_and_fit_a_message() -> None:
    made = [
        make_article(
            "Words.", article_id=f"a{n}", title=f"Title {n} " + "𝔸 " * 300, published=f"2026-01-{n:02}"
        )
        for n in range(1, 31)
    ]
    message = sources(made)
    lines = message.text.splitlines()
    assert lines[0].startswith("• Title 30 𝔸")
    assert lines[0].endswith("…")
    assert lines[-1] == "• and 10 more"
    assert len(lines) == 21
    assert utf16_length(message.text) <= MAX_UNITS


def test_without_articles_it_says_so() -> None:
    assert sources([]).text == "I have no articles yet."
