"""A local Telegram: a Bot API server, the chats behind it, and people who talk in them."""

from bot.playground.telegram.people import Group, Person, TelegramPlayground
from bot.playground.telegram.world import Post

__all__ = ["Group", "Person", "Post", "TelegramPlayground"]
