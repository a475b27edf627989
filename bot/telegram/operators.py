"""Lets operators add and remove articles in a chat, and see what the bot does."""

import json
import tempfile
from collections import Counter
from pathlib import Path, PurePath

from bot.render.messages import clean, plain
from bot.telegram.desk import Desk
from bot.telegram.metrics import Metrics
from bot.telegram.sending import Sender
from corpus import UserError
from index import Outcome, Snapshot, articles_named, count_rows
from telegram import Message, MessageOriginChannel, MessageOriginChat, MessageOriginUser

_MOST_BYTES = 20 * 1024 * 1024  # what the Bot API lets a bot download
_MOST_LINES = 20  # outcomes named in the reply
_MOST_NAME = 100
_MOST_TITLE = 150


class Operators:
    """Does what operators ask for.

    Args:
        desk: The index.
        sender: Sends the replies.
        metrics: What ``/stats`` tells.
    """

    def __init__(self, desk: Desk, sender: Sender, metrics: Metrics) -> None:
        self._desk = desk
        self._sender = sender
        self._metrics = metrics
        self._n_told: int | None = None  # articles, when an operator last heard

    async def add_file(self, message: Message) -> None:
        """Add the articles of the file that a message carries."""
        document = message.document
        if document is None:
            return
        if (document.file_size or 0) > _MOST_BYTES:
            await self._say(message, "That file is too large: Telegram gives me files of up to 20 MB.")
            return
        with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
            # Only the last part of the name, for whoever sent it may have put a path there.
            name = PurePath((document.file_name or "").replace("\\", "/")).name.lstrip(".") or "file.txt"
            file = Path(folder, name[-_MOST_NAME:])
            await (await document.get_file()).download_to_drive(file)
            await self._add(message, file, folder)

    async def add_forwarded(self, message: Message) -> None:
        """Add a forwarded message as an article: its first line is the headline."""
        text = (message.text or "").strip()
        title, _, rest = text.partition("\n")
        if rest and len(title) <= _MOST_TITLE:
            article = {"title": title, "text": rest.strip(), **_origin(message)}
        else:
            article = {"text": text, **_origin(message)}
        with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
            file = Path(folder, "forwarded.jsonl")
            file.write_text(json.dumps({k: v for k, v in article.items() if v}), encoding="utf-8")
            await self._add(message, file, folder)

    async def remove(self, message: Message, words: str) -> None:
        """Remove the article whose id or title these words begin or stand in, if it is but one."""

        def look(snapshot: Snapshot) -> list[str]:
            return [one.article.id for one in articles_named(snapshot.connection, words, _MOST_LINES)]

        ids = await self._desk.read(look) if words else []
        if words in ids:
            ids = [words]
        if len(ids) != 1:
            listed = "\n".join(ids) if ids else "no article has this id or title"
            await self._say(message, f"Say which: /remove ID\n{listed}")
            return
        try:
            await self._desk.remove(ids[0])
        except UserError as error:
            await self._say(message, str(error))
        else:
            await self._say(message, f"Removed: {ids[0]}")

    async def stats(self, message: Message, _: str) -> None:
        """Tell what is in the index, and what was done since the start."""
        counted = (f"{name}: {value:,.0f}" for name, value in self._metrics.totals().items())
        await self._say(message, "\n".join([await self._inventory(), *counted]))

    async def reload(self, message: Message, _: str) -> None:
        """Tell what there is to answer from, and how many articles there were when this was last told."""
        before, now = self._n_told, await self._inventory()
        change = "" if before is None else f" (when I last told: {before:,} articles)"
        await self._say(message, f"{now}{change}\nThe next question is answered from these.")

    async def _inventory(self) -> str:
        n_articles, n_passages, generation = await self._desk.read(
            lambda snapshot: (*count_rows(snapshot.connection), snapshot.generation)
        )
        self._n_told = n_articles
        return f"{n_articles:,} articles, {n_passages:,} passages, generation {generation}"

    async def _add(self, message: Message, file: Path, folder: str) -> None:
        try:
            outcomes = await self._desk.add(file)
        except UserError as error:
            await self._say(message, str(error))
            return
        await self._say(message, _told(outcomes, folder))

    async def _say(self, message: Message, text: str) -> None:
        await self._sender.reply(message, [plain("\n".join(map(clean, text.split("\n"))))])


def _told(outcomes: list[Outcome], folder: str) -> str:
    """Return what became of the articles of a file: the counts, then each with its id or the reason."""
    counts = Counter(outcome.status.value for outcome in outcomes)
    lines = [", ".join(f"{n} {status}" for status, n in counts.items()) or "Nothing in it to add"]
    for outcome in outcomes[:_MOST_LINES]:
        name = outcome.article_id or outcome.name
        lines.append(f"{outcome.status}: {name}" + (f" ({outcome.reason})" if outcome.reason else ""))
    lines = [line.replace(f"{folder}/", "") for line in lines]
    if len(outcomes) > _MOST_LINES:
        lines.append(f"and {len(outcomes) - _MOST_LINES:,} more")
    return "\n".join(lines)


def _origin(message: Message) -> dict[str, str | None]:
    """Return the publisher, address and date of a forwarded message."""
    origin = message.forward_origin
    known = {"published": origin.date.date().isoformat() if origin else None}
    if isinstance(origin, MessageOriginChannel):
        url = f"https://t.me/{origin.chat.username}/{origin.message_id}" if origin.chat.username else None
        return {**known, "publisher": origin.chat.title, "url": url}
    if isinstance(origin, MessageOriginChat):
        return {**known, "publisher": origin.sender_chat.title}
    if isinstance(origin, MessageOriginUser):
        return {**known, "publisher": origin.sender_user.full_name}
    return known
