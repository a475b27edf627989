"""What the answers to questions about articles are: quotes of the masthead, else what the record knows."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.answer import Answer, Engine
from bot.cli import main
from bot.metadata import CONFIDENCE
from bot.settings import Settings
from bot.wiring import make_engine

HEADLINE = "Iran and Syria Tout A Defense & Reconstruction Deal"
LINE = "- The Media Line - https://themedialine.org -"
STANDFIRST = (
    "The Islamic Republic is determined to stay in Syria and ‘participate’ in rebuilding the country as well "
    "as the Assad regime’s armed forces"
)


@pytest.fixture
def engine(index: Path) -> Engine:
    return make_engine(Settings(index))


@pytest.fixture
def shipped(shipped_index: Path) -> Engine:
    return make_engine(Settings(shipped_index))


def only(answer: Answer) -> tuple[str, str | None, str]:
    """Return the one quote, the short answer in it, and where it stands."""
    (quote,) = answer.quotes
    return quote.text, quote.answer and quote.answer.slice(quote.article.text), quote.place


@pytest.mark.parametrize(
    ("question", "quote", "short", "place"),
    [
        ("What is the headline?", HEADLINE, HEADLINE, "headline"),
        ("Who published this?", LINE, "The Media Line", "publisher's line"),
        ("What is the web address?", LINE, "https://themedialine.org", "publisher's line"),
        ("Is this story from The Media Line?", LINE, "The Media Line", "publisher's line"),
        ("What is the standfirst?", STANDFIRST, STANDFIRST, "standfirst"),
        ("What is this about?", STANDFIRST, None, "standfirst"),
    ],
)
def test_what_the_masthead_holds_is_quoted(
    shipped: Engine, question: str, quote: str, short: str | None, place: str
) -> None:
    answer = shipped.answer(question)
    assert only(answer) == (quote, short, place)
    assert (answer.quotes[0].paragraph, answer.quotes[0].paragraphs) == (0, 17)
    assert answer.quotes[0].speaker is None
    assert answer.confidence == CONFIDENCE


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("When was this published?", "the record has no date for this article"),
        ("Who wrote this?", "the record has no author for this article"),
    ],
)
def test_what_nobody_knows_is_unanswered(shipped: Engine, question: str, reason: str) -> None:
    answer = shipped.answer(question)
    assert (answer.quotes, answer.nearest, answer.reason) == ((), (), reason)
    assert answer.confidence == 0


@pytest.mark.parametrize(
    "question",
    [
        "What is the headline of this article?",
        "Who published this?",
        "Who wrote this?",
        "When was this published?",
        "What is the link?",
        "What is this about?",
        "Who wrote this, and when was it published?",
        "Was this article written by Ada Quist?",
    ],
)
def test_what_the_record_alone_knows_stands_under_the_first_sentence(engine: Engine, question: str) -> None:
    answer = engine.answer(question, article_ids=["bridge"])
    first = "Mayor Ilse Brandt opened the harbour bridge on Monday."
    assert only(answer) == (first, None, "paragraph 1 of 3")


def test_a_first_sentence_is_no_standfirst(engine: Engine) -> None:
    answer = engine.answer("What is the standfirst?", article_ids=["owls"])
    assert answer.reason == "the record has no standfirst for this article"


def test_each_thing_asked_has_its_own_quote(shipped: Engine) -> None:
    answer = shipped.answer("What are the publisher and the title of this article?")
    assert [(quote.number, quote.text) for quote in answer.quotes] == [(1, LINE), (2, HEADLINE)]


def test_a_headline_and_the_first_sentence_stay_two_quotes(
    add: Callable[..., list[str]], tmp_path: Path
) -> None:
    (tmp_path / "moon.md").write_text("---\ndate: 2026-05-01\n---\n# The moon\n\nIt rose.", encoding="utf-8")
    add(tmp_path / "moon.md")
    answer = make_engine(Settings(tmp_path / "index")).answer("headline and date?")
    assert [quote.place for quote in answer.quotes] == ["headline", "paragraph 1 of 1"]


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("Who published the article about the old forest?", "owls"),
        ("Who published the story about the harbour bridge?", "bridge"),
        ("What is the owls article about?", "owls"),
        ("What is the title of the article on Mayor Brandt's towers?", "bridge"),
    ],
)
def test_the_subject_says_which_article_is_meant(engine: Engine, question: str, article: str) -> None:
    assert engine.answer(question).quotes[0].article.id == article


@pytest.mark.parametrize("subject", ["the chess olympiad", "the harbour olympiad"])
def test_a_subject_that_no_article_has_is_unanswered(engine: Engine, subject: str) -> None:
    answer = engine.answer(f"Who published the article about {subject}?")
    assert (answer.quotes, answer.reason) == ((), f"no article found is about “{subject}”")


def test_the_only_article_need_not_hold_every_word_of_the_subject(shipped: Engine) -> None:
    asked = "What is the title of the article about {}?"
    assert only(shipped.answer(asked.format("Iranian penguins, yodelling")))[0] == HEADLINE
    assert not shipped.answer(asked.format("penguins")).answered


def test_which_of_several_articles_must_be_said(engine: Engine) -> None:
    answer = engine.answer("Who published this?")
    assert answer.quotes == ()
    assert answer.reason == "the question does not say which of the articles it means; name its subject"


def test_the_article_that_answered_before_is_meant(engine: Engine) -> None:
    before = ["Who published the article about the harbour bridge?", "How many owls have returned?"]
    assert engine.answer(before[1]).quotes[0].article.id == "owls"
    for history, article in ((before[:1], "bridge"), (before[1:], "owls"), (before, "owls")):
        answer = engine.answer("What is the headline?", history)
        assert answer.quotes[0].article.id == article


def test_a_long_talk_about_one_article_stays_with_it(engine: Engine) -> None:
    history = ["How many owls have returned?", *["Who published this?", "And the headline?"] * 1000]
    assert engine.answer("What is this about?", history).quotes[0].article.id == "owls"


def test_nothing_is_meant_after_a_refusal(engine: Engine) -> None:
    answer = engine.answer("Who published this?", ["Who won the chess olympiad in Reykjavik?"])
    assert not answer.answered


def test_a_name_of_nobody_here_is_a_question_about_the_world(engine: Engine) -> None:
    answer = engine.answer("Was this written by Engineers?", article_ids=["bridge"])
    assert answer.confidence != CONFIDENCE


def test_the_confidence_asked_for_counts_here_too(shipped_index: Path) -> None:
    strict = make_engine(Settings(shipped_index, min_confidence=0.98))
    answer = strict.answer("What is the headline?")
    assert (answer.quotes, [quote.text for quote in answer.nearest]) == ((), [HEADLINE])
    assert answer.reason is not None
    assert "0.97, less than the 0.98 asked for" in answer.reason


def test_the_terminal_says_where_in_the_masthead(
    shipped_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "Who published this?", "--index", str(shipped_index)]) == 0
    assert capsys.readouterr().out == (
        "The article says:\n\n"
        f"> {LINE}\n"
        f"  {HEADLINE} · The Media Line · publisher's line\n"
        "  https://themedialine.org\n"
    )


def test_the_terminal_says_why_there_is_nothing(
    shipped_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "Who wrote this?", "--index", str(shipped_index)]) == 1
    out = capsys.readouterr().out
    assert out == "The articles don't say.\n(the record has no author for this article)\n"


@pytest.mark.parametrize(
    ("question", "quote"), [("headline?", HEADLINE), ("What is this about?", STANDFIRST)]
)
def test_an_old_answer_from_the_masthead_is_verified(
    shipped_index: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, question: str, quote: str
) -> None:
    assert main(["ask", question, "--json", "--index", str(shipped_index)]) == 0
    out = capsys.readouterr().out
    (shown,) = json.loads(out)["quotes"]
    assert (shown["text"], shown["paragraph"]) == (quote, 0)
    file = tmp_path / "answer.json"
    file.write_text(out, encoding="utf-8")
    assert main(["verify", str(file), "--index", str(shipped_index)]) == 0
    assert capsys.readouterr().out.endswith("1 ok, 0 changed, 0 gone\n")


def test_the_publishers_line_may_hold_its_name_in_the_address(
    add: Callable[..., list[str]], tmp_path: Path
) -> None:
    line = "- - - https://a-b.example/- -"
    (tmp_path / "dash.txt").write_text(f"{line}\n\nDash\n\nIt ran.", encoding="utf-8")
    add(tmp_path / "dash.txt")
    engine = make_engine(Settings(tmp_path / "index"))
    (quote,) = engine.answer("Who is the publisher?").quotes
    assert (quote.text, quote.answer and quote.answer.start) == (line, 2)
    assert only(engine.answer("URL?"))[1] == "https://a-b.example/-"
