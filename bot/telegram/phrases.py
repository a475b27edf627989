"""What the bot says in its own words."""

from collections.abc import Sequence

from bot.render.telegram import Message, plain
from corpus import Article

SHOW_NEAREST = "Show the nearest passages"
EXPIRED = "This button has expired; please ask again."
COMMANDS = (
    ("ask", "ask the articles a question"),
    ("sources", "which articles I quote from"),
    ("about", "what I am"),
    ("privacy", "what I remember"),
    ("forget", "make me forget this chat"),
    ("help", "how to ask"),
)
_MOST_SOURCES = 20
_LONGEST_SOURCE = 95  # characters, each two units at worst: twenty lines fit a message


def _own(text: str) -> Message:
    """Return words of ours, in which Telegram shall find our commands."""
    return Message(text, ())


WELCOME = _own(
    "Ask me about the news, in your own words. I answer with the articles' own words, say who said them and "
    "where they stand, and I say so when the articles don't. A follow-up may say he, she or it.\n\n"
    "In a group, use /ask, mention me, or reply to me."
)
ABOUT = _own(
    "I am OnRecord. I write nothing myself: whatever I quote is a slice of an article, proved against the "
    "original at the moment it is shown, with its publisher and the person who speaks."
)
PRIVACY = _own(
    "I keep your last six questions for a day at most, so that a follow-up can lean on them, and nothing "
    "else. /forget deletes them at once."
)
FORGOTTEN = _own("Forgotten: I remember nothing of this chat.")
NO_QUESTION = _own("Ask me something in words, such as: What is this article about?")
TOO_MANY = _own(
    "One moment: I still have questions of yours to answer. What comes on top of them I leave out."
)
LATE = _own("I was away when you asked this. Please ask again if you still want to know.")


def sources(articles: Sequence[Article]) -> Message:
    """Return the list of articles, newest first."""
    if not articles:
        return plain("I have no articles yet.")
    newest = sorted(articles, key=lambda article: article.published or "", reverse=True)
    lines = [_line(article) for article in newest[:_MOST_SOURCES]]
    if len(newest) > _MOST_SOURCES:
        lines.append(f"and {len(newest) - _MOST_SOURCES:,} more")
    return plain("\n".join(f"• {line}" for line in lines))


def _line(article: Article) -> str:
    line = " · ".join(filter(None, (article.title, article.publisher, article.published)))
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST_SOURCE else line[: _LONGEST_SOURCE - 1].rstrip() + "…"
