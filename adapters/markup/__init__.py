"""From the model's Markdown to what each chat platform shows, split where the platform demands.

Pure: no platform's library is imported here. Every function takes the whole answer so far, also a
half-written one, and gives at least one post with something to see in it.
"""

from adapters.markup.discord import discord_posts
from adapters.markup.plain import Post
from adapters.markup.slack import slack_posts
from adapters.markup.telegram import Entity, TelegramPost, telegram_posts

__all__ = ["Entity", "Post", "TelegramPost", "discord_posts", "slack_posts", "telegram_posts"]
