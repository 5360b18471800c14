"""Telegram, by long polling or a webhook, on python-telegram-bot."""

import os

# Without it the library warns of its own future at every 429 that it reads.
os.environ.setdefault("PTB_TIMEDELTA", "true")

from adapters.telegram.adapter import TelegramAdapter

__all__ = ["TelegramAdapter"]
