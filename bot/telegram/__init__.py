"""The Telegram bot: the same answers, where people ask."""
