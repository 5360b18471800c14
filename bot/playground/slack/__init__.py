"""A local Slack: its Web API, Socket Mode and HTTP events, the channels, and people in them."""

from bot.playground.slack.people import Person, SlackPlayground
from bot.playground.slack.world import Post, Room

__all__ = ["Person", "Post", "Room", "SlackPlayground"]
