"""Tells whether a message is meant for the bot, what it says to it, and who says it."""

from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType


def addressed(message: Message, name: str | None, bot_id: int) -> str | None:
    """Return what a message says to the bot of that name, without the name; None if it is meant for others.

    A bot that its server gives no name cannot be mentioned.

    In a private chat every message is; in a group a command, a mention, a reply to the bot. A picture
    says nothing, whatever stands under it.
    """
    text = message.text
    is_private = message.chat.type == ChatType.PRIVATE
    if not text:
        return "" if is_private else None
    mention = f"@{name}".casefold() if name else None
    if text.startswith("/"):
        command, _, rest = text.partition(" ")
        bare, at, other = command.partition("@")
        return None if at and f"@{other}".casefold() != mention else f"{bare} {rest}".strip()
    answers_us = message.reply_to_message and message.reply_to_message.from_user
    is_mentioned = mention is not None and mention in text.casefold()
    if is_private or is_mentioned or (answers_us and answers_us.id == bot_id):
        return " ".join(word for word in text.split() if word.casefold() != mention)
    return None


def person_of(update: Update) -> int:
    """Return the number of whoever an update is from; 0 if it is from nobody.

    Whoever speaks as a group or channel is that, for all who do so share one user.
    """
    sent = update.message or update.edited_message
    person = (sent and sent.sender_chat) or update.effective_user or update.effective_chat
    return person.id if person else 0


def private_sender_of(brought: Any) -> int | None:  # Any: JSON
    """Return who sent a message in private, before it is read as a whole; None of any other update."""
    message = brought.get("message") if isinstance(brought, dict) else None
    chat = message.get("chat") if isinstance(message, dict) else None
    if not isinstance(chat, dict) or chat.get("type") != ChatType.PRIVATE:
        return None
    person = chat.get("id")  # a private chat has the number of whoever it is with
    return person if isinstance(person, int) else None


def topic_of(message: Message) -> int | None:
    """Return the forum topic that a message is in; None outside of one, also in a thread of replies."""
    return message.message_thread_id if message.is_topic_message else None
