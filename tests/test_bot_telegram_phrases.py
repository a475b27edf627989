from bot.render.messages import MAX_UNITS, utf16_length
from bot.render.wording import source_parts
from bot.telegram.phrases import privacy, sources, too_many
from corpus import make_article


def test_a_page_of_sources_is_numbered_and_fits_a_message() -> None:
    title = "Title " + "𝔸 " * 300
    made = [make_article("Words.", article_id=f"a{n}", title=title, published="2026-01-01") for n in range(8)]
    message = sources(made, 8, 1_234)
    lines = message.text.splitlines()
    assert lines[0].startswith("9. Title 𝔸")
    assert lines[0].endswith("…")
    assert lines[-1] == "9 to 16 of 1,234"
    assert utf16_length(message.text) <= MAX_UNITS


def test_a_list_on_one_page_needs_no_count() -> None:
    article = make_article("Words.", title="Rain", publisher="Post", published="2026-01-01")
    assert sources([article], 0, 1).text == "1. Rain · Post · 2026-01-01"
    at_noon = make_article("Words.", title="Rain", publisher="Post", published="2026-01-01T12:00:00Z")
    assert sources([at_noon], 0, 1).text == "1. Rain · Post · 2026-01-01"
    assert source_parts(at_noon) == ["Rain", "Post", "2026-01-01"]


def test_without_articles_it_says_so() -> None:
    assert sources([], 0, 0).text == "I have no articles yet."


def test_what_is_remembered_is_told_as_it_is_set() -> None:
    assert "for 24 hours at most" in privacy(86_400, feedback=False).text
    assert "👍" not in privacy(86_400, feedback=False).text
    assert "of everybody stay in my working memory until I restart" in privacy(86_400, feedback=False).text
    assert "for an hour at most. If you press 👍" in privacy(3_600, feedback=True).text


def test_somebody_too_fast_is_told_how_long_to_wait() -> None:
    assert too_many(2.6).text == "Slow down, please: try again in 3 s."
    assert too_many(0.0).text == "Slow down, please: try again in 1 s."
