"""Sends messages, and proves that Telegram shows what was meant.

Entities are counted in UTF-16 code units, previews are off, and the text that comes back is compared with the
text that was sent: a message that Telegram has altered is deleted at once, whatever it says.
"""

import logging
from collections.abc import Sequence

from bot.render.telegram import Message as Text
from telegram import (
    Bot,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import TelegramError

logger = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def reply(
    bot: Bot, to: Message, texts: Sequence[Text], keyboard: InlineKeyboardMarkup | None = None
) -> None:
    """Send ``texts`` in the chat and topic of ``to``: the first as a reply, the last with the keyboard."""
    for number, text in enumerate(texts):
        sent = await bot.send_message(
            to.chat_id,
            text.text,
            entities=telegram_entities(text),
            link_preview_options=NO_PREVIEW,
            message_thread_id=topic_of(to),
            reply_parameters=ReplyParameters(to.message_id, allow_sending_without_reply=True)
            if number == 0
            else None,
            reply_markup=keyboard if number == len(texts) - 1 else None,
        )
        await _prove(sent, text)


def topic_of(message: Message) -> int | None:
    """Return the forum topic that a message is in; None outside of one, also in a thread of replies."""
    return message.message_thread_id if message.is_topic_message else None


def telegram_entities(text: Text) -> list[MessageEntity]:
    """Return the entities of a message with offsets in UTF-16 code units."""
    entities = [
        MessageEntity(one.kind.value, one.start, one.end - one.start, url=one.url) for one in text.entities
    ]
    return list(MessageEntity.adjust_message_entities_to_utf_16(text.text, entities))


async def _prove(sent: Message, meant: Text) -> None:
    if sent.text == meant.text:
        return
    logger.critical("Telegram altered message %d of chat %d: deleted", sent.message_id, sent.chat_id)
    try:
        await sent.delete()
    except TelegramError as error:
        logger.critical("message %d could not be deleted: %s", sent.message_id, error)
