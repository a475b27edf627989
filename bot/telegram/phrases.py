"""What the bot says in its own words."""

from collections.abc import Sequence

from bot.render.messages import Message, clean, plain
from corpus import Article

EXPIRED = "This button has expired; please ask again."
THANKS = "Thank you, noted."
NO_FEEDBACK = "This bot does not keep what people think of its answers."
COMMANDS = (
    ("ask", "ask the articles a question"),
    ("sources", "which articles I quote from"),
    ("article", "read an article: a few words of its title"),
    ("about", "what I am"),
    ("privacy", "what I remember"),
    ("forget", "make me forget this chat"),
    ("help", "how to ask, with examples"),
)
OPERATORS_COMMANDS = (
    ("stats", "what I have and what I did"),
    ("remove", "remove an article, by its id"),
    ("reload", "what I answer from now"),
)
_LONGEST_SOURCE = 95  # characters, each two units at worst


def _own(text: str) -> Message:
    """Return words of ours, in which Telegram shall find our commands."""
    return Message(text, ())


WELCOME = _own(
    "Ask me about the news, in your own words. I answer with the articles' own words, say who said them and "
    "where they stand, and I say so when the articles don't. A follow-up may say he, she or it.\n\n"
    "In a group, use /ask, mention me, or reply to me. Whatever you edit, I answer again."
)
ABOUT = _own(
    "I am OnRecord. I write nothing myself: whatever I quote is a slice of an article, proved against the "
    "original at the moment it is shown, with its publisher and the person who speaks."
)
FORGOTTEN = _own("Forgotten: I remember nothing of this chat.")
NO_QUESTION = _own("Please send your question as text, such as: What is this article about?")
LATE = _own("I was away when you asked this. Please ask again if you still want to know.")
SORRY = _own("Something went wrong on my side; please try again in a while.")
GONE = _own("The article has changed or is gone since; please ask again.")
NO_SUCH_ARTICLE = _own("I have no article with these words in its title; /sources lists them.")
NOT_FOR_YOU = _own("I answer only those whom my operators let in.")


def privacy(retention_seconds: float, *, feedback: bool) -> Message:
    """Return what is remembered, and for how long."""
    hours = max(1, round(retention_seconds / 3600))
    kept = f"{hours} hours" if hours > 1 else "an hour"
    told = (
        "If you press 👍 or 👎, that question and where its quotes stand are kept for my operators, without "
        "your name. " if feedback else ""
    )  # fmt: skip
    return _own(
        f"I keep your last questions, so that a follow-up can lean on them, and where the quotes under my "
        f"buttons stand, both for {kept} at most. {told}/forget deletes it all at once.\n\n"
        "The last few hundred questions of everybody stay in my working memory until I restart, without who "
        "asked them, so that a button need not be thought about twice."
    )


def too_many(seconds: float) -> Message:
    """Return the notice to somebody who sends too much."""
    return _own(f"Slow down, please: try again in {max(1, round(seconds))} s.")


def sources(articles: Sequence[Article], first: int, total: int) -> Message:
    """Return a page of the list of articles, counted from ``first``, which is 0 for the newest."""
    if not articles:
        return plain("I have no articles yet.")
    lines = [f"{number}. {_line(article)}" for number, article in enumerate(articles, first + 1)]
    below = f"\n\n{first + 1} to {first + len(articles)} of {total:,}" if total > len(articles) else ""
    return plain("\n".join(lines) + below)


def _line(article: Article) -> str:
    known = filter(None, (article.title, article.publisher, article.day))
    line = clean(" · ".join(known)) or article.id
    return line if len(line) <= _LONGEST_SOURCE else line[: _LONGEST_SOURCE - 1].rstrip() + "…"
