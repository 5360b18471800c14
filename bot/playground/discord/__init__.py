"""A local Discord: its API, its gateway, a server with channels, and people in them."""

from bot.playground.discord.people import DiscordPlayground, Person
from bot.playground.discord.world import Channel, Post

__all__ = ["Channel", "DiscordPlayground", "Person", "Post"]
